"""Reads published figures for keeping: the zip of a release, or one file of figures of every authority.

Every figure comes with the row it stands in, and with the publisher's own mark where there is none. A row that cannot
be used is held; the others of its file count all the same.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath

import polars as pl

from highneeds.core.faults import Severity
from highneeds.core.years import CensusDay
from highneeds.forecast.national.types import TOTAL
from highneeds.forecast.published.placements import group_plans
from highneeds.forecast.published.types import SETTING, Authority
from highneeds.ingest.dfe import tidy
from highneeds.ingest.dfe.authorities import Authorities, authorities_of
from highneeds.ingest.dfe.checks import tell_absent, tell_contradictions, tell_ends
from highneeds.ingest.dfe.figures import figures_of, read_rows
from highneeds.ingest.dfe.long_counts import PLANS_BY_AGE, PLANS_BY_PLACE
from highneeds.ingest.dfe.neighbours import NEED_SHARES, NEIGHBOURS
from highneeds.ingest.dfe.read import SheetRead, read_sheets
from highneeds.ingest.dfe.rules import Faults, rule
from highneeds.ingest.dfe.sheets import OFFICE_CODE
from highneeds.ingest.dfe.shelf import Shelf, open_shelf
from highneeds.ingest.dfe.wide_columns import CASELOAD, REASONS
from highneeds.ingest.grid import Grid, UnreadableFileError, open_grids
from highneeds.ingest.headers import HEADER_SEARCHED_ROWS, ROW, header_position
from highneeds.ingest.package import NOT_A_WHOLE_ZIP
from highneeds.ingest.results import FileCount, HeldRow, ImportUnit, ReadContext, ReadResult
from highneeds.ingest.sieve import finished
from highneeds.rules import census_day

FIRST_INVENTED_CODE = 970
"""Codes of authorities that nobody has: the department's run from 201 to 943, and grow by a few a year."""
INVENTED = "Invented, in the form of: "
"""Begins the source of figures all of whose authorities have such codes."""
_OF_A_RELEASE = frozenset({PLANS_BY_AGE, PLANS_BY_PLACE, tidy.ALL_PLANS.name})
_READ_ELSEWHERE = frozenset({NEIGHBOURS, NEED_SHARES})
_FIGURE_COLUMNS = ["series", "year", "code", "value", "mark", "why", "source", "source_file", ROW]


@dataclass(frozen=True, slots=True)
class _Found:
    """What the sheets hold together, before rows are counted."""

    figures: pl.DataFrame
    counts: Mapping[str, int]


def is_release(path: Path) -> bool:
    """Whether it is a zip with the file of all plans of a release; only the list of its parts is looked at."""
    try:
        with zipfile.ZipFile(path) as package:
            names = {PurePosixPath(part.filename).name.lower() for part in package.infolist()}
    except (OSError, *NOT_A_WHOLE_ZIP):
        return False
    return bool(names & _OF_A_RELEASE) or any(name.endswith(".csv") and CASELOAD.is_called(name) for name in names)


def sheet_of(grid: Grid) -> str | None:
    """The name (``tidy.BESIDE``) of the figures of every authority that the grid holds, by its headings."""
    top = grid.rows[:HEADER_SEARCHED_ROWS]
    fits = [name for name, sheet in tidy.BESIDE.items() if not header_position(top, sheet.headings)[1]]
    return max(fits, key=lambda name: len(tidy.BESIDE[name].columns), default=None)


def read_release(unit: ImportUnit, context: ReadContext) -> ReadResult:  # noqa: ARG001 - one signature for all
    """Every figure of the release, and who its authorities are."""
    faults = Faults()
    shelf = open_shelf(unit.files[0].path, faults, unit.name)
    sheets = () if shelf is None else read_sheets(shelf, faults)
    if shelf is None or not sheets or _stops(faults):
        return ReadResult(unit.kind, {}, faults=tuple(faults))
    known = authorities_of(sheets[0].rows, sheets[0].sheet)
    found = _found(sheets, known, faults)
    newest = _newest(found.figures.filter(pl.col("series") == TOTAL))
    _tell(sheets, shelf, found.figures, known, faults)
    release = f"EHC plans {newest}"
    tables = {
        "published_figures": _figures(found.figures, release, newest, known),
        "published_authorities": _authorities(sheets[0], release, newest, known),
    }
    return _result(unit, found, tables, faults, newest)


def read_figures(unit: ImportUnit, context: ReadContext) -> ReadResult:  # noqa: ARG001 - one signature for all
    """One file of figures of every authority; the authorities are those it names. Raises UnreadableFileError."""
    faults = Faults()
    grid = open_grids(unit.files[0])[0]
    name = sheet_of(grid)
    if name is None:
        detail = f"Its headings are of none of: {', '.join(tidy.BESIDE)}."
        raise UnreadableFileError(rule("F03").fault(unit.name, detail=detail))
    sheet = replace(tidy.BESIDE[name], name=unit.name)
    rows = read_rows(grid, sheet, faults)
    if rows is None or _stops(faults):
        return ReadResult(unit.kind, {}, faults=tuple(faults))
    at, _ = header_position(grid.rows, sheet.headings)
    read = SheetRead(sheet, unit.name, rows, len(grid.rows) - at - 1)
    known = _named(read)
    found = _found([read], known, faults)
    newest = _newest(found.figures)
    figures = _figures(found.figures, name, newest, known)
    return _result(unit, found, {"published_figures": figures}, faults, None)


def _stops(faults: Faults) -> bool:
    return any(fault.severity is Severity.STOPS_FILE for fault in faults)


