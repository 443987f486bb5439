"""Which stated reading of the figures would mend a break, and what it would mend or break elsewhere on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from highneeds.finance.reconcile.check import Checked, Verdict, check_identity
from highneeds.finance.reconcile.formula import Formula, Name, Number, Operation
from highneeds.finance.reconcile.ranges import as_function_of, expanded
from highneeds.finance.reconcile.types import Identity, Page, Reading

_HOLDS = {Verdict.EXACT, Verdict.ROUNDING}
_FACTOR = " factor"  # a key that no file can hold, since a key has no blank


@dataclass(frozen=True, slots=True)
class Explanation:
    """``readings`` together mend ``mended``; ``factors`` has what each multiplies its figure by, None for a formula.

    ``also_mended`` and ``broken`` are the keys of other identities that hold only so, or no longer.
    """

    mended: str
    readings: tuple[Reading, ...]
    factors: tuple[Fraction | None, ...]
    also_mended: tuple[str, ...]
    broken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """A reading that mends nothing, with the identities that it would break."""

    reading: Reading
    broken: tuple[str, ...]


def explanations(broken: Checked, all_checked: Sequence[Checked], page: Page) -> tuple[Explanation, ...]:
    """Every single reading that mends ``broken``; where none does, every pair of readings without a factor that does.

    Those that break nothing else come first.
    """
    identity = broken.identity
    open_here = [one for one in page.readings if not one.only_in or identity.key in one.only_in]
    found = [one for reading in open_here if (one := _explanation(identity, (reading,), all_checked, page))]
    if not found:
        fixed = [one for one in open_here if one.becomes is not None]
        pairs = [pair for pair in combinations(fixed, 2) if pair[0].figure != pair[1].figure]
        found = [one for pair in pairs if (one := _explanation(identity, pair, all_checked, page))]
    return tuple(sorted(found, key=lambda one: (len(one.broken), -len(one.also_mended))))


def mending_nothing(found: Sequence[Explanation], all_checked: Sequence[Checked], page: Page) -> tuple[Tried, ...]:
    """The readings with a fixed formula that are in none of ``found``, and what they break."""
    used = {reading.key for one in found for reading in one.readings}
    tried = []
    for reading in page.readings:
        if reading.key not in used:
            _, broken = _elsewhere((reading,), (None,), all_checked, page) if reading.becomes else ((), ())
            tried.append(Tried(reading, broken))
    return tuple(tried)


def _explanation(
    identity: Identity, readings: tuple[Reading, ...], all_checked: Sequence[Checked], page: Page
) -> Explanation | None:
    factors = tuple(_factor_needed(identity, reading, page) if reading.factor else None for reading in readings)
    if _checked_so(identity, readings, factors, page).verdict not in _HOLDS:
        return None
    mended, broken = _elsewhere(readings, factors, all_checked, page)
    also = tuple(key for key in mended if key != identity.key)
    return Explanation(identity.key, readings, factors, also, broken)


def _elsewhere(
    readings: tuple[Reading, ...], factors: tuple[Fraction | None, ...], all_checked: Sequence[Checked], page: Page
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys of the identities that hold only when read so, and of those that hold only when not."""
    mended, broken = [], []
    for one in all_checked:
        holds = _checked_so(one.identity, readings, factors, page).verdict in _HOLDS
        if holds and one.verdict is Verdict.BREAK:
            mended.append(one.identity.key)
        if one.verdict in _HOLDS and not holds:
            broken.append(one.identity.key)
    return tuple(mended), tuple(broken)


def _checked_so(
    identity: Identity, readings: tuple[Reading, ...], factors: tuple[Fraction | None, ...], page: Page
) -> Checked:
    replaced = {
        reading.figure: _becomes(reading, factor)
        for reading, factor in zip(readings, factors, strict=True)
        if not reading.only_in or identity.key in reading.only_in
    }
    return check_identity(identity, page, replaced)


def _becomes(reading: Reading, factor: Fraction | None) -> Formula:
    if reading.becomes is not None:
        return reading.becomes
    return Operation("*", Name(reading.figure), Number(Fraction(1) if factor is None else factor))


def _factor_needed(identity: Identity, reading: Reading, page: Page) -> Fraction | None:
    """The factor that closes the gap at the figures as printed, or the end of the stated range nearest to it."""
    read_so = {reading.figure: Operation("*", Name(reading.figure), Name(_FACTOR))}
    left, right = (expanded(side, page, read_so) for side in (identity.left, identity.right))
    values = {figure.key: figure.value for figure in page.figures}
    zero = as_function_of(Operation("-", left, right), _FACTOR, values).zero
    if zero is None or reading.factor is None:
        return None
    return min(max(zero, reading.factor.low), reading.factor.high)
