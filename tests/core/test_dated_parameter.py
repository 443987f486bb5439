"""A parameter has a date, a unit and a source, or it cannot be made."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from highneeds.core import DatedValue, Parameter, Source

SOURCE = Source("A guide", "paragraph 1")
FIRST = DatedValue(date(2013, 4, 1), Decimal(1_000_000), SOURCE)
SECOND = DatedValue(date(2020, 4, 1), Decimal(1_100_000), SOURCE)


def test_a_value_holds_from_its_day_until_the_next() -> None:
    rate = Parameter("rate", "A rate", "pence per place per year", (FIRST, SECOND))
    assert rate.on(date(2013, 4, 1)) == rate.on(date(2020, 3, 31)) == 1_000_000
    assert rate.on(date(2020, 4, 1)) == rate.on(date(2050, 1, 1)) == 1_100_000
    assert rate.dated(date(2026, 4, 1)) is SECOND


def test_before_its_first_value_a_parameter_has_none() -> None:
    with pytest.raises(LookupError, match="no value on 2013-03-31"):
        Parameter("rate", "A rate", "pence", (FIRST,)).on(date(2013, 3, 31))


@pytest.mark.parametrize("values", [(), (SECOND, FIRST), (FIRST, FIRST)])
def test_values_must_be_present_and_in_order_of_date(values: tuple[DatedValue, ...]) -> None:
    with pytest.raises(ValueError, match="in order of date"):
        Parameter("rate", "A rate", "pence", values)


@pytest.mark.parametrize(("label", "unit"), [("", "pence"), ("A rate", " ")])
def test_a_parameter_without_label_or_unit_is_refused(label: str, unit: str) -> None:
    with pytest.raises(ValueError, match="label and a unit"):
        Parameter("rate", label, unit, (FIRST,))


@pytest.mark.parametrize(("title", "paragraph"), [("", "1"), ("A guide", "  ")])
def test_a_source_without_title_or_paragraph_is_refused(title: str, paragraph: str) -> None:
    with pytest.raises(ValueError, match="title and a paragraph"):
        Source(title, paragraph)


def test_a_value_that_is_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        DatedValue(date(2013, 4, 1), Decimal("NaN"), SOURCE)
