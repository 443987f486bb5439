"""How requests arrive, week by week: Poisson, or negative binomial where the council's own weeks vary more.

The level is uncertain by what the weeks carry, once a draw; each week's luck is keyed by (seed, draw, week), so that
another capacity meets the same families.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from highneeds.core.philox import compiled, uniform_pair
from highneeds.forecast.sampling import FIRST, NO_YEAR, Key, draw_gamma, draw_poisson

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_LEVEL, _WEEK, _COUNT, _CHANCE, _CASE = range(1, 6)
_BOOST = 100  # besides the event whose gamma it is
_DAYS_IN_A_WEEK = 7
FEWEST_WEEKS = 13
"""Fewer weeks than a quarter say too little of how weeks vary."""


@dataclass(frozen=True, slots=True)
class Stream:
    """Requests a week: their mean, what it was counted over, and the shape of the spread between weeks.

    ``shape``: of the gamma by which weeks differ beyond chance; None where they do not (a Poisson stream).
    """

    mean: float
    weeks: int
    shape: float | None

    @property
    def level_shape(self) -> float:
        """Of the gamma of the level: its mean squared over the variance of the mean of so many weeks."""
        variance = self.mean if self.shape is None else self.mean + self.mean**2 / self.shape
        return self.mean**2 * self.weeks / variance


def fit_stream(received: Sequence[date], day: date, *, weeks: int = 52) -> Stream | None:
    """From the whole weeks that end on ``day``, by their mean and variance; None for fewer than ``FEWEST_WEEKS``.

    Weeks before the first request on record are not weeks without one, and are left out.
    """
    ages = [(day - one).days // _DAYS_IN_A_WEEK for one in received if one <= day]
    known = min(weeks, max(ages, default=-1) + 1)
    if known < FEWEST_WEEKS:
        return None
    counts = np.bincount([age for age in ages if age < known], minlength=known)
    mean, variance = float(counts.mean()), float(counts.var(ddof=1))
    return Stream(mean, known, mean**2 / (variance - mean) if variance > mean else None)


@dataclass(frozen=True, slots=True)
class Chance:
    """How often something came about, of so many: a beta with half a case on either side (Jeffreys)."""

    came_about: int
    of: int

    @property
    def odds(self) -> tuple[float, float]:
        return self.came_about + 0.5, self.of - self.came_about + 0.5


def draw_arrivals(stream: Stream, chance: Chance, *, weeks: int, draws: int, seed: int) -> Ints:
    """``[draw, week]`` requests that will need a plan; a part of those received, in the share of ``chance``."""
    found = np.zeros((draws, weeks), np.int64)
    if stream.mean > 0.0:
        spread = 0.0 if stream.shape is None else stream.shape
        _fill_arrivals(
            np.uint64(seed), stream.mean / stream.level_shape, stream.level_shape, spread, chance.odds, found
        )
    return found


def draw_chances(chances: Sequence[Chance], *, draws: int, seed: int) -> Floats:
    """``[draw, chance]``, one number of the beta of each; the first is that of ``draw_arrivals``."""
    found = np.zeros((draws, len(chances)))
    for which, chance in enumerate(chances):
        _fill_chances(np.uint64(seed), which, chance.odds, found[:, which])
    return found


def draw_luck(cases: int, *, draws: int, seed: int) -> Floats:
    """``[draw, case]``, a uniform for each."""
    found = np.zeros((draws, cases))
    _fill_luck(np.uint64(seed), found)
    return found


@compiled
def _gamma(key: Key, item: int, event: int, shape: float) -> float:
    """Any positive shape: below 1 as a part of the next (Marsaglia and Tsang, 2000, section 6)."""
    if shape >= 1.0:
        return draw_gamma(key, np.uint64(item), event, shape)
    part, _ = uniform_pair(key, np.uint64(item), NO_YEAR, _BOOST + event, FIRST)
    return float(draw_gamma(key, np.uint64(item), event, shape + 1.0) * part ** (1.0 / shape))


@compiled
def _beta(key: Key, which: int, odds: tuple[float, float]) -> float:
    yes, no = _gamma(key, 2 * which, _CHANCE, odds[0]), _gamma(key, 2 * which + 1, _CHANCE, odds[1])
    return yes / (yes + no)


@compiled
def _fill_arrivals(
    seed: np.uint64, scale: float, level_shape: float, spread: float, odds: tuple[float, float], found: Ints
) -> None:
    """``spread`` 0: weeks vary by chance alone."""
    for draw in range(found.shape[0]):
        key = (seed, np.uint64(draw))
        mean = scale * _gamma(key, 0, _LEVEL, level_shape) * _beta(key, 0, odds)
        for week in range(found.shape[1]):
            factor = _gamma(key, week, _WEEK, spread) / spread if spread > 0.0 else 1.0
            found[draw, week] = draw_poisson(key, np.uint64(week), NO_YEAR, _COUNT, mean * factor)


@compiled
def _fill_chances(seed: np.uint64, which: int, odds: tuple[float, float], found: Floats) -> None:
    for draw in range(len(found)):
        found[draw] = _beta((seed, np.uint64(draw)), which, odds)


@compiled
def _fill_luck(seed: np.uint64, found: Floats) -> None:
    for draw in range(found.shape[0]):
        for case in range(found.shape[1]):
            found[draw, case], _ = uniform_pair((seed, np.uint64(draw)), np.uint64(case), NO_YEAR, _CASE, FIRST)


def week_ends(day: date, weeks: int) -> tuple[date, ...]:
    return tuple(day + timedelta(days=_DAYS_IN_A_WEEK * week) for week in range(1, weeks + 1))
