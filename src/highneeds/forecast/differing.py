"""Scenes in which no child waits, compiled: of every scene but the first, only the lives that it changes.

The lives of one scene, the trunk, are kept January by January, and of another scene those are lived again that a lever
of only one of the two can reach. What the old life counted is taken away and the new one is counted: children are whole
and prices stand in steps (``prices.in_steps``), so that to the last bit the sums are those of a run of its own.
"""

from __future__ import annotations

import numpy as np

from highneeds.core.philox import compiled, lean
from highneeds.forecast import crowd as c
from highneeds.forecast import joiners as j
from highneeds.forecast import living as v
from highneeds.forecast import placing as p
from highneeds.forecast import world as w
from highneeds.forecast.lives import (
    COUNT,
    NO_PLAN,
    TAKE_AWAY,
    Lives,
    Terms,
    copy,
    count_life,
    first_cell,
    is_due,
    join,
    live_on,
    live_stock,
    next_cell,
    tenure_in,
    terms_of,
    with_room,
    with_stock,
    without_plan,
)
from highneeds.forecast.posterior import Rates
from highneeds.forecast.reach import SAME, Reach, reach_of
from highneeds.forecast.scene import Acts, Prices, Start, Tally
from highneeds.forecast.stack import Stack, scene_of
from highneeds.forecast.sums import Sums, add_months, copy_counts, sums_of
from highneeds.forecast.types import Floats, Ints


@lean
def _reached(lives: Lives, count: int, reach: Reach, due: Ints, states: Ints, found: Ints) -> int:
    """The lives that may be others in a scene, into ``found``; how many they are. ``due`` as in the scene."""
    number, last = 0, lives.cell.shape[1] - 1
    for life in range(count):
        cells, joined = lives.cell[life], lives.joined[life]
        is_reached = False
        if joined >= 0:
            first = cells[joined + 1]
            if first == NO_PLAN:  # not due in the trunk either
                continue
            is_reached = reach.arriving[first] <= joined
            if reach.is_due_changed:
                need, _, nc = c.state_of(states, first)
                is_reached |= not is_due(due, lives.child_id[life], joined, (need, nc))
        step = joined + 1
        while step < last and not is_reached and cells[step] != NO_PLAN:
            after = cells[step + 1]
            is_reached = reach.staying[cells[step]] <= step or (after != NO_PLAN and reach.arriving[after] <= step)
            step += 1
        found[number] = life
        number += is_reached
    return number


@lean
def _first_difference(terms: Terms, lives: Lives, life: int, reach: Reach, due: Ints) -> int:
    """The first step in which the life is another in the scene of ``terms``; SAME where none is."""
    cells, joined, child_id = lives.cell[life], int(lives.joined[life]), lives.child_id[life]
    if joined >= 0:
        need, _, nc = c.state_of(terms.choices.states, cells[joined + 1])
        if reach.is_due_changed and not is_due(due, child_id, joined, (need, nc)):
            return int(joined)
        is_reached = reach.arriving[cells[joined + 1]] <= joined
        if is_reached and first_cell(terms, child_id, joined, (need, nc)) != cells[joined + 1]:
            return int(joined)
    for step in range(joined + 1, len(cells) - 1):
        cell, after = cells[step], cells[step + 1]
        if cell == NO_PLAN:
            return SAME
        is_reached = reach.staying[cell] <= step or (after != NO_PLAN and reach.arriving[after] <= step)
        if is_reached and next_cell(terms, child_id, cell, tenure_in(lives, life, step), step) != after:
            return step
    return SAME


@compiled
def _join_more(
    terms: Terms,
    lives: Lives,
    count: int,
    due: tuple[Ints, Ints],
    is_kept: bool,  # noqa: FBT001  compiled code has no keyword-only arguments
    sums: Sums,
) -> tuple[Lives, int]:
    """Live and count the lives of children whose plans are due in this scene only; all lives, and how many to keep.

    ``due``: plans in the trunk, and in this scene.
    """
    before, now = due
    steps, ncs, needs = now.shape
    for step in range(steps):
        for nc in range(ncs):
            for need in range(needs):
                group = j.group_of(terms.first_year + step, nc, need)
                for number in range(before[step, nc, need], now[step, nc, need]):
                    lives = with_room(lives, count)
                    lives.child_id[count] = group | np.uint64(number)
                    lives.joined[count], lives.tenure[count] = step, c.FIRST_YEAR_TENURE
                    if join(terms, lives, count, (need, nc)):
                        count_life(terms, lives, count, step, COUNT, sums)
                        count += is_kept
    return lives, count


