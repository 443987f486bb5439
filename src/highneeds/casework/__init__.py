"""Case planning and review: statutory clocks, timeliness, what is due, and what officers can do."""

from highneeds.casework.case_clock import CaseClock, Standing, State, standing
from highneeds.casework.clocks import CANNOT_SAY_AMENDED, clocks_on
from highneeds.casework.days import (
    SchoolDays,
    is_working_day,
    months_after,
    school_days_at,
    school_days_of,
    working_days_after,
)
from highneeds.casework.exceptions import Claim, refusal
from highneeds.casework.limits import (
    LastDay,
    Phase,
    alternative_provision_review_due,
    amended_plan_due,
    appeal_by,
    due,
    last_day_of_any_plan,
    medical_education_from,
    phase_transfer_due,
    plan_kept_until,
    review_after_moving_in,
    suspension_days_left,
    under_fives_review,
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
from highneeds.rules.clocks import ClockKind, Permitted

__all__ = [
    "BANDS",
    "CANNOT_SAY_AMENDED",
    "CaseClock",
    "Claim",
    "ClockKind",
    "Expected",
    "LastDay",
    "Permitted",
    "Phase",
    "SchoolDays",
    "Standing",
    "State",
    "Timeliness",
    "Waiting",
    "alternative_provision_review_due",
    "amended_plan_due",
    "appeal_by",
    "backlog",
    "clocks_on",
    "due",
    "due_list",
    "expected_breaches",
    "is_working_day",
    "last_day_of_any_plan",
    "medical_education_from",
    "months_after",
    "phase_transfer_due",
    "plan_kept_until",
    "refusal",
    "review_after_moving_in",
    "school_days_at",
    "school_days_of",
    "standing",
    "suspension_days_left",
    "timeliness",
    "under_fives_review",
    "working_days_after",
]
