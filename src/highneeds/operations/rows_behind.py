"""The rows behind one step of a year's way from budget to outturn: they add to the step, to the penny."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from highneeds.core.errors import Refusal
from highneeds.finance import spending_by_centre
from highneeds.finance.bridge import PLACEMENT_CAUSES
from highneeds.finance.movement import ROWS_SCHEMA
from highneeds.governance.closed_month import FROM_BUDGET, ClosedMonth, Closing
from highneeds.governance.vintages import CORRECTED, Passage, in_use
from highneeds.operations.moved import moved
from highneeds.operations.moved_from import BEHIND, TIMINGS
from highneeds.operations.slugs import slug_of
from highneeds.reports import words
from highneeds.store.closed_months import closings
from highneeds.store.snapshots import read_snapshot
from highneeds.store.tables import load_table


@dataclass(frozen=True)
class RowsBehind:
    """``rows`` as ``finance.movement.ROWS_SCHEMA``, None where the month was closed before they were kept.

    ``placements``: of volume, mix and price, which are told of all placements together: the lines and their cost of
    the year, in the same form.
    """

    step: Passage
    closed: ClosedMonth
    rows: pl.DataFrame | None
    placements: pl.DataFrame | None


def rows_behind(year: str, month: int, cause: str) -> RowsBehind | None:
    """Of a step of the latest version of each month; ``month`` 0 is the outturn; ``cause`` in
    words or as addresses write it. None where there is no such step.
    """
    try:
        found = moved(year)
    except Refusal:
        return None
    step = next((one for one in found.steps if one.month == month and slug_of(one.cause) == slug_of(cause)), None)
    if step is None:
        return None
    of_year = [one for one in in_use(closings()) if one.month.financial_year == found.financial_year]
    if month == 0:
        return RowsBehind(step, of_year[-1].month, _of_outturn(of_year[-1].month), None)
    position = next(i for i, one in enumerate(of_year) if one.month.month == month)
    closed = of_year[position].month
    if step.cause == CORRECTED:
        before = of_year[position - 1].month if position else None
        return RowsBehind(step, closed, _of_correction(before, closed), None)
    is_of_placements = step.cause in PLACEMENT_CAUSES
    behind_them = ("cost_lines", TIMINGS) if is_of_placements else ()
    tables = read_snapshot(closed.snapshot, only=(BEHIND, *behind_them)).tables
    placements = placements_behind(tables) if is_of_placements else None
    rows = tables.get(BEHIND)
    return RowsBehind(step, closed, None if rows is None else rows.filter(pl.col("cause") == step.cause), placements)


def placements_behind(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """In the order of the extract: children are not put in an order by their cost."""
    costs = tables[TIMINGS].select("line_ref", pence="year_pence").filter(pl.col("pence") != 0)
    known = tables["cost_lines"].join(costs, on="line_ref").sort("source_file", "source_row", "line_ref")
    named = known.rename({"line_ref": "name"}).with_columns(cause=pl.lit(""), in_words=pl.lit(""))
    return named.select(ROWS_SCHEMA.names()).cast(ROWS_SCHEMA)


def _of_correction(before: ClosedMonth | None, closed: ClosedMonth) -> pl.DataFrame | None:
    """By budget line: what the month moved from, less the forecast before it that is in use now."""
    known = _moved_from(closed)
    if known is None:
        return None
    stands = _budgets(closed) if before is None else _forecasts(before)
    return _differences(CORRECTED, stands, known, "{1} in the version it moved from, {0} in the one before it now")


def _moved_from(closed: ClosedMonth) -> dict[str, int] | None:
    if closed.moved_from == FROM_BUDGET:
        return _budgets(closed)
    same = (one for one in closings() if one.month.snapshot == closed.moved_from_snapshot)
    known: Closing | None = next(same, None)
    return None if known is None else _forecasts(known.month)


def _of_outturn(last: ClosedMonth) -> pl.DataFrame:
    """By cost centre: the ledger of the whole year, less the last forecast."""
    forecast: dict[str, int] = {}
    for line in last.lines:
        if line.kind != "income":
            forecast[line.cost_centre] = forecast.get(line.cost_centre, 0) + line.forecast_pence
    posted = spending_by_centre(load_table("ledger"), load_table("budget_lines"), last.financial_year)
    return _differences("residual", forecast, posted, "{1} in the ledger of the year, {0} forecast")


def _forecasts(month: ClosedMonth) -> dict[str, int]:
    return {line.budget_line: line.forecast_pence for line in month.lines if line.kind != "income"}


def _budgets(month: ClosedMonth) -> dict[str, int]:
    return {line.budget_line: line.budget_pence for line in month.lines if line.kind != "income"}


def _differences(cause: str, before: Mapping[str, int], after: Mapping[str, int], said: str) -> pl.DataFrame:
    rows = []
    for name in sorted(before.keys() | after.keys()):
        first, second = before.get(name, 0), after.get(name, 0)
        if first != second:
            told = said.format(words.pounds(first), words.pounds(second))
            rows.append((cause, name or "no cost centre", None, None, second - first, told, None, None))
    return pl.DataFrame(rows, schema=ROWS_SCHEMA, orient="row").sort(pl.col("pence").abs(), descending=True)
