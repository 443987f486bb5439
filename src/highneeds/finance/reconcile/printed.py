"""Numbers as printed: what ``£1.9m`` says, and every value that rounds to it (1.85 to 1.95 million)."""

from __future__ import annotations

import re
from fractions import Fraction

from highneeds.finance.reconcile.dimension import Unit
from highneeds.finance.reconcile.interval import Interval

_PRINTED = re.compile(
    r"(?P<sign>[-+])?\s*(?P<pound>£)?\s*(?P<inner>-)?(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?P<decimals>\.\d+)?"
    r"\s*(?P<scale>k|m|bn|thousand|million|billion)?\s*(?P<percent>%)?",
    re.IGNORECASE,
)
_SCALES = {"k": 3, "thousand": 3, "m": 6, "million": 6, "bn": 9, "billion": 9}
_MONEY = {Unit.POUNDS, Unit.POUNDS_PER_CHILD}
LONGEST_NUMBER = 30  # characters; no council prints longer ones


class PrintedError(ValueError):
    """The text is not a number of that unit; the message says why."""


def read_printed(text: str, unit: Unit, rounded_to: Fraction | None = None) -> tuple[Fraction, Interval]:
    """The value and the values that round to it. Shares are fractions: ``36%`` is 0.36. Brackets mean minus.

    A number is taken to be rounded to its last printed digit, except that a whole number of children is a count and
    exact. ``rounded_to`` (in the unit printed: pounds, children, percentage points) says otherwise; 0: exact.
    Raises PrintedError.
    """
    plain = text.strip().replace("−", "-")  # noqa: RUF001 - the minus sign proper
    in_brackets = re.fullmatch(r"(£?)\((.+)\)(\s*\w*)", plain)
    if in_brackets:
        plain = "-" + "".join(in_brackets.groups())
    match = _PRINTED.fullmatch(plain) if len(plain) <= LONGEST_NUMBER else None
    if match is None or (match["sign"] and match["inner"]):
        message = "It should be a number as printed, such as £1.9m, £16,633, 157 or 12%."
        raise PrintedError(message)
    _check_unit(match, unit)
    power = _SCALES.get((match["scale"] or "").lower(), 0)
    in_unit = Fraction(match["whole"].replace(",", "") + (match["decimals"] or "")) * 10**power
    if "-" in (match["sign"], match["inner"]):
        in_unit = -in_unit
    if rounded_to is None:
        places = len(match["decimals"] or ".") - 1
        is_count = unit is Unit.CHILDREN and places == 0 and power == 0
        rounded_to = Fraction(0) if is_count else Fraction(10) ** (power - places)
    size = Fraction(1, 100) if unit is Unit.SHARE else Fraction(1)
    value, half = in_unit * size, rounded_to * size / 2
    return value, Interval(value - half, value + half)


def _check_unit(match: re.Match[str], unit: Unit) -> None:
    if match["pound"] and unit not in _MONEY:
        message = f"It is printed in pounds, but its unit is {unit}."
        raise PrintedError(message)
    if match["percent"] and unit is not Unit.SHARE:
        message = f"It is printed as a percentage, but its unit is {unit}."
        raise PrintedError(message)
