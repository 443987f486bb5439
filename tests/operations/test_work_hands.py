"""A process kept ready for short pieces: one that cannot live is not started again and again."""

from __future__ import annotations

import sys
from contextlib import closing

import pytest

from highneeds.operations import work_hands
from highneeds.operations.work_hands import Hand, Hands


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Hand]:
    """What was started, each to die at once."""
    monkeypatch.setattr(work_hands, "COMMAND", [sys.executable, "-c", ""])
    hands: list[Hand] = []
    real = Hand.__init__

    def noted(self: Hand, *words: str, is_kept: bool) -> None:
        real(self, *words, is_kept=is_kept)
        self._process.wait()
        hands.append(self)

    monkeypatch.setattr(Hand, "__init__", noted)
    return hands


def test_one_that_dies_as_it_starts_is_started_once_until_some_seconds_have_gone(
    started: list[Hand], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr(work_hands.time, "monotonic", lambda: now)
    with closing(Hands(keeps_one=True)) as hands:
        for _ in range(5):
            hands.make_ready()
        assert len(started) == 1
        now += work_hands._SECONDS_BETWEEN_STARTS
        for _ in range(5):
            hands.make_ready()
        assert len(started) == 2


def test_nothing_is_kept_ready_where_none_is_wanted(started: list[Hand]) -> None:
    with closing(Hands(keeps_one=False)) as hands:
        hands.make_ready()
    assert started == []
