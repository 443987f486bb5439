"""Random placements that are paid just as their contracts say, for the tests of payments."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from hypothesis import strategies as st
from tests.finance.contract_examples import SCHOOL_2025, SCHOOL_2026

from highneeds.core import FinancialYear
from highneeds.finance.contracts import month_costs
from highneeds.finance.contracts.from_tables import calendars_of, payable_of
from highneeds.finance.contracts.sessions import agreed_sessions
from highneeds.finance.payments import TAUGHT_SCHEMA, PaymentTables

YEAR = FinancialYear(2026)
MONTHS = 7
AS_AT = date(2026, 10, 31)
TAUGHT = pl.DataFrame(schema=TAUGHT_SCHEMA)
_PERIODS = {
    "CAL": ("year", 1),
    "TRM": ("term", 3),
    "MTH": ("month", 12),
    "SCH": ("day", 190),
    "WK": ("week", 38),
    "EVT": ("session", 38),
}
_LINE = {
    "urn": pl.String, "provider_name": pl.String, "setting": pl.String, "cost_element": pl.String,
    "weeks_per_year": pl.Int16, "notice_days": pl.Int16, "notice_terms": pl.Int8,
    "uplift_share": pl.Float64, "uplift_from": pl.Date,
    "uplift_status": pl.String, "start_date": pl.Date, "end_date": pl.Date, "source_row": pl.Int32,
}  # fmt: skip
_PAYMENT = {
    "payment_ref": pl.String, "invoice_ref": pl.String, "period": pl.String, "paid_on": pl.Date,
    "cost_centre": pl.String, "supplier": pl.String, "urn": pl.String, "child_key": pl.String, "line_ref": pl.String,
    "cost_element": pl.String, "period_first_day": pl.Date, "period_last_day": pl.Date, "quantity": pl.Float64,
    "rate_pence": pl.Int64, "amount_pence": pl.Int64, "source_file": pl.String, "source_row": pl.Int32,
}  # fmt: skip


def term_dates() -> pl.DataFrame:
    rows = [
        ("council", str(calendar.academic_year), number, term.first_day, term.last_day, *(holiday or (None, None)))
        for calendar in (SCHOOL_2025, SCHOOL_2026)
        for number, term in enumerate(calendar.terms, start=1)
        for holiday in (term.holidays or (None,))
    ]
    names = ("owner", "academic_year", "term", "first_day", "last_day", "holiday_first_day", "holiday_last_day")
    return pl.DataFrame(rows, schema=list(names), orient="row")


CALENDARS = calendars_of(term_dates())


def line(number: int, method: str = "CAL", pence: int = 365_000, **changes: object) -> dict[str, object]:
    per, times = _PERIODS[method]
    return {
        "line_ref": f"L{number}", "child_key": f"child{number}", "urn": f"10000{number % 3}",
        "provider_name": f"School {number % 3}", "setting": "special", "cost_element": "fee",
        "amount_pence_per_year": pence * times, "rate_pence": pence, "rate_per": per, "method": method,
        "weeks_per_year": 38 if method == "WK" else None, "term_calendar": "council", "notice_days": None,
        "notice_terms": None, "status": "committed",
        "uplift_share": None, "uplift_from": None, "uplift_status": None, "start_date": date(2025, 9, 1),
        "end_date": None, "cost_centre": f"HN1{number % 2}", "source_file": "lines.xlsx", "source_row": number + 2,
    } | changes  # fmt: skip


def lines_of(rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema_overrides=_LINE, infer_schema_length=None)


@st.composite
def portfolios(draw: st.DrawFn, most: int = 8) -> pl.DataFrame:
    rows = []
    for number in range(draw(st.integers(3, most))):
        method = draw(st.sampled_from(sorted(_PERIODS)))
        start = draw(st.dates(date(2025, 9, 1), date(2026, 9, 20)))
        end = draw(st.none() | st.dates(max(start, date(2026, 4, 2)), date(2027, 3, 1)))
        rise = draw(st.none() | st.sampled_from(["requested", "agreed"]))
        rows.append(
            line(
                number, method, draw(st.integers(10_000, 90_000)) if method in {"SCH", "WK"} else draw(
                    st.integers(100_000, 6_000_000)), start_date=start, end_date=end,
                uplift_share=0.04 if rise else None, uplift_from=date(2026, 9, 1) if rise else None,
                uplift_status=rise,
            )
        )  # fmt: skip
    return lines_of(rows)


def paid_in_full(lines: pl.DataFrame) -> pl.DataFrame:
    """Each month what each contract charges in it, invoice by invoice."""
    sessions = agreed_sessions(lines, YEAR, CALENDARS)
    costs = month_costs(payable_of(lines, YEAR, CALENDARS), YEAR, CALENDARS, sessions)
    by_ref = {str(row["line_ref"]): row for row in lines.iter_rows(named=True)}
    rows = []
    for ref, *months in costs.iter_rows():
        of = by_ref[str(ref)]
        for month, pence in enumerate(months[:MONTHS], start=1):
            if pence:
                rows.append(payment(of, month, pence, ref=f"P{ref}-{month}"))
    return pl.DataFrame(rows, schema=_PAYMENT, orient="row")


def payment(of: dict[str, object], month: int, pence: int, *, ref: str, **changes: object) -> dict[str, object]:
    months = (*YEAR.months(), YEAR.next.first_day)
    first, last = months[month - 1], months[month] - timedelta(days=1)
    start, end = of["start_date"], of["end_date"]
    begins = max(first, start) if isinstance(start, date) else first
    ends = min(last, end) if isinstance(end, date) else last
    return {
        "payment_ref": ref, "invoice_ref": f"I{ref}", "period": f"2026-27 M{month:02d}",
        "paid_on": first + timedelta(days=9), "cost_centre": of["cost_centre"], "supplier": of["provider_name"],
        "urn": of["urn"], "child_key": of["child_key"], "line_ref": of["line_ref"], "cost_element": of["cost_element"],
        "period_first_day": min(begins, ends), "period_last_day": ends, "quantity": None, "rate_pence": None,
        "amount_pence": pence, "source_file": "payments.csv", "source_row": 2,
    } | changes  # fmt: skip


def with_payments(payments: pl.DataFrame, *more: dict[str, object]) -> pl.DataFrame:
    return pl.concat([payments, pl.DataFrame(list(more), schema=_PAYMENT, orient="row")])


def plans_of(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.select("child_key").unique(maintain_order=True).with_columns(
        return_year=pl.lit(0, pl.Int16), cease_date=pl.lit(None, pl.Date), cease_reason=pl.lit(None, pl.Int8)
    )  # fmt: skip


def tables(lines: pl.DataFrame, payments: pl.DataFrame, plans: pl.DataFrame | None = None) -> PaymentTables:
    ledger = payments.group_by("cost_centre", month=pl.col("period").str.slice(-2).cast(pl.Int8)).agg(
        pl.col("amount_pence").sum()
    ).with_columns(financial_year=pl.lit("2026-27"))  # fmt: skip
    return PaymentTables(lines, payments, plans_of(lines) if plans is None else plans, term_dates(), ledger, TAUGHT)
