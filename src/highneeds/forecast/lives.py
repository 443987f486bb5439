"""Children's whole lives, compiled, one after another, where no child waits for a place or for its plan.

A life then hangs on its own luck and on the levers that touch it. It is what ``engine`` gives the same child year by
year, for all children at once.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from highneeds.core.philox import coarse, compiled, inlined, lean, of_type, words
from highneeds.forecast import crowd as c
from highneeds.forecast import joiners as j
from highneeds.forecast import living as v
from highneeds.forecast import placing as p
from highneeds.forecast import world as w
from highneeds.forecast.posterior import Months
from highneeds.forecast.sampling import FIRST, Key
from highneeds.forecast.scene import Acts, Keys, Prices, Start
from highneeds.forecast.sums import (
    Sums,
    change_month,
    count_arrival,
    count_departure,
    count_january,
)
from highneeds.forecast.types import Floats, Ints

NO_PLAN = p.NOWHERE
_ROOM = 1.25
COUNT, TAKE_AWAY, _FIRST = of_type(1), of_type(-1), of_type(0)


class Terms(NamedTuple):
    """What children live by in one scene of a draw: its world and levers.

    No more than a life needs, since all of it is handed over with every life.
    """

    key: Key
    odds: w.Odds
    band_odds: Floats
    leave_year: Floats
    move_year: Floats
    join_settings: Floats
    sizes: Floats
    acts: Acts
    choices: v.Choices
    prices: Prices
    months: Months
    first_year: int


class Lives(NamedTuple):
    """``[life]``, more room than lives: ``cell[life, january]`` (NO_PLAN: has none) and ``price`` likewise.

    ``joined``: the step in which a child got its plan, -1 of the stock; ``tenure``: in the first January after that.
    """

    child_id: Keys
    joined: Ints
    tenure: Ints
    cell: Ints
    price: Floats


@compiled
def _empty_lives(room: int, januaries: int) -> Lives:
    return Lives(
        np.empty(room, np.uint64),
        np.empty(room, np.int32),
        np.empty(room, np.int32),
        np.empty((room, januaries), np.int32),
        np.empty((room, januaries)),
    )


@compiled
def with_room(lives: Lives, count: int) -> Lives:
    """The lives, of which there are ``count``, with room for one more at least."""
    if count < len(lives.joined):
        return lives
    larger = _empty_lives(int(count * _ROOM) + 1, lives.cell.shape[1])
    for life in range(count):
        copy(larger, life, lives, life)
    return larger


@inlined
def copy(to: Lives, i: int, of: Lives, k: int) -> None:
    to.child_id[i] = of.child_id[k]
    to.joined[i] = of.joined[k]
    to.tenure[i] = of.tenure[k]
    for january in range(of.cell.shape[1]):  # compiled code would make a copy of a whole row first
        to.cell[i, january] = of.cell[k, january]
        to.price[i, january] = of.price[k, january]


@inlined
def without_plan(lives: Lives, life: int, first: int, end: int) -> None:
    """Put down that there is no plan in the Januaries from ``first`` to before ``end``."""
    for january in range(first, end):
        lives.cell[life, january] = NO_PLAN


@inlined
def _cell_of(terms: Terms, need: int, setting: int, nc: int) -> int:
    _, settings, ncs = terms.choices.is_valid.shape
    return int((need * settings + setting) * ncs + nc)


@lean
def first_cell(terms: Terms, child_id: np.uint64, step: int, state: tuple[int, int]) -> int:
    """Where a child whose plan is issued in ``step`` is in the January after; ``state`` is need and NC position."""
    need, nc = state
    where, _, turn, _ = words(terms.key, child_id, terms.first_year + step, w.JOIN, FIRST)
    sums, is_valid = terms.join_settings, terms.choices.is_valid
    setting = p.first_setting(sums, terms.acts, terms.sizes, is_valid, state, False, step, (where, turn))  # noqa: FBT003  as there
    return NO_PLAN if setting == p.NOWHERE else _cell_of(terms, need, setting, nc)


@inlined
def next_cell(terms: Terms, child_id: np.uint64, cell: int, tenure: int, step: int) -> int:
    """Where the child of ``cell`` is a January later."""
    acts, sizes, year = terms.acts, terms.sizes, terms.first_year + step
    need, setting, nc = c.state_of(terms.choices.states, cell)
    one, two, three, _ = words(terms.key, child_id, year, w.REMAIN, FIRST)
    odds = v.odds_of_child(terms.odds, acts, sizes, step, cell, (need, setting, nc))
    leave_odds = terms.band_odds[c.band(tenure)] * terms.leave_year[step]
    what = v.happening((np.uint32(one), np.uint32(two), np.uint32(three)), odds, leave_odds, terms.move_year[step])
    if v.is_ended_by_age(acts, sizes, step, (need, setting, nc), one):
        what |= c.LEAVES
    if what == 0:
        return cell + 1
    where, _, turn, _ = words(terms.key, child_id, year, w.MOVE, FIRST)
    child, place, moment = (child_id, what), (need, setting, nc + 1), (step, year)
    need, to = v.outcome(terms.choices, terms.key, acts, sizes, child, place, (where, turn), moment)
    return NO_PLAN if to == p.NOWHERE else _cell_of(terms, need, to, nc + 1)


@inlined
def tenure_in(lives: Lives, life: int, step: int) -> int:
    """The tenure at the beginning of the step."""
    first = lives.tenure[life]
    return min(first + step - lives.joined[life] - 1, c.MOST_TENURE) if first > 0 else 0


@inlined
def is_due(due: Ints, child_id: np.uint64, step: int, state: tuple[int, int]) -> bool:
    """Whether the joiner's plan falls due; ``due[step, nc, need]``: how many of its group do."""
    need, nc = state
    return bool(j.number_of(child_id) < due[step, nc, need])


