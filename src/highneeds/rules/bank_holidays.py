"""Bank holidays of England and Wales.

Sources: Banking and Financial Dealings Act 1971, section 1 and schedule 1; royal proclamations for the days that were
moved or added.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

_MONDAY, _SATURDAY, _SUNDAY = 0, 5, 6
_ONE_DAY = timedelta(days=1)
_EARLY_MAY_MOVED = {1995: date(1995, 5, 8), 2020: date(2020, 5, 8)}
_SPRING_MOVED = {2002: date(2002, 6, 4), 2012: date(2012, 6, 4), 2022: date(2022, 6, 2)}
_ADDED = {
    1999: (date(1999, 12, 31),),
    2002: (date(2002, 6, 3),),
    2011: (date(2011, 4, 29),),
    2012: (date(2012, 6, 5),),
    2022: (date(2022, 6, 3), date(2022, 9, 19)),
    2023: (date(2023, 5, 8),),
}


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the algorithm of Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    lunar = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * lunar) // 451
    month, day = divmod(h + lunar - 7 * m + 114, 31)
    return date(year, month, day + 1)


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Every bank holiday of a year from 1978 on, substitutes for weekends among them."""
    sunday = easter(year)
    christmas = _substituted(date(year, 12, 25), date(year, 12, 26))
    return frozenset(
        {
            *_substituted(date(year, 1, 1)),
            sunday - 2 * _ONE_DAY,
            sunday + _ONE_DAY,
            _EARLY_MAY_MOVED.get(year, _first_monday(year, 5)),
            _SPRING_MOVED.get(year, _last_monday(year, 5)),
            _last_monday(year, 8),
            *christmas,
            *_ADDED.get(year, ()),
        }
    )


def _substituted(*days: date) -> tuple[date, ...]:
    """Each day, or the first weekday after it that is not another's."""
    taken: list[date] = []
    for day in days:
        free = day
        while free.weekday() in {_SATURDAY, _SUNDAY} or free in taken:
            free += _ONE_DAY
        taken.append(free)
    return tuple(taken)


def _first_monday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(_MONDAY - first.weekday()) % 7)


def _last_monday(year: int, month: int) -> date:
    last = date(year, month + 1, 1) - _ONE_DAY
    return last - timedelta(days=(last.weekday() - _MONDAY) % 7)
