"""What the page of statutory clocks shows: how timely the council is, what waits, what is due, what cannot be said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from highneeds.caseload.case_events import Exclusions
from highneeds.casework import BANDS, OVERDUE_BANDS, ClockKind, HealthAbsence, State, Timeliness
from highneeds.core.errors import Refusal
from highneeds.operations.case_events import NOT_TOLD
from highneeds.operations.clock_words import (
    NO_OFFICER,
    ORDER,
    OTHER_EDUCATION,
    WHO_HAS_NONE,
    capacity_words,
    enough_words,
    last_day_words,
    others_words,
    school_words,
    stream_words,
    unknown,
)
from highneeds.operations.clocks import (
    WEEKS_AHEAD,
    CouncilClocks,
    clocks_of_council,
    clocks_state,
    last_day_setting,
)
from highneeds.operations.clocks_ahead import ClocksAhead
from highneeds.operations.pages import ShownTable, shown
from highneeds.reports import Table, words
from highneeds.reports.tables import Cell, Column, Kind
from highneeds.store.made_once import MadeOnce
from highneeds.store.setup import open_store

_LIKELY = ("low", "middle", "high")


@dataclass(frozen=True, slots=True)
class ClocksPage:
    """``unknown``: what the data cannot say, each in a sentence; ``ahead_words``: what the months to come stand on."""

    day: date
    lead: str
    timely: ShownTable
    waiting: ShownTable
    overdue: ShownTable
    due: ShownTable
    by_officer: ShownTable | None
    away_ill: ShownTable | None
    excluded: ShownTable | None
    ahead: ShownTable | None
    ahead_words: tuple[str, ...]
    unknown: tuple[str, ...]


def clocks_page() -> ClocksPage | None:
    """Of the latest SEN2 return; None before the first."""
    open_store()
    return _pages.get(last_day_setting(), clocks_state, _page)


_pages: MadeOnce[ClocksPage | None] = MadeOnce(2)


def _page() -> ClocksPage | None:
    try:
        found = clocks_of_council()
    except Refusal:
        return None
    ahead = found.ahead
    return ClocksPage(
        day=found.day,
        lead=_lead(found),
        timely=_timely(found),
        waiting=_waiting(found),
        overdue=_overdue(found),
        due=_due(found),
        by_officer=_by_officer(found) if found.by_officer else None,
        away_ill=None if found.away_ill is None else _away_ill(found, found.away_ill),
        excluded=None if found.excluded is None else _excluded(found, found.excluded),
        ahead=None if ahead is None else _ahead(ahead),
        ahead_words=() if ahead is None else (capacity_words(ahead), *stream_words(ahead), enough_words(ahead)),
        unknown=unknown(found),
    )


def _lead(found: CouncilClocks) -> str:
    overdue = int((found.due_soon["state"] == State.OVERDUE.value).sum())
    to_come = words.count(found.due_soon.height - overdue)
    return (
        f"{words.count(overdue)} decisions or plans are overdue and {to_come} more fall due in the {WEEKS_AHEAD} weeks "
        f"after {words.day(found.day)}."
    )


def _timely(found: CouncilClocks) -> ShownTable:
    rows: list[tuple[Cell, ...]] = [
        (
            one.clock.value.capitalize(),
            str(one.year),
            one.in_time,
            one.in_time + one.late,
            _percent(one.share),
            _percent(one.share_without_exceptions),
        )
        for one in found.timely
    ]
    columns = (
        Column("Clock"),
        Column("Calendar year"),
        Column("In time", Kind.COUNT),
        Column("All", Kind.COUNT),
        Column("In time, %", Kind.PERCENT),
        Column("Without exceptions, %", Kind.PERCENT),
    )
    note = f"By the day on which it was done; {last_day_words(found.last_day)}. Exceptions are those the law permits."
    return shown(Table("timely", _headline(found.timely), columns, tuple(rows), note))


def _headline(timely: tuple[Timeliness, ...]) -> str:
    plans = [one for one in timely if one.clock is ClockKind.FINAL_PLAN]
    fullest = max(plans, key=lambda one: one.in_time + one.late, default=None)
    if fullest is None or fullest.share is None:
        return "No plan of this return was issued from a request that it holds"
    return f"{fullest.share:.0%} of plans in {fullest.year} were issued within twenty weeks"


def _waiting(found: CouncilClocks) -> ShownTable:
    rows: list[tuple[Cell, ...]] = [
        (waits.clock.value.capitalize(), *waits.by_band, waits.all, waits.overdue) for waits in found.waiting
    ]
    columns = (
        Column("Waiting for the council to"),
        *(Column(name.capitalize(), Kind.COUNT) for name, _ in BANDS),
        Column("All", Kind.COUNT),
        Column("Overdue", Kind.COUNT),
    )
    title = f"{words.count(sum(waits.all for waits in found.waiting))} families wait for a decision or a plan"
    return shown(Table("waiting", title, columns, tuple(rows), "By the time since the request, or the meeting."))


def _due(found: CouncilClocks) -> ShownTable:
    is_overdue = pl.col("state") == State.OVERDUE.value
    counted = found.due_soon.group_by("clock").agg(overdue=is_overdue.sum(), due=(~is_overdue).sum()).sort("clock")
    rows = [(clock.capitalize(), overdue, due) for clock, overdue, due in counted.iter_rows()]
    columns = (
        Column("Clock"),
        Column("Overdue", Kind.COUNT),
        Column(f"Due in the next {WEEKS_AHEAD} weeks", Kind.COUNT),
    )
    note = "The list itself, in order of the day on which each is due, comes from highneeds clocks --out."
    return shown(Table("due", "What is overdue, and what is due next", columns, tuple(rows), note))


def _by_officer(found: CouncilClocks) -> ShownTable:
    rows: list[tuple[Cell, ...]] = [(one.officer or NO_OFFICER, one.overdue, one.due) for one in found.by_officer]
    columns = (
        Column("Officer"),
        Column("Overdue", Kind.COUNT),
        Column(f"Due in the next {WEEKS_AHEAD} weeks", Kind.COUNT),
    )
    unnamed = sum(one.overdue + one.due for one in found.by_officer if one.officer is None)
    title = f"{words.count(unnamed)} of {words.count(found.due_soon.height)} overdue or due have no officer named"
    return shown(Table("officers", title, columns, tuple(rows), f"In order of name. {WHO_HAS_NONE}."))


def _away_ill(found: CouncilClocks, away: HealthAbsence) -> ShownTable:
    rows: list[tuple[Cell, ...]] = [(school_words(found, one.urn), one.reached, one.near) for one in away.schools]
    columns = (
        Column("School where last away"),
        Column(f"{away.limit_days} school days or more", Kind.COUNT),
        Column("Ten or more but fewer", Kind.COUNT),
    )
    missed = f"missed {away.limit_days} school days for illness in {away.academic_year}"
    title = f"Children who have {missed}: {words.count(away.reached)}"
    return shown(Table("away-ill", title, columns, tuple(rows), f"Code I, by the school's URN. {OTHER_EDUCATION}."))


def _excluded(found: CouncilClocks, out: Exclusions) -> ShownTable:
    rows: list[tuple[Cell, ...]] = [
        (
            school_words(found, one.urn), one.excluded, one.in_time, one.late, one.untold, one.suspended,
            round(2 * one.days),
        )
        for one in out.with_exclusions
    ]  # fmt: skip
    suspended, days = sum(one.suspended for one in out.others), sum(one.days for one in out.others)
    rows.append((others_words(out).capitalize(), 0, 0, 0, 0, suspended, round(2 * days)))
    columns = (
        Column("School"),
        Column("Permanently excluded", Kind.COUNT),
        Column("Taught again by the sixth school day", Kind.COUNT),
        Column("Later", Kind.COUNT),
        Column("Not told", Kind.COUNT),
        Column("Children suspended", Kind.COUNT),
        Column("Half school days lost", Kind.COUNT),
    )
    since = f"In the twelve months to {words.day(out.until)}, by the school's URN"
    excluded, in_time = words.count(out.excluded), words.count(out.in_time)
    over = f"{words.count(out.over_cap)} children were suspended for more than the law allows in a school year"
    title = f"{excluded} permanently excluded in a year, {in_time} of them taught again by the sixth school day"
    return shown(Table("excluded", title, columns, tuple(rows), f"{since}. {NOT_TOLD}. {over}."))


def _overdue(found: CouncilClocks) -> ShownTable:
    rows: list[tuple[Cell, ...]] = [(late.clock.value.capitalize(), *late.by_band, late.all) for late in found.overdue]
    columns = (
        Column("Overdue"),
        *(Column(name.capitalize(), Kind.COUNT) for name, _ in OVERDUE_BANDS),
        Column("All", Kind.COUNT),
    )
    longest = sum(late.by_band[-1] for late in found.overdue)
    title = (
        f"{words.count(longest)} are more than two years past their day"
        if longest
        else "None is two years past its day"
    )
    return shown(Table("overdue", title, columns, tuple(rows), "By the time since the day on which each was due."))


def _ahead(ahead: ClocksAhead) -> ShownTable:
    rows: list[tuple[Cell, ...]] = [
        (f"{month.month:%B %Y}", month.weeks, *month.breached, *month.overdue) for month in ahead.months
    ]
    columns = (
        Column("Weeks that end in"),
        Column("Weeks", Kind.COUNT),
        *(Column(f"Become late, {name}", Kind.COUNT) for name in _LIKELY),
        *(Column(f"Late at the end, {name}", Kind.COUNT) for name in _LIKELY),
    )
    last = ahead.months[-1]
    title = (
        f"{words.count(last.overdue[1])} plans late in {last.month:%B %Y} in the middle of the futures, "
        f"and {words.count(last.overdue[2])} or fewer in nine of ten"
    )
    note = (
        f"Low: nine of ten futures have as many or more. High: nine of ten have as many or fewer. "
        f"{ahead.draws:,} futures. {ORDER}"
    )
    return shown(Table("ahead", title, columns, tuple(rows), note))


def _percent(share: float | None) -> str | None:
    return None if share is None else words.percent(share)
