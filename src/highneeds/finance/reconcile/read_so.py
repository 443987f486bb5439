"""A page read another way: what then holds, what no longer does, and what its figures then imply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from highneeds.finance.reconcile.check import Checked, check_identity
from highneeds.finance.reconcile.formula import Formula
from highneeds.finance.reconcile.ranges import Amount, NotCheckableError, amount, expanded
from highneeds.finance.reconcile.types import Identity, Page, Reading, WorkedOut


class Stance(StrEnum):
    """What the page says to a reading of it."""

    MENDS = "mends"
    MOVES = "mends one thing and breaks another"
    AGAINST = "the page speaks against it"
    UNDECIDED = "the page cannot tell"


@dataclass(frozen=True, slots=True)
class ReadSo:
    """One reading with a fixed formula. ``checked``: the identities it touches, read so; ``worked_out`` likewise.

    ``mended`` and ``broken`` are the keys of the identities that hold only so, or no longer.
    """

    reading: Reading
    checked: tuple[Checked, ...]
    mended: tuple[str, ...]
    broken: tuple[str, ...]
    worked_out: tuple[tuple[WorkedOut, Amount | None], ...]

    @property
    def stance(self) -> Stance:
        if self.mended:
            return Stance.MOVES if self.broken else Stance.MENDS
        return Stance.AGAINST if self.broken else Stance.UNDECIDED


def read_so(reading: Reading, becomes: Formula, all_checked: Sequence[Checked], page: Page) -> ReadSo:
    """``reading`` alone, as the formula ``becomes``."""
    readings = {reading.figure: becomes}
    pairs = [(one, check_so(one.identity, (reading,), readings, page)) for one in all_checked]
    touched = [(before, after) for before, after in pairs if (before.left, before.right) != (after.left, after.right)]
    mended, broken = changes(touched)
    implied: tuple[tuple[WorkedOut, Amount | None], ...] = ()
    if not reading.only_in:
        before = [worked_out_amount(one, page) for one in page.worked_out]
        after = [worked_out_amount(one, page, readings) for one in page.worked_out]
        implied = tuple((one, new) for one, old, new in zip(page.worked_out, before, after, strict=True) if old != new)
    return ReadSo(reading, tuple(after for _, after in touched), mended, broken, implied)


def check_so(identity: Identity, readings: Sequence[Reading], becomes: Mapping[str, Formula], page: Page) -> Checked:
    """``identity`` with those of ``readings`` that are open to it; ``becomes`` has their formulas by figure."""
    here = {one.figure: becomes[one.figure] for one in readings if one.is_open_to(identity)}
    return check_identity(identity, page, here)


def changes(pairs: Sequence[tuple[Checked, Checked]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of each identity as printed and as read: the keys of those that hold only when read so, and only when not."""
    mended = tuple(before.identity.key for before, after in pairs if after.holds and before.is_broken)
    broken = tuple(before.identity.key for before, after in pairs if before.holds and not after.holds)
    return mended, broken


def worked_out_amount(quantity: WorkedOut, page: Page, readings: Mapping[str, Formula] | None = None) -> Amount | None:
    """What the quantity comes to; None where it has no value."""
    try:
        found = amount(expanded(quantity.formula, page, readings), page)
    except NotCheckableError:
        return None
    return found if quantity.unit is None else found.shown_in(quantity.unit)
