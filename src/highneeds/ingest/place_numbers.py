"""Reads DfE's list of high needs place numbers: a wide sheet whose headings carry the academic year and the rate."""

from __future__ import annotations

import re

import polars as pl

from highneeds.core.faults import Fault
from highneeds.ingest.grid import Grid, UnreadableFileError, open_grids
from highneeds.ingest.headers import HEADER_SEARCHED_ROWS, ROW, Columns, normalised, read_table
from highneeds.ingest.place_files import hold_wrong_urns
from highneeds.ingest.results import ImportUnit, ReadContext, ReadResult
from highneeds.ingest.rulebook import rule
from highneeds.ingest.sieve import Sieve
from highneeds.ingest.single_file import single_result
from highneeds.ingest.values import identifier_of, pounds_of

_PLACES = re.compile(r"^(20\d\d) to (20\d\d) (.*\bplaces\b.*)$")
_RATE = re.compile(r"@\s*£\s*(\d+)\s*k")
_NAMES = ("institution name", "establishment name", "provider name", "school name", "name")
_PROVISION_OF_WORDS = (
    ("unit", "base"), ("hospital", "hospital"), ("16 to 18", "post_16"), ("16-19", "post_16"), ("post-16", "post_16"),
    ("post 16", "post_16"), ("16 to 19", "post_16"), ("alternative provision", "alternative_provision"),
    (" ap ", "alternative_provision"), ("special", "special"),
)  # fmt: skip


def is_place_numbers(grid: Grid) -> bool:
    """Whether a row near the top has URN and at least one heading of places with its academic year."""
    return _header(grid) is not None


def read_place_numbers(unit: ImportUnit, context: ReadContext) -> ReadResult:  # noqa: ARG001 - one signature for all
    """One row per institution and kind of place that has places; a blank or nought is none."""
    grid = next((one for one in open_grids(unit.files[0]) if is_place_numbers(one)), None)
    if grid is None:
        detail = "No sheet has a URN and headings such as “2026 to 2027 … places”."
        raise UnreadableFileError(rule("F03").fault(unit.name, detail=detail))
    kinds = [normalised(cell) for cell in _header(grid) or [] if _PLACES.match(normalised(cell))]
    fields = {"urn": "urn", **dict.fromkeys(_NAMES, "name"), **{heading: heading for heading in kinds}}
    table = read_table(grid, Columns(fields, frozenset({"urn"})))
    if isinstance(table, Fault):
        raise UnreadableFileError(table)
    table.faults = [fault for fault in table.faults if fault.rule != "F07"]  # the list has many columns beside these
    sieve = Sieve(table)
    sieve.skip(pl.sum_horizontal(pl.exclude(ROW).is_not_null()) <= 1)
    sieve.frame = sieve.frame.with_columns(identifier_of("urn").alias("urn"))
    hold_wrong_urns(sieve, "urn")
    sieve.require_unique("urn", rule_id="X04")
    for heading in kinds:
        sieve.hold(pl.col(heading).is_not_null() & ~(pounds_of(heading) >= 0).fill_null(value=False), "X03", heading)
    return single_result(unit, sieve, {"funded_places": _long(sieve, list(dict.fromkeys(kinds)))}, None)


def _header(grid: Grid) -> list[str] | None:
    for row in grid.rows[:HEADER_SEARCHED_ROWS]:
        words = [normalised(cell) for cell in row]
        if "urn" in words and any(_PLACES.match(word) for word in words):
            return row
    return None


def _long(sieve: Sieve, headings: list[str]) -> pl.DataFrame:
    parts = []
    for heading in headings:
        match = _PLACES.match(heading)
        if match is None:
            continue
        rate = _RATE.search(heading)
        parts.append(
            sieve.frame.with_columns(places=pounds_of(heading)).filter(pl.col("places") > 0).select(
                "urn", "name", ROW, "places",
                source_file=pl.lit(sieve.file),
                academic_year=pl.lit(f"{match[1]}/{match[2][2:]}"),
                kind_of_place=pl.lit(match[3]),
                provision=pl.lit(_provision(match[3])),
                rate_pounds=pl.lit(int(rate[1]) * 1000 if rate else None, pl.Int32),
            )
        )  # fmt: skip
    return pl.concat(parts)


def _provision(words: str) -> str:
    return next((provision for word, provision in _PROVISION_OF_WORDS if word in f" {words} "), "mainstream")
