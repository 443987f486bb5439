"""Numbers in words: the one place where money and counts are rounded to be read. Plus means over, and says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

MINUS = "\N{MINUS SIGN}"
NOT_APPLICABLE = "[z]"
WITHHELD = "[c]"

_PENCE_IN_A_MILLION_POUNDS = 100_000_000
_PENCE_IN_A_POUND = 100


def in_millions(pence: float, places: int = 1) -> Decimal:
    """Pence as a number of £m, rounded half up to ``places``."""
    exact = Decimal(repr(pence)) / _PENCE_IN_A_MILLION_POUNDS
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def millions(pence: float, places: int = 1) -> str:
    """``£121.4m``; below zero with a true minus sign."""
    value = in_millions(pence, places)
    return f"{MINUS if value < 0 else ''}£{abs(value):,}m"


def pounds(pence: float) -> str:
    """``£15,459``, rounded half up to a pound."""
    value = whole(pence / _PENCE_IN_A_POUND)
    return f"{MINUS if value < 0 else ''}£{abs(value):,}"


def signed_millions(pence: float, places: int = 1) -> str:
    """``+£1.2m`` for a change, or with a true minus sign below zero; what rounds to nought has no sign."""
    return with_sign(millions(abs(pence), places), pence)


def signed_pounds(pence: float) -> str:
    """``+£15,459`` for a change, or with a true minus sign below zero; what rounds to nought has no sign."""
    return with_sign(pounds(abs(pence)), pence)


def with_sign(amount: str, value: float) -> str:
    """An amount that was written without its sign, with that of ``value``; nought, as written, has none."""
    return amount if is_nought(amount) else f"{'+' if value > 0 else MINUS}{amount}"


def is_nought(amount: str) -> bool:
    """Whether an amount reads as nothing, as it was rounded: ``£0``, ``0.0``."""
    return not any(digit in amount for digit in "123456789")


def whole(value: float) -> int:
    """The nearest whole number, halves away from zero."""
    return int(Decimal(repr(value)).quantize(Decimal(1), ROUND_HALF_UP))


def count(value: float) -> str:
    """``7,024``."""
    number = whole(value)
    return f"{MINUS if number < 0 else ''}{abs(number):,}"


def plural(number: int, one: str, many: str) -> str:
    """``1 line is`` or ``1,021 lines are``: a number of things, with the word that goes with it."""
    return f"{number:,} {one if number == 1 else many}"


def change(value: Decimal | int) -> str:
    """``+398`` or ``0``: a difference keeps its sign, a true minus sign below zero."""
    if not value:
        return f"{value}"
    return f"{'+' if value > 0 else MINUS}{abs(value):,}"


def more_or_fewer(value: float) -> str:
    """``398 more``, ``12 fewer`` or ``no change``."""
    number = whole(value)
    if number == 0:
        return "no change"
    return f"{abs(number):,} {'more' if number > 0 else 'fewer'}"


def side(pence: float, places: int = 2) -> str:
    """``over``, ``under`` or ``on budget``, judged on the rounded number so that word and number agree."""
    value = in_millions(pence, places)
    return "over" if value > 0 else "under" if value < 0 else "on budget"


def over_or_under(pence: float, places: int = 1) -> str:
    """``£6.2m over``; ``on budget`` when it rounds to nothing."""
    word = side(pence, places)
    return word if word == "on budget" else f"{millions(abs(pence), places)} {word}"


def better_or_worse(pence: float) -> str:
    """Whether a change in the overspend is good news."""
    value = in_millions(pence)
    return "worse" if value > 0 else "better" if value < 0 else "the same"


def range_over(low: float, high: float, places: int = 1) -> str:
    """``£4.4m to £8.3m over``; each end has its own word when the range holds the budget."""
    words = side(low, places), side(high, places)
    if words[0] == words[1]:
        return f"{millions(abs(low), places)} to {over_or_under(high, places)}"
    return f"{over_or_under(low, places)} to {over_or_under(high, places)}"


def eight_in_ten(low: float, high: float) -> str:
    return f"8-in-10 range {range_over(low, high)}"


def percent(share: float, places: int = 1) -> str:
    value = (Decimal(repr(share)) * 100).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{abs(value)}%"


def day(when: date) -> str:
    """``31 October 2026``."""
    return f"{when.day} {when:%B %Y}"


def listed(parts: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(parts) <= 1:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def sentence(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]
