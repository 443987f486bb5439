"""What is not committed stands beside the forecast, with how likely it is, and never in it."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from tests.finance.paid_portfolios import AS_AT, CALENDARS, YEAR, line, lines_of

from highneeds.finance.contracts import DEFAULT_PROBABILITIES
from highneeds.finance.contracts.beside import PLACEMENT, placements_to_come, rises_to_settle, transport_of_year

JANUARY = date(2027, 1, 1)


def test_a_placement_agreed_at_panel_counts_by_its_months_to_come_and_its_probability() -> None:
    proposed = lines_of([line(1, "MTH", 100_000, start_date=JANUARY, status="agreed at panel")])
    rungs = {rung.status: rung for rung in placements_to_come(proposed, YEAR, CALENDARS, AS_AT)}
    agreed = rungs["agreed at panel"]
    assert (agreed.kind, agreed.cost.cases, agreed.cost.high_pence, agreed.cost.low_pence) == (PLACEMENT, 1, 300_000, 0)
    assert agreed.cost.expected_pence == 285_000  # at 0.95
    assert agreed.full_year_pence == 1_200_000


def test_transport_is_costed_by_its_contract_and_by_child() -> None:
    lines = [line(1, "MTH", 10_000), line(2, "MTH", 5_000, child_key="child1"), line(3, "MTH", 2_000, end_date=AS_AT)]
    assert transport_of_year(lines_of(lines), YEAR, CALENDARS) == (2, 12 * 15_000 + 7 * 2_000)
    assert transport_of_year(lines_of(lines).clear(), YEAR, CALENDARS) == (0, 0)


def test_every_rung_is_told_even_without_a_case() -> None:
    rungs = placements_to_come(lines_of([line(1)]).clear(), YEAR, CALENDARS, AS_AT)
    assert [rung.status for rung in rungs] == ["agreed at panel", "consulting", "tribunal", "in assessment"]
    assert all(rung.cost.cases == 0 and rung.cost.expected_pence == 0 and rung.source for rung in rungs)


@given(st.lists(st.sampled_from(["agreed at panel", "consulting", "tribunal", "in assessment"]), max_size=8))
def test_every_proposed_line_stands_on_one_rung(statuses: list[str]) -> None:
    lines = [line(number, start_date=JANUARY, status=status) for number, status in enumerate(statuses)]
    rungs = placements_to_come(lines_of(lines or [line(0)]).head(len(lines)), YEAR, CALENDARS, AS_AT)
    assert sum(rung.cost.cases for rung in rungs) == len(statuses)
    by_name = {status.value: chance for status, chance in DEFAULT_PROBABILITIES.items()}
    assert all(rung.prob == float(by_name[rung.status].value) for rung in rungs)


def test_a_disputed_rise_adds_what_it_would_cost_from_its_day_and_an_agreed_one_nothing() -> None:
    rise = {"uplift_share": 0.1, "uplift_from": date(2026, 9, 1)}
    lines = lines_of(
        [
            line(1, "CAL", 3_650_000, **rise, uplift_status="disputed"),
            line(2, "CAL", 3_650_000, **rise, uplift_status="agreed"),
            line(3, "CAL", 3_650_000),
        ]
    )
    rungs = {rung.status: rung for rung in rises_to_settle(lines, YEAR, CALENDARS)}
    assert rungs["disputed"].cost.high_pence == 1_000 * 212  # £10 more a day from 1 September to 31 March
    assert rungs["disputed"].full_year_pence == 365_000
    assert rungs["requested"].cost.cases == 0


def test_a_placement_that_starts_after_the_year_costs_nothing_in_it() -> None:
    late = lines_of([line(1, "MTH", 100_000, start_date=date(2027, 4, 1), status="tribunal")])
    tribunal = next(
        rung for rung in placements_to_come(late, YEAR, CALENDARS, AS_AT) if rung.status == "tribunal"
    )  # fmt: skip
    assert (tribunal.cost.cases, tribunal.cost.high_pence, tribunal.full_year_pence) == (1, 0, 1_200_000)
