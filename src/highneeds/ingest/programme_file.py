"""Reads a programme of savings that a person wrote as TOML: docs/guide/savings.md shows how.

Every fault of the file is told at once, with its line and field; a file with a fault is not used. What a measure lacks
(an owner, a lever, evidence) is no fault of the file: ``savings.findings`` tells it by the measure's name.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from highneeds.core.faults import Fault
from highneeds.forecast.levers.types import Lever
from highneeds.forecast.types import StateSpace
from highneeds.ingest.programme_parts import (
    MovesGiven,
    read_dependency,
    read_measure_fields,
    read_moves,
    read_substitution,
    read_target,
)
from highneeds.ingest.programme_rules import RULES
from highneeds.ingest.scenario_block import Block
from highneeds.ingest.scenario_file import read_lever, rows_of_levers
from highneeds.ingest.toml_blocks import blocks_of
from highneeds.savings import Dependency, Measure, Programme, Substitution, Target

_KINDS = ("target", "measure", "lever", "waits_for", "new_places", "moves")
_FROM_MEASURE = ("owner", "evidence", "source")
_NOT_SAID = "not said"


@dataclass(frozen=True, slots=True)
class ProgrammeFile:
    """``rows``: lines of levers' fields as the faults of a scenario name them. Not to be used while there are
    ``faults``.
    """

    file: str
    programme: Programme
    moves: MovesGiven | None
    faults: tuple[Fault, ...]
    rows: Mapping[str, int]

    def placed(self, fault: Fault) -> Fault:
        """A fault of the levers as one of this file, with its line."""
        lever, _, _ = (fault.field or "").rpartition(", ")
        return replace(fault, file=self.file, row=self.rows.get(fault.field or "", self.rows.get(lever)))


def read_programme(path: Path, space: StateSpace) -> ProgrammeFile:
    """What the file ``path`` says; needs and settings of levers are named as in ``space``."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        return _unreadable(path.name, f"It cannot be read: {error.strerror}.")
    except UnicodeDecodeError as error:
        return _unreadable(path.name, f"{error}.")
    return programme_of_text(text, path.name, space)


def programme_of_text(text: str, file: str, space: StateSpace) -> ProgrammeFile:
    """As ``read_programme``, of a file of the name ``file`` that was read before."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        return _unreadable(file, f"{error}.", row=int(line[1]) if line else None)
    top, blocks = blocks_of(file, text, content, _KINDS, RULES)
    top.check_fields(("name", *_KINDS), ("name", "measure"))
    fields = [(block, read_measure_fields(block)) for block in blocks["measure"]]
    by_ref = {block.values.get("ref"): block for block in blocks["measure"]}
    for kind in ("lever", "waits_for", "new_places"):
        _check_measure(blocks[kind], by_ref)
    for kind, names in (("measure", ("ref", "name")), ("lever", ("name",)), ("target", ("workstream",))):
        for each in names:
            _said_twice(blocks[kind], each)
    parts = _Parts(_levers(blocks["lever"], by_ref, space), _waits(blocks["waits_for"]), _places(blocks["new_places"]))
    targets = tuple(target for target in map(read_target, blocks["target"]) if target is not None)
    moves = read_moves(blocks["moves"][0]) if blocks["moves"] else None
    name = top.text("name")
    faults = tuple(fault for block in (top, *chain.from_iterable(blocks.values())) for fault in block.faults)
    programme = Programme(name, ()) if faults else _programme(name, fields, parts, targets)
    return ProgrammeFile(file, programme, moves, faults, rows_of_levers(blocks["lever"]))


@dataclass(frozen=True, slots=True)
class _Parts:
    """What belongs to a measure, by its ref."""

    levers: Mapping[str, list[Lever]]
    waits: Mapping[str, list[Dependency]]
    places: Mapping[str, Substitution]


def _unreadable(file: str, why: str, *, row: int | None = None) -> ProgrammeFile:
    return ProgrammeFile(file, Programme("", ()), None, (RULES["V01"].fault(file, row=row, detail=why),), {})


def _check_measure(blocks: list[Block], by_ref: Mapping[object, Block]) -> None:
    for block in blocks:
        if "measure" not in block.values:
            block.add("V02", "measure")
        elif block.values["measure"] not in by_ref:
            known = ", ".join(map(str, by_ref))
            block.add("V08", "measure", detail=f"There is: {known}.", value=block.values["measure"])


def _said_twice(blocks: list[Block], name: str) -> None:
    first: dict[object, int | None] = {}
    for block in blocks:
        said = block.values.get(name)
        if said in first and (said is not None or name == "workstream"):
            block.add("V06", name, detail=f"It stands in line {first[said]} first.", value=said)
        first.setdefault(said, block.row)


def _levers(blocks: list[Block], by_ref: Mapping[object, Block], space: StateSpace) -> dict[str, list[Lever]]:
    """By measure; owner, evidence and source are the measure's where the lever has none of its own."""
    found: dict[str, list[Lever]] = {}
    for block in blocks:
        measure = by_ref.get(block.values.get("measure"))
        of_measure = {} if measure is None else measure.values
        block.values = {name: of_measure.get(name) or _NOT_SAID for name in _FROM_MEASURE} | dict(block.values)
        lever = read_lever(block, space, also=("measure",))
        if lever is not None:
            found.setdefault(str(block.values.get("measure")), []).append(lever)
    return found


def _waits(blocks: list[Block]) -> dict[str, list[Dependency]]:
    found: dict[str, list[Dependency]] = {}
    for block in blocks:
        one = read_dependency(block)
        if one is not None:
            found.setdefault(str(block.values["measure"]), []).append(one)
    return found


def _places(blocks: list[Block]) -> dict[str, Substitution]:
    _said_twice(blocks, "measure")
    found = {}
    for block in blocks:
        one = read_substitution(block)
        if one is not None:
            found[str(block.values["measure"])] = one
    return found


def _programme(
    name: str, fields: list[tuple[Block, dict[str, Any] | None]], parts: _Parts, targets: tuple[Target, ...]
) -> Programme:
    measures = [
        Measure(
            **of_block,
            levers=tuple(parts.levers.get(of_block["ref"], ())),
            dependencies=tuple(parts.waits.get(of_block["ref"], ())),
            substitution=parts.places.get(of_block["ref"]),
        )
        for _, of_block in fields
        if of_block is not None
    ]
    return Programme(name, tuple(measures), targets)
