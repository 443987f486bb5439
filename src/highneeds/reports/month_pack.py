"""The counts of children in a month's paper, with the sums that they stand in, for disclosure control."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import lru_cache

from highneeds.governance.disclosure import FEW, Pack, Place, Sum, protected
from highneeds.governance.record import MonthRecord

ALL = "all plans"


def place(setting: str, day: date) -> Place:
    """The same in every paper that counts the setting on that day."""
    return f"children with a plan · {setting} · {day.isoformat()}"


def year_before(record: MonthRecord) -> date:
    """The day a year before; the last of February for a leap day."""
    day, year = record.as_at, record.as_at.year - 1
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))


def children_pack(record: MonthRecord) -> Pack:
    """Children by setting today and a year before, each with its total. Changes are shown only beside both counts."""
    counts, sums = dict[Place, int](), list[Sum]()
    for day, of_rows in (
        (year_before(record), [row.children_year_ago for row in record.settings]),
        (record.as_at, [row.children_now for row in record.settings]),
    ):
        places = tuple(place(row.setting, day) for row in record.settings)
        counts |= dict(zip(places, of_rows, strict=True)) | {place(ALL, day): sum(of_rows)}
        sums.append(Sum(place(ALL, day), places))
    return Pack(counts, tuple(sums))


@lru_cache(maxsize=8)
def withheld(record: MonthRecord) -> frozenset[Place]:
    """The places of ``children_pack`` that a paper of this month withholds."""
    return protected(children_pack(record), FEW)
