"""What may happen to a child within a year: a hierarchical logistic regression with its posterior.

Main effects of NC year (a walk over neighbouring ages, free where a phase ends), setting, need, the pair of them and
time since the plan began; and one effect per (setting, NC year), which is integrated out. Newton's steps find the mode;
each variance of the effects is set, between the steps, to what the effects themselves show (MacKay, 1992: their sum of
squares over the number of effects the data determine), held near a weak guess. The posterior is normal about the mode,
with the mean corrected for its skewness, so that expected events add up to those seen (Tierney and Kadane, 1986).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from highneeds.forecast import hazard_design as d
from highneeds.forecast.arrow import (
    Curvature,
    Rows,
    curvature,
    gradient,
    group_variances,
    row_variances,
    second_derivatives,
    solve,
)
from highneeds.forecast.hazard_design import Design, Scales, design_of
from highneeds.forecast.mean_probability import log_odds_of, log_odds_with_mean, logistic, mean_probability
from highneeds.forecast.posterior import PLAN_BANDS, Hazard
from highneeds.forecast.types import Floats

# Guesses of how unlike each other settings, needs and ages are, each worth a few effects: they matter only where
# hardly any effect is seen. A setting one sd out has odds half as large again.
GUESSED_SCALES = Scales(step=0.15, setting=0.4, need=0.25, pair=0.2, band=0.3, own=0.2)
EFFECTS_IN_GUESS = 3.0
_LARGEST_STEP = 2.0
_MOST_ROUNDS = 60
_CLOSE = 1e-4
_LEAST_WEIGHT = 1e-10


class FittedHazard(NamedTuple):
    """``cell_level_variance``: what the cells' own deviations, drawn one by one, add to the variance of the level."""

    hazard: Hazard
    cell_level_variance: float
    scales: Scales


class _Mode(NamedTuple):
    effects: Floats
    groups: Floats
    scales: Scales
    curved: Curvature
    information: Floats  # [effect, effect], of the data on the main effects
    weight: Floats  # [row]
    prob: Floats  # [row]


def fit_hazard(
    exposure: Floats, events: Floats, *, free: tuple[int, ...], prior_prob: float, settings_differ: bool = True
) -> FittedHazard:
    """From counts of children ``[need, setting, nc from, band]``, bands as in ``PLAN_BANDS``.

    ``prior_prob`` is the share with the event where no child at all is seen. Without ``settings_differ`` the counts are
    pooled over settings, and every setting has the same hazard.
    """
    seen = (exposure, events) if settings_differ else (_pooled(exposure), _pooled(events))
    guess = GUESSED_SCALES
    if not settings_differ:
        guess = guess._replace(setting=d.HELD_AT_NOTHING, pair=d.HELD_AT_NOTHING, own=d.HELD_AT_NOTHING)
    if not exposure[..., 1:].any():
        guess = guess._replace(band=d.HELD_AT_NOTHING)
    design = design_of(*seen, free=free, prior_prob=prior_prob)
    mode = _mode(design, guess)
    return _posterior(design, mode)


def _pooled(counts: Floats) -> Floats:
    """All children counted in the first setting: the others' effects are nothing, as the first's is."""
    pooled = np.zeros_like(counts)
    pooled[:, 0] = counts.sum(axis=1)
    return pooled


def _mode(design: Design, scales: Scales) -> _Mode:
    guess = scales
    effects, groups = _first_effects(design), np.zeros(design.rows.group_count)
    mode = _look(design, effects, groups, scales)
    for _ in range(_MOST_ROUNDS):
        step, step_of_groups = _newton_step(design, mode)
        change = _sums(design.rows, step, step_of_groups)
        largest = float(np.abs(change).max(initial=0.0))
        damped = min(1.0, _LARGEST_STEP / max(largest, _CLOSE))
        effects, groups = effects + damped * step, groups + damped * step_of_groups
        after = _shown_scales(design, effects, groups, mode, guess)
        is_settled = max(abs(np.log(new / old)) for new, old in zip(after, scales, strict=True)) < 10.0 * _CLOSE
        scales = after
        mode = _look(design, effects, groups, scales)
        if largest < _CLOSE and is_settled:
            break
    return mode


def _first_effects(design: Design) -> Floats:
    """The log odds seen at each age, five children's worth drawn to the prior: Newton's steps start near the mode."""
    nc = design.rows.effect[:, d.NC]
    prior = float(logistic(np.array(design.prior_log_odds)))
    effects = np.zeros(design.rows.effect_count)
    seen = np.bincount(nc, design.exposure, design.shape[2]) + 5.0
    effects[: design.shape[2]] = log_odds_of((np.bincount(nc, design.events, design.shape[2]) + 5.0 * prior) / seen)
    return effects


