"""The twenty weeks ahead: plans that will not be issued in time, if officers issue so many a week, with ranges.

Officers take the plan due first. Since every plan is due as long after its request, that is the order of asking, and
the number issued by any week settles which ones were (a slow twin in the tests takes them one by one).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import numpy as np

from highneeds.casework.arrivals import Chance, Ints, Stream, draw_arrivals, draw_chances, draw_luck, week_ends
from highneeds.casework.limits import due
from highneeds.rules.clocks import ClockKind

_DAYS_IN_A_WEEK = 7
_QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A request on its way: when it was received, and whether the council has agreed to assess."""

    received: date
    is_assessing: bool


@dataclass(frozen=True, slots=True)
class Learnt:
    """From the council's own returns: how requests arrive, and how many of them, and of those assessed, need a plan."""

    stream: Stream
    asked: Chance
    assessed: Chance


@dataclass(frozen=True)
class Breaches:
    """By week, ``[draw, week]``: plans whose day passed without them, plans issued, and, at its end, overdue ones."""

    week_ends: tuple[date, ...]
    breached: Ints
    issued: Ints
    overdue: Ints


@dataclass(frozen=True, slots=True)
class MonthAhead:
    """Of the weeks that end in the month, the 10th, 50th and 90th of a hundred draws; ``overdue`` at its last week."""

    month: date
    weeks: int
    breached: tuple[int, int, int]
    issued: tuple[int, int, int]
    overdue: tuple[int, int, int]


@dataclass(frozen=True)
class Queue:
    """Plans that will be needed, ``[draw, week]``: by the week in which each is due, and the first in which it can be.

    Week 0 holds what was due, or could be issued, before the first.
    """

    week_ends: tuple[date, ...]
    due: Ints
    ready: Ints


def queue_ahead(
    cases: Sequence[OpenCase], learnt: Learnt, day: date, *, least_weeks: int, weeks: int, draws: int, seed: int
) -> Queue:
    """Who waits on ``day``, in the share that will need a plan, and who will ask in the weeks after.

    No plan can be issued sooner than ``least_weeks`` after its request.
    """
    in_order = sorted(cases, key=lambda case: (case.received, case.is_assessing))
    limits = [due(ClockKind.FINAL_PLAN, case.received) for case in in_order]
    due_week = np.array([_week(limit, day) for limit in limits], np.int64)
    ready_week = np.array([_week(case.received, day) + least_weeks for case in in_order], np.int64).clip(0)
    is_assessing = np.array([case.is_assessing for case in in_order], bool)
    arrivals = draw_arrivals(learnt.stream, learnt.asked, weeks=weeks, draws=draws, seed=seed)
    to_plan = _week(due(ClockKind.FINAL_PLAN, day), day) - 1
    size = weeks + max(to_plan, least_weeks) + 1
    by_due, by_ready = np.zeros((draws, size), np.int64), np.zeros((draws, size), np.int64)
    chances = draw_chances((learnt.asked, learnt.assessed), draws=draws, seed=seed)
    needs_plan = draw_luck(len(in_order), draws=draws, seed=seed) < chances[:, is_assessing.astype(np.int64)]
    for draw in range(draws):
        by_due[draw] += np.bincount(due_week[needs_plan[draw]].clip(0), minlength=size)
        by_ready[draw] += np.bincount(ready_week[needs_plan[draw]], minlength=size)
    by_due[:, to_plan + 1 : to_plan + 1 + weeks] += arrivals
    by_ready[:, least_weeks + 1 : least_weeks + 1 + weeks] += arrivals
    return Queue(week_ends(day, weeks), by_due, by_ready)


def breaches_ahead(queue: Queue, plans_a_week: float) -> Breaches:
    """What officers can do with the queue. Raises ValueError for fewer than no plans a week."""
    if plans_a_week < 0:
        message = "officers issue no fewer plans than none"
        raise ValueError(message)
    weeks = len(queue.week_ends)
    due_by = queue.due.cumsum(axis=1)
    ready_by = queue.ready.cumsum(axis=1)
    done = np.zeros((len(due_by), weeks + 1), np.int64)
    for week in range(1, weeks + 1):
        can = int(plans_a_week * week + 1e-9) - int(plans_a_week * (week - 1) + 1e-9)
        done[:, week] = np.minimum(done[:, week - 1] + can, ready_by[:, week])
    breached = due_by[:, 1 : weeks + 1] - np.maximum(due_by[:, :weeks], done[:, 1:])
    overdue = due_by[:, 1 : weeks + 1] - done[:, 1:]
    return Breaches(queue.week_ends, breached.clip(0), np.diff(done, axis=1), overdue.clip(0))


def by_month(found: Breaches) -> tuple[MonthAhead, ...]:
    """Of every month, as whole numbers that some draw had."""
    months = []
    for month, positions in groupby(range(len(found.week_ends)), key=lambda week: found.week_ends[week].replace(day=1)):
        weeks = list(positions)
        months.append(
            MonthAhead(
                month,
                len(weeks),
                _range(found.breached[:, weeks].sum(axis=1)),
                _range(found.issued[:, weeks].sum(axis=1)),
                _range(found.overdue[:, weeks[-1]]),
            )
        )
    return tuple(months)


def least_plans_a_week(queue: Queue, *, most: int = 500) -> int | None:
    """The fewest plans a week with which none is overdue at the end in nine draws of ten; None above ``most``."""
    low, high = 0, most
    if _overdue_at_end(queue, most):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if _overdue_at_end(queue, middle) else (low, middle)
    return low


def _overdue_at_end(queue: Queue, plans_a_week: int) -> int:
    return _range(breaches_ahead(queue, plans_a_week).overdue[:, -1])[-1]


def _week(day: date, start: date) -> int:
    """1 for the seven days that begin with ``start``, 0 for those before, and so on."""
    return (day - start).days // _DAYS_IN_A_WEEK + 1


def _range(values: Ints) -> tuple[int, int, int]:
    low, middle, high = np.quantile(values, _QUANTILES, method="inverted_cdf")
    return int(low), int(middle), int(high)
