"""The financial tables of the DSG management plan, in whole pounds that add; a deficit is positive.

Rows are rounded so that each year adds; everything else is reckoned from the rounded rows, so that mitigated =
unmitigated - savings + investment, placement sheets + services = block, and each year opens where the last closed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from highneeds.core import round_to_add
from highneeds.finance.block import Measure
from highneeds.reports.returns.block_years import BlockYear, BlockYears
from highneeds.reports.returns.money_rows import PLACEMENT_ROWS
from highneeds.reports.returns.types import TOTAL, Basis, Heading, ReturnRow, ReturnTable, Unit
from highneeds.reports.tables import Cell, percent_off
from highneeds.rules.expenditure_rows import EXPENDITURE_ROWS

_PENCE_IN_A_POUND = 100
Grid = dict[str, list[int]]


@dataclass(frozen=True, slots=True)
class Mitigation:
    """A saving in one expenditure row, whole pounds by financial year (``2027-28``), and what it costs to bring about.

    Both positive, but for what measures take from one another. A year left out has none.
    """

    ref: str
    description: str
    row: str
    savings_gbp: Mapping[str, int]
    investment_gbp: Mapping[str, int] = field(default_factory=dict)


def mitigations_of(measures: Sequence[Measure]) -> tuple[Mitigation, ...]:
    """The measures of the block's file, each with its row: means over the draws. Raises ValueError without a row."""
    found = []
    for number, measure in enumerate(measures, 1):
        if measure.row is None:
            message = f"measure {measure.name!r} has no row of expenditure"
            raise ValueError(message)
        years = [str(label) for label in measure.savings.labels("financial_year")]
        saved = [_pounds(round(float(pence))) for pence in measure.savings.values.mean(axis=0)]
        spent = [_pounds(round(float(pence))) for pence in measure.investment.values]
        said = f"{measure.name} ({measure.owner})"
        pair = dict(zip(years, saved, strict=True)), dict(zip(years, spent, strict=True))
        found.append(Mitigation(f"M{number}", said, measure.row, *pair))
    return tuple(found)


def financial_tables(block: BlockYears, mitigations: Sequence[Mitigation] = ()) -> tuple[ReturnTable, ...]:
    """Every table of money. Raises ValueError for a mitigation in a row that is none."""
    if unknown := {each.row for each in mitigations} - set(EXPENDITURE_ROWS):
        message = f"no such row of expenditure: {', '.join(sorted(unknown))}"
        raise ValueError(message)
    years = block.years
    headings = tuple(Heading(str(year.financial_year), year.basis) for year in years)
    unmitigated = _by_row([round_to_add([year.spending[row] for row in EXPENDITURE_ROWS], 100) for year in years])
    savings = _of_mitigations(years, mitigations, "savings_gbp")
    investment = _of_mitigations(years, mitigations, "investment_gbp")
    mitigated = {
        row: [u - s + i for u, s, i in zip(unmitigated[row], savings[row], investment[row], strict=True)]
        for row in EXPENDITURE_ROWS
    }
    grids = {"unmitigated": unmitigated, "savings": savings, "investment": investment, "mitigated": mitigated}
    income, total_income = _income(years, headings)
    return (
        *(_cost_table(tab, row, unmitigated[row], years, headings) for tab, row in PLACEMENT_ROWS.items()),
        income,
        *(_spending_table(key, grid, headings) for key, grid in grids.items()),
        _positions((_totals(unmitigated), _totals(mitigated)), total_income, block, headings),
        _unknown("other_blocks", ("schools", "central_school_services", "early_years"), headings),
        _mitigation_table(years, mitigations, headings),
        _sign_off(),
    )


def _pounds(pence: int) -> int:
    return int((Decimal(pence) / _PENCE_IN_A_POUND).quantize(Decimal(1), ROUND_HALF_UP))


def _by_row(by_year: Sequence[Sequence[int]]) -> Grid:
    return {row: [year[i] for year in by_year] for i, row in enumerate(EXPENDITURE_ROWS)}


def _totals(grid: Grid) -> list[int]:
    return [sum(column) for column in zip(*grid.values(), strict=True)]


def _of_mitigations(years: Sequence[BlockYear], mitigations: Sequence[Mitigation], what: str) -> Grid:
    found: Grid = {row: [0] * len(years) for row in EXPENDITURE_ROWS}
    for each in mitigations:
        by_year: Mapping[str, int] = getattr(each, what)
        for i, year in enumerate(years):
            found[each.row][i] += by_year.get(str(year.financial_year), 0)
    return found


def _spending_table(key: str, grid: Grid, headings: tuple[Heading, ...]) -> ReturnTable:
    rows = (*(ReturnRow(row, tuple(cells)) for row, cells in grid.items()), ReturnRow(TOTAL, tuple(_totals(grid))))
    return ReturnTable(key, headings, rows, Unit.GBP, has_total=True)


