"""The scores a risk has had: who gave each, when and why; a trend comes from them and is never typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from highneeds.core.errors import Refusal
from highneeds.risk.assessment import Assessment
from highneeds.risk.matrix import Matrix

TREND_MONTHS = 12
_MONTHS_IN_A_YEAR = 12
_LAST_DAY_OF_ANY_MONTH = 28


@dataclass(frozen=True, slots=True)
class Score:
    """``answers``: keys of the live measures that had crossed when it was given, so that it is the answer to them.

    Raises ValueError without who or why: a score that nobody gave, or for no reason, is none.
    """

    risk: str
    scored_on: date
    scored_by: str
    why: str
    assessment: Assessment
    evidence: str = ""
    answers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("risk", "scored_by", "why"):
            if not getattr(self, name).strip():
                message = f"a score needs {name.replace('_', ' ')}"
                raise ValueError(message)


class Trend(StrEnum):
    """Over the last twelve months; the value is what a table says."""

    RISING = "rising"
    FALLING = "falling"
    STEADY = "steady"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class History:
    """Of one risk, oldest first. ``add`` is the only way to lengthen it."""

    risk: str
    scores: tuple[Score, ...] = ()

    def __post_init__(self) -> None:
        days = [score.scored_on for score in self.scores]
        if days != sorted(days) or any(score.risk != self.risk for score in self.scores):
            message = f"the history of {self.risk} is in order of day and of this risk alone"
            raise ValueError(message)

    @property
    def current(self) -> Score | None:
        return self.scores[-1] if self.scores else None

    def on(self, day: date) -> Score | None:
        """The score in force on ``day``; None before the first."""
        return next((score for score in reversed(self.scores) if score.scored_on <= day), None)

    def add(self, score: Score, matrix: Matrix) -> History:
        """With one more. Raises Refusal, naming what is wrong, for a score outside the matrix, one dated before the
        last, or a lower one without evidence.
        """
        if not score.assessment.fits(matrix):
            message = (
                f"{self.risk}: likelihood goes to {len(matrix.likelihoods)} and impact to {len(matrix.impacts)} on "
                "this matrix."
            )
            raise Refusal(message)
        last = self.current
        if last is not None and score.scored_on < last.scored_on:
            message = f"{self.risk} was scored on {last.scored_on}; a later score cannot be of {score.scored_on}."
            raise Refusal(message)
        if last is not None and score.assessment.score < last.assessment.score and not score.evidence.strip():
            message = (
                f"{self.risk} would fall from {last.assessment.score} to {score.assessment.score}. A fall needs "
                "evidence: say what shows that the risk is lower."
            )
            raise Refusal(message)
        return History(self.risk, (*self.scores, score))

    def trend(self, day: date, months: int = TREND_MONTHS) -> Trend:
        """The score on ``day`` against that ``months`` before; new where there was none then."""
        now, before = self.on(day), self.on(months_before(day, months))
        if now is None or before is None:
            return Trend.NEW
        difference = now.assessment.score - before.assessment.score
        return Trend.RISING if difference > 0 else Trend.FALLING if difference < 0 else Trend.STEADY

    def change_in_words(self, position: int) -> str:
        """``up from 16``, ``unchanged`` or ``first score``, of the score at ``position``."""
        now = self.scores[position].assessment.score
        if position == 0:
            return "first score"
        before = self.scores[position - 1].assessment.score
        return "unchanged" if now == before else f"{'up' if now > before else 'down'} from {before}"


def history_of(risk: str, scores: Sequence[Score], matrix: Matrix) -> History:
    """Every score checked as if it came today; raises Refusal as ``History.add``."""
    history = History(risk)
    for score in scores:
        history = history.add(score, matrix)
    return history


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or its 28th where the month may be too short."""
    whole = day.year * _MONTHS_IN_A_YEAR + day.month - 1 - months
    return date(whole // _MONTHS_IN_A_YEAR, whole % _MONTHS_IN_A_YEAR + 1, min(day.day, _LAST_DAY_OF_ANY_MONTH))
