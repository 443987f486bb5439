"""The pictures are of pages that there are, and a page that answers with an error fails them."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.urls import Resolver404, get_resolver, resolve
from tests.web.sample_papers import REF, sample_draft

from highneeds.governance.record import MonthRecord
from highneeds.operations.drafts_page import published
from highneeds.savings import State
from highneeds.store.savings import entries
from highneeds.store.second_factor import is_on

TOOLS = Path(__file__).resolve().parents[2] / "tools"


@dataclass
class Answered:
    """A page of the browser whose every address answers with ``status``."""

    status: int

    def goto(self, address: str) -> Answered:
        self.address = address
        return self


@pytest.fixture
def pictures(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(TOOLS))
    module = importlib.import_module("pictures")
    monkeypatch.setattr(module, "take", lambda *_: None)
    return module


def test_every_page_of_the_pictures_has_an_address_but_the_one_that_is_not_found(pictures: ModuleType) -> None:
    for name, address in pictures.PAGES.items():
        if name == "not-found":
            with pytest.raises(Resolver404):
                resolve(urlsplit(address).path)
        else:
            assert resolve(urlsplit(address).path).url_name


def test_every_address_that_shows_a_page_has_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address is in the table, at the end of a walk, sends a file or has no page: and says which."""
    monkeypatch.syspath_prepend(str(TOOLS))
    names = {pattern.name for pattern in get_resolver().url_patterns}
    walks = importlib.import_module("picture_walks")
    by_address = {
        resolve(urlsplit(address).path).url_name for name, address in walks.PAGES.items() if name != "not-found"
    }
    shown = by_address | {walk.shows for walk in walks.WALKS}
    without = set(walks.NO_PICTURE) | set(walks.FILES)
    assert shown | without == names
    assert not shown & without


def test_what_others_do_between_pictures_can_be_done(
    monkeypatch: pytest.MonkeyPatch, governed: MonthRecord, own_home: Path
) -> None:
    assert governed.draws
    assert own_home.name == "home"
    monkeypatch.syspath_prepend(str(TOOLS))
    walks, others = importlib.import_module("picture_walks"), importlib.import_module("other_people")
    asked = {step.do for walk in walks.WALKS for step in walk.steps if isinstance(step, walks.Others)}
    assert asked | {"set up a second factor"} == set(others.ACTS)
    sample_draft()
    for act in others.ACTS.values():
        act()
    assert [one.ref for one in published()] == [REF]
    assert entries()["CP1"].state is State.EVIDENCED
    user = User.objects.get(username=walks.WITH_A_CODE)
    assert is_on(user)
    assert user.check_password(walks.PASSWORD)


@pytest.mark.parametrize("status", [302, 403, 404, 500])
def test_a_page_that_answers_with_an_error_is_told(pictures: ModuleType, status: int, tmp_path: Path) -> None:
    said = pictures.visit(Answered(status), tmp_path, "risks", "/risks")
    assert said == f"risks: /risks answered {status}"
    assert pictures.visit(Answered(200), tmp_path, "risks", "/risks") == ""


def test_of_the_page_that_is_not_there_an_error_is_the_right_answer(pictures: ModuleType, tmp_path: Path) -> None:
    assert pictures.visit(Answered(404), tmp_path, "not-found", "/no-such-page") == ""
    assert pictures.visit(Answered(200), tmp_path, "not-found", "/no-such-page") != ""
