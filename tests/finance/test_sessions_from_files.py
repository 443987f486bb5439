"""Lines by the session: what was invoiced took place, what is agreed stands for the days after, and no more."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.finance.paid_portfolios import (
    CALENDARS,
    MONTHS,
    YEAR,
    line,
    lines_of,
    paid_in_full,
    payment,
    tables,
    with_payments,
)

from highneeds.finance.contracts.sessions import agreed_sessions
from highneeds.finance.payments import month_end

RATE = 5_000


def sessions(number: int = 1, of: int = 38, **changes: object) -> dict[str, object]:
    return line(number, "EVT", RATE, amount_pence_per_year=RATE * of, **changes)


def invoice(month: int, quantity: float | None, ref: str = "", **changes: object) -> dict[str, object]:
    pence = round((quantity or 2) * RATE)
    return payment(sessions(), month, pence, ref=ref or f"P{month}", quantity=quantity, rate_pence=RATE, **changes)


def timing_of(*invoices: dict[str, object], of: int = 38) -> dict[str, int]:
    lines = lines_of([sessions(of=of)])
    (row,) = month_end(
        tables(lines, with_payments(paid_in_full(lines).clear(), *invoices)), YEAR, MONTHS
    ).timings.iter_rows(named=True)
    return row


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 400), st.dates(YEAR.first_day, YEAR.last_day))
def test_the_agreed_sessions_of_a_year_are_all_planned_once_on_open_days(agreed: int, starts: date) -> None:
    whole = agreed_sessions(lines_of([sessions(of=agreed)]), YEAR, CALENDARS)
    assert whole["sessions"].sum() == agreed
    part = agreed_sessions(lines_of([sessions(of=agreed, start_date=starts)]), YEAR, CALENDARS)
    assert part["sessions"].sum() == whole.filter(pl.col("day") >= starts)["sessions"].sum()
    terms = [term for calendar in CALENDARS["council"] for term in calendar.terms]
    assert all(any(term.school_days(day, day) for term in terms) for day in whole["day"])


def test_without_term_dates_sessions_fall_on_weekdays() -> None:
    planned = agreed_sessions(lines_of([sessions()]), YEAR, {})
    assert planned["sessions"].sum() == 38
    assert all(day.weekday() < 5 for day in planned["day"])


def test_what_was_invoiced_took_place_and_what_follows_is_as_agreed() -> None:
    row = timing_of(invoice(1, 2), invoice(2, 3), invoice(7, 1))
    assert row["consumed_pence"] == row["paid_pence"] == 6 * RATE  # invoiced to the end of the month: nothing is owed
    assert (row["accrued_pence"], row["prepaid_pence"]) == (0, 0)
    after = agreed_sessions(lines_of([sessions()]), YEAR, CALENDARS).filter(pl.col("day") > date(2026, 10, 31))
    assert row["year_pence"] == (6 + after["sessions"].sum()) * RATE


def test_months_not_invoiced_are_owed_as_agreed() -> None:
    row = timing_of(invoice(1, 2))
    planned = agreed_sessions(lines_of([sessions()]), YEAR, CALENDARS)
    unbilled = planned.filter(pl.col("day").is_between(date(2026, 5, 1), date(2026, 10, 31)))["sessions"].sum()
    assert unbilled > 0
    assert row["accrued_pence"] == unbilled * RATE


def test_an_invoice_without_a_quantity_stands_for_its_amount_over_the_rate() -> None:
    assert timing_of(invoice(7, None))["consumed_pence"] == 2 * RATE


def test_more_than_is_agreed_is_paid_above_the_contract() -> None:
    lines = lines_of([sessions(of=10)])
    paid = with_payments(paid_in_full(lines).clear(), invoice(1, 6), invoice(7, 7))
    found = month_end(tables(lines, paid), YEAR, MONTHS)
    (row,) = found.timings.iter_rows(named=True)
    assert row["charged_pence"] == 10 * RATE
    assert found.exceptions.select("rule", "pence").rows() == [("X04", 3 * RATE)]


def test_an_invoice_seen_twice_counts_once() -> None:
    lines = lines_of([sessions()])
    again = invoice(7, 3, ref="Q", invoice_ref="I1")
    paid = with_payments(paid_in_full(lines).clear(), invoice(7, 3, invoice_ref="I1"), again)
    found = month_end(tables(lines, paid), YEAR, MONTHS)
    (row,) = found.timings.iter_rows(named=True)
    assert row["charged_pence"] == 3 * RATE
    assert found.exceptions["rule"].to_list() == ["X06"]


def test_a_contract_by_the_session_that_ends_is_paid_to_its_end() -> None:
    ends = date(2026, 7, 1)
    planned = month_end(tables(lines_of([sessions(end_date=ends)]), paid_in_full(lines_of([sessions(end_date=ends)]))),
                        YEAR, MONTHS).timings  # fmt: skip
    agreed = agreed_sessions(lines_of([sessions()]), YEAR, CALENDARS)
    assert planned["year_pence"].item() == agreed.filter(pl.col("day") <= ends)["sessions"].sum() * RATE
    assert ends + timedelta(days=1) < YEAR.last_day
