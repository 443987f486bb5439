from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from tests.finance.small_council import AS_AT, SPECIAL_PENCE, census, cost_line, costs

from highneeds.finance import own_prices, past_prices

JANUARY = date(2026, 1, 15)


def price_of(prices: pl.DataFrame, child: int) -> tuple[int, str]:
    row = prices.filter(pl.col("child_key") == f"{child:032x}").row(0, named=True)
    return row["price_pence_per_year"], row["basis"]


def test_the_price_of_a_child_is_the_sum_of_its_lines_less_contributions() -> None:
    therapy = cost_line(0, "special", 2_000_00, cost_element="therapy")
    health = cost_line(0, "special", -500_00, cost_element="contribution")
    social_care = cost_line(0, "special", 300_00, cost_element="contribution")
    prices = own_prices(census(), costs(therapy, health, social_care), AS_AT).prices
    assert price_of(prices, 0) == (SPECIAL_PENCE + 2_000_00 - 500_00 - 300_00, "own")


@pytest.mark.parametrize(("end", "counts"), [(date(2026, 10, 30), False), (AS_AT, True), (None, True)])
def test_a_line_counts_to_its_last_day_and_not_after(end: date | None, counts: bool) -> None:  # noqa: FBT001 (a table)
    prices = own_prices(census(), costs(cost_line(0, "special", 1_00, end)), AS_AT).prices
    assert price_of(prices, 0)[0] == SPECIAL_PENCE + (1_00 if counts else 0)


def test_a_child_placed_and_not_paid_for_takes_the_median_of_its_setting_and_is_counted() -> None:
    priced = own_prices(census(special=5), costs(special=4).filter(pl.col("setting") == "special"), AS_AT)
    assert price_of(priced.prices, 4) == (SPECIAL_PENCE, "median")
    assert priced.placed_not_paid.height == 3
    assert "3 children" in priced.assumptions[0].in_words


def test_a_child_in_a_setting_without_cost_is_priced_at_nothing() -> None:
    at_home = census().with_columns(pl.lit("elective_home_education").alias("setting"))
    prices = own_prices(at_home, costs().clear(), AS_AT).prices
    assert prices["price_pence_per_year"].to_list() == [0] * 6
    assert set(prices["basis"]) == {"uncosted"}


def test_the_census_keeps_its_order_and_its_rows() -> None:
    prices = own_prices(census(), costs(), AS_AT).prices
    assert prices["child_key"].to_list() == census()["child_key"].to_list()


def test_in_a_past_census_a_line_counts_only_for_the_setting_of_then() -> None:
    moved = cost_line(4, "independent_special", 60_000_00, start_date=date(2026, 9, 1))
    lines = (
        costs(moved)
        .filter(pl.col("line_ref") != "L4")
        .vstack(costs(moved).filter(pl.col("start_date") == date(2026, 9, 1)))
    )
    prices = past_prices(census(special=5, independent=0), lines, JANUARY, AS_AT).prices
    assert price_of(prices, 4) == (SPECIAL_PENCE, "mean")


def test_in_a_past_census_who_has_gone_takes_the_mean_where_most_children_are_paid_for() -> None:
    mainstream = census(special=4, independent=0).with_columns(pl.lit("mainstream").alias("setting"))
    in_mainstream = pl.lit("mainstream").alias("setting")
    lines = costs(special=3, independent=0).with_columns(in_mainstream)
    prices = own_prices(mainstream, lines, JANUARY, AS_AT).prices
    assert price_of(prices, 3) == (SPECIAL_PENCE, "mean")
    prices = past_prices(mainstream, lines.head(1), JANUARY).prices
    assert price_of(prices, 3) == (0, "uncosted")


def test_past_prices_need_a_day() -> None:
    with pytest.raises(ValueError, match="need a day"):
        past_prices(census(), costs())
