"""Next year's budget: the steps of a line add to its proposal, and the proposals to the forecast of next year."""

from __future__ import annotations

import csv
import io
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from highneeds.finance import Books, Growth, Outlook, PriceUplift, position
from highneeds.reports.returns.budget_build import (
    PROPOSED,
    STEPS,
    BudgetBuild,
    budget_csv,
    budget_xlsx,
    build_budget,
)

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "finance"))
from tests.finance.small_council import AS_AT, TIMING, YEAR, budget, census, costs, ledger, steady_months


def built(growth: float, price: float, places: float, grant: float) -> tuple[BudgetBuild, float, float]:
    """The small council's build, and what the forecast says next year costs and brings, in GBP."""
    assumed = Outlook(
        PriceUplift(YEAR, price, "made up"),
        Growth(grant, "made up"),
        Growth(places, "made up"),
        Growth(0.02, "made up"),
    )
    money = position(
        as_at=AS_AT,
        books=Books(budget(), ledger(), costs()),
        census_now=census(),
        census_year_ago=census(),
        simulated=steady_months(growth=growth),
        path_assumptions=(TIMING,),
        outlook=assumed,
    )
    years = money.five_years
    return build_budget(money, assumed), float(years.block_cost.values[:, 1].mean()), float(years.allocation_gbp[1])


@settings(max_examples=15, deadline=None)
@given(st.floats(0, 0.2), st.floats(0, 0.1), st.floats(0, 0.1), st.floats(-0.05, 0.1))
def test_proposed_lines_add_to_the_forecast_of_next_year(
    growth: float, price: float, places: float, grant: float
) -> None:
    build, cost, income = built(growth, price, places, grant)
    spending = sum(line.proposed_pence for line in build.lines if line.kind != "income")
    came = sum(line.proposed_pence for line in build.lines if line.kind == "income")
    assert abs(spending - cost * 100) <= len(build.lines)
    assert abs(came + income * 100) <= 1


def test_with_no_growth_only_the_stated_rises_remain() -> None:
    build, _, _ = built(0.0, 0.1, 0.0, 0.0)
    assert str(build.financial_year) == "2027-28"
    special = next(line for line in build.lines if line.budget_line == "Special schools")
    steps = dict(zip(STEPS, special.steps, strict=True))
    assert steps["budget_this_year"] == 73_000_00
    assert steps["volume"] == 0
    assert steps["price"] == 7_300_00
    assert special.proposed_pence == 80_300_00


@pytest.mark.parametrize("growth", [0.0, 0.13])
def test_the_csv_and_the_workbook_re_add_and_say_what_each_step_stands_on(growth: float) -> None:
    build, _, _ = built(growth, 0.043, 0.01, 0.03)
    rows = list(csv.DictReader(io.StringIO(budget_csv(build).decode("utf-8-sig"))))
    steps, proposed = defaultdict(Decimal), {}
    for row in rows:
        if row["step"] == PROPOSED:
            proposed[row["budget_line"]] = Decimal(row["amount_gbp"])
        else:
            steps[row["budget_line"]] += Decimal(row["amount_gbp"])
            assert row["assumption"]
            assert row["source"]
    assert steps == proposed
    sheet = openpyxl.load_workbook(io.BytesIO(budget_xlsx(build, "Ashmere")))["Proposed budget"]
    held = {row[0]: row[-1] for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert round(held.pop("Total"), 2) == float(sum(proposed.values()))
    assert {name: Decimal(f"{value:.2f}") for name, value in held.items()} == proposed
