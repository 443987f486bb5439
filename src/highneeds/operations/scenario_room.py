"""A scenario lived on the stored council: the same worlds with and without its levers, so that luck cancels.

All levers together come first, since the fan and the chance need no more; then each of them alone.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from highneeds.core import FinancialYear
from highneeds.finance.block.levered import savings_of
from highneeds.finance.types import Floats
from highneeds.forecast.effects import Outcome
from highneeds.forecast.levers.scenario import Scenario
from highneeds.operations.room_council import RoomCouncil
from highneeds.operations.room_lives import JANUARIES_AHEAD, Lives
from highneeds.operations.scenario_inputs import Compiled

DRAWS, SEED = 1_000, 2026
FINANCIAL_YEARS = JANUARIES_AHEAD - 1
RANGE = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class LeverEffect:
    """What one lever adds alone: pence ``[draw, financial year]``, and children ``[draw, january]``; plus is more."""

    name: str
    cost: Floats
    children: Floats


@dataclass(frozen=True)
class Lived:
    """Of one scenario on one council. ``baseline``, ``cost``: pence of placements and places ``[draw, financial
    year]`` at each year's prices; children ``[draw, january]``. ``levers``: each alone, none of them while they are
    still to be lived; with ``interaction`` they add to the change in every draw and year. ``lives``: of how many, how
    many were lived for this; ``seconds`` of it all.
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


SECONDS_TO_WAIT = 10.0
SECONDS_FOR_LEVERS = 0.2
_lock = threading.Lock()
_pool = ThreadPoolExecutor(1)  # one after the other: each takes every processor


@dataclass(frozen=True, slots=True)
class BeingLived:
    """That a scenario is being lived, and for how many seconds already."""

    seconds: float


@dataclass(frozen=True)
class _Running:
    """``together``: there as soon as all levers together are lived."""

    began: float
    together: Future[Lived]
    whole: Future[Lived]


_running: dict[tuple[str, str, bool], _Running] = {}


def lived_or_being_lived(
    room: RoomCouncil, scenario: Scenario, *, wait_seconds: float | None = None, has_levers: bool = True
) -> Lived | BeingLived:
    """As ``live_scenario``, apart from the page that asks: asked again, it goes on with what was begun, or finds its
    lives kept. ``wait_seconds`` None: ``SECONDS_TO_WAIT``. Once all levers together are lived, each alone is not waited
    for; without ``has_levers`` it is not lived at all.
    """
    key = (room.data, scenario.fingerprint, has_levers)
    with _lock:
        if key not in _running:
            together: Future[Lived] = Future()
            whole = _pool.submit(_live_and_forget, key, room, scenario, together)
            _running[key] = _Running(time.monotonic(), together, whole)
        running = _running[key]
    seconds = SECONDS_TO_WAIT if wait_seconds is None else wait_seconds
    wait([running.together, running.whole], timeout=seconds, return_when=FIRST_COMPLETED)
    if running.together.done() and has_levers:
        wait([running.whole], timeout=min(seconds, SECONDS_FOR_LEVERS))
    if running.whole.done():
        return running.whole.result()
    return running.together.result() if running.together.done() else BeingLived(time.monotonic() - running.began)


def _live_and_forget(
    key: tuple[str, str, bool], room: RoomCouncil, scenario: Scenario, together: Future[Lived]
) -> Lived:
    """Whoever waits has it; nothing is held for those who never ask again."""
    try:
        lived = live_scenario(room, scenario, has_levers=False)
        together.set_result(lived)
        if lived.levers or not key[2]:
            return lived
        rest = live_scenario(room, scenario)
        anew, seconds = lived.lives[1] + rest.lives[1], lived.seconds + rest.seconds
        return replace(rest, lives=(rest.lives[0], anew), seconds=seconds)
    finally:
        with _lock:
            _running.pop(key, None)


def live_scenario(
    room: RoomCouncil, scenario: Scenario, *, draws: int = DRAWS, seed: int = SEED, has_levers: bool = True
) -> Lived:
    """``scenario`` has a lever at least. Without ``has_levers`` none of several is lived alone. Raises what
    ``compile_scene`` raises where a lever cannot be.
    """
    began = time.perf_counter()
    compiled = Compiled(scenario, room.council.ingredients, room.council.today)
    scenes = compiled.scenes(JANUARIES_AHEAD)
    baseline_scene = compiled.scene(scenario.without_levers(name="As things are"), room_january(room), JANUARIES_AHEAD)
    alone_scenes = scenes.alone if has_levers or len(scenes.alone) == 1 else {}
    both = [baseline_scene, scenes.whole]
    outcomes, lives = Lives(room.data, compiled, draws, seed).of([*both, *alone_scenes.values()], billed=both)
    baseline, whole, *alone = outcomes
    years = tuple(FinancialYear(room.first_year.starts + ahead) for ahead in range(FINANCIAL_YEARS))

    def pence(outcome: Outcome) -> Floats:
        return np.asarray(-savings_of(outcome, years, room.uplift).values)

    things = pence(baseline)
    effects = tuple(
        LeverEffect(name, pence(outcome) - things, outcome.children - baseline.children)
        for name, outcome in zip(alone_scenes, alone, strict=True)
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
        lives,
        time.perf_counter() - began,
    )


def room_january(room: RoomCouncil) -> int:
    return room.council.ingredients.stock.census_year
