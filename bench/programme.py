"""A programme of thirty measures on a county: every measure alone, after those before it, and all together."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from typing import Any

from bench.councils import Council, county
from bench.engine import COUNTY_YEARS
from bench.finding import Finding, peak_megabytes
from highneeds.core.years import CensusDay
from highneeds.forecast.effects import Group, Ingredients, Run, group_scenes, joint_effects
from highneeds.forecast.fit import fit
from highneeds.forecast.levers.compiling import compile_scene
from highneeds.forecast.levers.scenario import Scenario
from highneeds.forecast.levers.today import Today
from highneeds.forecast.levers.types import (
    ChangePrice,
    ChangeRate,
    Evidence,
    Lever,
    Rate,
    ShiftDestinations,
    Size,
)
from highneeds.forecast.levers.types import Group as Children
from highneeds.forecast.posterior import Posterior
from highneeds.forecast.scene import Scene

MEASURES = 30
LIMIT_SECONDS = 60.0
_RUN_SEED = 50
_EVIDENCE = Evidence("Invented for the bench", "bench")
_FIRST_YEARS = 4  # the Septembers from which they start


def programme_of_thirty(draws: int) -> list[Finding]:
    """Wall time on two threads; six of the measures act on prices alone, and so need no lives of their own."""
    council = county()
    posterior = fit(council.history, council.population, council.space)
    ingredients = Ingredients(posterior, council.stock, council.population, council.prices)
    groups = [Group(lever.name, (lever,)) for lever in _levers(council)]
    scenes = group_scenes(groups, lambda scenario: _compiled(scenario, council, posterior))
    joint_effects(ingredients, scenes, Run(draws=2, seed=_RUN_SEED), years=COUNTY_YEARS)  # compiled before the clock
    cpu, started = time.process_time(), time.perf_counter()
    found = joint_effects(ingredients, scenes, Run(draws=draws, seed=_RUN_SEED), years=COUNTY_YEARS)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    saved = -float(found.joint.cost_gbp[:, -1].mean()) / 1e6
    what = f"{MEASURES} measures, 7,000 children, {COUNTY_YEARS} years, {draws:,} draws: alone, in turn, together"
    told = f"{seconds:.1f} s, {cpu:.1f} s of CPU; together £{saved:.1f}m less in the last year"
    is_met = seconds <= LIMIT_SECONDS
    return [
        Finding("programme", what, told, f"at most {LIMIT_SECONDS:g} s on 2 cores", is_met),
        Finding("programme", "peak memory of the process", f"{peak_megabytes():.0f} MB"),
    ]


def _levers(council: Council) -> list[Lever]:
    """Five kinds in turn, from the first September on to the fourth, each on children or settings of its own."""
    settings, needs = council.space.settings, council.space.needs
    levers = []
    for number in range(MEASURES):
        start = date(council.stock.census_year + number * _FIRST_YEARS // MEASURES, 9, 1)
        lever = _lever(number, needs[number % len(needs)], settings[number % len(settings)])
        levers.append(replace(lever, name=f"measure {number + 1}", start=start))
    return levers


def _lever(number: int, need: str, setting: str) -> Lever:
    anyone, dear = Children(frozenset({need})), Children(frozenset({need}), frozenset({"independent_special"}))
    common: dict[str, Any] = {"name": "", "start": date.min, "evidence": _EVIDENCE, "owner": "bench"}
    kinds: tuple[Lever, ...] = (
        ChangeRate(**common, size=Size(-0.05, 0.02), rate=Rate.JOINING, children=anyone),
        ShiftDestinations(**common, size=Size(0.2, 0.05), children=dear, to_setting="special"),
        ChangePrice(**common, size=Size(-0.02), settings=frozenset({setting})),
        ChangeRate(**common, size=Size(0.1, 0.05), rate=Rate.MOVING, children=dear),
        ChangeRate(**common, size=Size(0.05, 0.02), rate=Rate.LEAVING, children=anyone),
    )
    return kinds[number % len(kinds)]


def _compiled(scenario: Scenario, council: Council, posterior: Posterior) -> Scene:
    january = CensusDay(council.stock.census_year)
    months = posterior.rates.months
    return compile_scene(scenario, Today(), space=council.space, months=months, january=january, years=COUNTY_YEARS)
