"""The section 251 lines: amounts stand once, add to the pound, and recoupment is told apart from variance."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from highneeds.core import FinancialYear
from highneeds.reports.returns.posted import LineAmount
from highneeds.reports.returns.s251 import S251Year, s251_carried_forward, s251_tables
from highneeds.reports.returns.s251_lines import PLACES, academy_shares, by_line
from highneeds.reports.returns.types import TOTAL, Basis, ReturnTable
from highneeds.rules import Setting
from highneeds.rules.expenditure_rows import S251_LINES

pence = st.integers(-(10**9), 10**10)
amounts = st.lists(
    st.builds(
        LineAmount,
        st.sampled_from(["placement", "places", "service", "unbudgeted"]),
        st.sampled_from([None, *(setting.value for setting in Setting)]),
        st.sampled_from(["Therapies", "Behaviour partnerships", "Tea", "Medical needs", "PRU: alternative provision"]),
        pence,
    ),
    max_size=12,
)


@given(amounts, st.floats(0, 1))
def test_every_penny_stands_in_one_line(given_amounts: list[LineAmount], share: float) -> None:
    found = by_line(given_amounts, dict.fromkeys(Setting, share), {"Tea": "1.2.9"})
    assert tuple(found) == S251_LINES
    assert sum(found.values()) == sum(amount.pence for amount in given_amounts)


@pytest.mark.parametrize(
    ("kind", "setting", "name", "line"),
    [
        ("places", None, "Special school places", "1.0.2"),
        ("placement", "independent_special", "x", "1.2.3"),
        ("placement", "further_education", "x", "1.2.2"),
        ("placement", "education_otherwise", "x", "1.2.11"),
        ("service", None, "Behaviour partnerships", "1.2.8"),
        ("service", None, "Primary pupil referral unit", "1.2.7"),
        ("service", None, "Hospital tuition", "1.2.6"),
        ("service", None, "Speech therapies", "1.2.13"),
        ("service", None, "Specialist teaching", "1.2.5"),
        ("service", None, "Something of our own", "1.2.9"),
    ],
)
def test_a_line_stands_where_its_kind_or_its_name_says(kind: str, setting: str | None, name: str, line: str) -> None:
    found = by_line([LineAmount(kind, setting, name, 700)], {}, {"Something of our own": "1.2.9"})
    assert {where: amount for where, amount in found.items() if amount} == {line: 700}


def test_top_ups_are_split_by_what_academies_are_paid() -> None:
    costs = pl.DataFrame(
        {"setting": ["special"] * 3, "urn": ["100001", "100002", None], "amount_pence_per_year": [300, 100, 999]}
    )
    schools = pl.DataFrame({"urn": ["100001", "100002"], "type_code": [7, 44]})
    shares = academy_shares(costs, schools)
    assert shares == {"special": 0.25}
    found = by_line([LineAmount("placement", "special", "x", 1_000)], shares, {})
    assert (found["1.2.1"], found["1.2.2"]) == (750, 250)


def year(recouped: int | None, *, are_held: bool, budget: int = 1_000_000, outturn: int = 1_050_000) -> S251Year:
    nothing = dict.fromkeys(S251_LINES, 0)
    return S251Year(FinancialYear(2026), Basis.FORECAST, nothing | {PLACES: budget}, nothing | {PLACES: outturn},
                    recouped, are_held, 5_000, -7_000)  # fmt: skip


def column(tables: tuple[ReturnTable, ...], key: str) -> dict[str, object]:
    return {row.key: row.cells[0] for table in tables if table.key == key for row in table.rows}


@pytest.mark.parametrize("are_held", [True, False])
def test_recoupment_is_the_same_whether_or_not_the_books_hold_it(are_held: bool) -> None:  # noqa: FBT001 - a case
    budget, outturn = (1_000_000, 1_050_000) if are_held else (600_000, 650_000)
    tables = s251_tables([year(400_000, are_held=are_held, budget=budget, outturn=outturn)])
    assert column(tables, "recoupment") == {
        "budget": 10_000,
        "budget_academies": 4_000,
        "budget_maintained": 6_000,
        "outturn": 6_500,
        "outturn_academies": 4_000,
        "outturn_all": 10_500,
        "difference": -3_500,
        "difference_recoupment": -4_000,
        "difference_real": 500,
    }


def test_where_no_allocation_is_known_recoupment_is_not_guessed() -> None:
    found = column(s251_tables([year(None, are_held=True)]), "recoupment")
    assert (found["difference"], found["difference_recoupment"], found["difference_real"]) == (500, None, None)


def test_a_deficit_carried_forward_is_plus_and_a_surplus_minus() -> None:
    assert (s251_carried_forward(900), s251_carried_forward(-900)) == (900, -900)
    tables = s251_tables([year(None, are_held=True)])
    assert column(tables, "budget_carried_forward") == {"1.9.3": 50}
    assert column(tables, "outturn_carried_forward") == {"1.9.3": -70}


@given(st.lists(pence, min_size=len(S251_LINES), max_size=len(S251_LINES)))
def test_lines_add_to_their_total_in_whole_pounds(by: list[int]) -> None:
    lines = dict(zip(S251_LINES, by, strict=True))
    one = S251Year(FinancialYear(2026), Basis.FORECAST, lines, lines, None, False, 0, 0)  # noqa: FBT003 - a record
    found = column(s251_tables([one]), "budget")
    total = found.pop(TOTAL)
    assert isinstance(total, int)
    assert total == sum(cell for cell in found.values() if isinstance(cell, int))
    assert abs(total * 100 - sum(by)) <= 50
