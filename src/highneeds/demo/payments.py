"""Payments of April to October 2026, as untidy as accounts payable lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from highneeds.core import FinancialYear
from highneeds.demo.contract_costs import charges_by_month
from highneeds.demo.costs import CostLine, rate
from highneeds.demo.days import LAST_FINANCIAL_YEAR
from highneeds.demo.luck import Luck
from highneeds.demo.text_files import write_csv

FILE = "finance/payments-2026-27.csv"
COLUMNS = (
    "Payment ref", "Invoice ref", "Financial year", "Period", "Paid on", "Cost centre", "Supplier", "URN", "UPN", "ULN",
    "Line ref", "Cost type", "Period from", "Period to", "Quantity", "Rate", "Amount", "Description",
)  # fmt: skip
MONTHS = 7
YEAR = FinancialYear(LAST_FINANCIAL_YEAR)
_NOT_PAID = frozenset({"C04", "C05", "C06", "C07"})  # lines that are held at import: nobody can pay from them
_PENCE_IN_A_POUND = 100
_QUOTED_SHARE = 0.6  # of payments: the reference of the line is on the invoice
_SPELLINGS = (" Limited", " LTD", " (fees)")


@dataclass(slots=True)
class Payment:
    """One payment, or receipt (negative). ``planted``: the exception it is; "" for none."""

    line: CostLine
    month: int
    pence: int
    first_day: date
    last_day: date
    paid_on: date
    is_receipt: bool = False
    invoice: str = ""
    quantity: float | None = None
    rate_pence: int | None = None
    planted: str = ""
    ref: str = ""


def pay(lines: list[CostLine], term_dates: pl.DataFrame, luck: Luck) -> list[Payment]:
    """What each line's contract charges, month by month, to the penny; care and health pay their share."""
    payable = [line for line in lines if not _NOT_PAID & {rule for rule, _, _ in line.rules}]
    costs = charges_by_month(payable, term_dates)
    payments: list[Payment] = []
    for line in payable:
        for is_receipt, ref in ((False, line.line_ref), (True, f"{line.line_ref}/contribution")):
            for month, charged in enumerate(costs.get(ref, [])[:MONTHS], start=1):
                if charged:
                    payments.append(_payment(line, month, charged, luck, is_receipt=is_receipt))
    for number, payment in enumerate(payments):
        payment.invoice = "" if payment.is_receipt else f"INV{number + 10_001}"
    return payments


def month_days(month: int) -> tuple[date, date]:
    """The first and last day of a month of the year, 1 being April."""
    months = (*YEAR.months(), YEAR.next.first_day)
    return months[month - 1], months[month] - timedelta(days=1)


def _payment(line: CostLine, month: int, pence: int, luck: Luck, *, is_receipt: bool) -> Payment:
    first, last = month_days(month)
    first = max(first, line.start)
    if line.end is not None:
        first, last = min(first, line.end), min(last, line.end)
    per_day = round(rate(line) * _PENCE_IN_A_POUND)
    days = pence / per_day if per_day and line.per == "day" and not line.method else 0.0
    is_counted = days > 0 and days == int(days)
    return Payment(
        line,
        month,
        pence,
        first,
        last,
        month_days(month)[0] + timedelta(days=luck.whole(4, 24)),
        is_receipt,
        quantity=days if is_counted else None,
        rate_pence=per_day if is_counted else None,
    )


def write_payments(folder: Path, payments: list[Payment], luck: Luck) -> None:
    """The file, in the order of months; payments get their references."""
    payments.sort(key=lambda one: (one.month, one.paid_on, one.line.line_ref))
    for number, payment in enumerate(payments):
        payment.ref = f"AP{number + 500_001}"
    rows = [_row(payment, luck) for payment in payments]
    write_csv(folder / FILE, COLUMNS, rows, titles=("Ashmere County Council: payments to providers", "Periods 1 to 7"))


def _row(payment: Payment, luck: Luck) -> tuple[object, ...]:
    """A payment that quotes no line names the child and the provider; one that does may leave either out."""
    line, provider = payment.line, payment.line.spell.provider
    is_quoted = luck.chance(_QUOTED_SHARE) or not line.upn or provider is None or bool(payment.planted)
    is_urn_shown = provider is not None and (luck.chance(0.7) or not is_quoted)
    is_upn_shown = bool(line.upn) and (luck.chance(0.7) or not is_quoted or payment.planted == "X01")
    name = provider.name if provider else "Personal budget"
    ref = f"{line.line_ref}/contribution" if payment.is_receipt else line.line_ref
    amount = payment.pence / _PENCE_IN_A_POUND
    return (
        payment.ref,
        payment.invoice,
        str(YEAR),
        payment.month,
        f"{payment.paid_on:%d/%m/%Y}",
        line.cost_centre,
        name + (luck.pick(_SPELLINGS) if is_urn_shown and luck.chance(0.1) else ""),
        provider.urn if provider and is_urn_shown else "",
        line.upn if is_upn_shown else "",
        "",
        ref if is_quoted else "",
        "Contribution" if payment.is_receipt else line.cost_type,
        f"{payment.first_day:%d/%m/%Y}",
        f"{payment.last_day:%d/%m/%Y}",
        "" if payment.quantity is None else f"{payment.quantity:g}",
        "" if payment.rate_pence is None else f"{payment.rate_pence / _PENCE_IN_A_POUND:.2f}",
        f"({-amount:,.2f})" if amount < 0 else f"{amount:,.2f}",
        "placement, see contract",
    )
