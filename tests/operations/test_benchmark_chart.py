"""The drawings of a measure hold every number in words, break where nothing is published, and draw no mark as 0."""

from __future__ import annotations

import re

import pytest

from highneeds.forecast.benchmarking import Unit
from highneeds.operations.benchmark_chart import Bar, Names, YearShown, bars_chart, described, short, years_chart

NAMES = Names("Ashmere", "England", "Per cent")
YEARS = (
    YearShown("2021", 40.0, 50.0, 48.0, 30.0, 60.0),
    YearShown("2022", 41.0, 51.0, 49.0, 31.0, 61.0),
    YearShown("2023", None, 52.0, None, None, None),
    YearShown("2024", 43.0, 53.0, 50.0, 32.0, 62.0),
)


@pytest.mark.parametrize("is_narrow", [False, True])
def test_a_line_is_broken_at_a_year_without_a_figure(is_narrow: bool) -> None:  # noqa: FBT001 - a case of the test
    drawn = years_chart("c", YEARS, NAMES, Unit.PERCENT, is_narrow=is_narrow)
    own = re.findall(r'<path d="M([^"]*)" fill="none" stroke="#12436d"', drawn)
    assert [path.count("L") for path in own] == [1]
    assert drawn.count("<circle") == 3 + 1  # three years of ours, and the neighbours' median after the gap


def test_every_number_is_in_the_words_of_the_drawing() -> None:
    said = described(YEARS, NAMES)
    assert "2023: Ashmere not published, England 52.0, neighbours' median not published" in said
    for value in ("40.0", "50.0", "48.0", "30.0", "60.0"):
        assert value in said


def test_no_figure_at_all_draws_no_axis() -> None:
    empty = (YearShown("2024", None, None, None, None, None),)
    assert "<path" not in years_chart("c", empty, NAMES, Unit.PERCENT)


def test_a_mark_stands_in_the_place_of_a_bar() -> None:
    bars = (Bar("Ashmere", 4.0, "4.0", is_own=True), Bar("Umberley", None, "[c]"))
    drawn = bars_chart("b", bars, "Per cent")
    assert drawn.count("<rect") == 1 + 1  # Ashmere's bar, and the pattern that every drawing defines
    assert ">[c]<" in drawn


def test_a_deficit_reaches_to_the_left_of_nought() -> None:
    drawn = bars_chart("b", (Bar("A", -5.0, "−5.0%"), Bar("B", 5.0, "5.0%")), "Per cent")  # noqa: RUF001 - a minus sign
    corners = [float(x) for x in re.findall(r'<rect x="([\d.]+)"', drawn)]
    assert corners[0] < corners[1]


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [(1234.4, Unit.POUNDS, "£1,234"), (-3.21, Unit.PERCENT, "\N{MINUS SIGN}3.2%"), (0.04, Unit.PER_THOUSAND, "0.0")],
)
def test_numbers_are_said_in_their_unit(value: float, unit: Unit, said: str) -> None:
    assert short(value, unit) == said


@pytest.mark.parametrize("is_narrow", [False, True])
def test_a_line_whose_last_year_is_not_published_says_so_at_its_end(is_narrow: bool) -> None:  # noqa: FBT001 - a case
    years = (*YEARS[:2], YearShown("2023", None, 52.0, 49.0, 31.0, 61.0))
    assert ">Ashmere not published<" in years_chart("c", years, NAMES, Unit.PERCENT, is_narrow=is_narrow)


def test_the_band_of_neighbours_is_broken_where_none_has_a_figure_and_has_no_key_without_any() -> None:
    drawn = years_chart("c", YEARS, NAMES, Unit.PERCENT)
    assert drawn.count('fill="#d3dce6"') == 1 + 1  # two years together, and the key
    assert drawn.count('stroke="#d3dce6"') == 1  # a year alone
    alone = tuple(YearShown(year.period, year.own, year.england, None, None, None) for year in YEARS)
    assert "neighbour<" not in years_chart("c", alone, NAMES, Unit.PERCENT)