def _named(read: SheetRead) -> Authorities:
    """The authorities a file gives by code and name; what is no code of three digits is not known."""
    pairs = read.rows.select(read.sheet.authority, read.sheet.authority_name).unique(maintain_order=True)
    coded = pairs.filter(pl.col(read.sheet.authority).str.contains(r"^\d{3}$").fill_null(value=False))
    return Authorities({code: Authority(code, name or code, "") for code, name in coded.iter_rows()})


def _found(sheets: Iterable[SheetRead], known: Authorities, faults: Faults) -> _Found:
    parts, counts = [], {}
    for read in sheets:
        figures = figures_of(read.rows, read.sheet, read.file, known, faults)
        source = f"{read.sheet.source} ({read.sheet.name})"
        parts.append(figures.with_columns(source=pl.lit(source), source_file=pl.lit(read.file)))
        counts[read.file] = read.rows_read
    return _Found(pl.concat(parts), counts)


def _newest(figures: pl.DataFrame) -> int:
    return max(figures["year"], default=0)


def _tell(
    sheets: tuple[SheetRead, ...], shelf: Shelf, figures: pl.DataFrame, known: Authorities, faults: Faults
) -> None:
    """What shows only when figures stand beside each other; of a contradiction both figures stay as published."""
    values = {
        str(series): dict(zip(zip(part["year"], part["code"], strict=True), part["value"], strict=True))
        for (series,), part in figures.filter(pl.col("value").is_not_null()).group_by("series", maintain_order=True)
    }
    for read in sheets:
        if read.sheet.is_required:
            own = figures.filter(pl.col("source_file") == read.file, pl.col("value").is_not_null())
            tell_absent(own, read.sheet, known, read.file, faults)
    tell_ends(values, shelf.name, faults)
    placed = next((read for read in sheets if any(name.startswith(SETTING) for name in read.sheet.series)), sheets[0])
    contradictions = Faults()
    tell_contradictions(values, group_plans(values), placed.file, contradictions)
    faults += [replace(fault, severity=Severity.CHECK) for fault in contradictions]
    unread = sorted(_READ_ELSEWHERE & set(shelf.files))
    if unread:
        faults.add("Q22", shelf.name, detail=f"Not read here: {', '.join(unread)}. Import each by itself.")


def _figures(figures: pl.DataFrame, release: str, newest: int, known: Authorities) -> pl.DataFrame:
    why = pl.col("mark").str.to_lowercase().replace_strict(REASONS, default=None, return_dtype=pl.String)
    source = pl.concat_str(pl.lit(INVENTED), "source") if _are_invented(known) else pl.col("source")
    return figures.with_columns(
        why=pl.when(pl.col("value").is_null()).then(pl.coalesce("why", why)),
        mark=pl.when(pl.col("value").is_null()).then(pl.col("mark").str.slice(0, 20)),
        source=source,
    ).select(pl.lit(release).alias("release"), pl.lit(newest).alias("release_year"), *_FIGURE_COLUMNS)


def _are_invented(known: Authorities) -> bool:
    return bool(known.by_code) and all(code.isdecimal() and int(code) >= FIRST_INVENTED_CODE for code in known.by_code)


def _authorities(read: SheetRead, release: str, newest: int, known: Authorities) -> pl.DataFrame:
    """Each as it is named in its newest row."""
    in_order = read.rows.sort("_year", maintain_order=True)
    rows = in_order.select(pl.col(read.sheet.authority).alias("code"), ROW, pl.col(OFFICE_CODE).alias("ons"))
    last = rows.filter(pl.col("code").is_in(list(known.by_code))).group_by("code", maintain_order=True).last()
    named = [known.by_code[code] for code in last["code"]]
    return last.select(
        pl.lit(release).alias("release"),
        pl.lit(newest).alias("release_year"),
        "code",
        pl.col("ons").alias("ons_code"),
        pl.Series("name", [one.name for one in named], dtype=pl.String),
        pl.Series("region", [one.region for one in named], dtype=pl.String),
        pl.lit(read.file).alias("source_file"),
        ROW,
    )


def _result(
    unit: ImportUnit, found: _Found, tables: Mapping[str, pl.DataFrame], faults: Faults, january: int | None
) -> ReadResult:
    """Rows that a fault stops go, with their figures; each file's rows are counted."""
    if _stops(faults):
        return ReadResult(unit.kind, {}, faults=tuple(faults))
    held: dict[tuple[str, int], HeldRow] = {}
    for fault in faults:
        if fault.severity is Severity.STOPS_ROW and fault.row is not None:
            values = {fault.field: fault.value} if fault.field and fault.value else {}
            held.setdefault((fault.file, fault.row), HeldRow(fault.file, fault.row, fault.rule, fault.advice, values))
    gone = pl.DataFrame(list(held), schema={"source_file": pl.String, ROW: pl.Int32}, orient="row")
    kept = {
        name: frame.join(gone, on=["source_file", ROW], how="anti", maintain_order="left")
        for name, frame in tables.items()
    }
    used = kept["published_figures"].select("source_file", ROW).unique().group_by("source_file").len()
    rows_used = dict(used.iter_rows())
    counts = []
    for file, rows in found.counts.items():
        stopped = sum(where == file for where, _ in held)
        counts.append(FileCount(file, rows, rows_used.get(file, 0), stopped, rows - rows_used.get(file, 0) - stopped))
    return ReadResult(
        unit.kind,
        {name: finished(name, frame) for name, frame in kept.items()},
        held=tuple(held.values()),
        faults=tuple(faults),
        counts=tuple(counts),
        as_at=None if january is None else _census_day(january),
    )


def _census_day(january: int) -> date | None:
    """None for a January whose day the rules do not know."""
    try:
        return census_day(CensusDay(january))
    except LookupError:
        return None
