"""What the contracts of the extract's lines charge month by month: what a careful payments office pays."""

from __future__ import annotations

import polars as pl

from highneeds.core import FinancialYear
from highneeds.demo.costs import PERIODS_A_YEAR, RESIDENTIAL_WEEKS_A_YEAR, CostLine, rate
from highneeds.demo.days import LAST_FINANCIAL_YEAR
from highneeds.finance.contracts import month_costs
from highneeds.finance.contracts.from_tables import calendars_of, payable_of

_METHODS = {"year": "CAL", "term": "TRM", "month": "MTH", "week": "WK", "day": "SCH"}
_PENCE_IN_A_POUND = 100


def charges_by_month(lines: list[CostLine], term_dates: pl.DataFrame) -> dict[str, list[int]]:
    """Pence by line reference, April first; a contribution stands under ``ref/contribution`` and is negative."""
    year, calendars = FinancialYear(LAST_FINANCIAL_YEAR), calendars_of(term_dates)
    rows = [row for line in lines for row in _rows(line)]
    costs = month_costs(payable_of(pl.DataFrame(rows, infer_schema_length=None), year, calendars), year, calendars)
    return {str(ref): list(months) for ref, *months in costs.iter_rows()}


def _rows(line: CostLine) -> list[dict[str, object]]:
    """The columns of canonical cost lines that say what is charged."""
    pence = round(rate(line) * _PENCE_IN_A_POUND)
    is_residence = line.cost_type == "Residential"
    weeks = RESIDENTIAL_WEEKS_A_YEAR if is_residence else PERIODS_A_YEAR["week"]
    times = weeks if line.per == "week" else PERIODS_A_YEAR[line.per]
    percent, since, status = line.uplift or (None, None, None)
    provider = line.spell.provider
    row: dict[str, object] = {
        "line_ref": line.line_ref, "child_key": line.upn, "urn": provider.urn if provider else None,
        "provider_name": "", "cost_element": line.cost_type, "method": line.method or _METHODS[line.per],
        "term_calendar": line.term_calendar or "council", "weeks_per_year": weeks if line.per == "week" else None,
        "start_date": line.start, "end_date": line.end, "notice_days": 28 if line.notice == "28 days" else None,
        "notice_terms": 1 if line.notice == "1 term" else None,
        "rate_pence": pence, "rate_per": line.per, "amount_pence_per_year": pence * times,
        "uplift_share": None if percent is None else percent / 100, "uplift_from": since, "uplift_status": status,
    }  # fmt: skip
    if not line.contribution:
        return [row]
    income = -line.contribution * _PENCE_IN_A_POUND
    return [
        row,
        row | {
            "line_ref": f"{line.line_ref}/contribution", "cost_element": "contribution", "method": "CAL",
            "weeks_per_year": None, "rate_pence": income, "rate_per": "year", "amount_pence_per_year": income,
            "uplift_share": None, "uplift_from": None, "uplift_status": None, "notice_days": None,
            "notice_terms": None,
        },
    ]  # fmt: skip
