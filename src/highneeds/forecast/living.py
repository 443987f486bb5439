"""A year of the children who have a plan, compiled: what happens to each, then bringing it about.

Leaving; a change of need; then a move, forced when the setting's ages are passed or by choice. What happens is decided
for all children in one even loop, and only those to whom something happens are looked at again.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from highneeds.core.philox import coarse, compiled, inlined, uniform_pair
from highneeds.forecast import crowd as c
from highneeds.forecast import joiners as j
from highneeds.forecast import placing as p
from highneeds.forecast import world as w
from highneeds.forecast.posterior import Months
from highneeds.forecast.sampling import FIRST, pick
from highneeds.forecast.scene import AGE_LIMIT, LEAVING, MOVING, NEED_CHANGE, Acts, Places, Tally
from highneeds.forecast.types import Bools, Floats, Ints

_ANY_LEVER_ON_ODDS = (LEAVING, MOVING, NEED_CHANGE)


class Draw(NamedTuple):
    """What belongs to one draw; ``number`` is its position in the tally."""

    world: w.World
    book: c.Book
    tally: Tally
    number: int


class Choices(NamedTuple):
    """What a child's choices are drawn from. ``states`` as in ``state_of``; ``sums`` is room to add up needs in."""

    states: Ints
    destinations: Floats
    new_needs: Floats
    open_to: p.Open
    is_valid: Bools
    sums: Floats


@compiled
def _year_odds(world: w.World, acts: Acts, step: int) -> w.Odds:
    """``odds[cell, which]`` of one year: the world's own, or a copy that the levers in force have changed."""
    odds = world.odds
    for lever in range(len(acts.kind)):
        kind, strength = acts.kind[lever], acts.strength[lever, step]
        if strength <= 0.0 or kind not in _ANY_LEVER_ON_ODDS:
            continue
        if odds is world.odds:
            odds = world.odds.copy()
        size = world.sizes[lever] * strength
        cells = acts.cells[lever].reshape(-1)
        which = w.MOVES if kind == MOVING else w.CHANGES_NEED if kind == NEED_CHANGE else w.LEAVES
        for cell in range(len(cells)):
            if not cells[cell] or odds[cell, which] >= w.CERTAIN:
                continue
            odds[cell, which] *= np.float32(max(0.0, 1.0 + size))
    return odds


@compiled
def _end_by_age(acts: Acts, sizes: Floats, step: int, crowd: c.Crowd, count: int, touched: int) -> int:
    """As ``decide``, once levers have ended the plans of those past an age: who is touched then."""
    for lever in range(len(acts.kind)):
        if acts.kind[lever] != AGE_LIMIT or acts.strength[lever, step] <= 0.0:
            continue
        now = min(max(sizes[lever] * acts.strength[lever, step], 0.0), 1.0)
        before = min(max(sizes[lever] * acts.strength[lever, step - 1], 0.0), 1.0) if step > 0 else 0.0
        above = (now - before) / (1.0 - before) if before < 1.0 else now
        cells, ncs = acts.cells[lever].reshape(-1), acts.cells.shape[3]
        for i in range(count):
            cell = crowd.cell[i]
            if cells[cell]:
                was_past = cell % ncs > 0 and cells[cell - 1]
                if coarse(np.uint64(crowd.luck[0, i])) < (above if was_past else now):
                    crowd.happens[i] |= c.LEAVES
        touched = 0
        for i in range(count):
            crowd.who[touched] = i
            touched += crowd.happens[i] > 0
    return touched


@inlined
def _happens(luck: np.uint32, odds: float) -> bool:
    return coarse(np.uint64(luck)) * (1.0 + odds) < odds


@compiled
def decide(world: w.World, acts: Acts, step: int, crowd: c.Crowd, count: int) -> int:
    """What happens to each child in the year, into ``crowd.happens``; to how many anything does, and who they are into
    ``crowd.who``.
    """
    odds, move_odds = _year_odds(world, acts, step), world.move_year[step]
    leave_odds = np.empty(c.MOST_TENURE + 1)
    for tenure in range(len(leave_odds)):
        leave_odds[tenure] = world.band_odds[c.band(tenure)] * world.leave_year[step]
    cells, tenures, happens, who = crowd.cell, crowd.tenure, crowd.happens, crowd.who
    to_leave, to_move, to_change = crowd.luck[0], crowd.luck[1], crowd.luck[2]
    touched = 0
    for i in range(count):
        cell = cells[i]
        moving = odds[cell, w.MOVES]
        moving = moving if moving >= w.CERTAIN else moving * move_odds
        leaves = _happens(to_leave[i], odds[cell, w.LEAVES] * leave_odds[tenures[i]])
        moves = _happens(to_move[i], moving)
        changes = _happens(to_change[i], odds[cell, w.CHANGES_NEED])
        what = leaves * c.LEAVES + moves * c.MOVES + changes * c.CHANGES_NEED
        happens[i] = what
        who[touched] = i
        touched += what > 0
    return _end_by_age(acts, world.sizes, step, crowd, count, touched)


