"""What many episodes cost together, rung by rung of the ladder, as expected value and range."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from highneeds.finance.contracts.cost import cost_between, full_year_pence
from highneeds.finance.contracts.ladder import Expectation, Status, by_status, probability_of
from highneeds.finance.contracts.types import Calendars, FundingEpisode


def expected_cost(
    episodes: Iterable[FundingEpisode], first: date, last: date, calendars: Calendars
) -> dict[Status, Expectation]:
    """The block's cost on some days for every rung. Raises ValueError for growth without a probability of its own."""
    return by_status(
        (one.status, cost_between(one, first, last, calendars).block_pence, probability_of(one.status, one.probability))
        for one in episodes
    )


def expected_full_year(episodes: Iterable[FundingEpisode], day: date) -> dict[Status, Expectation]:
    """The block's cost of a whole year at the rates of ``day``, to stand beside the cost in the year."""
    return by_status(
        (one.status, full_year_pence(one, day), probability_of(one.status, one.probability)) for one in episodes
    )
