"""What the council knows of a place better than the register does: hospital schools, schools in Wales, exceptions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import reduce
from operator import and_

import polars as pl

WELSH_URN = r"^4\d{5}$"
"""Numbers of the Welsh register, which Get Information about Schools does not hold."""

_FLAGS = {"is_unit": "is_unit", "is_resourced": "is_resourced"}


def setting_by_override(overrides: pl.DataFrame | None, day: date, columns: frozenset[str]) -> pl.Expr:
    """The setting that an override valid on ``day`` gives a row; null where none does.

    An override that says more of a place goes before one that says less, and an earlier row before a later one.
    ``columns`` are those that the frame has: an override by another does not apply.
    """
    if overrides is None or overrides.is_empty():
        return pl.lit(None, pl.String)
    valid = overrides.filter(
        pl.col("valid_from").fill_null(date.min) <= day, pl.col("valid_to").fill_null(date.max) >= day
    )
    said = [
        pl.when(_is_place(row, columns)).then(pl.lit(str(row["setting"])))
        for row in sorted(valid.iter_rows(named=True), key=_how_general)
        if _named(row) <= columns
    ]
    return pl.coalesce(*said, pl.lit(None, pl.String))


_COLUMN_OF = {"urn": "urn", "ukprn": "ukprn", "sen_setting": "sensetting", **_FLAGS}


def _named(row: Mapping[str, object]) -> set[str]:
    return {column for name, column in _COLUMN_OF.items() if row[name] is not None}


def _how_general(row: Mapping[str, object]) -> int:
    return -len(_named(row))


def _is_place(row: Mapping[str, object], columns: frozenset[str]) -> pl.Expr:
    conditions = [
        (pl.col(column) == (str(value) if name not in _FLAGS else bool(value))).fill_null(value=False)
        for name, column in _COLUMN_OF.items()
        if (value := row[name]) is not None and column in columns
    ]
    return reduce(and_, conditions, pl.lit(value=True))
