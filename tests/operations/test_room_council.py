"""The scenario room reads what is in use once, apart from the page, and tries again what failed."""

from __future__ import annotations

import time
from threading import Event
from types import SimpleNamespace

import pytest
from tests.web.sample_room import sample_room

from highneeds.core.errors import Refusal
from highneeds.operations import room_council as of_room
from highneeds.operations.room_council import BeingRead, RoomCouncil, room_council


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each reading of a council that is stored, by the data that were in use; nothing touches a database."""
    seen: list[str] = []
    monkeypatch.setattr(of_room, "open_store", lambda: None)
    monkeypatch.setattr(of_room, "state_of", lambda *_: ("in use",))
    monkeypatch.setattr(of_room, "_latest", [])
    monkeypatch.setattr(of_room, "connection", SimpleNamespace(close=lambda: None))
    monkeypatch.setattr(of_room, "usual_outlook", lambda *_, **__: SimpleNamespace(price=sample_room().uplift))
    return seen


def stored() -> SimpleNamespace:
    room = sample_room()
    inputs = SimpleNamespace(financial_year=room.first_year, tables={"budget_lines": None}, as_at=room.as_at)
    return SimpleNamespace(inputs=inputs, council=room.council)


def test_a_page_that_comes_too_early_is_told_and_the_council_is_read_once(
    reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = Event()

    def slowly() -> SimpleNamespace:
        reads.append("read")
        assert go_on.wait(60)
        return stored()

    monkeypatch.setattr(of_room, "stored_council", slowly)
    monkeypatch.setattr(of_room, "data_in_use", lambda: "a" * 64)
    assert isinstance(room_council(wait_seconds=0.0), BeingRead)
    assert isinstance(room_council(wait_seconds=0.0), BeingRead)
    go_on.set()
    room = room_council(wait_seconds=60.0)
    assert isinstance(room, RoomCouncil)
    assert (room.data, room.children, room.first_year.starts) == ("a" * 64, 60, 2026)
    assert room_council(wait_seconds=60.0) is room
    monkeypatch.setattr(of_room, "data_in_use", lambda: "b" * 64)
    other = room_council(wait_seconds=60.0)
    assert isinstance(other, RoomCouncil)
    assert other.data == "b" * 64
    assert reads == ["read", "read"]


def test_what_makes_no_forecast_is_refused_in_words_and_tried_again(
    reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> SimpleNamespace:
        reads.append("read")
        message = "A month needs the budget book."
        raise Refusal(message)

    monkeypatch.setattr(of_room, "stored_council", missing)
    monkeypatch.setattr(of_room, "data_in_use", lambda: "c" * 64)
    for _ in range(2):
        with pytest.raises(Refusal, match="budget book"):
            room_council(wait_seconds=60.0)
        time.sleep(0.01)
    assert len(reads) == 2
