"""Back-testing: the forecast made again in every past January, with nothing but what was known then, and its errors.

At each origin the history ends with the interval that ends there, the population is projected from what had been
counted, and the children are those of that January. What the forecast does know is today's list of needs, settings and
ages, and today's prices, which only weigh the children of forecast and truth alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from highneeds.forecast.fit import fit
from highneeds.forecast.naive import NAIVE_FORECASTS
from highneeds.forecast.residents import known_in, projected_from
from highneeds.forecast.scoring import central_interval, crps, naive_scale
from highneeds.forecast.series import Series, Yardstick, yardstick
from highneeds.forecast.simulate import simulate
from highneeds.forecast.types import (
    FIRST_NC_YEAR,
    NC_YEARS,
    NO_PLAN,
    Floats,
    History,
    Ints,
    Population,
    PriceBook,
    StateSpace,
    Stock,
)

LEVELS = (0.5, 0.8, 0.95)
# One interval shows a level but no change from year to year; two are the fewest that a trend can be seen in.
FEWEST_INTERVALS = 2
MOST_YEARS_AHEAD = 5


@dataclass(frozen=True)
class Past:
    """What a back-test looks back on. ``price_gbp_per_year[need, setting]`` holds for all years.

    ``national``: children with a plan in England by January, where published; it may be empty.
    """

    space: StateSpace
    history: History
    population: Population
    price_gbp_per_year: Floats
    national: Mapping[int, float]

    @property
    def januaries(self) -> tuple[int, ...]:
        return (*self.history.intervals, self.history.intervals[-1] + 1)

    @property
    def origins(self) -> tuple[int, ...]:
        """The Januaries that have intervals enough before them and a January after them."""
        return self.januaries[FEWEST_INTERVALS:-1]


@dataclass(frozen=True)
class BackTest:
    """Every past forecast beside what came. A row is one origin at one horizon: ``origin[row]``, ``years_ahead[row]``.

    ``truth``, ``mean``, ``median``, ``crps``, ``scale`` (what MASE divides by) and each of ``naive`` (NaN where the
    method had too few years) are ``[row, series]``; ``low`` and ``high`` ``[row, series, level]`` as in ``LEVELS``.
    ``counted[series, january]``: every January of the record, those before the first origin too.
    """

    series: tuple[Series, ...]
    draws: int
    januaries: tuple[int, ...]
    counted: Floats
    origin: Ints
    years_ahead: Ints
    truth: Floats
    mean: Floats
    median: Floats
    low: Floats
    high: Floats
    crps: Floats
    scale: Floats
    naive: Mapping[str, Floats]

    @property
    def target(self) -> Ints:
        return (self.origin + self.years_ahead).astype(np.int32)


def back_test(
    past: Past,
    *,
    draws: int,
    seed: int,
    threads: int = 2,
    most_years_ahead: int = MOST_YEARS_AHEAD,
    progress: Callable[[int, int], None] | None = None,
) -> BackTest:
    """Forecast from every origin, up to ``most_years_ahead`` or as far as the truth goes. ValueError without an origin.

    ``progress(done, origins)`` tells as origins end.
    """
    if not past.origins:
        message = f"a back-test needs {FEWEST_INTERVALS + 2} Januaries at least; there are {len(past.januaries)}"
        raise ValueError(message)
    measure = yardstick(past.space, past.price_gbp_per_year)
    counted = np.stack([_measured(past, january, measure) for january in past.januaries], axis=1)
    blocks = []
    for done, origin in enumerate(past.origins, start=1):
        years = min(most_years_ahead, past.januaries[-1] - origin)
        simulated = forecast_as_then(past, origin, measure, years=years, draws=draws, seed=seed, threads=threads)
        blocks.append(_block(past, origin, counted, simulated))
        if progress is not None:
            progress(done, len(past.origins))
    return _joined(measure.series, draws, (past.januaries, counted), blocks)


def forecast_as_then(
    past: Past, origin: int, measure: Yardstick, *, years: int, draws: int, seed: int, threads: int
) -> Floats:
    """``[draw, year, series]`` for the ``years`` Januaries after ``origin``, as it would have been made there."""
    population = projected_from(past.population, origin, years=years)
    simulation = simulate(
        fit(history_until(past.history, origin), known_in(past.population, origin), past.space),
        stock_at(past.history, origin, past.price_gbp_per_year),
        population,
        _one_price_each(past.price_gbp_per_year),
        years=years,
        draws=draws,
        seed=seed,
        threads=threads,
    )
    return measure.measure(simulation.children[:, 1:], simulation.children_by_nc[:, 1:])


def history_until(history: History, january: int) -> History:
    """The intervals that had ended by ``january``."""
    has_ended = history.census_year_from < january
    return history.only(has_ended)


def stock_at(history: History, january: int, price_gbp_per_year: Floats) -> Stock:
    """The children with a plan in ``january``, in the order of the history, each at the price of its state."""
    is_first = january == history.intervals[0]
    if is_first:
        rows = (history.census_year_from == january) & (history.need_from != NO_PLAN)
        nc_year, need, setting = history.nc_year_from[rows], history.need_from[rows], history.setting_from[rows]
    else:
        rows = (history.census_year_from == january - 1) & (history.need_to != NO_PLAN)
        nc_year, need, setting = history.nc_year_to[rows], history.need_to[rows], history.setting_to[rows]
    child_id = np.arange(len(need), dtype=np.uint64)
    return Stock(january, child_id, nc_year, need, setting, price_gbp_per_year[need, setting])


def _measured(past: Past, january: int, measure: Yardstick) -> Floats:
    stock = stock_at(past.history, january, past.price_gbp_per_year)
    children = np.zeros((len(past.space.needs), len(past.space.settings)), np.int32)
    by_nc = np.zeros(len(NC_YEARS), np.int32)
    np.add.at(children, (stock.need, stock.setting), 1)
    np.add.at(by_nc, stock.nc_year - FIRST_NC_YEAR, 1)
    return measure.measure(children, by_nc)


def _one_price_each(price_gbp_per_year: Floats) -> PriceBook:
    positions = np.arange(price_gbp_per_year.size, dtype=np.int64).reshape(price_gbp_per_year.shape)
    return PriceBook(price_gbp_per_year.ravel().astype(np.float64), positions, positions + 1)


def _block(past: Past, origin: int, counted: Floats, simulated: Floats) -> dict[str, Floats]:
    """Everything of one origin; the first axis is the horizon. ``counted[series, january]``."""
    years = simulated.shape[1]
    now = past.januaries.index(origin)
    known, truth = counted[:, : now + 1], counted[:, now + 1 : now + 1 + years].T
    nation = np.array([past.national.get(january, np.nan) for january in past.januaries[: now + 1]])
    intervals = [central_interval(simulated, level) for level in LEVELS]
    naive = {name: make(known, horizons=years, national=nation).T for name, make in NAIVE_FORECASTS.items()}
    return {
        "origin": np.full(years, float(origin)),
        "years_ahead": np.arange(1.0, years + 1.0),
        "truth": truth,
        "mean": simulated.mean(axis=0),
        "median": np.median(simulated, axis=0),
        "low": np.stack([low for low, _ in intervals], axis=2),
        "high": np.stack([high for _, high in intervals], axis=2),
        "crps": crps(simulated, truth),
        "scale": np.broadcast_to(naive_scale(known), truth.shape),
        **naive,
    }


def _joined(
    series: tuple[Series, ...],
    draws: int,
    counts: tuple[tuple[int, ...], Floats],
    blocks: list[dict[str, Floats]],
) -> BackTest:
    whole = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    return BackTest(
        series=series,
        draws=draws,
        januaries=counts[0],
        counted=counts[1],
        origin=whole["origin"].astype(np.int32),
        years_ahead=whole["years_ahead"].astype(np.int32),
        truth=whole["truth"],
        mean=whole["mean"],
        median=whole["median"],
        low=whole["low"],
        high=whole["high"],
        crps=whole["crps"],
        scale=whole["scale"],
        naive={name: whole[name] for name in NAIVE_FORECASTS},
    )
