"""Writes a SEN2 return as XML: header, then every person with what hangs under them, in the order of the guide.

Every element of the year is written, empty where nothing is known, as returns do. The layout follows the guides of 2023
to 2025; no official schema was at hand to check it against.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Mapping
from typing import BinaryIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

import polars as pl

from highneeds.rules.sen2_elements import (
    SEN2_CHILDREN_AFTER,
    SEN2_COLLECTION_DETAILS,
    SEN2_ELEMENTS,
    SEN2_PARENT,
    SEN2_RECORDS,
    SEN2_SOURCE,
    elements_of,
)

_NO_ATTRIBUTES = AttributesImpl({})
_Record = Mapping[str, str | int | None]


def write_sen2_xml(frames: Mapping[str, pl.DataFrame], year: int, out: BinaryIO) -> None:
    """``frames``: the nine modules with their fields, ``<module>tableid`` and their parent's id; ``year``: the census.

    Records whose parent is not in the return have no place in it and are left out.
    """
    text = io.TextIOWrapper(out, encoding="utf-8", newline="\n", write_through=True)
    xml = XMLGenerator(text, encoding="utf-8")
    writer = _Writer(xml, frames, year)
    xml.startDocument()
    with writer.element("Message", 0):
        writer.header(frames["sen2"].row(0, named=True))
        with writer.element("Persons", 1):
            for person in frames["person"].iter_rows(named=True):
                writer.record("person", person, 2)
    xml.endDocument()
    text.detach()


def out_of_place(frames: Mapping[str, pl.DataFrame]) -> dict[str, int]:
    """Records by module that stand under no record of the return; modules without one are left out."""
    lost: dict[str, int] = {}
    kept = {"sen2": frames["sen2"]["sen2tableid"]}
    for module, parent in SEN2_PARENT.items():
        frame = frames[module]
        placed = frame.filter(pl.col(f"{parent}tableid").is_in(kept[parent].implode()))
        kept[module] = placed[f"{module}tableid"]
        if placed.height < frame.height:
            lost[module] = frame.height - placed.height
    return lost


def out_of_year(frames: Mapping[str, pl.DataFrame], year: int) -> tuple[str, ...]:
    """Fields that say something and that the return of that year does not have."""
    return tuple(
        element.name
        for module, elements in SEN2_ELEMENTS.items()
        for element in elements
        if not element.is_in(year) and frames[module][element.column].null_count() < frames[module].height
    )


class _Writer:
    def __init__(self, xml: XMLGenerator, frames: Mapping[str, pl.DataFrame], year: int) -> None:
        self._xml, self._year = xml, year
        self._under = {module: _by_parent(module, frames[module]) for module in SEN2_PARENT}
        self._children = {
            parent: [module for module, of in SEN2_PARENT.items() if of == parent] for parent in SEN2_RECORDS
        }

    def element(self, name: str, depth: int) -> _Element:
        return _Element(self._xml, name, depth)

    def header(self, row: _Record) -> None:
        known = {element.name for element in elements_of("sen2", self._year)}
        with self.element("Header", 1):
            for part, names in (("CollectionDetails", SEN2_COLLECTION_DETAILS), ("Source", SEN2_SOURCE)):
                with self.element(part, 2):
                    for name in names:
                        if name in known:
                            self._field(name, row.get(name.lower()), 3)

    def record(self, module: str, row: _Record, depth: int) -> None:
        """The record's fields, and its children after the field that they follow, else after them all."""
        after = SEN2_CHILDREN_AFTER.get(module)
        with self.element(SEN2_RECORDS[module], depth):
            for element in elements_of(module, self._year):
                self._field(element.name, row.get(element.column), depth + 1)
                if element.name == after:
                    self._below(module, row, depth)
            if after is None:
                self._below(module, row, depth)

    def _below(self, module: str, row: _Record, depth: int) -> None:
        own = row[f"{module}tableid"]
        for child in self._children[module]:
            for record in self._under[child].get(own, ()):
                self.record(child, record, depth + 1)

    def _field(self, name: str, value: str | int | None, depth: int) -> None:
        self._xml.ignorableWhitespace("\n" + "  " * depth)
        self._xml.startElement(name, _NO_ATTRIBUTES)
        self._xml.characters("" if value is None else str(value))
        self._xml.endElement(name)


class _Element:
    """An element with others in it, each on a line of its own."""

    def __init__(self, xml: XMLGenerator, name: str, depth: int) -> None:
        self._xml, self._name, self._margin = xml, name, "\n" + "  " * depth

    def __enter__(self) -> None:
        self._xml.ignorableWhitespace(self._margin)
        self._xml.startElement(self._name, _NO_ATTRIBUTES)

    def __exit__(self, *_: object) -> None:
        self._xml.ignorableWhitespace(self._margin)
        self._xml.endElement(self._name)


def _by_parent(module: str, frame: pl.DataFrame) -> dict[object, list[_Record]]:
    found: dict[object, list[_Record]] = defaultdict(list)
    for row in frame.iter_rows(named=True):
        found[row[f"{SEN2_PARENT[module]}tableid"]].append(row)
    return found
