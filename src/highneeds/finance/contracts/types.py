"""The frozen records of a contract for one child's placement: what is paid, at which rates, by whom, how certainly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from highneeds.core import Pence
from highneeds.finance.apportion import Method, TermCalendar
from highneeds.finance.contracts.ladder import Probability, Status

Calendars = Mapping[str, Sequence[TermCalendar]]
"""Term dates by owner: the council, or the provider whose own terms a contract follows."""

COUNCIL = "council"


class CostKind(StrEnum):
    """What is paid for. Transport is shown beside the cost of a place: it falls on the council, not on the block."""

    PLACE = "place"
    TOP_UP = "top_up"
    FEE = "fee"
    RESIDENTIAL = "residential"
    THERAPY = "therapy"
    ONE_TO_ONE = "one_to_one"
    EQUIPMENT = "equipment"
    TRANSPORT = "transport"

    @property
    def is_in_block(self) -> bool:
        return self is not CostKind.TRANSPORT


class UpliftStatus(StrEnum):
    """How far a rise in a price has come. Only an agreed or paid rise is part of the cost."""

    REQUESTED = "requested"
    DISPUTED = "disputed"
    AGREED = "agreed"
    PAID = "paid"

    @property
    def is_certain(self) -> bool:
        return self in {UpliftStatus.AGREED, UpliftStatus.PAID}


@dataclass(frozen=True, slots=True)
class FunderSplit:
    """The exact shares of education, care and health in a component; they add to 1."""

    education: Fraction = Fraction(1)
    care: Fraction = Fraction(0)
    health: Fraction = Fraction(0)

    @property
    def shares(self) -> tuple[Fraction, Fraction, Fraction]:
        return self.education, self.care, self.health


@dataclass(frozen=True, slots=True)
class RateVersion:
    """A rate and the days it holds, both included; no last day is open. ``pence`` is per year, but per week under
    ``Method.WEEKS`` and per session under ``Method.SESSIONS``. ``source_row`` leads back to the file.
    """

    pence: Pence
    first_day: date
    last_day: date | None = None
    source_row: int | None = None


@dataclass(frozen=True, slots=True)
class Uplift:
    """A rise of a component's rate from a day, as a share of the rate then in force (0.05 is 5%).

    ``probability``: that it will have to be paid; it counts only while the rise is requested or disputed.
    """

    share: Fraction
    first_day: date
    status: UpliftStatus
    probability: Probability


@dataclass(frozen=True, slots=True)
class Component:
    """One thing that is paid for, with its rates in order of day. ``calendar`` names whose terms count.

    ``weeks_per_year``: the weeks paid under ``Method.WEEKS``. ``sessions``: under ``Method.SESSIONS``, days and how
    many took place on each.
    """

    kind: CostKind
    method: Method
    versions: tuple[RateVersion, ...]
    split: FunderSplit = field(default_factory=FunderSplit)
    calendar: str = COUNCIL
    weeks_per_year: int | None = None
    sessions: tuple[tuple[date, int], ...] = ()
    uplifts: tuple[Uplift, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """What is still payable once notice is given: so many days, or so many whole terms after the current one."""

    days: int = 0
    terms: int = 0


@dataclass(frozen=True, slots=True)
class FundingEpisode:
    """One child's placement as money: from the first day to the last, both included; no last day is open.

    ``notice_given``: the day on which the provider was told; None means on the last day. ``probability`` None takes
    the ladder's for its status.
    """

    ref: str
    provider: str
    setting: str
    first_day: date
    last_day: date | None
    components: tuple[Component, ...]
    status: Status = Status.COMMITTED
    probability: Probability | None = None
    notice: Notice = field(default_factory=Notice)
    notice_given: date | None = None


@dataclass(frozen=True, slots=True)
class ComponentCost:
    """What one component costs in some days: whole pence; the funders' parts re-add to ``pence``."""

    kind: CostKind
    pence: Pence
    education_pence: Pence
    care_pence: Pence
    health_pence: Pence


@dataclass(frozen=True, slots=True)
class EpisodeCost:
    """What an episode costs from ``first_day`` to ``last_day``, both included."""

    first_day: date
    last_day: date
    components: tuple[ComponentCost, ...]

    @property
    def all_funders_pence(self) -> Pence:
        """All that is paid for the place, whoever pays; transport is beside it."""
        return Pence(sum(one.pence for one in self.components if one.kind.is_in_block))

    @property
    def block_pence(self) -> Pence:
        """What falls on the high needs block: the education share, without transport."""
        return Pence(sum(one.education_pence for one in self.components if one.kind.is_in_block))

    @property
    def beside_pence(self) -> Pence:
        """Transport, shown beside the block."""
        return Pence(sum(one.pence for one in self.components if not one.kind.is_in_block))
