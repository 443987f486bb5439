"""Returns: two tables of the same children agree, money adds, and every cell stands where the template says."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import numpy as np
import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from highneeds.core import FinancialYear
from highneeds.forecast.types import NC_YEARS
from highneeds.reports.hidden_content import hidden_in
from highneeds.reports.returns.block_tables import Mitigation, financial_tables
from highneeds.reports.returns.block_years import BlockYear, BlockYears
from highneeds.reports.returns.demand import Demand
from highneeds.reports.returns.money_rows import PLACEMENT_ROWS, expenditure_row
from highneeds.reports.returns.placement_sheets import demand_tables, shared_sums
from highneeds.reports.returns.reform_plan import plan_tables
from highneeds.reports.returns.reform_plan import shared_sums as reform_sums
from highneeds.reports.returns.requests import count_requests
from highneeds.reports.returns.sheets import SHEETS, settings_of
from highneeds.reports.returns.template import load_template, template_names
from highneeds.reports.returns.tidy import tidy_csv
from highneeds.reports.returns.types import TOTAL, Basis, ReturnTable
from highneeds.reports.returns.workbook import UNVERIFIED, return_xlsx
from highneeds.reports.returns.written import FOR_PUBLICATION, FOR_SUBMISSION, Return, for_publication
from highneeds.rules import Need, Setting
from highneeds.rules.expenditure_rows import EXPENDITURE_ROWS

PLAN = load_template("dsg-plan-v10")
REFORM = load_template("lsrp-2026")
JANUARIES = (2025, 2026, 2027, 2028)
DRAWS = (1, 1, 7, 7)
ACROSS = shared_sums(PLAN)
COUNTED = 2
"""Columns of counted children, whose parts add to the penny; in the others each mean is rounded by itself."""
AMOUNTS = ((10**9, 10**10), (0, 10**8), (-(10**8), 10**8), (0, 10**8))
"""Pence, from and to: income, what is deducted, transfers, grant."""


def demand(seed: int, most: int = 40) -> Demand:
    """Random children: the same ones by need and by age."""
    rng = np.random.default_rng(seed)
    by_need = np.zeros((4, len(Need), len(Setting)), np.int64)
    by_age = np.zeros((4, len(Setting), len(NC_YEARS)), np.int64)
    for year in range(4):
        for setting, kind in enumerate(Setting):
            first = 17 if kind in settings_of(SHEETS["P16FE"]) else 0
            for _ in range(int(rng.integers(0, most)) * DRAWS[year] // 3):
                by_need[year, rng.integers(len(Need)), setting] += 1
                by_age[year, setting, rng.integers(first, len(NC_YEARS))] += 1
    return Demand(JANUARIES, (True, True, False, False), DRAWS, by_need, by_age)


def block(seed: int) -> BlockYears:
    rng = np.random.default_rng(seed)
    years = []
    for number in range(4):
        spending = {row: int(rng.integers(0, 10**9)) for row in EXPENDITURE_ROWS}
        there = {tab: float(rng.random() * 90) for tab in SHEETS} if number > 1 else None
        year, basis = FinancialYear(2024 + number), Basis.FORECAST if number > 1 else Basis.OUTTURN
        income, deducted, transfers, grant = (int(rng.integers(*ends)) for ends in AMOUNTS)
        ahead = {"deducted": deducted, "transfers": transfers, "grant": grant} if number > 1 else {}
        years.append(BlockYear(year, basis, spending, income, there, **ahead))
    return BlockYears(tuple(years), int(rng.integers(-(10**9), 10**9)))


def plan(seed: int = 1, most: int = 40) -> Return:
    return Return(PLAN, (*demand_tables(demand(seed, most), PLAN), *financial_tables(block(seed))), (), "Ashmere")


def given_away(total: object, parts: list[object]) -> bool:
    """One withheld number among others; where all of them are nought, each was rounded by itself and tells nothing."""
    every = [total, *parts]
    return every.count("[c]") == 1 and any(cell for cell in every if cell != "[c]")


def cells(table: ReturnTable, row: str) -> tuple[object, ...]:
    return table.row(row).cells


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_totals_by_age_by_need_and_in_the_summary_are_the_same_children(seed: int) -> None:
    tables = {table.key: table for table in demand_tables(demand(seed), PLAN)}
    for tab in SHEETS:
        assert cells(tables[f"ages:{tab}"], TOTAL) == cells(tables[f"needs:{tab}"], TOTAL)
        assert cells(tables[f"ages:{tab}"], TOTAL) == cells(tables["summary_placements"], tab)
    assert cells(tables["summary_ages"], TOTAL) == cells(tables["summary_needs"], TOTAL)
    assert cells(tables["summary_ages"], TOTAL) == cells(tables["summary_placements"], TOTAL)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_counted_years_add_exactly_and_each_forecast_cell_is_its_own_mean_rounded(seed: int) -> None:
    given_demand = demand(seed)
    for table in demand_tables(given_demand, PLAN):
        parts = np.array([row.cells for row in table.rows if row.key != TOTAL])
        total = np.array(cells(table, TOTAL))
        assert (parts[:, :2].sum(axis=0) == total[:2]).all()
        assert (abs(parts[:, 2:].sum(axis=0) - total[2:]) <= len(parts) / 2 + 0.5).all()
    hi = list(Need).index(Need.HI)
    special = [list(Setting).index(Setting.SPECIAL)]
    mean = given_demand.by_need[2, hi, special].sum() / 7
    shown = next(t for t in demand_tables(given_demand, PLAN) if t.key == "needs:MdSSA").row("HI").cells[2]
    assert shown == int(mean + 0.5)


def test_a_child_of_reception_is_under_five_in_one_plan_and_five_to_ten_in_the_other() -> None:
    by_need = np.zeros((4, len(Need), len(Setting)), np.int64)
    by_age = np.zeros((4, len(Setting), len(NC_YEARS)), np.int64)
    by_need[:, list(Need).index(Need.ASD), 0] = DRAWS
    by_age[:, 0, NC_YEARS.index(0)] = DRAWS
    one = Demand(JANUARIES, (True, True, False, False), DRAWS, by_need, by_age)
    ours = {table.key: table for table in demand_tables(one, PLAN)}
    theirs = {table.key: table for table in plan_tables(one, REFORM)}
    assert cells(ours["ages:MmSoA"], "Under 5") == (1, 1, 1, 1)
    assert cells(theirs["plans_by_age"], "Age 5 to 10") == (1, 1, 1)
    assert [heading.label for heading in theirs["plans_by_age"].headings] == ["2025", "2026", "2027"]


def test_down_syndrome_counts_as_other_and_a_need_not_recorded_in_the_last_row() -> None:
    by_need = np.zeros((1, len(Need), len(Setting)), np.int64)
    by_age = np.zeros((1, len(Setting), len(NC_YEARS)), np.int64)
    by_need[0, list(Need).index(Need.DS), 0], by_need[0, list(Need).index(Need.NOT_RECORDED), 0] = 3, 2
    by_age[0, 0, 10] = 5
    table = next(
        t for t in demand_tables(Demand((2026,), (True,), (1,), by_need, by_age), PLAN) if t.key == "needs:MmSoA"
    )
    assert (cells(table, "OTH"), cells(table, "NSA")) == ((3,), (2,))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_reform_plan_tables_hold_the_same_children(seed: int) -> None:
    tables = {table.key: table for table in plan_tables(demand(seed), REFORM)}
    for key in ("plans_by_provision", "plans_by_need"):
        assert cells(tables[key], TOTAL) == cells(tables["plans_by_age"], TOTAL)
    within = [table for key, table in tables.items() if key.startswith("need_in_")]
    counted = [sum(int(str(table.row(TOTAL).cells[0])) for table in within)]
    assert counted == [cells(tables["plans_by_age"], TOTAL)[0]]
    assert cells(tables["plans_by_provision"], "Support bases in mainstream") == (None, None, None)


def test_children_by_need_and_by_age_that_differ_are_refused() -> None:
    good = demand(3)
    with pytest.raises(ValueError, match="not the same children"):
        replace(good, by_need=good.by_need + 1)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 10**8), st.integers(0, 10**7))
def test_the_identities_of_the_block_hold_in_the_pounds_that_are_shown(seed: int, saving: int, invested: int) -> None:
    given_block = block(seed)
    own = Mitigation("M1", "More in mainstream", "nmss_independent", {"2026-27": saving}, {"2025-26": invested})
    tables = {table.key: table for table in financial_tables(given_block, (own,))}
    for i in range(4):
        column = {
            key: {row.key: row.cells[i] for row in tables[key].rows}
            for key in ("unmitigated", "savings", "investment", "mitigated")
        }
        for row in (*EXPENDITURE_ROWS, TOTAL):
            after = column["unmitigated"][row] - column["savings"][row] + column["investment"][row]
            assert column["mitigated"][row] == after
        assert sum(column["unmitigated"][row] for row in EXPENDITURE_ROWS) == column["unmitigated"][TOTAL]
        assert abs(column["unmitigated"][TOTAL] * 100 - sum(given_block.years[i].spending.values())) <= 50
        for tab, row in PLACEMENT_ROWS.items():
            assert tables[f"cost:{tab}"].row("total_cost").cells[i] == column["unmitigated"][row]
        spent, came = column["mitigated"][TOTAL], tables["income"].row(TOTAL).cells[i]
        assert tables["positions"].row("in_year_mitigated").cells[i] == spent - came
    for name in ("unmitigated", "mitigated"):
        opening = tables["positions"].row(f"brought_forward_{name}").cells
        closing = tables["positions"].row(f"cumulative_{name}").cells
        assert opening[1:] == closing[:-1]
        in_year = tables["positions"].row(f"in_year_{name}").cells
        grant = tables["positions"].row("grant").cells
        assert all(o + n - g == c for o, n, g, c in zip(opening, in_year, grant, closing, strict=True))
    assert tables["mitigations"].row(TOTAL).cells == tuple(
        s - v for s, v in zip(tables["savings"].row(TOTAL).cells, tables["investment"].row(TOTAL).cells, strict=True)
    )


def test_a_small_block_comes_out_as_reckoned_by_hand() -> None:
    spending = dict.fromkeys(EXPENDITURE_ROWS, 0) | {"maintained_special": 730_049, "other_hn_services": 120_050}
    one = BlockYear(FinancialYear(2026), Basis.FORECAST, spending, 800_000, dict.fromkeys(SHEETS, 0.0) | {"MdSSA": 4.0})
    tables = {table.key: table for table in financial_tables(BlockYears((one,), 100_000))}
    assert tables["unmitigated"].row("maintained_special").cells == (7_300,)
    assert tables["unmitigated"].row(TOTAL).cells == (8_501,)
    assert tables["positions"].row("in_year_unmitigated").cells == (501,)
    assert tables["positions"].row("cumulative_unmitigated").cells == (1_501,)
    assert str(tables["positions"].row("percent_unmitigated").cells[0]) == "18.8"
    assert tables["cost:MdSSA"].row("average_cost").cells == (1_825,)


def test_a_mitigation_of_no_row_is_refused() -> None:
    with pytest.raises(ValueError, match="no such row of expenditure: tea"):
        financial_tables(block(1), (Mitigation("M1", "", "tea", {}),))


@pytest.mark.parametrize(
    ("kind", "setting", "name", "row"),
    [
        ("placement", "independent_special", "Placements", "nmss_independent"),
        ("placement", None, "Other", "other_direct_payments"),
        ("places", None, "Unit and resourced provision places", "resourced_provision"),
        ("places", None, "Special school places", "maintained_special"),
        ("service", None, "Speech, language and occupational therapies", "health_social_care_therapy"),
        ("service", None, "Specialist teaching service", "sen_support_and_inclusion_services"),
        ("service", None, "Tea", "other_hn_services"),
    ],
)
def test_a_budget_line_stands_in_its_row(kind: str, setting: str | None, name: str, row: str) -> None:
    assert expenditure_row(kind, setting, name, {}) == row
    assert expenditure_row(kind, setting, name, {name: "mainstream"}) == "mainstream"


def test_every_table_has_a_place_and_every_place_a_table() -> None:
    whole = plan()
    assert {layout.key for layout in PLAN.layouts} == {table.key for table in whole.tables}
    with pytest.raises(ValueError, match="positions is not made"):
        replace(whole, tables=tuple(table for table in whole.tables if table.key != "positions"))
    extra = replace(whole.tables[0], key="extra")
    with pytest.raises(ValueError, match="extra has no place"):
        replace(whole, tables=(*whole.tables, extra))


def test_no_two_tables_of_a_template_overlap_and_every_label_names_its_source() -> None:
    for name in template_names():
        template, taken = load_template(name), set()
        for layout in template.layouts:
            for row in range(layout.row, layout.row + len(layout.labels) + 2):
                assert (layout.sheet, row) not in taken
                taken.add((layout.sheet, row))
            assert all(label.source for label in layout.labels)
        assert any(not label.is_verified for _, label in template.labels)
    with pytest.raises(LookupError, match="there is no template tea"):
        load_template("tea")


def test_the_workbook_and_the_csv_hold_the_same_at_the_cells_that_the_mapping_names() -> None:
    whole = plan()
    book = openpyxl.load_workbook(io.BytesIO(return_xlsx(whole)))
    rows = list(csv.DictReader(io.StringIO(tidy_csv(whole).decode("utf-8-sig"))))
    assert len(rows) == sum(len(table.rows) * len(table.headings) for table in whole.tables)
    assert len({row["key"] for row in rows}) == len(rows)
    for row in rows:
        held = book[row["sheet"]][row["cell"]].value
        assert str(held if held is not None else "") == row["value"] or float(held) == float(row["value"])
        assert book[row["sheet"]][f"A{''.join(filter(str.isdigit, row['cell']))}"].value == row["row"]
    example = "Mainstream schools or academies placements: Number of EHCPs by age group: Under 5: 2026"
    assert example in {row["key"] for row in rows}


def test_the_workbook_says_which_labels_are_unverified_and_hides_nothing() -> None:
    book = openpyxl.load_workbook(io.BytesIO(return_xlsx(plan())))
    labels = list(book["Labels"].iter_rows(min_row=4, values_only=True))
    assert len(labels) == len(list(PLAN.labels))
    assert {row[4] for row in labels} == {"verified", UNVERIFIED}
    assert FOR_SUBMISSION in str(book["Read me"]["A2"].value)
    for sheet in book:
        assert sheet.sheet_state == "visible"
        assert not sheet.merged_cells.ranges
        assert not any(dimension.hidden for dimension in sheet.column_dimensions.values())
        assert not any(dimension.hidden for dimension in sheet.row_dimensions.values())
        assert not any(cell.data_type == "f" or cell.comment for line in sheet.iter_rows() for cell in line)
    assert not book.defined_names


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 60))
def test_what_is_published_shows_no_few_children_nor_lets_them_be_worked_out(seed: int, most: int) -> None:
    whole = plan(seed, most)
    shown = for_publication(whole, across=ACROSS)
    assert shown.marking == FOR_PUBLICATION
    for table in shown.tables:
        if table.unit.value != "children":
            continue
        assert not any(isinstance(cell, int) and 0 < cell < 5 for row in table.rows for cell in row.cells)
        for i in range(COUNTED):
            parts = [row.cells[i] for row in table.rows if row.key != TOTAL]
            assert not given_away(table.row(TOTAL).cells[i], parts)
    for (key, row), parts in ACROSS:
        for i, cell in enumerate(shown.table(key).row(row).cells[:COUNTED]):
            inside = [shown.table(part).row(name).cells[i] for part, name in parts]
            assert not given_away(cell, inside)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 60))
def test_the_reform_plan_as_published_gives_no_few_children_away(seed: int, most: int) -> None:
    tables = plan_tables(demand(seed, most), REFORM)
    blank = tuple(replace(tables[0], key=key) for key in ("requests", "assessments", "assessments_to_plan"))
    shown = for_publication(Return(REFORM, (*tables, *blank), (), "Ashmere"), across=reform_sums(REFORM))
    for (key, row), parts in reform_sums(REFORM):
        for i, cell in enumerate(shown.table(key).row(row).cells):
            inside = [shown.table(part).row(name).cells[i] for part, name in parts]
            is_counted = shown.table(key).headings[i].basis is Basis.COUNTED
            assert not is_counted or not given_away(cell, inside)
            assert not any(isinstance(each, int) and 0 < each < 5 for each in (cell, *inside))


def test_money_of_a_sheet_with_few_children_is_withheld_with_that_of_another() -> None:
    given_demand = demand(5)
    hospital = [list(Setting).index(setting) for setting in settings_of(SHEETS["HspAP"])]
    by_need, by_age = given_demand.by_need.copy(), given_demand.by_age.copy()
    by_need[:, :, hospital], by_age[:, hospital] = 0, 0
    by_need[:, 0, hospital[0]], by_age[:, hospital[0], 12] = np.array(DRAWS) * 2, np.array(DRAWS) * 2
    few = replace(given_demand, by_need=by_need, by_age=by_age)
    whole = Return(PLAN, (*demand_tables(few, PLAN), *financial_tables(block(5))), (), "Ashmere")
    shown = for_publication(whole, across=ACROSS)
    assert set(shown.table("cost:HspAP").row("total_cost").cells) == {"[c]"}
    hidden = [row.key for row in shown.table("unmitigated").rows if row.cells[0] == "[c]"]
    assert "hospital_ap" in hidden
    assert len(hidden) > 1
    assert hidden == [row.key for row in shown.table("mitigated").rows if row.cells[0] == "[c]"]


def test_requests_are_counted_in_the_year_and_age_of_their_day() -> None:
    children = pl.DataFrame(
        {"return_year": [2026, 2026], "child_key": ["a", "b"], "birth_date": [date(2021, 1, 1), date(2014, 1, 1)]}
    )
    requests = pl.DataFrame(
        {
            "return_year": [2026, 2026],
            "child_key": ["a", "b"],
            "received_date": [date(2025, 3, 1), date(2024, 12, 1)],
            "request_outcome": ["Y", "Y"],
            "request_outcome_date": [date(2025, 4, 1), date(2025, 1, 9)],
            "assessment_outcome": ["A", "Y"],
            "assessment_outcome_date": [None, date(2025, 5, 1)],
        }
    )
    counted = count_requests(requests, children).counted
    assert counted["requests"] == {2025: (1, 0, 0, 0, 0)}
    assert sum(counted["assessments"][2025]) == 2
    assert counted["assessments_to_plan"] == {2025: (0, 0, 1, 0, 0)}


def test_what_is_written_hides_nothing_and_names_the_council_alone() -> None:
    whole = plan()
    for name, content in (("plan.xlsx", return_xlsx(whole)), ("plan.csv", tidy_csv(whole))):
        assert hidden_in(name, content, author=whole.council) == ()
