"""A small council with a posterior, levers with the evidence they need, and runs of a scenario in it."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import numpy as np
from tests.forecast.small_worlds import SmallCouncil, small_council

from highneeds.core.years import CensusDay
from highneeds.forecast.fit import fit
from highneeds.forecast.levers.capacity import Overflow, PlaceGroup, PlacesToday
from highneeds.forecast.levers.compiling import compile_scene
from highneeds.forecast.levers.scenario import Scenario
from highneeds.forecast.levers.today import Today
from highneeds.forecast.levers.types import Evidence, Lever, Size
from highneeds.forecast.month_profiles import EventMonths
from highneeds.forecast.posterior import Posterior
from highneeds.forecast.scene import Scene
from highneeds.forecast.simulate import RatesMode, simulate
from highneeds.forecast.types import FIRST_NC_YEAR, NC_YEARS, Pipeline, Simulation

YEARS = 4
MONTHS = 12 * YEARS + 1
JANUARY = CensusDay(2023)
NEW_YEAR = date(2023, 1, 1)
NOTHING_BINDS = Today()


@cache
def a_council(seed: int = 5) -> tuple[SmallCouncil, Posterior]:
    """What happens there falls in months of its own at every age."""
    council = small_council(seed, children=120, horizon=YEARS)
    counts = np.random.default_rng(seed).gamma(0.3, 40.0, (3, len(NC_YEARS), 12))
    return council, fit(council.history, council.population, council.space, months=EventMonths(*counts))


def lever(kind: type[Lever], size: float, *, sd: float = 0.0, name: str = "a lever", **others: Any) -> Any:  # noqa: ANN401 - of the kind asked for
    given = {"start": NEW_YEAR, "evidence": Evidence("It was seen elsewhere.", "A report"), "owner": "A board"}
    return kind(name=name, size=Size(size, sd), **(given | others))


def scene_for(*levers: Lever, today: Today = NOTHING_BINDS) -> Scene:
    council, posterior = a_council()
    months = posterior.rates.months
    scenario = Scenario("A scenario", levers)
    return compile_scene(scenario, today, space=council.space, months=months, january=JANUARY, years=YEARS)


def run(scene: Scene | None, *, draws: int = 20, rates: RatesMode = "fitted", seed: int = 3) -> Simulation:
    council, posterior = a_council()
    return simulate(
        posterior,
        council.stock,
        council.population,
        council.prices,
        years=YEARS,
        draws=draws,
        seed=seed,
        rates=rates,
        scene=scene,
    )


def run_levers(
    *levers: Lever, today: Today = NOTHING_BINDS, draws: int = 20, rates: RatesMode = "fitted"
) -> Simulation:
    return run(scene_for(*levers, today=today), draws=draws, rates=rates)


def late(count: int) -> Today:
    """So many plans late in Year 3, all of which will come."""
    by_nc = np.zeros(len(NC_YEARS))
    by_nc[3 - FIRST_NC_YEAR] = count
    return Today(pipeline=Pipeline(2 * by_nc, by_nc, 4.0, 1.0))


def places_today(college: int, overflow: tuple[str, ...] = ("any",)) -> Today:
    groups = (PlaceGroup("college", college, frozenset({"A"})), PlaceGroup("college", 4, frozenset({"B"})))
    return Today(PlacesToday(groups, {"college": Overflow(overflow, "the next nearest")}))
