"""Counting days as the law does: calendar weeks and months, working days, school days."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from highneeds.finance.apportion import TermCalendar
from highneeds.rules.bank_holidays import bank_holidays

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


def weeks_after(day: date, weeks: int) -> date:
    return day + timedelta(weeks=weeks)


def months_after(day: date, months: int) -> date:
    """The same day of the month; where that month is shorter, its last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def is_working_day(day: date) -> bool:
    """A weekday that is no bank holiday in England."""
    return day.weekday() < _SATURDAY and day not in bank_holidays(day.year)


def working_days_after(day: date, days: int) -> date:
    """The last of ``days`` working days, the first of them after ``day``; ``day`` itself for none."""
    for _ in range(days):
        day += _ONE_DAY
        while not is_working_day(day):
            day += _ONE_DAY
    return day


@dataclass(frozen=True, slots=True)
class SchoolDays:
    """The days on which a school, or a council's schools, teach."""

    calendars: tuple[TermCalendar, ...]

    def is_school_day(self, day: date) -> bool:
        """Within a term, on a weekday, in no holiday and on no bank holiday."""
        return day not in bank_holidays(day.year) and any(
            calendar.school_days_between(day, day) for calendar in self.calendars
        )

    def nth_after(self, day: date, days: int) -> date:
        """The ``days``-th school day after ``day``. Raises LookupError where the term dates end before it."""
        last = max((term.last_day for calendar in self.calendars for term in calendar.terms), default=day)
        found = 0
        while found < days:
            day += _ONE_DAY
            if day > last:
                message = f"the term dates end on {last}, before {days} school days have passed"
                raise LookupError(message)
            found += self.is_school_day(day)
        return day


def school_days_of(calendars: Sequence[TermCalendar]) -> SchoolDays:
    return SchoolDays(tuple(calendars))
