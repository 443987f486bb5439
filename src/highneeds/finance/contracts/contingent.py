"""What may still have to be paid for rises that are requested or disputed: a refused rise may be an unpaid debt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from highneeds.core import Pence
from highneeds.finance.contracts.cost import cost_between
from highneeds.finance.contracts.ladder import Expectation, Probability, expectation
from highneeds.finance.contracts.types import Calendars, CostKind, FundingEpisode, UpliftStatus
from highneeds.finance.contracts.uplift import settled

_STARTING_VALUE = "a starting judgement of this system, not measured: replace it by your own council's record"
RISE_PROBABILITIES: Mapping[UpliftStatus, Probability] = {
    # Judgements: providers ask for more than they get, and a council disputes what it means to refuse.
    UpliftStatus.REQUESTED: Probability(Fraction("0.6"), _STARTING_VALUE),
    UpliftStatus.DISPUTED: Probability(Fraction("0.4"), _STARTING_VALUE),
}
"""That an open rise will have to be paid in full."""


@dataclass(frozen=True, slots=True)
class OpenUplift:
    """A rise not yet settled, and what it adds to the block's cost on the days asked for, should it be paid."""

    kind: CostKind
    status: UpliftStatus
    pence: Pence
    probability: Probability


def open_uplifts(episode: FundingEpisode, first: date, last: date, calendars: Calendars) -> tuple[OpenUplift, ...]:
    """Each requested or disputed rise in order of day, on top of those before it, so that together they add up."""
    found = []
    pending = [(one.first_day, one, part.kind) for part in episode.components for one in part.uplifts]
    for _, uplift, kind in sorted(pending, key=lambda row: row[0]):
        if uplift.status.is_certain:
            continue
        risen = settled(episode, uplift)
        more = _block(risen, first, last, calendars) - _block(episode, first, last, calendars)
        found.append(OpenUplift(kind, uplift.status, Pence(more), uplift.probability))
        episode = risen
    return tuple(found)


def contingent_liability(episode: FundingEpisode, first: date, last: date, calendars: Calendars) -> Expectation:
    """The expected cost of all open rises, with its range from none to all of them."""
    rows = open_uplifts(episode, first, last, calendars)
    return expectation((row.pence, row.probability) for row in rows)


def _block(episode: FundingEpisode, first: date, last: date, calendars: Calendars) -> int:
    return cost_between(episode, first, last, calendars).block_pence
