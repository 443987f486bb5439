"""Sums over the columns of a wide file: a figure, or why there is none, and never nought in its place.

A mark stands where a figure is not published. Marks mean different things in different releases, so the sheet brings
its own meanings; text that is neither a number nor a known mark is told, and counts as not published.
"""

from __future__ import annotations

import polars as pl

from highneeds.ingest.dfe.rules import Faults
from highneeds.ingest.dfe.sheets import Sheet, Wide
from highneeds.ingest.headers import ROW

NOT_APPLICABLE = "not applicable"
_EMPTY = "left empty"
_UNKNOWN = "said in a mark that is not known"


def summed_wide(rows: pl.DataFrame, sheet: Sheet, file: str, faults: Faults) -> pl.DataFrame:
    """``rows`` with ``_SERIES`` and ``_why_SERIES`` for every series of ``sheet``: of the two, one is null.

    Raises ValueError for a sheet that is not wide.
    """
    wide = sheet.wide
    if wide is None:
        message = f"{sheet.name} is not wide"
        raise ValueError(message)
    rows = _numbers(rows, [column for column in sheet.figures if column not in wide.made], wide, file, faults)
    for whole, parts in wide.split.items():
        rows = _made_whole(rows, whole, parts, wide)
    rows = rows.with_columns(_missing(column, wide).alias(f"_gap_{column}") for column in sheet.figures)
    added = {series: [column for names in sets for column in names] for series, sets in sheet.series.items()}
    rows = rows.with_columns(_total(names).alias(f"_{series}") for series, names in added.items())
    rows = rows.with_columns(
        pl.when(pl.col(f"_{series}").is_null())
        .then(pl.coalesce(*(f"_gap_{name}" for name in names), pl.lit(NOT_APPLICABLE)))
        .alias(f"_why_{series}")
        for series, names in added.items()
    )
    _tell_totals(rows, wide, file, faults)
    _tell_gaps(rows, sheet, file, faults)
    return rows


def _numbers(rows: pl.DataFrame, columns: list[str], wide: Wide, file: str, faults: Faults) -> pl.DataFrame:
    """The columns as numbers, with ``_why_COLUMN`` where there is none; null in both where one does not apply."""
    reasons = {**wide.reasons, **dict.fromkeys(wide.not_applicable, "")}
    numbers = {column: pl.col(column).cast(pl.Float64, strict=False) for column in columns}
    whys = {
        column: pl.when(pl.col(column).is_null())
        .then(pl.lit(_EMPTY))
        .otherwise(pl.col(column).str.to_lowercase().replace_strict(reasons, default=_UNKNOWN, return_dtype=pl.String))
        for column in columns
    }
    is_unknown = {
        column: (whys[column] == _UNKNOWN) & ~numbers[column].is_finite().fill_null(value=False) for column in columns
    }
    _tell_first(rows, is_unknown, "Q18", file, faults)
    _tell_first(rows, {column: numbers[column] < 0 for column in columns}, "Q05", file, faults)
    is_number = {column: numbers[column].is_finite() & (numbers[column] >= 0) for column in columns}
    applies = {column: ~is_number[column].fill_null(value=False) & (whys[column] != "") for column in columns}
    return rows.with_columns(
        *(pl.when(is_number[column]).then(numbers[column]).alias(column) for column in columns),
        *(pl.when(applies[column]).then(whys[column]).alias(f"_why_{column}") for column in columns),
    )


def _tell_first(rows: pl.DataFrame, where: dict[str, pl.Expr], rule_id: str, file: str, faults: Faults) -> None:
    """One fault for each column that has such a row, at the first of them."""
    counts = rows.select(is_there.sum().alias(column) for column, is_there in where.items()).row(0, named=True)
    for column, count in counts.items():
        if count:
            row, value = rows.filter(where[column]).select(ROW, column).row(0)
            more = f"It is so in {count} rows." if count > 1 else ""
            shown = value if isinstance(value, str) else f"{value:g}"
            faults.add(rule_id, file, row=row, field=column, value=shown, detail=more)


def _made_whole(rows: pl.DataFrame, whole: str, parts: tuple[str, ...], wide: Wide) -> pl.DataFrame:
    """``whole`` from its parts where it is not given itself."""
    added = pl.when(pl.all_horizontal(pl.col(part).is_not_null() for part in parts)).then(pl.sum_horizontal(*parts))
    if whole in wide.made:
        return rows.with_columns(
            added.alias(whole), pl.coalesce(f"_why_{part}" for part in parts).alias(f"_why_{whole}")
        )
    number = pl.coalesce(pl.col(whole), added)
    why = pl.when(number.is_null()).then(pl.col(f"_why_{whole}"))
    return rows.with_columns(number.alias(whole), why.alias(f"_why_{whole}"))


def _missing(column: str, wide: Wide) -> pl.Expr:
    """Why the column leaves a sum unpublished; null where it does not."""
    why = pl.col(f"_why_{column}")
    if column not in wide.uncollected:
        return why
    return pl.when(pl.col(column).is_not_null().any().over("_year")).then(why)


def _total(names: list[str]) -> pl.Expr:
    """The sum of what applies; null where anything is missing, and where nothing applies."""
    is_whole = pl.all_horizontal(pl.col(f"_gap_{name}").is_null() for name in names)
    is_any = pl.any_horizontal(pl.col(name).is_not_null() for name in names)
    return pl.when(is_whole & is_any).then(pl.sum_horizontal(*names))


def _tell_totals(rows: pl.DataFrame, wide: Wide, file: str, faults: Faults) -> None:
    """Q20 for each published total that is not the sum of its parts somewhere, with the first such row."""
    where = {total: (pl.col(total) - _total(list(parts))).abs() > 0 for total, parts in wide.totals.items()}
    if where:
        _tell_first(rows, where, "Q20", file, faults)


def _tell_gaps(rows: pl.DataFrame, sheet: Sheet, file: str, faults: Faults) -> None:
    """Q19 for each reason but that nothing applies: how many rows lack a figure, and whose in the newest year."""
    newest = max(rows["_year"], default=0)
    whys = [f"_why_{series}" for series in sheet.series]
    said = pl.concat_list(whys).list.unique()
    found = rows.select("_year", sheet.authority_name, reason=said).explode("reason").drop_nulls("reason")
    found = found.filter(pl.col("reason") != NOT_APPLICABLE).sort("reason", maintain_order=True)
    for (reason,), lacking in found.group_by("reason", maintain_order=True):
        names = lacking.filter(pl.col("_year") == newest)[sheet.authority_name].to_list()
        whose = f" Of {newest}: {', '.join(map(str, names))}." if names else ""
        faults.add("Q19", file, detail=f"{lacking.height} rows have one that is {reason!s}.{whose}")
