"""The matrix on which risks are scored: how many steps, what each means, and where low, medium and high begin."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


class Level(StrEnum):
    """How high a score is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class ImpactOn(StrEnum):
    """What a risk would fall on. The greatest of the impacts counts: harm to children is not offset by cheapness."""

    SERVICE = "service"
    PEOPLE = "people"
    REPUTATION = "reputation"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Matrix:
    """``prob_limits``: the greatest chance in a year of each likelihood but the last; ``money_limits``: the greatest
    loss of each impact but the last, as shares of the block's budget. Scores are likelihood times impact.

    Raises ValueError when labels and limits do not go together, limits do not rise, or the levels overlap.
    """

    likelihoods: tuple[str, ...]
    prob_limits: tuple[float, ...]
    impacts: tuple[str, ...]
    money_limits: tuple[float, ...]
    medium_from: int
    high_from: int
    source: str

    def __post_init__(self) -> None:
        for what, labels, limits in (
            ("likelihood", self.likelihoods, self.prob_limits),
            ("impact", self.impacts, self.money_limits),
        ):
            if len(labels) < 2 or len(set(labels)) != len(labels) or not all(label.strip() for label in labels):  # noqa: PLR2004 - one step is no scale
                message = f"the steps of {what} need at least two names, each its own"
                raise ValueError(message)
            if len(limits) != len(labels) - 1 or not _rises(limits):
                message = (
                    f"{len(labels)} steps of {what} need {len(labels) - 1} limits that rise from above 0 to below 1"
                )
                raise ValueError(message)
        if not 1 < self.medium_from < self.high_from <= self.most:
            message = f"medium begins above 1, high above medium and at most at {self.most}"
            raise ValueError(message)
        if not self.source.strip():
            message = "a matrix says who agreed it"
            raise ValueError(message)

    @property
    def most(self) -> int:
        """The highest score there is."""
        return len(self.likelihoods) * len(self.impacts)

    def level(self, score: int) -> Level:
        """Raises ValueError for a score that the matrix does not have."""
        if not 1 <= score <= self.most:
            message = f"a score is from 1 to {self.most}, not {score}"
            raise ValueError(message)
        return Level.HIGH if score >= self.high_from else Level.MEDIUM if score >= self.medium_from else Level.LOW

    def likelihood_of(self, prob: float) -> int:
        """The step of a chance in a year; raises ValueError for what is no probability."""
        if not 0.0 <= prob <= 1.0:
            message = f"{prob} is no probability"
            raise ValueError(message)
        return _step(prob, self.prob_limits)

    def money_impact_of(self, share_of_block: float) -> int:
        """The step of a loss, as a share of the block's budget; no loss, or a gain, is the first."""
        return _step(share_of_block, self.money_limits)

    def money_in_words(self, impact: int) -> str:
        """What the step means in money: ``2.5% to 5% of the block``."""
        return _band(impact, self.money_limits, " of the block")

    def chance_in_words(self, likelihood: int) -> str:
        return _band(likelihood, self.prob_limits, " a year")


def _rises(limits: Sequence[float]) -> bool:
    whole = (0.0, *limits, 1.0)
    return all(math.isfinite(limit) for limit in limits) and all(low < high for low, high in pairwise(whole))


def _step(value: float, limits: Sequence[float]) -> int:
    """A value at a limit belongs to the lower step."""
    return 1 + sum(value > limit for limit in limits)


def _band(step: int, limits: Sequence[float], unit: str) -> str:
    if not 1 <= step <= len(limits) + 1:
        message = f"there is no step {step}; there are {len(limits) + 1}"
        raise ValueError(message)
    ends = [f"{limit * 100:g}%" for limit in limits]
    if step == 1:
        return f"up to {ends[0]}{unit}"
    return f"over {ends[-1]}{unit}" if step > len(limits) else f"{ends[step - 2]} to {ends[step - 1]}{unit}"


USUAL_MATRIX = Matrix(
    likelihoods=("rare", "unlikely", "possible", "likely", "almost certain"),
    prob_limits=(0.05, 0.20, 0.50, 0.80),
    impacts=("minor", "moderate", "serious", "major", "severe"),
    money_limits=(0.0025, 0.01, 0.025, 0.05),
    medium_from=5,
    high_from=15,
    source="highneeds' own default: five by five as most councils score, levels as Newport publishes them, money as "
    "shares of the block since fixed sums are too small for some and too large for others",
)
"""What holds where a council's file gives no matrix."""
