"""Very many rows into a table and out again, with as little work as can be for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import polars as pl
from django.db import connection

_MOST_PARAMETERS = 5_000  # of a statement; SQLite takes 32,766, PostgreSQL 65,535
_ROWS_AT_A_TIME = 50_000
_AS_WRITTEN = {pl.Date(): pl.String(), pl.Boolean(): pl.Int8()}
"""How SQLite writes what it has no type for; Django would turn each value by itself."""


def insert_statements(table: str, part: pl.DataFrame) -> Iterator[tuple[str, list[Any]]]:
    """Statements that put in the rows, many each, with their values, for ``run_statement``."""
    mark, given = "%s", part
    if _is_sqlite():
        mark, given = "?", part.with_columns(pl.col(pl.Date).dt.to_string("%Y-%m-%d"), pl.col(pl.Boolean).cast(pl.Int8))
    names, marks = ", ".join(given.columns), ", ".join([mark] * given.width)
    for rows in given.iter_slices(_MOST_PARAMETERS // given.width):
        several = ", ".join([f"({marks})"] * rows.height)
        yield f"INSERT INTO {table} ({names}) VALUES {several}", list(chain.from_iterable(rows.rows()))  # noqa: S608 - our own names


def run_statement(sql: str, values: Sequence[Any]) -> None:
    """On SQLite past Django's cursor, which would look through a statement of thousands of marks each time."""
    if not _is_sqlite():
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
        return
    connection.ensure_connection()
    with connection.wrap_database_errors:
        connection.connection.execute(sql, values)


def frame_of(sql: str, parameters: Sequence[Any], dtypes: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """What a statement finds; on SQLite its columns must have no declared type, as ``as_written`` makes them."""
    read_as = {name: _AS_WRITTEN.get(dtype, dtype) for name, dtype in dtypes.items()} if _is_sqlite() else dtypes
    parts = [pl.DataFrame(schema=dtypes)]
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        while rows := cursor.fetchmany(_ROWS_AT_A_TIME):
            parts.append(_typed(pl.DataFrame(rows, schema=read_as, orient="row"), dtypes))
    return pl.concat(parts)


def as_written(column: str) -> str:
    """The column in a statement, as SQLite holds it and not as Django would turn it."""
    return f"+{column}" if _is_sqlite() else column


def _typed(frame: pl.DataFrame, dtypes: Mapping[str, pl.DataType]) -> pl.DataFrame:
    days = [name for name, dtype in dtypes.items() if dtype == pl.Date and frame.schema[name] == pl.String]
    flags = [name for name, dtype in dtypes.items() if dtype == pl.Boolean]
    return frame.with_columns(pl.col(days).str.to_date("%Y-%m-%d"), pl.col(flags).cast(pl.Boolean))


def _is_sqlite() -> bool:
    return connection.vendor == "sqlite"
