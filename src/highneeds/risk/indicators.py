"""Indicators: a live measure with limits, bound to a risk. One that crosses prompts a person; it changes no score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from highneeds.risk.history import History, months_before
from highneeds.risk.live import LiveMeasure, Polarity, Reading, value_in_words


class BearsOn(StrEnum):
    """Which side of the score an indicator speaks to."""

    LIKELIHOOD = "likelihood"
    IMPACT = "impact"


class State(StrEnum):
    """How an indicator stands; the value is what a table says."""

    CROSSED = "crossed"
    NEAR = "near"
    WITHIN = "within"
    UNKNOWN = "the data cannot say"


@dataclass(frozen=True, slots=True)
class Indicator:
    """Crossed beyond ``threshold``, near from ``near`` on, on the measure's bad side. ``agreed``: by whom and when."""

    risk: str
    measure: str
    threshold: float
    near: float
    bears_on: BearsOn
    agreed: str

    def state(self, reading: Reading | None, polarity: Polarity) -> State:
        """At the threshold itself nothing is crossed yet; where ``near`` is the threshold, nothing is ever near."""
        if reading is None or reading.value is None:
            return State.UNKNOWN
        worse = 1.0 if polarity is Polarity.LOW_IS_GOOD else -1.0
        if worse * reading.value > worse * self.threshold:
            return State.CROSSED
        has_near = self.near != self.threshold
        return State.NEAR if has_near and worse * reading.value >= worse * self.near else State.WITHIN

    def is_in_order(self, polarity: Polarity) -> bool:
        """Whether ``near`` comes before ``threshold`` on the way to the bad side."""
        worse = 1.0 if polarity is Polarity.LOW_IS_GOOD else -1.0
        return worse * self.near <= worse * self.threshold

    def limit_in_words(self, measure: LiveMeasure) -> str:
        side = "over" if measure.polarity is Polarity.LOW_IS_GOOD else "under"
        return f"{side} {value_in_words(self.threshold, measure.unit)}"


@dataclass(frozen=True, slots=True)
class Watched:
    """An indicator as it stands today."""

    indicator: Indicator
    measure: LiveMeasure
    reading: Reading | None
    state: State

    def now_in_words(self) -> str:
        """The value, or why there is none; to a place more where it would read as if it were the limit and is not."""
        if self.reading is None or self.reading.value is None:
            return "nothing was read" if self.reading is None else self.reading.why_not
        value, unit = self.reading.value, self.measure.unit
        said = value_in_words(value, unit)
        is_limit_in_words = said == value_in_words(self.indicator.threshold, unit) and value != self.indicator.threshold
        return value_in_words(value, unit, places=2) if is_limit_in_words else said


def watched(
    indicators: Iterable[Indicator], measures: Mapping[str, LiveMeasure], readings: Mapping[str, Reading]
) -> tuple[Watched, ...]:
    """Raises KeyError for an indicator of a measure that is not in the registry."""
    found = []
    for indicator in indicators:
        measure, reading = measures[indicator.measure], readings.get(indicator.measure)
        found.append(Watched(indicator, measure, reading, indicator.state(reading, measure.polarity)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A risk that a person should score again, and why. The score stands until somebody does."""

    risk: str
    crossed: tuple[str, ...]
    is_review_due: bool
    is_never_scored: bool

    def in_words(self, labels: Mapping[str, str]) -> str:
        reasons = [f"limits crossed: {', '.join(labels[key] for key in self.crossed)}"] if self.crossed else []
        if self.is_never_scored:
            reasons.append("it has never been scored")
        elif self.is_review_due:
            reasons.append("its review is due")
        return f"{self.risk}: {'; '.join(reasons)}."


def prompt_of(history: History, seen: Sequence[Watched], *, day: date, review_months: int) -> Prompt | None:
    """What asks for a new score: an indicator crossed that the last score did not answer, or a review that is due.

    A score of the last ``review_months`` that names the crossed measures among what it answers is the answer to them,
    whether it moved or not.
    """
    crossed = {one.indicator.measure for one in seen if one.state is State.CROSSED}
    last = history.on(day)
    if last is None:
        return Prompt(history.risk, tuple(sorted(crossed)), is_review_due=True, is_never_scored=True)
    is_due = last.scored_on < months_before(day, review_months)
    unanswered = crossed if is_due else crossed - set(last.answers)
    if not unanswered and not is_due:
        return None
    return Prompt(history.risk, tuple(sorted(unanswered)), is_review_due=is_due, is_never_scored=False)
