"""Labelled arrays refuse labels that do not fit, and keep the right axes through every step."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from highneeds.core import Labelled


def costs() -> Labelled:
    values = np.arange(24, dtype=np.float64).reshape(2, 3, 4)
    axes = (("draw", (0, 1)), ("financial_year", ("2025-26", "2026-27", "2027-28")), ("setting", ("a", "b", "c", "d")))
    return Labelled(values, axes, "pounds")


def test_labels_that_do_not_fit_the_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        Labelled(np.zeros((2, 2)), (("draw", (0, 1)), ("setting", ("a",))), "pounds")


@pytest.mark.parametrize("axes", [(("draw", (0, 0)), ("setting", ("a", "b"))), (("draw", (0, 1)), ("draw", (0, 1)))])
def test_an_axis_or_a_label_may_stand_once_only(axes: tuple[tuple[str, tuple[str | int, ...]], ...]) -> None:
    with pytest.raises(ValueError, match="twice"):
        Labelled(np.zeros((2, 2)), axes, "pounds")


def test_a_sum_over_an_axis_drops_it_and_keeps_the_unit() -> None:
    by_draw_and_year = costs().sum("setting")
    assert by_draw_and_year.axis_names == ("draw", "financial_year")
    assert by_draw_and_year.unit == "pounds"
    assert np.array_equal(by_draw_and_year.values, costs().values.sum(axis=2))


def test_a_sum_may_run_over_several_axes_in_any_order() -> None:
    assert np.array_equal(costs().sum("setting", "draw").values, costs().sum("draw").sum("setting").values)


def test_mean_and_quantile_run_over_the_named_axis() -> None:
    assert np.array_equal(costs().mean("draw").values, costs().values.mean(axis=0))
    assert np.array_equal(costs().quantile(0.5, over="draw").values, np.quantile(costs().values, 0.5, axis=0))


def test_a_label_picks_its_slice() -> None:
    year = costs().at("financial_year", "2026-27")
    assert year.axis_names == ("draw", "setting")
    assert np.array_equal(year.values, costs().values[:, 1, :])


def test_an_unknown_axis_or_label_is_a_key_error_that_names_it() -> None:
    with pytest.raises(KeyError, match="no axis 'age'"):
        costs().labels("age")
    with pytest.raises(KeyError, match="2030-31"):
        costs().at("financial_year", "2030-31")


@given(st.lists(st.sampled_from(["x", "y", "z"]), min_size=4, max_size=4))
def test_grouping_loses_nothing(groups: list[str]) -> None:
    grouped = costs().grouped("setting", groups, name="row")
    assert grouped.axis_names == ("draw", "financial_year", "row")
    assert grouped.labels("row") == tuple(dict.fromkeys(groups))
    assert np.allclose(grouped.sum("row").values, costs().sum("setting").values)


def test_grouping_needs_one_group_per_label() -> None:
    with pytest.raises(ValueError, match="4 labels, but there are 3 groups"):
        costs().grouped("setting", ["x", "x", "y"], name="row")
