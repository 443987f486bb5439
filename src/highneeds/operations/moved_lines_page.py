"""The lines behind one step of a forecast's movement, and behind one budget line: rows of the extract, largest first.

A child is a pseudonym, and only for those who may see children; the page says which file and row to open.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import polars as pl

from highneeds.core import FinancialYear, SnapshotId
from highneeds.finance.bridge import PLACEMENT_CAUSES
from highneeds.finance.movement import LINE_CAUSES, lines_moved
from highneeds.governance.closed_month import ClosedMonth
from highneeds.operations.closed_record import TIMINGS
from highneeds.operations.month_end_page import month_name
from highneeds.reports import words
from highneeds.rules import Setting
from highneeds.store.closed_months import closing_of, closings
from highneeds.store.snapshots import read_snapshot

ROWS_A_PAGE = 100
_PSEUDONYM_LENGTH = 8
_COLUMNS = ("line_ref", "child_key", "setting", "pence", "source_file", "source_row")


@dataclass(frozen=True, slots=True)
class LineBehind:
    """``child``: a pseudonym that is the same on every page, or nothing where the reader may not see it."""

    line_ref: str
    child: str
    setting: str
    money: str
    file: str
    row: int


@dataclass(frozen=True, slots=True)
class LinesPage:
    """``child_keys``: the children that this page shows, for the audit; never for the page."""

    name: str
    financial_year: str
    month: int
    what: str
    lead: str
    total: int
    children: int
    money: str
    rows: tuple[LineBehind, ...]
    page: int
    pages: int
    shows_children: bool
    child_keys: tuple[str, ...]


def leads_to_lines(cause: str) -> bool:
    """Whether rows are kept behind a step of that cause. Causes are written with hyphens in addresses."""
    return cause in LINE_CAUSES or cause in PLACEMENT_CAUSES


def lines_page(year: str, month: int, cause: str, *, page: int, with_children: bool) -> LinesPage | None:
    """None where no such month is closed, no lines are behind such a cause, or there is no such page of them.

    Of a cause that is told from the budget (volume, mix, price) the lines are all placements of the year, since each
    bears on it: what they cost in the year.
    """
    closing = closing_of(FinancialYear.parse(year), month)
    if closing is None or not leads_to_lines(cause):
        return None
    found = _behind(closing.month, cause)
    pages = max(1, -(-found.height // ROWS_A_PAGE))
    if not 1 <= page <= pages:
        return None
    of_page = found.slice((page - 1) * ROWS_A_PAGE, ROWS_A_PAGE).select(_COLUMNS)
    is_change = cause in LINE_CAUSES
    return LinesPage(
        name=month_name(closing.month),
        financial_year=year,
        month=month,
        what=cause,
        lead=(
            f"Each line adds to the year's cost, or takes from it, since {closing.month.moved_from}."
            if is_change
            else f"{words.sentence(cause)} is told of all placements together: these are their lines, with the cost "
            "of the year."
        ),
        total=found.height,
        children=found["child_key"].n_unique(),
        money=_money(int(found["pence"].sum()), is_change=is_change),
        rows=tuple(
            LineBehind(
                line,
                pseudonym(child) if with_children else "",
                Setting(setting).label,
                _money(pence, is_change=is_change),
                file,
                row,
            )
            for line, child, setting, pence, file, row in of_page.iter_rows()
        ),
        page=page,
        pages=pages,
        shows_children=with_children,
        child_keys=tuple(sorted(set(of_page["child_key"].drop_nulls()))) if with_children else (),
    )


def pseudonym(child_key: str) -> str:
    """``child 3f9a01c2``: made from the keyed hash, so that neither a UPN nor the key itself can be read from it."""
    return f"child {hashlib.sha256(child_key.encode()).hexdigest()[:_PSEUDONYM_LENGTH]}"


def _behind(month: ClosedMonth, cause: str) -> pl.DataFrame:
    now = read_snapshot(month.snapshot).tables
    if cause not in LINE_CAUSES:
        costs = now[TIMINGS].select("line_ref", pence="year_pence").filter(pl.col("pence") != 0)
        known = now["cost_lines"].select("line_ref", "child_key", "setting", "source_file", "source_row")
        return known.join(costs, on="line_ref").sort(pl.col("pence").abs(), descending=True, maintain_order=True)
    if not month.moved_from_snapshot:
        return pl.DataFrame(schema=dict.fromkeys(_COLUMNS, pl.String) | {"pence": pl.Int64, "source_row": pl.Int32})
    before = read_snapshot(SnapshotId(month.moved_from_snapshot)).tables
    closed = next(one.month.as_at for one in closings() if one.month.snapshot == month.moved_from_snapshot)
    moved = lines_moved((before["cost_lines"], before[TIMINGS]), (now["cost_lines"], now[TIMINGS]), closed)
    both = pl.concat([frame["cost_lines"].select("line_ref", "child_key", "setting") for frame in (now, before)])
    return moved.filter(pl.col("cause") == cause).join(
        both.unique("line_ref", keep="first"), on="line_ref", how="left", maintain_order="left"
    )


def _money(pence: int, *, is_change: bool) -> str:
    if not is_change:
        return words.pounds(pence)
    return f"{words.MINUS if pence < 0 else '+'}{words.pounds(abs(pence))}"
