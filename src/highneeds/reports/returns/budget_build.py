"""Next year's budget from the forecast, line by line: full-year effect, volume, price, places, services and income.

Each step carries its assumption and source, and the steps of a line add to its proposed budget to the penny.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter

from highneeds.core import FinancialYear, Pence, allocate, pence_from_draws, pounds_from_pence
from highneeds.finance import Outlook, Position
from highneeds.finance.path import month_label
from highneeds.reports.returns.types import Stated

STEPS = (
    "budget_this_year",
    "forecast_over_budget",
    "full_year_effect",
    "volume",
    "price",
    "places",
    "services",
    "income",
)
PROPOSED = "proposed_budget"
NOT_IN_THE_BOOK = "Placements in settings without a budget line"


@dataclass(frozen=True, slots=True)
class BuiltLine:
    """One line: ``steps`` in pence, in the order of ``STEPS``; they add to the proposed budget."""

    budget_line: str
    cost_centre: str
    kind: str
    setting: str | None
    steps: tuple[int, ...]

    @property
    def proposed_pence(self) -> int:
        return sum(self.steps)


@dataclass(frozen=True, slots=True)
class BudgetBuild:
    """The proposal for ``financial_year``; ``stated`` says of each step what it stands on."""

    financial_year: FinancialYear
    lines: tuple[BuiltLine, ...]
    stated: tuple[Stated, ...]


def build_budget(money: Position, outlook: Outlook) -> BudgetBuild:
    """From this year's outturn and the first year ahead of the forecast (means over the draws)."""
    this_year = money.outturn.financial_year
    steps_of = _placement_steps(money, outlook)
    held = {line.setting for line in money.outturn.lines if line.kind == "placement"}
    lines = [_built(money, line_number, steps_of) for line_number in range(len(money.outturn.lines))]
    over = [steps for setting, steps in steps_of.items() if setting not in held]
    rest = [sum(column) for column in zip(*over, strict=True)] if over else [0, 0, 0]
    if any(rest):
        lines.append(BuiltLine(NOT_IN_THE_BOOK, "", "placement", None, (0, 0, *rest, 0, 0, 0)))
    next_year = FinancialYear(this_year.starts + 1)
    return BudgetBuild(next_year, tuple(lines), _stated(outlook, this_year))


def _built(money: Position, number: int, steps_of: dict[str, tuple[int, int, int]]) -> BuiltLine:
    line = money.outturn.lines[number]
    years = money.five_years
    over = line.forecast_pence - line.budget_pence
    moves = steps_of.get(line.setting or "", (0, 0, 0)) if line.kind == "placement" else (0, 0, 0)
    growth = {"places": 0, "service": 0, "unbudgeted": 0, "income": 0}
    if line.kind in growth:
        kinds = ("service", "unbudgeted") if line.kind in {"service", "unbudgeted"} else (line.kind,)
        of_kind = {
            "places": years.places_gbp,
            "service": years.services_gbp,
            "unbudgeted": years.services_gbp,
            "income": -years.allocation_gbp,
        }[line.kind]
        same = [other for other in money.outturn.lines if other.kind in kinds]
        more = pence_from_draws(float(of_kind[1])) - sum(other.forecast_pence for other in same)
        weights = [float(abs(other.forecast_pence)) for other in same]
        parts = allocate(more, weights if sum(weights) else [1.0] * len(same))
        growth[line.kind] = parts[same.index(line)]
    grown = (growth["places"], growth["service"] + growth["unbudgeted"], growth["income"])
    return BuiltLine(
        line.budget_line, line.cost_centre, line.kind, line.setting, (line.budget_pence, over, *moves, *grown)
    )


