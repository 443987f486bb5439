"""The demonstration council's files as they stood on a day of an earlier year: what was known then, and no defects."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from highneeds.core import FinancialYear
from highneeds.demo.budget import build_budget, write_budget_book
from highneeds.demo.children import Child
from highneeds.demo.costs import PERIODS_A_YEAR, RESIDENTIAL_WEEKS_A_YEAR, CostLine, price_children
from highneeds.demo.days import FINANCIAL_YEARS, RETURN_YEARS
from highneeds.demo.finance_years import monthly_cost, price_level
from highneeds.demo.history import simulate
from highneeds.demo.ledger import write_ledger
from highneeds.demo.luck import Luck
from highneeds.demo.plan_list import COLUMNS as PLAN_COLUMNS
from highneeds.demo.plan_list import row_of
from highneeds.demo.population import write_population
from highneeds.demo.providers import build_providers
from highneeds.demo.register_file import write_register
from highneeds.demo.schools import Schools
from highneeds.demo.sen2_files import write_return
from highneeds.demo.sen2_return import build_return
from highneeds.demo.text_files import write_csv

_GRANT = "HN90"
_COST_COLUMNS = ("Line ref", "UPN", "ULN", "Provider", "URN", "Cost type", "Rate", "Per", "Start", "End", "Cost centre",
                 "Contribution")  # fmt: skip


class EarlierCouncil:
    """One invented council, whose files can be written as at any day from April 2023 on."""

    def __init__(self, *, seed: int, plans: int) -> None:
        self._seed, self._plans = seed, plans
        self._providers = build_providers(seed, plans)
        self._children = simulate(seed, plans, Schools(self._providers))
        self._priced = price_children(self._children, Luck(seed, "prices"))

    def write(self, folder: Path, as_at: date) -> None:
        """The files of ``as_at``, the last day of a month: returns, list of plans, extract, budgets and ledgers."""
        year = FinancialYear.containing(as_at)
        folder.mkdir(parents=True, exist_ok=True)
        write_register(folder, self._providers)
        write_population(folder, self._plans, Luck(self._seed, "population"))
        for january in (one for one in RETURN_YEARS if one <= year.starts):
            write_return(folder, build_return(january, self._children), [])
        self._write_plans(folder, year, as_at)
        self._write_costs(folder, year, as_at)
        for starts in (one for one in FINANCIAL_YEARS if one <= year.starts):
            months = year.month_number(as_at) if starts == year.starts else 12
            self._write_books(folder, FinancialYear(starts), months)

    def outturn_pence(self, year: FinancialYear) -> int:
        """What the whole year's spending came to, as its ledger has it."""
        with TemporaryDirectory() as folder:
            self._write_books(Path(folder), year, 12)
            with (Path(folder) / f"finance/ledger-{year}.csv").open(encoding="utf-8") as file:
                rows = list(csv.DictReader(list(file)[2:]))
        return sum(_pence(row["Amount"]) for row in rows if row["Cost centre"] != _GRANT)

    def _write_books(self, folder: Path, year: FinancialYear, months: int) -> None:
        luck = Luck(self._seed, f"ledger/{year.starts}")
        book = build_budget(year, self._children, self._priced, self._plans)
        write_budget_book(folder, year, book)
        write_ledger(folder, year, monthly_cost(self._priced, year), book, luck, months=months)

    def _write_plans(self, folder: Path, year: FinancialYear, as_at: date) -> None:
        since = date(year.starts, 1, 16)
        rows = [
            row_of(child, spell, as_at)
            for child in self._children
            if _is_known(child, since, as_at)
            for spell in child.spells
            if spell.touches(since, as_at)
        ]
        write_csv(
            folder / f"casework/plans-{as_at}.csv", PLAN_COLUMNS, ([row[one] for one in PLAN_COLUMNS] for row in rows)
        )

    def _write_costs(self, folder: Path, year: FinancialYear, as_at: date) -> None:
        live = [one for one in self._priced if one.start <= as_at and (one.end is None or one.end >= year.first_day)]
        level = price_level(year)
        rows = [_cost_row(line, number, as_at, level) for number, line in enumerate(live, start=1)]
        write_csv(folder / f"finance/placement-costs-{as_at}.csv", _COST_COLUMNS, rows)


def _pence(amount: str) -> int:
    is_negative = amount.startswith(("(", "-"))
    pence = round(float(amount.strip("()-").replace(",", "")) * 100)
    return -pence if is_negative else pence


def _is_known(child: Child, since: date, as_at: date) -> bool:
    begun = child.transferred or child.start
    return begun is not None and begun <= as_at and (child.cease is None or child.cease >= since)


def _cost_row(line: CostLine, number: int, as_at: date, level: float) -> tuple[object, ...]:
    is_residence = line.cost_type == "Residential" and line.per == "week"
    periods = RESIDENTIAL_WEEKS_A_YEAR if is_residence else PERIODS_A_YEAR[line.per]
    provider = line.spell.provider
    return (
        f"L{number}",
        line.upn,
        line.child.uln,
        provider.name if provider else "Personal budget",
        provider.urn if provider else "",
        line.cost_type,
        f"{line.pounds_per_year * level / periods:.2f}",
        line.per,
        f"{line.start:%d/%m/%Y}",
        f"{line.end:%d/%m/%Y}" if line.end is not None and line.end <= as_at else "",
        line.cost_centre,
        f"{line.contribution * level:.2f}" if line.contribution else "",
    )
