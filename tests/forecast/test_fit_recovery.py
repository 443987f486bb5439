"""From histories simulated with known rates the fit finds them again: 85 to 95 % of 90 % intervals hold the truth.

Exact numbers of a larger run are in docs/guide/fitting.md. Here each share may be off by the luck of the few councils.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import numpy as np
import pytest
from tests.forecast.recovery_worlds import (
    MIDDLING,
    SMALL,
    Council,
    Size,
    draw_council,
    drawn_level_and_growth,
    drawn_log_odds,
    is_within,
)

from highneeds.forecast.fit import fit
from highneeds.forecast.posterior import Hazard, Rates, YearEffect

DRAWS = 200
COUNCILS = {SMALL: 80, MIDDLING: 50}
Shares = dict[str, list[float]]
Truth = tuple[np.ndarray, float, np.ndarray]  # log odds, growth, and the children who weigh the sums


def hazard_hits(hits: Shares, fitted: tuple[str, Hazard, YearEffect], known: Truth, seed: int) -> None:
    """Whether intervals for cells, ages, settings, needs, the level and the trend hold the truth."""
    rng = np.random.default_rng(seed)
    (name, hazard, effect), (log_odds, growth, children) = fitted, known
    level, grown = drawn_level_and_growth(effect, rng, DRAWS)
    prob = 1.0 / (1.0 + np.exp(-drawn_log_odds(hazard, rng, DRAWS) - level[:, None, None, None])) * children
    true = children / (1.0 + np.exp(-log_odds))
    is_seen = children > 0
    hits[f"{name} by cell"].append(is_within(prob[:, is_seen], true[is_seen]).mean())
    for label, drawn, sums in (
        ("by age", prob.sum(axis=(1, 2)), true.sum(axis=(0, 1))),
        ("by setting", prob.sum(axis=(1, 3)), true.sum(axis=(0, 2))),
        ("by need", prob.sum(axis=(2, 3)), true.sum(axis=(1, 2))),
    ):
        hits[f"{name} {label}"].append(is_within(drawn[:, sums > 0], sums[sums > 0]).mean())
    hits[f"{name} level"].append(float(is_within(prob.sum(axis=(1, 2, 3)), true.sum())))
    hits[f"{name} trend"].append(float(is_within(grown, np.array(growth))))


def join_hits(hits: Shares, rates: Rates, council: Council, seed: int) -> None:
    rng = np.random.default_rng(seed)
    level, grown = drawn_level_and_growth(rates.join_effect, rng, DRAWS)
    sd = rates.join_rate_log_sd
    rate = rates.join_rate * np.exp(sd * rng.normal(size=(DRAWS, len(sd))) - sd**2 / 2) * np.exp(level)[:, None]
    residents = council.population.children[-1]
    true = np.exp(council.join_log_rate)
    hits["joining by age"].append(is_within(rate[:, residents > 0], true[residents > 0]).mean())
    hits["joining level"].append(float(is_within(rate @ residents, true @ residents)))
    hits["joining trend"].append(float(is_within(grown, np.array(council.join_growth))))


@cache
def coverage(size: Size, councils: int, first_seed: int = 0) -> dict[str, float]:
    """Shares of 90 % intervals that hold the truth, over ``councils`` invented ones."""
    hits: Shares = defaultdict(list)
    for seed in range(first_seed, first_seed + councils):
        council = draw_council(seed, size)
        rates = fit(council.history, council.population, council.space).rates
        can_stay = council.children.copy()
        can_stay[:, :, :-1] *= council.space.is_valid[:, :, 1:]
        leave = council.leave, council.leave_growth, council.children
        move = council.move, council.move_growth, can_stay
        hazard_hits(hits, ("leaving", rates.leave, rates.leave_effect), leave, seed)
        hazard_hits(hits, ("moving", rates.move, rates.move_effect), move, seed)
        join_hits(hits, rates, council, seed)
    return {name: float(np.mean(shares)) for name, shares in hits.items()}


@pytest.mark.parametrize("size", [SMALL, MIDDLING], ids=["small council", "middling council"])
@pytest.mark.parametrize("what", ["leaving", "moving", "joining"])
def test_nine_in_ten_intervals_hold_the_truth(size: Size, what: str) -> None:
    councils = COUNCILS[size]
    shares = coverage(size, councils)
    many = {name: share for name, share in shares.items() if name.startswith(what) and " by " in name}
    single = {name: share for name, share in shares.items() if name.startswith(what) and " by " not in name}
    assert {name: share for name, share in many.items() if not 0.85 <= share <= 0.95} == {}
    # One interval a council: three standard errors of a share of 0.9 are added to the band.
    luck = 3 * np.sqrt(0.9 * 0.1 / councils)
    assert {name: share for name, share in single.items() if not 0.9 - luck <= share <= 0.9 + luck} == {}


def test_the_fit_is_the_same_to_the_last_bit_each_time() -> None:
    council = draw_council(1, SMALL)
    one, other = (fit(council.history, council.population, council.space).rates for _ in range(2))
    np.testing.assert_array_equal(one.leave.main_lower, other.leave.main_lower)
    np.testing.assert_array_equal(one.join_rate, other.join_rate)
    assert one.leave_effect == other.leave_effect
