"""What may still come beside a forecast of committed lines: placements not yet committed, and rises not yet settled.

Nothing of it is in the forecast: each rung shows what it costs if all of it comes, what may be expected of it and how
likely that is taken to be.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from highneeds.core import FinancialYear, Pence
from highneeds.finance.contracts.columns import month_costs
from highneeds.finance.contracts.contingent import RISE_PROBABILITIES
from highneeds.finance.contracts.from_tables import payable_of
from highneeds.finance.contracts.ladder import DEFAULT_PROBABILITIES, Expectation, Probability, Status, expectation
from highneeds.finance.contracts.sessions import agreed_sessions
from highneeds.finance.contracts.types import Calendars, UpliftStatus
from highneeds.finance.prices import net_pence_per_year

PLACEMENT, RISE = "placement", "rise"


@dataclass(frozen=True, slots=True)
class Rung:
    """``kind`` placement or rise, at one ``status``: its cost in the rest of the year and, placements, in a whole one.

    ``prob``: that each comes, as ``source`` says.
    """

    kind: str
    status: str
    prob: float
    cost: Expectation
    full_year_pence: Pence
    source: str


def placements_to_come(
    proposed: pl.DataFrame, year: FinancialYear, calendars: Calendars, after: date
) -> tuple[Rung, ...]:
    """Every uncommitted status of the ladder with a probability, empty ones too. ``proposed``: canonical lines.

    The rest of the year is every month that ends after ``after``.
    """
    costs = cost_of_year_by_line(proposed, year, calendars, after)
    rows = proposed.select("line_ref", pl.col("status").cast(pl.String), _whole=net_pence_per_year()).join(
        costs, on="line_ref", maintain_order="left"
    )
    return tuple(
        _rung(PLACEMENT, status, chance, rows.filter(pl.col("status") == status.value))
        for status, chance in DEFAULT_PROBABILITIES.items()
        if status is not Status.COMMITTED
    )


def rises_to_settle(cost_lines: pl.DataFrame, year: FinancialYear, calendars: Calendars) -> tuple[Rung, ...]:
    """Rises asked for or disputed, with what each adds in ``year`` if it is paid from the day asked for."""
    is_open = pl.col("uplift_status").cast(pl.String).is_in([status.value for status in RISE_PROBABILITIES])
    lines = cost_lines.filter(is_open).with_columns(_asked=pl.col("uplift_status").cast(pl.String))
    before = cost_of_year_by_line(lines, year, calendars, None)
    agreed = lines.with_columns(uplift_status=pl.lit(UpliftStatus.AGREED.value))
    after = cost_of_year_by_line(agreed, year, calendars, None).rename({"_pence": "_risen"})
    rows = (
        lines.select("line_ref", "_asked", _whole=net_pence_per_year() * pl.col("uplift_share"))
        .join(before, on="line_ref", maintain_order="left")
        .join(after, on="line_ref", maintain_order="left")
        .with_columns(_pence=pl.col("_risen") - pl.col("_pence"))
    )
    return tuple(
        _rung(RISE, status, chance, rows.filter(pl.col("_asked") == status.value))
        for status, chance in RISE_PROBABILITIES.items()
    )


def transport_of_year(lines: pl.DataFrame, year: FinancialYear, calendars: Calendars) -> tuple[int, Pence]:
    """How many children the council carries to their places, and what that costs it in ``year``; not the block."""
    costs = cost_of_year_by_line(lines, year, calendars, None)
    return lines["child_key"].n_unique(), Pence(int(costs["_pence"].sum()))


def cost_of_year_by_line(
    lines: pl.DataFrame, year: FinancialYear, calendars: Calendars, after: date | None = None
) -> pl.DataFrame:
    """``line_ref`` and the ``_pence`` of its months that end later than ``after``; income is negative."""
    sessions = agreed_sessions(lines, year, calendars)
    by_month = month_costs(payable_of(lines, year, calendars), year, calendars, sessions)
    starts = (*year.months()[1:], year.next.first_day)
    months = [name for name, start in zip(by_month.columns[1:], starts, strict=True) if after is None or start > after]
    summed = by_month.select(line_ref="component_ref", _pence=pl.sum_horizontal(*months, pl.lit(0, pl.Int64)))
    return summed.group_by("line_ref", maintain_order=True).agg(pl.col("_pence").sum())


def _rung(kind: str, status: Status | UpliftStatus, chance: Probability, rows: pl.DataFrame) -> Rung:
    cost = expectation((Pence(pence), chance) for pence in rows["_pence"])
    return Rung(kind, status.value, float(chance.value), cost, Pence(round(rows["_whole"].sum())), chance.source)
