"""Which stated reading of the figures would mend a break, and what it would mend or break elsewhere on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from highneeds.finance.reconcile.check import Checked
from highneeds.finance.reconcile.formula import Formula, Name, Number, Operation
from highneeds.finance.reconcile.interval import Interval
from highneeds.finance.reconcile.ranges import as_function_of, expanded
from highneeds.finance.reconcile.read_so import changes, check_so
from highneeds.finance.reconcile.types import Identity, Page, Reading

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


def explanations(broken: Checked, all_checked: Sequence[Checked], page: Page) -> tuple[Explanation, ...]:
    """Every single reading that mends ``broken``; where none does, every pair of readings without a factor that does.

    Those that break nothing else come first.
    """
    open_here = [one for one in page.readings if one.is_open_to(broken.identity)]
    found = [one for reading in open_here if (one := _explanation(broken, (reading,), all_checked, page))]
    if not found:
        fixed = [one for one in open_here if one.becomes is not None]
        pairs = [pair for pair in combinations(fixed, 2) if pair[0].figure != pair[1].figure]
        found = [one for pair in pairs if (one := _explanation(broken, pair, all_checked, page))]
    return tuple(sorted(found, key=lambda one: (len(one.broken), -len(one.also_mended))))


def _explanation(
    broken: Checked, readings: tuple[Reading, ...], all_checked: Sequence[Checked], page: Page
) -> Explanation | None:
    becomes: dict[str, Formula] = {}
    factors: list[Fraction | None] = []
    for reading in readings:
        formula, factor = _read_as(reading, broken.identity, page)
        if formula is None:
            return None
        becomes[reading.figure] = formula
        factors.append(factor)
    if not check_so(broken.identity, readings, becomes, page).holds:
        return None
    pairs = [(one, check_so(one.identity, readings, becomes, page)) for one in all_checked]
    mended, no_longer = changes(pairs)
    also = tuple(key for key in mended if key != broken.identity.key)
    return Explanation(broken.identity.key, readings, tuple(factors), also, no_longer)


def _read_as(reading: Reading, identity: Identity, page: Page) -> tuple[Formula | None, Fraction | None]:
    """The formula to read its figure as, and its factor if it has one; (None, None) where no factor would do."""
    if reading.factor is None:
        return reading.becomes, None
    factor = _factor_needed(identity, reading, reading.factor, page)
    return (None, None) if factor is None else (Operation("*", Name(reading.figure), Number(factor)), factor)


def _factor_needed(identity: Identity, reading: Reading, span: Interval, page: Page) -> Fraction | None:
    """The factor that closes the gap at the figures as printed, or the end of ``span`` nearest to it."""
    read_as = {reading.figure: Operation("*", Name(reading.figure), Name(_FACTOR))}
    left, right = (expanded(side, page, read_as) for side in (identity.left, identity.right))
    values = {figure.key: figure.value for figure in page.figures}
    zero = as_function_of(Operation("-", left, right), _FACTOR, values).zero
    return None if zero is None else min(max(zero, span.low), span.high)
