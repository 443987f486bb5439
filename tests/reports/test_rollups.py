"""Roll-ups: each child stands in exactly one cell of each table, by rules that the table names."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import numpy as np
import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from highneeds.core import NcYear
from highneeds.forecast.types import NC_YEARS
from highneeds.reports.returns.benchmark_groups import benchmark_tables
from highneeds.reports.returns.demand import DSG_AGES, LSRP_AGES, Demand
from highneeds.reports.returns.placement_sheets import demand_tables
from highneeds.reports.returns.reform_plan import plan_tables
from highneeds.reports.returns.scap import YEAR_GROUPS, YEARS_AHEAD, by_area, scap_assumptions, scap_tables
from highneeds.reports.returns.template import load_template
from highneeds.reports.returns.tidy import tidy_csv
from highneeds.reports.returns.types import TOTAL, ReturnTable
from highneeds.reports.returns.workbook import return_xlsx
from highneeds.reports.returns.written import Return
from highneeds.rules import AGE_BANDS, Need, Setting, dsg_age_band, lsrp_age_band, scap_group
from highneeds.rules.rollups import SCAP_GROUPS

PLAN, REFORM, SCAP = load_template("dsg-plan-v10"), load_template("lsrp-2026"), load_template("scap-2026")
BENCHMARK = load_template("benchmark-2025")
EVERY_CHILD = st.tuples(st.sampled_from(Need), st.sampled_from(Setting), st.sampled_from(NC_YEARS))


def one_child(need: Need, setting: Setting, nc_year: int) -> Demand:
    by_need = np.zeros((1, len(Need), len(Setting)), np.int64)
    by_age = np.zeros((1, len(Setting), len(NC_YEARS)), np.int64)
    by_need[0, list(Need).index(need), list(Setting).index(setting)] = 1
    by_age[0, list(Setting).index(setting), NC_YEARS.index(nc_year)] = 1
    return Demand((2026,), (True,), (1,), by_need, by_age)


def cells_with_a_child(*tables: ReturnTable) -> int:
    for table in tables:
        of_rows = sum(cell for row in table.rows for cell in row.cells if row.key != TOTAL and isinstance(cell, int))
        assert of_rows == table.row(TOTAL).cells[0]
    return sum(
        isinstance(cell, int) and cell == 1
        for table in tables
        for row in table.rows
        for cell in row.cells
        if row.key != TOTAL
    )


@settings(max_examples=60, deadline=None)
@given(EVERY_CHILD)
def test_each_child_stands_in_one_cell_of_each_table_of_every_roll_up(child: tuple[Need, Setting, int]) -> None:
    demand = one_child(*child)
    plan = {table.key: table for table in demand_tables(demand, PLAN)}
    assert cells_with_a_child(*(table for key, table in plan.items() if key.startswith("ages:"))) == 1
    assert cells_with_a_child(*(table for key, table in plan.items() if key.startswith("needs:"))) == 1
    for key in ("summary_placements", "summary_ages", "summary_needs"):
        assert cells_with_a_child(plan[key]) == 1
    reform = {table.key: table for table in plan_tables(demand, REFORM)}
    for key in ("plans_by_age", "plans_by_provision", "plans_by_need"):
        assert cells_with_a_child(reform[key]) == 1
    within = [table for key, table in reform.items() if key.startswith("need_in_")]
    assert len(within) == 7 + 1
    assert cells_with_a_child(*within) == 1
    assert cells_with_a_child(*benchmark_tables(demand, BENCHMARK)) == 1


@pytest.mark.parametrize("nc_year", NC_YEARS)
def test_each_pupil_with_a_specialist_place_stands_in_one_planning_area_and_no_other_child_does(nc_year: int) -> None:
    for position, setting in enumerate(Setting):
        grid = np.zeros((1, 1, len(Setting), len(NC_YEARS)), np.int64)
        grid[0, 0, position, NC_YEARS.index(nc_year)] = 1
        there = {area: int(cells.sum()) for area, cells in by_area(grid).items() if cells.sum()}
        phase = "primary" if nc_year <= 6 else "secondary"
        wanted = {(phase, scap_group(setting)): 1} if scap_group(setting) and 0 <= nc_year <= 11 else {}
        assert there == wanted


def test_every_table_with_ages_names_its_rule() -> None:
    demand = one_child(Need.ASD, Setting.SPECIAL, 0)
    for table in demand_tables(demand, PLAN):
        if AGE_BANDS[-1] in [row.key for row in table.rows]:
            assert table.note.startswith(DSG_AGES)
    for table in plan_tables(demand, REFORM):
        if table.key in {"plans_by_age", "plans_by_provision"}:
            assert table.note.startswith(LSRP_AGES)


def test_the_two_rules_of_age_differ_in_one_year_group_of_each_band() -> None:
    every = [NcYear(number) for number in range(NcYear.FIRST, NcYear.LAST + 1)]
    differ = [year.number for year in every if dsg_age_band(year) != lsrp_age_band(year)]
    assert differ == [0, 6, 11, 15]


class Played:
    """As much of a simulation as the tables read."""

    def __init__(self, draws: int, years: int, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.census_years = tuple(range(2026, 2026 + years))
        self.children_by_setting_nc = rng.integers(0, 9, (draws, years, len(Setting), len(NC_YEARS)), np.int32)


CENSUS = pl.DataFrame(
    {"setting": ["special", "special", "sen_unit", "mainstream", "hospital_school", "special"],
     "nc_year": [0, 3, 8, 3, 11, 12]}
)  # fmt: skip


def scap(draws: int = 9, seed: int = 3) -> tuple[Played, dict[str, ReturnTable]]:
    played = Played(draws, 11, seed)
    return played, {table.key: table for table in scap_tables(played, CENSUS, 2026, SCAP)}  # type: ignore[arg-type]  # a part of one


def test_each_forecast_of_places_is_the_rounded_median_of_the_draws_with_its_spread_behind() -> None:
    played, tables = scap()
    special = [list(Setting).index(one) for one in Setting if scap_group(one) == "SS"]
    drawn = played.children_by_setting_nc[:, 3, special, NC_YEARS.index(8)].sum(axis=1)
    row = tables["secondary:SS"].row("2028/29")
    assert row.cells[1] == int(np.median(drawn) + 0.5)
    behind = tables["behind"].row("1803013 2028/29 8")
    names = [heading.label for heading in tables["behind"].headings]
    said = dict(zip(names, behind.cells, strict=True))
    assert said["n"] == 9
    assert (said["min"], said["max"]) == (Decimal(int(drawn.min())), Decimal(int(drawn.max())))
    assert said["p05"] == Decimal(str(round(float(np.quantile(drawn, 0.05)), 1)))
    assert said["mean"] == Decimal(str(round(float(drawn.mean()), 1)))


def test_primary_runs_five_years_ahead_and_secondary_seven_from_the_year_after_the_census() -> None:
    _, tables = scap()
    for provision in SCAP_GROUPS:
        primary, secondary = tables[f"primary:{provision}"], tables[f"secondary:{provision}"]
        assert [row.key for row in primary.rows] == ["2026/27", "2027/28", "2028/29", "2029/30", "2030/31"]
        assert [heading.label for heading in primary.headings] == ["Reception", "1", "2", "3", "4", "5", "6"]
        assert [row.key for row in secondary.rows][-1] == "2032/33"
        assert [heading.label for heading in secondary.headings] == ["7", "8", "9", "10", "11"]
    assert len(tables["behind"].rows) == 4 * sum(YEARS_AHEAD[one] * len(YEAR_GROUPS[one]) for one in YEAR_GROUPS)
    with pytest.raises(ValueError, match="no January 2031, 2032, 2033"):
        scap_tables(Played(2, 5, 1), CENSUS, 2026, SCAP)  # type: ignore[arg-type]  # a part of one


def test_pupils_counted_are_in_one_cell_and_who_is_left_out_is_told() -> None:
    _, tables = scap()
    counted = [cell for phase in YEAR_GROUPS for row in tables[f"counted:{phase}"].rows for cell in row.cells]
    told = {one.name: one.in_words for one in scap_assumptions(CENSUS, 2026)}
    assert sum(int(str(cell)) for cell in counted) == 4
    assert told["With a specialist place"].startswith("4 plans")
    assert told["Not in Reception to Year 11"].startswith("1 plans")
    assert told["Without a specialist place"] == "1 plans, in no table (Mainstream school: 1)"
    assert told["Plans in all"] == "6"


def test_the_forecast_of_places_is_written_with_its_codes_at_its_cells() -> None:
    _, tables = scap()
    whole = Return(SCAP, tuple(tables.values()), scap_assumptions(CENSUS, 2026), "Ashmere")
    book = openpyxl.load_workbook(io.BytesIO(return_xlsx(whole)))
    rows = list(csv.DictReader(io.StringIO(tidy_csv(whole).decode("utf-8-sig"))))
    assert len({row["key"] for row in rows}) == len(rows)
    for row in rows:
        assert float(book[row["sheet"]][row["cell"]].value) == float(row["value"])
    assert book["Forecasts"]["A4"].value == "1803001 Primary: SEN units and resourced provision in mainstream schools"
    assert book["Forecasts"]["A5"].value == "Forecasts"
