"""A page of figures, and what should hold between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from highneeds.finance.reconcile.dimension import Unit
from highneeds.finance.reconcile.formula import Formula, Relation
from highneeds.finance.reconcile.interval import Interval

NOT_STATED = "not stated"


class Direction(StrEnum):
    """Which way a difference goes; over is positive here and everywhere."""

    OVERSPEND = "overspend"
    UNDERSPEND = "underspend"
    DEFICIT = "deficit"
    SURPLUS = "surplus"

    @property
    def sign(self) -> int:
        return 1 if self in {Direction.OVERSPEND, Direction.DEFICIT} else -1


@dataclass(frozen=True, slots=True)
class Stated:
    """One figure of the page. ``value`` is signed (over is positive); ``could_be`` is all that rounds to it as printed.

    ``where`` is its place on the page. ``table`` names the table in which it is a row, or (``is_total``) the total.
    """

    key: str
    label: str
    printed: str
    value: Fraction
    could_be: Interval
    unit: Unit
    basis: str
    period: str
    where: str = ""
    direction: Direction | None = None
    table: str = ""
    is_total: bool = False

    @property
    def has_basis(self) -> bool:
        return self.basis.strip().lower() != NOT_STATED


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """A quantity that the page does not print but its figures imply. It is shown in ``unit``, if any."""

    key: str
    label: str
    formula: Formula
    unit: Unit | None = None


class IdentityKind(StrEnum):
    """The sorts of relation between figures. The formula does the work; the kind says what it is about."""

    SUM = "sum"
    DIFFERENCE = "difference"
    VOLUME_TIMES_PRICE = "volume x price"
    SHARE = "share"
    GROWTH = "growth"
    WEIGHTED_MEAN = "weighted mean"
    STATED_TWICE = "stated twice"
    GROSS_AND_NET = "gross and net"
    OPENING_AND_CLOSING = "opening and closing"
    FULL_AND_PART_YEAR = "full year and part year"
    COVER = "cover"


@dataclass(frozen=True, slots=True)
class Identity:
    """What should hold: ``left`` stands to ``right`` as ``relation`` says. ``if_not``: what a break would mean."""

    key: str
    name: str
    kind: IdentityKind
    left: Formula
    relation: Relation
    right: Formula
    written: str
    if_not: str = ""
    is_declared: bool = True


class BasisKind(StrEnum):
    """The ways in which one number can be another: the candidates for why two figures disagree."""

    BUDGET_OR_ACTUAL = "budget or actual"
    FULL_OR_PART_YEAR = "full year or part year"
    GROSS_OR_NET = "gross or net"
    FINANCIAL_OR_ACADEMIC = "financial year or academic year"
    HEADCOUNT_OR_FTE = "headcount or FTE"
    DAY_OR_YEAR = "a day or the year's average"
    INFLATION = "before or after inflation"
    SUBTOTAL_LEFT_OUT = "sub-total left out"


@dataclass(frozen=True, slots=True)
class Reading:
    """Another way to read one figure: as ``becomes``, or as itself times something from ``factor``.

    ``only_in``: keys of the identities where it may be read so; empty for all of the page.
    """

    key: str
    name: str
    kind: BasisKind
    figure: str
    becomes: Formula | None = None
    factor: Interval | None = None
    only_in: frozenset[str] = frozenset()

    def is_open_to(self, identity: Identity) -> bool:
        return not self.only_in or identity.key in self.only_in


@dataclass(frozen=True, slots=True)
class Page:
    """A page of figures, its identities, and the readings to try; a figure and a worked-out quantity share no key."""

    name: str
    source: str
    figures: tuple[Stated, ...]
    worked_out: tuple[WorkedOut, ...] = ()
    identities: tuple[Identity, ...] = ()
    readings: tuple[Reading, ...] = ()

    @property
    def by_key(self) -> Mapping[str, Stated]:
        return {figure.key: figure for figure in self.figures}
