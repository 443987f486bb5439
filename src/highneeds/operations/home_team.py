"""What the lead of a team opens on: what is due of its children, how long each officer's work has waited, and who is in
no team. In order of days and of names, and never by cost.
"""

from __future__ import annotations

from urllib.parse import urlencode

import polars as pl

from highneeds.governance.rights import Right
from highneeds.operations.due_list import DUE, OVERDUE, THIS_WEEK
from highneeds.operations.home_cases import counted, in_due_order, rows_panel
from highneeds.operations.home_parts import Panel, Reader, Way
from highneeds.operations.list_columns import CHILDREN
from highneeds.operations.listing import KEY
from highneeds.operations.lists import Listed, default_day, listed_to
from highneeds.operations.officers import NO_TEAM, as_key
from highneeds.operations.pages import shown
from highneeds.reports import Table, words
from highneeds.reports.tables import Cell, Column, Kind
from highneeds.store.teams import name_key

NOBODY = "Nobody"
MOST_CHILDREN = 20
_BY_OFFICER = (
    Column("Officer"),
    Column("Overdue", Kind.COUNT),
    Column("Within a week", Kind.COUNT),
    Column("All", Kind.COUNT),
    Column("What waits longest"),
    Column("Due, or since"),
)


def team_due_list(reader: Reader) -> Panel | None:
    """What is due of the children of the teams that the reader leads; None for whoever leads none."""
    if not reader.leads:
        return None
    found, rows = _of_the_teams(reader)
    name, title = "team", f"Due in {words.listed(sorted(reader.leads))}"
    if rows.is_empty():
        return Panel(name, f"{title}: nothing", found.nothing or "Nothing is due, and nothing waits, of its children.")
    ways = tuple(
        Way(f"All of {team}", "due", query=urlencode({"team": team}), needs=Right.SEE_CLOCKS)
        for team in sorted(reader.leads)
    )
    return rows_panel(name, counted(title, rows), rows, found.caution, ways)


def team_by_officer(reader: Reader) -> Panel | None:
    """How much each officer has to do in those teams and what of it waits longest, in order of name; None for no team,
    or where nothing is due.
    """
    _, rows = _of_the_teams(reader)
    if rows.is_empty():
        return None
    when = pl.col("when")
    lines = (
        in_due_order(rows)
        .group_by(pl.col("officer").fill_null(NOBODY), maintain_order=True)
        .agg(
            (when == OVERDUE).sum().alias("overdue"),
            (when == THIS_WEEK).sum().alias("soon"),
            pl.len().alias("all"),
            pl.col("what", "due", "since").first(),
        )
        .sort("officer")
    )
    cells: list[tuple[Cell, ...]] = []
    ways: list[Way | None] = []
    for officer, overdue, soon, everything, what, due, since in lines.iter_rows():
        day = due or since
        cells.append((officer, overdue, soon, everything, what, f"{day:%-d %b %Y}" if day else "-"))
        query = urlencode({"officer": officer})
        ways.append(None if officer == NOBODY else Way(officer, "due", query=query, needs=Right.SEE_CLOCKS))
    title = f"Who of the team has what to do: {words.plural(lines.height, 'officer', 'officers')}"
    table = shown(Table("by-officer", title, _BY_OFFICER, tuple(cells)))
    note = "In order of name. It counts what is due and waits, and says nothing of what a child costs."
    return Panel("by-officer", title, table=table, row_ways=tuple(ways), note=note)


def without_a_team(reader: Reader) -> Panel | None:
    """The children of no team, for a lead to give them one; None for whoever leads none, or where there are none."""
    if not reader.leads:
        return None
    found = listed_to(CHILDREN.name, default_day(), reader.sight)
    rows = found.frame.filter(pl.col("team") == NO_TEAM)
    if rows.is_empty():
        return None
    first = rows.head(MOST_CHILDREN)
    cells: list[tuple[Cell, ...]] = [
        (row["child"], row["setting"] or "-", row["officer"] or NOBODY) for row in first.iter_rows(named=True)
    ]
    counts = words.plural(rows.height, "child with a plan is", "children with a plan are")
    title = f"{counts} of no team"
    more = f" The first {MOST_CHILDREN}." if rows.height > MOST_CHILDREN else ""
    query = urlencode({"team": NO_TEAM})
    return Panel(
        "no-team",
        title,
        table=shown(Table("no-team", title, tuple(map(Column, ("Child", "Setting", "Officer"))), tuple(cells))),
        row_ways=tuple(Way(child, "child", (child,), needs=Right.SEE_CHILDREN) for child in first[KEY]),
        note=f"Everybody who sees children sees these.{more} Tick them in the list to give them a team.",
        ways=(
            Way("All children of no team", "children", query=query, needs=Right.SEE_CHILDREN),
            Way("What is due of them", "due", query=query, needs=Right.SEE_CLOCKS),
        ),
        children=tuple(first[KEY].unique().sort()),
    )


def _of_the_teams(reader: Reader) -> tuple[Listed, pl.DataFrame]:
    found = listed_to(DUE.name, default_day(), reader.sight)
    led = list(map(name_key, reader.leads))
    return found, found.frame.filter(as_key(pl.col("team")).is_in(led))
