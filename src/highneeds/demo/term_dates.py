"""The council's term dates, and those of three independent schools that keep others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl

from highneeds.demo.text_files import write_csv

FILE = "finance/term-dates.csv"
COLUMNS = ("Owner", "Academic year", "Term", "First day", "Last day", "Holiday first day", "Holiday last day")

_Row = tuple[str, str, str, str]
_TERMS: dict[str, tuple[_Row, ...]] = {
    "2025/26": (
        ("2025-09-02", "2025-12-19", "2025-10-27", "2025-10-31"),
        ("2026-01-05", "2026-03-27", "2026-02-16", "2026-02-20"),
        ("2026-04-13", "2026-07-21", "2026-05-25", "2026-05-29"),
    ),
    "2026/27": (
        ("2026-09-01", "2026-12-18", "2026-10-26", "2026-10-30"),
        ("2027-01-04", "2027-03-25", "2027-02-15", "2027-02-19"),
        ("2027-04-12", "2027-07-23", "2027-05-31", "2027-06-04"),
    ),
}
_INDEPENDENT_TERMS: dict[str, tuple[_Row, ...]] = {
    "2025/26": (
        ("2025-09-08", "2025-12-12", "2025-10-20", "2025-10-31"),
        ("2026-01-07", "2026-03-25", "2026-02-16", "2026-02-20"),
        ("2026-04-20", "2026-07-10", "2026-05-25", "2026-05-29"),
    ),
    "2026/27": (
        ("2026-09-07", "2026-12-11", "2026-10-19", "2026-10-30"),
        ("2027-01-06", "2027-03-24", "2027-02-15", "2027-02-19"),
        ("2027-04-19", "2027-07-09", "2027-05-31", "2027-06-04"),
    ),
}


def write_term_dates(folder: Path, urns_with_own_terms: list[str]) -> None:
    rows = [
        (owner if owner != "council" else "Council", year, number, *(f"{day:%d/%m/%Y}" for day in days))
        for owner, year, number, days in _rows(urns_with_own_terms)
    ]
    write_csv(folder / FILE, COLUMNS, rows, titles=("Term dates, as published",))


def term_dates_frame(urns_with_own_terms: list[str]) -> pl.DataFrame:
    """The same as canonical rows, but for the file they stand in."""
    rows = [(owner, year, number, *days) for owner, year, number, days in _rows(urns_with_own_terms)]
    names = ("owner", "academic_year", "term", "first_day", "last_day", "holiday_first_day", "holiday_last_day")
    return pl.DataFrame(rows, schema=list(names), orient="row")


def _rows(urns_with_own_terms: list[str]) -> Iterator[tuple[str, str, int, tuple[date, ...]]]:
    for owner, calendar in [("council", _TERMS), *((urn, _INDEPENDENT_TERMS) for urn in urns_with_own_terms)]:
        for year, terms in calendar.items():
            for number, days in enumerate(terms, start=1):
                yield owner, year, number, tuple(map(date.fromisoformat, days))