def _sums(rows: Rows, effects: Floats, groups: Floats) -> Floats:
    return np.asarray(effects[rows.effect].sum(axis=1) + groups[rows.group])


def _look(design: Design, effects: Floats, groups: Floats, scales: Scales) -> _Mode:
    prob = logistic(_sums(design.rows, effects, groups))
    weight = np.maximum(design.exposure * prob * (1.0 - prob), _LEAST_WEIGHT)
    parts = second_derivatives(design.rows, design.crossed, weight)
    curved, information = curvature(*parts, d.prior_precision(design, scales), scales.own**-2)
    return _Mode(effects, groups, scales, curved, information, weight, prob)


def _newton_step(design: Design, mode: _Mode) -> tuple[Floats, Floats]:
    of_effects, of_groups = gradient(design.rows, design.events - design.exposure * mode.prob)
    centre = np.where(design.kinds == d.NC, design.prior_log_odds, 0.0)
    pull = d.prior_precision(design, mode.scales) @ (mode.effects - centre)
    return solve(mode.curved, of_effects - pull, of_groups - mode.groups / mode.scales.own**2)


def _shown_scales(design: Design, effects: Floats, groups: Floats, mode: _Mode, guess: Scales) -> Scales:
    """What the effects show of their own spread."""
    variance = np.diag(mode.curved.covariance)
    shown = [_shown_step(design, effects, mode, guess)]
    for kind, name in ((d.SETTING, "setting"), (d.NEED, "need"), (d.PAIR, "pair"), (d.BAND, "band")):
        of_kind = (design.kinds == kind) & (design.kept != d.first_of_band(design.shape))
        old, guessed = getattr(mode.scales, name), getattr(guess, name)
        shown.append(_shown_scale(effects[of_kind], variance[of_kind], old, guessed))
    shown.append(_shown_scale(groups, group_variances(mode.curved), mode.scales.own, guess.own))
    return Scales(*shown)


def _shown_step(design: Design, effects: Floats, mode: _Mode, guess: Scales) -> float:
    nc_count, is_ordinary = design.shape[2], design.is_ordinary_step
    covariance = mode.curved.covariance[:nc_count, :nc_count]
    variance = np.diag(covariance)[1:] + np.diag(covariance)[:-1] - 2.0 * np.diag(covariance, 1)
    steps = np.diff(effects[:nc_count])
    return _shown_scale(steps[is_ordinary], variance[is_ordinary], mode.scales.step, guess.step)


def _shown_scale(values: Floats, variances: Floats, old: float, guess: float) -> float:
    if guess <= d.HELD_AT_NOTHING:
        return guess
    determined = max(0.0, float((1.0 - variances / old**2).sum()))
    total = float((values**2).sum()) + EFFECTS_IN_GUESS * guess**2
    return float(np.sqrt(total / (determined + EFFECTS_IN_GUESS)))


def _posterior(design: Design, mode: _Mode) -> FittedHazard:
    effects, groups = _with_skewness(design, mode)
    shape = design.shape
    full = _full_curvature(design, mode)
    of_effects, of_groups = np.zeros(len(full.covariance)), np.zeros(len(full.own_sd))
    of_effects[design.kept], of_groups[design.kept_groups] = effects, groups[: len(design.kept_groups)]
    cells = _all_cells(shape)
    log_odds = _sums(cells, of_effects, of_groups)
    prob = mean_probability(log_odds, np.sqrt(row_variances(cells, full)))
    drawn = full._replace(covariance=_with_level_held(design, mode, full.covariance))
    median = log_odds_with_mean(prob, np.sqrt(np.maximum(row_variances(cells, drawn), 0.0)))
    centre = log_odds_of(prob)
    by_cell, by_group = shape[:3], shape[1:3]
    pull, need_share = _pull(design, mode)
    hazard = Hazard(
        centre=centre.reshape(by_cell),
        draw_shift=(median - centre).reshape(by_cell),
        band_centre=_bands(of_effects[d.first_of_band(shape) :]),
        main_lower=_lower(drawn.covariance),
        pull=pull,
        need_share=need_share,
        own_sd=full.own_sd.reshape(by_group),
    )
    seen = mode.weight.sum()
    of_group = np.bincount(design.rows.group, mode.weight, design.rows.group_count)
    own = float(((of_group * mode.curved.own_sd) ** 2).sum() / max(seen, _LEAST_WEIGHT) ** 2)
    return FittedHazard(hazard, own, mode.scales)


def _with_skewness(design: Design, mode: _Mode) -> tuple[Floats, Floats]:
    """Means of the effects: the mode moved by half the third derivatives times the variances."""
    variance = row_variances(design.rows, mode.curved)
    residual = -0.5 * mode.weight * (1.0 - 2.0 * mode.prob) * variance
    step, step_of_groups = solve(mode.curved, *gradient(design.rows, residual))
    change = float(np.abs(_sums(design.rows, step, step_of_groups)).max(initial=0.0))
    damped = min(1.0, 1.0 / max(change, _CLOSE))
    return mode.effects + damped * step, mode.groups + damped * step_of_groups


