"""From the rows of one file to figures: series, year, authority, value. What is not published is left out."""

from __future__ import annotations

from functools import reduce

import polars as pl

from highneeds.core.faults import Fault
from highneeds.forecast.published.boundaries import existed_in, january_of
from highneeds.ingest.dfe.authorities import Authorities
from highneeds.ingest.dfe.rules import Faults
from highneeds.ingest.dfe.sheets import Addends, Sheet
from highneeds.ingest.dfe.wide_sums import summed_wide
from highneeds.ingest.grid import Grid
from highneeds.ingest.headers import ROW, read_table

NOT_PUBLISHED = ("c", "z", "x", "~", "k", ":")
"""DfE's marks: withheld, not applicable, not available, and too small or too unsure to give."""

_DOES_NOT_APPLY = "z"
_NOT_READ = "F07"  # these files have many columns beside those that are read
_FIGURE_SCHEMA = {
    "series": pl.String,
    "year": pl.Int64,
    "code": pl.String,
    "value": pl.Float64,
    "why": pl.String,
    "mark": pl.String,
    ROW: pl.Int32,
}


def read_rows(grid: Grid, sheet: Sheet, faults: Faults) -> pl.DataFrame | None:
    """The rows that count, with ``_year`` beside the file's own columns; None, with a fault, when there are none."""
    table = read_table(grid, sheet.headings)
    if isinstance(table, Fault):
        faults.append(table)
        return None
    faults.extend(fault for fault in table.faults if fault.rule != _NOT_READ)
    rows = table.frame
    for column, word in sheet.only.items():
        rows = rows.filter(pl.col(column) == word)
    for column, beginning in sheet.only_begins.items():
        rows = rows.filter(pl.col(column).str.to_lowercase().str.starts_with(beginning))
    for column in sheet.figures if sheet.not_applicable else ():
        rows = rows.filter(~pl.col(column).str.to_lowercase().is_in(list(sheet.not_applicable)).fill_null(value=False))
    if rows.is_empty():
        if not sheet.may_have_no_rows:
            faults.add("F01", grid.file, detail="There are headings but no rows of authorities below them.")
        return None
    rows = rows.with_columns(_year=_year(sheet))
    _tell(rows.filter(pl.col("_year").is_null()), "Q06", sheet.year, grid.file, faults)
    return _gaps_told(rows.filter(pl.col("_year").is_not_null()), grid.file, faults)


def _year(sheet: Sheet) -> pl.Expr:
    """Null where it cannot be read."""
    text = pl.col(sheet.year)
    form = r"^\d{4}-\d{2}$" if sheet.years_are_financial else r"^\d{4}$"
    plain = pl.when(text.str.contains(form)).then(text.str.slice(0, 4).cast(pl.Int64, strict=False))
    if not sheet.years_are_academic:
        return plain
    january = text.str.slice(0, 4).cast(pl.Int64, strict=False) + 1
    follows = text.str.slice(4).cast(pl.Int64, strict=False) == january % 100
    return pl.when(text.str.contains(r"^\d{6}$") & follows).then(january).otherwise(plain)


def _tell(rows: pl.DataFrame, rule_id: str, column: str, file: str, faults: Faults) -> None:
    """One fault for each of the rows."""
    for row, value in rows.select(ROW, column).iter_rows():
        faults.add(rule_id, file, row=row, field=column, value=None if value is None else str(value))


def _gaps_told(rows: pl.DataFrame, file: str, faults: Faults) -> pl.DataFrame:
    years = set(rows["_year"])
    absent = sorted(set(range(min(years), max(years))) - years) if years else []
    if absent:
        faults.add("Q07", file, detail=f"No row is of {', '.join(map(str, absent))}.")
    return rows


