"""The days on which the rules of a deficit change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from highneeds.rules import last_day_held_apart, last_day_of_grant, parameter


def test_the_grant_covers_what_accrued_to_31_march_2026() -> None:
    assert last_day_of_grant() == date(2026, 3, 31)


def test_the_override_ends_on_31_march_2028() -> None:
    assert last_day_held_apart() == date(2028, 3, 31)


@pytest.mark.parametrize(
    ("key", "day", "value"),
    [
        ("stability_grant_share", date(2026, 3, 31), "0.9"),
        ("stability_grant_share", date(2026, 4, 1), "0"),
        ("deficit_held_apart_share", date(2028, 3, 31), "1"),
        ("deficit_held_apart_share", date(2028, 4, 1), "0"),
        ("block_transfer_forum_limit_share", date(2026, 4, 1), "0.005"),
        ("import_export_pence_per_child", date(2026, 4, 1), "600000"),
    ],
)
def test_each_rule_holds_on_its_days(key: str, day: date, value: str) -> None:
    assert parameter(key).on(day) == Decimal(value)


def test_interest_lies_between_four_and_five_percent_until_the_council_says_its_own() -> None:
    assert Decimal("0.04") <= parameter("deficit_borrowing_rate_share_per_year").on(date(2026, 4, 1)) <= Decimal("0.05")


def test_no_deficit_was_held_apart_before_the_regulations() -> None:
    with pytest.raises(LookupError, match="no value on 2020-03-31"):
        parameter("deficit_held_apart_share").on(date(2020, 3, 31))
