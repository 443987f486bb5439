"""Reads a scenario that a person wrote as TOML: a name, one ``[[lever]]`` block for each lever, and what binds today.

Every fault of the file is told at once, with its line and field, and with the nearest right word for a misspelt one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

from highneeds.core.faults import Fault
from highneeds.forecast.levers.scenario import Scenario
from highneeds.forecast.levers.today import Today
from highneeds.forecast.levers.types import Evidence, Lever, Size
from highneeds.forecast.types import StateSpace
from highneeds.ingest.lever_kinds import KINDS, Common, LeverKind
from highneeds.ingest.scenario_block import RULES, Block
from highneeds.ingest.today_blocks import LATE_TODAY, PLACES_TODAY, read_today
from highneeds.ingest.toml_blocks import blocks_of

_LEVER = "lever"
_TOP_FIELDS = ("name", _LEVER)
_BLOCKS = (_LEVER, PLACES_TODAY, LATE_TODAY)
_ALWAYS = ("kind", "name", "start", "evidence", "source", "owner")
_SOMETIMES = ("size_sd", "ramp_months", "end")

_Read = Callable[[Block, str, StateSpace], object]
_OWN_FIELDS: Mapping[str, _Read] = {
    "needs": lambda block, name, space: block.names(name, space.needs),
    "settings": lambda block, name, space: block.names(name, space.settings),
    "setting": lambda block, name, space: block.name(name, space.settings),
    "to_setting": lambda block, name, space: block.name(name, space.settings),
    "nc_years": lambda block, name, _: block.nc_years(name),
    "first_nc_year_without_plan": lambda block, name, _: block.whole(name),
    "every_year": lambda block, name, _: block.flag(name),
    "is_share": lambda block, name, _: block.flag(name),
    "over_months": lambda block, name, _: block.whole(name),
}


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """What a file holds: ``levers`` are those whose every field can be read; ``faults`` are of all the others.

    ``rows``: the line of each field as the faults of a scenario name it (``lever 'name', field``). ``today``: the
    places and late plans that the file gives.
    """

    file: str
    name: str
    levers: tuple[Lever, ...]
    faults: tuple[Fault, ...]
    rows: Mapping[str, int]
    today: Today = field(default_factory=Today)

    @property
    def scenario(self) -> Scenario:
        """Of the levers that can be read."""
        return Scenario(self.name, self.levers)

    def placed(self, fault: Fault) -> Fault:
        """A fault of the scenario as one of this file, with its line."""
        lever, _, _ = (fault.field or "").rpartition(", ")
        row = self.rows.get(fault.field or "", self.rows.get(lever))
        return replace(fault, file=self.file, row=row)


def read_scenario(path: Path, space: StateSpace) -> ScenarioFile:
    """What the file ``path`` holds, its needs and settings named as in ``space``; whether sizes, dates and groups make
    sense is for ``forecast.levers.faults`` to say.
    """
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except OSError as error:
        return _unreadable(path.name, f"It cannot be read: {error.strerror}.")
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        line = re.search(r"line (\d+)", str(error))
        return _unreadable(path.name, f"{error}.", row=int(line[1]) if line else None)
    top, blocks = _blocks(path.name, text, content)
    levers = [read_lever(block, space) for block in blocks[_LEVER]]
    today = read_today(blocks[PLACES_TODAY], blocks[LATE_TODAY], space)
    name = top.text("name")
    faults = tuple(fault for block in (top, *chain.from_iterable(blocks.values())) for fault in block.faults)
    return ScenarioFile(
        path.name,
        name,
        tuple(filter(None, levers)),
        faults,
        rows_of_levers(blocks[_LEVER], blocks[PLACES_TODAY]),
        today,
    )


def _unreadable(file: str, why: str, *, row: int | None = None) -> ScenarioFile:
    return ScenarioFile(file, "", (), (RULES["V01"].fault(file, row=row, detail=why),), {})


def rows_of_levers(levers: Sequence[Block], places: Sequence[Block] = ()) -> dict[str, int]:
    """The line of each field as the faults of a scenario name it."""
    rows: dict[str, int] = {}
    for block in levers:
        lever = f"lever {str(block.values.get('name', '')).strip()!r}"
        if block.row is not None:
            rows.setdefault(lever, block.row)
        for name, row in block.rows.items():
            rows.setdefault(f"{lever}, {'size' if name == 'places' else name}", row)
    for block in places[:1]:
        if block.row is not None:
            rows["places today"] = block.row
    return rows


def _blocks(file: str, text: str, content: Mapping[str, Any]) -> tuple[Block, dict[str, list[Block]]]:
    """The top of the file and its blocks by kind, with the lines where their fields stand."""
    top, blocks = blocks_of(file, text, content, _BLOCKS)
    top.check_fields((*_TOP_FIELDS, PLACES_TODAY, LATE_TODAY), _TOP_FIELDS)
    return top, blocks


def read_lever(block: Block, space: StateSpace, *, also: tuple[str, ...] = ()) -> Lever | None:
    """The lever of one block; None where the block has a fault. ``also``: fields it has for others to read."""
    word = block.values.get("kind")
    kind = KINDS.get(_plain(word)) if isinstance(word, str) else None
    if kind is None:
        block.check_fields(tuple(block.values), _ALWAYS)
        if "kind" in block.values:
            block.name("kind", tuple(KINDS))
        return None
    required = (*_ALWAYS, kind.size_field, *kind.required)
    block.check_fields((*required, *_SOMETIMES, *kind.fields, *also), required)
    common = _common(block, kind)
    values = {name: _OWN_FIELDS[name](block, name, space) for name in kind.fields if name in block.values}
    return None if block.faults or common is None else kind.make(common, values)


def _plain(word: str) -> str:
    return word.strip().lower().replace("_", " ").replace("-", " ")


def _common(block: Block, kind: LeverKind) -> Common | None:
    start, end = block.day("start"), block.day("end")
    size = Size(block.number(kind.size_field), block.number("size_sd"))
    name, owner, ramp = block.text("name"), block.text("owner"), block.whole("ramp_months")
    evidence = Evidence(block.text("evidence"), block.text("source"))
    if start is None:
        return None
    return Common(name=name, start=start, size=size, evidence=evidence, owner=owner, ramp_months=ramp, end=end)
