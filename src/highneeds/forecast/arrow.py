"""The normal equations of a model with main effects and one free effect per group, the groups eliminated exactly.

Given the main effects the groups' effects are independent, so that the matrix of second derivatives is an arrow: a
dense block for the main effects, a diagonal for the groups, and the coupling between them. Eliminating the diagonal
(Schur complement) leaves a small dense system.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from highneeds.forecast.types import Floats

Positions = npt.NDArray[np.int64]


class Rows(NamedTuple):
    """Where each row stands: ``effect[row, kind]`` among the main effects, ``group[row]`` among the groups."""

    effect: Positions
    group: Positions
    effect_count: int
    group_count: int


class Curvature(NamedTuple):
    """The inverse second derivatives. A group's effect given the main deviations d has the mean -``lean`` @ d and the
    standard deviation ``own_sd``.
    """

    covariance: Floats  # [effect, effect], the groups integrated out
    lean: Floats  # [group, effect]
    own_sd: Floats  # [group]


def cross_positions(rows: Rows) -> Positions:
    """Flat positions in [effect, effect] of every pair of kinds of every row; made once per fit."""
    flat = rows.effect[:, :, None] * rows.effect_count + rows.effect[:, None, :]
    return np.asarray(flat.reshape(-1), dtype=np.int64)


def second_derivatives(rows: Rows, crossed: Positions, weight: Floats) -> tuple[Floats, Floats, Floats]:
    """Of the data alone: main block ``[effect, effect]``, coupling ``[group, effect]``, diagonal ``[group]``."""
    kinds, effects = rows.effect.shape[1], rows.effect_count
    main = np.bincount(crossed, np.repeat(weight, kinds * kinds), effects * effects).reshape(effects, effects)
    flat = (rows.group[:, None] * effects + rows.effect).reshape(-1)
    coupling = np.bincount(flat, np.repeat(weight, kinds), rows.group_count * effects)
    coupled = np.asarray(coupling.reshape(rows.group_count, effects), np.float64)
    own = np.bincount(rows.group, weight, rows.group_count).astype(np.float64)
    return np.asarray(main, np.float64), coupled, own


def curvature(
    main: Floats, coupling: Floats, diagonal: Floats, precision: Floats, own_precision: float
) -> tuple[Curvature, Floats]:
    """The curvature, and the data's own information ``[effect, effect]`` on the main effects, groups integrated out."""
    held = diagonal + own_precision
    lean = coupling / held[:, None]
    information = main - coupling.T @ lean
    covariance = np.linalg.inv(information + precision)
    return Curvature((covariance + covariance.T) / 2.0, lean, 1.0 / np.sqrt(held)), information


def solve(curved: Curvature, of_effects: Floats, of_groups: Floats) -> tuple[Floats, Floats]:
    """The steps of effects and groups that answer the two gradients."""
    step = curved.covariance @ (of_effects - curved.lean.T @ of_groups)
    return step, of_groups * curved.own_sd**2 - curved.lean @ step


def gradient(rows: Rows, residual: Floats) -> tuple[Floats, Floats]:
    """Sums of ``residual[row]`` over the rows of each effect and of each group."""
    kinds = rows.effect.shape[1]
    of_effects = np.bincount(rows.effect.reshape(-1), np.repeat(residual, kinds), rows.effect_count)
    of_groups = np.bincount(rows.group, residual, rows.group_count)
    return of_effects.astype(np.float64), of_groups.astype(np.float64)


def group_variances(curved: Curvature) -> Floats:
    """Of each group's effect, the main effects integrated out."""
    return np.asarray(curved.own_sd**2 + ((curved.lean @ curved.covariance) * curved.lean).sum(axis=1))


def row_variances(rows: Rows, curved: Curvature) -> Floats:
    """Of each row's sum of effects, its group's included."""
    within = curved.covariance[rows.effect[:, :, None], rows.effect[:, None, :]].sum(axis=(1, 2))
    leaning = curved.lean @ curved.covariance
    across = leaning[rows.group[:, None], rows.effect].sum(axis=1)
    return np.asarray(within - 2.0 * across + group_variances(curved)[rows.group])
