from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from highneeds.core import Pence
from highneeds.finance import SettingCost, volume_mix_price

GOLDEN = (
    SettingCost("mainstream", 1_500, Pence(1_500 * 5_200_00), 1_640, Pence(1_640 * 5_350_00)),
    SettingCost("special", 1_290, Pence(1_290 * 18_500_00), 1_325, Pence(1_325 * 18_900_00)),
    SettingCost("independent", 384, Pence(384 * 53_262_00), 366, Pence(366 * 53_279_00)),
)


def test_the_worked_example_is_met_to_the_penny() -> None:
    variance = volume_mix_price(GOLDEN)
    assert variance.volume_pence == 2_577_966_12
    assert variance.mix_pence == -2_161_182_12
    assert variance.price_pence == 782_222_00
    assert variance.total_pence == 1_199_006_00


counts = st.one_of(st.just(0.0), st.floats(0.01, 5_000))
pence = st.integers(-1_000_000_00, 50_000_000_00).map(Pence)
rows = st.lists(st.builds(SettingCost, st.sampled_from("abc"), counts, pence, counts, pence), max_size=6)


@given(rows)
def test_the_three_causes_add_to_the_variance_to_the_penny(portfolio: list[SettingCost]) -> None:
    variance = volume_mix_price(portfolio)
    assert variance.total_pence == sum(row.actual_pence - row.budget_pence for row in portfolio)


@given(rows)
def test_what_each_setting_has_of_a_cause_adds_to_it_to_the_penny(portfolio: list[SettingCost]) -> None:
    variance = volume_mix_price(portfolio)
    assert [share.setting for share in variance.by_setting] == [row.setting for row in portfolio]
    for cause in ("volume_pence", "mix_pence", "price_pence"):
        assert sum(getattr(share, cause) for share in variance.by_setting) == getattr(variance, cause)


@given(rows.filter(lambda portfolio: all(row.budget_children and row.actual_children for row in portfolio)))
def test_mix_is_the_change_of_shares_at_budgeted_prices(portfolio: list[SettingCost]) -> None:
    budget, actual = (sum(getattr(row, name) for row in portfolio) for name in ("budget_children", "actual_children"))
    mix = sum(
        (row.actual_children - actual * row.budget_children / budget) * row.budget_pence / row.budget_children
        for row in portfolio
    )
    scale = sum(abs(row.budget_pence) * (1 + row.actual_children / row.budget_children) for row in portfolio)
    scale += sum(abs(row.budget_pence) for row in portfolio) * (actual / budget if budget else 0)
    assert math.isclose(volume_mix_price(portfolio).mix_pence, mix, abs_tol=2 + 1e-12 * scale)


def test_a_new_setting_is_mix_and_not_price() -> None:
    new = SettingCost("new", 0, Pence(0), 4, Pence(400_000_00))
    variance = volume_mix_price((*GOLDEN, new))
    assert variance.price_pence == 782_222_00
    assert variance.by_setting[-1] == ("new", 0, 400_000_00, 0)


def test_a_setting_that_vanished_is_mix_and_not_price() -> None:
    gone = SettingCost("gone", 4, Pence(400_000_00), 0, Pence(0))
    assert volume_mix_price((*GOLDEN, gone)).by_setting[-1].price_pence == 0


def test_without_budgeted_children_everything_is_mix() -> None:
    variance = volume_mix_price([SettingCost("new", 0, Pence(5_00), 4, Pence(400_00))])
    assert (variance.volume_pence, variance.mix_pence, variance.price_pence) == (0, 395_00, 0)


def test_what_was_reported_and_is_not_explained_is_a_residual_that_is_always_shown() -> None:
    plain, reported = volume_mix_price(GOLDEN), volume_mix_price(GOLDEN, Pence(1_900_000_00))
    assert [name for name, _ in plain.steps] == ["volume", "mix", "price", "residual"]
    assert (plain.residual_pence, reported.residual_pence) == (0, 700_994_00)
    assert reported.total_pence == 1_900_000_00
    assert reported.steps[:3] == plain.steps[:3]
