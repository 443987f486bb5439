"""The back-test as a person asks for it: tables on the screen, files in a folder, refusals in words."""

from __future__ import annotations

import csv
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from highneeds.cli.backtest_command import backtest
from highneeds.core.errors import Refusal
from highneeds.forecast.prices import mean_prices
from highneeds.forecast.types import NC_YEARS, PriceBook
from highneeds.operations.backtest import back_test_peer_files
from highneeds.reports.charts.earlier import in_words

SVG = "{http://www.w3.org/2000/svg}"


def peer_files(folder: Path, *, intervals: int) -> dict[str, Path]:
    """Children of one need and setting, two more each January; everybody stays until Year 11."""
    columns = ["calendar-year", "setting-1", "need-1", "academic-year-1", "setting-2", "need-2", "academic-year-2"]
    rows = []
    for year in range(2015, 2015 + intervals):
        rows += [[year, "S", "N", child % 10, "S", "N", child % 10 + 1] for child in range(40 + 2 * (year - 2015))]
        rows += [[year, "NONSEND", "NONSEND", 3, "S", "N", 4]] * 2
    tables = {
        "transitions": [columns, *rows],
        "population": [
            ["calendar-year", "academic-year", "population"],
            *[[year, nc, 100] for year in range(2015, 2024) for nc in NC_YEARS],
        ],
        "costs": [["need", "setting", "cost"], ["N", "S", 1000]],
        "valid_states": [
            ["setting", "min-academic-year", "max-academic-year", "needs", "setting->setting"],
            ["S", -5, 20, "N", "S"],
        ],
    }
    paths = {name: folder / f"{name}.csv" for name in tables}
    for name, lines in tables.items():
        with paths[name].open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(lines)
    return paths


def test_the_files_of_another_model_give_tables_a_chart_and_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backtest(**peer_files(tmp_path, intervals=4), out=tmp_path / "out", draws=20, seed=1)
    said = capsys.readouterr().out
    for words in ("All children", "this forecast", "last value", "too few earlier forecasts", "Wrote"):
        assert words in said
    with (tmp_path / "out/forecasts.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["group"] == "All children"]
    assert [(row["origin"], row["target"], float(row["truth"])) for row in rows] == [
        ("2017", "2018", 46.0),
        ("2017", "2019", 48.0),
        ("2018", "2019", 48.0),
    ]
    with (tmp_path / "out/scores.csv").open(encoding="utf-8") as file:
        methods = {row["method"] for row in csv.DictReader(file)}
    assert len(methods) == 7


def test_the_chart_says_every_number_and_holds_nothing_a_strict_policy_blocks(tmp_path: Path) -> None:
    record = back_test_peer_files(**peer_files(tmp_path, intervals=4), draws=20, seed=1, out=tmp_path / "out")
    text = (tmp_path / "out/chart.svg").read_text(encoding="utf-8")
    root = ET.fromstring(text)  # noqa: S314  our own drawing
    assert root.get("role") == "img"
    assert root.find(f"{SVG}desc").text == in_words(record.past)
    assert "Forecast at January 2017 for January 2019:" in in_words(record.past)
    assert "Children counted: January 2015 40, January 2016 42," in in_words(record.past)
    assert not [word for word in ("style=", "<script", "href") if word in text]
    width, height = (float(part) for part in root.get("viewBox").split()[2:])
    for mark in root.iter(f"{SVG}text"):
        assert 0 <= float(mark.get("x")) <= width
        assert 0 < float(mark.get("y")) <= height
    assert [path.name for path in record.written] == ["scores.csv", "forecasts.csv", "chart.svg"]


def test_too_few_januaries_are_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"needs 4 Januaries: 3 to learn from and one to compare with\. There are 3"):
        back_test_peer_files(**peer_files(tmp_path, intervals=2), draws=20, seed=1, out=None)


def test_some_of_the_four_files_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="--costs, --valid-states is missing"):
        backtest(transitions=tmp_path / "a", population=tmp_path / "b")


@given(st.lists(st.lists(st.integers(0, 1000).map(float), min_size=1, max_size=5), min_size=4, max_size=4))
def test_the_price_of_a_state_is_the_mean_of_its_pool(pools: list[list[float]]) -> None:
    ends = np.cumsum([len(pool) for pool in pools])
    starts = ends - np.array([len(pool) for pool in pools])
    book = PriceBook(np.array([price for pool in pools for price in pool]), starts.reshape(2, 2), ends.reshape(2, 2))
    expected = [[sum(pool) / len(pool) for pool in pools[:2]], [sum(pool) / len(pool) for pool in pools[2:]]]
    assert mean_prices(book) == pytest.approx(np.array(expected))
