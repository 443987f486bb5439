"""Pounds, children and shares of a page of figures in words, with the range that rounding leaves them."""

from __future__ import annotations

from fractions import Fraction

from highneeds.finance.reconcile import Amount, Checked, Relation, Unit, least_gap
from highneeds.reports import words

_MILLION = 1_000_000
_LEAST_TENTH = 100  # below, a plain number is shown to a tenth
_NONE = "no value"
_RELATIONS = {Relation.EQUAL: "", Relation.AT_MOST: "at most ", Relation.AT_LEAST: "at least "}


def amount_in_words(one: Amount | None) -> str:
    """``3,331 (3,328 to 3,334)``; the range is of all figures that round to those printed."""
    if one is None:
        return _NONE
    text, low, high = (bare(value, one.unit) for value in (one.value, one.could_be.low, one.could_be.high))
    return text if low == high else f"{text} ({low} to {high})"


def should_be(one: Checked) -> str:
    """``at most £2.500m (£2.450m to £2.550m)``."""
    return _RELATIONS[one.identity.relation] + amount_in_words(one.right)


def beyond_rounding(gap: Amount) -> str:
    """What of the gap no rounding explains."""
    return number(least_gap(gap).low, gap.unit)


def number(value: Fraction, unit: Unit) -> str:
    """``174 children``, ``£16,418 per child``."""
    text = bare(value, unit)
    if unit in {Unit.CHILDREN, Unit.FTE}:
        return f"{text} {unit}"
    return f"{text} per child" if unit is Unit.POUNDS_PER_CHILD else text


def bare(value: Fraction, unit: Unit) -> str:
    """Pounds in millions to £1,000 from a million on, else whole; shares to a tenth; children whole."""
    size, sign = abs(value), words.MINUS if value < 0 else ""
    if unit is Unit.SHARE:
        return f"{sign}{float(size):.1%}"
    if unit in {Unit.POUNDS, Unit.POUNDS_PER_CHILD}:
        return f"{sign}£{float(size / _MILLION):,.3f}m" if size >= _MILLION else f"{sign}£{float(size):,.0f}"
    places = 1 if size < _LEAST_TENTH and unit in {Unit.NUMBER, Unit.FTE} else 0
    return f"{sign}{float(size):,.{places}f}"
