"""A template version as data: which table stands on which sheet, from which cell, and what its rows are called.

One TOML file for each version in ``templates``; a new version is a new file. Every label, and every table's place, says
whether it has been checked against the department's own file (verified) and where it comes from.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from highneeds.reports.returns.types import ReturnTable

_PACKAGE = "highneeds.reports.returns"
_CELL = re.compile(r"([A-Z])([1-9]\d*)")
_LONGEST_SHEET_NAME = 31  # Excel's own limit


@dataclass(frozen=True, slots=True)
class Label:
    """What a row is called; ``is_verified``: read in the department's template or code, not only described."""

    key: str
    text: str
    is_verified: bool
    source: str


@dataclass(frozen=True, slots=True)
class Layout:
    """One table's place: ``row`` and ``column`` (from 0) of its title; headings stand below it, rows below them.

    ``has_free_rows``: rows of the council's own, each called by its key, come before those that have labels.
    ``corner``: what heads the column of labels.
    """

    key: str
    sheet: str
    sheet_title: str
    title: str
    cell: str
    is_cell_verified: bool
    has_free_rows: bool
    labels: tuple[Label, ...]
    corner: str = ""

    @property
    def row(self) -> int:
        return int(_CELL.fullmatch(self.cell)[2]) - 1  # type: ignore[index]  # checked when the template was read

    @property
    def column(self) -> int:
        return ord(self.cell[0]) - ord("A")

    def label(self, key: str) -> Label:
        """Of a row; one of the council's own is called by its key."""
        own = Label(key, key, is_verified=True, source="the council's own row")
        return next((label for label in self.labels if label.key == key), own)


@dataclass(frozen=True, slots=True)
class Template:
    """One version of one return's layout. ``settings``: what else the version fixes (its years, for one)."""

    name: str
    version: str
    title: str
    notes: tuple[str, ...]
    layouts: tuple[Layout, ...]
    settings: Mapping[str, Any]

    @property
    def file_stem(self) -> str:
        return f"{self.name}-{self.version}"

    @property
    def labels(self) -> Iterator[tuple[Layout, Label]]:
        for layout in self.layouts:
            for label in layout.labels:
                yield layout, label


def template_names() -> tuple[str, ...]:
    """``dsg-plan-v10`` and the like, in order."""
    folder = files(_PACKAGE) / "templates"
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


@cache
def load_template(file_stem: str) -> Template:
    """The version's file. Raises LookupError when there is none, ValueError when it is not as it should be."""
    if file_stem not in template_names():
        message = f"there is no template {file_stem}; there are {', '.join(template_names())}"
        raise LookupError(message)
    text = (files(_PACKAGE) / "templates" / f"{file_stem}.toml").read_text(encoding="utf-8")
    return template_of(tomllib.loads(text), where=f"{file_stem}.toml")


def template_of(content: Mapping[str, Any], *, where: str) -> Template:
    """From a file's content. Sheets of a group share the tables that are ``on`` the group; ``sources`` are named."""
    sources: Mapping[str, str] = content["sources"]
    layouts = []
    for table in content["tables"]:
        sheets = [sheet for sheet in content["sheets"] if table["on"] in {sheet["tab"], sheet.get("group")}]
        if not sheets:
            message = f"{where}: table {table['key']} is on {table['on']}, which is no sheet"
            raise ValueError(message)
        layouts += [_layout(table, sheet, sources, where) for sheet in sheets]
    if len({layout.key for layout in layouts}) != len(layouts):
        message = f"{where}: a table stands twice"
        raise ValueError(message)
    return Template(
        content["name"],
        content["version"],
        content["title"],
        tuple(content.get("notes", ())),
        tuple(layouts),
        content.get("settings", {}),
    )


def check_layout(template: Template, tables: Sequence[ReturnTable]) -> None:
    """Raise ValueError, naming all of them, where a table or row is made and has no place, or has a place and is not
    made, or stands in another order.
    """
    made = {table.key: [row.key for row in table.rows] for table in tables}
    placed = {layout.key: [label.key for label in layout.labels] for layout in template.layouts}
    for layout in template.layouts:
        if layout.has_free_rows and layout.key in made:
            made[layout.key] = made[layout.key][len(made[layout.key]) - len(layout.labels) :]
    wrong = [f"{key} has no place" for key in made.keys() - placed.keys()]
    wrong += [f"{key} is not made" for key in placed.keys() - made.keys()]
    wrong += [
        f"{key}: rows {made[key]}, labels {placed[key]}" for key in made if placed.get(key, made[key]) != made[key]
    ]
    if wrong:
        message = f"{template.file_stem}: {'; '.join(sorted(wrong))}"
        raise ValueError(message)


def _layout(table: Mapping[str, Any], sheet: Mapping[str, Any], sources: Mapping[str, str], where: str) -> Layout:
    key = f"{table['key']}:{sheet['tab']}" if table["on"] == sheet.get("group") else table["key"]
    if not _CELL.fullmatch(table["cell"]) or len(sheet["tab"]) > _LONGEST_SHEET_NAME:
        message = f"{where}: {key}: {table['cell']!r} is no cell, or the sheet name {sheet['tab']!r} is too long"
        raise ValueError(message)
    left_out = set(table.get("left_out", {}).get(sheet["tab"], ()))
    labels = [_label(row, table, sources) for row in table["rows"]]
    return Layout(
        key=key,
        sheet=sheet["tab"],
        sheet_title=sheet["title"],
        title=table["title"],
        cell=table["cell"],
        is_cell_verified=table.get("cell_verified", False),
        has_free_rows=table.get("free_rows", False),
        labels=tuple(label for label in labels if label.key not in left_out),
        corner=table.get("corner", ""),
    )


def _label(row: str | Mapping[str, Any], table: Mapping[str, Any], sources: Mapping[str, str]) -> Label:
    """A row by name alone has the table's own mark and source."""
    own: Mapping[str, Any] = {"key": row, "label": row} if isinstance(row, str) else row
    return Label(
        own["key"], own["label"], own.get("verified", table["verified"]), sources[own.get("source", table["source"])]
    )
