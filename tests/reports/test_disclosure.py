"""Small counts are withheld and cannot be worked out."""

from __future__ import annotations

from dataclasses import replace

from tests.reports.sample_month import sample_month

from highneeds.governance.record import MonthRecord
from highneeds.reports import annexes, children
from highneeds.reports.disclosure import tells_of_few


def _with_few() -> MonthRecord:
    """Two children in hospital schools now, nine a year ago."""
    month = sample_month()
    small = replace(month.settings[4], children_now=2, children_year_ago=9)
    return replace(month, settings=(*month.settings[:4], small, *month.settings[5:]))


def test_the_children_table_withholds_the_row_with_its_change_and_its_money() -> None:
    table = children.table(_with_few())
    row = table.texts()[4]
    assert row[1] == "9"
    assert row[2:4] == ("[c]", "[c]")
    assert row[5:] == ("[c]", "[c]", "[c]")
    assert "withheld" in table.note
    assert sum(words[2] == "[c]" for words in table.texts()) == 2


def test_the_forecasts_of_a_withheld_setting_are_left_out() -> None:
    hidden = children.hidden_settings(_with_few())
    assert "Hospital schools and alternative provision" in hidden
    assert not hidden & {row[1] for row in annexes.forecasts(_with_few()).rows}


def test_an_assumption_that_counts_few_children_is_withheld_with_its_money() -> None:
    assert tells_of_few("median of its setting; 3 children, £29,687 a year")
    assert tells_of_few("1 child")
    assert not tells_of_few("13 children, 1,003 children, 2.4 children, 4% more")
    record = replace(sample_month(), assumptions=(("Price", "3 children, £29,687 a year", "placements"),))
    assert annexes.assumptions(record).rows == (("Price", "[c] counts few children", "placements"),)
