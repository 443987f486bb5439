"""Reads a page of figures from a CSV file, as a person copies it out of a spreadsheet: one figure to a row.

The columns are the fields of a ``[[figure]]``; a ``should be`` beside a figure is what it should come to, in the keys
of others. A key left out is made from the label.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from highneeds.finance.reconcile import IdentityKind
from highneeds.ingest.figures_page import KINDS, RULES, PageFile, page_of_blocks, unreadable
from highneeds.ingest.scenario_block import Block

_SHOULD_BE = "should_be"
_YES, _NO = frozenset({"yes", "y", "true", "1", "total"}), frozenset({"no", "n", "false", "0"})
_KIND_OF_SIGN = {
    "/": IdentityKind.SHARE,
    "*": IdentityKind.VOLUME_TIMES_PRICE,
    "-": IdentityKind.DIFFERENCE,
    "+": IdentityKind.SUM,
}


def read_page_csv(path: Path) -> PageFile:
    """The page of figures in the CSV file ``path``, with every fault by its row."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        return unreadable(path.name, f"It cannot be read: {error.strerror}.")
    except UnicodeDecodeError:
        return unreadable(path.name, "It is not UTF-8. Save it as CSV UTF-8.")
    return page_of_csv(path.name, text)


def page_of_csv(file: str, text: str) -> PageFile:
    """The page of figures that ``text``, the content of ``file``, holds; the page is called by the file's name."""
    lines = csv.reader(io.StringIO(text))
    try:
        rows = [(lines.line_num, row) for row in lines]
    except csv.Error as error:
        return unreadable(file, f"{error}.", row=lines.line_num)
    filled = [(number, row) for number, row in rows if any(cell.strip() for cell in row)]
    heading = [re.sub(r"\W+", "_", cell.strip().lower()).strip("_") for cell in filled[0][1]] if filled else []
    if not {"label", "printed"} <= set(heading):
        return unreadable(file, "Its first row should name the columns label, printed, unit, basis and period.")
    name = Path(file).stem
    top = Block(file, {"name": name, "source": file}, {}, None, rules=RULES)
    blocks: dict[str, list[Block]] = {kind: [] for kind in KINDS}
    for number, row in filled[1:]:
        cells = {field: cell.strip() for field, cell in zip(heading, row, strict=False) if field and cell.strip()}
        expected = cells.pop(_SHOULD_BE, "")
        figure = _figure(file, number, cells)
        blocks["figure"].append(figure)
        if expected:
            blocks["identity"].append(_identity(figure, expected))
    return page_of_blocks(top, blocks)


def _figure(file: str, number: int, cells: Mapping[str, str]) -> Block:
    values: dict[str, Any] = dict(cells)
    values.setdefault("key", _key(values.get("label", "")))
    if values.get("is_total", "").lower() in _YES | _NO:
        values["is_total"] = values["is_total"].lower() in _YES
    if re.fullmatch(r"\d+(\.\d+)?", values.get("rounded_to", "")):
        values["rounded_to"] = float(values["rounded_to"])
    return Block(file, values, dict.fromkeys(values, number), number, rules=RULES)


def _identity(figure: Block, expected: str) -> Block:
    key = figure.values["key"]
    kind = next((kind for sign, kind in _KIND_OF_SIGN.items() if sign in expected), IdentityKind.STATED_TWICE)
    values = {
        "key": f"{key}_should_be",
        "name": f"{figure.values.get('label', key)} against {expected}",
        "kind": kind.value,
        "holds": f"{key} = {expected}",
    }
    rows = dict.fromkeys(values, figure.row or 0)
    return Block(figure.file, values, rows, figure.row, rules=RULES)


def _key(label: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")