@compiled
def _need_after(
    choices: Choices,
    place: tuple[int, int, int],
    is_moving: bool,  # noqa: FBT001  compiled code has no keyword-only arguments
    uniform: float,
) -> int:
    """The new primary need; the old one where none is valid in the setting (or, for a mover, in any) at the NC
    position reached. ``place`` is need, setting and that NC position.
    """
    need, setting, nc = place
    is_valid, sums, total = choices.is_valid, choices.sums, 0.0
    needs = len(choices.new_needs)
    for to in range(needs):
        fits = is_valid[to, :, nc].any() if is_moving else is_valid[to, setting, nc]
        if to != need and fits:
            total += choices.new_needs[need, to]
        sums[to] = total
    chosen = pick(sums, needs, uniform)
    return need if chosen < 0 else chosen


@inlined
def _setting_after(choices: Choices, place: tuple[int, int, int], uniform: float) -> int:
    """Where a mover goes; NOWHERE when no setting takes it any more."""
    need, setting, nc = place
    to = p.destination(choices.destinations, choices.open_to, place, uniform)
    if to != p.NOWHERE:
        return to
    return setting if choices.is_valid[need, setting, nc] else p.anywhere(choices.is_valid, need, nc, uniform)


@inlined
def _leave(run: Draw, months: Floats, step: int, place: tuple[int, int, int], when: float, price: float) -> int:
    """Count one child out of (need, setting, NC position after the summer); the month it left in."""
    month = j.month_of(months, min(place[2], len(months) - 1), when)
    c.count_one(run.book, place, step * c.MONTHS_IN_A_YEAR + month + 1, -1, price)
    run.tally.left[run.number, step + 1] += 1
    run.tally.leavers[run.number, step + 1, place[1]] += 1
    return month


@inlined
def _change_need(book: c.Book, places: Places, taken: Ints, needs: tuple[int, int], setting: int, price: float) -> None:
    """Another need in the same setting, which may be another group of places."""
    before, need = needs
    c.change_need(book, (before, need), setting, price)
    p.take_place(places, taken, before, setting, 0, -1)
    p.take_place(places, taken, need, setting, 0, 1)


@compiled
def live_a_year(
    given: tuple[Acts, Places, Months],
    choices: Choices,
    run: Draw,
    crowd: c.Crowd,
    touched: int,
    arrivals: c.Arrivals,
    taken: Ints,
    moment: tuple[int, int],
) -> int:
    """Bring about what was decided for ``touched`` children; how many of them are on their way to another setting.

    ``moment`` is step and year. Positions of arrivals are those after the crowd has closed up.
    """
    acts, places, months = given
    step, year = moment
    world, is_valid = run.world, choices.is_valid
    _, settings, ncs = is_valid.shape
    c.fill_second_luck(world.key, crowd, touched, year, w.MOVE)
    to_where, to_price, to_turn, to_month = crowd.second[0], crowd.second[1], crowd.second[2], crowd.luck[3]
    gone, movers = 0, 0
    for k in range(touched):
        i = crowd.who[k]
        what, cell, price = crowd.happens[i], crowd.cell[i], crowd.price[i]
        before, setting, nc = c.state_of(choices.states, cell)
        nc += 1
        need, to, when = before, setting, coarse(np.uint64(to_month[i]))
        if what & c.LEAVES:
            to = p.NOWHERE
        else:
            if what & c.CHANGES_NEED:
                _, uniform = uniform_pair(world.key, crowd.child_id[i], year, w.NEED_CHANGE, FIRST)
                need = _need_after(choices, (before, setting, nc), what & c.MOVES > 0, uniform)
            if what & c.MOVES:
                to = _setting_after(choices, (need, setting, nc), coarse(np.uint64(to_where[k])))
        if to == p.NOWHERE:
            month = _leave(run, months.leaving, step, (before, setting, nc), when, price)
            p.take_place(places, taken, before, setting, month, -1)
            crowd.happens[i] = c.GONE
            gone += 1
            continue
        if len(acts.kind) > 0 and to != setting:
            turn = coarse(np.uint64(to_turn[k]))
            to = p.shifted(acts, world.sizes, is_valid, step, (need, to, nc), setting, turn)
        if need != before:
            _change_need(run.book, places, taken, (before, need), setting, price)
            crowd.cell[i] = (need * settings + setting) * ncs + nc - 1
        if to != setting:
            month = j.month_of(months.moving, nc, when)
            c.set_out(arrivals, movers, i - gone, (need, nc), (setting, to), month, coarse(np.uint64(to_price[k])))
            p.take_place(places, taken, need, setting, month, -1)
            movers += 1
    return movers
