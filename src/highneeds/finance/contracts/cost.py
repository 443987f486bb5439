"""What an episode costs on any days, in whole pence: by month, by financial year and by academic year.

The exact cost from 1 April to a day is rounded half up to a penny, once; what some days cost is the difference of two
such sums. So any partition of days adds up to its whole, and a financial year is rounded only once. Fractions of a
penny do not cross 31 March, because the accounts are closed there.
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from highneeds.core import AcademicYear, FinancialYear, Pence
from highneeds.core.money import allocate
from highneeds.finance.apportion import Method, Portion, TermCalendar, portions, round_half_up
from highneeds.finance.contracts.notice import OPEN, paid_days
from highneeds.finance.contracts.types import Calendars, Component, ComponentCost, EpisodeCost, FundingEpisode
from highneeds.finance.contracts.uplift import certain_versions

_ONE_DAY = timedelta(days=1)
_WHOLE_YEAR_OF_WEEKS = 52


def cost_between(episode: FundingEpisode, first: date, last: date, calendars: Calendars) -> EpisodeCost:
    """The cost from ``first`` to ``last``, both included, in full and without the episode's probability.

    Rises that are agreed or paid are in it; requested and disputed ones are in ``contingent_liability``. Raises
    LookupError when a method needs term dates that ``calendars`` does not hold.
    """
    return EpisodeCost(
        first, last, tuple(_component_cost(episode, one, first, last, calendars) for one in episode.components)
    )


def cost_by_month(episode: FundingEpisode, year: FinancialYear, calendars: Calendars) -> tuple[EpisodeCost, ...]:
    """The twelve months of a financial year, April first."""
    starts = (*year.months(), year.next.first_day)
    return tuple(cost_between(episode, first, after - _ONE_DAY, calendars) for first, after in pairwise(starts))


def cost_of_year(episode: FundingEpisode, year: FinancialYear | AcademicYear, calendars: Calendars) -> EpisodeCost:
    return cost_between(episode, year.first_day, year.last_day, calendars)


def notice_cost(episode: FundingEpisode, calendars: Calendars) -> EpisodeCost:
    """What is paid for the days after the child left. Raises ValueError for an episode without a last day."""
    if episode.last_day is None:
        message = f"{episode.ref} has no last day"
        raise ValueError(message)
    last = max((paid_days(episode, one, calendars)[1] for one in episode.components), default=episode.last_day)
    return cost_between(episode, episode.last_day + _ONE_DAY, max(last, episode.last_day), calendars)


def full_year_pence(episode: FundingEpisode, day: date) -> Pence:
    """What the block would pay for a whole year at the rates of ``day``: shown beside the cost in a year.

    Sessions are not part of it: nothing says how many a year holds.
    """
    exact = sum(
        (
            _yearly(one, version.pence) * one.split.education
            for one in episode.components
            for version in certain_versions(one)
            if one.kind.is_in_block and version.first_day <= day <= (version.last_day or OPEN)
        ),
        Fraction(0),
    )
    return Pence(round_half_up(exact))


def exact_cost(
    component: Component, paid: tuple[date, date], first: date, last: date, calendars: tuple[TermCalendar, ...]
) -> Fraction:
    """Pence, not rounded, of a component that is paid for the days of ``paid``, from ``first`` to ``last``."""
    if component.method is Method.SESSIONS:
        begins, ends = max(first, paid[0]), min(last, paid[1])
        return sum(
            (Fraction(count) * _rate_on(component, day) for day, count in component.sessions if begins <= day <= ends),
            Fraction(0),
        )
    found = portions(_spread(component), paid, (first, last), calendars)
    return sum((cost_of_portion(component, one, first, last) for one in found), Fraction(0))


def cost_of_portion(component: Component, portion: Portion, first: date, last: date) -> Fraction:
    """Pence, not rounded, of the part of a portion that falls from ``first`` to ``last``."""
    if portion.charged_whole:
        rate = _rate_on(component, portion.first_day)
        return portion.share_between(first, last) * _yearly(component, rate)
    versions = certain_versions(component)
    ends = [(version.last_day or OPEN) for version in versions[:-1]] + [OPEN]  # notice is paid at the last rate
    return sum(
        (
            portion.share_between(max(first, version.first_day), min(last, end)) * _yearly(component, version.pence)
            for version, end in zip(versions, ends, strict=True)
        ),
        Fraction(0),
    )


def _component_cost(
    episode: FundingEpisode, component: Component, first: date, last: date, calendars: Calendars
) -> ComponentCost:
    """Differences of sums since 1 April; each sum is split among the funders by largest remainder."""
    paid = paid_days(episode, component, calendars)
    terms = tuple(calendars.get(component.calendar, ()))
    parts = [0, 0, 0]
    for starts in range(FinancialYear.containing(first).starts, FinancialYear.containing(last).starts + 1):
        year = FinancialYear(starts)
        for end, sign in ((min(last, year.last_day), 1), (max(first, year.first_day) - _ONE_DAY, -1)):
            exact = exact_cost(component, paid, year.first_day, end, terms)
            by_funder = _split(component, round_half_up(exact))
            parts = [part + sign * share for part, share in zip(parts, by_funder, strict=True)]
    education, care, health = (Pence(part) for part in parts)
    return ComponentCost(component.kind, Pence(education + care + health), education, care, health)


def _split(component: Component, pence: int) -> list[int]:
    shares = component.split.shares
    whole = math.lcm(*(share.denominator for share in shares))
    return allocate(pence, [int(share * whole) for share in shares])


def _spread(component: Component) -> Method:
    """Weeks all year round fall on every day; fewer fall on the days on which the provider's calendar is open."""
    if component.method is not Method.WEEKS:
        return component.method
    return Method.CALENDAR_DAYS if component.weeks_per_year == _WHOLE_YEAR_OF_WEEKS else Method.SCHOOL_DAYS


def _yearly(component: Component, rate: Pence) -> int:
    if component.method is Method.SESSIONS:
        return 0
    return rate * (component.weeks_per_year or 0) if component.method is Method.WEEKS else rate


def _rate_on(component: Component, day: date) -> Pence:
    """The rate in force on a day; the last rate goes on through notice."""
    begun = [version for version in certain_versions(component) if version.first_day <= day]
    return begun[-1].pence if begun else Pence(0)
