"""A SEN2 return in any of its four shapes, whole: every field of every module, before anything is checked."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from highneeds.core.faults import Fault, Severity
from highneeds.ingest.columns import SEN2_MODULES
from highneeds.ingest.grid import UnreadableFileError, open_grids
from highneeds.ingest.headers import ROW, Columns, RawTable, read_table
from highneeds.ingest.kinds import FileKind
from highneeds.ingest.recognise import sen2_module
from highneeds.ingest.results import ImportUnit, UnitFile
from highneeds.ingest.rulebook import rule
from highneeds.ingest.sen2_names import columns_by_name
from highneeds.ingest.sen2_raw import Sen2Return, unread_of
from highneeds.ingest.sen2_sheets import read_template, read_workbook
from highneeds.ingest.sen2_xml import read_sen2_xml
from highneeds.ingest.values import date_of, flag_of, identifier_of
from highneeds.rules.sen2_elements import SEN2_ELEMENTS, SEN2_PARENT, Element

SEN2_KINDS = (FileKind.SEN2_BLADE, FileKind.SEN2_XML, FileKind.SEN2_TEMPLATE, FileKind.SEN2_WORKBOOK)
_IDENTIFIERS = frozenset({"urn", "ukprn", "upn", "uniquelearnernumber"})


def read_shape(unit: ImportUnit) -> Sen2Return | tuple[Fault, ...]:
    """The whole return, or all faults that stop it; ``unit`` is of one of ``SEN2_KINDS``."""
    try:
        read = _blade(unit) if unit.kind in {FileKind.SEN2_BLADE, None} else _one_file(unit)
    except UnreadableFileError as error:
        return (error.fault,)
    return (read,) if isinstance(read, Fault) else read


def _one_file(unit: ImportUnit) -> Sen2Return | Fault:
    file = unit.files[0]
    if unit.kind is FileKind.SEN2_XML:
        return read_sen2_xml(file)
    read = read_template if unit.kind is FileKind.SEN2_TEMPLATE else read_workbook
    grids = open_grids(file)
    for grid in grids:
        if grid.unsaved:
            detail = f"On sheet “{grid.sheet}” it is so in {len(grid.unsaved):,} cells."
            return rule("F09").fault(file.name, row=grid.unsaved[0][0], detail=detail, severity=Severity.STOPS_FILE)
    return read(file, grids)


def _blade(unit: ImportUnit) -> Sen2Return | tuple[Fault, ...]:
    found: dict[str, RawTable] = {}
    faults: list[Fault] = []
    for file in unit.files:
        read = _blade_file(file)
        if isinstance(read, Fault):
            faults.append(read)
        elif read[0] in found:
            faults.append(rule("F04").fault(file.name, detail=f"It is a second file “{read[0]}” of the same return."))
        else:
            found[read[0]] = read[1]
    faults += [
        rule("F03").fault(unit.name, detail=f"The return lacks the file “{module}”.")
        for module in SEN2_ELEMENTS
        if module not in found and not faults
    ]
    if faults:
        return tuple(faults)
    tables = {module: found[module] for module in SEN2_ELEMENTS}
    unread = unread_of({module: table.unread for module, table in tables.items()})
    frames = {module: table.frame for module, table in tables.items()}
    return Sen2Return(unit.name, frames, frozenset(unread["name"]), unread, tables)


def _blade_file(file: UnitFile) -> tuple[str, RawTable] | Fault:
    """One of the nine files, with every field of the return; one that lacks what the checks need is stopped (F03)."""
    try:
        grid = open_grids(file)[0]
    except UnreadableFileError as error:
        return error.fault
    module = sen2_module(grid)
    if module is None:
        detail = "It is in the folder of a SEN2 return but is none of its nine files."
        return rule("F04").fault(file.name, detail=detail)
    needed = SEN2_MODULES[module]
    keys = [f"{module}tableid", *([f"{SEN2_PARENT[module]}tableid"] if module in SEN2_PARENT else [])]
    fields = {**columns_by_name(module), **{key: key for key in keys}}
    columns = Columns(fields, needed.required, needed.ignored)
    table = read_table(grid, columns, may_be_empty=module not in {"sen2", "person"}, keep_unread=True)
    return table if isinstance(table, Fault) else (module, table)


def plain(read: Sen2Return) -> Sen2Return:
    """The same return with ids counted from 1, dates as 2026-01-15, flags 0 or 1, and numbers without a point.

    A record without a parent in the return keeps none.
    """
    ids: dict[str, Mapping[str, int]] = {}
    frames = {}
    for module, elements in SEN2_ELEMENTS.items():
        frame, key = read.frames[module], f"{module}tableid"
        ids[module] = {str(own): number for number, own in enumerate(frame[key], 1)}
        columns = [pl.Series(key, range(1, frame.height + 1), dtype=pl.Int64)]
        if module in SEN2_PARENT:
            parent = f"{SEN2_PARENT[module]}tableid"
            known = ids[SEN2_PARENT[module]]
            columns.append(pl.Series(parent, [known.get(str(one)) for one in frame[parent]], dtype=pl.Int64))
        values = frame.select(_plain(element, frame) for element in elements)
        frames[module] = pl.DataFrame([*columns, *values.get_columns(), frame[ROW]])
    return Sen2Return(read.file, frames, read.unknown, read.unread)


def _plain(element: Element, frame: pl.DataFrame) -> pl.Expr:
    """The field as text of one form. Dates that stand as they should already, as in XML, are not read again."""
    text = pl.col(element.column)
    if element.kind == "date" and frame[element.column].str.contains(r"^\d{4}-\d{2}-\d{2}$").all():
        return text
    if element.kind == "date":
        return pl.coalesce(date_of(element.column).cast(pl.String), text).alias(element.column)
    if element.kind == "flag":
        return pl.when(text.is_not_null()).then(flag_of(element.column).cast(pl.Int8).cast(pl.String)).alias(
            element.column
        )  # fmt: skip
    if element.kind == "whole":
        return text.str.replace(r"\.0+$", "").alias(element.column)
    return (identifier_of(element.column) if element.column in _IDENTIFIERS else text).alias(element.column)
