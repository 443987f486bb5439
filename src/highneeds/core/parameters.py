"""A parameter: values with a date from which each holds, a unit and a source; one without a source does not load."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value was read. Raises ValueError when the title or the place in it is missing."""

    title: str
    paragraph: str
    url: str | None = None

    def __post_init__(self) -> None:
        if not self.title.strip() or not self.paragraph.strip():
            message = "a source needs a title and a paragraph"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value that holds from ``effective`` until the next one. Raises ValueError when it is not a finite number."""

    effective: date
    value: Decimal
    source: Source

    def __post_init__(self) -> None:
        if not self.value.is_finite():
            message = f"{self.value} is not a finite number"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named national rate or limit; ``values`` run in order of date.

    Raises ValueError when there are none, when they are out of order, or when the label or the unit is missing.
    """

    key: str
    label: str
    unit: str
    values: tuple[DatedValue, ...]

    def __post_init__(self) -> None:
        days = [value.effective for value in self.values]
        if not days or days != sorted(set(days)):
            message = f"parameter {self.key}: values must be present, in order of date, each date once"
            raise ValueError(message)
        if not self.unit.strip() or not self.label.strip():
            message = f"parameter {self.key}: needs a label and a unit"
            raise ValueError(message)

    def dated(self, day: date) -> DatedValue:
        """The value in force on ``day``. Raises LookupError before the first value: an error, not a guess."""
        for value in reversed(self.values):
            if value.effective <= day:
                return value
        message = f"parameter {self.key} has no value on {day}; the first is of {self.values[0].effective}"
        raise LookupError(message)

    def on(self, day: date) -> Decimal:
        """The number in force on ``day``. Raises LookupError before the first value."""
        return self.dated(day).value
