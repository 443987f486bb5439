"""From the council's tables to the engine's arrays: history, stock and population in positions and NC years."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from highneeds.forecast.types import NC_YEARS, NO_PLAN, History, Population, StateSpace, Stock

_HEX_DIGITS_BELOW_2_63 = 15
_AGE_OF_RECEPTION = 4


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
    )


def stock_of(census: pl.DataFrame, prices: pl.DataFrame, space: StateSpace, *, census_year: int) -> Stock:
    """The children the forecast starts from; ``prices`` has child_key and price_pence_per_year for each of them.

    A child's luck is keyed by its child key, so that it stays the same from one run to the next.
    """
    priced = census.join(prices.select("child_key", "price_pence_per_year"), on="child_key", how="left")
    return Stock(
        census_year=census_year,
        child_id=np.array([int(key[:_HEX_DIGITS_BELOW_2_63], 16) for key in priced["child_key"]], dtype=np.uint64),
        nc_year=_int32(priced["nc_year"]),
        need=_positions(priced["need"], space.needs),
        setting=_positions(priced["setting"], space.settings),
        price_gbp_per_year=priced["price_pence_per_year"].fill_null(0).to_numpy().astype(np.float64) / 100,
    )


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
