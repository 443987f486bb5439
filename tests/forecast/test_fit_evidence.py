"""The table of parameters: complete, counted from the history itself, and its intervals those of drawn worlds."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from tests.forecast.recovery_worlds import SMALL, Council, draw_council, drawn_log_odds

from highneeds.forecast.evidence import COLUMNS, parameter_table
from highneeds.forecast.fit import fit
from highneeds.forecast.hazard import drawn_sds
from highneeds.forecast.types import NO_PLAN


def table_of(council: Council) -> pl.DataFrame:
    posterior = fit(council.history, council.population, council.space)
    return parameter_table(posterior, council.history, council.population)


def test_every_event_of_the_history_is_counted_in_the_table_once() -> None:
    council = draw_council(2, SMALL)
    history, table = council.history, table_of(council)
    assert tuple(table.columns) == COLUMNS
    events = dict(table.filter(pl.col("detail") == "").group_by("what").agg(pl.col("events").sum()).rows())
    joined, left = history.need_from == NO_PLAN, history.need_to == NO_PLAN
    assert events["leaving"] == left.sum()
    assert events["joining"] == events["first need"] == events["first setting"] == joined.sum()
    moved = ~joined & ~left & (history.setting_from != history.setting_to)
    assert table.filter(pl.col("what") == "destination")["events"].sum() == moved.sum()
    assert set(table["what"]) >= {"moving", "need change", "month of leaving", "trend"}


def test_central_values_lie_within_their_intervals_and_narrow_ones_within_wide_ones() -> None:
    council = draw_council(3, SMALL)
    table = parameter_table(
        fit(council.history, council.population, council.space), council.history, council.population
    )
    bounded = table.filter(pl.col("low_80").is_not_nan())
    assert bounded.height > 500
    assert (bounded["low_80"] <= bounded["low_50"]).all()
    assert (bounded["low_50"] <= bounded["high_50"]).all()
    assert (bounded["high_50"] <= bounded["high_80"]).all()
    assert ((bounded["low_80"] <= bounded["central"]) & (bounded["central"] <= bounded["high_80"])).mean() > 0.99


def test_a_row_says_whether_it_rests_on_its_own_children() -> None:
    council = draw_council(4, SMALL)
    table = parameter_table(
        fit(council.history, council.population, council.space), council.history, council.population
    )
    leaving = table.filter((pl.col("what") == "leaving") & (pl.col("detail") == ""))
    unseen = leaving.filter(pl.col("children") == 0)
    assert unseen.height > 0
    assert unseen["leans_on"].unique().to_list() == ["those like it: no child of its own was seen"]
    assert (unseen["central"] < 0.5).mean() > 0.9


def test_the_spread_told_is_that_of_drawn_worlds() -> None:
    council = draw_council(5, SMALL)
    hazard = fit(council.history, council.population, council.space).rates.leave
    drawn = drawn_log_odds(hazard, np.random.default_rng(1), 3000).std(axis=0)
    assert drawn == pytest.approx(drawn_sds(hazard), rel=0.08)
