"""Random placements by any method, for the identities that every contract must keep."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import strategies as st
from tests.finance.contract_examples import CALENDARS

from highneeds.core import Pence
from highneeds.finance import Method
from highneeds.finance.contracts import (
    Component,
    CostKind,
    FunderSplit,
    FundingEpisode,
    Notice,
    RateVersion,
    Uplift,
    UpliftStatus,
)
from highneeds.finance.contracts.ladder import Probability

FIRST, LAST = date(2025, 9, 1), date(2028, 8, 31)
"""The days for which the calendar of the council is known."""

_ONE_DAY = timedelta(days=1)
DAYS = st.dates(FIRST, LAST)


@st.composite
def splits(draw: st.DrawFn) -> FunderSplit:
    education = draw(st.integers(0, 12))
    care = draw(st.integers(0, 12 - education))
    return FunderSplit(Fraction(education, 12), Fraction(care, 12), Fraction(12 - education - care, 12))


@st.composite
def versions(draw: st.DrawFn, first: date, last: date) -> tuple[RateVersion, ...]:
    """One to four rates that follow one another without a gap, the last of them to the end."""
    cuts = sorted(draw(st.sets(st.dates(first, last), max_size=3)) - {first})
    begins = [first, *cuts]
    ends = [cut - _ONE_DAY for cut in cuts] + [last]
    pence = draw(st.lists(st.integers(0, 9_000_000), min_size=len(begins), max_size=len(begins)))
    return tuple(RateVersion(Pence(rate), begin, end) for rate, begin, end in zip(pence, begins, ends, strict=True))


@st.composite
def components(draw: st.DrawFn, first: date, last: date, methods: list[Method]) -> Component:
    method = draw(st.sampled_from(methods))
    sessions = ()
    if method is Method.SESSIONS:
        days = sorted(draw(st.sets(st.dates(first, last), max_size=5)))
        sessions = tuple((day, draw(st.integers(1, 3))) for day in days)
    uplifts = ()
    if draw(st.booleans()):
        share = Fraction(draw(st.integers(0, 200)), 1000)
        chance = Probability(Fraction(1, 2), "made up")
        uplifts = (Uplift(share, draw(st.dates(first, last)), draw(st.sampled_from(UpliftStatus)), chance),)
    return Component(
        draw(st.sampled_from(CostKind)),
        method,
        draw(versions(first, last)),
        split=draw(splits()),
        weeks_per_year=draw(st.sampled_from([38, 39, 44, 52])) if method is Method.WEEKS else None,
        sessions=sessions,
        uplifts=uplifts,
    )


@st.composite
def episodes(
    draw: st.DrawFn, methods: list[Method] | None = None, notice: st.SearchStrategy[int] | None = None
) -> FundingEpisode:
    first, last = sorted((draw(DAYS), draw(DAYS)))
    parts = draw(st.lists(components(first, last, methods or list(Method)), min_size=1, max_size=3))
    days = 0 if notice is None else min(draw(notice), (LAST - last).days)
    return FundingEpisode("E1", "Ash School", "independent", first, last, tuple(parts), notice=Notice(days=days))


PORTFOLIO_CALENDARS = {"council": CALENDARS["council"]}
