"""From the history of children to a posterior for every rate the engine uses.

All intervals count alike in the pooled rates; what changes from year to year is in the two year effects. Joins are
measured per resident child of the January in which the joiners are first counted.
"""

from __future__ import annotations

import numpy as np

from highneeds.forecast.posterior import Posterior, Rates, YearEffect
from highneeds.forecast.shrinkage import fit_year_effect, neighbour_weights, shares, shrunk_beta
from highneeds.forecast.types import (
    FIRST_NC_YEAR,
    NC_YEARS,
    NO_PLAN,
    Bools,
    Floats,
    History,
    Ints,
    Population,
    StateSpace,
)

CHILDREN_IN_DESTINATIONS = 5.0
CHILDREN_IN_AFFINITY = 10.0
CHILDREN_IN_JOIN_NEED = 5.0
CHILDREN_IN_JOIN_SETTING = 5.0
_HALF_A_CHILD = 0.5


def fit(history: History, population: Population, space: StateSpace) -> Posterior:
    """The posterior of every rate. ValueError: a position is unknown, or the population does not cover the history."""
    _check_positions(history, space)
    remained = (history.need_from != NO_PLAN) & (history.need_to != NO_PLAN)
    leave_alpha, leave_beta = _fit_leaving(history, space)
    move_alpha, move_beta = _fit_moving(history, remained, space)
    change_alpha, change_beta, new_need_alpha = _fit_need_change(history, remained, space)
    joins = _count_joins(history, space)
    residents = population.between(history.intervals[0] + 1, history.intervals[-1] + 1)
    join_alpha, join_beta = _fit_joining(joins, residents, space)
    join_need_alpha, join_setting_alpha = _fit_first_states(joins, space)
    rates = Rates(
        is_valid=np.ascontiguousarray(space.is_valid),
        may_move=np.ascontiguousarray(space.may_move),
        leave_alpha=leave_alpha,
        leave_beta=leave_beta,
        move_alpha=move_alpha,
        move_beta=move_beta,
        destination_alpha=_fit_destinations(history, remained, space),
        affinity=_fit_affinity(history, remained, space),
        need_change_alpha=change_alpha,
        need_change_beta=change_beta,
        new_need_alpha=new_need_alpha,
        join_alpha=join_alpha,
        join_beta=join_beta,
        join_need_alpha=join_need_alpha,
        join_setting_alpha=join_setting_alpha,
        leave_effect=_fit_leave_effect(history, leave_alpha / (leave_alpha + leave_beta)),
        join_effect=_fit_join_effect(history, residents @ (join_alpha / join_beta)),
    )
    return Posterior(space, rates)


def _check_positions(history: History, space: StateSpace) -> None:
    needs = max(history.need_from.max(), history.need_to.max())
    settings = max(history.setting_from.max(), history.setting_to.max())
    if needs >= len(space.needs) or settings >= len(space.settings):
        message = "the history has a need or setting that the state space does not"
        raise ValueError(message)


def _tally(shape: tuple[int, ...], *positions: Ints) -> Floats:
    counts = np.zeros(shape)
    np.add.at(counts, positions, 1.0)
    return counts


def _cells(history: History, rows: Bools, space: StateSpace) -> Floats:
    """How many of ``rows`` start in each (need, setting, nc)."""
    nc = history.nc_year_from[rows] - FIRST_NC_YEAR
    return _tally(space.is_valid.shape, history.need_from[rows], history.setting_from[rows], nc)


def _fit_leaving(history: History, space: StateSpace) -> tuple[Floats, Floats]:
    had_plan = history.need_from != NO_PLAN
    left = had_plan & (history.need_to == NO_PLAN)
    return shrunk_beta(_cells(history, left, space), _cells(history, had_plan, space))


def _fit_moving(history: History, remained: Bools, space: StateSpace) -> tuple[Floats, Floats]:
    """Only children who could have stayed: those past the setting's ages had to move, and tell nothing of choice."""
    nc_to = history.nc_year_to - FIRST_NC_YEAR
    could_stay = remained.copy()
    could_stay[remained] = space.is_valid[history.need_from[remained], history.setting_from[remained], nc_to[remained]]
    moved = could_stay & (history.setting_from != history.setting_to)
    return shrunk_beta(_cells(history, moved, space), _cells(history, could_stay, space))


def _fit_destinations(history: History, remained: Bools, space: StateSpace) -> Floats:
    """Dirichlet ``[setting from, nc to, setting to]``: own moves, then those at ages near, then moves from anywhere."""
    moved = remained & (history.setting_from != history.setting_to)
    nc_to = history.nc_year_to[moved] - FIRST_NC_YEAR
    setting_count = len(space.settings)
    shape = (setting_count, len(NC_YEARS), setting_count)
    moves = _tally(shape, history.setting_from[moved], nc_to, history.setting_to[moved])
    near = neighbour_weights(with_self=True)
    anywhere = shares(near @ moves.sum(axis=0) + _HALF_A_CHILD / setting_count)
    nearby = shares(np.einsum("ab,sbt->sat", near, moves) + CHILDREN_IN_DESTINATIONS * anywhere[None])
    alpha = moves + CHILDREN_IN_DESTINATIONS * nearby
    alpha[np.arange(setting_count), :, np.arange(setting_count)] = 0.0
    return alpha


