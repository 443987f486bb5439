"""From committed to unidentified growth: how likely a placement is to be paid, and what that makes of its cost.

Nothing uncertain is counted in silence: every rung shows its cost if all of it comes, its expected cost and its range.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from highneeds.core import Pence
from highneeds.finance.apportion import round_half_up


class Status(StrEnum):
    """How far a placement has come, the most certain first."""

    COMMITTED = "committed"
    AGREED_AT_PANEL = "agreed at panel"
    CONSULTING = "consulting"
    TRIBUNAL = "tribunal"
    IN_ASSESSMENT = "in assessment"
    UNIDENTIFIED_GROWTH = "unidentified growth"


@dataclass(frozen=True, slots=True)
class Probability:
    """A probability from 0 to 1 and who says so. Raises ValueError outside that, or without a source."""

    value: Fraction
    source: str

    def __post_init__(self) -> None:
        if not 0 <= self.value <= 1:
            message = f"{float(self.value)} is not a probability"
            raise ValueError(message)
        if not self.source.strip():
            message = "a probability needs a source"
            raise ValueError(message)


_STARTING_VALUE = "a starting judgement of this system, not measured: replace it by your own council's record"
DEFAULT_PROBABILITIES: Mapping[Status, Probability] = {
    Status.COMMITTED: Probability(Fraction(1), "a contract is signed"),
    # Judgements: each rung is a decision still to be made, and most placements agreed by a panel do start.
    Status.AGREED_AT_PANEL: Probability(Fraction("0.95"), _STARTING_VALUE),
    Status.CONSULTING: Probability(Fraction("0.6"), _STARTING_VALUE),
    Status.TRIBUNAL: Probability(Fraction("0.5"), _STARTING_VALUE),
    Status.IN_ASSESSMENT: Probability(Fraction("0.25"), _STARTING_VALUE),
}
"""Unidentified growth has no default: its probability comes from the forecast, or it is refused."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """An uncertain cost: nothing of it comes at ``low_pence``, all of it at ``high_pence``. The chances of the cases
    are taken as independent in ``standard_deviation_pence``.
    """

    cases: int
    expected_pence: Pence
    low_pence: Pence
    high_pence: Pence
    standard_deviation_pence: Pence
    sources: tuple[str, ...]


def probability_of(status: Status, own: Probability | None) -> Probability:
    """The episode's own, else the ladder's. Raises ValueError for growth that gives none: it is never assumed."""
    if own is not None:
        return own
    if status not in DEFAULT_PROBABILITIES:
        message = f"{status} has no usual probability; give one with its source"
        raise ValueError(message)
    return DEFAULT_PROBABILITIES[status]


def expectation(cases: Iterable[tuple[Pence, Probability]]) -> Expectation:
    """Of costs that each come whole or not at all; a certain one (probability 1) counts at the low end too."""
    known = list(cases)
    mean = sum((pence * chance.value for pence, chance in known), Fraction(0))
    variance = sum((pence**2 * chance.value * (1 - chance.value) for pence, chance in known), Fraction(0))
    return Expectation(
        cases=len(known),
        expected_pence=Pence(round_half_up(mean)),
        low_pence=Pence(sum(pence for pence, chance in known if chance.value == 1)),
        high_pence=Pence(sum(pence for pence, chance in known if chance.value > 0)),
        standard_deviation_pence=Pence(math.isqrt(round_half_up(variance))),
        sources=tuple(sorted({chance.source for _, chance in known})),
    )


def by_status(cases: Iterable[tuple[Status, Pence, Probability]]) -> dict[Status, Expectation]:
    """Every rung of the ladder in its order, empty ones too, so that what is not there is seen not to be."""
    known = list(cases)
    return {rung: expectation((pence, chance) for status, pence, chance in known if status is rung) for rung in Status}
