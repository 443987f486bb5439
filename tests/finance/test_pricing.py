from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_council import AS_AT, EVEN, EVENLY, SETTINGS, YEAR, census, costs, steady_januaries

from highneeds.core import FinancialYear, Labelled
from highneeds.finance import (
    PhaseIn,
    PriceUplift,
    Tally,
    monthly_path,
    own_prices,
    path_through,
    phase_in,
    place_funding,
    price_caseload,
    tally_of_census,
)

FLAT = PriceUplift(YEAR, 0.0, "made up")
SEPTEMBER = np.array([0.0] * 8 + [1.0] * 5)


def test_a_steady_caseload_costs_its_annual_price() -> None:
    priced = price_caseload(steady_januaries(), financial_years=[YEAR], uplift=FLAT, phase_in=EVENLY)
    assert np.allclose(priced.cost.values[:, 0], [73_000, 109_500, 0])
    assert np.allclose(priced.children.values[:, 0], [4, 2, 0])


def test_a_september_start_costs_seven_twelfths_in_its_first_year() -> None:
    profile = PhaseIn(SETTINGS, np.tile(SEPTEMBER, (3, 1)), "made up: all in September")
    tally = steady_januaries(draws=1, growth=0.5)
    priced = price_caseload(tally, financial_years=[YEAR], uplift=FLAT, phase_in=profile)
    assert np.allclose(priced.children.values[0, 0, 0], 4 + 2 * 7 / 12)


def test_prices_rise_from_the_base_year_on_and_not_before() -> None:
    uplift = PriceUplift(YEAR, 0.10, "made up")
    years = [YEAR, YEAR.next, YEAR.next.next]
    priced = price_caseload(steady_januaries(), financial_years=years, uplift=uplift, phase_in=EVENLY)
    assert np.allclose(priced.cost.values[0, :, 0], [73_000, 80_300, 88_330])
    assert uplift.factor(YEAR.previous) == 1.0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0.0, 50.0), min_size=7, max_size=7), st.floats(1.0, 90_000.0))
def test_an_actual_caseload_and_a_draw_like_it_cost_the_same(counts: list[float], price: float) -> None:
    children = np.zeros((2, 7, 3))
    children[:, :, 0] = counts
    axes = (("draw", (0, 1)), ("census_year", tuple(range(2026, 2033))), ("setting", SETTINGS))
    drawn = Tally(Labelled(children, axes, "children"), Labelled(children * price, axes, "GBP per year"))
    one = (("draw", (0,)), *axes[1:])
    actual = Tally(Labelled(children[:1], one, "children"), Labelled(children[:1] * price, one, "GBP per year"))
    cost = [
        price_caseload(tally, financial_years=[YEAR, YEAR.next], uplift=FLAT, phase_in=EVENLY).cost.values
        for tally in (actual, monthly_path(drawn, EVENLY))
        if tally is actual
    ]
    by_month = price_caseload(monthly_path(drawn, EVENLY), financial_years=[YEAR, YEAR.next], uplift=FLAT).cost.values
    assert np.allclose(cost[0][0], by_month[1])


def test_a_year_that_the_caseload_does_not_cover_is_refused() -> None:
    with pytest.raises(ValueError, match="does not cover"):
        price_caseload(steady_januaries(years=2), financial_years=[YEAR], uplift=FLAT, phase_in=EVENLY)


def test_januaries_without_a_phase_in_are_refused() -> None:
    with pytest.raises(ValueError, match="needs a phase-in"):
        price_caseload(steady_januaries(), financial_years=[YEAR], uplift=FLAT)


def test_a_tally_of_other_axes_is_refused() -> None:
    other = Labelled(np.zeros((1, 1)), (("draw", (0,)), ("setting", ("special",))), "children")
    with pytest.raises(ValueError, match="axes draw"):
        Tally(other, other)
    with pytest.raises(ValueError, match="different axes"):
        Tally(steady_januaries().children, steady_januaries(draws=1).price)


def test_a_phase_in_runs_from_nothing_to_all() -> None:
    with pytest.raises(ValueError, match="from 0"):
        PhaseIn(("special",), np.zeros((1, 13)), "made up")
    with pytest.raises(ValueError, match="shape"):
        PhaseIn(("special",), np.zeros((1, 12)), "made up")


def known(special: int, independent: int) -> Tally:
    frame = own_prices(census(special, independent), costs(special=special, independent=independent), AS_AT).prices
    return tally_of_census(frame, SETTINGS, AS_AT)


def test_every_draw_passes_through_what_is_known_today() -> None:
    path = monthly_path(steady_januaries(growth=0.3), EVENLY)
    moved = path_through(path, known(6, 3), AS_AT, EVENLY)
    before, after = (moved.children.at("month", month).values for month in ("2026-09", "2026-11"))
    assert np.allclose(before, before[0])
    january, december = path.children.at("month", "2026-11"), path.children.at("month", "2026-12")
    steps = december.values - january.values
    assert np.allclose(moved.children.at("month", "2026-12").values - after, steps)
    assert np.allclose(
        after[:, 0] - 6, (path.children.at("month", "2026-11").values[:, 0] - 4) * (1 - 9.516129 / 10), atol=1e-3
    )


def test_months_that_were_counted_are_taken_as_counted() -> None:
    path = monthly_path(steady_januaries(), EVENLY)
    moved = path_through(path, known(6, 3), AS_AT, EVENLY, {"2026-06": {"special": 5}})
    assert moved.children.at("month", "2026-06").values[0].tolist() == [5, 0, 0]
    assert np.isclose(moved.price.at("month", "2026-06").values[0, 0], 5 * 18_250)


def test_nothing_falls_below_nought() -> None:
    path = monthly_path(steady_januaries(growth=-0.4), EVENLY)
    moved = path_through(path, known(1, 0), AS_AT, EVENLY)
    assert (moved.children.values >= 0).all()
    assert (moved.price.values >= 0).all()


def test_a_day_outside_the_path_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        path_through(monthly_path(steady_januaries(), EVENLY), known(4, 2), date(2028, 1, 31), EVENLY)


def monthly_counts(special: list[int]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "return_year": [2026] * 13,
            "months_since_january": range(13),
            "setting": ["special"] * 13,
            "children": special,
        }
    )


def test_the_phase_in_shows_the_step_of_september() -> None:
    profile = phase_in(monthly_counts([1_000] * 8 + [1_150] * 4 + [1_200]), SETTINGS)
    assert np.allclose(profile.share[0], [0.0] * 8 + [0.75] * 4 + [1.0])


def test_a_setting_that_hardly_changes_takes_the_profile_of_all() -> None:
    profile = phase_in(monthly_counts([1_000] * 8 + [1_150] * 4 + [1_200]), SETTINGS)
    assert np.allclose(profile.share[1], profile.share[0])
    still = phase_in(monthly_counts([1_000] * 13), SETTINGS)
    assert np.allclose(still.share, EVEN)
    assert np.allclose(still.of(("not seen",)), EVEN)


def test_a_place_is_paid_for_whether_filled_or_not() -> None:
    providers = pl.DataFrame(
        {
            "setting": ["special", "mainstream", "independent_special", "special"],
            "is_open": [True, True, True, False],
            "places_funded": [100, 10, 50, 40],
        }
    )
    assert place_funding(providers, AS_AT) == 100 * 10_000_00 + 10 * 6_000_00


def test_years_are_labelled_as_financial_years() -> None:
    priced = price_caseload(steady_januaries(), financial_years=[FinancialYear(2027)], uplift=FLAT, phase_in=EVENLY)
    assert priced.cost.labels("financial_year") == ("2027-28",)
