"""Which reasons for running over a time limit the law permits, and why another is none.

Source: SI 2014/1530, regulations 5(4), 8(2), 10(4), 13(3) and 27(3). A permitted exception lifts the limit; it does not
say another day, and the council still acts as soon as it can.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from highneeds.casework.limits import Law, limit
from highneeds.rules.clocks import ClockKind, Permitted, load_clocks


@dataclass(frozen=True, slots=True)
class Claim:
    """A reason that was recorded: of what kind, over which days (both included), on what evidence and by whom.

    ``advice_asked``: the day on which the place that was closed was asked for its advice.
    """

    reason: Permitted
    first_day: date
    last_day: date
    evidence: str
    recorded_by: str
    advice_asked: date | None = None


def refusal(claim: Claim, kind: ClockKind, start: date, due_on: date, *, law: Law = limit) -> str | None:
    """Why the claim is no exception to a clock that runs from ``start`` to ``due_on``; None where it is one."""
    if claim.reason not in load_clocks()[kind].exceptions:
        return f"the law does not permit it for this clock: {claim.reason.label}"
    if not claim.evidence.strip():
        return "no evidence is recorded"
    if claim.last_day < claim.first_day:
        return "it ends before it begins"
    if claim.reason is Permitted.CLOSURE:
        return _closure_refused(claim, start, due_on, law)
    return _within_refused(claim, start, due_on, law)


def _within_refused(claim: Claim, start: date, due_on: date, law: Law) -> str | None:
    first, last = max(claim.first_day, start), min(claim.last_day, due_on)
    if first > last:
        return "it does not fall within the time of this clock"
    if claim.reason is Permitted.ABSENCE:
        return _too_short((last - first).days + 1, law("exception_least_weeks", start), "away within the time limit")
    return None


def _closure_refused(claim: Claim, start: date, due_on: date, law: Law) -> str | None:
    """The window runs from a week before the closure to a week before the reopening, both days in it."""
    days = (claim.last_day - claim.first_day).days + 1
    if short := _too_short(days, law("exception_least_weeks", start), "closed"):
        return short
    margin = timedelta(weeks=law("exception_closure_margin_weeks", start))
    reopens = claim.last_day + timedelta(days=1)
    if claim.advice_asked is None:
        return "the day on which advice was asked for is not recorded"
    if not start <= claim.advice_asked <= due_on:
        return "advice was not asked for within the time of this clock"
    if not claim.first_day - margin <= claim.advice_asked <= reopens - margin:
        return "advice was not asked for from a week before the closure to a week before the reopening"
    return None


def _too_short(days: int, least_weeks: int, how: str) -> str | None:
    return f"{how} for {days} days together, fewer than {least_weeks} weeks" if days < 7 * least_weeks else None
