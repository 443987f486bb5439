"""The file of every draw: what was simulated, there only when whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from highneeds.core.errors import Refusal
from highneeds.forecast.types import Simulation, StateSpace
from highneeds.operations.draws_file import DrawsFile

NEEDS, SETTINGS = ("asd", "slcn"), ("special", "mainstream")


def shard(first_draw: int, draws: int) -> Simulation:
    """Random children in two Januaries; what the file does not hold is left empty."""
    rng = np.random.default_rng(first_draw)
    children = rng.integers(0, 3, (draws, 2, 2, 2)).astype(np.int32)
    nothing = np.zeros((draws, 2), dtype=np.int32)
    space = StateSpace(NEEDS, SETTINGS, np.ones((2, 2, 31), np.bool_), np.ones((2, 2), np.bool_))
    given = {"space", "census_years", "seed", "first_draw", "children", "price_gbp"}
    others = dict.fromkeys((name for name in Simulation.__dataclass_fields__ if name not in given), nothing)
    return Simulation(space, (2026, 2027), 1, first_draw, children, children * 1_000.5, **others)


def test_the_file_holds_every_child_of_every_draw_in_order(tmp_path: Path) -> None:
    path, parts = tmp_path / "new folder" / "draws.parquet", [shard(0, 5), shard(5, 3)]
    with DrawsFile(path) as file:
        for part in parts:
            file.add(part)
    found = pl.read_parquet(path)
    assert found.columns == ["draw", "january", "need", "setting", "children", "cost_gbp"]
    assert found["draw"].is_sorted()
    expected = [
        (part.first_draw + draw, 2026 + year, NEEDS[need], SETTINGS[setting], int(count), count * 1_000.5)
        for part in parts
        for (draw, year, need, setting), count in np.ndenumerate(part.children)
        if count
    ]
    assert found.rows() == expected
    assert [file.name for file in path.parent.iterdir()] == ["draws.parquet"]


def _stopped_half_way(path: Path) -> None:
    with DrawsFile(path) as file:
        file.add(shard(0, 5))
        message = "stopped"
        raise RuntimeError(message)


def test_a_run_that_fails_leaves_the_earlier_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "draws.parquet"
    path.write_bytes(b"what was there before")
    with pytest.raises(RuntimeError, match="stopped"):
        _stopped_half_way(path)
    assert path.read_bytes() == b"what was there before"
    assert [file.name for file in tmp_path.iterdir()] == ["draws.parquet"]


def test_a_place_that_cannot_be_written_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(Refusal, match="cannot be written"), DrawsFile(tmp_path / "taken" / "draws.parquet"):
        pass
    (tmp_path / "folder").mkdir()
    with pytest.raises(Refusal, match="cannot be written"), DrawsFile(tmp_path / "folder") as file:
        file.add(shard(0, 1))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["folder", "taken"]
