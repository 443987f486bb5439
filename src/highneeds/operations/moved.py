"""How a year's forecast got from the budget to where it stands, and how far earlier ones were from the outturn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from highneeds.core import FinancialYear
from highneeds.core.errors import Refusal
from highneeds.finance import past_years
from highneeds.governance.vintages import (
    Leg,
    MonthError,
    Passage,
    Vintage,
    error_by_month,
    in_use,
    legs,
    passage,
    vintages,
)
from highneeds.reports import words
from highneeds.store.closed_months import closings
from highneeds.store.setup import open_store
from highneeds.store.tables import load_table


@dataclass(frozen=True)
class Moved:
    """``steps``, and in short ``legs``, lead from ``budget_pence`` to the year's last forecast or outturn."""

    financial_year: FinancialYear
    budget_pence: int
    steps: tuple[Passage, ...]
    legs: tuple[Leg, ...]
    kept: tuple[Vintage, ...]
    errors: tuple[MonthError, ...]


def moved(year: str | None) -> Moved:
    """Of ``year`` (2026-27), else of the latest that has a closed month. Raises Refusal when it has none."""
    open_store()
    known = closings()
    wanted = _parsed(year) if year else max((one.month.financial_year for one in known), default=None)
    of_year = [one for one in in_use(known) if one.month.financial_year == wanted]
    if wanted is None or not of_year:
        message = f"No month{f' of {wanted}' if wanted else ''} is closed. Close one with highneeds close."
        raise Refusal(message)
    outturns = _outturns()
    kept = vintages(known, outturns)
    steps = passage(of_year, outturns.get(wanted))
    way = legs(of_year, outturns.get(wanted))
    return Moved(wanted, of_year[0].month.budget_pence, steps, way, kept, error_by_month(kept))


def _parsed(year: str) -> FinancialYear:
    try:
        return FinancialYear.parse(year)
    except ValueError as error:
        message = f"{year!r} is no financial year. Write it as 2026-27."
        raise Refusal(message) from error


def _outturns() -> dict[FinancialYear, int]:
    """Spending of each year with postings in all twelve months."""
    ledger, budget = load_table("ledger"), load_table("budget_lines")
    if ledger.is_empty():
        return {}
    after = FinancialYear.parse(str(ledger["financial_year"].max())).next
    return {year.financial_year: int(year.spending_pence) for year in past_years(ledger, budget, after)}


def moved_lines(found: Moved) -> Iterator[str]:
    """The way from budget to forecast or outturn, then every forecast kept with its error."""
    yield f"{found.financial_year}: from the budget to where the forecast stands"
    yield f"  {'Budget':<44} {words.pounds(found.budget_pence):>16}"
    stands_at, to = found.budget_pence, ""
    for step in found.steps:
        if to and step.to != to:
            yield f"  {to[0].upper() + to[1:]:<44} {words.pounds(stands_at):>16}"
        to, stands_at = step.to, stands_at + step.pence
        yield f"    {step.cause:<42} {words.signed_pounds(step.pence):>16}  {step.in_words}".rstrip()
    if to:
        yield f"  {to[0].upper() + to[1:]:<44} {words.pounds(stands_at):>16}"
    yield ""
    yield "Forecasts kept, and what a straight line through the ledger would have said"
    for one in found.kept:
        when = f"{one.financial_year} month {one.month}, version {one.version}"
        yield (
            f"  {when:<44} {words.pounds(one.forecast_pence):>16} {words.pounds(one.straight_line_pence):>16}  "
            f"{_errors(one)}"
        )
    yield ""
    if not found.errors:
        yield "No year with a closed month is over yet, so that no error can be told."
    for error in found.errors:
        years = "1 year" if error.years == 1 else f"{error.years} years"
        yield (
            f"Month {error.month}: off by {error.forecast:.2%} on average over {years}, a straight line by "
            f"{error.straight_line:.2%}."
        )


def write_moved(found: Moved, out: Path) -> tuple[Path, ...]:
    """``movement.csv`` and ``forecasts.csv``, in pence. Raises Refusal when they cannot be written."""
    steps = pl.DataFrame(
        [(step.to, step.cause, step.pence, step.in_words) for step in found.steps],
        schema={"to": pl.String, "cause": pl.String, "pence": pl.Int64, "in_words": pl.String},
        orient="row",
    )
    kept = pl.DataFrame(
        [
            (str(one.financial_year), one.month, one.version, one.forecast_pence, one.straight_line_pence,
             one.outturn_pence, one.low_pence, one.high_pence, one.error_share, one.straight_line_error_share)
            for one in found.kept
        ],
        schema={"financial_year": pl.String, "month": pl.Int64, "version": pl.Int64, "forecast_pence": pl.Int64,
                "straight_line_pence": pl.Int64, "outturn_pence": pl.Int64, "low_pence": pl.Int64,
                "high_pence": pl.Int64, "error_share": pl.Float64,
                "straight_line_error_share": pl.Float64},
        orient="row",
    )  # fmt: skip
    try:
        out.mkdir(parents=True, exist_ok=True)
        steps.write_csv(out / "movement.csv")
        kept.write_csv(out / "forecasts.csv")
    except OSError as error:
        message = f"The folder {out} cannot be written: {error.strerror}."
        raise Refusal(message) from error
    return out / "movement.csv", out / "forecasts.csv"


def _errors(one: Vintage) -> str:
    if one.error_share is None or one.straight_line_error_share is None:
        return "the year is not over"
    within = {None: "", True: ", within its range", False: ", outside its range"}[one.is_within_range]
    return f"{_off(one.error_share)}{within}; straight line {_off(one.straight_line_error_share)}"


def _off(share: float) -> str:
    return f"{abs(share):.2%} too {'high' if share >= 0 else 'low'}"
