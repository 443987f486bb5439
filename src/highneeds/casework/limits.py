"""When each statutory clock is due, by the law in force on the day on which it starts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from highneeds.casework.days import (
    SchoolDays,
    day_before_clear_working_days,
    months_after,
    weeks_after,
    working_days_after,
)
from highneeds.rules.clocks import ClockKind, Counts, load_clocks
from highneeds.rules.parameters import parameter

Law = Callable[[str, date], int]
"""A time limit by its key, on a day."""
_DEPENDS_ON_LAST_DAY = frozenset({Counts.WEEKS_AFTER, Counts.MONTHS_AFTER, Counts.DAYS_AFTER})
_CHRISTMAS, _NEW_YEAR, _AUGUST = (12, 25), (1, 1), 8
_LAST_MONTH_OF_SCHOOL_YEAR, _LAST_DAY_OF_IT = 8, 31


class LastDay(StrEnum):
    """How the last day of a limit in weeks, months or days counts; as a rule the day of the start is not counted.

    The department counts day 140 of the twenty weeks as in time; some councils count the day of the start as the first.
    """

    IN_TIME = "in time"
    LATE = "late"


def limit(key: str, day: date) -> int:
    """A time limit on ``day``. Raises LookupError before the law had it."""
    return int(parameter(key).on(day))


def due(
    kind: ClockKind,
    start: date,
    *,
    school: SchoolDays | None = None,
    last_day: LastDay = LastDay.IN_TIME,
    law: Law = limit,
) -> date:
    """The last day in time; of what must be done before ``start`` (a meeting), the last day that is early enough.

    A clock keeps the law of the day on which it started. The annual review runs from the day of the last decision, not
    of its meeting: who decides early moves the next one. Raises LookupError for a clock with a rule of its own (the
    other functions here), for school days without term dates, and before the law had the limit.
    """
    rule = load_clocks()[kind]
    if rule.counts is Counts.OWN_RULE:
        message = f"to {kind.value} has a rule of its own, and no one limit"
        raise LookupError(message)
    found = _counted(rule.counts, start, law(rule.limits[0], start), school)
    is_late = last_day is LastDay.LATE and rule.counts in _DEPENDS_ON_LAST_DAY
    return max(start, found - timedelta(days=1)) if is_late else found


def _counted(counts: Counts, start: date, number: int, school: SchoolDays | None) -> date:
    if counts is Counts.SCHOOL_DAYS_AFTER:
        if school is None:
            message = "school days cannot be counted without term dates"
            raise LookupError(message)
        return school.nth_after(start, number)
    ways: dict[Counts, Callable[[date, int], date]] = {
        Counts.WEEKS_AFTER: weeks_after,
        Counts.MONTHS_AFTER: months_after,
        Counts.DAYS_AFTER: lambda day, days: day + timedelta(days=days),
        Counts.WORKING_DAYS_AFTER: working_days_after,
        Counts.WEEKS_BEFORE: lambda day, weeks: weeks_after(day, -weeks),
        Counts.CLEAR_WORKING_DAYS_BEFORE: day_before_clear_working_days,
    }
    return ways[counts](start, number)


def under_fives_review(last: date) -> tuple[date, date]:
    """From when, and by when, to think of the review of a child under five: three to six months (Code 9.178)."""
    return months_after(last, limit("under_fives_review_least_months", last)), due(ClockKind.UNDER_FIVES_REVIEW, last)


def amended_plan_due(met: date, noticed: date | None, *, law: Law = limit) -> date | None:
    """Eight weeks from the notice of amendments and twelve from the meeting, whichever is first.

    Before the judgment of March 2022 the meeting set no limit: without a notice there is no day, and None.
    """
    ends = [weeks_after(noticed, law("review_amendment_limit_weeks", noticed))] if noticed is not None else []
    try:
        ends.append(weeks_after(met, law("review_amended_plan_limit_weeks", met)))
    except LookupError:  # the law had no limit from the meeting then
        return min(ends, default=None)
    return min(ends)


@dataclass(frozen=True, slots=True)
class Phase:
    """A move to another phase of education in September of ``year``."""

    year: int
    from_post_16: bool
    to_post_16: bool
    begins: date


def phase_transfer_due(phase: Phase) -> date:
    """15 February; 31 March from secondary to post-16; five months before from one post-16 institution to another.

    Source: SI 2014/1530, regulation 18.
    """
    if phase.from_post_16:
        return months_after(phase.begins, -limit("phase_transfer_between_post_16_months", phase.begins))
    kind = "phase_transfer_post_16" if phase.to_post_16 else "phase_transfer"
    return date(phase.year, limit(f"{kind}_month", phase.begins), limit(f"{kind}_day", phase.begins))


def review_after_moving_in(last_review: date, transferred: date) -> date:
    """Twelve months from the last review or plan, or three months from the transfer, whichever is later (reg 15(5))."""
    return max(
        due(ClockKind.ANNUAL_REVIEW, last_review),
        months_after(transferred, limit("moved_in_review_limit_months", transferred)),
    )


def appeal_by(decided: date, mediated: date | None = None) -> date:
    """The last day of an appeal: two months from the decision or one from the mediation certificate, the later.

    A window that ends from 25 December to 1 January runs to the next working day after; one that ends in August, to the
    first working day of September.
    """
    ends = months_after(decided, limit("appeal_limit_months", decided))
    if mediated is not None:
        ends = max(ends, months_after(mediated, limit("appeal_after_mediation_limit_months", mediated)))
    if (ends.month, ends.day) >= _CHRISTMAS:
        return working_days_after(date(ends.year + 1, 1, 1), 1)
    if (ends.month, ends.day) == _NEW_YEAR:
        return working_days_after(ends, 1)
    return working_days_after(date(ends.year, 8, 31), 1) if ends.month == _AUGUST else ends


def plan_kept_until(decided: date, mediated: date | None = None, *, concluded: date | None = None) -> date:
    """The last day on which a plan is kept after a decision to cease it: of the time to appeal, or of the appeal.

    Source: Children and Families Act 2014, section 45(4).
    """
    return appeal_by(decided, mediated) if concluded is None else concluded


def last_day_of_any_plan(birth_date: date) -> date:
    """The end of the academic year in which the young person turns 25 (Children and Families Act 2014, section 46)."""
    turned = months_after(birth_date, 25 * 12)
    ends = date(turned.year, _LAST_MONTH_OF_SCHOOL_YEAR, _LAST_DAY_OF_IT)
    return ends if turned <= ends else ends.replace(year=ends.year + 1)


def medical_education_from(absences: Sequence[date], school: SchoolDays) -> date | None:
    """The school day on which absence for health reasons came to fifteen days in all; None while it has not."""
    counted = sorted({day for day in absences if school.is_school_day(day)})
    wanted = limit("medical_absence_days", counted[0]) if counted else 1
    return counted[wanted - 1] if len(counted) >= wanted else None


def suspension_days_left(suspended: Sequence[date], year_begins: date, school: SchoolDays) -> int:
    """School days of suspension left in the academic year that begins on ``year_begins``; below nought: too many."""
    ends = months_after(year_begins, 12)
    used = {day for day in suspended if year_begins <= day < ends and school.is_school_day(day)}
    return limit("suspension_cap_school_days", year_begins) - len(used)


def alternative_provision_review_due(last: date, school: SchoolDays) -> date:
    """The last school day of the half term after that of ``last``, the placement's first day or its last review.

    So every half term after that of the start has its review. Raises LookupError where the term dates do not reach it.
    """
    return school.last_day_of_half_term(last, limit("alternative_provision_review_half_terms", last))
