"""Who joins in a year of one draw, compiled: plans that fall due, and the queue of those not yet issued."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from highneeds.core.philox import coarse, compiled, inlined, lean, words
from highneeds.forecast import world as w
from highneeds.forecast.crowd import MONTHS_IN_A_YEAR, fill_luck
from highneeds.forecast.posterior import Rates
from highneeds.forecast.sampling import FIRST, draw_poisson, fill_poissons, pick
from highneeds.forecast.scene import CLEARING, JOINING, KEEP_UP, Acts, Keys, Queue
from highneeds.forecast.types import Floats, Ints

_JOINER_BIT = np.uint64(1 << 63)
_WAITING_BIT = np.uint64(1 << 62)
_YEAR_SHIFT = np.uint64(40)
_NC_SHIFT = np.uint64(32)
_NEED_SHIFT = np.uint64(24)
_NUMBER_BITS = (np.uint64(1) << _NEED_SHIFT) - np.uint64(1)


class Due(NamedTuple):
    """Plans that fall due in a year, or wait from an earlier one, ``[plan]``: NC position in the year ``step``."""

    child_id: Keys
    need: Ints
    nc: Ints
    step: Ints
    month: Ints


@compiled
def empty_due(room: int) -> Due:
    return Due(
        np.empty(room, np.uint64),
        np.empty(room, np.int32),
        np.empty(room, np.int32),
        np.empty(room, np.int32),
        np.empty(room, np.int32),
    )


@inlined
def month_of(by_month: Floats, nc: int, luck: float) -> int:
    """The month, 0 to 11, at which ``by_month[nc]`` (cumulative) passes ``luck``."""
    month = 0
    for earlier in range(MONTHS_IN_A_YEAR - 1):
        month += luck >= by_month[nc, earlier]
    return month


@lean
def _levered(acts: Acts, sizes: Floats, step: int, need: int, nc: int) -> float:
    factor = 1.0
    for lever in range(len(acts.kind)):
        if acts.kind[lever] == JOINING and acts.cells[lever, need, 0, nc]:
            factor *= max(0.0, 1.0 + sizes[lever] * acts.strength[lever, step])
    return factor


@compiled
def count_due(world: w.World, acts: Acts, population: Floats, step: int, year: int) -> Ints:
    """Plans ``[nc, need]`` that fall due in the year from the January of ``year``, children of NC position ``nc``
    after it; never fewer for a higher rate, so that two scenarios share the children they have in common.
    """
    nc_count, need_count = world.join_rate.shape
    groups, means = np.empty(world.join_rate.shape, np.uint64), np.empty(world.join_rate.shape)
    counts = np.empty(world.join_rate.shape, np.int32)
    for nc in range(nc_count):
        residents = population[step + 1, nc] * world.join_year[step]
        for need in range(need_count):
            groups[nc, need] = group_of(year, nc, need)
            means[nc, need] = residents * world.join_rate[nc, need] * _levered(acts, world.sizes, step, need, nc)
    fill_poissons(world.key, groups.reshape(-1), year, w.JOIN_COUNT, means.reshape(-1), counts.reshape(-1))
    return counts


@inlined
def group_of(year: int, nc: int, need: int) -> np.uint64:
    """The keys of children whose plans fall due together begin with this; their numbers from 0 on are added to it."""
    return (
        _JOINER_BIT | (np.uint64(year) << _YEAR_SHIFT) | (np.uint64(nc) << _NC_SHIFT) | (np.uint64(need) << _NEED_SHIFT)
    )


@inlined
def number_of(child_id: np.uint64) -> np.int64:
    """Which of its group the joiner is."""
    return np.int64(child_id & _NUMBER_BITS)


@compiled
def fill_due(world: w.World, rates: Rates, counts: Ints, due: Due, step: int, year: int) -> int:
    """Write the plans of ``count_due`` into ``due``; how many there are."""
    nc_count, need_count = counts.shape
    filled = 0
    luck = np.empty((4, len(due.need)), np.uint32)
    for nc in range(nc_count):
        for need in range(need_count):
            group = group_of(year, nc, need)
            for number in range(counts[nc, need]):
                due.child_id[filled] = group | np.uint64(number)
                due.need[filled] = need
                due.nc[filled] = nc
                due.step[filled] = step
                filled += 1
    fill_luck(world.key, due.child_id, filled, year, w.JOIN, luck)
    for i in range(filled):
        due.month[i] = month_of(rates.months.joining, due.nc[i], coarse(np.uint64(luck[3, i])))
    return filled


@compiled
def requests_of(world: w.World, rates: Rates, year: int, fell_due: int) -> int:
    """Requests of the year: those that become plans, and others."""
    refused_share = (1.0 - rates.prob_request_becomes_plan) / rates.prob_request_becomes_plan
    return fell_due + draw_poisson(world.key, np.uint64(0), year, w.REFUSED, fell_due * refused_share)


@compiled
def first_waiting(world: w.World, queue: Queue, year: int) -> Due:
    """The children who wait in the first January; their needs are drawn as those of joiners of their age are
    (of all joiners, where nobody joins at their age).
    """
    due = empty_due(len(queue.waiting_nc))
    for i in range(len(due.need)):
        nc = int(queue.waiting_nc[i])
        rates = world.join_rate[nc] if world.join_rate[nc].any() else world.join_rate.sum(axis=0)
        child = _WAITING_BIT | _JOINER_BIT | np.uint64(i)
        which, _, _, _ = words(world.key, child, year, w.JOIN, FIRST + 1)
        due.child_id[i] = child
        due.need[i] = pick(rates.cumsum(), world.join_rate.shape[1], coarse(which))
        due.nc[i] = nc
        due.step[i] = -1
        due.month[i] = 0
    return due


@compiled
def by_month(months: Ints, count: int) -> np.ndarray:
    """The order that takes months one after another, each in the order given."""
    next_place = np.zeros(MONTHS_IN_A_YEAR + 1, np.int64)
    for i in range(count):
        next_place[months[i] + 1] += 1
    next_place = next_place.cumsum()
    order = np.empty(count, np.int64)
    for i in range(count):
        order[next_place[months[i]]] = i
        next_place[months[i]] += 1
    return order


@compiled
def queue_of_draw(queue: Queue, acts: Acts, sizes: Floats) -> Queue:
    """What levers make of the issuing of plans; never fewer than none."""
    keep_up, cleared = queue.keep_up.copy(), queue.cleared.copy()
    for lever in range(len(acts.kind)):
        for month in range(len(keep_up)):
            change = sizes[lever] * acts.strength_by_month[lever, month + 1]
            if acts.kind[lever] == KEEP_UP:
                keep_up[month] += change
            elif acts.kind[lever] == CLEARING:
                cleared[month] += change
    return Queue(queue.waiting_nc, np.maximum(keep_up, 0.0), np.maximum(cleared, 0.0), queue.most)


@compiled
def pass_queue(
    queue: Queue, waiting: Due, due: Due, count: int, step: int, left_over: np.ndarray
) -> tuple[Due, Due, int, np.ndarray]:
    """A year at the queue: those issued (with the month of issue), those who wait on, how many were issued, and how
    many wait at the end of each month. ``left_over[0]`` carries the part of a plan that a month could not issue.
    """
    line = empty_due(len(waiting.need) + count)
    order = by_month(due.month, count)
    tail = len(waiting.need)
    for i in range(tail):
        _copy(line, i, waiting, i)
    issued, taken = 0, 0
    waits = np.zeros(MONTHS_IN_A_YEAR, np.int64)
    for month in range(MONTHS_IN_A_YEAR):
        fell_due = 0
        while taken < count and due.month[order[taken]] == month:
            _copy(line, tail, due, order[taken])
            tail, taken, fell_due = tail + 1, taken + 1, fell_due + 1
        at = step * MONTHS_IN_A_YEAR + month
        can = queue.keep_up[at] * fell_due + queue.cleared[at] + left_over[0]
        can = min(can, queue.most[at])
        whole = min(int(can), tail - issued)
        left_over[0] = can - int(can)
        for _ in range(whole):
            line.month[issued] = month
            issued += 1
        waits[month] = tail - issued
    rest = empty_due(tail - issued)
    for i in range(tail - issued):
        _copy(rest, i, line, issued + i)
    return line, rest, issued, waits


@inlined
def _copy(to: Due, i: int, of: Due, j: int) -> None:
    to.child_id[i] = of.child_id[j]
    to.need[i] = of.need[j]
    to.nc[i] = of.nc[j]
    to.step[i] = of.step[j]
    to.month[i] = of.month[j]