def _income(years: Sequence[BlockYear], headings: tuple[Heading, ...]) -> tuple[ReturnTable, list[int]]:
    gross, transfers = [_pounds(year.income) for year in years], [_pounds(year.transfers) for year in years]
    deducted = [None if year.deducted is None else -_pounds(year.deducted) for year in years]
    total = [came + (kept or 0) + moved for came, kept, moved in zip(gross, deducted, transfers, strict=True)]
    rows = (
        ReturnRow("block_allocation_gross", tuple(gross)),
        ReturnRow("recoupment_deductions", tuple(deducted)),
        ReturnRow("block_transfer", tuple(transfers)),
        ReturnRow("other_income", tuple(0 for _ in years)),
        ReturnRow(TOTAL, tuple(total)),
    )
    note = (
        "Past years as the ledger holds them, where recoupment and transfers are not told apart. Of the years ahead, a "
        "transfer that is not decided counts with its probability. What the department deducts and pays itself is "
        "neither income nor spending. Contributions of health and social care are taken off the placements they are "
        "for."
    )
    return ReturnTable("income", headings, rows, Unit.GBP, note, has_total=True), total


def _positions(
    spending_of: tuple[list[int], list[int]], income: list[int], block: BlockYears, headings: tuple[Heading, ...]
) -> ReturnTable:
    """``spending_of``: unmitigated and mitigated."""
    opening, grant = _pounds(block.opening_pence), [_pounds(year.grant) for year in block.years]
    nothing = tuple(0 for _ in income)
    rows: dict[str, tuple[Cell, ...]] = {"grant": tuple(grant)}
    for name, spending in zip(("unmitigated", "mitigated"), spending_of, strict=True):
        in_year = [spent - came for spent, came in zip(spending, income, strict=True)]
        closing = [opening + sum(in_year[: i + 1]) - sum(grant[: i + 1]) for i in range(len(in_year))]
        rows[f"in_year_{name}"] = tuple(in_year)
        rows[f"brought_forward_{name}"] = (opening, *closing[:-1])
        rows[f"cumulative_{name}"] = tuple(closing)
        rows[f"percent_{name}"] = tuple(
            percent_off(came + owed, came) for owed, came in zip(closing, income, strict=True)
        )
    order = (
        "in_year_unmitigated",
        "in_year_mitigated",
        "grant",
        "reserves",
        "brought_forward_unmitigated",
        "cumulative_unmitigated",
        "brought_forward_mitigated",
        "cumulative_mitigated",
        "percent_unmitigated",
        "percent_mitigated",
    )
    made = tuple(
        ReturnRow(key, rows.get(key, nothing), Unit.PERCENT if key.startswith("percent") else None) for key in order
    )
    note = (
        "Plus is a deficit. The stability grant is what may be expected of it: the amount times the probability that "
        "it is paid. No use of reserves is counted."
    )
    return ReturnTable("positions", headings, made, Unit.GBP, note)


def _cost_table(
    tab: str, row: str, cost: Sequence[int], years: Sequence[BlockYear], headings: tuple[Heading, ...]
) -> ReturnTable:
    """Top-ups, fees and place funding of the sheet, beside its year-average children."""
    children = [None if year.children is None else year.children.get(tab, 0.0) for year in years]
    each = [
        None if not there else int((Decimal(gbp) / Decimal(there)).quantize(Decimal(1), ROUND_HALF_UP))
        for gbp, there in zip(cost, children, strict=True)
    ]
    pupils: list[Cell] = [
        None if there is None else int(Decimal(there).quantize(Decimal(1), ROUND_HALF_UP)) for there in children
    ]
    rows = (
        ReturnRow("pupils", tuple(pupils), Unit.CHILDREN),
        ReturnRow("average_cost", tuple(each)),
        ReturnRow("total_cost", tuple(cost)),
        ReturnRow("growth", _growth(children), Unit.PERCENT),
        ReturnRow("inflation", _growth(each), Unit.PERCENT),
    )
    note = f"Before mitigations. Total cost is the row {row} of the block. Pupils of past years were not averaged."
    return ReturnTable(f"cost:{tab}", headings, rows, Unit.GBP, note)


def _growth(values: Sequence[float | None]) -> tuple[Cell, ...]:
    pairs = pairwise(values)
    return (None, *(None if not before or now is None else percent_off(now, before) for before, now in pairs))


def _unknown(key: str, rows: Sequence[str], headings: tuple[Heading, ...]) -> ReturnTable:
    blank = tuple(None for _ in headings)
    note = "Not held in this system: to be filled in by the council."
    return ReturnTable(key, headings, tuple(ReturnRow(row, blank) for row in rows), Unit.GBP, note)


def _mitigation_table(
    years: Sequence[BlockYear], mitigations: Sequence[Mitigation], headings: tuple[Heading, ...]
) -> ReturnTable:
    rows = []
    for each in mitigations:
        names = [str(year.financial_year) for year in years]
        net = tuple(each.savings_gbp.get(name, 0) - each.investment_gbp.get(name, 0) for name in names)
        rows.append(ReturnRow(f"{each.ref} {each.description}", net))
    total = tuple(sum(column) for column in zip(*(row.cells for row in rows), strict=True)) if rows else None
    rows.append(ReturnRow(TOTAL, total or tuple(0 for _ in headings)))
    note = "" if mitigations else "No mitigation was given, so that mitigated is unmitigated."
    return ReturnTable("mitigations", headings, tuple(rows), Unit.GBP, note, has_total=True)


def _sign_off() -> ReturnTable:
    headings = tuple(Heading(name, Basis.STATED) for name in ("Name", "Date", "Version"))
    rows = tuple(ReturnRow(role, ("", "", "")) for role in ("cfo", "dcs", "forum"))
    return ReturnTable("sign_off", headings, rows, Unit.TEXT, "To be signed by hand.")
