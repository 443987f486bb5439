"""What a formula of rounded figures comes to: at the numbers printed, and at every number that rounds to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from highneeds.finance.reconcile.dimension import Unit, unit_of
from highneeds.finance.reconcile.formula import Formula, Name, evaluate, names_in, substitute
from highneeds.finance.reconcile.interval import Interval
from highneeds.finance.reconcile.ratio import Ratio
from highneeds.finance.reconcile.types import Page, Stated

MOST_REPEATED = 12  # figures that stand twice in one identity: 2^12 corners take about a second
_LARGEST = 10**18  # no council, and no country, has as many pounds: a slip in a formula, and past what floats can show


class NotCheckableError(ValueError):
    """The formula has no value, or none that can be bounded; the message says why."""


@dataclass(frozen=True, slots=True)
class Amount:
    """``value`` at the figures as printed; ``could_be`` at all that round to them."""

    value: Fraction
    could_be: Interval
    unit: Unit

    def shown_in(self, unit: Unit) -> Amount:
        """The same number under the name of another ``unit`` of its dimension."""
        return replace(self, unit=unit)


def expanded(formula: Formula, page: Page, readings: Mapping[str, Formula] | None = None) -> Formula:
    """The formula in figures alone: each worked-out quantity replaced by its formula, each figure read as told."""
    worked_out = {one.key: one.formula for one in page.worked_out}

    def replaced(key: str) -> Formula:
        if readings and key in readings:
            return expanded(readings[key], page)
        return expanded(worked_out[key], page, readings) if key in worked_out else Name(key)

    return substitute(formula, replaced)


def amount(formula: Formula, page: Page) -> Amount:
    """What ``formula``, in figures alone, comes to. Raises NotCheckableError."""
    figures = page.by_key
    dimension = evaluate(formula, lambda key: figures[key].unit.dimension, lambda _: Unit.NUMBER.dimension)
    units = {figures[key].unit for key in names_in(formula)}
    shares_only = units == {Unit.SHARE}
    try:
        value = evaluate(formula, lambda key: figures[key].value, Fraction)
        could_be = exact_range(formula, figures)
    except ZeroDivisionError as error:
        message = "it divides by what may be nought"
        raise NotCheckableError(message) from error
    if max(abs(could_be.low), abs(could_be.high)) > _LARGEST:
        message = "it comes to more than any page can mean"
        raise NotCheckableError(message)
    return Amount(value, could_be, Unit.SHARE if shares_only else unit_of(dimension))


def exact_range(formula: Formula, figures: Mapping[str, Stated]) -> Interval:
    """The least and the greatest value of ``formula``: exact, not merely safe.

    Where a figure stands once, interval arithmetic is exact. One that stands more often must make the formula only
    rise or only fall, whatever the others are, so that its ends are enough; NotCheckableError is raised otherwise.
    Raises ZeroDivisionError when a divisor may be nought.
    """
    box = {key: figures[key].could_be for key in names_in(formula)}
    whole = evaluate(formula, lambda key: box[key], Interval.of)
    repeated = [key for key, times in names_in(formula).items() if times > 1 and box[key].low < box[key].high]
    if not repeated:
        return whole
    if len(repeated) > MOST_REPEATED:
        message = f"{len(repeated)} rounded figures stand in it more than once; {MOST_REPEATED} can"
        raise NotCheckableError(message)
    _check_monotone(formula, box, repeated)
    corners = list(_corners(formula, box, repeated))
    return Interval(min(one.low for one in corners), max(one.high for one in corners))


def _corners(formula: Formula, box: Mapping[str, Interval], repeated: list[str]) -> Iterator[Interval]:
    for ends in product(*((box[key].low, box[key].high) for key in repeated)):
        fixed = {**box, **{key: Interval.of(end) for key, end in zip(repeated, ends, strict=True)}}
        yield evaluate(formula, fixed.__getitem__, Interval.of)


def _check_monotone(formula: Formula, box: Mapping[str, Interval], repeated: list[str]) -> None:
    """Seen from three sets of the other figures' values, lest a term vanish by chance in one of them."""
    low, high = ({key: one.low for key, one in box.items()}, {key: one.high for key, one in box.items()})
    middle = {key: (one.low + one.high) / 2 for key, one in box.items()}
    for key in repeated:
        if not all(as_function_of(formula, key, others).is_monotone for others in (low, middle, high)):
            message = f"{key} stands in it in a way that may rise and fall; write it with {key} fewer times"
            raise NotCheckableError(message)


def as_function_of(formula: Formula, key: str, others: Mapping[str, Fraction]) -> Ratio:
    """``formula`` as a function of the figure ``key``, the others being what ``others`` says."""
    return evaluate(formula, lambda name: Ratio.variable() if name == key else Ratio.of(others[name]), Ratio.of)
