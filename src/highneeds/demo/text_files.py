"""Writing CSV the way case systems do: CRLF line ends, quotes where needed."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def write_csv(
    path: Path,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    encoding: str = "utf-8",
    titles: Sequence[str] = (),
) -> None:
    """One file with a header row; ``titles`` are lines above the header."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerows([title] for title in titles)
        writer.writerow(columns)
        writer.writerows(rows)


@cache
def blade_date(day: date | None) -> str:
    """As COLLECT exports a date, ``2022-Sep-28 00:00:00``; blank for None."""
    return "" if day is None else f"{day.year}-{_MONTHS[day.month - 1]}-{day.day:02d} 00:00:00"


@cache
def slashed_date(day: date | None) -> str:
    """DD/MM/YYYY; blank for None."""
    return "" if day is None else f"{day:%d/%m/%Y}"
