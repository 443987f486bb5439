"""A scenario lived on the stored council: the same worlds with and without its levers, so that luck cancels.

Every life is kept by what it was lived from (data, seed, draws, years, and the scene to the last byte): things as they
are are lived once for all scenarios, and of a changed scenario only what changed is lived anew.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import date

import numpy as np

from highneeds.core import FinancialYear
from highneeds.finance.block.levered import savings_of
from highneeds.finance.types import Floats
from highneeds.forecast.effects import Outcome, Run, outcome_of, simulate_together
from highneeds.forecast.effects.outcome import joined
from highneeds.forecast.levers.scenario import Scenario
from highneeds.forecast.scene import Scene
from highneeds.operations.kept_lives import keep_life, kept_life
from highneeds.operations.room_council import RoomCouncil
from highneeds.operations.scenario import place_cost_of
from highneeds.operations.scenario_inputs import Compiled

DRAWS, SEED = 1_000, 2026
JANUARIES_AHEAD = 5
FINANCIAL_YEARS = JANUARIES_AHEAD - 1
RANGE = (0.1, 0.5, 0.9)
_DRAWS_AT_ONCE = 500
_MOST_KEPT = 200  # lives of some 100 kB each


@dataclass(frozen=True)
class LeverEffect:
    """What one lever adds alone: pence ``[draw, financial year]``, and children ``[draw, january]``; plus is more."""

    name: str
    cost: Floats
    children: Floats


@dataclass(frozen=True)
class Lived:
    """Of one scenario on one council. ``baseline``, ``cost``: pence of placements and places ``[draw, financial
    year]`` at each year's prices; children ``[draw, january]``. Levers alone and ``interaction`` add to the change in
    every draw and year. ``lives``: of how many, how many were lived for this; ``seconds`` of it all.
    """

    data: str
    as_at: date
    council_children: int
    financial_years: tuple[FinancialYear, ...]
    januaries: tuple[int, ...]
    baseline: Floats
    cost: Floats
    baseline_children: Floats
    children: Floats
    levers: tuple[LeverEffect, ...]
    lives: tuple[int, int]
    seconds: float

    @property
    def change(self) -> Floats:
        return self.cost - self.baseline

    @property
    def interaction(self) -> Floats:
        return np.asarray(self.change - np.sum([one.cost for one in self.levers], axis=0))

    def position(self, year: str) -> int:
        """Of the financial year of that name; of the last where there is none such."""
        names = [str(one) for one in self.financial_years]
        return names.index(year) if year in names else len(names) - 1

    def prob_saved(self, pence: float, position: int) -> float:
        """The share of draws in which cost falls by ``pence`` or more."""
        return float((-self.change[:, position] >= pence).mean())

    def prob_lower(self, position: int) -> float:
        """The share of draws in which cost falls at all."""
        return float((self.change[:, position] < 0).mean())


_lock = threading.Lock()
_kept: OrderedDict[str, Outcome] = OrderedDict()


SECONDS_TO_WAIT = 10.0
_pool = ThreadPoolExecutor(1)  # one after the other: each takes every processor
_running: dict[tuple[str, str], tuple[float, Future[Lived]]] = {}


@dataclass(frozen=True, slots=True)
class BeingLived:
    """That a scenario is being lived, and for how many seconds already."""

    seconds: float


def lived_or_being_lived(
    room: RoomCouncil, scenario: Scenario, *, wait_seconds: float | None = None
) -> Lived | BeingLived:
    """As ``live_scenario``, apart from the page that asks: asked again, it goes on with what was begun, or finds its
    lives kept. ``wait_seconds`` None: ``SECONDS_TO_WAIT``.
    """
    key = (room.data, scenario.fingerprint)
    with _lock:
        if key not in _running:
            _running[key] = (time.monotonic(), _pool.submit(_live_and_forget, key, room, scenario))
        began, running = _running[key]
    if not wait([running], timeout=SECONDS_TO_WAIT if wait_seconds is None else wait_seconds).done:
        return BeingLived(time.monotonic() - began)
    return running.result()


def _live_and_forget(key: tuple[str, str], room: RoomCouncil, scenario: Scenario) -> Lived:
    """Whoever waits has it; nothing is held for those who never ask again."""
    try:
        return live_scenario(room, scenario)
    finally:
        with _lock:
            _running.pop(key, None)


def live_scenario(room: RoomCouncil, scenario: Scenario, *, draws: int = DRAWS, seed: int = SEED) -> Lived:
    """``scenario`` has a lever at least. Raises what ``compile_scene`` raises where a lever cannot be."""
    began = time.perf_counter()
    compiled = Compiled(scenario, room.council.ingredients, room.council.today)
    scenes = compiled.scenes(JANUARIES_AHEAD)
    baseline_scene = compiled.scene(scenario.without_levers(name="As things are"), room_january(room), JANUARIES_AHEAD)
    wanted = [baseline_scene, scenes.whole, *scenes.alone.values()]
    outcomes, lived = _outcomes(room, compiled, wanted, draws, seed)
    baseline, whole, *alone = outcomes
    years = tuple(FinancialYear(room.first_year.starts + ahead) for ahead in range(FINANCIAL_YEARS))

    def pence(outcome: Outcome) -> Floats:
        return np.asarray(-savings_of(outcome, years, room.uplift).values)

    things = pence(baseline)
    effects = tuple(
        LeverEffect(name, pence(outcome) - things, outcome.children - baseline.children)
        for name, outcome in zip(scenes.alone, alone, strict=True)
    )
    return Lived(
        room.data,
        room.as_at,
        room.children,
        years,
        baseline.census_years,
        things,
        pence(whole),
        baseline.children,
        whole.children,
        effects,
        (len({_bytes(scene) for scene in wanted}), lived),
        time.perf_counter() - began,
    )


def room_january(room: RoomCouncil) -> int:
    return room.council.ingredients.stock.census_year


def _outcomes(
    room: RoomCouncil, compiled: Compiled, wanted: Sequence[Scene], draws: int, seed: int
) -> tuple[list[Outcome], int]:
    """One for each scene wanted, and how many of them were lived for it."""
    keys = [_key(room, scene, draws, seed) for scene in wanted]
    found: dict[str, Outcome] = {}
    missing: dict[str, Scene] = {}
    for key, scene in zip(keys, wanted, strict=True):
        kept = _remembered(key) or kept_life(key)
        if kept is None:
            missing[key] = scene
        else:
            found[key] = kept
    for key, life in zip(missing, _live(compiled, list(missing.values()), draws, seed), strict=True):
        found[key] = life
        keep_life(key, life)
    with _lock:
        for key in keys:
            _kept[key] = found[key]
            _kept.move_to_end(key)
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
    return [found[key] for key in keys], len(missing)


def _remembered(key: str) -> Outcome | None:
    with _lock:
        return _kept.get(key)


def _key(room: RoomCouncil, scene: Scene, draws: int, seed: int) -> str:
    said = (room.data, seed, draws, JANUARIES_AHEAD, _bytes(scene))
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _live(compiled: Compiled, scenes: Sequence[Scene], draws: int, seed: int) -> list[Outcome]:
    """All of them in the same worlds."""
    if not scenes:
        return []
    made_from, place_cost = compiled.ingredients, place_cost_of(compiled)
    shards: list[list[Outcome]] = [[] for _ in scenes]
    run = Run(draws, seed, size=_DRAWS_AT_ONCE)
    for _, simulations in simulate_together(made_from, scenes, run, years=JANUARIES_AHEAD):
        for number, simulation in enumerate(simulations):
            shards[number].append(outcome_of(simulation, place_cost))
    return [joined(of_scene) for of_scene in shards]


def _bytes(scene: Scene) -> str:
    digest = hashlib.sha256()
    for part in scene:
        for array in part:
            digest.update(repr((array.shape, str(array.dtype))).encode() + array.tobytes())
    return digest.hexdigest()
