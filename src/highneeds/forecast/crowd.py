"""The children of one draw as the engine holds them, compiled: who they are, where they are, and what is counted."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from highneeds.core.philox import compiled, inlined, words
from highneeds.forecast.sampling import FIRST, Key
from highneeds.forecast.scene import Keys, Start, Tally, Words
from highneeds.forecast.types import Floats, Ints

MOST_TENURE = 5  # the tenure from which on all years in plan are alike
FIRST_YEAR_TENURE = 1
LEAVES, MOVES, CHANGES_NEED, GONE = 1, 2, 4, 8
MONTHS_IN_A_YEAR = 12
_ROOM = 1.25
_NEED_SHIFT, _SETTING_SHIFT, _ONE_BYTE = 16, 8, 0xFF

Counts = npt.NDArray[np.int64]


class Crowd(NamedTuple):
    """``[child]``, more room than children; ``luck[word, child]`` of the year under way.

    ``who[k]`` is the k-th child to whom something happens in the year, ``second[word, k]`` its further luck.
    """

    child_id: Keys
    cell: Ints
    price: Floats
    tenure: Ints
    luck: Words
    happens: npt.NDArray[np.int8]  # flags of the year under way
    who: Ints
    second: Words


class Arrivals(NamedTuple):
    """Children on their way to a setting in the year under way, ``[arrival]``, more room than arrivals.

    ``child`` is the position in the crowd, ``from_setting`` -1 for those who join, ``nc`` that after the summer,
    ``month`` 0 to 11.
    """

    child: Ints
    need: Ints
    nc: Ints
    from_setting: Ints
    to_setting: Ints
    month: Ints
    quantile: Floats


class Book(NamedTuple):
    """Running counts of one draw: now, by [need, setting] and [nc]; changes by [month, setting]."""

    children: Counts
    price: Floats
    children_by_nc: Counts
    price_by_nc: Floats
    month_change: Counts
    month_price_change: Floats


@compiled
def new_crowd(start: Start) -> Crowd:
    count = len(start.child_id)
    crowd = empty_crowd(int(count * _ROOM) + 1000)
    crowd.child_id[:count] = start.child_id
    crowd.cell[:count] = start.cell
    crowd.price[:count] = start.price
    crowd.tenure[:count] = start.tenure
    return crowd


@compiled
def empty_crowd(room: int) -> Crowd:
    return Crowd(
        np.empty(room, np.uint64),
        np.empty(room, np.int32),
        np.empty(room),
        np.empty(room, np.int32),
        np.empty((4, room), np.uint32),
        np.empty(room, np.int8),
        np.empty(room, np.int32),
        np.empty((4, room), np.uint32),
    )


@compiled
def with_room(crowd: Crowd, count: int, more: int) -> Crowd:
    """A larger copy of the first ``count`` children, with room for ``more``."""
    larger = empty_crowd(int((count + more) * _ROOM))
    larger.child_id[:count] = crowd.child_id[:count]
    larger.cell[:count] = crowd.cell[:count]
    larger.price[:count] = crowd.price[:count]
    larger.tenure[:count] = crowd.tenure[:count]
    return larger


@inlined
def band(tenure: int) -> int:
    """Position in PLAN_BANDS."""
    return tenure if tenure <= 2 else 3 if tenure <= 4 else 4  # noqa: PLR2004  years in plan + 1: 0-1, 1-2, 2-4, later


@inlined
def older(tenure: int) -> int:
    """A year later; what is not known stays so."""
    return tenure + 1 if 0 < tenure < MOST_TENURE else tenure


@compiled
def close_up(crowd: Crowd, count: int) -> int:
    """Those who are not GONE move together and are a year older; how many they are."""
    ids, cells, prices, tenures, happens = crowd.child_id, crowd.cell, crowd.price, crowd.tenure, crowd.happens
    kept = 0
    for i in range(count):
        # Written for all and passed over for some: cheaper than a branch that cannot be foreseen.
        ids[kept] = ids[i]
        cells[kept] = cells[i] + 1
        prices[kept] = prices[i]
        tenures[kept] = older(tenures[i])
        kept += happens[i] != GONE
    return kept


@compiled
def empty_arrivals(room: int) -> Arrivals:
    return Arrivals(
        np.empty(room, np.int32),
        np.empty(room, np.int32),
        np.empty(room, np.int32),
        np.empty(room, np.int32),
        np.empty(room, np.int32),
        np.empty(room, np.int32),
        np.empty(room),
    )


@compiled
def with_room_to_arrive(arrivals: Arrivals, count: int, more: int) -> Arrivals:
    """A larger copy of the first ``count`` arrivals, with room for ``more``."""
    larger = empty_arrivals(int((count + more) * _ROOM))
    larger.child[:count] = arrivals.child[:count]
    larger.need[:count] = arrivals.need[:count]
    larger.nc[:count] = arrivals.nc[:count]
    larger.from_setting[:count] = arrivals.from_setting[:count]
    larger.to_setting[:count] = arrivals.to_setting[:count]
    larger.month[:count] = arrivals.month[:count]
    larger.quantile[:count] = arrivals.quantile[:count]
    return larger


@inlined
def set_out(
    arrivals: Arrivals, number: int, child: int, state: tuple[int, int], way: tuple[int, int], month: int, price: float
) -> None:
    """Note who arrives: ``state`` is need and NC position, ``way`` the settings from and to, ``price`` a quantile."""
    arrivals.child[number] = child
    arrivals.need[number], arrivals.nc[number] = state
    arrivals.from_setting[number], arrivals.to_setting[number] = way
    arrivals.month[number] = month
    arrivals.quantile[number] = price


@compiled
def fill_luck(key: Key, ids: Keys, count: int, year: int, event: int, luck: Words) -> None:
    """``luck[word, child]``: one loop without a branch, so that the processor takes several children at a time."""
    one, two, three, four = luck[0], luck[1], luck[2], luck[3]
    for i in range(count):
        w0, w1, w2, w3 = words(key, ids[i], year, event, FIRST)
        one[i] = np.uint32(w0)
        two[i] = np.uint32(w1)
        three[i] = np.uint32(w2)
        four[i] = np.uint32(w3)


@compiled
def fill_second_luck(key: Key, crowd: Crowd, touched: int, year: int, event: int) -> None:
    """As ``fill_luck``, for those only to whom something happens: their keys are brought together first."""
    ids, who, together = crowd.child_id, crowd.who, np.empty(touched, np.uint64)
    for k in range(touched):
        together[k] = ids[who[k]]
    fill_luck(key, together, touched, year, event, crowd.second)


@compiled
def states_of(shape: tuple[int, int, int]) -> Ints:
    """What each cell stands for, ``[cell]``, for ``state_of``: looking up is cheaper than dividing."""
    needs, settings, ncs = shape
    states = np.empty(needs * settings * ncs, np.int32)
    for cell in range(len(states)):
        place = cell // ncs
        states[cell] = (place // settings << _NEED_SHIFT) | (place % settings << _SETTING_SHIFT) | cell % ncs
    return states


@inlined
def state_of(states: Ints, cell: int) -> tuple[int, int, int]:
    """Need, setting and NC position of ``cell``."""
    state = states[cell]
    return state >> _NEED_SHIFT, (state >> _SETTING_SHIFT) & _ONE_BYTE, state & _ONE_BYTE


@compiled
def new_book(start: Start, shape: tuple[int, int, int], months: int) -> Book:
    """The counts of the first January; ``shape`` is needs, settings, NC positions."""
    needs, settings, ncs = shape
    book = Book(
        np.zeros((needs, settings), np.int64),
        np.zeros((needs, settings)),
        np.zeros(ncs + 1, np.int64),
        np.zeros(ncs + 1),
        np.zeros((months, settings), np.int64),
        np.zeros((months, settings)),
    )
    for i in range(len(start.cell)):
        nc, place = start.cell[i] % ncs, start.cell[i] // ncs
        need, setting = place // settings, place % settings
        book.children[need, setting] += 1
        book.price[need, setting] += start.price[i]
        book.children_by_nc[nc] += 1
        book.price_by_nc[nc] += start.price[i]
        book.month_change[0, setting] += 1
        book.month_price_change[0, setting] += start.price[i]
    return book


@compiled
def copied(book: Book) -> Book:
    return Book(
        book.children.copy(),
        book.price.copy(),
        book.children_by_nc.copy(),
        book.price_by_nc.copy(),
        book.month_change.copy(),
        book.month_price_change.copy(),
    )


@compiled
def age_book(book: Book) -> None:
    """Everyone is an NC year older; the last position holds those who must leave."""
    for nc in range(len(book.children_by_nc) - 1, 0, -1):
        book.children_by_nc[nc] = book.children_by_nc[nc - 1]
        book.price_by_nc[nc] = book.price_by_nc[nc - 1]
    book.children_by_nc[0] = 0
    book.price_by_nc[0] = 0.0


@inlined
def count_one(book: Book, place: tuple[int, int, int], month: int, sign: int, price: float) -> None:
    """One child more (``sign`` 1) or fewer (-1) at (need, setting, nc) from ``month`` on."""
    need, setting, nc = place
    change = sign * price
    book.children[need, setting] += sign
    book.price[need, setting] += change
    book.children_by_nc[nc] += sign
    book.price_by_nc[nc] += change
    book.month_change[month, setting] += sign
    book.month_price_change[month, setting] += change


@compiled
def change_need(book: Book, needs: tuple[int, int], setting: int, price: float) -> None:
    """One child has another need; where and how old it is stays."""
    before, after = needs
    book.children[before, setting] -= 1
    book.price[before, setting] -= price
    book.children[after, setting] += 1
    book.price[after, setting] += price


@compiled
def write_january(book: Book, tally: Tally, draw: int, position: int, price_factor: Floats) -> None:
    """Copy what stands in the book into the tally; ``price_factor[setting]`` is what levers make of prices."""
    needs, settings = book.children.shape
    for need in range(needs):
        for setting in range(settings):
            children = book.children[need, setting]
            tally.children[draw, position, need, setting] = children
            # Sums of floats added and taken away again leave dust where no child is.
            price = book.price[need, setting] * price_factor[setting] if children else 0.0
            tally.price[draw, position, need, setting] = price
    for nc in range(len(book.children_by_nc) - 1):
        tally.children_by_nc[draw, position, nc] = book.children_by_nc[nc]
        tally.price_by_nc[draw, position, nc] = book.price_by_nc[nc] if book.children_by_nc[nc] else 0.0


@compiled
def write_months(book: Book, tally: Tally, draw: int, price_factor: Floats) -> None:
    """From changes to what stands in each month; ``price_factor[month, setting]``."""
    months, settings = book.month_change.shape
    children, price = np.zeros(settings, np.int64), np.zeros(settings)
    for month in range(months):
        for setting in range(settings):
            children[setting] += book.month_change[month, setting]
            price[setting] += book.month_price_change[month, setting]
            priced = price[setting] * price_factor[month, setting] if children[setting] else 0.0
            tally.children_by_month[draw, month, setting] = children[setting]
            tally.price_by_month[draw, month, setting] = priced


@compiled
def write_price_by_nc(
    who: tuple[Crowd, int], states: Ints, tally: Tally, at: tuple[int, int], price_factor: Floats
) -> None:
    """Prices by NC year where levers change them by setting, which no running sum knows; ``at`` is draw and January."""
    draw, position = at
    crowd, count = who
    tally.price_by_nc[draw, position] = 0.0
    for i in range(count):
        _, setting, nc = state_of(states, crowd.cell[i])
        tally.price_by_nc[draw, position, nc] += crowd.price[i] * price_factor[setting]


@compiled
def write_by_setting_nc(who: tuple[Crowd, int], states: Ints, tally: Tally, at: tuple[int, int]) -> None:
    """Children by setting and NC year, where the run asks for them; ``at`` is draw and January."""
    draw, position = at
    crowd, count = who
    counts = tally.children_by_setting_nc[draw, position]
    for i in range(count):
        _, setting, nc = state_of(states, crowd.cell[i])
        counts[setting, nc] += 1


@compiled
def is_recount_equal(book: Book, crowd: Crowd, count: int, ncs: int) -> bool:
    """Whether counting every child afresh gives what the book says: no child vanished or was counted twice."""
    needs, settings = book.children.shape
    counted = np.zeros(needs * settings * ncs, np.int64)
    for i in range(count):
        counted[crowd.cell[i]] += 1
    cells = counted.reshape(needs * settings, ncs)
    is_equal = (cells.sum(axis=1) == book.children.reshape(-1)).all() and book.children_by_nc[ncs] == 0
    return bool(is_equal and (cells.sum(axis=0) == book.children_by_nc[:ncs]).all())
