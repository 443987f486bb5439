"""Where children go who move or join, compiled: their choice, levers that send them elsewhere, and places."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from highneeds.core.philox import coarse, compiled, inlined, lean
from highneeds.forecast.crowd import MONTHS_IN_A_YEAR, Arrivals, Book, Crowd, count_one
from highneeds.forecast.joiners import by_month
from highneeds.forecast.sampling import pick
from highneeds.forecast.scene import AGE_LIMIT, PLACES, SHIFT, Acts, Places, Prices, Tally
from highneeds.forecast.types import Bools, Floats, Ints

NOWHERE = -1


class Open(NamedTuple):
    """The settings that take a need at an NC position, the first ``number[need, nc]`` of ``[need, nc, k]``, and how
    much more often children of the need move there than children do.
    """

    number: Ints
    setting: Ints
    affinity: Floats


@inlined
def price_of(prices: Prices, need: int, setting: int, quantile: float) -> float:
    first, end = prices.start[need, setting], prices.end[need, setting]
    price: float = prices.pool[first + min(int(quantile * (end - first)), end - first - 1)]
    return price


@lean
def anywhere(is_valid: Bools, need: int, nc: int, uniform: float) -> int:
    """Any setting valid for the need at the NC position reached, each alike; NOWHERE when there is none."""
    count = 0
    for setting in range(is_valid.shape[1]):
        count += is_valid[need, setting, nc]
    if count == 0:
        return NOWHERE
    wanted = int(uniform * count)
    for setting in range(is_valid.shape[1]):
        if is_valid[need, setting, nc]:
            if wanted == 0:
                return setting
            wanted -= 1
    return NOWHERE


@compiled
def open_settings(is_valid: Bools, affinity: Floats) -> Open:
    needs, settings, ncs = is_valid.shape
    shape = (needs, ncs, settings)
    of = Open(np.zeros((needs, ncs), np.int32), np.zeros(shape, np.int32), np.zeros(shape))
    for need in range(needs):
        for nc in range(ncs):
            for setting in range(settings):
                if is_valid[need, setting, nc]:
                    k = of.number[need, nc]
                    of.setting[need, nc, k] = setting
                    of.affinity[need, nc, k] = affinity[need, setting]
                    of.number[need, nc] += 1
    return of


@inlined
def destination(drawn: Floats, of: Open, place: tuple[int, int, int], uniform: float) -> int:
    """Where a child goes from its setting, in proportion to ``drawn[setting, nc, to]`` and the need's affinity;
    NOWHERE if all are 0. ``place`` is need, setting, NC position reached.
    """
    need, setting, nc = place
    count, total = of.number[need, nc], 0.0
    for k in range(count):
        to = of.setting[need, nc, k]
        total += drawn[setting, nc, to] * of.affinity[need, nc, k] if to != setting else 0.0
    chosen, below, target = NOWHERE, 0.0, uniform * total
    for k in range(count):
        to = of.setting[need, nc, k]
        weight = drawn[setting, nc, to] * of.affinity[need, nc, k] if to != setting else 0.0
        chosen = to if weight > 0.0 and below <= target else chosen
        below += weight
    return int(chosen)


@lean
def shifted(
    acts: Acts, sizes: Floats, is_valid: Bools, step: int, place: tuple[int, int, int], from_setting: int, luck: float
) -> int:
    """The setting at which a child arrives after levers that send a share of the arrivals elsewhere.

    The same luck serves all levers: who is sent away by a small lever is also sent by a larger one. A mover who is sent
    to the setting it comes from stays there, and no later lever has it.
    """
    need, setting, nc = place
    for lever in range(len(acts.kind)):
        if acts.kind[lever] != SHIFT or not acts.cells[lever, need, setting, nc]:
            continue
        to = int(acts.to_setting[lever])
        is_sent = luck < sizes[lever] * acts.strength[lever, step]
        if is_sent and is_valid[need, to, nc]:
            setting = to
        if setting == from_setting:
            break
    return setting


@lean
def is_past_limit(acts: Acts, sizes: Floats, step: int, place: tuple[int, int, int], luck: float) -> bool:
    """Whether a lever that ends plans by age keeps one that has waited from a child of that NC position."""
    need, setting, nc = place
    for lever in range(len(acts.kind)):
        if acts.kind[lever] != AGE_LIMIT or nc == 0 or not acts.cells[lever, need, setting, nc - 1]:
            continue
        if luck < sizes[lever] * acts.strength[lever, step]:
            return True
    return False


@inlined
def first_setting(
    sums: Floats,
    acts: Acts,
    sizes: Floats,
    is_valid: Bools,
    state: tuple[int, int],
    has_waited: bool,  # noqa: FBT001  compiled code has no keyword-only arguments
    step: int,
    luck: tuple[np.uint64, np.uint64],
) -> int:
    """Where a child of need and NC position ``state`` goes first; NOWHERE if nowhere, or if it has waited too long.

    ``sums`` as ``World.join_settings``; ``luck``: where to, and for levers that send children elsewhere.
    """
    need, nc = state
    setting = pick(sums[nc, need], is_valid.shape[1], coarse(luck[0]))
    if setting == NOWHERE or len(acts.kind) == 0:
        return setting
    turn = coarse(luck[1])
    if has_waited and is_past_limit(acts, sizes, step, (need, setting, nc), turn):
        return NOWHERE
    return shifted(acts, sizes, is_valid, step, (need, setting, nc), NOWHERE, turn)


@compiled
def places_of_draw(places: Places, acts: Acts, sizes: Floats) -> Places:
    """The places there are once levers have opened and closed some; never fewer than none."""
    more = np.zeros(places.places.shape)
    for lever in range(len(acts.kind)):
        if acts.kind[lever] == PLACES:
            more[acts.to_setting[lever]] += sizes[lever] * acts.strength_by_month[lever]
    there = np.empty_like(places.places)
    for group in range(there.shape[0]):
        for month in range(there.shape[1]):
            there[group, month] = max(0, places.places[group, month] + round(more[group, month]))
    return Places(places.group, there, places.overflow)


@compiled
def write_places(places: Places, taken: Ints, tally: Tally, draw: int, first_month: int) -> None:
    """Places there are and places taken in the year's months from ``first_month`` on; of the first January, only it."""
    months = MONTHS_IN_A_YEAR if first_month > 0 else 1
    for group in range(taken.shape[0]):
        for month in range(months):
            tally.places_open[draw, first_month + month, group] = places.places[group, first_month + month]
            tally.places_taken[draw, first_month + month, group] = taken[group, month]


