"""Values of a block's file: pounds, financial years, shares, and tables of pounds by year or by name."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from highneeds.core import FinancialYear, Pence, pence_from_pounds
from highneeds.finance.block.transfers import FORUM_LIMIT
from highneeds.ingest.scenario_block import Block
from highneeds.rules import parameter

W = TypeVar("W", bound=StrEnum)
_NOTHING = Pence(0)
_POUNDS = "It should be pounds, such as 1_250_000 or 1250000.50, without quotation marks or a £ sign."


def money(block: Block, name: str, *, may_be_negative: bool = False) -> Pence:
    """The pounds of that field as pence; nothing where it is absent or (with a fault) none."""
    return _pence(block, name, block.values.get(name, 0), name, may_be_negative=may_be_negative)


def money_by_name(block: Block, name: str, *, may_be_negative: bool = False) -> dict[str, Pence]:
    """Pounds by what they are for: ``{ "special academies" = 9_000_000 }``."""
    return {
        key: _pence(block, name, value, f"{key!r}", may_be_negative=may_be_negative)
        for key, value in _table(block, name).items()
    }


def money_by_year(block: Block, name: str, *, may_be_negative: bool = False) -> dict[FinancialYear, Pence]:
    """Pounds by financial year: ``{ "2026-27" = 150_000 }``."""
    found = {}
    for key, value in _table(block, name).items():
        year = _parsed(block, name, key)
        if year is not None:
            found[year] = _pence(block, name, value, key, may_be_negative=may_be_negative)
    return found


def financial_year(block: Block, name: str) -> FinancialYear | None:
    """None where it is absent, (with a fault) none, or before the first year whose rules are known."""
    year = _parsed(block, name, block.values[name]) if name in block.values else None
    first = FinancialYear.containing(parameter(FORUM_LIMIT).values[0].effective)
    if year is not None and year < first:
        block.add("V09", name, detail=f"The rules are known from {first} on.", value=year)
        return None
    return year


def share(block: Block, name: str, *, low: float = 0.0, high: float = 1.0) -> float:
    """A number from ``low`` to ``high``; ``low`` where it is absent or (with a fault) is none."""
    value = block.number(name)
    if name in block.values and not low <= value <= high:
        detail = f"It should be a share from {low:g} to {high:g}: 5 % is 0.05."
        block.add("V05", name, detail=detail, value=block.values[name])
        return low
    return value


def word(block: Block, name: str, words: type[W]) -> W | None:
    """One of ``words``, in small or capital letters; None where it is absent or (with a fault) not known."""
    if name not in block.values:
        return None
    given = block.values[name]
    for known in words:
        if isinstance(given, str) and given.strip().lower() == known.value.lower():
            return known
    block.name(name, [known.value for known in words])
    return None


def _table(block: Block, name: str) -> Mapping[str, object]:
    given = block.values.get(name, {})
    if isinstance(given, Mapping):
        return given
    block.add("V05", name, detail='It should be names and pounds in braces: { "2026-27" = 150_000 }.', value=given)
    return {}


def _parsed(block: Block, name: str, given: object) -> FinancialYear | None:
    try:
        return FinancialYear.parse(str(given))
    except ValueError:
        block.add("V05", name, detail='It should be a financial year in quotation marks: "2026-27".', value=given)
        return None


def _pence(block: Block, name: str, given: object, of_what: str, *, may_be_negative: bool) -> Pence:
    if isinstance(given, bool) or not isinstance(given, int | float):
        block.add("V05", name, detail=f"{of_what}: {_POUNDS}", value=given)
        return _NOTHING
    try:
        pence = pence_from_pounds(Decimal(str(given)))
    except ValueError:
        block.add("V05", name, detail=f"{of_what}: {_POUNDS}", value=given)
        return _NOTHING
    if pence < 0 and not may_be_negative:
        block.add("V07", name, detail=f"{of_what} is below nothing.", value=given)
        return _NOTHING
    return pence
