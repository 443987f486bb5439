"""England: about 640,000 children as 152 councils, each with its own history, its own posterior and its own draws.

Children are invented. The councils' sizes, and the share of children who joined in a year, are in proportion to what
the Department for Education published for January 2022 (plans) and the calendar year 2021 (new plans), where those
files are here; else sizes are invented too. Each council is fitted and simulated on one thread, two councils at a time;
its draws are reduced to January totals piece by piece and dropped, so that memory stays flat.
"""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np
import polars as pl

from bench.councils import SHARE_JOINING, SHARED, invented
from bench.finding import Finding, against_limit, peak_megabytes
from highneeds.forecast.fit import fit
from highneeds.forecast.simulate import shards
from highneeds.forecast.types import Floats

PUBLISHED = SHARED / "dfe-ehcp-to-2022"
CHILDREN, COUNCILS, YEARS = 640_000, 152, 10
LIMIT_SECONDS, LIMIT_MEGABYTES = 360.0, 3_072.0
PIECE = 250
PROCESSES = 2
_SPREAD_OF_SIZES = 0.7  # of the log, as the published sizes have it
_FEWEST_CHILDREN = 20


class Size(NamedTuple):
    """Children with a plan, and the share of them who joined in the year."""

    children: int
    share_joining: float


class Outcome(NamedTuple):
    """One council's draws as January totals ``[draw, year]``, and what they took."""

    children: Floats
    price_gbp: Floats
    fit_seconds: float
    child_years: int
    peak_megabytes: float


def england(draws: int) -> list[Finding]:
    """Run it all; nothing is extrapolated."""
    sizes, source = councils()
    started = time.perf_counter()
    children, price = np.zeros((draws, YEARS + 1)), np.zeros((draws, YEARS + 1))
    fitting, child_years, peaks = 0.0, 0, [0.0]
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as processes:
        for outcome in processes.map(one_council, range(len(sizes)), sizes, repeat(draws)):
            children += outcome.children
            price += outcome.price_gbp
            fitting += outcome.fit_seconds
            child_years += outcome.child_years
            peaks.append(outcome.peak_megabytes)
    seconds = time.perf_counter() - started
    present = sum(size.children for size in sizes)
    what = f"{present:,} invented children as {len(sizes)} councils ({source}), {YEARS} years, {draws:,} draws each"
    memory = PROCESSES * max(peaks) + peak_megabytes()
    low, high = np.quantile(children[:, -1], (0.1, 0.9))
    pace = seconds / child_years * 1e9
    told = f"{seconds:.0f} s (fitting {fitting / PROCESSES:.0f} s of it), {pace:.1f} ns a child-year"
    return [
        against_limit("england", what, seconds, told, LIMIT_SECONDS),
        Finding(
            "england",
            f"memory: {PROCESSES} times the largest peak of a process, and the one that adds up",
            f"{memory:,.0f} MB",
            f"at most {LIMIT_MEGABYTES:,.0f} MB",
            memory <= LIMIT_MEGABYTES,
        ),
        Finding(
            "england",
            f"children after {YEARS} years: mean and 80 % interval; £bn a year",
            f"{children[:, -1].mean():,.0f} ({low:,.0f} to {high:,.0f}); {price[:, -1].mean() / 1e9:.1f}",
        ),
    ]


def councils() -> tuple[list[Size], str]:
    """The largest first, so that the last process to end is not far behind; and where the sizes come from."""
    if PUBLISHED.is_dir():
        plans = pl.read_csv(PUBLISHED / "ehcp_stock_total.csv", infer_schema_length=None).filter(pl.col("year") == 2022)  # noqa: PLR2004  the last year published there
        new = pl.read_csv(PUBLISHED / "new_plans_total.csv", infer_schema_length=None).filter(pl.col("year") == 2021)  # noqa: PLR2004  as above
        both = plans.join(new, on="old_la_code").sort("plans", descending=True)
        stock, share = both["plans"].to_numpy(), (both["new_plans"] / both["plans"]).to_numpy()
        sizes = map(_size, stock * (CHILDREN / stock.sum()), share * (SHARE_JOINING / share.mean()))
        return list(sizes), "in proportion to DfE's totals"
    rng = np.random.default_rng(2026)
    weights = np.sort(rng.lognormal(0.0, _SPREAD_OF_SIZES, COUNCILS))[::-1]
    return [_size(weight / weights.sum() * CHILDREN, SHARE_JOINING) for weight in weights], "invented sizes"


def _size(children: float, share_joining: float) -> Size:
    return Size(max(_FEWEST_CHILDREN, round(children)), float(share_joining))


def one_council(seed: int, size: Size, draws: int) -> Outcome:
    """Invent, fit, simulate and reduce one council."""
    council = invented(size.children, seed=seed, share_joining=size.share_joining)
    started = time.perf_counter()
    posterior = fit(council.history, council.population, council.space)
    fit_seconds = time.perf_counter() - started
    inputs = posterior, council.stock, council.population, council.prices
    children, price = [], []
    for piece in shards(*inputs, years=YEARS, draws=draws, seed=seed, size=PIECE, threads=1):
        children.append(piece.children.sum(axis=(2, 3), dtype=np.int64))
        price.append(piece.price_gbp.sum(axis=(2, 3)))
    total = np.concatenate(children)
    return Outcome(
        total.astype(np.float64), np.concatenate(price), fit_seconds, int(total[:, :-1].sum()), peak_megabytes()
    )
