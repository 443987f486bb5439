"""What the command of statutory clocks prints: what a head of SEND reads first, every number as at census day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from highneeds.caseload.case_events import Exclusions
from highneeds.casework import BANDS, OVERDUE_BANDS, LastDay, State
from highneeds.operations.benchmark import benchmark
from highneeds.operations.case_events import NO_EVENTS, NOT_TOLD
from highneeds.operations.clocks import WEEKS_AHEAD, CouncilClocks
from highneeds.operations.clocks_ahead import ClocksAhead

ORDER = "In another order other plans would be late; as many would wait."
NO_OFFICER = "No officer named"
WHO_HAS_NONE = "Officers as the list of plans names them now; a request that has no plan yet has none"
NO_LIST_NAMES_ONE = "and no list of plans does for what is overdue or due"
OTHER_EDUCATION = "Who has been given other education is not in an extract of absences, and is not told"
_PUBLISHED = frozenset({"within_20_weeks_all", "within_20_weeks"})


def clock_lines(found: CouncilClocks) -> Iterator[str]:
    """The whole print, but for what is published of others."""
    yield f"Statutory clocks as at {found.day:%-d %B %Y}, from the SEN2 return of that day"
    yield from _timely_lines(found)
    yield from _waiting_lines(found)
    yield from _due_lines(found)
    yield from _officer_lines(found)
    yield from _away_ill_lines(found)
    yield from _excluded_lines(found)
    yield ""
    yield "What cannot be said"
    for sentence in unknown(found):
        yield f"  {sentence}"
    yield ""
    yield from _ahead_lines(found)


def unknown(found: CouncilClocks) -> tuple[str, ...]:
    """What the data cannot say, each in a sentence."""
    counted = found.clocks.filter(pl.col("state") == State.UNKNOWN.value).group_by("clock", "why").len()
    rows = counted.sort("clock", "why").iter_rows()
    cannot = [f"{clock.capitalize()}: {count:,}, since {why}." for clock, why, count in rows]
    return (*cannot, *_standing_gaps(found))


def _standing_gaps(found: CouncilClocks) -> Iterator[str]:
    yield "Which exception applied: the return says that there was one, and not which."
    if not found.by_officer:
        yield f"Who is the officer of a case: no SEN2 return names one, {NO_LIST_NAMES_ONE}."
    if found.away_ill is None:
        yield "Who has missed fifteen school days for illness: no extract of absences has been imported."
    if found.excluded is None:
        yield f"Who was excluded and taught again by the sixth school day: {NO_EVENTS} that holds any."
    if found.why_no_ahead:
        yield f"Plans late in the months to come: {found.why_no_ahead}."


def _timely_lines(found: CouncilClocks) -> Iterator[str]:
    yield ""
    yield f"In time, by the calendar year in which it was done; {last_day_words(found.last_day)}"
    for one in found.timely:
        done = f"{one.in_time:,} of {one.in_time + one.late:,}, {_percent(one.share)}"
        others = f"without exceptions {_percent(one.share_without_exceptions)}"
        yield f"  {one.clock.value:<36} {one.year}: {done}; {others}"


def last_day_words(last_day: LastDay) -> str:
    if last_day is LastDay.LATE:
        return "the day of the start counts, so that day 140 of the twenty weeks is late"
    return "the last day counts as in time"


def _waiting_lines(found: CouncilClocks) -> Iterator[str]:
    yield ""
    yield f"Waiting, by how long: {', '.join(name for name, _ in BANDS)}"
    for waits in found.waiting:
        bands = " ".join(f"{count:>6,}" for count in waits.by_band)
        yield f"  {waits.clock.value:<36} {bands}   {waits.all:,} in all, {waits.overdue:,} overdue"
    yield ""
    yield f"Overdue, by how long: {', '.join(name for name, _ in OVERDUE_BANDS)}"
    for late in found.overdue:
        yield f"  {late.clock.value:<36} {' '.join(f'{count:>6,}' for count in late.by_band)}   {late.all:,} in all"


def _due_lines(found: CouncilClocks) -> Iterator[str]:
    yield ""
    yield f"Overdue or due in the next {WEEKS_AHEAD} weeks, by due day"
    counts = found.due_soon.group_by("clock", "state").len().sort("clock", "state")
    for clock, state, count in counts.iter_rows():
        yield f"  {clock:<36} {count:>6,} {'due' if state == State.RUNNING.value else state}"


def _officer_lines(found: CouncilClocks) -> Iterator[str]:
    if not found.by_officer:
        return
    yield ""
    yield f"By officer, by name. {WHO_HAS_NONE}."
    for one in found.by_officer:
        soon = f"{one.due:,} due in the next {WEEKS_AHEAD} weeks"
        yield f"  {one.officer or NO_OFFICER:<36} {one.overdue:>6,} overdue, {soon}"


def _away_ill_lines(found: CouncilClocks) -> Iterator[str]:
    away = found.away_ill
    if away is None:
        return
    yield ""
    yield f"Away ill (code I) in {away.academic_year}, by the school's URN. {OTHER_EDUCATION}."
    limit = f"for {away.limit_days} school days or more"
    for one in away.schools:
        yield f"  {school_words(found, one.urn):<36} {one.reached:>6,} {limit}, {one.near:,} for ten or more but fewer"
    yield f"  {'All':<36} {away.reached:>6,} {limit}, {away.near:,} for ten or more but fewer"


def _excluded_lines(found: CouncilClocks) -> Iterator[str]:
    out = found.excluded
    if out is None:
        return
    yield ""
    yield f"Excluded and suspended in the twelve months to {out.until:%-d %B %Y}, by the school's URN. {NOT_TOLD}."
    for one in out.with_exclusions:
        by_when = f"{one.in_time:,} taught again by the sixth school day, {one.late:,} later, {one.untold:,} not told"
        away = f"{one.suspended:,} suspended, {one.days:,.1f} school days lost"
        yield f"  {school_words(found, one.urn):<36} {one.excluded:,} permanently excluded: {by_when}; {away}"
    suspended, days = sum(one.suspended for one in out.others), sum(one.days for one in out.others)
    yield f"  {others_words(out):<36} {suspended:,} suspended, {days:,.1f} school days lost"
    yield f"  {'All':<36} {out.excluded:,} permanently excluded, {out.in_time:,} taught again by the sixth school day"
    yield f"  {out.over_cap:,} children were suspended in a school year for more days than the law allows"


def others_words(out: Exclusions) -> str:
    return f"{len(out.others):,} schools that suspended alone"


def school_words(found: CouncilClocks, urn: str | None) -> str:
    return "School not told" if urn is None else found.schools.get(urn, f"URN {urn}")


def _ahead_lines(found: CouncilClocks) -> Iterator[str]:
    ahead = found.ahead
    if ahead is None:
        return
    yield "Plans late in the months to come: in half of the futures as many or fewer, in eight of ten within the range"
    yield f"  {capacity_words(ahead)}"
    for sentence in (*stream_words(ahead), *caseload_words(found)):
        yield f"  {sentence}"
    for month in ahead.months:
        low, middle, high = month.breached
        first, half, last = month.overdue
        told = f"{middle:,} ({low:,} to {high:,}) become late; {half:,} ({first:,} to {last:,}) late at its end"
        yield f"  {month.month:%B %Y}, {month.weeks} week{'s' * (month.weeks > 1)}: {told}"
    yield f"  {enough_words(ahead)} {ORDER}"


def capacity_words(ahead: ClocksAhead) -> str:
    how = "as in the year before" if ahead.is_as_last_year else "as was said"
    soonest = f"and none sooner than {ahead.least_weeks} weeks after its request, which one in ten was"
    return f"If officers issue {ahead.plans_a_week:.1f} plans a week, {how}, the one due first, {soonest}."


def stream_words(ahead: ClocksAhead) -> Iterator[str]:
    """What the futures were learnt from."""
    stream, learnt = ahead.learnt.stream, ahead.learnt
    spread = "which vary by chance alone" if stream.shape is None else "which vary more than by chance"
    yield f"{stream.mean:.1f} requests a week, the mean of the last {stream.weeks} weeks, {spread}."
    asked, assessed = learnt.asked, learnt.assessed
    yield (
        f"A plan followed {asked.came_about:,} of {asked.of:,} requests decided and "
        f"{assessed.came_about:,} of {assessed.of:,} assessments. {ahead.waiting:,} requests wait now."
    )


def enough_words(ahead: ClocksAhead) -> str:
    if ahead.enough_a_week is None:
        return "No number of plans a week would leave none late a year from now: some cannot be issued in time."
    return f"With {ahead.enough_a_week:,} plans a week none would be late a year from now, in nine futures of ten."


def caseload_words(found: CouncilClocks) -> Iterator[str]:
    """Caseload per officer; said only where somebody told how many officers there are."""
    if found.officers is None or found.ahead is None:
        return
    cases = (found.live_plans + found.ahead.waiting) / found.officers
    plans = found.ahead.plans_a_week / found.officers
    each = f"{cases:,.0f} plans and requests for each of {found.officers:g} officers"
    yield f"{each}, who issue {plans:.2f} plans a week each."


def published_lines(data: Path, authority: str) -> Iterator[str]:
    """The department's own figures of the council, England, its region and its neighbours.

    Raises Refusal when the files cannot be used or hold no such authority.
    """
    yield ""
    yield "Plans issued within twenty weeks, as published"
    found = benchmark(data, authority)
    for one in found.comparisons:
        if one.measure.key in _PUBLISHED:
            own = "not published" if one.own is None else f"{one.own.value:.0f}%"
            beside = [
                ("England", one.england),
                (one.authority.region, one.region),
                ("the middle of its neighbours", one.neighbour_median),
            ]
            told = "; ".join(f"{name} {value:.0f}%" for name, value in beside if value is not None)
            yield f"  {one.measure.label}, {one.measure.period.shown(one.year)}: {one.authority.name} {own}; {told}"
    for measure in found.absent:
        if measure.key in _PUBLISHED:
            yield f"  {measure.label}: not in these files"


def _percent(share: float | None) -> str:
    return "none" if share is None else f"{share:.0%}"
