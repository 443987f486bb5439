"""Measure the engine: the open demonstration files of witan.send, and an invented county of 7,000 children.

Run with ``make bench`` or ``.venv/bin/python -m bench [DRAWS]``. Fails when a case takes longer than its limit on two
threads.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

import numpy as np

from highneeds.forecast.fit import fit
from highneeds.forecast.prices import price_book
from highneeds.forecast.simulate import simulate
from highneeds.forecast.space import council_space
from highneeds.forecast.types import FIRST_NC_YEAR, NC_YEARS, NO_PLAN, History, Population, PriceBook, StateSpace, Stock
from highneeds.ingest.peer import read_peer_files

DEMO = Path(__file__).resolve().parents[2] / "shared" / "data" / "witan-demo"
DEMO_LIMIT_SECONDS = 5.0
COUNTY_LIMIT_SECONDS = 30.0
CHILDREN = 7_000
SHARE_MOVING, SHARE_LEAVING, SHARE_JOINING = 0.07, 0.08, 0.12
Inputs = tuple[StateSpace, History, Population, Stock, PriceBook]


def demonstration() -> Inputs:
    """2,153 children, 114 states, five years."""
    inputs, _ = read_peer_files(
        transitions=DEMO / "transitions.csv",
        population=DEMO / "population.csv",
        costs=DEMO / "costs.csv",
        valid_states=DEMO / "valid-states.csv",
    )
    if inputs is None:
        sys.exit(f"The files in {DEMO} cannot be read.")
    return inputs.space, inputs.history, inputs.population, inputs.stock, inputs.prices


def county() -> Inputs:
    """About 7,000 children in the council's own states; five intervals of history, ten years ahead."""
    rng = np.random.default_rng(2026)
    space = council_space()
    needs = rng.dirichlet(np.full(len(space.needs), 1.0))
    liked = rng.dirichlet(np.full(len(space.settings), 0.5))

    def settings_at(nc: np.ndarray) -> np.ndarray:
        weights = liked * space.is_valid[0].T[nc - FIRST_NC_YEAR] + 1e-9
        total = weights.cumsum(axis=1)
        return (rng.random(len(nc))[:, None] * total[:, -1:] > total).sum(axis=1).astype(np.int32)

    parts = []
    for year in range(2021, 2026):
        nc = rng.integers(-3, 17, CHILDREN)
        need = rng.choice(len(space.needs), CHILDREN, p=needs)
        before, other, luck = settings_at(nc), settings_at(nc + 1), rng.random(CHILDREN)
        can_stay = space.is_valid[0, before, nc + 1 - FIRST_NC_YEAR] & (rng.random(CHILDREN) > SHARE_MOVING)
        after = np.where(can_stay, before, other)
        leaves, joins = luck < SHARE_LEAVING, luck > 1.0 - SHARE_JOINING
        rows = [np.full(CHILDREN, year), nc, *_hidden(joins, need, before), *_hidden(leaves, need, after)]
        parts.append(np.stack(rows))
    history = History(*np.concatenate(parts, axis=1).astype(np.int32))
    nc = rng.integers(-2, 18, CHILDREN).astype(np.int32)
    need = np.asarray(rng.choice(len(space.needs), CHILDREN, p=needs), np.int32)
    setting = settings_at(nc)
    price = rng.gamma(1.5, 9_000.0, CHILDREN)
    stock = Stock(2026, np.arange(CHILDREN, dtype=np.uint64), nc, need, setting, price)
    book = price_book(need, setting, price, space, default_gbp_per_year=np.full(len(space.settings), 5_000.0))
    return space, history, Population(2021, np.full((16, len(NC_YEARS)), 15_000.0)), stock, book


def _hidden(rows: np.ndarray, *columns: np.ndarray) -> list[np.ndarray]:
    return [np.where(rows, NO_PLAN, column) for column in columns]


def measure(name: str, inputs: Inputs, *, years: int, draws: int, limit_seconds: float) -> bool:
    """Print seconds on one and two threads; whether two threads stayed within the limit."""
    space, history, population, stock, prices = inputs
    posterior = fit(history, population, space)
    simulate(posterior, stock, population, prices, years=years, draws=2, seed=1, threads=1)
    seconds = 0.0
    for threads in (1, 2):
        started, cpu = time.perf_counter(), time.process_time()
        run = simulate(posterior, stock, population, prices, years=years, draws=draws, seed=50, threads=threads)
        seconds, used = time.perf_counter() - started, time.process_time() - cpu
        child_years = int(run.children[:, 1:].sum())
        sys.stdout.write(
            f"{name}: {len(stock.child_id):,} children, {years} years, {draws:,} draws, {threads} thread(s): "
            f"{seconds:.2f} s, {used:.2f} CPU s, {used / child_years * 1e9:.0f} CPU ns per child-year\n"
        )
    return seconds <= limit_seconds


def main() -> None:
    """Run every case whose input is there."""
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    results = []
    if DEMO.is_dir():
        results.append(measure("demo", demonstration(), years=5, draws=draws, limit_seconds=DEMO_LIMIT_SECONDS))
    else:
        sys.stdout.write(f"demo: skipped, no files at {DEMO}\n")
    results.append(measure("county", county(), years=10, draws=draws, limit_seconds=COUNTY_LIMIT_SECONDS))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"peak memory {peak:.0f} MB\n")
    sys.exit(0 if all(results) else 1)
