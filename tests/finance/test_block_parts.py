"""The parts of a block: versions of the allocation, transfers by status, the grant, tranches, measures, interest."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.finance.small_block import (
    DAY,
    MILLION,
    YEAR,
    flat_rate,
    grant,
    in_pence,
    measure,
    no_grant,
    version,
    years_from,
)

from highneeds.core import FinancialYear, Labelled, Parameter, Pence
from highneeds.finance import Growth
from highneeds.finance.block import (
    Accrued,
    AllocationVersion,
    Deduction,
    Delivery,
    GrantStatus,
    Measure,
    Opening,
    StabilityGrant,
    Stage,
    Transfer,
    TransferStatus,
    allocation_by_year,
    borrowing_cost,
    changes_between,
    forum_limit_pence,
    largest_grant,
    roll,
    settled_prob,
    three_series,
    tranche_of,
    tranches,
    transfer_draws,
    version_in_force,
)
from highneeds.finance.block.borrowing import rate_of_year
from highneeds.finance.block.luck import comes_about

DECEMBER = version()
MARCH = version(Stage.MARCH, date(2026, 3, 26), before=101 * MILLION, deducted=20 * MILLION)
JULY = version(Stage.JULY, date(2026, 7, 20), before=101 * MILLION, import_export=-3 * MILLION, deducted=21 * MILLION)
NOVEMBER = version(Stage.NOVEMBER, date(2026, 11, 19), before=150 * MILLION)
ALL_VERSIONS = (JULY, DECEMBER, NOVEMBER, MARCH)  # in no order


def transfer(status: TransferStatus, prob: float, pence: int = MILLION, schools_block: int | None = None) -> Transfer:
    block = None if schools_block is None else Pence(schools_block)
    return Transfer("to high needs", YEAR, Pence(pence), status, prob, "Forum, paper 4", block)


# Allocation


def test_gross_holds_the_adjustment_and_net_is_what_is_left_after_deductions() -> None:
    assert JULY.gross_pence == 98 * MILLION
    assert JULY.net_pence == 77 * MILLION


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 12, 16), None),
        (date(2025, 12, 17), DECEMBER),
        (date(2026, 3, 31), MARCH),
        (date(2026, 10, 31), JULY),
        (date(2026, 11, 19), NOVEMBER),
    ],
)
def test_the_version_in_force_is_the_last_one_published(day: date, expected: AllocationVersion | None) -> None:
    assert version_in_force(ALL_VERSIONS, YEAR, day) == expected


def test_the_parts_of_each_change_add_to_the_change_of_the_net_allocation() -> None:
    march, july = changes_between(ALL_VERSIONS, YEAR, DAY)
    assert (march.formula_pence, march.import_export_pence, march.deductions_pence) == (MILLION, 0, -20 * MILLION)
    assert (july.formula_pence, july.import_export_pence, july.deductions_pence) == (0, -3 * MILLION, -MILLION)
    assert march.net_pence == MARCH.net_pence - DECEMBER.net_pence
    assert july.net_pence == JULY.net_pence - MARCH.net_pence


def test_a_later_year_without_a_version_grows_gross_and_keeps_its_deductions() -> None:
    known = (JULY, version(year=FinancialYear(2028), before=120 * MILLION))
    found = allocation_by_year(known, years_from(YEAR, 5), day=DAY, growth=Growth(0.1, "made up"))
    assert [year.gross_pence for year in found] == [
        98 * MILLION,
        round(107.8 * MILLION),
        120 * MILLION,
        132 * MILLION,
        round(145.2 * MILLION),
    ]
    assert [year.deducted_pence for year in found] == [21 * MILLION, 21 * MILLION, 0, 0, 0]
    assert [year.version is None for year in found] == [False, True, False, True, True]


def test_a_year_of_which_no_version_is_published_yet_is_an_error_not_a_guess() -> None:
    with pytest.raises(ValueError, match="no version of the allocation of 2026-27"):
        allocation_by_year((NOVEMBER,), (YEAR,), day=DAY, growth=Growth(0.0, "made up"))


def test_a_version_needs_a_source_and_deductions_above_nothing() -> None:
    with pytest.raises(ValueError, match="no source"):
        AllocationVersion(YEAR, Stage.MARCH, DAY, Pence(1), Pence(0), (), " ")
    with pytest.raises(ValueError, match="deduction below nothing"):
        AllocationVersion(YEAR, Stage.MARCH, DAY, Pence(1), Pence(0), (Deduction("places", Pence(-1)),), "a table")


# Transfers


def test_the_forum_may_agree_half_a_percent_of_the_schools_block() -> None:
    assert forum_limit_pence(Pence(400 * MILLION), YEAR) == 2 * MILLION


@pytest.mark.parametrize(
    ("status", "pence", "schools_block", "expected"),
    [
        (TransferStatus.PLANNED, MILLION, 400 * MILLION, None),
        (TransferStatus.CONSULTED, MILLION, 400 * MILLION, None),
        (TransferStatus.FORUM_AGREED, 2 * MILLION, 400 * MILLION, 1.0),
        (TransferStatus.FORUM_AGREED, 2 * MILLION + 1, 400 * MILLION, None),  # waits for the Secretary of State
        (TransferStatus.FORUM_AGREED, MILLION, None, None),
        (TransferStatus.FORUM_AGREED, -MILLION, None, 1.0),
        (TransferStatus.DECIDED, 9 * MILLION, 400 * MILLION, 1.0),
        (TransferStatus.REFUSED, MILLION, 400 * MILLION, 0.0),
    ],
)
def test_a_status_settles_what_it_can_and_leaves_the_rest_to_a_probability(
    status: TransferStatus, pence: int, schools_block: int | None, expected: float | None
) -> None:
    block = None if schools_block is None else Pence(schools_block)
    assert settled_prob(status, Pence(pence), YEAR, block) == expected


def test_a_refused_transfer_is_never_counted_and_a_decided_one_always() -> None:
    for status, prob in ((TransferStatus.REFUSED, 0.0), (TransferStatus.DECIDED, 1.0)):
        values = transfer_draws([transfer(status, prob)], years_from(YEAR, 2), draws=500, seed=1).values
        assert (values[:, 0] == prob * MILLION).all()
        assert not values[:, 1].any()


@pytest.mark.parametrize("prob", [0.2, 0.7])
def test_a_planned_transfer_comes_whole_in_its_share_of_draws(prob: float) -> None:
    values = transfer_draws([transfer(TransferStatus.PLANNED, prob)], (YEAR,), draws=500, seed=1).values[:, 0]
    assert set(np.unique(values)) == {0.0, MILLION}
    assert (values > 0).sum() == 500 * prob
    assert values.mean() == transfer(TransferStatus.PLANNED, prob).expected_pence


def test_each_thing_uncertain_has_its_own_luck_by_seed_and_name() -> None:
    def luck(name: str, seed: int) -> list[bool]:
        return comes_about(0.5, name=name, seed=seed, draws=200).tolist()

    assert luck("one", 3) == luck("one", 3)
    assert luck("one", 3) != luck("one", 4)
    both = np.array(luck("one", 3)) & np.array(luck("two", 3))
    assert both.mean() == pytest.approx(0.25, abs=0.1)


@pytest.mark.parametrize(
    ("status", "prob"),
    [
        (TransferStatus.REFUSED, 0.1),
        (TransferStatus.DECIDED, 0.9),
        (TransferStatus.PLANNED, 1.1),
        (TransferStatus.CONSULTED, -0.1),
    ],
)
def test_a_probability_that_the_status_contradicts_is_an_error(status: TransferStatus, prob: float) -> None:
    with pytest.raises(ValueError, match="cannot have the probability"):
        transfer(status, prob)


# The grant


def test_of_what_the_council_has_told_the_lowest_counts_unless_the_differences_are_explained() -> None:
    told = {"section 251": Pence(9 * MILLION), "accounts": Pence(11 * MILLION)}
    excluded = {"equal pay": Pence(MILLION)}
    unexplained = Accrued(Pence(10 * MILLION), excluded, told, is_difference_explained=False)
    assert (unexplained.eligible_pence, unexplained.not_eligible_pence) == (8 * MILLION, 2 * MILLION)
    explained = Accrued(Pence(10 * MILLION), excluded, told, is_difference_explained=True)
    assert (explained.eligible_pence, explained.not_eligible_pence) == (9 * MILLION, MILLION)


def test_nothing_of_a_surplus_is_eligible() -> None:
    surplus = Accrued(Pence(-MILLION), {}, {}, is_difference_explained=False)
    assert (surplus.eligible_pence, surplus.not_eligible_pence) == (0, -MILLION)


@given(st.integers(-(10**12), 10**12))
def test_the_grant_is_never_more_than_nine_tenths_of_what_is_eligible_and_a_penny_more_would_be(eligible: int) -> None:
    most = int(largest_grant(np.array([float(eligible)]))[0])
    assert 10 * most <= 9 * max(eligible, 0)
    assert 10 * (most + 1) > 9 * max(eligible, 0)


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.floats(0.0, 1.0))
def test_an_amount_told_by_the_department_is_still_held_to_nine_tenths(eligible: int, told: int, prob: float) -> None:
    paid = grant(prob, pence=told).received(np.full(4, float(eligible)), np.array([True, False, True, False]))
    assert (10 * paid <= 9 * eligible).all()
    assert paid[0] == min(told, 9 * eligible // 10)
    assert (paid[1], paid[3]) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("status", "prob"),
    [(GrantStatus.PAID, 0.9), (GrantStatus.REFUSED, 0.1), (GrantStatus.NOT_KNOWN, 0.5), (GrantStatus.SUBMITTED, 1.5)],
)
def test_a_grant_whose_status_contradicts_its_probability_is_an_error(status: GrantStatus, prob: float) -> None:
    with pytest.raises(ValueError, match="cannot have the probability"):
        StabilityGrant(status, prob, YEAR, "made up")


# Tranches


def test_each_year_falls_into_the_tranche_of_its_rule() -> None:
    assert tranches() == (
        "to 31 March 2026, eligible",
        "to 31 March 2026, not eligible",
        "2026-27",
        "2027-28",
        "after 31 March 2028",
    )
    assert [tranche_of(year) for year in years_from(FinancialYear(2025), 5)] == [
        "to 31 March 2026, eligible",
        "2026-27",
        "2027-28",
        "after 31 March 2028",
        "after 31 March 2028",
    ]


def test_an_opening_later_than_the_grant_stands_in_the_tranches_of_its_years() -> None:
    opening = Opening(Pence(5), Pence(4), {FinancialYear(2026): Pence(3), FinancialYear(2027): Pence(-2)})
    rolled = roll(in_pence(np.zeros((2, 1)), FinancialYear(2028)), opening, no_grant(), seed=1)
    assert rolled.opening.values[0, 0].tolist() == [5, 4, 3, -2, 0]
    assert rolled.cumulative.values.tolist() == [[10.0], [10.0]]
    assert opening.total_pence == 10


def test_a_grant_paid_before_the_forecast_begins_is_taken_off_what_it_opens_with() -> None:
    paid = StabilityGrant(GrantStatus.PAID, 1.0, YEAR, "letter")
    opening = Opening(Pence(1000), Pence(0), {YEAR: Pence(70)})
    rolled = roll(in_pence(np.zeros((1, 2)), FinancialYear(2027)), opening, paid, seed=1)
    assert rolled.cumulative.values.tolist() == [[170.0, 170.0]]
    assert not rolled.grant.values.any()


def test_a_year_that_the_grant_still_covers_counts_towards_it() -> None:
    due = StabilityGrant(GrantStatus.APPROVED, 1.0, FinancialYear(2026), "letter")
    rolled = roll(
        in_pence(np.array([[200.0, 50.0]]), FinancialYear(2025)), Opening(Pence(800), Pence(0), {}), due, seed=1
    )
    assert rolled.grant.values.tolist() == [[0.0, 900.0]]
    assert rolled.cumulative.values.tolist() == [[1000.0, 150.0]]


# Measures


def test_a_recurring_saving_goes_on_after_its_last_year_and_an_investment_does_not() -> None:
    years = years_from(YEAR, 4)
    once = measure({2026: 10, 2027: 30}, {2026: 5}, years=years)
    for_good = measure({2026: 10, 2027: 30}, {2026: 5}, years=years, is_recurring=True)
    assert once.savings.values.tolist() == [[10, 30, 0, 0]]
    assert for_good.savings.values.tolist() == [[10, 30, 30, 30]]
    assert for_good.investment.values.tolist() == [5, 0, 0, 0]


def test_savings_may_differ_from_draw_to_draw() -> None:
    years = (("financial_year", ("2026-27",)),)
    of_draws = Labelled(np.array([[10.0], [30.0]]), (("draw", (0, 1)), *years), "pence")
    one = Measure("one", "x", Delivery.LIKELY, 0.9, of_draws, Labelled(np.array([4.0]), years, "pence"), "a paper")
    found = three_series(in_pence(np.array([[100.0], [100.0]])), [one])
    assert found["mitigated"].values.tolist() == [[94.0], [74.0]]
    assert found["risk-weighted"].values.tolist() == [[95.0], [77.0]]


def test_a_fraction_of_a_penny_is_an_error() -> None:
    years = (("financial_year", ("2026-27",)),)
    saved = Labelled(np.array([[0.5]]), (("draw", (0,)), *years), "pence")
    with pytest.raises(ValueError, match="whole pence"):
        Measure("one", "x", Delivery.LIKELY, 0.9, saved, Labelled(np.array([4.0]), years, "pence"), "a paper")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"savings": {2026: 1}, "investment": {2026: -1}}, "nought or more"),
        ({"savings": {2026: 1}, "weight": 1.2}, "weight 1.2"),
    ],
)
def test_a_measure_that_cannot_be_is_an_error(changes: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        measure(**changes)


def test_a_measure_of_other_years_is_an_error() -> None:
    with pytest.raises(ValueError, match="other years"):
        three_series(in_pence(np.zeros((1, 2))), [measure({2026: 1})])


# Interest


def test_interest_is_the_rate_on_the_mean_of_what_is_owed_at_both_ends_of_the_year() -> None:
    rolled = roll(
        in_pence(np.array([[400_00.0, -2_000_00.0]])), Opening(Pence(1_000_00), Pence(0), {}), no_grant(), seed=1
    )
    # £1,000 to £1,400, then to -£600: 5 % of £1,200 and of £400.
    assert borrowing_cost(rolled, flat_rate("0.05")).values.tolist() == [[60_00.0, 20_00.0]]


def test_nothing_is_earned_on_a_surplus() -> None:
    rolled = roll(in_pence(np.array([[-100.0]])), Opening(Pence(0), Pence(0), {}), no_grant(), seed=1)
    assert borrowing_cost(rolled, flat_rate()).values.tolist() == [[0.0]]


def test_a_rate_that_changes_in_the_year_counts_by_its_months() -> None:
    early, late = flat_rate("0.04").values[0], flat_rate("0.06", since=date(2026, 10, 1)).values[0]
    changing = Parameter("rate", "A rate", "share per year", (early, late))
    assert rate_of_year(changing, YEAR) == pytest.approx(0.05)
    assert rate_of_year(changing, YEAR.next) == pytest.approx(0.06)
