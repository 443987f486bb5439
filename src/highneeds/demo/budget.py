"""The budget books: made from the January before, with too little growth and too little inflation, as real ones are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from highneeds.core import FinancialYear
from highneeds.demo.children import Child
from highneeds.demo.costs import CostLine
from highneeds.demo.days import census_day
from highneeds.demo.finance_sheet import CREATED
from highneeds.demo.finance_years import position_on, price_level
from highneeds.rules.settings import Setting

_GROWTH_ASSUMED = 1.030  # year-average children over the children of January
_PRICE_SHORTFALL = 0.982  # budgeted price over the price that comes
_PLANS_OF_THE_SCALE = 7000
_PLACES = (
    ("Special school places", 12_300_000),
    ("Unit and resourced provision places", 1_100_000),
    ("Alternative provision places", 700_000),
)
SERVICES = (
    ("Specialist teaching service", "HN30", 2_900_000),
    ("Behaviour partnerships", "HN31", 2_200_000),
    ("Primary pupil referral unit and alternative provision service", "HN32", 1_500_000),
    ("Medical needs and hospital tuition", "HN33", 1_000_000),
    ("SEN support services", "HN34", 1_700_000),
    ("Speech, language and occupational therapies", "HN35", 1_200_000),
)
_HEADER = ("Budget line", "Cost centre", "Kind", "Setting", "Children (FTE)", "Budget £")


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """One line of a budget book, whole pounds."""

    name: str
    cost_centre: str
    kind: str
    setting: Setting | None
    children_fte: float | None
    pounds: int


def build_budget(
    financial_year: FinancialYear, children: list[Child], lines: list[CostLine], plans: int
) -> list[BudgetLine]:
    """The year's book; the allocation balances it to the pound."""
    day = census_day(financial_year.starts)
    level = price_level(financial_year)
    book = []
    for position in position_on(children, lines, day):
        fte = round(position.children * _GROWTH_ASSUMED, 1)
        price = round(position.pounds_per_child_year * level * _PRICE_SHORTFALL, -1)
        book.append(
            BudgetLine(
                _line_name(position.setting),
                position.cost_centre,
                "placement",
                position.setting,
                fte,
                round(fte * price),
            )
        )
    size = sum(child.is_live(day) for child in children) / _PLANS_OF_THE_SCALE
    book += [
        BudgetLine(name, "HN20", "places", None, None, 1000 * round(pounds * size * level / 1000))
        for name, pounds in _PLACES
    ]
    steady = (0.5 * size + 0.5 * plans / _PLANS_OF_THE_SCALE) * level
    book += [
        BudgetLine(name, centre, "service", None, None, 1000 * round(pounds * steady / 1000))
        for name, centre, pounds in SERVICES
    ]
    spending = sum(line.pounds for line in book)
    return [*book, BudgetLine("High needs block allocation", "HN90", "income", None, None, -spending)]


def _line_name(setting: Setting) -> str:
    return (
        f"Placements: {setting.label[0].lower()}{setting.label[1:]}"
        if setting.label[:3] != "SEN"
        else f"Placements: {setting.label}"
    )


def write_budget_book(folder: Path, financial_year: FinancialYear, book: list[BudgetLine]) -> None:
    """One workbook: title rows, the header and the lines."""
    path = folder / f"finance/budget-book-{financial_year}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.set_properties(
            {"title": f"High needs budget {financial_year}", "author": "Finance", "created": CREATED}
        )
        bold = workbook.add_format({"bold": True})
        money = workbook.add_format({"num_format": "#,##0"})
        sheet = workbook.add_worksheet(f"Budget {financial_year}")
        sheet.write_string(0, 0, "Ashmere County Council", bold)
        sheet.write_string(1, 0, f"High needs block: budget book {financial_year}", bold)
        sheet.write_row(3, 0, _HEADER, bold)
        for row, line in enumerate(book, start=4):
            sheet.write_row(
                row, 0, (line.name, line.cost_centre, line.kind, line.setting.label if line.setting else "")
            )
            if line.children_fte is not None:
                sheet.write_number(row, 4, line.children_fte)
            sheet.write_number(row, 5, line.pounds, money)
        sheet.set_column(0, 0, 60)
        sheet.set_column(1, 5, 18)