@lean
def live_on(terms: Terms, lives: Lives, life: int, first: int) -> None:
    """Fill in the Januaries after that of ``first``, at which the child is."""
    cells, prices, child_id = lives.cell[life], lives.price[life], lives.child_id[life]
    for step in range(first, len(cells) - 1):
        before = cells[step]
        after = next_cell(terms, child_id, before, tenure_in(lives, life, step), step)
        if after == NO_PLAN:
            without_plan(lives, life, step + 1, len(cells))
            return
        cells[step + 1], prices[step + 1] = after, prices[step]
        _, setting, _ = c.state_of(terms.choices.states, before)
        need, to, _ = c.state_of(terms.choices.states, after)
        if to != setting:
            _, price, _, _ = words(terms.key, child_id, terms.first_year + step, w.MOVE, FIRST)
            prices[step + 1] = p.price_of(terms.prices, need, to, coarse(price))


@lean
def join(terms: Terms, lives: Lives, life: int, state: tuple[int, int]) -> bool:
    """Live the life of a child whose plan falls due in its step ``joined``; whether it has one."""
    child_id, step = lives.child_id[life], int(lives.joined[life])
    cell = first_cell(terms, child_id, step, state)
    without_plan(lives, life, 0, step + 1)
    lives.cell[life, step + 1] = cell
    if cell == NO_PLAN:
        return False
    need, setting, _ = c.state_of(terms.choices.states, cell)
    _, price, _, _ = words(terms.key, child_id, terms.first_year + step, w.JOIN, FIRST)
    lives.price[life, step + 1] = p.price_of(terms.prices, need, setting, coarse(price))
    live_on(terms, lives, life, step + 1)
    return True


@lean
def count_life(terms: Terms, lives: Lives, life: int, first: int, sign: int, sums: Sums) -> None:
    """Count the life from the step ``first`` on, or (``sign`` -1) take away what it counted."""
    cells, prices, states = lives.cell[life], lives.price[life], terms.choices.states
    for step in range(first, len(cells) - 1):
        cell, after = cells[step], cells[step + 1]
        if cell == NO_PLAN or after != cell + 1:
            _count_events(terms, lives, life, step, sign, sums)
        if after == NO_PLAN:
            return
        count_january(sums, step + 1, c.state_of(states, after), sign, prices[step + 1])


@inlined
def _count_events(terms: Terms, lives: Lives, life: int, step: int, sign: int, sums: Sums) -> None:
    """Count a plan given, a plan ended, or a move."""
    cell, after, states = lives.cell[life, step], lives.cell[life, step + 1], terms.choices.states
    child_id, year = lives.child_id[life], terms.first_year + step
    _, setting, nc = c.state_of(states, cell) if cell != NO_PLAN else (0, p.NOWHERE, 0)
    _, to, nc_after = c.state_of(states, after) if after != NO_PLAN else (0, p.NOWHERE, 0)
    if to == setting:
        return
    months, event = terms.months, w.JOIN if cell == NO_PLAN else w.REMAIN
    _, _, _, when = words(terms.key, child_id, year, event, FIRST)
    if cell == NO_PLAN:
        month = j.month_of(months.joining, nc_after, coarse(when))
    elif after == NO_PLAN:
        month = j.month_of(months.leaving, min(nc + 1, len(months.leaving) - 1), coarse(when))
    else:
        month = j.month_of(months.moving, nc_after, coarse(when))
    if cell != NO_PLAN:
        count_departure(sums, (step, month), (setting, to), sign, lives.price[life, step])
    if after != NO_PLAN:
        count_arrival(sums, (step, month), (setting, to), sign, lives.price[life, step + 1])


@compiled
def with_stock(start: Start, januaries: int) -> Lives:
    """The stock's own Januaries, nothing lived yet."""
    lives = _empty_lives(int(len(start.child_id) * _ROOM) + 1, januaries)
    for life in range(len(start.child_id)):
        lives.child_id[life], lives.joined[life], lives.tenure[life] = start.child_id[life], -1, start.tenure[life]
        lives.cell[life, 0], lives.price[life, 0] = start.cell[life], start.price[life]
    return lives


@lean
def live_stock(terms: Terms, lives: Lives, count: int, sums: Sums) -> None:
    """Live and count the lives of the stock."""
    for life in range(count):
        place, price = c.state_of(terms.choices.states, lives.cell[life, 0]), lives.price[life, 0]
        change_month(sums, _FIRST, place[1], COUNT, price)
        count_january(sums, _FIRST, place, COUNT, price)
        live_on(terms, lives, life, _FIRST)
        count_life(terms, lives, life, _FIRST, COUNT, sums)


@compiled
def terms_of(world: w.World, acts: Acts, choices: v.Choices, prices: Prices, months: Months, first_year: int) -> Terms:
    """What of a world with its levers its children live by."""
    of = (world.key, world.odds, world.band_odds, world.leave_year, world.move_year, world.join_settings, world.sizes)
    return Terms(*of, acts, choices, prices, months, first_year)
