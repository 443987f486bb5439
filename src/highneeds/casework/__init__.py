"""Case planning and review: statutory clocks, timeliness, what is due, and what officers can do."""

from highneeds.casework.clocks import CANNOT_SAY_AMENDED, State, clocks_on
from highneeds.casework.days import SchoolDays, is_working_day, months_after, school_days_of, working_days_after
from highneeds.casework.limits import (
    ClockKind,
    Phase,
    appeal_by,
    due,
    education_after_exclusion,
    medical_education_from,
    phase_transfer_due,
    plan_sent_on,
    review_after_moving_in,
)
from highneeds.casework.timeliness import (
    BANDS,
    Expected,
    Timeliness,
    Waiting,
    backlog,
    due_list,
    expected_breaches,
    timeliness,
)

__all__ = [
    "BANDS",
    "CANNOT_SAY_AMENDED",
    "ClockKind",
    "Expected",
    "Phase",
    "SchoolDays",
    "State",
    "Timeliness",
    "Waiting",
    "appeal_by",
    "backlog",
    "clocks_on",
    "due",
    "due_list",
    "education_after_exclusion",
    "expected_breaches",
    "is_working_day",
    "medical_education_from",
    "months_after",
    "phase_transfer_due",
    "plan_sent_on",
    "review_after_moving_in",
    "school_days_of",
    "timeliness",
    "working_days_after",
]
