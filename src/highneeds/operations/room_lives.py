"""Lives of scenes on the stored council: found as they were kept, priced anew, or lived, all in the same worlds.

Every life is kept by what it was lived from (data, seed, draws, years, and the scene to the last byte): things as they
are are lived once for all scenarios, and of a changed scenario only what changed is lived anew. A price changes no
child: where only prices differ from a life that is kept, its bill is priced anew.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from highneeds.forecast.effects import Outcome, Run, outcome_of, simulate_together
from highneeds.forecast.effects.outcome import joined
from highneeds.forecast.effects.repricing import Bill, bill_of, joined_bills, repriced
from highneeds.forecast.many_scenes import price_factors, without_prices
from highneeds.forecast.scene import Scene
from highneeds.operations.kept_lives import keep_bill, keep_life, kept_bill, kept_life
from highneeds.operations.scenario import place_cost_of
from highneeds.operations.scenario_inputs import Compiled

JANUARIES_AHEAD = 5
_DRAWS_AT_ONCE = 500
_MOST_KEPT = 200  # lives of some 100 kB each

_lock = threading.Lock()
_kept: OrderedDict[str, Outcome] = OrderedDict()


@dataclass(frozen=True)
class Lives:
    """Of one scenario; ``data`` names what the council's rates were fitted to."""

    data: str
    compiled: Compiled
    draws: int
    seed: int

    def of(self, wanted: Sequence[Scene], *, billed: Sequence[Scene]) -> tuple[list[Outcome], tuple[int, int]]:
        """One for each scene wanted; and of how many lives, how many were lived for it. ``billed``: of which the bills
        are kept too, since others may differ from them by prices.
        """
        keys = [self._key(scene) for scene in wanted]
        scenes = dict(zip(keys, wanted, strict=True))
        lives = {key: self._key(without_prices(scene)) for key, scene in scenes.items()}
        found = {key: kept for key in scenes if (kept := _known(key)) is not None}
        missing = [key for key in scenes if key not in found]
        bills: dict[str, Bill] = {}
        anew: dict[str, Scene] = {}
        for key in missing:
            life = lives[key]
            if life not in bills and (key == life or not _take_kept(life, found, bills)):
                anew[life] = without_prices(scenes[key])
        priced = [key for key in missing if key != lives[key]]
        to_bill = {self._key(without_prices(scene)) for scene in billed} | {lives[key] for key in priced}
        self._live(anew, to_bill, found, bills)
        for key in priced:
            found[key] = self._priced(scenes[key], found[lives[key]], bills[lives[key]])
            keep_life(key, found[key])
        _remember(found)
        return [found[key] for key in keys], (len(set(lives.values())), len(anew))

    def _priced(self, scene: Scene, life: Outcome, bill: Bill) -> Outcome:
        factors = price_factors(scene.acts, seed=self.seed, first_draw=0, draws=bill.draws, settings=bill.settings)
        return life if factors is None else repriced(life, bill, factors)

    def _live(
        self, anew: Mapping[str, Scene], to_bill: AbstractSet[str], found: dict[str, Outcome], bills: dict[str, Bill]
    ) -> None:
        """All of them in the same worlds, into ``found`` and ``bills``; and kept."""
        if not anew:
            return
        place_cost = place_cost_of(self.compiled)
        outcomes: dict[str, list[Outcome]] = {key: [] for key in anew}
        parts: dict[str, list[Bill]] = {key: [] for key in anew.keys() & to_bill}
        run = Run(self.draws, self.seed, size=_DRAWS_AT_ONCE, threads=max(2, os.cpu_count() or 0))
        for _, simulations in simulate_together(
            self.compiled.ingredients, list(anew.values()), run, years=JANUARIES_AHEAD
        ):
            for key, simulation in zip(anew, simulations, strict=True):
                outcomes[key].append(outcome_of(simulation, place_cost))
                if key in parts:
                    parts[key].append(bill_of(simulation))
        for key, shards in outcomes.items():
            found[key] = joined(shards)
            keep_life(key, found[key])
        for key, of_life in parts.items():
            bills[key] = joined_bills(of_life)
            keep_bill(key, bills[key])

    def _key(self, scene: Scene) -> str:
        said = (self.data, self.seed, self.draws, JANUARIES_AHEAD, _bytes(scene))
        return hashlib.sha256(repr(said).encode()).hexdigest()


def _known(key: str) -> Outcome | None:
    """The life of that key, from this process or from the home's cache."""
    with _lock:
        remembered = _kept.get(key)
    return remembered or kept_life(key)


def _take_kept(life: str, found: dict[str, Outcome], bills: dict[str, Bill]) -> bool:
    """Put a life that is kept with its bill among those found; False, with nothing done, where one of them is gone."""
    kept, bill = found.get(life) or _known(life), kept_bill(life)
    if kept is None or bill is None:
        return False
    found[life], bills[life] = kept, bill
    return True


def _remember(found: Mapping[str, Outcome]) -> None:
    with _lock:
        for key, life in found.items():
            _kept[key] = life
            _kept.move_to_end(key)
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)


def _bytes(scene: Scene) -> str:
    digest = hashlib.sha256()
    for part in scene:
        for array in part:
            digest.update(repr((array.shape, str(array.dtype))).encode() + array.tobytes())
    return digest.hexdigest()
