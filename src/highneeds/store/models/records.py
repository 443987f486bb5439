"""The canonical tables (``caseload.tables``), one database table each: same column names, plus the run of each row."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from highneeds.caseload import tables
from highneeds.store.models.from_file import FROM_FILE as _FROM_FILE
from highneeds.store.models.from_file import FromFile as _FromFile
from highneeds.store.models.from_file import one_of as _one_of
from highneeds.store.models.sensitivity import OPEN, PERSONAL, SPECIAL, Classification


class ChildRow(_FromFile):
    return_year = models.PositiveSmallIntegerField()
    child_key = models.CharField(max_length=32)
    birth_date = models.DateField()
    sex = models.CharField(max_length=1)
    is_upn_missing = models.BooleanField()

    sensitivity: ClassVar[Classification] = _FROM_FILE | {
        "return_year": OPEN,
        "child_key": PERSONAL,
        "birth_date": PERSONAL,
        "sex": PERSONAL,
        "is_upn_missing": PERSONAL,
    }

    class Meta:
        db_table = "store_children"
        indexes: ClassVar = [models.Index(fields=["child_key"], name="children_by_child")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["import_run", "return_year", "child_key"], name="child_once_per_return"),
            _one_of("sex", tables.Children.sex.categories, "child_sex_known"),
        ]


class IdentityRow(_FromFile):
    return_year = models.PositiveSmallIntegerField()
    child_key = models.CharField(max_length=32)
    upn_key = models.CharField(max_length=32, null=True)
    uln_key = models.CharField(max_length=32, null=True)
    name_key = models.CharField(max_length=32, null=True)
    is_upn_temporary = models.BooleanField()

    sensitivity: ClassVar[Classification] = _FROM_FILE | {
        "return_year": OPEN,
        "child_key": PERSONAL,
        "upn_key": PERSONAL,
        "uln_key": PERSONAL,
        "name_key": PERSONAL,
        "is_upn_temporary": PERSONAL,
    }

    class Meta:
        db_table = "store_identities"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["import_run", "return_year", "child_key"], name="identity_once_per_return"),
        ]


class RequestRow(_FromFile):
    return_year = models.PositiveSmallIntegerField()
    request_ref = models.TextField()
    child_key = models.CharField(max_length=32)
    received_date = models.DateField(null=True)
    request_outcome = models.CharField(max_length=1)
    request_outcome_date = models.DateField(null=True)
    assessment_outcome = models.CharField(max_length=1, null=True)
    assessment_outcome_date = models.DateField(null=True)
    is_exception_to_20_weeks = models.BooleanField()

    sensitivity: ClassVar[Classification] = _FROM_FILE | {
        "return_year": OPEN,
        "request_ref": PERSONAL,
        "child_key": PERSONAL,
        "received_date": SPECIAL,
        "request_outcome": SPECIAL,
        "request_outcome_date": SPECIAL,
        "assessment_outcome": SPECIAL,
        "assessment_outcome_date": SPECIAL,
        "is_exception_to_20_weeks": SPECIAL,
    }

    class Meta:
        db_table = "store_requests"
        indexes: ClassVar = [models.Index(fields=["child_key"], name="requests_by_child")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["import_run", "return_year", "request_ref"], name="request_once_per_return"
            ),
            _one_of("request_outcome", tables.Requests.request_outcome.categories, "request_outcome_known"),
        ]


class PlanRow(_FromFile):
    return_year = models.PositiveSmallIntegerField()
    request_ref = models.TextField()
    child_key = models.CharField(max_length=32)
    start_date = models.DateField(null=True)
    cease_date = models.DateField(null=True)
    cease_reason = models.PositiveSmallIntegerField(null=True)
    transfer_la = models.TextField(null=True)
    primary_need = models.CharField(max_length=10)
    review_meeting = models.DateField(null=True)
    review_outcome = models.CharField(max_length=1, null=True)
    last_review = models.DateField(null=True)
    review_draft = models.DateField(null=True)
    phase_transfer_due = models.DateField(null=True)
    phase_transfer_final = models.DateField(null=True)
    officer = models.TextField(null=True)

    sensitivity: ClassVar[Classification] = _FROM_FILE | {
        "return_year": OPEN,
        "request_ref": PERSONAL,
        "child_key": PERSONAL,
        "start_date": SPECIAL,
        "cease_date": SPECIAL,
        "cease_reason": SPECIAL,
        "transfer_la": PERSONAL,
        "primary_need": SPECIAL,
        "review_meeting": SPECIAL,
        "review_outcome": SPECIAL,
        "last_review": SPECIAL,
        "review_draft": SPECIAL,
        "phase_transfer_due": SPECIAL,
        "phase_transfer_final": SPECIAL,
        "officer": PERSONAL,
    }

    class Meta:
        db_table = "store_plans"
        indexes: ClassVar = [models.Index(fields=["child_key"], name="plans_by_child")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["import_run", "return_year", "request_ref"], name="plan_once_per_return"),
            _one_of("primary_need", tables.Plans.primary_need.categories, "plan_need_known"),
            models.CheckConstraint(
                condition=Q(cease_reason=None) | Q(cease_reason__range=(1, 9)), name="plan_cease_reason_known"
            ),
        ]


class PlacementRow(_FromFile):
    return_year = models.PositiveSmallIntegerField()
    request_ref = models.TextField()
    child_key = models.CharField(max_length=32)
    urn = models.TextField(null=True)
    ukprn = models.TextField(null=True)
    setting = models.CharField(max_length=40)
    rank = models.PositiveSmallIntegerField()
    entry_date = models.DateField(null=True)
    leaving_date = models.DateField(null=True)
    is_residential = models.BooleanField()

    sensitivity: ClassVar[Classification] = _FROM_FILE | {
        "return_year": OPEN,
        "request_ref": PERSONAL,
        "child_key": PERSONAL,
        "urn": PERSONAL,
        "ukprn": PERSONAL,
        "setting": SPECIAL,
        "rank": PERSONAL,
        "entry_date": PERSONAL,
        "leaving_date": PERSONAL,
        "is_residential": SPECIAL,
    }

    class Meta:
        db_table = "store_placements"
        indexes: ClassVar = [models.Index(fields=["child_key"], name="placements_by_child")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["import_run", "source_file", "source_row"], name="placement_once_per_row_of_its_file"
            ),
            _one_of("setting", tables.Placements.setting.categories, "placement_setting_known"),
            models.CheckConstraint(condition=Q(rank__in=(1, 2)), name="placement_rank_one_or_two"),
        ]


class CostLineRow(_FromFile):
    line_ref = models.TextField()
    child_key = models.CharField(max_length=32)
    urn = models.TextField(null=True)
    provider_name = models.TextField()
    setting = models.CharField(max_length=40)
    cost_element = models.CharField(max_length=20)
    amount_pence_per_year = models.BigIntegerField()
    rate_pence = models.BigIntegerField()
    rate_per = models.CharField(max_length=10)
    method = models.CharField(max_length=3)
    weeks_per_year = models.PositiveSmallIntegerField(null=True)
    term_calendar = models.TextField()
    status = models.CharField(max_length=20)
    notice_days = models.PositiveSmallIntegerField(null=True)
    notice_terms = models.PositiveSmallIntegerField(null=True)
    uplift_share = models.FloatField(null=True)
    uplift_from = models.DateField(null=True)
    uplift_status = models.CharField(max_length=10, null=True)
    start_date = models.DateField()
    end_date = models.DateField(null=True)
    cost_centre = models.TextField()
    as_at = models.DateField()

    sensitivity: ClassVar[Classification] = _FROM_FILE | {
        "line_ref": PERSONAL,
        "child_key": PERSONAL,
        "urn": PERSONAL,
        "provider_name": PERSONAL,
        "setting": SPECIAL,
        "cost_element": SPECIAL,
        "amount_pence_per_year": SPECIAL,
        "rate_pence": SPECIAL,
        "rate_per": PERSONAL,
        "method": PERSONAL,
        "weeks_per_year": PERSONAL,
        "term_calendar": PERSONAL,
        "status": PERSONAL,
        "notice_days": PERSONAL,
        "notice_terms": PERSONAL,
        "uplift_share": PERSONAL,
        "uplift_from": PERSONAL,
        "uplift_status": PERSONAL,
        "start_date": PERSONAL,
        "end_date": PERSONAL,
        "cost_centre": OPEN,
        "as_at": OPEN,
    }

    class Meta:
        # no index of child keys: each is a hash, and a million at random places cost a third of an import's time
        db_table = "store_cost_lines"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["import_run", "as_at", "line_ref"], name="cost_line_once_per_extract"),
            _one_of("setting", tables.CostLines.setting.categories, "cost_line_setting_known"),
            _one_of("cost_element", tables.CostLines.cost_element.categories, "cost_line_element_known"),
            _one_of("rate_per", tables.CostLines.rate_per.categories, "cost_line_period_known"),
            _one_of("method", tables.CostLines.method.categories, "cost_line_method_known"),
            _one_of("status", tables.CostLines.status.categories, "cost_line_status_known"),
            models.CheckConstraint(
                condition=Q(end_date=None) | Q(end_date__gte=F("start_date")), name="cost_line_ends_after_start"
            ),
        ]


class PaymentRow(_FromFile):
    payment_ref = models.TextField()
    invoice_ref = models.TextField(null=True)
    period = models.CharField(max_length=11)
    paid_on = models.DateField()
    cost_centre = models.TextField()
    supplier = models.TextField()
    urn = models.TextField(null=True)
    child_key = models.CharField(max_length=32, null=True)
    line_ref = models.TextField(null=True)
    cost_element = models.CharField(max_length=20, null=True)
    period_first_day = models.DateField(null=True)
    period_last_day = models.DateField(null=True)
    quantity = models.FloatField(null=True)
    rate_pence = models.BigIntegerField(null=True)
    amount_pence = models.BigIntegerField()

    sensitivity: ClassVar[Classification] = _FROM_FILE | {
        "payment_ref": PERSONAL,
        "invoice_ref": PERSONAL,
        "period": OPEN,
        "paid_on": PERSONAL,
        "cost_centre": OPEN,
        "supplier": PERSONAL,
        "urn": PERSONAL,
        "child_key": PERSONAL,
        "line_ref": PERSONAL,
        "cost_element": SPECIAL,
        "period_first_day": PERSONAL,
        "period_last_day": PERSONAL,
        "quantity": PERSONAL,
        "rate_pence": SPECIAL,
        "amount_pence": SPECIAL,
    }

    class Meta:
        db_table = "store_payments"
        indexes: ClassVar = [models.Index(fields=["period"], name="payment_by_period")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["import_run", "period", "payment_ref"], name="payment_once_per_period"),
            _one_of("cost_element", tables.Payments.cost_element.categories, "payment_element_known"),
        ]


class LedgerRow(_FromFile):
    financial_year = models.CharField(max_length=7)
    month = models.PositiveSmallIntegerField()
    cost_centre = models.TextField()
    amount_pence = models.BigIntegerField()

    sensitivity: ClassVar[Classification] = _FROM_FILE | {
        "financial_year": OPEN,
        "month": OPEN,
        "cost_centre": OPEN,
        "amount_pence": OPEN,
    }

    class Meta:
        db_table = "store_ledger"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["import_run", "financial_year", "month", "cost_centre"], name="ledger_once_per_month"
            ),
            models.CheckConstraint(condition=Q(month__range=(1, 12)), name="ledger_month_from_april_to_march"),
        ]


class BudgetLineRow(_FromFile):
    financial_year = models.CharField(max_length=7)
    budget_line = models.TextField()
    cost_centre = models.TextField()
    kind = models.CharField(max_length=20)
    setting = models.CharField(max_length=40, null=True)
    children_fte = models.FloatField(null=True)
    amount_pence = models.BigIntegerField()

    sensitivity: ClassVar[Classification] = _FROM_FILE | {
        "financial_year": OPEN,
        "budget_line": OPEN,
        "cost_centre": OPEN,
        "kind": OPEN,
        "setting": OPEN,
        "children_fte": OPEN,
        "amount_pence": OPEN,
    }

    class Meta:
        db_table = "store_budget_lines"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["import_run", "financial_year", "budget_line"], name="budget_line_once_per_year"
            ),
            _one_of("kind", tables.BudgetLines.kind.categories, "budget_line_kind_known"),
            models.CheckConstraint(
                condition=Q(children_fte=None) | Q(children_fte__gte=0), name="budget_line_children_not_negative"
            ),
        ]
