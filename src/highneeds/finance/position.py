"""Everything finance has to say about one month, from the council's books, two censuses and the simulated Januaries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from highneeds.core import Pence, pence_from_draws
from highneeds.finance.bridge import bridge
from highneeds.finance.five_years import five_years
from highneeds.finance.outlook import Outlook
from highneeds.finance.outturn import forecast_outturn
from highneeds.finance.past import PastYear, outturn_by_month, past_years
from highneeds.finance.path import month_label, path_through, tally_of_census
from highneeds.finance.payments.month_end import MonthEnd
from highneeds.finance.prices import OwnPrices, own_prices
from highneeds.finance.types import (
    SPENDING_KINDS,
    Assumption,
    BridgeStep,
    FiveYears,
    Outturn,
    OutturnLine,
    Tally,
)
from highneeds.rules import DSG_PLAN_ROWS, Setting, dsg_plan_row


@dataclass(frozen=True)
class Books:
    """The canonical frames of finance; every year the council has given of ``budget`` and ``ledger``.

    ``paid``: the payments of the closed months against their contracts; None where only the ledger is known.
    """

    budget: pl.DataFrame
    ledger: pl.DataFrame
    costs: pl.DataFrame
    paid: MonthEnd | None = None


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One row of the DSG management plan. A budget of None: no budget line in the row."""

    setting: str
    children_year_ago: int
    children_now: int
    budget_fte: float | None
    forecast_fte: float
    budget_pence: Pence | None
    forecast_pence: Pence


@dataclass(frozen=True)
class Position:
    """The month. ``low`` and ``high`` are the 10th and 90th percentile of the forecast of spending.

    ``bridge`` adds to ``spending_forecast_pence - spending_budget_pence``; ``settings`` add to the placement lines.
    """

    as_at: date
    outturn: Outturn
    prices_now: OwnPrices
    spending_budget_pence: Pence
    spending_forecast_pence: Pence
    spending_low_pence: Pence
    spending_high_pence: Pence
    bridge: tuple[BridgeStep, ...]
    settings: tuple[SettingRow, ...]
    outturn_by_month: tuple[tuple[str, Pence, Pence], ...]
    past: tuple[PastYear, ...]
    opening_deficit_pence: Pence
    path: Tally
    five_years: FiveYears
    assumptions: tuple[Assumption, ...]


def position(
    *,
    as_at: date,
    books: Books,
    census_now: pl.DataFrame,
    census_year_ago: pl.DataFrame,
    simulated: Tally,
    path_assumptions: tuple[Assumption, ...],
    outlook: Outlook,
    months_so_far: pl.DataFrame | None = None,
) -> Position:
    """The month from the council's books, its caseload now and a year before, and the simulated months.

    ``simulated`` (``path_of``) starts in the last January before the financial year and ends in or after the last month
    of the fifth year ahead (March 2032 in 2026-27); its prices are today's. ``path_assumptions``: what they
    take as given. ``months_so_far``: ``caseload.children_on`` the 15th of the months since that January, from the
    running list; when None, the change since January is spread evenly.
    """
    prices_now = own_prices(census_now, books.costs, as_at)
    known = tally_of_census(prices_now.prices, simulated.settings, as_at)
    path = path_through(simulated, known, as_at, _counted(months_so_far))
    outturn = forecast_outturn(
        as_at=as_at,
        budget=books.budget,
        ledger=books.ledger,
        costs=books.costs,
        prices_now=prices_now,
        path=path,
        places_pence_per_year=outlook.places_pence_per_year,
        paid=books.paid,
    )
    return _position_of(
        as_at, books, outturn, prices_now, path, outlook, path_assumptions, (census_now, census_year_ago)
    )


def _position_of(
    as_at: date,
    books: Books,
    outturn: Outturn,
    prices_now: OwnPrices,
    path: Tally,
    outlook: Outlook,
    path_assumptions: tuple[Assumption, ...],
    censuses: tuple[pl.DataFrame, pl.DataFrame],
) -> Position:
    past = past_years(books.ledger, books.budget, outturn.financial_year)
    opening = Pence(outlook.deficit_before_pence + sum(year.deficit_pence for year in past))
    years = five_years(outturn=outturn, path=path, outlook=outlook, opening_deficit_pence=opening)
    low, high = np.quantile(outturn.spending_draws_gbp, (0.1, 0.9))
    return Position(
        as_at=as_at,
        outturn=outturn,
        prices_now=prices_now,
        spending_budget_pence=outturn.budget(*SPENDING_KINDS),
        spending_forecast_pence=outturn.total(*SPENDING_KINDS),
        spending_low_pence=pence_from_draws(float(low)),
        spending_high_pence=pence_from_draws(float(high)),
        bridge=bridge(outturn.lines),
        settings=setting_rows(outturn.lines, *censuses),
        outturn_by_month=outturn_by_month(books.ledger, books.budget, outturn.financial_year, outturn.months_closed),
        past=past,
        opening_deficit_pence=opening,
        path=path,
        five_years=years,
        assumptions=(*outturn.assumptions, *path_assumptions, *years.assumptions),
    )


def setting_rows(
    lines: tuple[OutturnLine, ...], census_now: pl.DataFrame, census_year_ago: pl.DataFrame
) -> tuple[SettingRow, ...]:
    """The placement lines by row of the DSG management plan, in its order, with headcounts of two days.

    A placement line without a setting counts in the row of other placements. Every row is given, empty or not.
    """
    now, before = _headcounts(census_now), _headcounts(census_year_ago)
    by_row: dict[str, list[OutturnLine]] = defaultdict(list)
    for line in lines:
        if line.kind == "placement":
            by_row[dsg_plan_row(Setting(line.setting or Setting.OTHER))].append(line)
    return tuple(_setting_row(row, by_row[row], before[row], now[row]) for row in DSG_PLAN_ROWS)


def _counted(months_so_far: pl.DataFrame | None) -> dict[str, dict[str, int]]:
    """Children by month and setting."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    if months_so_far is not None:
        for day, setting, children in months_so_far.select("day", "setting", "children").iter_rows():
            counts[month_label(day)][setting] = children
    return counts


def _setting_row(row: str, lines: list[OutturnLine], before: int, now: int) -> SettingRow:
    budgets = [line.budget_fte for line in lines if line.budget_fte is not None]
    return SettingRow(
        setting=row,
        children_year_ago=before,
        children_now=now,
        budget_fte=sum(budgets) if budgets else None,
        forecast_fte=sum(line.forecast_fte or 0.0 for line in lines),
        budget_pence=Pence(sum(line.budget_pence for line in lines)) if lines else None,
        forecast_pence=Pence(sum(line.forecast_pence for line in lines)),
    )


def _headcounts(census: pl.DataFrame) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for setting in census["setting"]:
        counts[dsg_plan_row(Setting(setting))] += 1
    return counts
