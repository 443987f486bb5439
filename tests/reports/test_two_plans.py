"""The DSG plan and the reform plan of the same children agree where they have one basis, and say where they do not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reports.test_returns_demand import PLAN, REFORM, demand

from highneeds.reports.returns.placement_sheets import demand_tables
from highneeds.reports.returns.reform_plan import plan_tables
from highneeds.reports.returns.two_plans import EXPLAINED, RULE, WRONG, Compared, compare, said_of, settings_that_differ
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
