"""Money and counts in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.reports.sample_month import sample_month

from highneeds.governance.record import BridgeStep
from highneeds.reports import findings, words


@pytest.mark.parametrize(
    ("pence", "text"),
    [(6_200_000_00, "£6.2m over"), (-500_000_00, "£0.5m under"), (4_000_00, "on budget"), (5_000_000, "£0.1m over")],
)
def test_plus_means_over_and_says_so(pence: int, text: str) -> None:
    assert words.over_or_under(pence) == text


def test_a_range_across_the_budget_says_under_and_over() -> None:
    assert words.range_over(-100_000_000, 200_000_000) == "£1.0m under to £2.0m over"
    assert words.eight_in_ten(440_000_000, 830_000_000) == "8-in-10 range £4.4m to £8.3m over"
    assert words.range_over(-300_000_000, -100_000_000) == "£3.0m to £1.0m under"


def test_counts_money_and_changes_read_as_people_write_them() -> None:
    assert words.millions(12_140_000_000) == "£121.4m"
    assert words.millions(-50_000_000) == "\N{MINUS SIGN}£0.5m"
    assert words.pounds(1_545_850) == "£15,459"
    assert words.count(7_024.4) == "7,024"
    assert words.more_or_fewer(-12) == "12 fewer"
    assert words.change(0) == "0"
    assert words.percent(0.0538) == "5.4%"
    assert words.listed(["a", "b", "c"]) == "a, b and c"


@pytest.mark.parametrize(
    ("pence", "shown"),
    [
        (0, "£0"), (30, "£0"), (-30, "£0"), (49.9, "£0"), (50, "+£1"), (-50, "\N{MINUS SIGN}£1"), (149, "+£1"),
        (-149, "\N{MINUS SIGN}£1"), (250, "+£3"), (-1_545_850, "\N{MINUS SIGN}£15,459"),
    ],
)  # fmt: skip
def test_a_change_in_pounds_keeps_its_sign_unless_it_rounds_to_nought(pence: float, shown: str) -> None:
    assert words.signed_pounds(pence) == shown
    assert words.pounds(pence) == shown.removeprefix("+")


@pytest.mark.parametrize(
    ("pence", "shown"),
    [(0, "£0.00m"), (499_999, "£0.00m"), (500_000, "+£0.01m"), (-120_000_000, "\N{MINUS SIGN}£1.20m")],
)
def test_a_change_in_millions_keeps_its_sign_unless_it_rounds_to_nought(pence: float, shown: str) -> None:
    assert words.signed_millions(pence, 2) == shown


def test_a_number_of_things_has_the_word_that_goes_with_it() -> None:
    said = [words.plural(number, "line is", "lines are") for number in (0, 1, 2, 21, 1_021)]
    assert said == ["0 lines are", "1 line is", "2 lines are", "21 lines are", "1,021 lines are"]


def test_more_overspend_is_worse_and_less_is_better() -> None:
    assert [words.better_or_worse(pence) for pence in (10**8, -(10**8), 0)] == ["worse", "better", "the same"]


def test_the_headline_says_how_much_more_than_what() -> None:
    expected = "We forecast spending £6.2m more than the £115.2m high needs block this year."
    assert findings.headline(sample_month()) == expected


def test_the_bridge_sentence_names_what_adds_most_and_what_takes_off() -> None:
    text = findings.bridge(sample_month())
    assert text == "More children (£2.93m) and higher prices (£1.62m) add most; place funding (£0.24m) takes off"


def test_the_bridge_sentence_of_an_underspend_leads_with_what_lowers_cost() -> None:
    steps = (BridgeStep("volume", -300_000_000, "fewer"), BridgeStep("price", 100_000_000, "dearer"))
    assert findings.bridge(replace(sample_month(), bridge=steps)).startswith("Fewer children (£3.00m) takes off")


def test_months_compare_spending_with_the_budget_to_date() -> None:
    assert findings.months(sample_month()) == "£3.1m more than budgeted was spent to the end of October"
