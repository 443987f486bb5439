"""The month's forecasts by year, with the years behind them: cost of the block, grant, children, deficit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from highneeds.core import Labelled
from highneeds.finance import Position, by_dsg_plan_row, summaries
from highneeds.forecast.types import Simulation
from highneeds.governance.record import RangeSeries, YearRange

CHILDREN_YEARS_AHEAD = 5
ALL = "All"

_COST = "year-average full-time equivalent; accruals, net of contributions by health and social care"
_GRANT = "grant as budgeted, before any transfer or grant towards the deficit"
_OWED = "spending less grant, added up since the first ledger year; plus is owed"
_HEADCOUNT = "headcount on census day"
_PENCE_IN_A_POUND = 100


def forecast_series(
    money: Position, simulation: Simulation, children_counted: Mapping[int, int]
) -> tuple[RangeSeries, ...]:
    """Block cost, grant, children and deficit as ``All``, then placement cost by row of the DSG management plan.

    ``children_counted``: children with a plan by the calendar year of the January they were counted in.
    """
    years = money.five_years
    rows = by_dsg_plan_row(years.placements)
    spent = [(str(past.financial_year), float(past.spending_pence)) for past in money.past]
    return (
        RangeSeries("block_cost", "Cost of the high needs block", ALL, "pence", _COST, _with(spent, years.block_cost)),
        RangeSeries("allocation", "High needs grant", ALL, "pence", _GRANT, tuple(_grants(money))),
        RangeSeries(
            "children",
            "Children with a plan",
            ALL,
            "children",
            _HEADCOUNT,
            (*_counted(children_counted), *children_ahead(simulation)),
        ),
        RangeSeries(
            "cumulative_balance",
            "Deficit at 31 March",
            ALL,
            "pence",
            _OWED,
            _with(_owed_so_far(money), years.cumulative_deficit),
        ),
        *(
            RangeSeries(
                "block_cost", f"Placements: {row}", str(row), "pence", _COST, _with([], rows.at("dsg_plan_row", row))
            )
            for row in rows.labels("dsg_plan_row")
        ),
    )


def _grants(money: Position) -> Iterable[YearRange]:
    for past in money.past:
        yield _certain(str(past.financial_year), past.income_pence, is_actual=True)
    for year, gbp in zip(money.five_years.financial_years, money.five_years.allocation_gbp, strict=True):
        yield _certain(str(year), gbp * _PENCE_IN_A_POUND)


def _counted(children_counted: Mapping[int, int]) -> Iterable[YearRange]:
    for year, count in sorted(children_counted.items()):
        yield _certain(f"January {year}", count, is_actual=True)


def _with(behind: Iterable[tuple[str, float]], ahead: Labelled) -> tuple[YearRange, ...]:
    """Years behind in pence, then a series of draws in GBP."""
    return (
        *(_certain(label, pence, is_actual=True) for label, pence in behind),
        *(
            YearRange(
                str(year.financial_year),
                round(year.mean * _PENCE_IN_A_POUND),
                round(year.p10 * _PENCE_IN_A_POUND),
                round(year.p50 * _PENCE_IN_A_POUND),
                round(year.p90 * _PENCE_IN_A_POUND),
            )
            for year in summaries(ahead)
        ),
    )


def _owed_so_far(money: Position) -> list[tuple[str, float]]:
    owed = money.opening_deficit_pence - sum(past.deficit_pence for past in money.past)
    found = []
    for past in money.past:
        owed += past.deficit_pence
        found.append((str(past.financial_year), float(owed)))
    return found


def children_ahead(simulation: Simulation) -> Iterable[YearRange]:
    """Children in each January of the years ahead, as the model gives them: mean and range over the draws."""
    totals = simulation.children.sum(axis=(2, 3))
    for position, year in enumerate(simulation.census_years[1 : CHILDREN_YEARS_AHEAD + 1], start=1):
        of_year = totals[:, position]
        low, middle, high = (float(value) for value in np.quantile(of_year, (0.1, 0.5, 0.9)))
        yield YearRange(f"January {year}", float(of_year.mean()), low, middle, high)


def _certain(label: str, value: float, *, is_actual: bool = False) -> YearRange:
    whole = float(round(value))
    return YearRange(label, whole, whole, whole, whole, is_actual=is_actual)
