"""A SEN2 return as nine tables with every field, whatever shape it came in; made one row at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from highneeds.ingest.cell_text import meant
from highneeds.ingest.columns import SEN2_MODULES
from highneeds.ingest.headers import ROW, UNREAD_SCHEMA, RawTable
from highneeds.ingest.rulebook import rule
from highneeds.rules.sen2_elements import SEN2_ELEMENTS, SEN2_PARENT

RETURN_UNREAD_SCHEMA = {"module": pl.String(), **UNREAD_SCHEMA}
"""A cell of a return that has no place in it, by its module and row."""


@dataclass(slots=True)
class Rows:
    """The rows of one module as columns of text that grow together. ``ids`` and ``parents`` tie the modules."""

    module: str
    cells: dict[str, list[str | None]] = field(default_factory=dict)
    ids: list[int] = field(default_factory=list)
    parents: list[int | None] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    unread: list[tuple[int, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cells = {element.column: [] for element in SEN2_ELEMENTS[self.module]}

    def begin(self, number: int, parent: int | None) -> int:
        """A new row, found at row or line ``number``; its id. Numbers are made to rise, so that each has its own."""
        last = self.numbers[-1] if self.numbers else 0
        self.numbers.append(max(number, last + 1))
        self.ids.append(len(self.ids) + 1)
        self.parents.append(parent)
        for column in self.cells.values():
            column.append(None)
        return self.ids[-1]

    def put(self, column: str, text: str) -> None:
        """A field of the last row; blank is null."""
        self.cells[column][-1] = text.strip() or None

    def put_unread(self, name: str, text: str) -> None:
        """A field of the last row that nobody knows; a blank one says nothing."""
        if text.strip():
            self.unread.append((self.numbers[-1], name, text.strip()))

    def frame(self) -> pl.DataFrame:
        """The module's columns, ``<module>tableid``, its parent's id, and the row's number."""
        text = {name: pl.Series(values, dtype=pl.String) for name, values in self.cells.items()}
        keys = {f"{self.module}tableid": pl.Series([str(one) for one in self.ids], dtype=pl.String)}
        if self.module in SEN2_PARENT:
            parents = [None if one is None else str(one) for one in self.parents]
            keys[f"{SEN2_PARENT[self.module]}tableid"] = pl.Series(parents, dtype=pl.String)
        frame = meant(pl.DataFrame(text))
        return pl.DataFrame({**keys, **frame.to_dict(), ROW: pl.Series(self.numbers, dtype=pl.Int32)})


def empty_return() -> dict[str, Rows]:
    return {module: Rows(module) for module in SEN2_MODULES}


@dataclass(frozen=True)
class Sen2Return:
    """A return as it was given: a frame of text for each module with all its fields, ids and row numbers.

    ``unknown``: the names of fields that were not read; ``unread``: what they say, as ``RETURN_UNREAD_SCHEMA``.
    ``tables``: the files of a return that has one for each module, with what was told of each.
    """

    file: str
    frames: Mapping[str, pl.DataFrame]
    unknown: frozenset[str] = frozenset()
    unread: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=RETURN_UNREAD_SCHEMA))
    tables: Mapping[str, RawTable] = field(default_factory=dict)

    @property
    def year(self) -> int:
        """The census year. Raises ValueError where the header has none."""
        years = self.frames["sen2"]["year"].drop_nulls()
        if not years.len() or not years[0].isdigit():
            message = f"{self.file} has no header with its census year"
            raise ValueError(message)
        return int(years[0])


def gathered(file: str, modules: Mapping[str, Rows], unknown: Iterable[str]) -> Sen2Return:
    unread = {module: pl.DataFrame(rows.unread, schema=UNREAD_SCHEMA, orient="row") for module, rows in modules.items()}
    frames = {module: rows.frame() for module, rows in modules.items()}
    return Sen2Return(file, frames, frozenset(unknown), unread_of(unread))


def unread_of(by_module: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The unread cells of all modules, as ``RETURN_UNREAD_SCHEMA``."""
    parts = [frame.select(pl.lit(module).alias("module"), *UNREAD_SCHEMA) for module, frame in by_module.items()]
    return pl.concat([pl.DataFrame(schema=RETURN_UNREAD_SCHEMA), *parts])


def checkable(read: Sen2Return) -> dict[str, RawTable]:
    """What ``read_sen2`` checks: the columns it knows, under its names. Names not read are told once (F07)."""
    whole = read.tables or {
        module: RawTable(read.file, frame, rows_read=frame.height, skipped=0) for module, frame in read.frames.items()
    }
    tables = {module: _checkable(module, table) for module, table in whole.items()}
    if read.unknown and not read.tables:
        names = ", ".join(sorted(read.unknown))[:300]
        tables["sen2"].faults.append(rule("F07").fault(read.file, detail=f"Not read: {names}."))
    return tables


def _checkable(module: str, table: RawTable) -> RawTable:
    """The table with the columns that are checked and no others; what was told of its file stays."""
    fields, frame = SEN2_MODULES[module].fields, table.frame
    found: dict[str, pl.Expr] = {}
    for heading, name in fields.items():
        if heading in frame.columns:
            found[name] = pl.coalesce(found[name], pl.col(heading)) if name in found else pl.col(heading)
    absent = {name: pl.lit(None, pl.String) for name in fields.values() if name not in found}
    chosen = frame.select(ROW, *(expr.alias(name) for name, expr in {**found, **absent}.items()))
    written = {element.column: element.name for element in SEN2_ELEMENTS[module]} | dict(table.headings)
    headings = {fields[heading]: word for heading, word in written.items() if heading in fields}
    return replace(table, frame=chosen, headings=headings)