def figures_of(rows: pl.DataFrame, sheet: Sheet, file: str, known: Authorities, faults: Faults) -> pl.DataFrame:
    """Columns ``series, year, code, value, why, mark, source_row``; every row that cannot be used is a fault.

    What is not published is left out, unless the file says ``why`` or sets a ``mark``: then its value is null.
    """
    rows = _with_marks(rows, sheet)
    rows = _with_code(rows, sheet, file, known, faults)
    rows = _with_word(rows, sheet, file, faults)
    rows = _each_once(rows, sheet, file, faults)
    rows = _summed(rows, sheet, file, faults) if sheet.wide is None else summed_wide(rows, sheet, file, faults)
    for part, whole in sheet.parts:
        _tell(rows.filter(pl.col(f"_{part}") > pl.col(f"_{whole}")), "Q13", sheet.series[part][0][0], file, faults)
    parts = [_series(rows, series, sheet) for series in sheet.series]
    return _of_their_time(pl.concat(parts), sheet, file, faults)


def _with_marks(rows: pl.DataFrame, sheet: Sheet) -> pl.DataFrame:
    """``_mark_COLUMN``: what stands in a column of figures where there is no number, as the file writes it."""
    found = [column for column in sheet.figures if column in rows.columns]
    return rows.with_columns(
        pl.when(pl.col(column).cast(pl.Float64, strict=False).is_null()).then(pl.col(column)).alias(f"_mark_{column}")
        for column in found
    )


def _mark(rows: pl.DataFrame, series: str, sheet: Sheet) -> pl.Expr:
    """Of a sum, the mark that leaves it unpublished; one that says that a part does not apply only where all do."""
    names = [f"_mark_{name}" for names in sheet.series[series] for name in names if f"_mark_{name}" in rows.columns]
    if not names:
        return pl.lit(None, pl.String)
    gaps = [pl.when(pl.col(name).str.to_lowercase() != _DOES_NOT_APPLY).then(pl.col(name)) for name in names]
    return pl.when(pl.col(f"_{series}").is_null()).then(pl.coalesce(*gaps, *names))


def _summed(rows: pl.DataFrame, sheet: Sheet, file: str, faults: Faults) -> pl.DataFrame:
    for column in sheet.figures:
        rows = _as_numbers(rows, column, sheet, file, faults)
    return rows.with_columns(
        column
        for series, sets in sheet.series.items()
        for column in (_added(sets).alias(f"_{series}"), pl.lit(None, pl.String).alias(f"_why_{series}"))
    )


def _with_code(rows: pl.DataFrame, sheet: Sheet, file: str, known: Authorities, faults: Faults) -> pl.DataFrame:
    given = pl.col(sheet.authority)
    if sheet.authority == sheet.authority_name:
        pairs = rows.select(sheet.authority, "_year").unique().drop_nulls()
        codes = [known.code_of(name, year + 1) for name, year in pairs.iter_rows()]
        found = pairs.with_columns(_code=pl.Series(codes, dtype=pl.String))
        rows = rows.join(found, on=[sheet.authority, "_year"], how="left", maintain_order="left")
    else:
        rows = rows.with_columns(_code=pl.when(given.is_in(sorted(known.codes))).then(given))
    _tell(rows.filter(pl.col("_code").is_null()), "Q08", sheet.authority, file, faults)
    return rows.filter(pl.col("_code").is_not_null())


def _with_word(rows: pl.DataFrame, sheet: Sheet, file: str, faults: Faults) -> pl.DataFrame:
    if sheet.key is None:
        return rows.with_columns(_word=pl.lit(""))
    rows = rows.filter(~pl.col(sheet.key).is_in(sorted(sheet.passed_over)).fill_null(value=False))
    given = pl.col(sheet.key)
    ours = given if sheet.words is None else given.replace_strict(sheet.words, default=None, return_dtype=pl.String)
    rows = rows.with_columns(_word=ours)
    if sheet.leaves_out_unknown:
        return _without_unknown(rows, sheet, file, faults)
    _tell(rows.filter(pl.col("_word").is_null()), "Q10", sheet.key, file, faults)
    return rows.filter(pl.col("_word").is_not_null())


