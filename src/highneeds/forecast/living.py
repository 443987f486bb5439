"""A year of the children who have a plan, compiled: what happens to each, then bringing it about.

Leaving; a change of need; then a move, forced when the setting's ages are passed or by choice. What happens is decided
for all children in one even loop, and only those to whom something happens are looked at again.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from highneeds.core.philox import coarse, compiled, inlined, lean, uniform_pair
from highneeds.forecast import crowd as c
from highneeds.forecast import joiners as j
from highneeds.forecast import placing as p
from highneeds.forecast import world as w
from highneeds.forecast.posterior import Months
from highneeds.forecast.sampling import FIRST, Key, pick
from highneeds.forecast.scene import AGE_LIMIT, LEAVING, MOVING, NEED_CHANGE, Acts, Places, Tally
from highneeds.forecast.types import Bools, Floats, Ints

_ANY_LEVER_ON_ODDS = (LEAVING, MOVING, NEED_CHANGE)
OddsOfChild = tuple[np.float32, np.float32, np.float32]  # of leaving, moving and a change of need
WordsOfChild = tuple[np.uint32, np.uint32, np.uint32]  # the luck of these


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
            if cells[cell]:
                odds[cell, which] = _levered(odds[cell, which], size)
    return odds


@inlined
def _levered(odds: np.float32, size: float) -> np.float32:
    """``odds`` under a lever; what is certain stays so."""
    return odds if odds >= w.CERTAIN else odds * np.float32(max(0.0, 1.0 + size))


@inlined
def odds_of_child(
    odds: w.Odds, acts: Acts, sizes: Floats, step: int, cell: int, place: tuple[int, int, int]
) -> OddsOfChild:
    """As ``_year_odds``, of the one ``cell`` that is at ``place`` (need, setting, NC position)."""
    need, setting, nc = place
    leaves, moves, changes = odds[cell, w.LEAVES], odds[cell, w.MOVES], odds[cell, w.CHANGES_NEED]
    for lever in range(len(acts.kind)):
        kind, strength = acts.kind[lever], acts.strength[lever, step]
        if kind not in _ANY_LEVER_ON_ODDS or strength <= 0.0 or not acts.cells[lever, need, setting, nc]:
            continue
        size = sizes[lever] * strength
        if kind == LEAVING:
            leaves = _levered(leaves, size)
        elif kind == MOVING:
            moves = _levered(moves, size)
        else:
            changes = _levered(changes, size)
    return leaves, moves, changes


@inlined
def _shares_ended(acts: Acts, sizes: Floats, lever: int, step: int) -> tuple[float, float]:
    """The shares of plans that a lever ends in a step: of children who come to its age, and who were past it before."""
    now = min(max(sizes[lever] * acts.strength[lever, step], 0.0), 1.0)
    before = min(max(sizes[lever] * acts.strength[lever, step - 1], 0.0), 1.0) if step > 0 else 0.0
    return now, ((now - before) / (1.0 - before) if before < 1.0 else now)


@inlined
def is_ended_by_age(acts: Acts, sizes: Floats, step: int, place: tuple[int, int, int], word: np.uint64) -> bool:
    """Whether a lever ends the plan of one child; ``place`` is need, setting and NC position before the summer."""
    need, setting, nc = place
    for lever in range(len(acts.kind)):
        if acts.kind[lever] != AGE_LIMIT or acts.strength[lever, step] <= 0.0:
            continue
        if acts.cells[lever, need, setting, nc]:
            now, above = _shares_ended(acts, sizes, lever, step)
            was_past = nc > 0 and acts.cells[lever, need, setting, nc - 1]
            if coarse(word) < (above if was_past else now):
                return True
    return False


@compiled
def _end_by_age(acts: Acts, sizes: Floats, step: int, crowd: c.Crowd, count: int, touched: int) -> int:
    """As ``decide``, once levers have ended the plans of those past an age: who is touched then."""
    for lever in range(len(acts.kind)):
        if acts.kind[lever] != AGE_LIMIT or acts.strength[lever, step] <= 0.0:
            continue
        now, above = _shares_ended(acts, sizes, lever, step)
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
def _happens(luck: np.uint32, odds: float | np.floating[Any]) -> bool:
    return bool(coarse(np.uint64(luck)) * (1.0 + odds) < odds)


@inlined
def happening(luck: WordsOfChild, odds: OddsOfChild, leave_odds: float, move_odds: float) -> int:
    """Flags of what happens to a child in a year; the last two multiply the odds of leaving and of moving by choice."""
    to_leave, to_move, to_change = luck
    leaving, moving, changing = odds
    by_choice = moving if moving >= w.CERTAIN else moving * move_odds
    leaves, moves = _happens(to_leave, leaving * leave_odds), _happens(to_move, by_choice)
    return leaves * c.LEAVES + moves * c.MOVES + _happens(to_change, changing) * c.CHANGES_NEED


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
        cell, luck = cells[i], (to_leave[i], to_move[i], to_change[i])
        of_cell = odds[cell, w.LEAVES], odds[cell, w.MOVES], odds[cell, w.CHANGES_NEED]
        what = happening(luck, of_cell, leave_odds[tenures[i]], move_odds)
        happens[i] = what
        who[touched] = i
        touched += what > 0
    return _end_by_age(acts, world.sizes, step, crowd, count, touched)


@lean
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
        fits = choices.open_to.number[to, nc] > 0 if is_moving else is_valid[to, setting, nc]
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
def outcome(
    choices: Choices,
    key: Key,
    acts: Acts,
    sizes: Floats,
    child: tuple[np.uint64, int],
    place: tuple[int, int, int],
    luck: tuple[np.uint64, np.uint64],
    moment: tuple[int, int],
) -> tuple[int, int]:
    """Need and setting after a year in which something happens; the setting is NOWHERE of a child who leaves.

    ``child``: who, and the flags of what happens; ``place``: need, setting, and the NC position after the summer;
    ``luck``: where to, and for levers that send children elsewhere; ``moment``: step and year.
    """
    child_id, what = child
    before, setting, nc = place
    step, year = moment
    if what & c.LEAVES:
        return before, p.NOWHERE
    need, to = before, setting
    if what & c.CHANGES_NEED:
        _, uniform = uniform_pair(key, child_id, year, w.NEED_CHANGE, FIRST)
        need = _need_after(choices, place, what & c.MOVES > 0, uniform)
    if what & c.MOVES:
        to = _setting_after(choices, (need, setting, nc), coarse(luck[0]))
        if len(acts.kind) > 0 and to not in (p.NOWHERE, setting):
            turn = coarse(luck[1])
            to = p.shifted(acts, sizes, choices.is_valid, step, (need, to, nc), setting, turn)
    return need, to


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
    world = run.world
    _, settings, ncs = choices.is_valid.shape
    c.fill_second_luck(world.key, crowd, touched, year, w.MOVE)
    to_where, to_price, to_turn, to_month = crowd.second[0], crowd.second[1], crowd.second[2], crowd.luck[3]
    gone, movers = 0, 0
    for k in range(touched):
        i = crowd.who[k]
        cell, price = crowd.cell[i], crowd.price[i]
        before, setting, nc = c.state_of(choices.states, cell)
        nc += 1
        child, luck = (crowd.child_id[i], crowd.happens[i]), (np.uint64(to_where[k]), np.uint64(to_turn[k]))
        need, to = outcome(choices, world.key, acts, world.sizes, child, (before, setting, nc), luck, moment)
        when = coarse(np.uint64(to_month[i]))
        if to == p.NOWHERE:
            month = _leave(run, months.leaving, step, (before, setting, nc), when, price)
            p.take_place(places, taken, before, setting, month, -1)
            crowd.happens[i] = c.GONE
            gone += 1
            continue
        if need != before:
            _change_need(run.book, places, taken, (before, need), setting, price)
            crowd.cell[i] = (need * settings + setting) * ncs + nc - 1
        if to != setting:
            month = j.month_of(months.moving, nc, when)
            c.set_out(arrivals, movers, i - gone, (need, nc), (setting, to), month, coarse(np.uint64(to_price[k])))
            p.take_place(places, taken, need, setting, month, -1)
            movers += 1
    return movers
