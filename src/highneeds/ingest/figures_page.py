"""Reads a page of figures that a person wrote as TOML: what is printed, what should hold, and how else it may be read.

Every fault of the file is told at once, with its line and field.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import TypeVar

from highneeds.core.faults import Fault, Severity
from highneeds.finance.reconcile import (
    BasisKind,
    Direction,
    FormulaError,
    Identity,
    IdentityKind,
    Interval,
    Page,
    PrintedError,
    Reading,
    Stated,
    Unit,
    WorkedOut,
    parse_formula,
    parse_relation,
    read_printed,
    wrongs,
)
from highneeds.ingest.rule import Rule
from highneeds.ingest.scenario_block import Block, nearest
from highneeds.ingest.toml_blocks import blocks_of

EXAMPLES = ("cfs02",)
_BASIS = "highneeds pages of figures"
_FILE = Severity.STOPS_FILE
RULES: Mapping[str, Rule] = {
    entry_id: Rule(f"Q{entry_id[1:]}", _FILE, title, advice, _BASIS)
    for entry_id, title, advice in (
        ("V01", "The file is not a page of figures", "Compare it with docs/examples/page-of-figures.toml."),
        ("V02", "The field is missing", 'Add it; where the paper does not say, write "not stated".'),
        ("V03", "The field is not known here", "Correct its name, or take it out."),
        ("V04", "The word is not known", "Correct it."),
        ("V05", "The value has the wrong form", "Correct it."),
        ("V06", "The key is given twice", "Give each figure, quantity, identity and reading a key of its own."),
        ("V07", "The number cannot be read", "Write it in quotation marks, as the paper prints it."),
        ("V08", "The formula cannot be read", "Use keys of figures, numbers, + - * / and brackets."),
        ("V09", "The formula names what is not there", "Correct the name, or add the figure."),
        ("V10", "The formula runs in a circle", "Work each quantity out from figures of the page."),
        ("V11", "The units do not go together", "Compare pounds with pounds and children with children."),
        ("V12", "The page has nothing to check", "Add at least one [[figure]]."),
    )
}
_WRONG_RULES = {"not there": "V09", "circle": "V10", "units": "V11", "too long": "V08"}

KINDS = ("figure", "worked_out", "identity", "reading")
"""The sorts of block of a page."""

_FIGURE = ("key", "label", "printed", "unit", "basis", "period")
_FIGURE_SOMETIMES = ("where", "direction", "rounded_to", "table", "is_total")
_IDENTITY = ("key", "name", "kind", "holds")
_READING = ("key", "name", "kind", "figure")
_KEY = re.compile(r"[a-z][a-z0-9_]*")

W = TypeVar("W", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class PageFile:
    """``page`` is None where there is any fault: a page half read would find breaks that are not there."""

    file: str
    page: Page | None
    faults: tuple[Fault, ...]


def read_page(path: Path) -> PageFile:
    """The page of figures in the TOML file ``path``."""
    try:
        return page_of_text(path.name, path.read_text(encoding="utf-8"))
    except OSError as error:
        return unreadable(path.name, f"It cannot be read: {error.strerror}.")
    except UnicodeDecodeError as error:
        return unreadable(path.name, f"{error}.")


def read_example(name: str) -> PageFile:
    """A page packed with highneeds, one of ``EXAMPLES``, read as any other."""
    file = files("highneeds.ingest") / "pages" / f"{name}.toml"
    return page_of_text(file.name, file.read_text(encoding="utf-8"))


def page_of_text(file: str, text: str) -> PageFile:
    """The page of figures that ``text``, the content of ``file``, holds."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        return unreadable(file, f"{error}.", row=int(line[1]) if line else None)
    top, blocks = blocks_of(file, text, content, KINDS, RULES)
    top.check_fields(("name", "source", *KINDS), ("name", "source"))
    return page_of_blocks(top, blocks)


def page_of_blocks(top: Block, blocks: Mapping[str, list[Block]]) -> PageFile:
    """The page of blocks of each of ``KINDS``, which a file of any form may bring; ``top`` names page and source."""
    page = Page(
        top.text("name"),
        top.text("source"),
        tuple(filter(None, map(_figure, blocks["figure"]))),
        tuple(filter(None, map(_worked_out, blocks["worked_out"]))),
        tuple(filter(None, map(_identity, blocks["identity"]))),
        tuple(filter(None, map(_reading, blocks["reading"]))),
    )
    if not blocks["figure"] and not top.faults:
        top.add("V12", "figure")
    _check_keys(blocks)
    every = [top, *chain.from_iterable(blocks.values())]
    _check_wiring(page, blocks, is_whole=not any(block.faults for block in every))
    faults = tuple(fault for block in every for fault in block.faults)
    return PageFile(top.file, None if faults else page, faults)


def unreadable(file: str, why: str, *, row: int | None = None) -> PageFile:
    return PageFile(file, None, (RULES["V01"].fault(file, row=row, detail=why),))


def _check_keys(blocks: Mapping[str, list[Block]]) -> None:
    quantities = [*blocks["figure"], *blocks["worked_out"]]
    for group in (quantities, blocks["identity"], blocks["reading"]):
        first: dict[object, int | None] = {}
        for block in group:
            key = block.values.get("key")
            if isinstance(key, str) and key in first:
                row = first[key]
                block.add("V06", "key", value=key, detail=f"It stands in line {row} first." if row else "")
            elif isinstance(key, str):
                first[key] = block.row


