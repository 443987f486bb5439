"""Fit the council's own history and simulate the years ahead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from highneeds.caseload import event_months
from highneeds.core import CensusDay
from highneeds.core.errors import Refusal
from highneeds.finance import Assumption
from highneeds.forecast.effects import Ingredients
from highneeds.forecast.evidence import parameter_table
from highneeds.forecast.fit import fit
from highneeds.forecast.levers.compiling import compile_scene
from highneeds.forecast.levers.scenario import BASELINE
from highneeds.forecast.levers.today import Today
from highneeds.forecast.prices import price_book
from highneeds.forecast.scene import Scene
from highneeds.forecast.simulate import simulate
from highneeds.forecast.space import council_space
from highneeds.forecast.types import History, Simulation, StateSpace, Stock
from highneeds.operations.forecast_inputs import event_months_of, history_of, population_of, stock_of
from highneeds.operations.month_inputs import Caseload
from highneeds.operations.today import today_in_words, today_of
from highneeds.rules import Setting, is_costed

YEARS_AHEAD = 10


@dataclass(frozen=True)
class Outlook:
    """The simulated years, the children they start from, what the years take as given (when in the year change happens,
    the places, the plans that are late), and every fitted parameter (``forecast.evidence``).
    """

    simulation: Simulation
    stock: Stock
    assumptions: tuple[Assumption, ...]
    parameters: pl.DataFrame


@dataclass(frozen=True)
class Council:
    """What the council's forecast is made from, with the history and the dated events it was fitted to, and what binds
    in the January it starts from.
    """

    ingredients: Ingredients
    history: History
    dated: pl.DataFrame
    today: Today

    def as_things_are(self, years: int) -> Scene:
        """What the month's forecast plays, and every scenario is set against: today's places and late plans."""
        posterior, january = self.ingredients.posterior, CensusDay(self.ingredients.stock.census_year)
        return compile_scene(
            BASELINE, self.today, space=posterior.space, months=posterior.rates.months, january=january, years=years
        )


def outlook_of(
    caseload: Caseload,
    tables: Mapping[str, pl.DataFrame],
    prices: pl.DataFrame,
    *,
    draws: int,
    seed: int,
    years: int = YEARS_AHEAD,
    ages_by_setting: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Outlook:
    """``years`` Januaries (ten) after the one before the financial year, as things are; otherwise as ``council_of``."""
    council = council_of(caseload, tables, prices)
    made_from = council.ingredients
    posterior, residents = made_from.posterior, made_from.population
    simulation = simulate(
        posterior,
        made_from.stock,
        residents,
        made_from.price_book,
        years=years,
        draws=draws,
        seed=seed,
        scene=council.as_things_are(years),
        ages_by_setting=ages_by_setting,
        progress=progress,
    )
    parameters = parameter_table(posterior, council.history, residents)
    assumptions = (_timing(council.dated), *today_in_words(council.today, simulation))
    return Outlook(simulation, made_from.stock, assumptions, parameters)


def council_of(caseload: Caseload, tables: Mapping[str, pl.DataFrame], prices: pl.DataFrame) -> Council:
    """Fitted to the council's own returns, from the January before the financial year.

    ``tables``: the canonical ones by name. ``prices``: child_key, price_pence_per_year of the children counted in that
    January. Raises Refusal when the population projection does not reach far enough.
    """
    space = council_space()
    year = caseload.start_january
    residents = population_of(tables["population"])
    first_return = min(caseload.januaries)
    if residents.first_year > first_return + 1:
        message = (
            f"The population file begins with mid-year {residents.first_year - 1}; children who started are counted "
            f"against residents from mid-year {first_return} on. Import a file that has those years."
        )
        raise Refusal(message)
    if residents.last_year < year + YEARS_AHEAD:
        message = (
            f"The population file ends with mid-year {residents.last_year - 1}; ten years of forecast need mid-year "
            f"{year + YEARS_AHEAD - 1}. Import a longer projection."
        )
        raise Refusal(message)
    stock = stock_of(caseload.januaries[year], prices, space, census_year=year)
    book = price_book(
        stock.need,
        stock.setting,
        stock.price_gbp_per_year,
        space,
        default_gbp_per_year=_where_no_child_is_seen(stock, space),
    )
    dated = event_months(caseload.januaries, tables["plans"])
    history = history_of(caseload.history, space)
    posterior = fit(history, residents, space, months=event_months_of(dated))
    return Council(Ingredients(posterior, stock, residents, book), history, dated, today_of(tables, caseload, space))


def _timing(dated: pl.DataFrame) -> Assumption:
    name = "When in the year children start, leave and move"
    if dated.is_empty():
        return Assumption(name, "evenly over the year", "no start, end or move in the returns has its day")
    years = sorted({int(year) for year in dated["census_year_from"]})
    words = f"each child in a month of its own, as {dated.height:,} dated starts, ends and moves fell, by age"
    return Assumption(name, words, f"the council's own returns, January {years[0]} to January {years[-1] + 1}")


def _where_no_child_is_seen(stock: Stock, space: StateSpace) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The price of a setting in which no child is placed today: the median of all that cost something, or nothing."""
    seen = stock.price_gbp_per_year[stock.price_gbp_per_year > 0]
    median = float(np.median(seen)) if len(seen) else 0.0
    return np.array([median if is_costed(Setting(name)) else 0.0 for name in space.settings])
