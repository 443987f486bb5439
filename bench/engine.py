"""The engine alone, on one and two threads, beside the floor: in turn, so that both meet the same state of the machine.

A child-year is a child with a plan at the start of a year. So what the engine's joiners cost in the year in which they
join is counted, and their child-years begin at the January after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from bench.councils import Council, county, demonstration
from bench.finding import Finding, Stopwatch, against_limit, peak_megabytes
from bench.floor import run_floor, tables
from highneeds.forecast.fit import fit
from highneeds.forecast.posterior import Posterior
from highneeds.forecast.simulate import simulate
from highneeds.forecast.types import Simulation

DEMO_YEARS, COUNTY_YEARS = 5, 10
DEMO_LIMIT_SECONDS, COUNTY_LIMIT_SECONDS = 0.4, 6.0
COUNTY_LIMIT_OVER_FLOOR = 4.0
RUNS = 7
SKIPPED = "skipped: the files of witan.send are not here"
_NANO = 1e9


class Pace(NamedTuple):
    """Nanoseconds per child-year: processor time on one thread, wall time on two."""

    cpu: float
    wall: float


def demo(draws: int) -> list[Finding]:
    """The open demonstration: witan.send's own files, 1,000 draws and 5 years are its own too."""
    council = demonstration()
    if council is None:
        return [Finding("demo", SKIPPED, "")]
    watches, paces = race(council, years=DEMO_YEARS, draws=draws)
    size = _size(council, DEMO_YEARS, draws)
    return _seconds("demo", size, watches, DEMO_LIMIT_SECONDS) + _over_floor("demo", paces)


def county_of_7000(draws: int) -> list[Finding]:
    """An invented county, by month, every child with its own price."""
    council = county()
    watches, paces = race(council, years=COUNTY_YEARS, draws=draws)
    size = _size(council, COUNTY_YEARS, draws)
    findings = _over_floor("county", paces, limit=COUNTY_LIMIT_OVER_FLOOR)
    return _seconds("county", size, watches, COUNTY_LIMIT_SECONDS) + findings


def race(council: Council, *, years: int, draws: int) -> tuple[dict[int, Stopwatch], dict[str, Pace]]:
    """The engine's times by threads, and the pace of engine and floor."""
    posterior = fit(council.history, council.population, council.space)
    lookup, settings = tables(posterior.rates), len(council.space.settings)

    def engine(threads: int, draws: int) -> int:
        run = run_engine(council, posterior, years=years, draws=draws, threads=threads)
        return int(run.children[:, :-1].sum(dtype=np.int64))

    def floor(threads: int, draws: int, *, is_philox: bool) -> int:
        counts = run_floor(
            lookup, council.stock, settings, years=years, draws=draws, threads=threads, is_philox=is_philox
        )
        return draws * len(council.stock.child_id) + int(counts[:, :-1].sum(dtype=np.int64))

    runners: dict[str, Callable[[int, int], int]] = {
        "engine": engine,
        "Philox": lambda threads, draws: floor(threads, draws, is_philox=True),
        "SplitMix": lambda threads, draws: floor(threads, draws, is_philox=False),
    }
    watches: dict[tuple[str, int], Stopwatch] = defaultdict(Stopwatch)
    child_years = {}
    for run in range(RUNS + 1):
        for name, runner in runners.items():
            for threads in (1, 2):
                if run == 0:  # loads the compiled code
                    runner(threads, 2)
                else:
                    child_years[name] = watches[name, threads].time(lambda: runner(threads, draws))  # noqa: B023  called at once
    paces = {
        name: Pace(*(min(seconds) / count * _NANO for seconds in (watches[name, 1].cpu, watches[name, 2].wall)))
        for name, count in child_years.items()
    }
    return {threads: watches["engine", threads] for threads in (1, 2)}, paces


def run_engine(council: Council, posterior: Posterior, *, years: int, draws: int, threads: int) -> Simulation:
    """The engine as a council's month runs it."""
    return simulate(
        posterior,
        council.stock,
        council.population,
        council.prices,
        years=years,
        draws=draws,
        seed=50,
        threads=threads,
    )


def _size(council: Council, years: int, draws: int) -> str:
    return f"{len(council.stock.child_id):,} children, {years} years, {draws:,} draws"


def _seconds(case: str, size: str, watches: dict[int, Stopwatch], limit_seconds: float) -> list[Finding]:
    one, two = watches[1], watches[2]
    return [
        Finding(case, f"{size}: 1 thread, best of {RUNS}", one.told()),
        against_limit(case, f"{size}: 2 threads, best of {RUNS}", two.median_seconds, two.told(), limit_seconds),
        Finding(case, "peak memory of the process, reading and fitting included", f"{peak_megabytes():.0f} MB"),
    ]


def _over_floor(case: str, paces: dict[str, Pace], limit: float | None = None) -> list[Finding]:
    engine = paces["engine"]
    findings = [Finding(case, "a child-year", f"{engine.cpu:.1f} ns of CPU; {engine.wall:.1f} ns on 2 threads")]
    for name, generator in (("Philox", "the engine's own"), ("SplitMix", "the cheapest that is keyed")):
        floor = paces[name]
        ratios = f"{engine.cpu / floor.cpu:.1f} times in CPU, {engine.wall / floor.wall:.1f} on 2 threads"
        what = f"over the floor with {name}, {generator} ({floor.cpu:.1f} ns of CPU; {floor.wall:.1f} on 2 threads)"
        if limit is None or name != "Philox":
            findings.append(Finding(case, what, ratios))
        else:
            met = engine.cpu <= limit * floor.cpu
            findings.append(Finding(case, what, ratios, f"at most {limit:g} times in CPU", met))
    return findings
