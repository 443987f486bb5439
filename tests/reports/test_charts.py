"""The charts as SVG and the tables behind them."""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reports.sample_month import sample_month

from highneeds.governance.record import BridgeStep
from highneeds.reports import CHART_NAMES, chart_in_words, chart_svg, chart_table
from highneeds.reports.charts.scale import spread, ticks
from highneeds.reports.tables import Kind

_SVG = "{http://www.w3.org/2000/svg}"
_FORBIDDEN = ("style=", "<style", "<script", "href", "onload")


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("name", CHART_NAMES)
def test_every_chart_says_what_it_shows_and_holds_nothing_a_strict_policy_blocks(name: str, *, narrow: bool) -> None:
    text = chart_svg(sample_month(), name, narrow=narrow)
    root = ET.fromstring(text)  # noqa: S314  our own drawing
    assert root.get("role") == "img"
    ids = {element.get("id") for element in root.iter()}
    assert set((root.get("aria-labelledby") or "").split()) <= ids
    assert root.find(f"{_SVG}title").text == chart_table(sample_month(), name).title
    assert root.find(f"{_SVG}desc").text == chart_in_words(sample_month(), name)
    assert not [word for word in _FORBIDDEN if word in text]
    assert root.get("viewBox").split()[2] == ("320" if narrow else "720")


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("name", CHART_NAMES)
def test_no_mark_of_a_chart_stands_outside_its_frame(name: str, *, narrow: bool) -> None:
    root = ET.fromstring(chart_svg(sample_month(), name, narrow=narrow))  # noqa: S314  our own drawing
    width, height = (float(part) for part in root.get("viewBox").split()[2:])
    for text in root.iter(f"{_SVG}text"):
        long = len(text.text) * float(text.get("font-size")) * 0.56
        x = float(text.get("x")) - {"end": long, "middle": long / 2}.get(text.get("text-anchor"), 0.0)
        assert x >= -2, text.text
        assert x + long <= width + 12, text.text
        assert 0 < float(text.get("y")) <= height, text.text


def test_the_bridge_adds_to_its_total_and_joins_budget_to_forecast() -> None:
    table = chart_table(sample_month(), "bridge")
    amounts = [row[1] for row in table.rows]
    assert sum(amounts[:-1]) == amounts[-1] == Decimal("6.20")
    assert "budget of £115.20m" in chart_in_words(sample_month(), "bridge")
    assert "forecast of £121.40m" in chart_in_words(sample_month(), "bridge")


@given(st.lists(st.integers(-900_000_000, 900_000_000), min_size=1, max_size=8))
def test_any_bridge_still_adds_after_rounding_and_can_be_drawn(pence: list[int]) -> None:
    steps = tuple(BridgeStep("volume", value, "children") for value in pence)
    record = replace(sample_month(), bridge=steps)
    amounts = [row[1] for row in chart_table(record, "bridge").rows]
    assert sum(amounts[:-1], Decimal(0)) == amounts[-1]
    for narrow in (False, True):
        ET.fromstring(chart_svg(record, "bridge", narrow=narrow))  # noqa: S314  our own drawing


def test_the_fan_table_says_which_years_are_actual_and_gives_each_forecast_its_range() -> None:
    table = chart_table(sample_month(), "fan")
    assert [row[1] for row in table.rows] == ["actual"] * 5 + ["forecast"] * 5
    for row in table.rows:
        assert row[6] == row[2] - row[5]
        if row[1] == "forecast":
            assert row[3] < row[2] < row[4]


def test_a_month_without_forecasts_or_ledger_still_gives_charts_that_say_so() -> None:
    record = replace(sample_month(), forecasts=(), outturn_by_month=(), past=None)
    assert chart_in_words(record, "fan") == "There is no forecast of later years."
    assert chart_in_words(record, "earlier") == "There is no past forecast to show."
    for name in CHART_NAMES:
        ET.fromstring(chart_svg(record, name))  # noqa: S314  our own drawing


def test_the_words_of_a_cell_carry_sign_and_unknown_as_a_reader_expects() -> None:
    texts = chart_table(sample_month(), "bridge").texts()
    assert texts[3][:3] == ("Places", "\N{MINUS SIGN}0.24", "under")
    assert chart_table(sample_month(), "fan").texts()[0][3] == "[z]"
    assert chart_table(sample_month(), "months").columns[3].kind is Kind.CHANGE_MILLIONS


@given(st.lists(st.floats(0, 300), min_size=1, max_size=6))
def test_spread_labels_keep_their_order_and_their_distance(wanted: list[float]) -> None:
    places = spread(wanted, gap=18, low=0, high=300)
    ordered = sorted(places)
    assert all(b - a >= 18 - 1e-9 for a, b in itertools.pairwise(ordered))
    assert max(places) <= 300
    by_wish = sorted(range(len(wanted)), key=lambda i: wanted[i])
    assert [places[i] for i in by_wish] == ordered


@given(st.floats(-1e10, 1e10), st.floats(1, 1e10))
def test_ticks_hold_the_range_they_are_for(low: float, span: float) -> None:
    marks = ticks(low, low + span)
    step = marks[1] - marks[0]
    assert marks[0] <= low + step * 1e-6
    assert marks[-1] >= low + span - step * 1e-6
    assert len(marks) <= 9


def test_the_fan_finding_says_the_gap_that_its_table_shows() -> None:
    table = chart_table(sample_month(), "fan")
    assert f"£{table.rows[-1][6]}m above the block" in table.title
