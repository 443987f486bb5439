"""Whether each identity of a page holds: exactly, within rounding, or not, and then by how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from highneeds.finance.reconcile.dimension import Unit
from highneeds.finance.reconcile.formula import Formula, Operation, Relation, names_in
from highneeds.finance.reconcile.interval import Interval
from highneeds.finance.reconcile.ranges import Amount, NotCheckableError, amount, as_function_of, expanded
from highneeds.finance.reconcile.types import Identity, IdentityKind, Page, Stated


class Verdict(StrEnum):
    """What the figures say to an identity."""

    EXACT = "holds exactly"
    ROUNDING = "holds within rounding"
    BREAK = "does not hold"
    UNCHECKED = "cannot be checked"


@dataclass(frozen=True, slots=True)
class Needed:
    """What one figure would have to be for the identity to hold, all others being as printed."""

    figure: Stated
    value: Fraction


@dataclass(frozen=True, slots=True)
class Checked:
    """One identity with its verdict. ``gap`` is left less right; ``needed`` (of a break) has the least change first.

    ``left``, ``right`` and ``gap`` are None, and ``reason`` says why, where it cannot be checked.
    """

    identity: Identity
    verdict: Verdict
    left: Amount | None = None
    right: Amount | None = None
    gap: Amount | None = None
    needed: tuple[Needed, ...] = ()
    reason: str = ""

    @property
    def holds(self) -> bool:
        return self.verdict in {Verdict.EXACT, Verdict.ROUNDING}

    @property
    def is_broken(self) -> bool:
        return self.verdict is Verdict.BREAK


def check_identity(identity: Identity, page: Page, readings: Mapping[str, Formula] | None = None) -> Checked:
    """``readings`` replaces figures by formulas; none: every figure is what it says."""
    left, right = (expanded(side, page, readings) for side in (identity.left, identity.right))
    difference = Operation("-", left, right)
    try:
        sides = amount(left, page), amount(right, page)
        gap = amount(difference, page)
    except NotCheckableError as error:
        return Checked(identity, Verdict.UNCHECKED, reason=str(error))
    if Unit.SHARE in {one.unit for one in sides} or (identity.kind is IdentityKind.SHARE and gap.unit is Unit.NUMBER):
        sides = sides[0].shown_in(Unit.SHARE), sides[1].shown_in(Unit.SHARE)
        gap = gap.shown_in(Unit.SHARE)
    found = verdict(gap, identity.relation)
    needed = needed_values(difference, page) if found is Verdict.BREAK else ()
    return Checked(identity, found, *sides, gap, needed)


def verdict(gap: Amount, relation: Relation) -> Verdict:
    """Of left less right. An inequality holds exactly when it does whatever the figures were before rounding."""
    could_be = gap.could_be
    if relation is Relation.EQUAL:
        exact, possible = gap.value == 0, Fraction(0) in could_be
    elif relation is Relation.AT_MOST:
        exact, possible = could_be.high <= 0, could_be.low <= 0
    else:
        exact, possible = could_be.low >= 0, could_be.high >= 0
    if exact:
        return Verdict.EXACT
    return Verdict.ROUNDING if possible else Verdict.BREAK


def needed_values(difference: Formula, page: Page) -> tuple[Needed, ...]:
    """For each figure in ``difference``, what it would have to be for that to be nought."""
    figures = page.by_key
    values = {key: figures[key].value for key in names_in(difference)}
    found = []
    for key in values:
        zero = as_function_of(difference, key, values).zero
        if zero is not None and (zero >= 0 or figures[key].direction):  # only a difference may be below nought
            found.append(Needed(figures[key], zero))
    return tuple(sorted(found, key=lambda one: (_relative_change(one), one.figure.key)))


def _relative_change(needed: Needed) -> Fraction:
    size = abs(needed.figure.value) or Fraction(1)
    return abs(needed.value - needed.figure.value) / size


def least_gap(gap: Amount) -> Interval:
    """How far from nought the gap is, from the kindest rounding to the unkindest; both ends are at least nought."""
    ends = (abs(gap.could_be.low), abs(gap.could_be.high))
    return Interval(gap.could_be.least_size, max(ends))
