"""A block of round numbers, small enough to reckon by hand: for the tests of its deficit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from highneeds.core import DatedValue, FinancialYear, Labelled, Parameter, Pence, Source
from highneeds.finance import Growth
from highneeds.finance.block import (
    AllocationVersion,
    BlockPlan,
    Deduction,
    Delivery,
    GrantStatus,
    Measure,
    Opening,
    PlannedMeasure,
    StabilityGrant,
    Stage,
)

YEAR = FinancialYear(2026)
DAY = date(2026, 10, 31)
POUND, MILLION = 100, 100_000_000


def years_from(first: FinancialYear, count: int) -> tuple[FinancialYear, ...]:
    return tuple(FinancialYear(first.starts + ahead) for ahead in range(count))


def spending(by_draw: Sequence[Sequence[float]], first: FinancialYear = YEAR) -> Labelled:
    """GBP by draw and financial year."""
    values = np.array(by_draw, dtype=np.float64)
    labels = tuple(str(year) for year in years_from(first, values.shape[1]))
    return Labelled(values, (("draw", tuple(range(len(values)))), ("financial_year", labels)), "GBP")


def in_pence(values: npt.NDArray[np.float64], first: FinancialYear = YEAR) -> Labelled:
    return replace(spending(values.tolist(), first), unit="pence")


def version(
    stage: Stage = Stage.DECEMBER,
    published_on: date = date(2025, 12, 17),
    *,
    before: int = 100 * MILLION,
    import_export: int = 0,
    deducted: int = 0,
    year: FinancialYear = YEAR,
) -> AllocationVersion:
    deductions = (Deduction("special academies", Pence(deducted)),) if deducted else ()
    return AllocationVersion(
        year, stage, published_on, Pence(before), Pence(import_export), deductions, "DSG allocations, made up"
    )


def flat_rate(share: str = "0.05", since: date = date(2025, 4, 1)) -> Parameter:
    source = Source("made up", "here")
    return Parameter("rate", "A rate", "share per year", (DatedValue(since, Decimal(share), source),))


def measure(
    savings: dict[int, int],
    investment: dict[int, int] | None = None,
    *,
    name: str = "one",
    weight: float = 0.5,
    years: Sequence[FinancialYear] = years_from(YEAR, 3),
    is_recurring: bool = False,
) -> Measure:
    """Pence by the calendar year in which the financial year starts."""
    return PlannedMeasure(
        name,
        "an owner",
        Delivery.FEASIBLE,
        weight,
        {FinancialYear(starts): Pence(pence) for starts, pence in savings.items()},
        {FinancialYear(starts): Pence(pence) for starts, pence in (investment or {}).items()},
        is_recurring,
        "a paper",
    ).over(years)


def no_grant() -> StabilityGrant:
    return StabilityGrant(GrantStatus.NOT_KNOWN, 0.0, YEAR, "nothing said")


def grant(prob: float, status: GrantStatus = GrantStatus.SUBMITTED, pence: int | None = None) -> StabilityGrant:
    return StabilityGrant(status, prob, YEAR, "made up", None if pence is None else Pence(pence))


def block_plan(**changes: object) -> BlockPlan:
    """£100m each year, £10m owed at the start (£8m eligible), nothing else."""
    plan = BlockPlan(
        versions=(version(),),
        growth=Growth(0.0, "made up"),
        transfers=(),
        measures=(),
        opening=Opening(Pence(8 * MILLION), Pence(2 * MILLION), {}),
        grant=no_grant(),
        borrowing_rate=flat_rate(),
        does_spending_hold_deductions=False,
        assumptions=(),
    )
    return replace(plan, **changes)
