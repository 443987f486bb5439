"""The DSG plan and the reform plan of the same children agree where they have one basis, and say where they do not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reports.test_returns_demand import PLAN, REFORM, demand

from highneeds.reports.returns.placement_sheets import demand_tables
from highneeds.reports.returns.reform_plan import plan_tables
from highneeds.reports.returns.two_plans import (
    EXPLAINED,
    ROUNDED,
    RULE,
    SAME,
    WRONG,
    Compared,
    compare,
    said_of,
    settings_that_differ,
)
from highneeds.reports.returns.types import ReturnTable
from highneeds.rules import Setting


def compared(seed: int, most: int, *, wrong: str = "") -> tuple[Compared, ...]:
    """``wrong``: the table of the reform plan in which one child more is counted than there is."""
    made = demand(seed, most)
    reform = tuple(_with_one_more(table) if table.key == wrong else table for table in plan_tables(made, REFORM))
    return compare(demand_tables(made, PLAN), reform, PLAN, made)


def _with_one_more(table: ReturnTable) -> ReturnTable:
    first = table.rows[0]
    cells = tuple(cell + 9 if isinstance(cell, int) else cell for cell in first.cells)
    return replace(table, rows=(replace(first, cells=cells), *table.rows[1:]))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 60))
def test_what_has_one_basis_agrees_and_every_difference_is_explained(seed: int, most: int) -> None:
    found = compared(seed, most)
    assert found
    assert not [one for one in found if one.verdict == WRONG]
    assert all(one.what.startswith("Age") for one in found if one.verdict == RULE)
    assert all(one.why for one in found)


@pytest.mark.parametrize("table", ["plans_by_need", "plans_by_provision"])
def test_a_number_that_should_agree_and_does_not_is_named(table: str) -> None:
    wrong = [one for one in compared(1, 40, wrong=table) if one.is_wrong]
    assert wrong
    assert all(one.reform_plan != one.dsg_plan for one in wrong)


def test_both_rules_of_age_are_named_beside_the_ages() -> None:
    ages = [one for one in compared(1, 40) if one.what.startswith("Age")]
    assert len({one.what for one in ages}) == 5
    assert all("Reception is under 5" in one.why and "Reception is 5 to 10" in one.why for one in ages)


def test_the_settings_that_stand_in_another_row_are_two_and_are_named() -> None:
    assert set(settings_that_differ("OTHER")) == {Setting.HOSPITAL_SCHOOL, Setting.EARLY_YEARS_PROVIDER}
    assert settings_that_differ("MdSSA") == ()
    told = {one.why for one in compared(1, 40) if one.verdict == EXPLAINED and "Other" in one.what}
    assert len(told) == 1
    assert Setting.HOSPITAL_SCHOOL.label in told.pop()


def test_how_they_agree_is_said_in_one_sentence() -> None:
    found = compared(1, 40)
    agree = sum(one.verdict not in {EXPLAINED, RULE, WRONG} for one in found)
    assert f"{agree:,} numbers of one basis agree, 0 do not" in said_of(found)


def test_where_nobody_is_in_a_setting_that_stands_elsewhere_the_numbers_are_the_same_and_not_explained() -> None:
    everyone = demand(1, 40)
    moved = [position for position, setting in enumerate(Setting) if setting in settings_that_differ("OTHER")]
    by_need, by_age = everyone.by_need.copy(), everyone.by_age.copy()
    by_need[:, :, moved] = by_age[:, moved] = 0
    made = replace(everyone, by_need=by_need, by_age=by_age)
    found = compare(demand_tables(made, PLAN), plan_tables(made, REFORM), PLAN, made)
    provision = [one for one in found if one.what.startswith("Provision")]
    assert {one.verdict for one in provision} <= {SAME, ROUNDED}
    assert all((one.dsg_plan == one.reform_plan) == (one.verdict == SAME) for one in provision)


def test_equal_numbers_do_not_agree_where_children_in_another_row_must_part_them() -> None:
    made = demand(1, 40)
    tables = demand_tables(made, PLAN)
    other = next(one for one in compared(1, 40) if one.verdict == EXPLAINED)
    assert abs(other.dsg_plan - other.reform_plan) > 3  # more than rounding row by row can part them
    levelled = tuple(_with_cell(table, other) if table.key == "summary_placements" else table for table in tables)
    found = compare(levelled, plan_tables(made, REFORM), PLAN, made)
    (same,) = (one for one in found if (one.what, one.january) == (other.what, other.january))
    assert (same.dsg_plan, same.verdict) == (same.reform_plan, WRONG)


def _with_cell(table: ReturnTable, one: Compared) -> ReturnTable:
    """The table with the other plan's number in the cell that ``one`` tells."""
    position = [heading.label for heading in table.headings].index(str(one.january))
    rows = tuple(
        replace(row, cells=(*row.cells[:position], one.reform_plan, *row.cells[position + 1 :]))
        if row.cells[position] == one.dsg_plan
        else row
        for row in table.rows
    )
    assert sum(row not in table.rows for row in rows) == 1
    return replace(table, rows=rows)


@pytest.mark.parametrize("cell", [None, "[c]"])
def test_a_cell_without_a_number_is_not_left_out_of_what_is_compared(cell: str | None) -> None:
    made = demand(1, 40)
    needs = next(table for table in plan_tables(made, REFORM) if table.key == "plans_by_need")
    blank = replace(needs, rows=tuple(replace(row, cells=(cell,) * len(row.cells)) for row in needs.rows))
    reform = tuple(blank if table.key == blank.key else table for table in plan_tables(made, REFORM))
    with pytest.raises(ValueError, match=r"table plans_by_need, row \w+, \d{4}: .* cannot be compared"):
        compare(demand_tables(made, PLAN), reform, PLAN, made)
