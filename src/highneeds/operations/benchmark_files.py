"""The numbers of one drawing of a measure, for a file: by authority and year, with marks where nothing is published."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from highneeds.forecast.benchmarking import Comparison
from highneeds.operations.benchmark_measure import OfMeasure, measure_page, of_measure
from highneeds.operations.benchmark_words import england_of, gap_of, mark_of, unit_in_words
from highneeds.operations.list_file import workbook_of

YEARS, NEIGHBOURS = "years", "neighbours"
_SCHEMA = {
    "period": pl.String, "year": pl.Int64, "code": pl.String, "authority": pl.String, "as": pl.String,
    "value": pl.Float64, "mark": pl.String, "why not published": pl.String, "count": pl.Float64, "measure": pl.String,
    "unit": pl.String, "basis": pl.String, "source": pl.String,
}  # fmt: skip
_Row = tuple[object, ...]


def numbers_of(key: str, name: str) -> pl.DataFrame | None:
    """Of every year (``years``) or the newest (``neighbours``); None for what nobody knows."""
    found = of_measure(key)
    if found is None or name not in (YEARS, NEIGHBOURS):
        return None
    years = found.years if name == YEARS else found.years[-1:]
    rows = [row for one in years for row in _rows(found, one)]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def _rows(found: OfMeasure, one: Comparison) -> Iterator[_Row]:
    measure = one.measure
    told = (measure.label, unit_in_words(measure), measure.basis, one.source)
    when = (measure.period.shown(one.year), one.year)
    placed = {near.authority.code: near for near in one.neighbours}
    for authority in (found.compared.own, *found.compared.neighbours):
        is_own = authority.code == found.compared.own.code
        standing = one.own if is_own else placed.get(authority.code)
        gap = None if standing else gap_of(measure, one.year, authority.code, found.published)
        numbers = (None, mark_of(gap), "" if gap is None else gap.why, None) if standing is None else (
            standing.value, "", "", standing.count,
        )  # fmt: skip
        yield (*when, authority.code, authority.name, "the council" if is_own else "neighbour", *numbers, *told)
    sums = ((one.authority.region, one.region, "sum of the region"), (england_of(found.published), one.england, "sum"))
    for name, value, role in sums:
        if value is not None:
            yield (*when, "", name, role, value, "", "", None, *told)


def workbook(key: str, name: str) -> bytes | None:
    rows = numbers_of(key, name)
    if rows is None:
        return None
    return workbook_of(rows, name, f"{rows['measure'][0]}. {rows['source'][0]}")


def picture(key: str, name: str) -> str | None:
    """The drawing as it stands on a wide page."""
    page = measure_page(key)
    if page is None:
        return None
    drawing = {YEARS: page.over_years, NEIGHBOURS: page.in_year}.get(name)
    return None if drawing is None else drawing.wide
