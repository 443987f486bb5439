"""Reads what a finance partner knows of the block, written as TOML: docs/guide/block.md shows how.

Every fault of the file is told at once, with its line and field; a file with a fault is not used.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TypeVar

import numpy as np

from highneeds.core import Fault, Parameter
from highneeds.finance import Growth, ServiceDriver
from highneeds.finance.block import AllocationVersion, Opening, PlannedMeasure, StabilityGrant, Transfer, largest_grant
from highneeds.ingest.block_parts import (
    OwnLine,
    read_grant,
    read_growth,
    read_line,
    read_measure,
    read_opening,
    read_rate,
    read_service,
    read_transfer,
    read_version,
)
from highneeds.ingest.block_rules import RULES
from highneeds.ingest.scenario_block import Block
from highneeds.ingest.toml_blocks import blocks_of

_MANY = ("allocation", "transfer", "measure", "rate", "line", "service")
_ONE = ("growth", "deficit", "grant")
_HOLDS = "spending_holds_deductions"

T = TypeVar("T")
_Blocks = Mapping[str, list[Block]]


@dataclass(frozen=True)
class BlockFile:
    """What the file says; None or empty where it is silent. Not to be used while there are ``faults``."""

    file: str
    name: str
    versions: tuple[AllocationVersion, ...]
    growth: Growth | None
    transfers: tuple[Transfer, ...]
    measures: tuple[PlannedMeasure, ...]
    opening: tuple[Opening, str] | None
    grant: StabilityGrant | None
    borrowing_rate: Parameter | None
    does_spending_hold_deductions: bool | None
    faults: tuple[Fault, ...]
    lines: tuple[OwnLine, ...] = ()
    services: tuple[ServiceDriver, ...] = ()


def read_block_file(path: Path) -> BlockFile:
    """What the file ``path`` says of the block."""
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except OSError as error:
        return _unreadable(path.name, f"It cannot be read: {error.strerror}.")
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        line = re.search(r"line (\d+)", str(error))
        return _unreadable(path.name, f"{error}.", row=int(line[1]) if line else None)
    top, blocks = blocks_of(path.name, text, content, (*_MANY, *_ONE), RULES)
    top.check_fields(("name", _HOLDS, *_MANY, *_ONE), ("name",))
    file = BlockFile(
        path.name,
        top.text("name"),
        _read_all(blocks["allocation"], read_version),
        _read_one(blocks["growth"], read_growth),
        _read_all(blocks["transfer"], read_transfer),
        _read_all(blocks["measure"], read_measure),
        _read_one(blocks["deficit"], read_opening),
        _read_one(blocks["grant"], read_grant),
        _rate_of(blocks["rate"]),
        top.flag(_HOLDS) if _HOLDS in top.values else None,
        (),
        _read_all(blocks["line"], read_line),
        _read_all(blocks["service"], read_service),
    )
    _check_together(file, top, blocks)
    faults = tuple(fault for block in (top, *chain.from_iterable(blocks.values())) for fault in block.faults)
    return replace(file, faults=faults)


def _unreadable(file: str, why: str, *, row: int | None = None) -> BlockFile:
    fault = RULES["V01"].fault(file, row=row, detail=why)
    return BlockFile(file, "", (), None, (), (), None, None, None, None, (fault,))


def _read_all(blocks: list[Block], read: Callable[[Block], T | None]) -> tuple[T, ...]:
    return tuple(found for found in map(read, blocks) if found is not None)


def _read_one(blocks: list[Block], read: Callable[[Block], T | None]) -> T | None:
    for block in blocks[1:]:
        block.add("V06", "", detail="One is enough.")
    return read(blocks[0]) if blocks else None


def _rate_of(blocks: list[Block]) -> Parameter | None:
    values = sorted(_read_all(blocks, read_rate), key=lambda dated: dated.effective)
    if not values or _said_twice(blocks, "from_day"):
        return None
    label = "Interest on the cash with which the council carries the deficit"
    return Parameter("deficit_borrowing_rate_share_per_year", label, "share per year", tuple(values))


def _check_together(file: BlockFile, top: Block, blocks: _Blocks) -> None:
    """What is right alone and wrong beside the rest of the file."""
    _said_twice(blocks["allocation"], "financial_year", "version")
    _said_twice(blocks["allocation"], "financial_year", "published_on")
    _said_twice(blocks["transfer"], "name", "financial_year")
    _said_twice(blocks["measure"], "name")
    _said_twice(blocks["line"], "name")
    _said_twice(blocks["service"], "name")
    _said_twice(blocks["measure"], "lever")
    has_deductions = any(version.deductions for version in file.versions)
    if has_deductions and file.does_spending_hold_deductions is None:
        detail = "Say true if the ledger counts the places that the department pays itself as spending, else false."
        top.add("V02", _HOLDS, detail=detail)
    if file.grant is not None and file.grant.pence is not None and file.opening is not None:
        eligible = file.opening[0].eligible_pence
        most = int(largest_grant(np.array([float(eligible)]))[0])
        if file.grant.pence > most:
            detail = f"It is at most £{most / 100:,.2f}, the grant's share of £{eligible / 100:,.2f} eligible."
            blocks["grant"][0].add("V07", "amount", detail=detail, value=file.grant.pence / 100)


def _said_twice(blocks: list[Block], *fields: str) -> bool:
    """Whether two blocks agree in all ``fields``; the later ones get a fault."""
    first: dict[Hashable, int | None] = {}
    is_twice = False
    for block in blocks:
        key = tuple(str(block.values.get(field)) for field in fields)
        if key in first and all(field in block.values for field in fields):
            block.add("V06", fields[-1], detail=f"It stands in line {first[key]} first.", value=" ".join(key))
            is_twice = True
        first.setdefault(key, block.row)
    return is_twice