@lean
def _live_again(
    terms: Terms,
    lives: Lives,
    who: tuple[Ints, int, int],
    reach: Reach,
    due: Ints,
    is_kept: bool,  # noqa: FBT001  as above
    sums: Sums,
) -> None:
    """Put the lives that are others in this scene in the place of the trunk's: in the sums, and, where they are kept,
    among the lives. ``who``: the lives that may be, how many they are, and a life that is free.
    """
    reached, number, spare = who
    for which in range(number):
        life = int(reached[which])
        step = _first_difference(terms, lives, life, reach, due)
        if step == SAME:
            continue
        count_life(terms, lives, life, step, TAKE_AWAY, sums)
        copy(lives, spare, lives, life)
        is_there = True
        if step > lives.joined[life]:
            live_on(terms, lives, spare, step)
        else:
            need, _, nc = c.state_of(terms.choices.states, lives.cell[life, step + 1])
            is_there = is_due(due, lives.child_id[life], step, (need, nc))
            without_plan(lives, spare, step + 1, lives.cell.shape[1])
            if is_there:
                join(terms, lives, spare, (need, nc))
        if is_there:
            count_life(terms, lives, spare, step, COUNT, sums)
        if is_kept:
            copy(lives, life, lives, spare)


@compiled
def _count_due(world: w.World, acts: Acts, rates: Rates, population: Floats, requests: Ints, first_year: int) -> Ints:
    """Plans ``[step, nc, need]`` that fall due, and ``requests[january]`` behind them."""
    steps, (ncs, needs) = len(population) - 1, world.join_rate.shape
    due = np.empty((steps, ncs, needs), np.int32)
    for step in range(steps):
        year = first_year + step
        due[step] = j.count_due(world, acts, population, step, year)
        requests[step + 1] = j.requests_of(world, rates, year, due[step].sum())
    return due


@compiled
def is_recount_equal(lives: Lives, count: int, states: Ints, sums: Sums) -> bool:
    """Whether counting the lives of the last January afresh, and adding up their prices, gives what the sums have."""
    last = lives.cell.shape[1] - 1
    children, price = np.zeros_like(sums.children[last]), np.zeros_like(sums.price[last])
    by_nc, price_by_nc = np.zeros_like(sums.children_by_nc[last]), np.zeros_like(sums.price_by_nc[last])
    for life in range(count):
        if lives.cell[life, last] != NO_PLAN:
            need, setting, nc = c.state_of(states, lives.cell[life, last])
            children[need, setting] += 1
            by_nc[nc] += 1
            price[need, setting] += lives.price[life, last]
            price_by_nc[nc] += lives.price[life, last]
    is_equal = (children == sums.children[last]).all() and (by_nc == sums.children_by_nc[last]).all()
    is_price_equal = (price == sums.price[last]).all() and (price_by_nc == sums.price_by_nc[last]).all()
    return bool(is_equal and is_price_equal)


@compiled
def live_scenes(
    rates: Rates,
    given: tuple[Prices, Floats, p.Open, Ints],
    start: Start,
    stack: Stack,
    drawn: w.World,
    tally: Tally,
    at: tuple[int, int],
) -> None:
    """Fill the tally's draw of every scene. ``given``: prices, population, open settings and states, as in
    ``engine.Council``; ``at``: which draw, of how many.
    """
    prices, population, open_to, states = given
    draw, draws = at
    steps, (ncs, needs) = len(population) - 1, drawn.join_rate.shape
    choices = v.Choices(states, drawn.destinations, drawn.new_needs, open_to, rates.is_valid, np.empty(needs))
    trunk, count, due = 0, len(start.child_id), np.zeros((steps, ncs, needs), np.int32)
    lives = with_stock(start, steps + 1)
    by_month = tally.children_by_month.shape[1:]
    changes = np.zeros(by_month, np.int64), np.zeros(by_month)
    for scene in range(len(stack.first) - 1):
        acts, row, is_kept = scene_of(stack, scene).acts, scene * draws + draw, stack.is_trunk[scene]
        world, sums = w.with_levers(drawn, acts), sums_of(tally, row, *changes)
        terms = terms_of(world, acts, choices, prices, rates.months, start.first_year)
        reach = reach_of(scene_of(stack, trunk).acts, acts, stack.shared[scene])
        now = due
        if scene > 0:
            copy_counts(tally, row, trunk * draws + draw)
        if scene == 0 or reach.is_due_changed:
            now = _count_due(world, acts, rates, population, tally.requests[row], start.first_year)
        if scene == 0:
            live_stock(terms, lives, count, sums)
        else:
            lives, found = with_room(lives, count), np.empty(count + 1, np.int32)
            number = _reached(lives, count, reach, now, states, found)
            _live_again(terms, lives, (found, number, count), reach, now, is_kept, sums)
        lives, more = _join_more(terms, lives, count, (due, now), is_kept, sums)
        add_months(tally, row, *changes)
        if is_kept:
            trunk, count, due = scene, more, now
            tally.is_lost[row] = 0 if is_recount_equal(lives, count, states, sums) else 1