def _full_curvature(design: Design, mode: _Mode) -> Curvature:
    """In the full order: effects and groups that no child shows range as their prior says."""
    kinds = d.kinds_of(design.shape)
    groups = design.shape[1] * design.shape[2]
    covariance = np.diag(d.prior_sds(design.shape, mode.scales) ** 2)
    covariance[np.ix_(design.kept, design.kept)] = mode.curved.covariance
    lean, own_sd = np.zeros((groups, len(kinds))), np.full(groups, mode.scales.own)
    seen = slice(0, len(design.kept_groups))
    lean[np.ix_(design.kept_groups, design.kept)] = mode.curved.lean[seen]
    own_sd[design.kept_groups] = mode.curved.own_sd[seen]
    return Curvature(covariance, lean, own_sd)


def _with_level_held(design: Design, mode: _Mode, covariance: Floats) -> Floats:
    """The covariance given that the pooled level is known: what is not known of it is the year effect's alone."""
    level = np.zeros(len(covariance))
    level[design.kept] = mode.information[:, : design.shape[2]].sum(axis=1)
    across = covariance @ level
    total = float(level @ across)
    return covariance - np.outer(across, across) / total if total > 0.0 else covariance


def _lower(covariance: Floats) -> Floats:
    """The lower Cholesky factor of the effects that vary."""
    variance = np.diag(covariance)
    varies = np.flatnonzero(variance > (10.0 * d.HELD_AT_NOTHING) ** 2)
    lower = np.zeros_like(covariance)
    if len(varies):
        # Held at its level the covariance is singular by one dimension; a millionth of the variance makes it whole.
        block = covariance[np.ix_(varies, varies)] + np.diag(1e-6 * variance[varies])
        lower[np.ix_(varies, varies)] = np.linalg.cholesky(block)
    return lower


def _all_cells(shape: tuple[int, int, int, int]) -> Rows:
    """Every (need, setting, nc), of the band that is not known."""
    need, setting, nc = (axis.reshape(-1).astype(np.int64) for axis in np.indices(shape[:3]))
    effect = d.effect_positions(shape, need, setting, nc, np.zeros_like(need))
    return Rows(effect, setting * shape[2] + nc, len(d.kinds_of(shape)), shape[1] * shape[2])


def drawn_sds(hazard: Hazard) -> Floats:
    """Standard deviations ``[need, setting, nc]`` of the log odds over drawn worlds, whole years' effects left out."""
    needs, settings, nc_years = hazard.centre.shape
    shape = (needs, settings, nc_years, len(PLAN_BANDS))
    cells = _all_cells(shape)
    lean = np.zeros((settings, nc_years, cells.effect_count))
    setting, nc = np.indices((settings, nc_years))
    for need in range(needs):
        share = hazard.pull * hazard.need_share[:, need]
        at = d.effect_positions(shape, *(axis.reshape(-1) for axis in (np.full_like(nc, need), setting, nc, 0 * nc)))
        for kind in (d.NC, d.SETTING, d.NEED, d.PAIR):
            np.add.at(lean.reshape(-1, cells.effect_count), (np.arange(len(at)), at[:, kind]), share.reshape(-1))
    covariance = hazard.main_lower @ hazard.main_lower.T
    curved = Curvature(covariance, lean.reshape(-1, cells.effect_count), hazard.own_sd.reshape(-1))
    return np.sqrt(np.maximum(row_variances(cells, curved), 0.0)).reshape(hazard.centre.shape)


def _bands(effects: Floats) -> Floats:
    centre = np.zeros(len(PLAN_BANDS))
    centre[1 : len(effects)] = effects[1:]
    return centre


def _pull(design: Design, mode: _Mode) -> tuple[Floats, Floats]:
    """How far the group's effect takes back its main deviation, and the needs' shares in it; even where unseen."""
    needs, settings, nc_years, _ = design.shape
    rows = design.rows
    group = design.kept_groups[rows.group] if len(rows.group) else rows.group
    need = design.kept[rows.effect[:, d.NEED]] - (nc_years + settings)
    by_need = np.bincount(group * needs + need, mode.weight, settings * nc_years * needs)
    by_need = by_need.reshape(settings, nc_years, needs)
    total = by_need.sum(axis=2)
    share = np.where(total[..., None] > 0.0, by_need / np.where(total > 0.0, total, 1.0)[..., None], 1.0 / needs)
    return total / (total + mode.scales.own**-2), np.ascontiguousarray(share.transpose(0, 2, 1))
