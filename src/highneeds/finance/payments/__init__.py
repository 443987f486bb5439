"""Payments: which placement each is for, what is owed and paid ahead, how they tie to the ledger, and what is wrong."""

from highneeds.finance.payments.exceptions import (
    EXCEPTION_RULES,
    EXCEPTION_SCHEMA,
    GRACE_DAYS,
    Contracts,
    ExceptionRule,
    exceptions,
)
from highneeds.finance.payments.matching import TAUGHT_SCHEMA, Match, match_payments, suggestions, teach
from highneeds.finance.payments.month_end import MonthEnd, PaymentTables, last_day_of, month_end
from highneeds.finance.payments.timing import Tie, ties, timing

__all__ = [
    "EXCEPTION_RULES",
    "EXCEPTION_SCHEMA",
    "GRACE_DAYS",
    "TAUGHT_SCHEMA",
    "Contracts",
    "ExceptionRule",
    "Match",
    "MonthEnd",
    "PaymentTables",
    "Tie",
    "exceptions",
    "last_day_of",
    "match_payments",
    "month_end",
    "suggestions",
    "teach",
    "ties",
    "timing",
]