def _check_wiring(page: Page, blocks: Mapping[str, list[Block]], *, is_whole: bool) -> None:
    """Names that only a faulty block would have given are not told as absent; units wait for a page that is whole."""
    written = {block.values.get("key") for kind in KINDS[:3] for block in blocks[kind]}
    known = [*page.by_key, *(one.key for one in page.worked_out)]
    for wrong in wrongs(page):
        rule = _WRONG_RULES[wrong.rule]
        if not is_whole and (rule == "V11" or wrong.word in written):
            continue
        block = next(
            block
            for kind in KINDS[1:]
            for block in blocks[kind]
            if block.values.get("key") == wrong.key and wrong.field in block.values
        )
        hint = nearest(wrong.word, known) if rule == "V09" and wrong.field != "only_in" else ""
        block.add(rule, wrong.field, detail=f"{wrong.message} {hint}".strip(), value=wrong.word or None)


def _figure(block: Block) -> Stated | None:
    block.check_fields((*_FIGURE, *_FIGURE_SOMETIMES), _FIGURE)
    key, unit = _key(block), _word(block, "unit", Unit)
    direction = _word(block, "direction", Direction) if "direction" in block.values else None
    rounded_to = _exact(block, "rounded_to") if "rounded_to" in block.values else None
    texts = {name: block.text(name) for name in ("label", "printed", "basis", "period", "where", "table")}
    is_total = "is_total" in block.values and block.flag("is_total")
    if rounded_to is not None and rounded_to < 0:
        block.add("V05", "rounded_to", detail="It should be 0 or more.", value=block.values["rounded_to"])
    if is_total and not texts["table"] and not block.faults:
        block.add("V02", "table", detail="A total is the total of a table.")
    if unit is None or block.faults:
        return None
    try:
        value, could_be = read_printed(texts["printed"], unit, rounded_to)
    except PrintedError as error:
        block.add("V07", "printed", detail=str(error), value=texts["printed"])
        return None
    if direction is not None and value < 0:
        block.add("V05", "direction", detail="The number has a minus already; say it once.", value=direction)
        return None
    if direction is not None and direction.sign < 0:
        value, could_be = -value, Interval(-could_be.high, -could_be.low)
    return Stated(key, value=value, could_be=could_be, unit=unit, direction=direction, is_total=is_total, **texts)


def _worked_out(block: Block) -> WorkedOut | None:
    block.check_fields(("key", "label", "formula", "unit"), ("key", "label", "formula"))
    unit = _word(block, "unit", Unit)
    key, label, text = _key(block), block.text("label"), block.text("formula")
    if block.faults:
        return None
    try:
        return WorkedOut(key, label, parse_formula(text), unit)
    except FormulaError as error:
        block.add("V08", "formula", detail=str(error), value=text)
        return None


def _identity(block: Block) -> Identity | None:
    block.check_fields((*_IDENTITY, "if_not"), _IDENTITY)
    key, kind, text = _key(block), _word(block, "kind", IdentityKind), block.text("holds")
    name, if_not = block.text("name"), block.text("if_not")
    if kind is None or block.faults:
        return None
    try:
        left, relation, right = parse_relation(text)
    except FormulaError as error:
        block.add("V08", "holds", detail=str(error), value=text)
        return None
    return Identity(key, name, kind, left, relation, right, text, if_not)


def _reading(block: Block) -> Reading | None:
    block.check_fields((*_READING, "becomes", "factor", "only_in"), _READING)
    if ("becomes" in block.values) == ("factor" in block.values):
        block.add("V05", "becomes", detail="Give either becomes (a formula) or factor (the least and the most).")
    key, kind = _key(block), _word(block, "kind", BasisKind)
    name, figure, text = block.text("name"), block.text("figure"), block.text("becomes")
    factor = _factor(block) if "factor" in block.values else None
    only_in = _keys(block, "only_in") if "only_in" in block.values else frozenset()
    if kind is None or block.faults:
        return None
    try:
        becomes = parse_formula(text) if text else None
    except FormulaError as error:
        block.add("V08", "becomes", detail=str(error), value=text)
        return None
    return Reading(key, name, kind, figure, becomes, factor, only_in)


def _key(block: Block) -> str:
    key = block.text("key")
    if key and not _KEY.fullmatch(key):
        detail = "It should be small letters, digits and _, beginning with a letter, such as placement_cost."
        block.add("V05", "key", detail=detail, value=key)
    return key


def _word(block: Block, name: str, words: type[W]) -> W | None:
    """The word of that field; None where it is absent or (with a fault) not known."""
    if name not in block.values:
        return None
    known = [word.value for word in words]
    value = block.name(name, known)
    return words(value) if value in known else None


def _exact(block: Block, name: str) -> Fraction:
    return Fraction(str(block.number(name)))


def _factor(block: Block) -> Interval | None:
    given = block.values["factor"]
    if isinstance(given, Sequence) and len(given) == 2 and all(map(_is_number, given)):  # noqa: PLR2004 - two ends
        low, high = (Fraction(str(end)) for end in given)
        if 0 < low <= high:
            return Interval(low, high)
    detail = "It should be the least and the most, both above 0, such as [1, 1.7]."
    block.add("V05", "factor", detail=detail, value=given)
    return None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _keys(block: Block, name: str) -> frozenset[str]:
    given = block.values[name]
    if isinstance(given, list) and given and all(isinstance(one, str) for one in given):
        return frozenset(given)
    block.add("V05", name, detail='It should be a list of keys, such as ["share_of_cost"].', value=given)
    return frozenset()
