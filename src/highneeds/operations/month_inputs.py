"""What a month is made from: the stored tables, the day they stand at, and the caseload on each day that matters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from highneeds.caseload import RUNNING_LIST, census, children_on, mid_month, transitions
from highneeds.caseload.successors import with_latest_urns
from highneeds.caseload.tables import IS_COMMITTED, IS_TRANSPORT
from highneeds.core import CensusDay, FinancialYear
from highneeds.core.errors import Refusal
from highneeds.finance import months_closed
from highneeds.finance.payments import MonthEnd, PaymentTables, month_end
from highneeds.rules import census_day
from highneeds.store.tables import load_table
from highneeds.store.taught import taught_matches

_FEWEST_CENSUSES = 2
_TABLES = (
    "children", "requests", "plans", "placements", "cost_lines", "term_dates", "ledger", "payments", "budget_lines",
    "population", "providers",
)  # fmt: skip
"""What a month is made from; what else is stored, such as who a child is in other returns, has no part in it."""
_WITH_URNS = ("placements", "cost_lines", "payments")  # a school that got another number is still the same place
_WHAT_IT_IS = {
    "children": "a SEN2 return",
    "cost_lines": "the finance extract of placement costs",
    "ledger": "the ledger",
    "budget_lines": "the budget book",
    "population": "population by age",
    "providers": "the provider register",
}


@dataclass(frozen=True, slots=True)
class Caseload:
    """Children with a plan on the days a month speaks of; frames as ``caseload.census`` gives them.

    ``januaries`` by calendar year, each from its own return; ``now`` from the case system's running list when there is
    one, else the latest return; ``history`` as ``caseload.transitions`` gives it. The forecast starts from
    ``start_january``, the one before the financial year. ``months_so_far``: children by setting on the 15th of each
    month since then, from the running list; None without one.
    """

    januaries: Mapping[int, pl.DataFrame]
    now: pl.DataFrame
    year_ago: pl.DataFrame
    history: pl.DataFrame
    start_january: int
    months_so_far: pl.DataFrame | None
    has_running_list: bool


@dataclass(frozen=True, slots=True)
class MonthInputs:
    """The canonical tables by name, the as-at day of the finance extract, and its year.

    ``cost_lines`` are those committed; what is only asked for or agreed in part stands in ``proposed_lines``,
    and what the council pays beside the block in ``transport_lines``.
    """

    tables: Mapping[str, pl.DataFrame]
    as_at: date
    financial_year: FinancialYear

    @property
    def month(self) -> int:
        return self.financial_year.month_number(self.as_at)

    @property
    def paid(self) -> MonthEnd | None:
        """The payments of the closed months against their contracts; None while there are none of the last of them."""
        of_year = self.tables["ledger"].filter(pl.col("financial_year") == str(self.financial_year))
        months = months_closed(of_year, self.financial_year, self.as_at)
        if f"{self.financial_year} M{months:02d}" not in self.tables["payments"]["period"]:
            return None
        names = ("cost_lines", "payments", "plans", "term_dates", "ledger", "taught")
        return month_end(PaymentTables(*(self.tables[name] for name in names)), self.financial_year, months)


def month_inputs() -> MonthInputs:
    """Load what is stored. Raises Refusal that names every kind of file still missing."""
    tables = {name: load_table(name) for name in _TABLES}
    tables["plans"] = tables["plans"].drop("officer")
    links = load_table("provider_links")
    for name in _WITH_URNS:
        tables[name] = with_latest_urns(tables[name], links)
    tables["transport_lines"] = tables["cost_lines"].filter(IS_COMMITTED, IS_TRANSPORT)
    tables["proposed_lines"] = tables["cost_lines"].filter(~IS_COMMITTED, ~IS_TRANSPORT)
    tables["cost_lines"] = tables["cost_lines"].filter(IS_COMMITTED, ~IS_TRANSPORT)
    tables["taught"] = taught_matches()
    missing = [what for name, what in _WHAT_IT_IS.items() if tables[name].is_empty()]
    if missing:
        message = f"A month needs {', '.join(missing)}, of which nothing has been imported yet. Import it first."
        raise Refusal(message)
    as_at = tables["cost_lines"]["as_at"].max()
    if not isinstance(as_at, date):
        message = "The finance extract does not say as at which day it was made. Import it again."
        raise Refusal(message)
    financial_year = FinancialYear.containing(as_at)
    _refuse_incomplete_books(tables["budget_lines"], tables["ledger"], financial_year)
    return MonthInputs(tables, as_at, financial_year)


def _refuse_incomplete_books(budget: pl.DataFrame, ledger: pl.DataFrame, financial_year: FinancialYear) -> None:
    """A month short of postings would pass for a saving. Months not yet closed may be absent at the end."""
    of_year = pl.col("financial_year") == str(financial_year)
    if budget.filter(of_year).is_empty():
        message = f"There is no budget book of {financial_year}. Import it first."
        raise Refusal(message)
    posted = {int(month) for month in ledger.filter(of_year)["month"]}
    absent = sorted(set(range(1, max(posted, default=1) + 1)) - posted)
    if absent:
        months = ", ".join(f"{financial_year.months()[month - 1]:%B %Y}" for month in absent)
        message = f"The ledger of {financial_year} has no postings in {months}. Import a ledger that has them."
        raise Refusal(message)


def caseload_of(inputs: MonthInputs) -> Caseload:
    """Rebuild the caseload on each census day, on the as-at day and a year before it.

    Raises Refusal when fewer than two consecutive Januaries have been imported, since a forecast learns from change.
    """
    people = (inputs.tables["children"], inputs.tables["plans"], inputs.tables["placements"])
    years = sorted(set(people[0]["return_year"].to_list()) - {RUNNING_LIST})
    between = sorted(set(range(years[0], years[-1])) - set(years)) if years else []
    if between:
        gap = ", ".join(map(str, between))
        message = f"The SEN2 return of {gap} is missing between {years[0]} and {years[-1]}. Import it."
        raise Refusal(message)
    if len(years) < _FEWEST_CENSUSES:
        message = f"A forecast needs SEN2 returns of at least two consecutive years; there are {years or 'none'}."
        raise Refusal(message)
    januaries = {year: census(*people, census_day(CensusDay(year)), return_year=year) for year in years}
    start = inputs.financial_year.starts
    if start not in januaries:
        message = f"{inputs.financial_year} starts from the SEN2 return of January {start}. Import that return first."
        raise Refusal(message)
    has_running_list = not people[0].filter(pl.col("return_year") == RUNNING_LIST).is_empty()
    now = census(*people, inputs.as_at, return_year=RUNNING_LIST) if has_running_list else januaries[years[-1]]
    a_year_before = _a_year_before(inputs.as_at)
    return Caseload(
        januaries=januaries,
        now=now,
        year_ago=census(*people, a_year_before, return_year=min(a_year_before.year + 1, years[-1])),
        history=transitions(januaries),
        start_january=start,
        months_so_far=_months_so_far(people, start, inputs.as_at) if has_running_list else None,
        has_running_list=has_running_list,
    )


def _a_year_before(day: date) -> date:
    """The same day a year before; of 29 February, the 28th."""
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def _months_so_far(
    people: tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame], start_january: int, as_at: date
) -> pl.DataFrame | None:
    days = [mid_month(start_january, month) for month in range(1, 15)]
    days = [day for day in days if day <= as_at]
    return children_on(*people, days, return_year=RUNNING_LIST) if days else None
