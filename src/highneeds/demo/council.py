"""Write the whole folder of files of the demonstration council."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from highneeds.core import FinancialYear
from highneeds.demo.budget import BudgetLine, build_budget, write_budget_book
from highneeds.demo.children import Child
from highneeds.demo.costs import CostLine, price_children
from highneeds.demo.days import AS_AT, FINANCIAL_YEARS, RETURN_YEARS, census_day
from highneeds.demo.finance_lines import lines_of_the_year, plant_in_lines
from highneeds.demo.finance_sheet import write_extract
from highneeds.demo.history import simulate
from highneeds.demo.ledger import write_ledger
from highneeds.demo.luck import Luck
from highneeds.demo.manifest import Planted, write_manifest
from highneeds.demo.plan_list import write_plan_list
from highneeds.demo.population import write_population
from highneeds.demo.providers import build_providers
from highneeds.demo.readme import README
from highneeds.demo.register_file import write_register
from highneeds.demo.schools import Schools
from highneeds.demo.sen2_defects import plant
from highneeds.demo.sen2_files import write_return
from highneeds.demo.sen2_return import build_return

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
    tell("Writing the finance extract and the plan list")
    lines, unpaid = plant_in_lines(lines_of_the_year(priced), children, Luck(seed, "defects/finance"))
    planted = write_extract(folder, lines, Luck(seed, "extract"))
    planted += write_plan_list(folder, children, unpaid, Luck(seed, "defects/plan-list"))
    tell("Writing budget books and ledgers")
    for starts in FINANCIAL_YEARS:
        planted += _write_year(folder, FinancialYear(starts), children, priced, plans, Luck(seed, f"ledger/{starts}"))
    return planted


def _write_year(
    folder: Path, financial_year: FinancialYear, children: list[Child], priced: list[CostLine], plans: int, luck: Luck
) -> list[Planted]:
    book: list[BudgetLine] = build_budget(financial_year, children, priced, plans)
    write_budget_book(folder, financial_year, book)
    return write_ledger(folder, financial_year, priced, book, luck)
