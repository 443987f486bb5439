"""A case officer's own due list and what waits on a panel: by day, the longest overdue first, and never by cost."""

from __future__ import annotations

from urllib.parse import urlencode

import polars as pl

from highneeds.governance.rights import Right
from highneeds.operations.due_list import DUE, LATER, OVERDUE, THIS_WEEK, WAITS
from highneeds.operations.home_parts import Panel, Reader, Way, not_yet
from highneeds.operations.listing import KEY
from highneeds.operations.lists import default_day, listed, listed_to
from highneeds.operations.pages import shown
from highneeds.operations.sight import others_in_words
from highneeds.reports import Table, words
from highneeds.reports.tables import Cell, Column
from highneeds.rules.clocks import ClockKind

MOST_ROWS = 20
PANEL_DECIDES = tuple(
    words.sentence(kind)
    for kind in (
        ClockKind.DECIDE_TO_ASSESS, ClockKind.REFUSE_TO_ISSUE, ClockKind.FINAL_PLAN, ClockKind.REVIEW_DECISION,
        ClockKind.PHASE_TRANSFER,
    )
)  # fmt: skip
_ALL = Way("All that is due, of every officer", "due", needs=Right.SEE_CLOCKS)
_FIRST_IMPORT = "Nothing is known of plans and requests yet. Import a SEN2 return, or the list of plans."


def own_due_list(reader: Reader) -> Panel:
    """Of the children whose officer is called as the account or its person is."""
    found = listed_to(DUE.name, default_day(), reader.sight)
    name, title = "own", "Your due list"
    if found.frame.is_empty():
        return _nothing(name, title, found.nothing)
    officers = found.frame["officer"].drop_nulls().unique().to_list()
    mine = [officer for officer in officers if reader.is_called(officer)]
    rows = in_due_order(found.frame.filter(pl.col("officer").is_in(mine)))
    if rows.is_empty():
        known = words.listed(sorted(reader.names)) or "nobody"
        say = f"Nothing is due of children whose officer is {known}, as your account is called."
        return Panel(name, title, say, ways=(_ALL,))
    ways = tuple(
        Way(f"All of {officer}", "due", query=urlencode({"officer": officer}), needs=Right.SEE_CLOCKS)
        for officer in mine
    )
    return rows_panel(name, counted("Your due list", rows), rows, found.caution, (*ways, _ALL))


def waits_on_a_panel(reader: Reader) -> Panel:
    """The open clocks that a decision stops, of every officer whose children the reader sees."""
    found = listed_to(DUE.name, default_day(), reader.sight)
    name, title = "panel", "What waits on a decision"
    if found.frame.is_empty():
        return _nothing(name, title, found.nothing)
    decided = pl.col("what").is_in(PANEL_DECIDES)
    rows = in_due_order(found.frame.filter(decided))
    others = listed(DUE.name, default_day()).frame.filter(decided).height - rows.height
    caution = " ".join(filter(None, (others_in_words(others), found.caution)))
    counts = rows.group_by("what").len().sort("what")
    ways = tuple(
        Way(f"{what} ({words.count(number)})", "due", query=urlencode({"what": what}), needs=Right.SEE_CLOCKS)
        for what, number in counts.iter_rows()
    )
    if rows.is_empty():
        return Panel(name, "Nothing waits on a decision", caution, ways=(_ALL,))
    return rows_panel(name, counted(title, rows), rows, caution, (*ways, _ALL))


def _nothing(name: str, title: str, why: str) -> Panel:
    """Nothing is due, or nothing is known that could be."""
    return Panel(name, title, why, ways=(_ALL,)) if why else not_yet(name, title, _FIRST_IMPORT)


def in_due_order(rows: pl.DataFrame) -> pl.DataFrame:
    """By the day on which each is due, so that the longest overdue comes first; what has no day, by how long it waits.

    The order knows nothing of money.
    """
    return rows.sort("due", "since", "child", "what", nulls_last=True, maintain_order=True)


def counted(title: str, rows: pl.DataFrame) -> str:
    """The title with how much is overdue, within a week, later, and waits."""
    counts = {when: rows.filter(pl.col("when") == when).height for when in (OVERDUE, THIS_WEEK, LATER, WAITS)}
    told = [
        f"{words.count(count)} {words.sentence(when)[0].lower()}{when[1:]}" for when, count in counts.items() if count
    ]
    return f"{title}: {words.listed(told)}"


def rows_panel(name: str, title: str, rows: pl.DataFrame, caution: str, ways: tuple[Way, ...]) -> Panel:
    """The first of the rows of a due list, each with the way to its child."""
    first = rows.head(MOST_ROWS)
    cells: list[tuple[Cell, ...]] = [
        (row["child"], row["what"], row["when"], _day(row["due"]), _day(row["since"]), row["officer"] or "Nobody")
        for row in first.iter_rows(named=True)
    ]
    columns = tuple(map(Column, ("Child", "What", "When", "Due", "Since", "Officer")))
    more = f" The first {MOST_ROWS} of {words.count(rows.height)}." if rows.height > MOST_ROWS else ""
    return Panel(
        name,
        title,
        table=shown(Table(name, title, columns, tuple(cells))),
        row_ways=tuple(Way(child, "child", (child,), needs=Right.SEE_CHILDREN) for child in first[KEY]),
        note=f"In order of the day on which each is due.{more} {caution}",
        ways=ways,
        children=tuple(first[KEY].unique().sort()),
    )


def _day(when: object) -> str:
    return f"{when:%-d %b %Y}" if when else "-"
