"""Write the whole folder of files of the demonstration council."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np

from highneeds.core import FinancialYear
from highneeds.demo.budget import BudgetLine, build_budget, write_budget_book
from highneeds.demo.case_events import write_case_events
from highneeds.demo.children import Child
from highneeds.demo.contracts import add_contract_terms
from highneeds.demo.costs import CostLine, price_children
from highneeds.demo.days import AS_AT, FINANCIAL_YEARS, LAST_FINANCIAL_YEAR, RETURN_YEARS, census_day
from highneeds.demo.finance_lines import lines_of_the_year, plant_in_lines
from highneeds.demo.finance_sheet import write_extract
from highneeds.demo.finance_years import Pounds, monthly_cost
from highneeds.demo.governance_files import write_governance
from highneeds.demo.history import simulate
from highneeds.demo.ledger import write_ledger
from highneeds.demo.luck import Luck
from highneeds.demo.manifest import Planted, write_manifest
from highneeds.demo.other_files import write_other_files
from highneeds.demo.payment_exceptions import plant_exceptions, write_planted
from highneeds.demo.payments import Payment, pay, write_payments
from highneeds.demo.plan_list import write_plan_list
from highneeds.demo.population import write_population
from highneeds.demo.programme import write_programme
from highneeds.demo.proposals import proposals
from highneeds.demo.providers import build_providers
from highneeds.demo.published import write_published
from highneeds.demo.pupil_lists import write_pupil_lists
from highneeds.demo.readme import README
from highneeds.demo.register_file import write_register
from highneeds.demo.schools import Schools
from highneeds.demo.sen2_defects import plant
from highneeds.demo.sen2_files import write_return
from highneeds.demo.sen2_return import build_return
from highneeds.demo.term_dates import term_dates_frame, write_term_dates

MANIFEST = "planted-defects.csv"


def write_council(
    folder: Path, *, seed: int = 2026, plans: int = 7000, progress: Callable[[str], None] | None = None
) -> None:
    """Write Ashmere County Council's files into ``folder``: the same bytes for the same ``seed`` and ``plans``.

    ``plans``: children with a plan on the January 2026 census day. ``progress`` is told each step in plain words.
    """
    tell = progress or (lambda _words: None)
    folder.mkdir(parents=True, exist_ok=True)
    tell("Inventing schools, colleges and children")
    providers = build_providers(seed, plans)
    children = simulate(seed, plans, Schools(providers))
    write_register(folder, providers)
    write_population(folder, plans, Luck(seed, "population"))
    planted = _write_returns(folder, seed, children, tell)
    planted += _write_finance(folder, seed, plans, children, tell)
    write_case_events(folder, children, Luck(seed, "case events"))
    write_other_files(folder, providers, children, Luck(seed, "other files"))
    planted += write_pupil_lists(folder, providers, children, Luck(seed, "pupil lists"))
    tell("Inventing other authorities")
    planted += write_published(folder, children, plans, seed)
    write_governance(folder)
    write_programme(folder)
    write_manifest(folder / MANIFEST, planted)
    (folder / "README.txt").write_text(README, encoding="utf-8", newline="\r\n")


def _write_returns(folder: Path, seed: int, children: list[Child], tell: Callable[[str], None]) -> list[Planted]:
    planted: list[Planted] = []
    for year in RETURN_YEARS:
        tell(f"Writing the SEN2 return of January {year}")
        result = build_return(year, children)
        rows = plant(result, _may_carry_defects(year), Luck(seed, f"defects/sen2/{year}"))
        planted += write_return(folder, result, rows)
    return planted


def _may_carry_defects(year: int) -> Callable[[Child], bool]:
    """Any child of an earlier return; of the last one, those whom the plan list knows or who had left by then."""
    day = census_day(year)
    if year < RETURN_YEARS[-1]:
        return lambda _child: True
    return lambda child: child.is_live(AS_AT) or (child.cease is not None and child.cease <= day)


def _write_finance(
    folder: Path, seed: int, plans: int, children: list[Child], tell: Callable[[str], None]
) -> list[Planted]:
    priced = price_children(children, Luck(seed, "prices"))
    tell("Writing the finance extract")
    lines, unpaid = plant_in_lines(lines_of_the_year(priced), children, Luck(seed, "defects/finance"))
    own_terms = add_contract_terms(lines, Luck(seed, "contracts"))
    asked = proposals(children, lines, Luck(seed, "proposals"))
    planted = write_extract(folder, [*lines, *asked], Luck(seed, "extract"))
    tell("Writing payments and the plan list")
    write_term_dates(folder, own_terms)
    payments = _write_payments(folder, seed, lines, own_terms)
    told_by_payments = {one.line.child.number for one in payments if one.planted}
    planted += write_plan_list(folder, children, unpaid, Luck(seed, "defects/plan-list"), spared=told_by_payments)
    tell("Writing budget books and ledgers")
    paid = _by_cost_centre(payments)
    for starts in FINANCIAL_YEARS:
        year, luck = FinancialYear(starts), Luck(seed, f"ledger/{starts}")
        book: list[BudgetLine] = build_budget(year, children, priced, plans)
        write_budget_book(folder, year, book)
        costs = paid if starts == LAST_FINANCIAL_YEAR else monthly_cost(priced, year)
        planted += write_ledger(folder, year, costs, book, luck)
    return planted


def _write_payments(folder: Path, seed: int, lines: list[CostLine], own_terms: list[str]) -> list[Payment]:
    """The payments, and the list of what is planted in them."""
    payments = pay(lines, term_dates_frame(own_terms), Luck(seed, "payments"))
    payments, unpaid = plant_exceptions(payments, lines, Luck(seed, "exceptions"))
    write_payments(folder, payments, Luck(seed, "payments file"))
    write_planted(folder, payments, unpaid)
    return payments


def _by_cost_centre(payments: list[Payment]) -> dict[str, Pounds]:
    """Pounds paid, (month,) from April to March."""
    paid: dict[str, Pounds] = defaultdict(lambda: np.zeros(12))
    for one in payments:
        paid[one.line.cost_centre][one.month - 1] += one.pence / 100
    return dict(sorted(paid.items()))
