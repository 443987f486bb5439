"""A life at other prices: a price changes no child, so what children's placements come to is kept and priced anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from highneeds.forecast.crowd import MONTHS_IN_A_YEAR
from highneeds.forecast.effects.outcome import Outcome, costs_of, rates_of
from highneeds.forecast.types import Floats, Simulation


@dataclass(frozen=True)
class Bill:
    """Of one life without levers on prices: pounds ``price_gbp[draw, january, need, setting]`` and
    ``price_gbp_by_month[draw, month, setting]``, as in ``Simulation``.
    """

    price_gbp: Floats
    price_gbp_by_month: Floats

    @property
    def draws(self) -> int:
        return len(self.price_gbp)

    @property
    def settings(self) -> int:
        return int(self.price_gbp.shape[3])


def bill_of(simulation: Simulation) -> Bill:
    return Bill(simulation.price_gbp, simulation.price_gbp_by_month)


def joined_bills(shards: Sequence[Bill]) -> Bill:
    """Shards one after the other; there must be one at least."""
    return Bill(
        np.concatenate([shard.price_gbp for shard in shards]),
        np.concatenate([shard.price_gbp_by_month for shard in shards]),
    )


def repriced(life: Outcome, bill: Bill, factors: Floats) -> Outcome:
    """What ``outcome_of`` gives of the same children at prices times ``factors[draw, month, setting]``, bit for bit."""
    return replace(
        life,
        cost_gbp=costs_of(bill.price_gbp_by_month * factors),
        rate_gbp=rates_of(bill.price_gbp * factors[:, ::MONTHS_IN_A_YEAR, None, :]),
    )
