"""Reads a table that highneeds wrote out, after a person edited it: our own headings, every value checked again.

It goes in whole or not at all: a row held back would be a row ended, since the file stands in place of what is in use.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import polars as pl

from highneeds.core.faults import Fault
from highneeds.ingest.grid import Grid, open_grids
from highneeds.ingest.headers import ROW, Columns, RawTable, normalised, read_table
from highneeds.ingest.results import SCHEMAS, FileCount, ImportUnit, ReadContext, ReadResult
from highneeds.ingest.rulebook import rule
from highneeds.ingest.values import date_of

SOURCE = ("source_file", ROW)
_ROWS_TOLD = 20
_MOST_FAULTS = 1_000
_TRUE, _FALSE = ("true", "1", "1.0", "yes"), ("false", "0", "0.0", "no")


def exported_columns(name: str) -> list[str]:
    """The headings of a table written out: all its columns but where each row came from."""
    return [column for column in SCHEMAS[name].column_names() if column not in SOURCE]


def exported_table(grid: Grid) -> str | None:
    """Which table's headings, all of them and no other, stand in the first row."""
    found = frozenset(normalised(cell) for cell in grid.rows[0] if cell.strip()) if grid.rows else frozenset()
    return _tables_by_columns().get(found)


@cache
def _tables_by_columns() -> dict[frozenset[str], str]:
    """The first of two tables with the same columns."""
    return {frozenset(exported_columns(name)): name for name in reversed(list(SCHEMAS))}


def read_exported_table(unit: ImportUnit, context: ReadContext) -> ReadResult:  # noqa: ARG001 - one signature for all
    """The one table of the file. Faults F03, Z01 and Z02 stop it."""
    file = unit.files[0]
    grid, name = next(
        ((grid, name) for grid in open_grids(file) if (name := exported_table(grid)) is not None), (None, None)
    )
    if grid is None or name is None:
        return ReadResult(unit.kind, {}, faults=(rule("F03").fault(unit.name),))
    columns = exported_columns(name)
    table = read_table(grid, Columns({column: column for column in columns}, frozenset(columns)))
    if isinstance(table, Fault):
        return ReadResult(unit.kind, {}, faults=(table,))
    return _checked(unit, name, table)


def _checked(unit: ImportUnit, name: str, table: RawTable) -> ReadResult:
    schema = SCHEMAS[name]
    text = table.frame
    cast = text.select(
        pl.lit(table.file).alias("source_file"),
        ROW,
        *(_value(column, schema.columns()[column].dtype) for column in exported_columns(name)),
    )
    faults = [*table.faults, *_misfits(name, table, cast)][:_MOST_FAULTS]
    if not any(fault.rule == "Z01" for fault in faults):
        _, failure = schema.filter(cast, cast=True)
        broken = ", ".join(sorted(failure.counts()))
        rows = failure.invalid()[ROW].sort().to_list()
        if rows:
            told = ", ".join(map(str, rows[:_ROWS_TOLD])) + (" and more" if len(rows) > _ROWS_TOLD else "")
            detail = f"The rules broken: {broken}; in rows {told}."
            faults.append(rule("Z02").fault(table.file, row=rows[0], detail=detail))
    if any(fault.rule in {"Z01", "Z02", "F06"} for fault in faults):
        stopped = [fault for fault in faults if fault.rule in {"Z01", "Z02"}] or [
            rule("Z02").fault(table.file, row=fault.row, detail="It has more or fewer cells than the headings.")
            for fault in faults
            if fault.rule == "F06"
        ]
        return ReadResult(unit.kind, {}, faults=tuple(stopped))
    frame = schema.validate(cast, cast=True)
    count = FileCount(table.file, table.rows_read, frame.height, 0, table.skipped)
    return ReadResult(unit.kind, {name: frame}, faults=tuple(faults), counts=(count,))


def _value(column: str, dtype: pl.DataType) -> pl.Expr:
    """The text of a column as its type; null where it does not fit."""
    text = pl.col(column)
    if isinstance(dtype, pl.Date):
        return date_of(column).alias(column)
    if isinstance(dtype, pl.Boolean):
        known = dict.fromkeys(_TRUE, True) | dict.fromkeys(_FALSE, False)
        return text.str.to_lowercase().replace_strict(known, default=None, return_dtype=pl.Boolean).alias(column)
    if dtype.is_integer():
        return text.str.replace(r"\.0+$", "").cast(pl.Int64, strict=False).cast(dtype, strict=False)
    if dtype.is_float():
        return text.cast(dtype, strict=False).alias(column)
    if isinstance(dtype, pl.Enum):
        return text.cast(dtype, strict=False).alias(column)
    return text


def _misfits(name: str, table: RawTable, cast: pl.DataFrame) -> Iterator[Fault]:
    """Z01 for each cell that is not of its column's type, or is blank where the column needs one."""
    columns = SCHEMAS[name].columns()
    for column in exported_columns(name):
        is_wrong = cast[column].is_null() & table.frame[column].is_not_null()
        if not columns[column].nullable:
            is_wrong |= cast[column].is_null()
        for row, found in table.frame.filter(is_wrong).select(ROW, column).head(_MOST_FAULTS).iter_rows():
            yield rule("Z01").fault(table.file, row=row, field=column, value=None if found is None else found[:100])