@inlined
def _has_place(places: Places, taken: Ints, need: int, setting: int, month: int, step: int) -> bool:
    group = places.group[need, setting]
    return bool(group < 0 or taken[group, month] < places.places[group, step * MONTHS_IN_A_YEAR + month + 1])


@lean
def _find_place(
    places: Places, taken: Ints, is_valid: Bools, tally: Tally, at: tuple[int, int, int], place: tuple[int, int, int]
) -> int:
    """The setting that has a place: the wanted one, else as ``Places`` says. ``at`` is draw, step, month."""
    draw, step, month = at
    need, wanted, nc = place
    if _has_place(places, taken, need, wanted, month, step):
        return wanted
    tally.overflowed[draw, step + 1, wanted] += 1
    for choice in range(places.overflow.shape[1]):
        other = places.overflow[wanted, choice]
        if other < 0:
            break
        if is_valid[need, other, nc] and _has_place(places, taken, need, other, month, step):
            return int(other)
    tally.over_places[draw, step + 1, wanted] += 1
    return wanted


@inlined
def take_place(places: Places, taken: Ints, need: int, setting: int, month: int, sign: int) -> None:
    """One place more (``sign`` 1) or fewer taken from ``month`` to the end of the year, where places bind."""
    group = places.group[need, setting]
    if group >= 0:
        for later in range(month, MONTHS_IN_A_YEAR):
            taken[group, later] += sign


@compiled
def places_taken(places: Places, book: Book) -> Ints:
    """``taken[group, month]`` of the year to come, before anything happens in it."""
    taken = np.zeros((places.places.shape[0], MONTHS_IN_A_YEAR), np.int32)
    for need in range(places.group.shape[0]):
        for setting in range(places.group.shape[1]):
            if places.group[need, setting] >= 0:
                taken[places.group[need, setting]] += book.children[need, setting]
    return taken


@compiled
def settle(
    crowd: Crowd,
    arrivals: Arrivals,
    count: int,
    book: Book,
    where: tuple[Bools, Prices, Places],
    taken: Ints,
    tally: Tally,
    at: tuple[int, int],
) -> None:
    """Bring every arrival to its setting, month by month where places can run out, and count it.

    ``where`` is which states are valid, the price book and the places; ``at`` is draw and step.
    """
    is_valid, prices, places = where
    draw, step = at
    _, settings, ncs = is_valid.shape
    has_places = len(places.places) > 0
    order = by_month(arrivals.month, count) if has_places else np.empty(0, np.int64)
    for number in range(count):
        i = order[number] if has_places else number
        child, month, before = arrivals.child[i], arrivals.month[i], arrivals.from_setting[i]
        nc, need, to = int(arrivals.nc[i]), int(arrivals.need[i]), int(arrivals.to_setting[i])
        if has_places:
            to = _find_place(places, taken, is_valid, tally, (draw, step, month), (need, to, nc))
            take_place(places, taken, need, to, month, 1)
        later = step * MONTHS_IN_A_YEAR + month + 1
        if before != NOWHERE:
            count_one(book, (need, before, nc), later, -1, crowd.price[child])
        if to != before:
            crowd.price[child] = price_of(prices, need, to, arrivals.quantile[i])
        count_one(book, (need, to, nc), later, 1, crowd.price[child])
        crowd.cell[child] = (need * settings + to) * ncs + nc
        if before == NOWHERE:
            tally.joined[draw, step + 1] += 1
            tally.starters[draw, step + 1, to] += 1
        elif to != before:
            tally.moved[draw, step + 1] += 1
