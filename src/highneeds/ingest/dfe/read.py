"""Reads published national files: a folder or zip, of the tidy extracts or of a release, with every fault at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from highneeds.core.faults import Fault
from highneeds.forecast.national.types import NationalPanel
from highneeds.forecast.published.panel import panel_of
from highneeds.forecast.published.placements import Series, group_plans
from highneeds.forecast.published.types import SETTING, PublishedFigures
from highneeds.ingest.dfe import long_counts, release, tidy, wide
from highneeds.ingest.dfe.authorities import Authorities, authorities_of
from highneeds.ingest.dfe.checks import tell_absent, tell_contradictions, tell_ends
from highneeds.ingest.dfe.figures import figures_of, read_rows
from highneeds.ingest.dfe.neighbours import read_need_shares, read_neighbours
from highneeds.ingest.dfe.rules import Faults
from highneeds.ingest.dfe.sheets import Sheet
from highneeds.ingest.dfe.shelf import Shelf, open_shelf
from highneeds.ingest.grid import UnreadableFileError
from highneeds.ingest.headers import header_position


def read_national(path: Path) -> tuple[NationalPanel | None, tuple[Fault, ...]]:
    """What a national forecast needs, by area, and every fault found; no panel when a fault stops a row or a file.

    ``path`` is a folder or a zip: of the tidy extracts, or a release as explore-education-statistics gives it (long, of
    2022 to 2024, or wide, of 2025 and later), which has no population, appeals, grant or neighbours.
    """
    figures, faults = _read(path, tidy.NATIONAL)
    return (None if figures is None else panel_of(figures)), faults


def read_published(path: Path) -> tuple[PublishedFigures | None, tuple[Fault, ...]]:
    """Everything that is published in the files, by authority; ``path`` and faults as for ``read_national``."""
    return _read(path, tidy.ALL)


@dataclass(frozen=True, slots=True)
class SheetRead:
    """One sheet with the rows of its file that count, and ``rows_read`` of those below the heading."""

    sheet: Sheet
    file: str
    rows: pl.DataFrame
    rows_read: int


def read_sheets(shelf: Shelf, faults: Faults) -> tuple[SheetRead, ...]:
    """Every sheet of the release on the shelf whose rows could be read; the first says who the authorities are."""
    read = []
    for sheet in _sheets(shelf, tidy.ALL, faults):
        found = _rows(shelf, sheet, faults)
        if found is not None:
            read.append(found)
    return tuple(read)


def _read(path: Path, tidy_sheets: tuple[Sheet, ...]) -> tuple[PublishedFigures | None, tuple[Fault, ...]]:
    faults = Faults()
    shelf = open_shelf(path, faults)
    if shelf is None:
        return None, tuple(faults)
    sheets = _sheets(shelf, tidy_sheets, faults)
    figures = _figures(shelf, sheets, faults, has_neighbours=sheets is tidy_sheets) if sheets else None
    return (None if faults.stop else figures), tuple(faults)


def _sheets(shelf: Shelf, tidy_sheets: tuple[Sheet, ...], faults: Faults) -> tuple[Sheet, ...]:
    """Of the form in which the files are; none, with fault Q15, when they are of no form."""
    if wide.is_wide(shelf):
        sheets = wide.sheets_of(shelf, faults)
        return () if faults.stop else sheets
    if long_counts.is_long_with_counts(shelf):
        return long_counts.sheets_of(shelf, faults)
    for known in (release.NATIONAL, tidy_sheets):
        if any(sheet.name in shelf.files for sheet in known):
            return known
    found = ", ".join(sorted(shelf.files)) or "no CSV file at all"
    faults.add("Q15", shelf.name, detail=f"It holds {found[:300]}.")
    return ()


def _figures(
    shelf: Shelf, sheets: tuple[Sheet, ...], faults: Faults, *, has_neighbours: bool
) -> PublishedFigures | None:
    """``sheets[0]`` is the file of all plans, which says who the authorities are."""
    tables = [found for sheet in sheets if (found := _rows(shelf, sheet, faults)) is not None]
    if not tables or tables[0].sheet is not sheets[0]:
        return None
    known = authorities_of(tables[0].rows, sheets[0])
    values: dict[str, Series] = {}
    sources: dict[str, str] = {}
    why_not: dict[str, dict[tuple[int, str], str]] = {}
    for table in tables:
        part, reasons = _series(table.rows, table.sheet, table.file, known, faults)
        values |= part
        why_not |= reasons
        sources |= dict.fromkeys(part, f"{table.sheet.source} ({table.sheet.name})")
    tell_ends(values, shelf.name, faults)
    groups = group_plans(values)
    placements = next((sheet for sheet in sheets if any(name.startswith(SETTING) for name in sheet.series)), sheets[0])
    tell_contradictions(values, groups, placements.name, faults)
    return PublishedFigures(
        authorities=known.by_code,
        values=values | groups,
        sources=sources | dict.fromkeys(groups, f"{placements.source} ({placements.name})"),
        neighbours=read_neighbours(shelf, known, faults) if has_neighbours else {},
        need_shares=read_need_shares(shelf, faults) if has_neighbours else {},
        why_not=why_not,
    )


def _rows(shelf: Shelf, sheet: Sheet, faults: Faults) -> SheetRead | None:
    """None, with a fault, where the file is not there or cannot be read."""
    if sheet.name not in shelf.files:
        faults.add("Q01" if sheet.is_required else "Q02", sheet.name)
        return None
    try:
        grid = shelf.open(sheet.name)
        rows = read_rows(grid, sheet, faults)
    except UnreadableFileError as error:
        faults.append(error.fault)
        return None
    if rows is None:
        return None
    at, _ = header_position(grid.rows, sheet.headings)
    return SheetRead(sheet, shelf.shown(sheet.name), rows, len(grid.rows) - at - 1)


def _series(
    rows: pl.DataFrame, sheet: Sheet, file: str, known: Authorities, faults: Faults
) -> tuple[dict[str, Series], dict[str, dict[tuple[int, str], str]]]:
    """The figures of each series, and why others are not published, where the file says it."""
    figures = figures_of(rows, sheet, file, known, faults)
    published = figures.filter(pl.col("value").is_not_null())
    if sheet.is_required:
        tell_absent(published, sheet, known, file, faults)
    values: dict[str, Series] = {
        name: dict(zip(_places(part), part["value"], strict=True)) for name, part in _by_series(published)
    }
    reasons = figures.filter(pl.col("value").is_null() & pl.col("why").is_not_null())
    return values, {name: dict(zip(_places(part), part["why"], strict=True)) for name, part in _by_series(reasons)}


def _by_series(figures: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    return ((str(series), part) for (series,), part in figures.group_by("series", maintain_order=True))


def _places(part: pl.DataFrame) -> list[tuple[int, str]]:
    return list(zip(part["year"], part["code"], strict=True))