def _fit_affinity(history: History, remained: Bools, space: StateSpace) -> Floats:
    moved = remained & (history.setting_from != history.setting_to)
    shape = (len(space.needs), len(space.settings))
    moves = _tally(shape, history.need_from[moved], history.setting_to[moved])
    overall = shares(moves.sum(axis=0) + _HALF_A_CHILD)
    of_need = moves + CHILDREN_IN_AFFINITY * overall
    return np.asarray(of_need / of_need.sum(axis=1, keepdims=True) / overall)


def _fit_need_change(history: History, remained: Bools, space: StateSpace) -> tuple[Floats, Floats, Floats]:
    changed = remained & (history.need_from != history.need_to)
    need_count = len(space.needs)
    # Needs stand where settings do in ``shrunk_beta``: NC year first, then the need's own level.
    events, exposure = (_cells(history, rows, space).sum(axis=1)[None] for rows in (changed, remained))
    alpha, beta = shrunk_beta(events, exposure)
    changes = _tally((need_count, need_count), history.need_from[changed], history.need_to[changed])
    anywhere = shares(_tally((need_count,), history.need_to[remained]) + _HALF_A_CHILD)
    new_need = changes + CHILDREN_IN_DESTINATIONS * anywhere[None]
    np.fill_diagonal(new_need, 0.0)
    return alpha[0], beta[0], new_need


def _count_joins(history: History, space: StateSpace) -> Floats:
    """Joiners ``[nc to, need, setting]`` over all intervals."""
    joined = history.need_from == NO_PLAN
    nc_to = history.nc_year_to[joined] - FIRST_NC_YEAR
    shape = (len(NC_YEARS), len(space.needs), len(space.settings))
    return _tally(shape, nc_to, history.need_to[joined], history.setting_to[joined])


def _fit_joining(joins: Floats, residents: Floats, space: StateSpace) -> tuple[Floats, Floats]:
    """Gamma ``[nc]`` of joins per resident child; one child's worth of prior at the rate of the NC years next to it."""
    by_nc, exposure = joins.sum(axis=(1, 2)), residents.sum(axis=0)
    overall = (by_nc.sum() + _HALF_A_CHILD) / (exposure.sum() + 1.0)
    near = neighbour_weights(with_self=False)
    rate_near = (near @ by_nc + overall) / (near @ exposure + 1.0)
    can_join = space.is_valid.any(axis=(0, 1))
    return np.where(can_join, by_nc + 1.0, 0.0), exposure + 1.0 / rate_near


def _fit_first_states(joins: Floats, space: StateSpace) -> tuple[Floats, Floats]:
    """Dirichlets of a joiner's need ``[nc, need]`` and, given it, first setting ``[nc, need, setting]``."""
    near = neighbour_weights(with_self=True)
    valid = np.moveaxis(space.is_valid, 2, 0)
    by_need = joins.sum(axis=2)
    need_near = shares(near @ by_need + shares(by_need.sum(axis=0)))
    need_alpha = (by_need + CHILDREN_IN_JOIN_NEED * need_near) * valid.any(axis=2)
    setting_near = shares(near @ joins.sum(axis=1) + shares(joins.sum(axis=(0, 1))))
    of_need = shares(np.einsum("ab,bns->ans", near, joins) + CHILDREN_IN_JOIN_SETTING * setting_near[:, None, :])
    setting_alpha = (joins + CHILDREN_IN_JOIN_SETTING * of_need) * valid
    return need_alpha, _with_somewhere_to_go(setting_alpha, valid)


def _with_somewhere_to_go(alpha: Floats, valid: Bools) -> Floats:
    """Equal shares of the valid settings where nothing at all is known."""
    is_unknown = (alpha.sum(axis=-1, keepdims=True) <= 0.0) & valid
    return np.where(is_unknown, 1.0, alpha)


def _by_interval(history: History, rows: Bools, weight: Floats | None = None) -> Floats:
    year = history.census_year_from[rows] - history.intervals[0]
    return np.bincount(year, weights=weight, minlength=len(history.intervals)).astype(np.float64)


def _fit_leave_effect(history: History, prob_leave: Floats) -> YearEffect:
    had_plan = history.need_from != NO_PLAN
    nc = history.nc_year_from[had_plan] - FIRST_NC_YEAR
    expected = prob_leave[history.need_from[had_plan], history.setting_from[had_plan], nc]
    left = had_plan & (history.need_to == NO_PLAN)
    return fit_year_effect(_by_interval(history, left), _by_interval(history, had_plan, expected))


def _fit_join_effect(history: History, expected: Floats) -> YearEffect:
    return fit_year_effect(_by_interval(history, history.need_from == NO_PLAN), expected)
