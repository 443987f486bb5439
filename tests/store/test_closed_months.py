"""A closed month is frozen: the same again changes nothing, other numbers need a reason and make a new version."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from highneeds.core import FinancialYear, SnapshotId
from highneeds.core.errors import Refusal
from highneeds.governance.closed_month import ClosedLine, ClosedMonth, ExceptionCount, Movement, TieLine
from highneeds.store.closed_months import closing_of, closings, keep_closed
from highneeds.store.models import ClosedMonthRow

YEAR = FinancialYear(2026)
OCTOBER = 7
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)
PENCE = st.integers(-(10**14), 10**14)
MONTHS = st.builds(
    ClosedMonth,
    financial_year=st.just(YEAR),
    month=st.just(OCTOBER),
    as_at=st.dates(),
    snapshot=TEXT.map(SnapshotId),
    lines=st.lists(
        st.builds(ClosedLine, TEXT, TEXT, TEXT, PENCE, PENCE, PENCE, PENCE, PENCE, PENCE, PENCE, st.none() | PENCE),
        max_size=3,
    ).map(tuple),
    ties=st.lists(st.builds(TieLine, TEXT, PENCE, PENCE, PENCE), max_size=2).map(tuple),
    exceptions=st.lists(st.builds(ExceptionCount, TEXT, TEXT, PENCE, PENCE, PENCE), max_size=2).map(tuple),
    moved_from=TEXT,
    movements=st.lists(st.builds(Movement, TEXT, PENCE, TEXT), max_size=2).map(tuple),
    assumptions=st.lists(st.tuples(TEXT, TEXT, TEXT), max_size=2).map(tuple),
)
SIMPLE = ClosedMonth(YEAR, OCTOBER, date(2026, 10, 31), SnapshotId("2026-M07-00000000"), (), (), (), "", (), ())
OTHER = replace(SIMPLE, snapshot=SnapshotId("2026-M07-11111111"))
QUIETLY = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.mark.django_db
@QUIETLY
@given(MONTHS)
def test_a_closed_month_comes_back_as_it_went_in(month: ClosedMonth) -> None:
    ClosedMonthRow.objects.all().delete()
    keep_closed(month)
    closing = closing_of(YEAR, OCTOBER)
    assert closing is not None
    assert closing.month == month
    assert repr(closing.month) == repr(month)


@pytest.mark.django_db
def test_closing_twice_changes_nothing() -> None:
    first, is_new = keep_closed(SIMPLE)
    again, is_new_again = keep_closed(SIMPLE, correction="for good measure")
    assert (is_new, is_new_again) == (True, False)
    assert first == again
    assert (first.version, first.reason) == (1, "")
    assert len(closings()) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", "  "])
def test_other_numbers_for_a_closed_month_are_refused_without_a_reason(reason: str) -> None:
    keep_closed(SIMPLE)
    with pytest.raises(Refusal, match=r"October 2026 is closed \(version 1 of .*--correct"):
        keep_closed(OTHER, correction=reason)
    assert [closing.month for closing in closings()] == [SIMPLE]


@pytest.mark.django_db
def test_a_correction_is_a_new_version_beside_the_old_one() -> None:
    keep_closed(SIMPLE)
    corrected, is_new = keep_closed(OTHER, correction=" the college was paid twice ")
    assert is_new
    assert (corrected.version, corrected.reason) == (2, "the college was paid twice")
    assert closing_of(YEAR, OCTOBER) == corrected
    first = closing_of(YEAR, OCTOBER, version=1)
    assert first is not None
    assert first.month == SIMPLE


@pytest.mark.django_db
def test_months_are_closed_each_by_itself() -> None:
    keep_closed(SIMPLE)
    keep_closed(replace(OTHER, month=8))
    assert closing_of(YEAR, 9) is None
    assert closing_of(FinancialYear(2025), OCTOBER) is None
    assert [(closing.month.month, closing.version) for closing in closings()] == [(7, 1), (8, 1)]


@pytest.mark.django_db
def test_the_database_itself_takes_no_version_twice_and_no_correction_without_a_reason() -> None:
    keep_closed(SIMPLE)
    common = {"financial_year": str(YEAR), "month": OCTOBER, "snapshot": "2026-M07-22222222", "record": {}}
    for version, reason in ((1, ""), (2, ""), (0, "why")):
        with pytest.raises(IntegrityError), transaction.atomic():
            ClosedMonthRow.objects.create(version=version, reason=reason, **common)


def test_the_parts_of_a_line_make_its_forecast_and_a_prepayment_counts_against_it() -> None:
    line = ClosedLine("Independent", "HN13", "placement", 900, 400, 50, 30, 500, 20, 10)
    assert line.forecast_pence == 400 + 50 - 30 + 500 + 20 + 10
    assert line.variance_pence == 50


def test_what_no_payment_explains_in_a_cost_centre_is_journals() -> None:
    tie = TieLine("HN13", 1_000, 700, 250)
    assert tie.matched_pence + tie.unmatched_pence + tie.journals_pence == tie.ledger_pence
    assert tie.journals_pence == 50


def test_income_is_no_part_of_the_spending_of_a_closed_month() -> None:
    lines = tuple(
        ClosedLine(kind, "HN10", kind, 100, 60, 0, 0, 50, 0, 0) for kind in ("placement", "service", "income")
    )
    month = replace(SIMPLE, lines=lines)
    assert (month.forecast_pence, month.budget_pence) == (220, 200)
