"""What lives add up to, compiled: counted into the tally, or taken out of it again."""

from __future__ import annotations

from typing import NamedTuple

from highneeds.core.philox import compiled, inlined
from highneeds.forecast.crowd import MONTHS_IN_A_YEAR, Counts
from highneeds.forecast.placing import NOWHERE
from highneeds.forecast.scene import Tally
from highneeds.forecast.types import Floats, Ints


class Sums(NamedTuple):
    """One draw's part of the tally, as lives change it; and by [month, setting] what changes from a month on, which is
    not in the tally yet.
    """

    children: Ints
    price: Floats
    children_by_nc: Ints
    price_by_nc: Floats
    children_by_setting_nc: Ints
    joined: Ints
    left: Ints
    moved: Ints
    starters: Ints
    leavers: Ints
    month_change: Counts
    month_price_change: Floats


@compiled
def sums_of(tally: Tally, number: int, month_change: Counts, month_price_change: Floats) -> Sums:
    """What is counted at position ``number`` of the tally."""
    return Sums(
        tally.children[number],
        tally.price[number],
        tally.children_by_nc[number],
        tally.price_by_nc[number],
        tally.children_by_setting_nc[number],
        tally.joined[number],
        tally.left[number],
        tally.moved[number],
        tally.starters[number],
        tally.leavers[number],
        month_change,
        month_price_change,
    )


@inlined
def count_january(sums: Sums, january: int, place: tuple[int, int, int], sign: int, price: float) -> None:
    """One child more (``sign`` 1) or fewer (-1) in the January, at need, setting and NC position."""
    need, setting, nc = place
    sums.children[january, need, setting] += sign
    sums.price[january, need, setting] += sign * price
    sums.children_by_nc[january, nc] += sign
    sums.price_by_nc[january, nc] += sign * price
    if sums.children_by_setting_nc.shape[1] > 0:
        sums.children_by_setting_nc[january, setting, nc] += sign


@inlined
def change_month(sums: Sums, month: int, setting: int, sign: int, price: float) -> None:
    """One child more or fewer in the setting from the month on."""
    sums.month_change[month, setting] += sign
    sums.month_price_change[month, setting] += sign * price


@inlined
def count_departure(sums: Sums, moment: tuple[int, int], way: tuple[int, int], sign: int, price: float) -> None:
    """A child who goes in the step and month ``moment`` from one setting to another, or (NOWHERE) for good."""
    step, month = moment
    setting, to = way
    change_month(sums, step * MONTHS_IN_A_YEAR + month + 1, setting, -sign, price)
    if to == NOWHERE:
        sums.left[step + 1] += sign
        sums.leavers[step + 1, setting] += sign


@inlined
def count_arrival(sums: Sums, moment: tuple[int, int], way: tuple[int, int], sign: int, price: float) -> None:
    """A child who comes in the step and month ``moment`` from one setting, or (NOWHERE) with a new plan, to another."""
    step, month = moment
    before, setting = way
    change_month(sums, step * MONTHS_IN_A_YEAR + month + 1, setting, sign, price)
    if before == NOWHERE:
        sums.joined[step + 1] += sign
        sums.starters[step + 1, setting] += sign
    else:
        sums.moved[step + 1] += sign


@compiled
def add_months(tally: Tally, number: int, month_change: Counts, month_price_change: Floats) -> None:
    """Bring the changes by month into the tally, and let them begin anew."""
    months, settings = month_change.shape
    for setting in range(settings):
        children, price = 0, 0.0
        for month in range(months):
            children += month_change[month, setting]
            price += month_price_change[month, setting]
            tally.children_by_month[number, month, setting] += children
            tally.price_by_month[number, month, setting] += price
    month_change[:] = 0
    month_price_change[:] = 0.0


@compiled
def copy_counts(tally: Tally, to: int, of: int) -> None:
    """All that is counted where no child waits."""
    tally.children[to] = tally.children[of]
    tally.price[to] = tally.price[of]
    tally.children_by_nc[to] = tally.children_by_nc[of]
    tally.price_by_nc[to] = tally.price_by_nc[of]
    tally.children_by_setting_nc[to] = tally.children_by_setting_nc[of]
    tally.joined[to] = tally.joined[of]
    tally.left[to] = tally.left[of]
    tally.moved[to] = tally.moved[of]
    tally.starters[to] = tally.starters[of]
    tally.leavers[to] = tally.leavers[of]
    tally.children_by_month[to] = tally.children_by_month[of]
    tally.price_by_month[to] = tally.price_by_month[of]
    tally.requests[to] = tally.requests[of]
