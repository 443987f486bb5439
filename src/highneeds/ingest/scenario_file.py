"""Reads a scenario that a person wrote as TOML: a name, and one ``[[lever]]`` block for each lever.

Every fault of the file is told at once, with its line and field, and with the nearest right word for a misspelt one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from highneeds.core.faults import Fault
from highneeds.forecast.levers.scenario import Scenario
from highneeds.forecast.levers.types import Evidence, Lever, Size
from highneeds.forecast.types import FIRST_NC_YEAR, LAST_NC_YEAR, StateSpace
from highneeds.ingest.lever_kinds import KINDS, Common, LeverKind
from highneeds.ingest.scenario_block import RULES, Block

_TOP_FIELDS = ("name", "lever")
_ALWAYS = ("kind", "name", "start", "evidence", "source", "owner")
_SOMETIMES = ("size_sd", "ramp_months", "end")
_MOST_RAMP_MONTHS = 240  # 20 years: what is longer was meant otherwise

_Read = Callable[[Block, str, StateSpace], object]
_OWN_FIELDS: Mapping[str, _Read] = {
    "needs": lambda block, name, space: block.names(name, space.needs),
    "settings": lambda block, name, space: block.names(name, space.settings),
    "setting": lambda block, name, space: block.name(name, space.settings),
    "to_setting": lambda block, name, space: block.name(name, space.settings),
    "nc_years": lambda block, name, _: block.nc_years(name),
    "first_nc_year_without_plan": lambda block, name, _: block.whole(name, least=FIRST_NC_YEAR, most=LAST_NC_YEAR),
    "every_year": lambda block, name, _: block.flag(name),
    "is_share": lambda block, name, _: block.flag(name),
    "over_months": lambda block, name, _: block.whole(name, least=1, default=1),
}


def read_scenario(path: Path, space: StateSpace) -> tuple[Scenario | None, tuple[Fault, ...]]:
    """The scenario, its needs and settings named as in ``space``; none, and every fault, when there is one."""
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except OSError as error:
        return None, (RULES["V01"].fault(path.name, detail=f"It cannot be read: {error.strerror}."),)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        line = re.search(r"line (\d+)", str(error))
        return None, (RULES["V01"].fault(path.name, row=int(line[1]) if line else None, detail=f"{error}."),)
    top, blocks = _blocks(path.name, text, content)
    levers = [_lever(block, space) for block in blocks]
    _check_names(blocks)
    name = top.text("name")
    faults = tuple(fault for block in (top, *blocks) for fault in block.faults)
    if faults:
        return None, faults
    return Scenario(name, tuple(lever for lever in levers if lever is not None)), ()


def _blocks(file: str, text: str, content: Mapping[str, Any]) -> tuple[Block, list[Block]]:
    """The top of the file and each lever, with the lines where their fields stand."""
    rows: list[dict[str, int]] = [{}]
    starts: list[int] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if re.match(r"\s*\[+\s*lever\s*\]+", line):
            rows.append({})
            starts.append(number)
        elif found := re.match(r"\s*\"?([\w-]+)\"?\s*=", line):
            rows[-1].setdefault(found[1], number)
    top = Block(file, content, rows[0], None)
    top.check_fields(_TOP_FIELDS, _TOP_FIELDS)
    given = content.get("lever", [])
    tables = [given] if isinstance(given, dict) else given
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        top.add("V05", "lever", detail="Each lever is a block that begins with [[lever]].")
        return top, []
    places = zip(starts, rows[1:], strict=True) if len(starts) == len(tables) else ((None, {}) for _ in tables)
    return top, [Block(file, table, of_block, start) for table, (start, of_block) in zip(tables, places, strict=True)]


def _lever(block: Block, space: StateSpace) -> Lever | None:
    """The lever of one block; None where the block has a fault."""
    word = block.values.get("kind")
    kind = KINDS.get(_plain(word)) if isinstance(word, str) else None
    if kind is None:
        block.check_fields(tuple(block.values), _ALWAYS)
        if "kind" in block.values:
            block.name("kind", tuple(KINDS))
        return None
    required = (*_ALWAYS, kind.size_field, *kind.required)
    block.check_fields((*required, *_SOMETIMES, *kind.fields), required)
    common = _common(block, kind)
    values = {name: _OWN_FIELDS[name](block, name, space) for name in kind.fields if name in block.values}
    return None if block.faults or common is None else kind.make(common, values)


def _plain(word: str) -> str:
    return word.strip().lower().replace("_", " ").replace("-", " ")


def _common(block: Block, kind: LeverKind) -> Common | None:
    start, end = block.day("start"), block.day("end")
    if start is not None and end is not None and end < start:
        block.add("V07", "end", value=end)
    is_share = block.values.get("is_share") is True
    size = block.number(kind.size_field, least=kind.least, most=1.0 if is_share else kind.most)
    name, owner = block.text("name"), block.text("owner")
    evidence = Evidence(block.text("evidence"), block.text("source"))
    sized = Size(size, block.number("size_sd", least=0.0))
    ramp = block.whole("ramp_months", least=0, most=_MOST_RAMP_MONTHS)
    if start is None:
        return None
    return Common(name=name, start=start, size=sized, evidence=evidence, owner=owner, ramp_months=ramp, end=end)


def _check_names(blocks: list[Block]) -> None:
    seen: set[object] = set()
    for block in blocks:
        name = block.values.get("name")
        if isinstance(name, str):
            if name.strip() in seen:
                block.add("V08", "name", value=name)
            seen.add(name.strip())
