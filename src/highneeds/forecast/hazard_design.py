"""Counts of children into the rows of a logistic model, and its prior: what each effect is and how far it may range."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from highneeds.forecast.ages import FREE_STEP_SD, ordinary_steps, step_precision
from highneeds.forecast.arrow import Positions, Rows, cross_positions
from highneeds.forecast.mean_probability import log_odds_of
from highneeds.forecast.types import Bools, Floats

NC, SETTING, NEED, PAIR, BAND = range(5)

# Whether children leave 2 % or 18 % of the time is open before the first one is seen: a factor of 3 at one sd.
LEVEL_SD = 1.1
HELD_AT_NOTHING = 1e-5


class Scales(NamedTuple):
    """Standard deviations of the effects on the log-odds scale; ``step``: from one NC year to the next."""

    step: float
    setting: float
    need: float
    pair: float
    band: float
    own: float


@dataclass(frozen=True)
class Design:
    """Seen cells as rows. ``kept``: positions of the effects in the full order that stand in ``rows``, NC years first.

    ``shape``: needs, settings, NC years, bands; the full order is that of ``posterior.Hazard``.
    """

    shape: tuple[int, int, int, int]
    rows: Rows
    crossed: Positions
    kept: Positions
    kept_groups: Positions
    exposure: Floats
    events: Floats
    is_ordinary_step: Bools
    prior_log_odds: float

    @property
    def kinds(self) -> Positions:
        """The kind of each kept effect."""
        return kinds_of(self.shape)[self.kept]


def design_of(exposure: Floats, events: Floats, *, free: tuple[int, ...], prior_prob: float) -> Design:
    """From counts ``[need, setting, nc, band]``."""
    shape: tuple[int, int, int, int] = exposure.shape
    cells = np.nonzero(exposure)
    need, setting, nc, band = (axis.astype(np.int64) for axis in cells)
    effects, groups = effect_positions(shape, need, setting, nc, band), setting * shape[2] + nc
    # Every NC year is kept, seen or not: the walk over ages reaches them all.
    kept = np.union1d(np.arange(shape[2]), effects.reshape(-1))
    kept_groups = np.unique(groups)
    rows = Rows(
        np.searchsorted(kept, effects), np.searchsorted(kept_groups, groups), len(kept), max(len(kept_groups), 1)
    )
    return Design(
        shape=shape,
        rows=rows,
        crossed=cross_positions(rows),
        kept=kept,
        kept_groups=kept_groups,
        exposure=exposure[cells],
        events=events[cells],
        is_ordinary_step=ordinary_steps(free),
        prior_log_odds=float(log_odds_of(np.array(prior_prob))),
    )


def effect_positions(
    shape: tuple[int, int, int, int], need: Positions, setting: Positions, nc: Positions, band: Positions
) -> Positions:
    """``[row, kind]`` in the full order."""
    first = np.cumsum([0, *_sizes(shape)])
    columns = (nc, setting, need, need * shape[1] + setting, band)
    return np.stack([first[kind] + column for kind, column in enumerate(columns)], axis=1)


def _sizes(shape: tuple[int, int, int, int]) -> tuple[int, ...]:
    needs, settings, nc_years, bands = shape
    return nc_years, settings, needs, needs * settings, bands


def kinds_of(shape: tuple[int, int, int, int]) -> Positions:
    """The kind of each effect, in the full order."""
    return np.repeat(np.arange(5), _sizes(shape))


def first_of_band(shape: tuple[int, int, int, int]) -> int:
    """The position of the band that is not known: it is no effect and stays at 0."""
    return sum(_sizes(shape)[:BAND])


def prior_sds(shape: tuple[int, int, int, int], scales: Scales) -> Floats:
    """Of every effect in the full order; of NC years 0, since their steps have one."""
    by_kind = np.array([0.0, scales.setting, scales.need, scales.pair, scales.band])
    sds = by_kind[kinds_of(shape)]
    sds[first_of_band(shape)] = HELD_AT_NOTHING
    return np.asarray(sds)


def prior_precision(design: Design, scales: Scales) -> Floats:
    """``[effect, effect]`` of the kept effects."""
    nc_count = design.shape[2]
    sds = prior_sds(design.shape, scales)[design.kept]
    precision = np.diag(1.0 / np.where(design.kinds == NC, 1.0, sds) ** 2)
    steps = np.where(design.is_ordinary_step, scales.step, FREE_STEP_SD)
    precision[:nc_count, :nc_count] = step_precision(steps, LEVEL_SD)
    return precision
