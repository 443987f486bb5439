"""Compile the engine once, at set-up, so that nobody waits for it with a deadline."""

from __future__ import annotations

import numpy as np

from highneeds.casework import Chance, Stream, draw_arrivals
from highneeds.forecast.fit import fit
from highneeds.forecast.prices import price_book
from highneeds.forecast.simulate import simulate
from highneeds.forecast.space import council_space
from highneeds.forecast.types import NC_YEARS, NO_PLAN, History, Population, Stock
from highneeds.operations.kernels import mark_compiled


def compile_engine() -> None:
    """Simulate two invented children and a week of requests; what was compiled is kept for the next start."""
    space = council_space()
    start, joined = np.array([0, NO_PLAN], dtype=np.int32), np.zeros(2, dtype=np.int32)
    history = History(
        census_year_from=np.full(2, 2025, dtype=np.int32),
        nc_year_from=np.array([3, 4], dtype=np.int32),
        need_from=start,
        setting_from=start,
        need_to=joined,
        setting_to=joined,
    )
    residents = Population(2025, np.full((3, len(NC_YEARS)), 10.0))
    stock = Stock(2026, np.arange(2, dtype=np.uint64), np.array([4, 5], dtype=np.int32), joined, joined, np.ones(2))
    free = np.zeros(len(space.settings))
    book = price_book(stock.need, stock.setting, stock.price_gbp_per_year, space, default_gbp_per_year=free)
    draw_arrivals(Stream(1.0, 52, 2.0), Chance(1, 2), weeks=1, draws=1, seed=0)
    simulate(fit(history, residents, space), stock, residents, book, years=1, draws=1, seed=0, threads=1)
    mark_compiled()


if __name__ == "__main__":
    compile_engine()
