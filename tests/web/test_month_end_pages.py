"""The month end as a finance partner reads it: tables that add, exceptions that lead to their rows, no child named."""

from __future__ import annotations

from django.test import Client

from highneeds.governance.closed_month import Closing
from highneeds.operations.month_end_page import month_end_page


def _numbers(row: tuple[tuple[str, object], ...]) -> list[int]:
    return [int(cell.replace(",", "").replace("\N{MINUS SIGN}", "-").replace("+", "")) for cell, _ in row[1:-1]]


def test_every_line_adds_across_and_the_lines_add_down(closing: Closing) -> None:
    page = month_end_page()
    assert page is not None
    assert page.closing == closing
    rows = [_numbers(row) for row in page.forecast.rows]
    for budget, actual, owed, to_come, forecast, variance in rows:
        assert actual + owed + to_come == forecast
        assert forecast - budget == variance
    assert [sum(column) for column in zip(*rows[:-1], strict=True)] == rows[-1]
    assert rows[-1][4] == round(closing.month.forecast_pence / 100)


def test_the_ledger_is_its_payments_and_journals(closing: Closing) -> None:
    page = month_end_page("2026-27", 7)
    assert page is not None
    assert page.ties.finding == "The forecast ties to the ledger but for £20 of journals"
    assert [cell for cell, _ in page.ties.rows[-1]] == ["All", "2,950", "2,850", "80", "20"]
    assert closing.month.lines


def test_the_page_says_what_is_wrong_and_leads_to_its_rows(signed_in: Client, closing: Closing) -> None:
    told = signed_in.get("/month-end").content.decode()
    assert "Month 7 close: October 2026" in told
    assert "over" in told
    assert "/month-end/2026-27/7/exceptions/X03" in told
    assert "X01" not in told  # a rule that nothing broke is not listed
    rows = signed_in.get("/month-end/2026-27/7/exceptions/X03").content.decode()
    assert "£1,201" in rows
    assert "finance/payments.csv" in rows
    assert "a" * 32 not in told + rows
    assert closing.version == 1


def test_the_file_of_exceptions_opens_as_data_and_names_no_child(signed_in: Client, closing: Closing) -> None:
    text = signed_in.get("/month-end/2026-27/7/exceptions.csv").content.decode("utf-8-sig")
    assert text.count("\r\n") == 4
    assert "'=L3" in text
    assert "a" * 32 not in text
    assert closing.month.month == 7
