"""Why one January differs from the next: children who joined, left or moved, and what their places cost.

In a record every child is known: a joiner adds its price, a leaver takes it away, a mover the difference of two, and
one who stayed what its own price rose. In a simulation only settings are counted, so that joiners, leavers and movers
count at the mean price of the setting in the January before, and price is the rise of those means for the children
there now: the convention of the budget variance (volume and mix at the old prices, price on the new children). With
nobody in a setting before or after, there is no price to compare, so that nothing is put down to price. Either way the
parts add to the change.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from highneeds.forecast.prices import in_steps
from highneeds.forecast.types import NO_PLAN, Floats, History, Ints, Simulation, Stock

STEPS = ("joined", "left", "moved", "price")


@dataclass(frozen=True)
class YearSteps:
    """``children[..., step]`` and ``rate_gbp[..., step]`` by ``STEPS``, rate being whole-year prices of those present.

    Of a simulation the first axes are draw and year (from its first January to the second, and so on); of a record
    there are none. Children who move add nothing to their number.
    """

    children: Floats
    rate_gbp: Floats


def year_steps(simulation: Simulation) -> YearSteps:
    """The steps of every year of every draw; they add to the change from January to January exactly."""
    present, price = simulation.children.sum(axis=2).astype(np.float64), in_steps(simulation.price_gbp).sum(axis=2)
    starters, leavers = (counts[:, 1:].astype(np.float64) for counts in (simulation.starters, simulation.leavers))
    moved = present[:, 1:] - present[:, :-1] - starters + leavers
    mean = _old_prices(present, price)
    volume = [in_steps((change * mean).sum(axis=2)) for change in (starters, -leavers, moved)]
    rise = (price[:, 1:] - price[:, :-1]).sum(axis=2)
    rate = [*volume, rise - volume[0] - volume[1] - volume[2]]
    nothing = np.zeros(rise.shape)
    children = [starters.sum(axis=2), -leavers.sum(axis=2), moved.sum(axis=2), nothing]
    return YearSteps(np.stack(children, axis=-1), np.stack(rate, axis=-1))


def between_stocks(before: Stock, now: Stock) -> YearSteps:
    """The steps from one counted January to another, child by child; children are matched by ``child_id``."""
    both, then_at, now_at = np.intersect1d(before.child_id, now.child_id, return_indices=True)
    then_price, now_price = in_steps(before.price_gbp_per_year), in_steps(now.price_gbp_per_year)
    has_moved = before.setting[then_at] != now.setting[now_at]
    rise = now_price[now_at] - then_price[then_at]
    joined = now_price.sum() - now_price[now_at].sum()
    left = then_price.sum() - then_price[then_at].sum()
    rate = [joined, -left, rise[has_moved].sum(), rise[~has_moved].sum()]
    children = [len(now.child_id) - len(both), len(both) - len(before.child_id), 0.0, 0.0]
    return YearSteps(np.array(children, dtype=np.float64), np.array(rate, dtype=np.float64))


def in_record(history: History, price_gbp_per_year: Floats) -> YearSteps:
    """The steps of the last interval of ``history``, every child at ``price_gbp_per_year[need, setting]`` in both
    Januaries: past prices are not known, so price is what changes of need made of those who stayed.
    """
    rows = history.only(history.census_year_from == history.intervals[-1])
    sides = ((rows.need_from, rows.setting_from, 0), (rows.need_to, rows.setting_to, 1))
    before, now = (
        _counted(need, setting, rows.nc_year_from + older, price_gbp_per_year) for need, setting, older in sides
    )
    return between_stocks(before, now)


def _counted(need: Ints, setting: Ints, nc_year: Ints, price_gbp_per_year: Floats) -> Stock:
    """Those who have a plan; a child is its row, and the census year is of no account."""
    has_plan = need != NO_PLAN
    need, setting = need[has_plan], setting[has_plan]
    child = np.flatnonzero(has_plan).astype(np.uint64)
    return Stock(0, child, nc_year[has_plan], need, setting, price_gbp_per_year[need, setting])


def _old_prices(present: Floats, price: Floats) -> Floats:
    """Mean price ``[draw, year, setting]`` in the January before; the one after where nobody was there before."""
    means = np.divide(price, present, out=np.zeros(price.shape), where=present > 0)
    return np.asarray(np.where(present[:, :-1] > 0, means[:, :-1], means[:, 1:]))
