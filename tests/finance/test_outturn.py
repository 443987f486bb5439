from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest
from tests.finance.small_council import (
    AS_AT,
    SETTINGS,
    TIMING,
    YEAR,
    budget,
    census,
    cost_line,
    costs,
    flat_outlook,
    ledger,
    steady_months,
)

from highneeds.core import FinancialYear, Pence
from highneeds.finance import (
    SPENDING_KINDS,
    Books,
    Growth,
    Outlook,
    Outturn,
    Position,
    PriceUplift,
    bridge,
    by_dsg_plan_row,
    commitments,
    forecast_outturn,
    outturn_by_month,
    own_price_growth,
    own_prices,
    past_years,
    path_through,
    position,
    summaries,
    tally_of_census,
    usual_outlook,
)
from highneeds.finance.past import rest_of_year_error, spread_of


def outturn(
    *,
    lines: pl.DataFrame | None = None,
    postings: pl.DataFrame | None = None,
    children: pl.DataFrame | None = None,
    growth: float = 0.0,
    places: Pence | None = None,
    book: pl.DataFrame | None = None,
) -> Outturn:
    lines, children = costs() if lines is None else lines, census() if children is None else children
    prices = own_prices(children, lines, AS_AT)
    known = tally_of_census(prices.prices, SETTINGS, AS_AT)
    return forecast_outturn(
        as_at=AS_AT,
        budget=budget() if book is None else book,
        ledger=ledger() if postings is None else postings,
        costs=lines,
        prices_now=prices,
        path=path_through(steady_months(growth=growth), known, AS_AT),
        places_pence_per_year=places,
    )


def line(result: Outturn, name: str) -> dict[str, int]:
    found = next(row for row in result.lines if row.budget_line == name)
    names = ("actual_to_date", "accrued", "committed", "expected", "remaining", "forecast")
    return {part: getattr(found, f"{part}_pence") for part in names}


def test_a_steady_caseload_paid_by_the_day_ends_the_year_on_its_annual_price() -> None:
    parts = line(outturn(), "Special schools")
    assert parts["actual_to_date"] == 200_00 * 214
    assert parts["committed"] == 200_00 * 151
    assert parts["expected"] == 0
    assert parts["forecast"] == 73_000_00


def test_a_forecast_is_the_sum_of_its_parts_on_every_line() -> None:
    for row in outturn(growth=0.2).lines:
        parts = row.actual_to_date_pence + row.accrued_pence + row.committed_pence + row.expected_pence
        assert row.forecast_pence == parts + row.remaining_pence


def test_growth_yet_to_come_is_expected_and_differs_between_draws() -> None:
    result = outturn(growth=0.2)
    assert line(result, "Special schools")["expected"] > 0
    assert len(set(result.spending_draws_gbp.tolist())) == 3
    assert np.isclose(result.spending_draws_gbp.mean(), result.total(*SPENDING_KINDS) / 100, atol=0.02)
    assert np.allclose(result.placements.values.sum(axis=1).mean(), result.total("placement") / 100, atol=0.02)


def test_a_known_end_is_committed_to_its_day_and_taken_to_be_replaced() -> None:
    lines = costs().with_columns(
        pl.when(pl.col("line_ref") == "L0").then(date(2026, 11, 30)).otherwise("end_date").alias("end_date")
    )
    parts = line(outturn(lines=lines), "Special schools")
    assert parts["committed"] == 150_00 * 151 + 50_00 * 30
    assert parts["expected"] == 50_00 * 121


def test_a_child_placed_and_not_paid_for_is_owed_from_entry() -> None:
    newcomer = pl.DataFrame({"child_key": ["f" * 32], "setting": ["special"], "entry_date": [date(2026, 10, 22)]})
    parts = line(outturn(children=census().vstack(newcomer)), "Special schools")
    assert parts["accrued"] == 50_00 * 10
    assert parts["committed"] == 250_00 * 151


def test_services_run_on_at_their_budget_and_income_comes_in_as_budgeted() -> None:
    result = outturn()
    assert line(result, "Specialist teaching")["forecast"] == 7 * 1_100_00 + 5_000_00
    assert line(result, "High needs block")["forecast"] == -234_500_00


