"""What another set of cost lines would change in the cost committed for a year: pure pricing, no child is simulated."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from highneeds.caseload.tables import IS_COMMITTED, IS_TRANSPORT
from highneeds.core import FinancialYear, Pence
from highneeds.finance.contracts.beside import cost_of_year_by_line
from highneeds.finance.contracts.types import Calendars


@dataclass(frozen=True, slots=True)
class Part:
    """``pence``: what these lines add to the year's committed cost; less where it is below nought."""

    lines: int
    pence: Pence


@dataclass(frozen=True, slots=True)
class CommittedChange:
    """By line reference. ``changed`` are lines of both sets that cost otherwise in the year.

    ``before + new + changed + ended == after``, to the penny.
    """

    before: Pence
    new: Part
    changed: Part
    ended: Part
    after: Pence


def committed_change(
    before: pl.DataFrame, after: pl.DataFrame, year: FinancialYear, calendars: Calendars
) -> CommittedChange:
    """``before`` and ``after`` are canonical cost lines: committed ones count, less contributions; no transport."""
    costs = [_committed(lines, year, calendars) for lines in (before, after)]
    both = costs[1].join(costs[0], on="line_ref", how="full", coalesce=True, suffix="_before")
    is_new, is_ended = pl.col("_pence_before").is_null(), pl.col("_pence").is_null()
    rise = both.with_columns(_rise=pl.col("_pence").fill_null(0) - pl.col("_pence_before").fill_null(0))
    return CommittedChange(
        Pence(int(costs[0]["_pence"].sum())),
        _part(rise.filter(is_new)),
        _part(rise.filter(~is_new & ~is_ended & (pl.col("_rise") != 0))),
        _part(rise.filter(is_ended)),
        Pence(int(costs[1]["_pence"].sum())),
    )


def _committed(lines: pl.DataFrame, year: FinancialYear, calendars: Calendars) -> pl.DataFrame:
    """Each line's whole pence in the year; those that cost nothing in it too."""
    committed = lines.filter(IS_COMMITTED, ~IS_TRANSPORT)
    costs = cost_of_year_by_line(committed, year, calendars)
    joined = committed.select("line_ref").join(costs, on="line_ref", how="left", maintain_order="left")
    return joined.with_columns(pl.col("_pence").fill_null(0))


def _part(rows: pl.DataFrame) -> Part:
    return Part(rows.height, Pence(int(rows["_rise"].sum())))
