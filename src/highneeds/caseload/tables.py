"""The canonical tables every file is read into: names, types and rules of each column.

Dates are days, inclusive at both ends; an end left blank is open. ``return_year`` is the census year of the SEN2 return
a row came from; ``source_file`` and ``source_row`` (header is row 1) lead back to it. No name or postcode is kept.
"""

from __future__ import annotations

import dataframely as dy
import polars as pl

from highneeds.rules.needs import Need
from highneeds.rules.settings import Setting


class FromFile(dy.Schema):
    source_file = dy.String()
    source_row = dy.Int32(min=1)


class Children(FromFile):
    """One row per child per return. ``child_key``: keyed hash of UPN, else ULN, else name, birth date and sex."""

    return_year = dy.Int16(primary_key=True)
    child_key = dy.String(primary_key=True, regex=r"^[0-9a-f]{32}$")
    birth_date = dy.Date()
    sex = dy.Enum(["M", "F", "U"])
    is_upn_missing = dy.Bool()


class Identities(FromFile):
    """One row per child per return: the keyed hashes by which other returns may know the child (``caseload.links``)."""

    return_year = dy.Int16(primary_key=True)
    child_key = dy.String(primary_key=True)
    upn_key = dy.String(nullable=True)
    uln_key = dy.String(nullable=True)
    name_key = dy.String(nullable=True)
    is_upn_temporary = dy.Bool()


class Requests(FromFile):
    """One row per request for an assessment, with the assessment's outcome (SEN2 modules 2 and 3)."""

    return_year = dy.Int16(primary_key=True)
    request_ref = dy.String(primary_key=True)  # the return's own requests id: unique within the return only
    child_key = dy.String()
    received_date = dy.Date(nullable=True)
    request_outcome = dy.Enum(["Y", "N", "A", "W", "H"])
    request_outcome_date = dy.Date(nullable=True)
    assessment_outcome = dy.Enum(["Y", "N", "A", "W", "H"], nullable=True)
    assessment_outcome_date = dy.Date(nullable=True)
    is_exception_to_20_weeks = dy.Bool()


class Plans(FromFile):
    """One row per EHC plan that was live at any time in the return (SEN2 module 4a, with 5a's transfer in and reviews).

    ``last_review`` is the day of the decision after a review, not of its meeting. Reviews are null before 2024, phase
    transfers before 2025, and both in a running list. ``officer``: who holds the case, by the running list alone.
    """

    return_year = dy.Int16(primary_key=True)
    request_ref = dy.String(primary_key=True)
    child_key = dy.String()
    start_date = dy.Date(nullable=True)
    cease_date = dy.Date(nullable=True)
    cease_reason = dy.Int8(nullable=True, min=1, max=9)
    transfer_la = dy.String(nullable=True)
    primary_need = dy.Enum([need.value for need in Need])
    review_meeting = dy.Date(nullable=True)
    review_outcome = dy.Enum(["A", "C", "M"], nullable=True)
    last_review = dy.Date(nullable=True)
    review_draft = dy.Date(nullable=True)
    phase_transfer_due = dy.Date(nullable=True)
    phase_transfer_final = dy.Date(nullable=True)
    officer = dy.String(nullable=True)


class Placements(FromFile):
    """One row per spell at a place (SEN2 module 5b): ``setting`` is resolved from URN, else UKPRN, else SENSetting."""

    return_year = dy.Int16()
    request_ref = dy.String()
    child_key = dy.String()
    urn = dy.String(nullable=True)
    ukprn = dy.String(nullable=True)
    setting = dy.Enum([setting.value for setting in Setting])
    rank = dy.Int8(min=1, max=2)
    entry_date = dy.Date(nullable=True)
    leaving_date = dy.Date(nullable=True)
    is_residential = dy.Bool()


METHODS = ("CAL", "SCH", "TRM", "MTH", "WK", "EVT")
"""How a rate is shared out: calendar days, school days, terms begun, months, weeks, sessions that took place."""

STATUSES = ("committed", "agreed at panel", "consulting", "tribunal", "in assessment")
"""How far a placement has come; only what is committed is paid."""

COST_ELEMENTS = (
    "top_up", "fee", "residential", "therapy", "support", "direct_payment", "contribution", "place", "equipment",
    "transport",
)  # fmt: skip
"""What a line pays for. ``place``: for a child over number, where the council agreed to pay the place as well."""

TRANSPORT = "transport"
"""Falls on the council and not on the block: shown beside."""

IS_COMMITTED = pl.col("status").cast(pl.String) == STATUSES[0]
IS_TRANSPORT = pl.col("cost_element").cast(pl.String) == TRANSPORT
"""Of cost lines: those that are paid, and those that are beside the block. Committed for the block is the one without
the other.
"""


