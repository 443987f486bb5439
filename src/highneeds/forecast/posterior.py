"""What the history says about every rate, with its uncertainty: the engine draws one set of rates per draw from it.

``Rates`` is a plain named tuple of arrays, so that compiled code can take it. Axes are positions: ``need``,
``setting``, ``nc`` (as in ``NC_YEARS``). ``from`` is the January before, ``to`` the January after.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from highneeds.forecast.types import Bools, Floats, StateSpace


class YearEffect(NamedTuple):
    """How a whole year departs from the pooled rates, on the log scale: level + damped trend + a shock of its own.

    At ``h`` Januaries after the last of the history: level + growth * (d + d**2 + ... + d**h) + shock, where (level,
    growth) are normal with the given means and lower Cholesky factor, d is ``damping``, and a draw's shock variance is
    ``shock_variance`` * ``shock_degrees`` / chi-squared(``shock_degrees``).
    """

    level_mean: float
    growth_mean: float
    level_sd: float
    growth_on_level: float
    growth_sd: float
    damping: float
    shock_variance: float
    shock_degrees: float


class Rates(NamedTuple):
    """Beta, gamma and Dirichlet parameters. A pair ``*_alpha``, ``*_beta`` belongs to one Beta (or gamma) quantity."""

    is_valid: Bools  # [need, setting, nc]
    may_move: Bools  # [setting from, setting to]
    leave_alpha: Floats  # [need, setting, nc from]; probability of leaving within the year
    leave_beta: Floats
    move_alpha: Floats  # [need, setting, nc from]; of moving by choice, given that the child does not leave
    move_beta: Floats
    destination_alpha: Floats  # [setting from, nc to, setting to]; Dirichlet over the last axis
    affinity: Floats  # [need, setting]: how much more often children of the need move there than children do
    need_change_alpha: Floats  # [need, nc from]; of another primary need, given no leaving
    need_change_beta: Floats
    new_need_alpha: Floats  # [need from, need to]; Dirichlet over the last axis
    join_alpha: Floats  # [nc to]; joins within a year per resident child: gamma(alpha) / beta
    join_beta: Floats
    join_need_alpha: Floats  # [nc to, need]; Dirichlet
    join_setting_alpha: Floats  # [nc to, need, setting]; Dirichlet
    leave_effect: YearEffect  # on the odds of leaving
    join_effect: YearEffect  # on the rate of joining


@dataclass(frozen=True)
class Posterior:
    """The rates and the state space whose positions they use."""

    space: StateSpace
    rates: Rates
