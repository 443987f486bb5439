"""What a council still pays after a child has left: the notice a contract asks for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from highneeds.finance.apportion import Method, TermCalendar, paid_to
from highneeds.finance.contracts.types import Calendars, Component, FundingEpisode

OPEN = date(9998, 12, 31)
"""Stands for an end that nobody has set: late enough for any forecast, and a year short of the last day there is."""


def paid_days(episode: FundingEpisode, component: Component, calendars: Calendars) -> tuple[date, date]:
    """The first and last day for which a component is paid: its own, within the episode's and its notice.

    A rate that stops before the child leaves is a component that ended then. Raises LookupError when notice is in
    terms and their dates are not known.
    """
    first = max(episode.first_day, component.versions[0].first_day)
    last = component.versions[-1].last_day or OPEN
    if episode.last_day is not None and last >= episode.last_day:
        last = payable_to(episode, calendars.get(component.calendar, ()))
    return first, paid_to(last) if component.method is Method.MONTHS else last


def payable_to(episode: FundingEpisode, calendars: Sequence[TermCalendar]) -> date:
    """The last day that must be paid for once the child has left; its own last day without notice.

    Notice of a term given within a term runs to the end of the next one; given in a holiday, to the end of the term
    that follows. Raises ValueError for an open episode and LookupError when the term dates are not known.
    """
    if episode.last_day is None:
        message = f"{episode.ref} has no last day"
        raise ValueError(message)
    given = episode.notice_given or episode.last_day
    by_days = given + timedelta(days=episode.notice.days) if episode.notice.days else episode.last_day
    by_terms = _end_of_notice_terms(given, episode.notice.terms, calendars) if episode.notice.terms else given
    return max(episode.last_day, by_days, by_terms)


def _end_of_notice_terms(given: date, terms: int, calendars: Sequence[TermCalendar]) -> date:
    later = sorted(term.last_day for one in calendars for term in one.terms if term.first_day > given)
    if len(later) < terms:
        message = f"no term dates for notice of {terms} terms given on {given}"
        raise LookupError(message)
    return later[terms - 1]
