"""A programme of savings: six workstreams, and measures in them, each a set of levers on drivers of the forecast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from highneeds.core import FinancialYear, Pence
from highneeds.finance.block import Delivery
from highneeds.forecast.levers.types import Lever
from highneeds.savings.amounts import Entered, Kind
from highneeds.savings.substitution import Substitution


class Workstream(StrEnum):
    """The six of the programme; the value is shown."""

    CASE_PLANNING = "case planning and review"
    SPECIALIST_TEACHING = "specialist teaching service"
    INDEPENDENT = "independent placement commissioning"
    SUFFICIENCY = "sufficiency and provision"
    BEHAVIOUR = "behaviour and inclusion"
    MEDICAL = "children with medical needs"


class Enabler(StrEnum):
    """What a measure waits for."""

    DECISION = "decision"
    PLACES = "places opened"
    STAFF = "staff"


class CheckState(StrEnum):
    """How far an equality or legal check has come."""

    NOT_BEGUN = "not begun"
    UNDER_WAY = "under way"
    DONE = "done"
    NOT_NEEDED = "not needed"


class Guards(StrEnum):
    """What an indicator watches over while a measure is delivered."""

    STATUTORY_DUTY = "statutory duty"
    QUALITY = "quality"


@dataclass(frozen=True, slots=True)
class CounterIndicator:
    """Something that must not get worse while the money falls."""

    name: str
    guards: Guards


@dataclass(frozen=True, slots=True)
class Dependency:
    """Something that must come before the measure's levers can start. ``ref`` names a decision, a scheme or a post.

    ``due``: when it was planned for; ``expected``: when it is expected now (None: as planned); ``done``: when it came.
    """

    enabler: Enabler
    ref: str
    what: str
    due: date
    expected: date | None = None
    done: date | None = None

    @property
    def comes(self) -> date:
        return self.done or self.expected or self.due

    @property
    def slip_months(self) -> int:
        """Whole months it comes after the month it was due in; never below 0."""
        return max(0, _months(self.comes) - _months(self.due))

    def is_overdue(self, day: date) -> bool:
        """Whether its day has passed and nobody has said that it came, or when it will."""
        return self.done is None and self.comes < day


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure. Without ``levers`` it has no mechanism, and counts for nothing in a forecast.

    ``promised``: as entered, None where the levers alone say; ``weight``: the share of it to count on, by delivery
    confidence. ``overlap_group``: measures of one group act on the same children. Amounts are pence.
    """

    ref: str
    name: str
    workstream: Workstream
    kind: Kind
    delivery: Delivery
    weight: float
    owner: str = ""
    evidence: str = ""
    source: str = ""
    could_be_harmed: str = ""
    levers: tuple[Lever, ...] = ()
    promised: Entered | None = None
    investment_pence: Mapping[FinancialYear, Pence] = field(default_factory=dict)
    dependencies: tuple[Dependency, ...] = ()
    counter_indicators: tuple[CounterIndicator, ...] = ()
    equality_check: CheckState = CheckState.NOT_BEGUN
    legal_check: CheckState = CheckState.NOT_BEGUN
    overlap_group: str = ""
    substitution: Substitution | None = None

    @property
    def slip_months(self) -> int:
        """By how many months the latest of what it waits for has slipped."""
        return max((one.slip_months for one in self.dependencies), default=0)

    def levers_as_expected(self) -> tuple[Lever, ...]:
        """Its levers, their starts moved by what has slipped; one that would end before it starts is left out."""
        moved = [replace(lever, start=later(lever.start, self.slip_months)) for lever in self.levers]
        return tuple(lever for lever in moved if lever.end is None or lever.start <= lever.end)

    def promised_in(self, year: FinancialYear) -> Pence:
        return Pence(0) if self.promised is None else self.promised.saved_in(year)


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be saved, as entered. ``workstream`` None: by the whole programme."""

    entered: Entered
    source: str
    workstream: Workstream | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """``measures`` stand in the order in which they are counted: of two that overlap, the earlier has what they share.

    Raises ValueError for two measures of one ref or name, or two levers of one name.
    """

    name: str
    measures: tuple[Measure, ...]
    targets: tuple[Target, ...] = ()

    def __post_init__(self) -> None:
        for what, names in (
            ("measures", [measure.ref for measure in self.measures]),
            ("measures", [measure.name for measure in self.measures]),
            ("levers", [lever.name for measure in self.measures for lever in measure.levers]),
        ):
            twice = next((name for name in names if names.count(name) > 1), None)
            if twice is not None:
                message = f"two {what} are called {twice!r}"
                raise ValueError(message)

    @property
    def target(self) -> Target | None:
        """That of the whole programme."""
        return next((target for target in self.targets if target.workstream is None), None)

    def of(self, workstream: Workstream) -> tuple[Measure, ...]:
        return tuple(measure for measure in self.measures if measure.workstream is workstream)


def later(day: date, months: int) -> date:
    """The same day of the month so many months on; the last of the month where it has no such day."""
    number = _months(day) + months
    year, month = divmod(number, 12)
    for fewer in range(4):
        try:
            return date(year, month + 1, day.day - fewer)
        except ValueError:
            continue
    message = f"no day of month {month + 1} of {year} stands for day {day.day}"
    raise ValueError(message)


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1
