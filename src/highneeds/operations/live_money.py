"""Live measures of money, from the month's record, the closed months and the finance extract."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

import polars as pl

from highneeds.core import FinancialYear
from highneeds.finance import past_years
from highneeds.governance.closed_month import Closing
from highneeds.governance.record import MonthRecord
from highneeds.governance.vintages import vintages
from highneeds.operations.live_value import CannotSayError, Value, share

_NOT_AGREED = ("requested", "disputed")


class MoneySources(Protocol):
    """What the measures of money are read from; each raises CannotSayError when it is not there."""

    @property
    def month(self) -> MonthRecord: ...

    @property
    def closings(self) -> tuple[Closing, ...]: ...

    def table(self, name: str) -> pl.DataFrame: ...


def _of_month(record: MonthRecord, value: float) -> Value:
    return Value(value, record.as_at, f"snapshot {record.snapshot}")


def _figure(record: MonthRecord, key: str) -> float:
    return record.figure(key).value


def _outturn(sources: MoneySources) -> Value:
    record = sources.month
    over = share(_figure(record, "forecast_variance"), _figure(record, "block_budget"), "pounds of budget")
    return _of_month(record, over)


def _placements(sources: MoneySources) -> Value:
    record = sources.month
    over = _figure(record, "placements_variance")
    return _of_month(record, share(over, _figure(record, "placements_forecast") - over, "pounds of placement budget"))


def _deficit(sources: MoneySources) -> Value:
    record = sources.month
    owed = next(one for one in record.forecasts if one.key == "cumulative_balance")
    this_year = next((year for year in owed.years if year.label == str(record.financial_year)), None)
    if this_year is None:
        message = f"the month has no deficit of {record.financial_year}"
        raise CannotSayError(message)
    return _of_month(record, share(this_year.p50, _figure(record, "block_budget"), "pounds of budget"))


def _average_cost(sources: MoneySources) -> Value:
    record = sources.month
    budgeted = _figure(record, "average_cost_budget")
    return _of_month(
        record, share(_figure(record, "average_cost_forecast"), budgeted, "pounds of average cost budgeted") - 1.0
    )


def _independent_cost(sources: MoneySources) -> Value:
    record = sources.month
    cost = share(_figure(record, "independent_cost"), _figure(record, "placements_forecast"), "pounds of placements")
    return _of_month(record, cost)


def _rises(sources: MoneySources) -> Value:
    """Weighted by the price each rise is asked on."""
    lines = sources.table("cost_lines")
    asked = lines.filter(
        pl.col("uplift_status").cast(pl.String).is_in(_NOT_AGREED) & pl.col("uplift_share").is_not_null()
    )
    if asked.is_empty():
        message = "the finance extract has no rise that is asked for and not agreed"
        raise CannotSayError(message)
    price = float(asked["amount_pence_per_year"].sum())
    rises = float((asked["amount_pence_per_year"] * asked["uplift_share"]).sum())
    return Value(share(rises, price, "pounds of price"), asked["as_at"][0], "finance extract")


def _in_doubt(sources: MoneySources) -> Value:
    closing = _last_closed(sources)
    pence = sum(abs(one.pence) for one in closing.month.exceptions)
    return Value(pence, closing.month.as_at, f"snapshot {closing.month.snapshot}")


def _last_closed(sources: MoneySources) -> Closing:
    if not sources.closings:
        message = "no month was closed yet"
        raise CannotSayError(message)
    return sources.closings[-1]


def _forecast_error(sources: MoneySources) -> Value:
    """Of the last year of which every month is in the ledger."""
    closed = sources.closings
    last = _last_closed(sources).month.financial_year
    ledger, budget = sources.table("ledger"), sources.table("budget_lines")
    after = FinancialYear.parse(str(ledger["financial_year"].max())).next
    outturns = {year.financial_year: int(year.spending_pence) for year in past_years(ledger, budget, after)}
    known = [one for one in vintages(closed, outturns) if one.error_share is not None]
    if not known:
        message = f"no closed forecast is of a year whose ledger is whole; the last closed month is of {last}"
        raise CannotSayError(message)
    year = max(one.financial_year for one in known)
    errors = [abs(one.error_share or 0.0) for one in known if one.financial_year == year]
    return Value(sum(errors) / len(errors), year.last_day, f"closed months of {year}")


def _faults(sources: MoneySources) -> Value:
    return _of_month(sources.month, _figure(sources.month, "faults_rows"))


READERS: Mapping[str, Callable[[MoneySources], Value]] = {
    "outturn_over_budget_share": _outturn,
    "placements_over_budget_share": _placements,
    "deficit_share_of_block": _deficit,
    "average_cost_over_budget_share": _average_cost,
    "independent_cost_share": _independent_cost,
    "rises_asked_share": _rises,
    "payments_in_doubt_pence": _in_doubt,
    "forecast_error_share": _forecast_error,
    "data_faults_rows": _faults,
}
