"""What a council can change, as immutable records: each lever says when, how much, on what evidence and whose it is.

A lever acts on a driver (a rate, a choice, a number of places, a price, a date), never on a total. NC is short for
national curriculum; needs and settings are names of the state space; an empty set means all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Rate(StrEnum):
    """What may happen to a child within a year, and so can be made more or less likely."""

    LEAVING = "leaving"
    MOVING = "moving"
    NEED_CHANGE = "change of need"
    JOINING = "joining"


@dataclass(frozen=True, slots=True)
class Size:
    """How much a lever does when fully in force, and how sure we are: normal with this mean and standard deviation.

    Its unit is the lever's own and stands in the lever's docstring.
    """

    mean: float
    sd: float = 0.0

    def __post_init__(self) -> None:
        # Adding 0.0 makes 1 and 1.0, and -0.0 and 0.0, the same number in the fingerprint as they are in equality.
        object.__setattr__(self, "mean", float(self.mean) + 0.0)
        object.__setattr__(self, "sd", float(self.sd) + 0.0)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why the size is believed, and where a reader can check it."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Group:
    """The children a lever acts on; an empty set leaves that side open."""

    needs: frozenset[str] = frozenset()
    settings: frozenset[str] = frozenset()
    nc_years: frozenset[int] = frozenset()


EVERYONE = Group()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """What all levers have. ``name`` keys the lever's own luck, so that it is the same in any set of levers.

    In force from the month of ``start`` to that of ``end`` (None: for good), both included; with ``ramp_months`` of 6
    it does a sixth in the first month and all of it from the sixth.
    """

    name: str
    start: date
    size: Size
    evidence: Evidence
    owner: str
    ramp_months: int = 0
    end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRate(Lever):
    """Size 0.1: the odds of leaving, moving or a change of need are 10 % higher, or 10 % more children join.

    Ages are NC years in the January before; for joining, in the January after. Joining has no settings.
    """

    rate: Rate
    children: Group = field(default=EVERYONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surge(Lever):
    """Size 0.25: a quarter more children join, in the twelve months from ``start`` only."""

    children: Group = field(default=EVERYONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftDestinations(Lever):
    """Size 0.2: of the joiners and movers who would go to one of ``children.settings``, a fifth go to ``to_setting``.

    Ages are NC years in the January after. A mover who comes from that setting stays in it. A child who may not be in
    it is left where it was to go.
    """

    children: Group
    to_setting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePlaces(Lever):
    """Size 40: forty places more in ``setting`` for the ``needs`` of one of the groups of places there are today."""

    setting: str
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePrice(Lever):
    """Size 0.03: prices in ``settings`` are 3 % higher; with ``is_every_year`` by another 3 % at every anniversary.

    With an ``end`` a single change is undone after it, and yearly changes stop but stay.
    """

    settings: frozenset[str] = frozenset()
    is_every_year: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearBacklog(Lever):
    """Size 120 (or, with ``is_share``, 0.8 of those who wait): late plans, issued evenly in these months."""

    over_months: int
    is_share: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeKeepUp(Lever):
    """Size -0.1: of the plans that fall due in a month a tenth fewer are issued in it (all are, without a lever)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeLimit(Lever):
    """Size 1: from ``start`` nobody in ``first_nc_year_without_plan`` or above has or gets a plan; 0.5: one in two."""

    first_nc_year_without_plan: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlanType(Lever):
    """Size 0.3: of the children who would have joined, three in ten get another kind of plan instead and do not join.

    Ages are NC years in the January after.
    """

    children: Group = field(default=EVERYONE)
