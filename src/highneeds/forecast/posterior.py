"""What the history says about every rate, with its uncertainty: the engine draws one set of rates per draw from it.

Everything a draw varies is normal on a log scale (odds for what may happen to a child, rates for joining, shares for
choices), so that with every normal number at 0 a world has exactly the central rates. The records are plain named
tuples of arrays, so that compiled code can take them. Axes are positions: ``need``, ``setting``, ``nc`` (as in
``NC_YEARS``), ``month`` (0: the month after the January census). ``from`` is the January before, ``to`` the one after.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from highneeds.forecast.types import Bools, Floats, StateSpace

PLAN_BANDS = ("not known", "first year", "second year", "third or fourth year", "later")
MONTHS_IN_A_YEAR = 12


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


class Hazard(NamedTuple):
    """What may happen to a child within a year: a logistic model whose effects are drawn once per world.

    Log odds = ``centre[need, setting, nc]`` + ``band_centre[band]``, and in a drawn world + ``draw_shift`` (which keeps
    the mean probability at the centre's) + the deviations of the main effects + that of (setting, nc). Main effects
    stand in the order nc, setting, need, (need, setting) with need outermost, band; they deviate jointly as
    ``main_lower`` @ normals. Given them, (setting, nc) deviates by
    -``pull[setting, nc]`` * (its mean main deviation, needs weighted by ``need_share[setting, need, nc]``, bands left
    out) + ``own_sd[setting, nc]`` * normal: what the cell's own children say holds it near its centre.
    """

    centre: Floats  # [need, setting, nc from]
    draw_shift: Floats  # [need, setting, nc from]
    band_centre: Floats  # [band], as in PLAN_BANDS; the first is 0
    main_lower: Floats  # [main, main], lower triangle
    pull: Floats  # [setting, nc from], from 0 (no children seen) to below 1
    need_share: Floats  # [setting, need, nc from], adds to 1 over needs
    own_sd: Floats  # [setting, nc from]


class Shares(NamedTuple):
    """A choice: ``share`` adds to 1 over its last axis (0: cannot be); in a draw each is multiplied by
    exp(log_sd * normal - log_sd**2 / 2) and they are brought to 1 again.
    """

    share: Floats
    log_sd: Floats


class Months(NamedTuple):
    """When in the year things happen: ``by_month[nc, month]``, the share that has happened by that month's end (the
    last is 1), by the NC position after the summer.
    """

    joining: Floats
    leaving: Floats
    moving: Floats


class Rates(NamedTuple):
    """Every rate of a council."""

    is_valid: Bools  # [need, setting, nc]
    may_move: Bools  # [setting from, setting to]
    leave: Hazard
    move: Hazard  # by choice, to another setting, given that the child does not leave
    need_change: Hazard  # of primary need, given no leaving; the same in every setting
    destination: Shares  # [setting from, nc to, setting to]
    affinity: Floats  # [need, setting]: how much more often children of the need move there than children do
    new_need: Shares  # [need from, need to]
    join_rate: Floats  # [nc to]: joins within a year per resident child
    join_rate_log_sd: Floats  # [nc to]; in a draw the rate is multiplied as a share is
    join_need: Shares  # [nc to, need]
    join_setting: Shares  # [nc to, need, setting]
    months: Months
    prob_request_becomes_plan: float
    leave_effect: YearEffect  # on the odds of leaving
    move_effect: YearEffect  # on the odds of moving by choice
    join_effect: YearEffect  # on the rate of joining


@dataclass(frozen=True)
class Posterior:
    """The rates and the state space whose positions they use."""

    space: StateSpace
    rates: Rates
