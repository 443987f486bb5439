"""The month told in a few lines, for the terminal."""

from __future__ import annotations

from highneeds.governance.record import MonthRecord
from highneeds.operations.month_record import CASELOAD_DAY

_PENCE_IN_A_MILLION = 100_000_000


def _millions(pence: float) -> str:
    return f"£{pence / _PENCE_IN_A_MILLION:.1f}m"


def over_or_under(pence: float) -> str:
    """``£6.2m over``, ``£0.3m under`` or ``on budget``: the sign is always said in words."""
    if round(pence / _PENCE_IN_A_MILLION, 1) == 0:
        return "on budget"
    return f"{_millions(abs(pence))} {'over' if pence > 0 else 'under'}"


def month_in_words(record: MonthRecord) -> list[str]:
    """Position, forecast and faults in a handful of sentences."""
    budget, outturn = record.figure("block_budget"), record.figure("forecast_outturn")
    variance, children = record.figure("forecast_variance"), record.figure("children_now")
    later = record.figure("block_cost_in_five_years")
    held = record.figure("held_rows")
    ends = ""
    if variance.low is not None and variance.high is not None:
        ends = f" (8-in-10 range {over_or_under(variance.low)} to {over_or_under(variance.high)})"
    return [
        "",
        f"{record.council}, {record.financial_year}, as at {record.as_at:%-d %B %Y}",
        f"  Budget {_millions(budget.value)}, forecast outturn {_millions(outturn.value)}.",
        f"  That is {over_or_under(variance.value)}{ends}.",
        f"  {children.value:,.0f} children have a plan. The block costs {_millions(later.value)} in {later.period}.",
        *(f"  {name}: {said}." for name, said, _ in record.assumptions if name == CASELOAD_DAY),
        f"  Faults: {sum(count.rows for count in record.faults):,} rows to look at, {held.value:,.0f} held.",
        f"  Snapshot {record.snapshot}, {record.draws:,} draws, seed {record.seed}.",
    ]
