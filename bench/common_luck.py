"""What sharing luck between two scenarios is worth: the spread of a small lever's effect, with and without it.

The lever sends 2 % of the children who would come to one setting to another. With common luck a draw's effect is the
difference of two worlds that are alike but for the lever; with independent seeds, of two worlds that are not alike.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bench.councils import Council, county, demonstration
from bench.engine import COUNTY_YEARS, DEMO_YEARS
from bench.finding import Finding
from highneeds.forecast.fit import fit
from highneeds.forecast.scene import SHIFT, Acts, Scene, no_places, no_queue
from highneeds.forecast.simulate import simulate
from highneeds.forecast.types import Floats, Simulation

SHARE_SENT = 0.02
LEAST_GAIN = 5.0
SEED, OTHER_SEED = 50, 51


class Lever(NamedTuple):
    """Of those who would come to ``setting``, ``SHARE_SENT`` go to ``other``."""

    setting: int
    other: int


def small_levers(draws: int) -> list[Finding]:
    """Both councils."""
    findings = []
    demo = demonstration()
    if demo is not None:
        # Its settings have letters for names and all cost the same: from the second fullest to the fullest.
        fullest = np.bincount(demo.stock.setting, minlength=len(demo.space.settings)).argsort()
        findings += _effects("luck, demo", demo, Lever(int(fullest[-2]), int(fullest[-1])), DEMO_YEARS, draws)
    council = county()
    names = council.space.settings
    lever = Lever(names.index("independent_special"), names.index("special"))
    return findings + _effects("luck, county", council, lever, COUNTY_YEARS, draws)


def _effects(case: str, council: Council, lever: Lever, years: int, draws: int) -> list[Finding]:
    posterior = fit(council.history, council.population, council.space)

    def run(seed: int, scene: Scene | None) -> Simulation:
        inputs = posterior, council.stock, council.population, council.prices
        return simulate(*inputs, years=years, draws=draws, seed=seed, scene=scene)

    scene = _scene(council, lever, years)
    base, same_luck, other_luck = run(SEED, None), run(SEED, scene), run(OTHER_SEED, scene)
    names = council.space.settings
    setting = f"children in {names[lever.setting]} after {years} years"
    findings = [_gain(case, setting, draws, *(_children(of, lever) for of in (base, same_luck, other_luck)))]
    if np.ptp(council.prices.prices_gbp_per_year) > 0.0:
        cost = f"£ a year for all children after {years} years"
        findings.append(_gain(case, cost, draws, *(_price(of) for of in (base, same_luck, other_luck))))
    return findings


def _gain(case: str, of_what: str, draws: int, base: Floats, same_luck: Floats, other_luck: Floats) -> Finding:
    effect, spread, spread_apart = (same_luck - base).mean(), (same_luck - base).std(), (other_luck - base).std()
    gain = spread_apart / spread
    what = f"effect of {SHARE_SENT:.0%} fewer arrivals on {of_what}, {draws:,} draws"
    told = f"sd {gain:.1f} times smaller: {_short(spread)} for {_short(spread_apart)}; mean {_short(effect)}"
    return Finding(case, what, told, f"at least {LEAST_GAIN:g} times", bool(gain >= LEAST_GAIN))


def _short(number: float) -> str:
    return f"{number:,.2f}" if abs(number) < 1_000 else f"{number:,.0f}"  # noqa: PLR2004  how it looks


def _children(run: Simulation, lever: Lever) -> Floats:
    return np.asarray(run.children[:, -1, :, lever.setting].sum(axis=1), np.float64)


def _price(run: Simulation) -> Floats:
    return np.asarray(run.price_gbp[:, -1].sum(axis=(1, 2)))


def _scene(council: Council, lever: Lever, years: int) -> Scene:
    shape = council.space.is_valid.shape
    cells = np.zeros((1, *shape), np.bool_)
    cells[0, :, lever.setting] = True
    acts = Acts(
        kind=np.array([SHIFT], np.int32),
        key=np.array([1], np.uint64),
        mean=np.array([SHARE_SENT]),
        sd=np.zeros(1),
        strength=np.ones((1, years)),
        strength_by_month=np.ones((1, years * 12 + 1)),
        cells=cells,
        to_setting=np.array([lever.other], np.int32),
    )
    return Scene(acts, no_places(shape, years), no_queue())
