from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.finance.small_council import AS_AT, SETTINGS, YEAR, census, costs, months_of, steady_months

from highneeds.core import FinancialYear, Labelled
from highneeds.finance import (
    PriceUplift,
    Tally,
    own_prices,
    path_of,
    path_through,
    place_funding,
    price_caseload,
    tally_of_census,
)
from highneeds.forecast.types import Simulation, StateSpace

FLAT = PriceUplift(YEAR, 0.0, "made up")


def test_a_steady_caseload_costs_its_annual_price() -> None:
    priced = price_caseload(steady_months(), financial_years=[YEAR], uplift=FLAT)
    assert np.allclose(priced.cost.values[:, 0], [73_000, 109_500, 0])
    assert np.allclose(priced.children.values[:, 0], [4, 2, 0])


def simulated(by_month: np.ndarray, price: float = 1_000.0) -> Simulation:
    """From January 2026 on; ``by_month[draw, month]`` children of the first setting, and none else."""
    draws, years = len(by_month), by_month.shape[1] // 12
    children = np.zeros((*by_month.shape, len(SETTINGS)), dtype=np.int32)
    children[:, :, 0] = by_month
    space = StateSpace(("any",), SETTINGS, np.ones((1, 3, 31), np.bool_), np.ones((3, 3), np.bool_))
    none = np.zeros((draws, years + 1), dtype=np.int32)
    names = Simulation.__dataclass_fields__
    others = {name: none for name in names if name not in {"space", "census_years", "seed", "first_draw"}}
    others |= {"children_by_month": children, "price_gbp_by_month": children * price}
    return Simulation(space, tuple(range(2026, 2027 + years)), 1, 0, **others)


def test_the_path_of_a_simulation_is_its_months_from_the_first_january_to_the_last() -> None:
    path = path_of(simulated(np.arange(25)[None]))
    assert path.children.labels("month")[:2] == ("2026-01", "2026-02")
    assert path.children.labels("month")[-1] == "2028-01"
    assert path.children.at("month", "2026-10").values[0].tolist() == [9, 0, 0]
    assert path.price.at("month", "2027-03").values[0].tolist() == [14_000, 0, 0]


def test_a_september_start_costs_seven_twelfths_in_its_first_year() -> None:
    starts = np.repeat([[4, 6]], [8, 17], axis=1)
    priced = price_caseload(path_of(simulated(starts)), financial_years=[YEAR], uplift=FLAT)
    assert np.allclose(priced.children.values[0, 0, 0], 4 + 2 * 7 / 12)
    assert np.allclose(priced.cost.values[0, 0, 0], 4_000 + 2_000 * 7 / 12)


def test_prices_rise_from_the_base_year_on_and_not_before() -> None:
    uplift = PriceUplift(YEAR, 0.10, "made up")
    years = [YEAR, YEAR.next, YEAR.next.next]
    priced = price_caseload(steady_months(), financial_years=years, uplift=uplift)
    assert np.allclose(priced.cost.values[0, :, 0], [73_000, 80_300, 88_330])
    assert uplift.factor(YEAR.previous) == 1.0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0.0, 50.0), min_size=27, max_size=27), st.floats(1.0, 90_000.0))
def test_an_actual_caseload_and_a_draw_like_it_cost_the_same(counts: list[float], price: float) -> None:
    children = np.zeros((2, 27, 3))
    children[:, :, 0] = counts
    axes = (("draw", (0, 1)), ("month", months_of(2026, 27)), ("setting", SETTINGS))
    drawn = Tally(Labelled(children, axes, "children"), Labelled(children * price, axes, "GBP per year"))
    one = (("draw", (0,)), *axes[1:])
    actual = Tally(Labelled(children[:1], one, "children"), Labelled(children[:1] * price, one, "GBP per year"))
    costs_of = [price_caseload(tally, financial_years=[YEAR], uplift=FLAT).cost.values for tally in (actual, drawn)]
    assert np.allclose(costs_of[0][0], costs_of[1])
    assert np.isclose(costs_of[0][0, 0, 0], sum(counts[3:15]) / 12 * price)


def test_a_year_that_the_caseload_does_not_cover_is_refused() -> None:
    with pytest.raises(ValueError, match="does not cover"):
        price_caseload(steady_months(years=1), financial_years=[YEAR], uplift=FLAT)


def test_a_tally_of_other_axes_is_refused() -> None:
    other = Labelled(np.zeros((1, 1)), (("draw", (0,)), ("setting", ("special",))), "children")
    with pytest.raises(ValueError, match="axes draw"):
        Tally(other, other)
    with pytest.raises(ValueError, match="different axes"):
        Tally(steady_months().children, steady_months(draws=1).price)


def known(special: int, independent: int) -> Tally:
    frame = own_prices(census(special, independent), costs(special=special, independent=independent), AS_AT).prices
    return tally_of_census(frame, SETTINGS, AS_AT)


def test_every_draw_passes_through_what_is_known_today() -> None:
    path = steady_months(growth=0.3)
    moved = path_through(path, known(6, 3), AS_AT)
    before, after = (moved.children.at("month", month).values for month in ("2026-09", "2026-11"))
    assert np.allclose(before, before[0])
    january, december = path.children.at("month", "2026-11"), path.children.at("month", "2026-12")
    steps = december.values - january.values
    assert np.allclose(moved.children.at("month", "2026-12").values - after, steps)
    assert np.allclose(
        after[:, 0] - 6, (path.children.at("month", "2026-11").values[:, 0] - 4) * (1 - 9.516129 / 10), atol=1e-3
    )


def test_months_that_were_counted_are_taken_as_counted() -> None:
    path = steady_months()
    moved = path_through(path, known(6, 3), AS_AT, {"2026-06": {"special": 5}})
    assert moved.children.at("month", "2026-06").values[0].tolist() == [5, 0, 0]
    assert np.isclose(moved.price.at("month", "2026-06").values[0, 0], 5 * 18_250)


def test_nothing_falls_below_nought() -> None:
    path = steady_months(growth=-0.4)
    moved = path_through(path, known(1, 0), AS_AT)
    assert (moved.children.values >= 0).all()
    assert (moved.price.values >= 0).all()


def test_a_day_outside_the_path_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        path_through(steady_months(), known(4, 2), date(2028, 1, 31))


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
    priced = price_caseload(steady_months(), financial_years=[FinancialYear(2027)], uplift=FLAT)
    assert priced.cost.labels("financial_year") == ("2027-28",)