class CostLines(FromFile):
    """One row per line of the finance extract. ``amount_pence_per_year`` is annualised from the rate and its basis.

    ``rate_pence`` is for one period (``rate_per``) as invoiced. ``term_calendar`` names whose terms count: "council" or
    a provider's URN. ``uplift_share``: a rise of 5% is 0.05.
    """

    line_ref = dy.String(primary_key=True)
    child_key = dy.String()
    urn = dy.String(nullable=True)
    provider_name = dy.String()
    setting = dy.Enum([setting.value for setting in Setting])
    cost_element = dy.Enum(COST_ELEMENTS)
    amount_pence_per_year = dy.Int64()
    rate_pence = dy.Int64()
    rate_per = dy.Enum(["year", "term", "month", "week", "day", "session"])
    method = dy.Enum(METHODS)
    weeks_per_year = dy.Int16(nullable=True, min=1, max=52)
    term_calendar = dy.String()
    status = dy.Enum(STATUSES)
    notice_days = dy.Int16(nullable=True, min=0)
    notice_terms = dy.Int8(nullable=True, min=0)
    uplift_share = dy.Float64(nullable=True)
    uplift_from = dy.Date(nullable=True)
    uplift_status = dy.Enum(["requested", "disputed", "agreed", "paid"], nullable=True)
    start_date = dy.Date()
    end_date = dy.Date(nullable=True)
    cost_centre = dy.String()
    as_at = dy.Date()


class TermDates(FromFile):
    """One row per term and holiday within it; ``owner`` is "council" or the URN of a provider with terms of its own."""

    owner = dy.String()
    academic_year = dy.String(regex=r"^\d{4}/\d{2}$")
    term = dy.Int8(min=1, max=6)
    first_day = dy.Date()
    last_day = dy.Date()
    holiday_first_day = dy.Date(nullable=True)
    holiday_last_day = dy.Date(nullable=True)


class Payments(FromFile):
    """One row per payment, or receipt (negative), of accounts payable; ``period`` is 2026-27 M07, M01 being April.

    ``line_ref`` is the reference quoted, often none; ``quantity`` the days, weeks, sessions or terms charged at
    ``rate_pence``. No words of the invoice are kept, since they may name a child.
    """

    payment_ref = dy.String(primary_key=True)
    invoice_ref = dy.String(nullable=True)
    period = dy.String(regex=r"^\d{4}-\d{2} M\d{2}$")
    paid_on = dy.Date()
    cost_centre = dy.String()
    supplier = dy.String()
    urn = dy.String(nullable=True)
    child_key = dy.String(nullable=True)
    line_ref = dy.String(nullable=True)
    cost_element = dy.Enum(COST_ELEMENTS, nullable=True)
    period_first_day = dy.Date(nullable=True)
    period_last_day = dy.Date(nullable=True)
    quantity = dy.Float64(nullable=True, min=0)
    rate_pence = dy.Int64(nullable=True)
    amount_pence = dy.Int64()


class Ledger(FromFile):
    """One row per posting: month 1 is April. Spending is positive, income negative."""

    financial_year = dy.String(primary_key=True, regex=r"^\d{4}-\d{2}$")
    month = dy.Int8(primary_key=True, min=1, max=12)
    cost_centre = dy.String(primary_key=True)
    amount_pence = dy.Int64()


class BudgetLines(FromFile):
    """One row per line of the budget book. Placement lines carry budgeted children and price; services carry neither.

    ``kind``: ``placement`` (one line per setting), ``places`` (place funding), ``service`` or ``income`` (the grant, as
    a negative amount, is ``income``).
    """

    financial_year = dy.String(primary_key=True, regex=r"^\d{4}-\d{2}$")
    budget_line = dy.String(primary_key=True)
    cost_centre = dy.String()
    kind = dy.Enum(["placement", "places", "service", "income"])
    setting = dy.Enum([setting.value for setting in Setting], nullable=True)
    children_fte = dy.Float64(nullable=True, min=0)
    amount_pence = dy.Int64()


class Population(FromFile):
    """Resident children at mid-year (30 June) by single year of age; ``is_projected`` for years to come."""

    mid_year = dy.Int16(primary_key=True)
    age = dy.Int8(primary_key=True, min=0, max=25)
    children = dy.Float64(min=0)
    is_projected = dy.Bool()


class Providers(FromFile):
    """One row per school, college or other place in the register (GIAS columns and the council's own place numbers)."""

    urn = dy.String(primary_key=True, regex=r"^\d{6}$")
    ukprn = dy.String(nullable=True)
    name = dy.String()
    type_code = dy.Int16()
    setting = dy.Enum([setting.value for setting in Setting])  # of the base setting, before unit and RP flags
    la_code = dy.String(nullable=True)
    is_open = dy.Bool()
    open_date = dy.Date(nullable=True)
    close_date = dy.Date(nullable=True)
    places_funded = dy.Int32(nullable=True, min=0)
