"""Live measures: what a number means, which way is good, and which measure of fairness stands beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

CANNOT_SAY = "the data cannot say"


class Polarity(StrEnum):
    """Which way is good."""

    LOW_IS_GOOD = "low is good"
    HIGH_IS_GOOD = "high is good"


class LiveUnit(StrEnum):
    """How a measure is written."""

    SHARE = "share"
    COUNT = "count"
    PENCE = "pence"
    RATE = "per 100"
    DAYS = "days"
    RATING = "score"


class Period(StrEnum):
    """What a value is of: a day, a stretch of time, or the year so far."""

    POINT = "on a day"
    PERIOD = "over a period"
    ROLLING = "over the last twelve months"
    YEAR_TO_DATE = "in the year to date"


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveMeasure:
    """What a live measure is. ``counter``: the key of what must not get worse while this gets better.

    ``is_pressure``: whether pushing it the good way could harm a child's right; such a measure has a counter.
    ``source``: the files it comes from; ``owner``: who answers for it, by office.
    Raises ValueError for a pressure measure without its counter, or words that are missing.
    """

    key: str
    label: str
    definition: str
    polarity: Polarity
    unit: LiveUnit
    period: Period
    source: str
    owner: str
    is_pressure: bool = False
    counter: str | None = None
    numerator: str = ""
    denominator: str = ""

    def __post_init__(self) -> None:
        for name in ("key", "label", "definition", "source", "owner"):
            if not getattr(self, name).strip():
                message = f"live measure {self.key!r} has no {name}"
                raise ValueError(message)
        if self.is_pressure and self.counter is None:
            message = f"live measure {self.key} is one of pressure and names none of fairness beside it"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of a measure, or the reason why there is none: never nought in its place.

    ``given_by``: who typed it, empty where the system counted it. Raises ValueError when there is both a value and a
    reason, or neither, a number that is not finite, or no source.
    """

    measure: str
    value: float | None
    as_at: date
    source: str
    why_not: str = ""
    given_by: str = ""

    def __post_init__(self) -> None:
        if (self.value is None) == (not self.why_not.strip()):
            message = f"a reading of {self.measure} is a value, or says why there is none"
            raise ValueError(message)
        if self.value is not None and not math.isfinite(self.value):
            message = f"a reading of {self.measure} is no number: {self.value}"
            raise ValueError(message)
        if not self.source.strip():
            message = f"a reading of {self.measure} needs a source"
            raise ValueError(message)

    def in_words(self, unit: LiveUnit) -> str:
        if self.value is None:
            return f"{CANNOT_SAY}: {self.why_not}"
        return value_in_words(self.value, unit)


@dataclass(frozen=True, slots=True)
class Aim:
    """Where a council was, and where it means to be: the baseline with its day, the target with its day, and how far
    short of the target is still borne. Raises ValueError for a tolerance below nothing or a target before its baseline.
    """

    measure: str
    baseline: float
    baseline_on: date
    target: float
    target_by: date
    tolerance: float
    source: str

    def __post_init__(self) -> None:
        if self.tolerance < 0 or self.target_by < self.baseline_on:
            message = f"aim of {self.measure}: the tolerance is nought or more, and the target comes after the baseline"
            raise ValueError(message)

    def is_met(self, value: float, polarity: Polarity) -> bool:
        """Within the tolerance, on the target's good side."""
        short = value - self.target if polarity is Polarity.LOW_IS_GOOD else self.target - value
        return short <= self.tolerance


def value_in_words(value: float, unit: LiveUnit, *, places: int = 1) -> str:
    """``5.4%``, ``1,204``, ``£2.40m`` or ``3.1 per 100``; ``places`` of a share."""
    if unit is LiveUnit.SHARE:
        return f"{value:.{places}%}"
    if unit is LiveUnit.PENCE:
        return _pounds(value / 100)
    if unit is LiveUnit.RATE:
        return f"{value:,.1f} per 100"
    return f"{value:,.0f} days" if unit is LiveUnit.DAYS else f"{value:,.0f}"


def _pounds(pounds: float) -> str:
    million = 1_000_000
    sign = "\N{MINUS SIGN}" if pounds < 0 else ""
    size = abs(pounds)
    return f"{sign}£{size / million:.2f}m" if size >= million else f"{sign}£{size:,.0f}"