def _without_unknown(rows: pl.DataFrame, sheet: Sheet, file: str, faults: Faults) -> pl.DataFrame:
    """Q23 for all words not known; parts without them would pass for the whole, so none of those is kept."""
    unknown = rows.filter(pl.col("_word").is_null())
    if unknown.is_empty():
        return rows
    words = ", ".join(sorted(map(str, unknown[sheet.key or "_word"].unique())))
    faults.add("Q23", file, row=unknown[ROW][0], field=sheet.key, detail=f"In {unknown.height} rows: {words[:200]}.")
    return rows.join(unknown.select("_year", "_code"), on=["_year", "_code"], how="anti", maintain_order="left")


def _each_once(rows: pl.DataFrame, sheet: Sheet, file: str, faults: Faults) -> pl.DataFrame:
    is_first = pl.struct("_year", "_code", sheet.key or "_word").is_first_distinct()
    _tell(rows.filter(~is_first), "Q09", sheet.key or sheet.authority, file, faults)
    return rows.filter(is_first)


def _as_numbers(rows: pl.DataFrame, column: str, sheet: Sheet, file: str, faults: Faults) -> pl.DataFrame:
    text = pl.col(column)
    published = rows.with_columns(pl.when(~text.str.to_lowercase().is_in(NOT_PUBLISHED)).then(text))
    number = pl.col(column).cast(pl.Float64, strict=False)
    number = pl.when(number.is_finite()).then(number)
    _tell(published.filter(pl.col(column).is_not_null() & number.is_null()), "Q04", column, file, faults)
    if not sheet.may_be_negative:
        _tell(published.filter(number < 0), "Q05", column, file, faults)
        number = pl.when(number >= 0).then(number)
    return published.with_columns(number.alias(column))


def _added(sets: Addends) -> pl.Expr:
    """The sum over the sets that are published; null when none is, or one is in part."""
    whole = [pl.all_horizontal(pl.col(name).is_not_null() for name in names) for names in sets]
    empty = [pl.all_horizontal(pl.col(name).is_null() for name in names) for names in sets]
    is_usable = pl.all_horizontal(w | e for w, e in zip(whole, empty, strict=True)) & pl.any_horizontal(*whole)
    every = reduce(lambda a, b: a + b, (pl.sum_horizontal(pl.col(name) for name in names) for names in sets))
    return pl.when(is_usable).then(every)


def _series(rows: pl.DataFrame, series: str, sheet: Sheet) -> pl.DataFrame:
    named = rows.select(
        series=pl.format(series, "_word") if sheet.key else pl.lit(series),
        year="_year",
        code="_code",
        value=pl.col(f"_{series}").cast(pl.Float64),
        why=pl.col(f"_why_{series}"),
        mark=_mark(rows, series, sheet),
        source_row=pl.col(ROW),
    )
    if sheet.adds_words:
        is_whole = pl.col("value").is_not_null().all()
        named = named.group_by("series", "year", "code", maintain_order=True).agg(
            pl.when(is_whole).then(pl.col("value").sum()),
            pl.when(~is_whole).then(pl.col("why").drop_nulls().first()),
            pl.when(~is_whole).then(pl.col("mark").drop_nulls().first()),
            pl.col(ROW).first(),
        )
    has_any = pl.any_horizontal(pl.col("value", "why", "mark").is_not_null())
    return named.filter(has_any).cast(_FIGURE_SCHEMA)  # type: ignore[arg-type] # polars types a schema's keys more widely


def _of_their_time(figures: pl.DataFrame, sheet: Sheet, file: str, faults: Faults) -> pl.DataFrame:
    """Leaves out, and says, what stands under an authority in a year in which another had its area."""
    pairs = figures.select("year", "code").unique(maintain_order=True)
    series = next(iter(sheet.series))
    is_theirs = [existed_in(code, january_of(series, year)) for year, code in pairs.iter_rows()]
    kept = pairs.filter(pl.Series(is_theirs, dtype=pl.Boolean))
    gone = pairs.join(kept, on=["year", "code"], how="anti")
    if not gone.is_empty():
        said = [f"{code} in {year}" for year, code in gone.sort("code", "year").iter_rows()]
        faults.add("Q11", file, field=sheet.authority, detail=f"{', '.join(said)}.")
    return figures.join(kept, on=["year", "code"], how="semi")
