"""Counting days as the law does: calendar weeks and months, working days, school days."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
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


def day_before_clear_working_days(day: date, days: int) -> date:
    """The last day that leaves ``days`` working days before ``day``, neither end counted; itself a working day."""
    for _ in range(days + 1):
        day -= _ONE_DAY
        while not is_working_day(day):
            day -= _ONE_DAY
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

    @property
    def half_terms(self) -> tuple[tuple[date, date], ...]:
        """First and last day of each part of a term between its holidays, in order."""
        found = []
        for term in (term for calendar in self.calendars for term in calendar.terms):
            first = term.first_day
            for away, back in sorted(term.holidays):
                if away > first:
                    found.append((first, away - _ONE_DAY))
                first = max(first, back + _ONE_DAY)
            if first <= term.last_day:
                found.append((first, term.last_day))
        return tuple(sorted(found))

    def last_day_of_half_term(self, day: date, half_terms: int) -> date:
        """The last school day of the half term ``half_terms`` after that of ``day``, which may be in its holiday.

        Raises LookupError where the term dates end before it, or begin after ``day``.
        """
        every = self.half_terms
        begun = sum(first <= day for first, _ in every)
        if not begun or begun - 1 + half_terms >= len(every):
            message = f"the term dates do not reach {half_terms} half terms after {day}"
            raise LookupError(message)
        last = every[begun - 1 + half_terms][1]
        while not self.is_school_day(last):
            last -= _ONE_DAY
        return last


def school_days_of(calendars: Sequence[TermCalendar]) -> SchoolDays:
    return SchoolDays(tuple(calendars))


def school_days_at(place: str | None, calendars: Mapping[str, Sequence[TermCalendar]], *, council: str) -> SchoolDays:
    """Of a place (its URN) that has term dates of its own, else of the council (its key). None of either: no days."""
    own = calendars.get(place, ()) if place is not None else ()
    return school_days_of(own or calendars.get(council, ()))