def _placement_steps(money: Position, outlook: Outlook) -> dict[str, tuple[int, int, int]]:
    """By setting: full-year effect (those here in March, all year), volume, and price; pence."""
    years, path = money.five_years, money.path
    this_year = years.financial_years[0]
    march = path.price.at("month", month_label(this_year.last_day)).mean("draw")
    means = years.placements.mean("draw")
    factor = outlook.price.factor(years.financial_years[1])
    found = {}
    for setting in path.settings:
        now, then = (
            pence_from_draws(float(means.at("financial_year", str(year)).at("setting", setting).values))
            for year in years.financial_years[:2]
        )
        all_year = pence_from_draws(float(march.at("setting", setting).values))
        at_old_prices = Pence(round(then / factor))
        found[setting] = (all_year - now, at_old_prices - all_year, then - at_old_prices)
    return found


def _stated(outlook: Outlook, this_year: FinancialYear) -> tuple[Stated, ...]:
    def growth(share: float) -> str:
        return f"{share:+.1%} after {this_year}" if share else "unchanged in cash"

    forecast = "forecast of this year and the next, mean of the draws"
    return (
        Stated("budget_this_year", f"the budget book of {this_year}", "budget book"),
        Stated("forecast_over_budget", "this year's forecast outturn less its budget", forecast),
        Stated("full_year_effect", "children placed in March, for a whole year at this year's prices", forecast),
        Stated("volume", "children who start, move or leave after March, at this year's prices", forecast),
        Stated("price", growth(outlook.price.share_per_year), outlook.price.source),
        Stated("places", growth(outlook.places.share_per_year), outlook.places.source),
        Stated("services", growth(outlook.services.share_per_year), outlook.services.source),
        Stated("income", growth(outlook.allocation.share_per_year), outlook.allocation.source),
    )


def _cells(built: BuiltLine) -> list[int]:
    return [*built.steps, built.proposed_pence]


def _totals(lines: Sequence[BuiltLine]) -> list[int]:
    return [sum(column) for column in zip(*map(_cells, lines), strict=True)]


def budget_csv(build: BudgetBuild) -> bytes:
    """One row for each line and step, in pounds and pence, with what the step stands on."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    header = ("financial_year", "budget_line", "cost_centre", "kind", "setting", "step", "amount_gbp", "assumption")
    writer.writerow((*header, "source"))
    words = {stated.name: stated for stated in build.stated}
    for line in build.lines:
        first = (str(build.financial_year), line.budget_line, line.cost_centre, line.kind, line.setting or "")
        for name, pence in zip(STEPS, line.steps, strict=True):
            writer.writerow((*first, name, pounds_from_pence(pence), words[name].in_words, words[name].source))
        writer.writerow((*first, PROPOSED, pounds_from_pence(line.proposed_pence), "sum of the steps", ""))
    return out.getvalue().encode("utf-8-sig")


def budget_xlsx(build: BudgetBuild, council: str) -> bytes:
    """Two sheets: the lines with their steps and a total, in pounds; and what each step stands on."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    workbook.set_properties({"title": f"Budget build {build.financial_year}", "author": council, "company": council})
    bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    money = workbook.add_format({"num_format": "#,##0.00"})
    sheet = workbook.add_worksheet("Proposed budget")
    sheet.write_string(0, 0, f"{council}: proposed high needs budget {build.financial_year}, £", bold)
    header = ["Budget line", "Cost centre", *(name.replace("_", " ").capitalize() for name in (*STEPS, PROPOSED))]
    sheet.write_row(2, 0, header, bold)
    rows = [(line.budget_line, line.cost_centre, _cells(line)) for line in build.lines]
    for row, (name, centre, cells) in enumerate([*rows, ("Total", "", _totals(build.lines))], 3):
        sheet.write_row(row, 0, (name, centre))
        sheet.write_row(row, 2, [pence / 100 for pence in cells], money)
    sheet.set_column(0, 0, 60)
    sheet.set_column(1, len(header), 16)
    sheet.freeze_panes(3, 1)
    notes = workbook.add_worksheet("What each step stands on")
    notes.write_row(0, 0, ("Step", "Assumption", "Source"), bold)
    for row, stated in enumerate(build.stated, 1):
        notes.write_row(row, 0, (stated.name.replace("_", " ").capitalize(), stated.in_words, stated.source))
    notes.set_column(0, 2, 60)
    workbook.close()
    return out.getvalue()