def test_place_funding_runs_on_at_the_places_there_are() -> None:
    paid = 7 * (40_000_00 // 12)
    assert line(outturn(), "Special school places")["forecast"] == paid + round(40_000_00 * 5 / 12)
    assert line(outturn(places=Pence(60_000_00)), "Special school places")["forecast"] == paid + 25_000_00


def test_a_child_over_number_brings_its_top_up_only_unless_a_place_is_agreed_for_it() -> None:
    agreed = cost_line(4, "special", 10_000_00, line_ref="L4p", cost_element="place", cost_centre="HN20")
    before, over, with_place = (
        outturn(lines=costs(*more, special=special), children=census(special=special))
        for more, special in (((), 4), ((), 5), ((agreed,), 5))
    )
    name = "Special school places"
    assert line(over, name) == line(before, name)
    assert line(over, "Special schools")["committed"] == line(before, "Special schools")["committed"] + 50_00 * 151
    assert line(with_place, name)["committed"] == round(10_000_00 * 151 / 365)
    assert line(with_place, "Special schools")["committed"] == line(over, "Special schools")["committed"]
    assert {row.budget_line for row in with_place.lines} == {row.budget_line for row in over.lines}


def test_postings_outside_the_budget_book_are_shown_and_not_dropped() -> None:
    result = outturn(postings=ledger(("2026-27", 3, "HN77", 500_00)))
    found = result.lines[-1]
    assert (found.kind, found.budget_line, found.forecast_pence) == ("unbudgeted", "Not in the budget book", 500_00)


def test_a_cost_centre_of_two_lines_is_shared_by_what_its_cost_lines_say() -> None:
    extra = pl.DataFrame(
        [("2026-27", "Hospital schools", "HN12", "placement", "hospital_school", 1.0, 10_000_00)],
        schema=budget().schema,
        orient="row",
    )
    ward = cost_line(9, "hospital_school", 18_250_00, cost_centre="HN12")
    result = outturn(book=budget().vstack(extra), lines=costs(ward))
    assert line(result, "Hospital schools")["actual_to_date"] == 200_00 * 214 // 5
    unused = outturn(book=budget().vstack(extra))
    assert line(unused, "Hospital schools")["actual_to_date"] == 0


def test_a_cost_line_of_a_centre_without_a_budget_is_not_lost() -> None:
    stray = cost_line(9, "special", 36_500_00, cost_centre="HN99")
    assert outturn(lines=costs(stray)).lines[-1].committed_pence == 100_00 * 151


def test_only_months_that_have_ended_are_closed() -> None:
    lines = costs()
    prices = own_prices(census(), lines, date(2026, 10, 30))
    known = tally_of_census(prices.prices, SETTINGS, date(2026, 10, 30))
    path = path_through(steady_months(), known, date(2026, 10, 30))
    result = forecast_outturn(
        as_at=date(2026, 10, 30), budget=budget(), ledger=ledger(), costs=lines, prices_now=prices, path=path
    )
    assert result.months_closed == 6


@pytest.mark.parametrize(("day", "months"), [(date(2026, 4, 30), 1), (date(2027, 2, 28), 11), (date(2027, 3, 31), 12)])
def test_every_month_of_the_year_can_be_closed(day: date, months: int) -> None:
    prices = own_prices(census(), costs(), day)
    known = tally_of_census(prices.prices, SETTINGS, day)
    result = forecast_outturn(
        as_at=day,
        budget=budget(),
        ledger=ledger(months=months),
        costs=costs(),
        prices_now=prices,
        path=path_through(steady_months(), known, day),
    )
    assert result.months_closed == months
    assert line(result, "Special schools")["forecast"] == 73_000_00


def test_a_year_without_a_budget_book_or_ledger_is_refused() -> None:
    with pytest.raises(ValueError, match="2026-27 needs a budget book"):
        outturn(book=budget().clear())
    with pytest.raises(ValueError, match="closed month"):
        outturn(postings=ledger().clear())


def test_commitments_count_each_day_once() -> None:
    cut = cost_line(9, "special", 36_500_00, date(2026, 12, 1))
    committed = commitments(costs(cut), YEAR, AS_AT, AS_AT)
    key = ("HN12", "special")
    whole = committed.to_date[key] + committed.remaining[key] + committed.known_ends[key]
    assert np.isclose(whole, 73_000_00 + 36_500_00)
    assert np.isclose(committed.known_ends[key], 100_00 * 120)


def test_the_bridge_adds_to_the_variance_to_the_penny() -> None:
    stray = cost_line(9, "special", 36_500_01, cost_centre="HN99")
    result = outturn(lines=costs(stray), postings=ledger(("2026-27", 3, "HN77", 533_33)), growth=0.37)
    steps = bridge(result.lines)
    assert [step.cause for step in steps] == ["volume", "mix", "price", "places", "services", "residual"]
    assert sum(step.pence for step in steps) == result.total(*SPENDING_KINDS) - result.budget(*SPENDING_KINDS)
    assert all(step.in_words for step in steps)


def test_the_steps_of_a_month_on_budget_say_so() -> None:
    steps = {step.cause: step for step in bridge(outturn().lines)}
    assert (steps["volume"].pence, steps["mix"].pence, steps["price"].pence) == (0, 0, 0)
    assert steps["services"].in_words == "most in Specialist teaching, £700 over"
    assert bridge(())[1].in_words == "no settings to compare"


def month(growth: float = 0.2, outlook: Outlook | None = None, earlier: pl.DataFrame | None = None) -> Position:
    return position(
        as_at=AS_AT,
        books=Books(budget(), ledger() if earlier is None else ledger().vstack(earlier), costs()),
        census_now=census(),
        census_year_ago=census(special=3),
        simulated=steady_months(growth=growth),
        path_assumptions=(TIMING,),
        outlook=flat_outlook() if outlook is None else outlook,
    )


def test_the_position_agrees_with_itself() -> None:
    result = month()
    assert result.spending_low_pence <= result.spending_forecast_pence <= result.spending_high_pence
    over = result.spending_forecast_pence - result.spending_budget_pence
    assert sum(step.pence for step in result.bridge) == over
    assert sum(row.forecast_pence for row in result.settings) == result.outturn.total("placement")
    assert sum(row.children_now for row in result.settings) == 6
    assert sum(row.children_year_ago for row in result.settings) == 5
    assert result.outturn_by_month[-1][0] == "October"
    assert result.outturn_by_month[-1][1] == round(234_500_00 * 7 / 12)
    assert all(stated.source for stated in result.assumptions)


def test_this_year_of_the_five_is_the_outturn_and_deficits_add_up() -> None:
    years = month().five_years
    assert [str(year) for year in years.financial_years] == [f"{y}-{y % 100 + 1}" for y in range(2026, 2032)]
    first = summaries(years.block_cost)[0]
    assert np.isclose(first.mean, month().spending_forecast_pence / 100, atol=0.02)
    assert np.allclose(years.in_year_deficit.values, years.block_cost.values - years.allocation_gbp)
    assert np.allclose(years.cumulative_deficit.values, years.in_year_deficit.values.cumsum(axis=1))
    assert np.allclose(
        years.block_cost.values, years.placements.values.sum(axis=2) + years.places_gbp + years.services_gbp
    )


def test_a_caseload_that_stands_still_costs_the_same_every_year() -> None:
    placements = month(growth=0.0).five_years.placements.values.sum(axis=2)
    assert np.allclose(placements, 182_500)


def test_growth_of_prices_and_grant_is_applied_and_stated() -> None:
    outlook = Outlook(
        PriceUplift(YEAR, 0.05, "tender"), Growth(0.02, "letter"), Growth(0.0, "none"), Growth(0.03, "pay award")
    )
    result = month(growth=0.0, outlook=outlook)
    assert np.allclose(result.five_years.placements.values.sum(axis=2)[0, :2], [182_500, 182_500 * 1.05])
    assert np.allclose(result.five_years.allocation_gbp[:2], [234_500, 234_500 * 1.02])
    stated = {assumption.name: assumption.in_words for assumption in result.assumptions}
    assert stated["Grant after 2026-27"] == "+2.0% a year"
    assert stated["Place funding after 2026-27"] == "unchanged in cash"


def test_settings_fold_into_the_rows_of_the_dsg_plan_without_loss() -> None:
    placements = month().five_years.placements
    assert np.allclose(by_dsg_plan_row(placements).values.sum(axis=2), placements.values.sum(axis=2))


def earlier_years(*factors: float) -> pl.DataFrame:
    """Whole years of £1,000 a month, the last five months times a factor; a grant of £11,000."""
    rows: list[tuple[str, int, str, int]] = []
    for starts, factor in zip(range(2021, 2026), factors, strict=False):
        year = str(FinancialYear(starts))
        rows += [(year, number, "HN12", round(1_000_00 * (factor if number > 7 else 1))) for number in range(1, 13)]
        rows.append((year, 1, "HN90", -11_000_00))
    return pl.DataFrame(rows, schema=ledger().schema, orient="row")


def test_the_deficit_of_whole_years_past_is_carried_into_this_one() -> None:
    earlier = earlier_years(1.0, 1.0, 1.0)
    years = past_years(earlier, budget(), YEAR)
    assert [year.deficit_pence for year in years] == [1_000_00] * 3
    assert month(earlier=earlier).opening_deficit_pence == 3_000_00
    unfinished = earlier.filter(pl.col("month") < 12)
    assert past_years(unfinished, budget(), YEAR) == ()


def of_services(*factors: float) -> pl.DataFrame:
    return earlier_years(*factors).with_columns(pl.col("cost_centre").replace("HN12", "HN30"))


def test_the_rest_of_the_year_of_services_may_miss_as_it_did_in_years_before() -> None:
    steady = rest_of_year_error(of_services(1.0, 1.0, 1.0, 1.0), budget(), YEAR, 7)
    assert (steady.share, steady.years) == (0.0, 4)
    shaken = rest_of_year_error(of_services(0.9, 1.0, 1.1), budget(), YEAR, 7)
    assert np.isclose(shaken.share, 0.1 * np.sqrt(4 / 3))
    assert rest_of_year_error(of_services(0.9, 1.1), budget(), YEAR, 7).share == 0.0
    assert "too few" in rest_of_year_error(of_services(0.9), budget(), YEAR, 7).assumption.in_words


def test_what_placements_missed_by_is_left_to_the_simulation() -> None:
    assert rest_of_year_error(earlier_years(0.9, 1.0, 1.1), budget(), YEAR, 7).share == 0.0


def test_the_spread_of_a_draw_does_not_depend_on_how_many_there_are() -> None:
    assert np.array_equal(spread_of(1_000)[:50], spread_of(50))
    assert np.isclose(spread_of(1_000).std(), 1.0, atol=0.02)
    assert np.isclose(spread_of(1_000).mean(), 0.0, atol=0.02)


def test_months_are_set_against_twelfths_of_the_budget() -> None:
    rows = outturn_by_month(ledger(), budget(), YEAR, 2)
    assert [name for name, _, _ in rows] == ["April", "May"]
    assert rows[0][2] == 500_00 * 30 + 40_000_00 // 12 + 1_100_00


def test_prices_rise_as_in_the_councils_own_budget_books() -> None:
    this_year = budget()
    dearer = pl.col("amount_pence") * pl.when(pl.col("kind") == "placement").then(0.8).otherwise(1.0)
    fewer = pl.col("children_fte") / 2
    earlier = this_year.with_columns(
        pl.lit("2025-26").alias("financial_year"), (dearer / 2).cast(pl.Int64).alias("amount_pence"), fewer
    )
    growth = own_price_growth(this_year.vstack(earlier), YEAR)
    assert growth is not None
    assert np.isclose(growth.share_per_year, 0.25)
    assert own_price_growth(this_year, YEAR) is None
    assert usual_outlook(YEAR, budget=this_year.vstack(earlier)).price == growth
    assert usual_outlook(YEAR, budget=this_year).price == usual_outlook(YEAR).price


def test_the_usual_outlook_names_a_source_for_everything() -> None:
    outlook = usual_outlook(YEAR)
    assert all(part.source for part in (outlook.price, outlook.allocation, outlook.places, outlook.services))
    assert usual_outlook(YEAR, allocation_share_per_year=0.0).allocation.share_per_year == 0.0
