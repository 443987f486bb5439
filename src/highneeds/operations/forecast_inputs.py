"""From the council's tables to the engine's arrays: history, stock, months, requests and population in positions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from highneeds.caseload import decided_requests, open_requests
from highneeds.caseload.event_months import JOINING, LEAVING, MOVING
from highneeds.caseload.histories import years_in_plan
from highneeds.forecast.fit import RequestOutcomes
from highneeds.forecast.month_profiles import EventMonths
from highneeds.forecast.posterior import MONTHS_IN_A_YEAR
from highneeds.forecast.types import (
    FIRST_NC_YEAR,
    NC_YEARS,
    NO_PLAN,
    NOT_KNOWN,
    Floats,
    History,
    Ints,
    Pipeline,
    Population,
    StateSpace,
    Stock,
)

_HEX_DIGITS_BELOW_2_63 = 15
_AGE_OF_RECEPTION = 4
_DAYS_IN_A_MONTH = 365.25 / 12


def history_of(transitions: pl.DataFrame, space: StateSpace) -> History:
    """The engine's history from ``caseload.transitions``. Children outside the engine's NC years are left out."""
    rows = transitions.filter(pl.col("nc_year_from").is_between(NC_YEARS[0], NC_YEARS[-1] - 1))
    return History(
        census_year_from=_int32(rows["census_year_from"]),
        nc_year_from=_int32(rows["nc_year_from"]),
        need_from=_positions(rows["need_from"], space.needs),
        setting_from=_positions(rows["setting_from"], space.settings),
        need_to=_positions(rows["need_to"], space.needs),
        setting_to=_positions(rows["setting_to"], space.settings),
        years_in_plan_from=_known_years(rows["years_in_plan_from"]),
    )


def stock_of(census: pl.DataFrame, prices: pl.DataFrame, space: StateSpace, *, census_year: int) -> Stock:
    """The children the forecast starts from; ``prices`` has child_key and price_pence_per_year for each of them.

    A child's luck is keyed by its child key, so that it stays the same from one run to the next.
    """
    dated = census.with_columns(years_in_plan(census_year).alias("years_in_plan"))
    priced = dated.join(prices.select("child_key", "price_pence_per_year"), on="child_key", how="left")
    return Stock(
        census_year=census_year,
        child_id=np.array([int(key[:_HEX_DIGITS_BELOW_2_63], 16) for key in priced["child_key"]], dtype=np.uint64),
        nc_year=_int32(priced["nc_year"]),
        need=_positions(priced["need"], space.needs),
        setting=_positions(priced["setting"], space.settings),
        price_gbp_per_year=priced["price_pence_per_year"].fill_null(0).to_numpy().astype(np.float64) / 100,
        years_in_plan=_known_years(priced["years_in_plan"]),
    )


def event_months_of(events: pl.DataFrame) -> EventMonths | None:
    """The counts of ``caseload.event_months``; None where not one event has its day."""
    inside = events.filter(pl.col("nc_year").is_between(NC_YEARS[0], NC_YEARS[-1]))
    if inside.is_empty():
        return None

    def counted(event: str) -> Floats:
        rows = inside.filter(pl.col("event") == event)
        counts = np.zeros((len(NC_YEARS), MONTHS_IN_A_YEAR))
        np.add.at(counts, (_int32(rows["nc_year"]) - FIRST_NC_YEAR, _int32(rows["month"])), 1.0)
        return counts

    return EventMonths(counted(JOINING), counted(LEAVING), counted(MOVING))


def request_outcomes_of(requests: pl.DataFrame) -> RequestOutcomes | None:
    """How many requests were decided and became plans, from the canonical table; None where none was decided."""
    decided = decided_requests(requests)
    return None if decided.is_empty() else RequestOutcomes(decided.height, int(decided["is_plan"].sum()))


def pipeline_of(requests: pl.DataFrame, children: pl.DataFrame, day: date, *, return_year: int) -> Pipeline:
    """Who waits for a plan on ``day``, from the rows of ``return_year``, and how long a plan took in all returns."""
    waiting = open_requests(requests, children, day, return_year=return_year)
    waiting = waiting.filter(pl.col("nc_year").is_between(NC_YEARS[0], NC_YEARS[-1]))
    decided = decided_requests(requests)
    assessed = decided.filter(pl.col("was_assessed"))
    days = decided["days"].mean()
    return Pipeline(
        open_by_nc=_by_nc(waiting),
        overdue_by_nc=_by_nc(waiting.filter(pl.col("is_overdue"))),
        mean_months=days / _DAYS_IN_A_MONTH if isinstance(days, float) else None,
        prob_open_becomes_plan=RequestOutcomes(assessed.height, int(assessed["is_plan"].sum())).prob_plan,
    )


def _by_nc(rows: pl.DataFrame) -> Floats:
    return np.bincount(_int32(rows["nc_year"]) - FIRST_NC_YEAR, minlength=len(NC_YEARS)).astype(np.float64)


def _known_years(years: pl.Series) -> Ints | None:
    """Whole years in plan, ``NOT_KNOWN`` where null; None where no child's are known."""
    return None if years.null_count() == len(years) else _int32(years.fill_null(NOT_KNOWN))


def population_of(population: pl.DataFrame) -> Population:
    """January residents by NC year from mid-year residents by age.

    The age on 30 June is taken as the age at 31 August, so mid-year P and age a stand for January P+1 and NC year
    a less four (the convention by which the DfE's statistics compare plans with the population).
    """
    ages = {
        (int(mid_year) + 1, int(age) - _AGE_OF_RECEPTION): float(children)
        for mid_year, age, children in population.select("mid_year", "age", "children").iter_rows()
    }
    years = sorted({year for year, _ in ages})
    known = {nc_year for _, nc_year in ages}
    rows = [
        (year, nc_year, ages[year, nc_year] if nc_year in known else 0.0)
        for year in years
        for nc_year in NC_YEARS
        if (year, nc_year) in ages or nc_year not in known
    ]
    return Population.from_rows(rows)


def _positions(names: pl.Series, of: Sequence[str]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    lookup = {name: position for position, name in enumerate(of)}
    return np.array([NO_PLAN if name is None else lookup[name] for name in names], dtype=np.int32)


def _int32(column: pl.Series) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return column.to_numpy().astype(np.int32)
