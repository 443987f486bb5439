"""The library and the registry of live measures: each entry is whole, and each measure of pressure has its counter."""

from __future__ import annotations

from typing import Any

import pytest

from highneeds.risk.known_measures import GIVEN_BY_PEOPLE, KNOWN_MEASURES
from highneeds.risk.library import library_of, risk_library
from highneeds.rules.package_data import read_toml


def library() -> dict[str, Any]:
    return read_toml("risk-library.toml")


def test_the_library_has_the_corporate_risk_and_the_ten_of_the_paper_in_its_order() -> None:
    assert list(risk_library()) == [
        "needs-outgrow-the-block",
        "parental-challenge",
        "cost-pressure",
        "statutory-duties",
        "mainstream-pressure",
        "judicial-review",
        "lack-of-capacity",
        "cabinet-agreement",
        "more-tribunals",
        "reputation",
        "inspection",
    ]


@pytest.mark.parametrize("key", list(risk_library()))
def test_each_risk_of_the_library_has_causes_consequences_indicators_and_says_what_it_costs(key: str) -> None:
    entry = risk_library()[key]
    assert len(entry.causes) >= 2
    assert len(entry.consequences) >= 2
    assert len(entry.indicators) >= 2
    assert entry.money
    assert entry.source.title
    first = entry.consequences[0].lower()
    assert entry.event.lower() not in first


def test_the_duty_to_children_comes_before_money_in_the_library() -> None:
    duties = risk_library()["statutory-duties"]
    assert "no saving may be counted that rests on a breach" in duties.money


@pytest.mark.parametrize("key", KNOWN_MEASURES)
def test_a_measure_of_pressure_has_a_counter_that_is_itself_a_measure(key: str) -> None:
    measure = KNOWN_MEASURES[key]
    if measure.is_pressure:
        assert measure.counter in KNOWN_MEASURES
        assert measure.counter != key
    assert measure.definition[0].islower()


def test_what_only_people_can_tell_is_part_of_the_registry() -> None:
    assert set(KNOWN_MEASURES) > GIVEN_BY_PEOPLE


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda entry: entry.pop("causes"), "missing causes"),
        (lambda entry: entry.update(score=9), "unknown score"),
        (lambda entry: entry["indicators"][0].update(measure="vibes"), "no live measure"),
        (lambda entry: entry["indicators"][0].update(near=9.0), "wrong way round"),
    ],
)
def test_a_library_entry_that_is_not_whole_does_not_load(spoil: Any, words: str) -> None:  # noqa: ANN401 - a change of any part
    content = library()
    spoil(content["risk"][0])
    with pytest.raises(ValueError, match=words):
        library_of(content)


def test_a_risk_stands_in_the_library_once() -> None:
    content = library()
    content["risk"].append(content["risk"][0])
    with pytest.raises(ValueError, match="stands there twice"):
        library_of(content)
