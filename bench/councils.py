"""What the engine is measured on: the open demonstration files of witan.send, and invented councils of any size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from highneeds.forecast.prices import price_book
from highneeds.forecast.space import council_space
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
from highneeds.ingest.peer import read_peer_files

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
DEMO = SHARED / "witan-demo"
DEMO_FILES = {name: DEMO / f"{name.replace('_', '-')}.csv" for name in ("transitions", "population", "costs")}
DEMO_FILES["valid_states"] = DEMO / "valid-states.csv"
COUNTY_CHILDREN = 7_000
SHARE_MOVING, SHARE_LEAVING, SHARE_JOINING = 0.07, 0.08, 0.12
_RESIDENTS_PER_CHILD = 15_000 / COUNTY_CHILDREN  # in each NC year
_DEARER_INDEPENDENT = 3.0  # so that who goes there is seen in the cost
_INTERVALS = range(2021, 2026)


class Council(NamedTuple):
    """Everything a forecast needs."""

    space: StateSpace
    history: History
    population: Population
    stock: Stock
    prices: PriceBook


def demonstration() -> Council | None:
    """2,153 children, 114 states, five years ahead; None where the files are not there."""
    if not DEMO.is_dir():
        return None
    inputs, faults = read_peer_files(**DEMO_FILES)
    if inputs is None:
        message = "; ".join(fault.advice for fault in faults)
        raise ValueError(message)
    return Council(inputs.space, inputs.history, inputs.population, inputs.stock, inputs.prices)


def county() -> Council:
    """About 7,000 children in the council's own states; five intervals of history, ten years ahead."""
    return invented(COUNTY_CHILDREN, seed=2026)


def invented(children: int, *, seed: int, share_joining: float = SHARE_JOINING) -> Council:
    """A council whose ``children`` live in settings liked at random, within the settings' ages."""
    rng = np.random.default_rng(seed)
    space = council_space()
    needs = rng.dirichlet(np.full(len(space.needs), 1.0))
    liked = rng.dirichlet(np.full(len(space.settings), 0.5))

    def settings_at(nc: np.ndarray) -> Ints:
        weights = liked * space.is_valid[0].T[nc - FIRST_NC_YEAR] + 1e-9
        total = weights.cumsum(axis=1)
        return np.asarray((rng.random(len(nc))[:, None] * total[:, -1:] > total).sum(axis=1), np.int32)

    parts = [_interval(rng, space, year, needs, settings_at, (children, share_joining)) for year in _INTERVALS]
    history = History(*np.concatenate(parts, axis=1).astype(np.int32))
    nc = np.asarray(rng.integers(-2, 18, children), np.int32)
    need = np.asarray(rng.choice(len(space.needs), children, p=needs), np.int32)
    stock, book = _priced(rng, space, nc, need, settings_at(nc))
    residents = np.full((16, len(NC_YEARS)), _RESIDENTS_PER_CHILD * children)
    return Council(space, history, Population(_INTERVALS[0], residents), stock, book)


def _interval(
    rng: np.random.Generator,
    space: StateSpace,
    year: int,
    needs: Floats,
    settings_at: Callable[[np.ndarray], Ints],
    size: tuple[int, float],
) -> np.ndarray:
    """The columns of ``History`` for one interval; ``size`` is how many children, and the share who joined in it."""
    children, share_joining = size
    nc = rng.integers(-3, 17, children)
    need = rng.choice(len(needs), children, p=needs)
    before, other, luck = settings_at(nc), settings_at(nc + 1), rng.random(children)
    can_stay = space.is_valid[0, before, nc + 1 - FIRST_NC_YEAR] & (rng.random(children) > SHARE_MOVING)
    after = np.where(can_stay, before, other)
    leaves, joins = luck < SHARE_LEAVING, luck > 1.0 - share_joining
    return np.stack([np.full(children, year), nc, *_hidden(joins, need, before), *_hidden(leaves, need, after)])


def _priced(
    rng: np.random.Generator, space: StateSpace, nc: Ints, need: Ints, setting: Ints
) -> tuple[Stock, PriceBook]:
    price = rng.gamma(1.5, 9_000.0, len(nc))
    price[setting == space.settings.index("independent_special")] *= _DEARER_INDEPENDENT
    stock = Stock(_INTERVALS[-1] + 1, np.arange(len(nc), dtype=np.uint64), nc, need, setting, price)
    default = np.full(len(space.settings), 5_000.0)
    return stock, price_book(need, setting, price, space, default_gbp_per_year=default)


def _hidden(rows: np.ndarray, *columns: np.ndarray) -> list[np.ndarray]:
    return [np.where(rows, NO_PLAN, column) for column in columns]
