"""From the history of children to a posterior for every rate the engine uses.

All intervals count alike in the pooled rates; what changes from year to year is in the year effects, which alone carry
what is not known of the level, so that nothing is counted twice. Joins are measured per resident child of the January
in which the joiners are first counted; leaving, moving and a change of need per child of the January before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from highneeds.forecast import history_counts as counts
from highneeds.forecast.ages import LEAVE_FREE, MOVE_FREE, NEED_CHANGE_FREE
from highneeds.forecast.destinations import affinity, destinations, new_needs
from highneeds.forecast.hazard import FittedHazard, fit_hazard
from highneeds.forecast.join_rates import first_states, join_rates
from highneeds.forecast.month_profiles import EventMonths, fit_months
from highneeds.forecast.posterior import Posterior, Rates, YearEffect
from highneeds.forecast.types import Bools, Floats, History, Population, StateSpace
from highneeds.forecast.year_effect import (
    JOIN_PRIORS,
    LEAVE_PRIORS,
    MOVE_PRIORS,
    YearPriors,
    expected_of_odds,
    expected_of_rate,
    fit_year_effect,
)

# What happens to children of whom nothing at all is known. Of all plans in England in January, 4.3 to 5.2 % ended
# within the year, and 3 % moved between mainstream, special school and home alone (DfE, Education, health and care
# plans 2022, years 2018 to 2021).
PRIOR_PROB_LEAVE = 0.05
PRIOR_PROB_MOVE = 0.05
PRIOR_PROB_NEED_CHANGE = 0.03


@dataclass(frozen=True)
class RequestOutcomes:
    """Requests for an assessment that were decided, and how many of them led to a plan."""

    decided: int
    became_plan: int

    def __post_init__(self) -> None:
        if not 0 <= self.became_plan <= self.decided:
            message = f"{self.became_plan} of {self.decided} requests cannot have become plans"
            raise ValueError(message)

    @property
    def prob_plan(self) -> float:
        """One request in two of a prior worth two requests, so that it is never 0 or, from few, 1."""
        return (self.became_plan + 1.0) / (self.decided + 2.0)


def fit(
    history: History,
    population: Population,
    space: StateSpace,
    *,
    months: EventMonths | None = None,
    requests: RequestOutcomes | None = None,
) -> Posterior:
    """The posterior of every rate. ValueError: a position is unknown, or the population does not cover the history.

    Without ``months`` events are spread evenly over the year; without ``requests`` every request becomes a plan.
    """
    counts.check_positions(history, space)
    residents = population.between(history.intervals[0] + 1, history.intervals[-1] + 1)
    leave, move, need_change = _fit_hazards(history, space)
    joins, moves = counts.joins(history, space), counts.moves(history, space)
    join_rate, join_rate_log_sd = join_rates(joins.sum(axis=(1, 2)), residents.sum(axis=0))
    join_rate = np.where(space.is_valid.any(axis=(0, 1)), join_rate, 0.0)
    join_need, join_setting = first_states(joins, space)
    destination = destinations(moves, space.may_move)
    changed = counts.changed_need(history)
    need_count = len(space.needs)
    had_plan = counts.had_plan(history)
    rates = Rates(
        is_valid=np.ascontiguousarray(space.is_valid),
        may_move=np.ascontiguousarray(space.may_move),
        leave=leave.hazard,
        move=move.hazard,
        need_change=need_change.hazard,
        destination=destination,
        affinity=affinity(moves, destination),
        new_need=new_needs(
            counts.tally((need_count, need_count), history.need_from[changed], history.need_to[changed]),
            counts.tally((need_count,), history.need_from[had_plan]),
        ),
        join_rate=join_rate,
        join_rate_log_sd=join_rate_log_sd,
        join_need=join_need,
        join_setting=join_setting,
        months=fit_months(months),
        prob_request_becomes_plan=1.0 if requests is None else requests.prob_plan,
        leave_effect=_effect(history, had_plan, counts.left(history), leave, LEAVE_PRIORS),
        move_effect=_effect(history, counts.could_stay(history, space), counts.moved(history), move, MOVE_PRIORS),
        join_effect=fit_year_effect(
            _by_interval(history, counts.joined(history)), expected_of_rate(residents @ join_rate), JOIN_PRIORS
        ),
    )
    return Posterior(space, rates)


def _fit_hazards(history: History, space: StateSpace) -> tuple[FittedHazard, FittedHazard, FittedHazard]:
    def fitted(
        exposed: Bools, event: Bools, free: tuple[int, ...], prior_prob: float, *, settings_differ: bool = True
    ) -> FittedHazard:
        exposure, events = (counts.cells(history, rows, space) for rows in (exposed, exposed & event))
        return fit_hazard(exposure, events, free=free, prior_prob=prior_prob, settings_differ=settings_differ)

    stayed = counts.could_stay(history, space)
    return (
        fitted(counts.had_plan(history), counts.left(history), LEAVE_FREE, PRIOR_PROB_LEAVE),
        fitted(stayed, counts.moved(history), MOVE_FREE, PRIOR_PROB_MOVE),
        fitted(
            counts.remained(history),
            counts.changed_need(history),
            NEED_CHANGE_FREE,
            PRIOR_PROB_NEED_CHANGE,
            settings_differ=False,
        ),
    )


def _effect(history: History, exposed: Bools, event: Bools, fitted: FittedHazard, priors: YearPriors) -> YearEffect:
    hazard = fitted.hazard
    band = counts.plan_bands(history.years_in_plan_from, len(exposed))[exposed]
    cell = history.need_from[exposed], history.setting_from[exposed], counts.nc_from(history)[exposed]
    log_odds = hazard.centre[cell] + hazard.band_centre[band]
    year = (history.census_year_from[exposed] - history.intervals[0]).astype(np.int64)
    return fit_year_effect(
        _by_interval(history, exposed & event),
        expected_of_odds(log_odds, year, len(history.intervals)),
        priors,
        cell_level_variance=fitted.cell_level_variance,
    )


def _by_interval(history: History, rows: Bools) -> Floats:
    year = history.census_year_from[rows] - history.intervals[0]
    return np.bincount(year, minlength=len(history.intervals)).astype(np.float64)
