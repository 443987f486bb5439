"""Places and late plans of today, from the scenario's file to its effects."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from tests.operations.small_peer_council import peer_folder

from highneeds.core.errors import Refusal
from highneeds.forecast.effects import Measure
from highneeds.operations.peer_inputs import PeerFiles
from highneeds.operations.scenario import ScenarioEffects, effects_from_transitions

LEVERS = """name = "Ours"
[[lever]]
kind = "places"
name = "more places"
start = 2019-09-01
places = 1000
setting = "Near"
evidence = "a bid"
source = "page 3"
owner = "the board"
[[lever]]
kind = "backlog"
name = "late plans"
start = 2019-02-01
size = 1.0
is_share = true
over_months = 6
evidence = "a plan"
source = "page 4"
owner = "the board"
"""
TODAY = """[[places_today]]
setting = "Near"
places = 0
when_full = ["Far"]
[[late_today]]
plans = 20
nc_years = [3]
"""


def run(folder: Path, text: str, *, out: Path | None = None) -> ScenarioEffects:
    path = folder / "scenario.toml"
    path.write_text(text, encoding="utf-8")
    files = PeerFiles.in_folder(peer_folder(folder / "files"))
    return effects_from_transitions(path, files, out=out, draws=20, seed=7)


def test_levers_on_places_and_late_plans_act_on_what_the_file_says_of_today(tmp_path: Path) -> None:
    found = run(tmp_path, LEVERS + TODAY, out=tmp_path / "out")
    children = found.table.filter(pl.col("measure") == Measure.CHILDREN.value).sort("year")
    late = children.filter(pl.col("line") == "late plans")["mean"].to_list()
    assert max(late) == pytest.approx(20.0)
    more_places = children.filter(pl.col("line") == "more places")
    assert more_places.height == len(late)
    record = json.loads((tmp_path / "out/scenario.json").read_text(encoding="utf-8"))
    assert record["today"]["places"] == [{"setting": "Near", "needs": [], "places": 0}]
    assert record["today"]["when_full"] == {"Near": ["Far"]}
    assert record["today"]["late_plans"] == {"3": 20}


def test_open_places_change_where_children_go_and_so_what_they_cost(tmp_path: Path) -> None:
    table = run(tmp_path, LEVERS + TODAY).table
    rows = table.filter((pl.col("line") == "more places") & (pl.col("measure") != Measure.CHILDREN.value))
    assert rows["prob_less"].max() == 1.0  # Near costs less than Far


def test_without_what_binds_today_a_lever_on_places_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="give today's first"):
        run(tmp_path, LEVERS)
