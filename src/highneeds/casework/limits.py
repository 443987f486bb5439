"""When each statutory clock is due, by the law in force on the day on which it starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from highneeds.casework.days import SchoolDays, months_after, weeks_after, working_days_after
from highneeds.rules.parameters import parameter


class ClockKind(StrEnum):
    """The value is what a page says."""

    DECIDE_TO_ASSESS = "decide whether to assess"
    REFUSE_TO_ISSUE = "say that no plan will be issued"
    FINAL_PLAN = "issue the final plan"
    ANNUAL_REVIEW = "complete the annual review"
    REVIEW_DECISION = "decide after the review meeting"
    AMENDED_PLAN = "issue the amended plan"
    PHASE_TRANSFER = "issue the plan for the next phase"


_WEEKS = {
    ClockKind.DECIDE_TO_ASSESS: "assessment_decision_limit_weeks",
    ClockKind.REFUSE_TO_ISSUE: "no_plan_decision_limit_weeks",
    ClockKind.FINAL_PLAN: "final_plan_limit_weeks",
    ClockKind.REVIEW_DECISION: "review_decision_limit_weeks",
    ClockKind.AMENDED_PLAN: "review_amended_plan_limit_weeks",
}


def limit(key: str, day: date) -> int:
    """A time limit on ``day``. Raises LookupError before the law had it."""
    return int(parameter(key).on(day))


def due(kind: ClockKind, start: date) -> date:
    """The last day in time. Raises LookupError for a phase transfer, which is due on a day of the year.

    The annual review runs from the day of the last decision, not of its meeting: who decides early moves the next one.
    """
    if kind is ClockKind.ANNUAL_REVIEW:
        return months_after(start, limit("annual_review_interval_months", start))
    if kind is ClockKind.PHASE_TRANSFER:
        message = "a phase transfer is due on a day of the year: use phase_transfer_due"
        raise LookupError(message)
    return weeks_after(start, limit(_WEEKS[kind], start))


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


def plan_sent_on(known: date) -> date:
    """The last day for transferring a plan, once the council knows that the child has moved away (reg 15(2))."""
    return working_days_after(known, limit("plan_transfer_limit_working_days", known))


def appeal_by(decided: date, mediated: date | None = None) -> date:
    """The last day of an appeal: two months from the decision or one from the mediation certificate, the later.

    A window that ends from 25 December to 1 January runs to the next working day after; one that ends in August, to the
    first working day of September.
    """
    ends = months_after(decided, limit("appeal_limit_months", decided))
    if mediated is not None:
        ends = max(ends, months_after(mediated, limit("appeal_after_mediation_limit_months", mediated)))
    if (ends.month, ends.day) >= (12, 25):
        return working_days_after(date(ends.year + 1, 1, 1), 1)
    if (ends.month, ends.day) == (1, 1):
        return working_days_after(ends, 1)
    return working_days_after(date(ends.year, 8, 31), 1) if ends.month == 8 else ends  # noqa: PLR2004 - August


def education_after_exclusion(excluded: date, school: SchoolDays) -> date:
    """The sixth school day: the first day on which the council must provide. Raises LookupError without term dates."""
    return school.nth_after(excluded, limit("exclusion_provision_school_day", excluded))


def medical_education_from(absences: Sequence[date], school: SchoolDays) -> date | None:
    """The school day on which absence for health reasons came to fifteen days in all; None while it has not."""
    counted = sorted({day for day in absences if school.is_school_day(day)})
    wanted = limit("medical_absence_days", counted[0]) if counted else 1
    return counted[wanted - 1] if len(counted) >= wanted else None
