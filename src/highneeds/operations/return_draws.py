"""Whether the futures behind a return are those of the month that was made last, and what it says of them.

A month keeps its record and the tables it was made from, and none of its draws, which are many and come out the same
from the same tables, seed and number. So a return simulates again and holds what it gets against the record.
"""

from __future__ import annotations

from highneeds.forecast.types import Simulation
from highneeds.governance.record import MonthRecord
from highneeds.operations.month_series import ALL, children_ahead
from highneeds.reports.returns.types import Stated

DRAWS, SEED = 1_000, 2026
"""Of a return before the first month, where nobody says otherwise."""
_NAME = "Futures"


def draws_and_seed(draws: int | None, seed: int | None, month: MonthRecord | None) -> tuple[int, int]:
    """As was said, else as the latest month had them."""
    of_month = (DRAWS, SEED) if month is None else (month.draws, month.seed)
    return (of_month[0] if draws is None else draws, of_month[1] if seed is None else seed)


def futures_stated(simulation: Simulation, month: MonthRecord | None) -> Stated:
    """Of ``simulation``, set against the record of the latest month: the mean and median of children each January."""
    played = f"{simulation.draws:,}, simulated with the seed {simulation.seed}"
    if month is None:
        return Stated(_NAME, f"{played} from what is stored", "no month has been made to set them against")
    named = f"month {month.month} of {month.financial_year}"
    source = f"{named}, snapshot {month.snapshot}"
    if _is_of(simulation, month):
        again = "simulated again with the seed"
        return Stated(_NAME, f"{simulation.draws:,}, {again} {simulation.seed} of {named}: the same children", source)
    is_like = (simulation.draws, simulation.seed) == (month.draws, month.seed)
    why = "what is stored has changed since" if is_like else f"it had {month.draws:,} and the seed {month.seed}"
    return Stated(_NAME, f"{played}; not those of {named}: {why}", source)


def _is_of(simulation: Simulation, month: MonthRecord) -> bool:
    """The record's ranges are stretched by what past forecasts missed; its means and medians are the model's own."""
    kept = next((one for one in month.forecasts if (one.key, one.group) == ("children", ALL)), None)
    ahead = [] if kept is None else [year for year in kept.years if not year.is_actual]
    again = list(children_ahead(simulation))
    return bool(ahead) and [(one.label, one.mean, one.p50) for one in ahead] == [
        (one.label, one.mean, one.p50) for one in again
    ]
