"""Invented term dates and placements that the tests of contracts share."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from highneeds.core import AcademicYear, FinancialYear, Pence
from highneeds.finance import Method, Term, TermCalendar
from highneeds.finance.contracts import Component, CostKind, FundingEpisode, Probability, RateVersion, Status

YEAR = FinancialYear(2026)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _term(first: str, last: str, *holidays: tuple[str, str]) -> Term:
    return Term(_day(first), _day(last), tuple((_day(begins), _day(ends)) for begins, ends in holidays))


SCHOOL_2025 = TermCalendar(
    AcademicYear(2025),
    (
        _term("2025-09-01", "2025-12-19", ("2025-10-27", "2025-10-31")),
        _term("2026-01-05", "2026-03-27", ("2026-02-16", "2026-02-20")),
        _term("2026-04-13", "2026-07-21", ("2026-05-04", "2026-05-04"), ("2026-05-25", "2026-05-29")),
    ),
)
SCHOOL_2026 = TermCalendar(
    AcademicYear(2026),
    (
        _term("2026-09-01", "2026-12-18", ("2026-10-26", "2026-10-30")),
        _term("2027-01-04", "2027-03-25", ("2027-02-15", "2027-02-19")),
        _term("2027-04-12", "2027-07-23", ("2027-05-03", "2027-05-03"), ("2027-05-31", "2027-06-04")),
    ),
)
SCHOOL_2027 = TermCalendar(  # a late Easter: its spring term goes on into April
    AcademicYear(2027),
    (
        _term("2027-09-02", "2027-12-17", ("2027-10-25", "2027-10-29")),
        _term("2028-01-04", "2028-04-07", ("2028-02-14", "2028-02-18")),
        _term("2028-04-24", "2028-07-21", ("2028-05-01", "2028-05-01"), ("2028-05-29", "2028-06-02")),
    ),
)
SIX_TERMS_2025 = TermCalendar(
    AcademicYear(2025),
    (
        _term("2025-09-03", "2025-10-24"),
        _term("2025-11-03", "2025-12-19"),
        _term("2026-01-05", "2026-02-13"),
        _term("2026-02-23", "2026-04-01"),
        _term("2026-04-13", "2026-05-22"),
        _term("2026-06-01", "2026-07-24"),
    ),
)
SIX_TERMS_2026 = TermCalendar(
    AcademicYear(2026),
    (
        _term("2026-09-02", "2026-10-23"),
        _term("2026-11-02", "2026-12-18"),
        _term("2027-01-04", "2027-02-12"),
        _term("2027-02-22", "2027-04-02"),
        _term("2027-04-19", "2027-05-28"),
        _term("2027-06-07", "2027-07-23"),
    ),
)
CALENDARS = {
    "council": (SCHOOL_2025, SCHOOL_2026, SCHOOL_2027),
    "Elm House": (SIX_TERMS_2025, SIX_TERMS_2026),
}
FAR = date(2027, 8, 31)


def episode(
    *rates: tuple[int, date, date | None],
    method: Method,
    last_day: date | None = None,
    status: Status = Status.COMMITTED,
    chance: str = "1",
) -> FundingEpisode:
    """A placement of one fee; ``rates`` are pounds a year with first and last day."""
    versions = tuple(RateVersion(Pence(pounds * 100), first, last) for pounds, first, last in rates)
    return FundingEpisode(
        "E1",
        "Ash School",
        "independent",
        versions[0].first_day,
        last_day or versions[-1].last_day,
        (Component(CostKind.FEE, method, versions),),
        status,
        Probability(Fraction(chance), "the worked example"),
    )


ALL_YEAR = ((58_500, date(2025, 9, 1), date(2026, 8, 31)), (61_425, date(2026, 9, 1), FAR))
TOP_UP = ((14_000, date(2026, 11, 2), FAR),)
NEW_PLAN = ((5_400, date(2027, 1, 15), FAR),)
LEAVER = ((72_000, date(2025, 9, 1), date(2026, 7, 21)),)
SPRING_START = ((65_000, date(2027, 1, 4), FAR),)
