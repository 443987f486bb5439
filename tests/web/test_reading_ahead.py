"""What is slow to make of a large council is there before the first page asks, and its failure harms nobody."""

from __future__ import annotations

import pytest
from tests.web.sample_cases import sample_cases

from highneeds.operations import benchmark_page, clocks_page, links, lists, reading_ahead, rules, sight
from highneeds.store.made_once import MadeOnce

HELD = (
    (lists, "_held", 8),
    (clocks_page, "_pages", 2),
    (links, "_held", 1),
    (rules, "_held", 1),
    (benchmark_page, "_held", 1),
    (sight, "_in_teams", 1),
)


@pytest.fixture(autouse=True)
def _cases(db: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - opens the database
    sample_cases()
    for module, name, most in HELD:
        monkeypatch.setattr(module, name, MadeOnce(most))
    monkeypatch.setattr(reading_ahead.connection, "close", lambda: None)  # the test's own connection


def held() -> list[int]:
    return [len(getattr(module, name)) for module, name, _ in HELD]


def test_a_process_that_got_ready_holds_every_list_and_what_else_is_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_ahead, "is_worth_it", lambda: True)
    reading_ahead.get_ready()
    assert held() == [len(lists.LISTS), 1, 1, 1, 1, 1]


def test_of_a_small_council_nothing_is_made_before_somebody_asks() -> None:
    reading_ahead.get_ready()
    assert held() == [0, 0, 0, 0, 0, 0]


def test_what_could_not_be_made_ahead_is_in_the_log_and_is_made_when_asked(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails() -> None:
        message = "the disk is away"
        raise OSError(message)

    monkeypatch.setattr(reading_ahead, "is_worth_it", lambda: True)
    monkeypatch.setattr(reading_ahead, "read_ahead", fails)
    reading_ahead.get_ready()
    assert "could not be made before a page asks" in caplog.text
    assert held() == [0, 0, 0, 0, 0, 0]
    assert lists.listed("children", lists.default_day()).frame.height > 0
