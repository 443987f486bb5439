"""Scenarios are kept as versions, and who saves an old one is told."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import IntegrityError, transaction

from highneeds.core.errors import Refusal
from highneeds.governance.audit import Did
from highneeds.store.audit import latest
from highneeds.store.models import ScenarioRow
from highneeds.store.scenarios import (
    keep_scenario,
    new_scenario_ref,
    scenario_kept,
    scenario_versions,
    scenarios_kept,
)

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Content:
    size: float
    again: bool = False
    years: tuple[int, ...] = ()


def test_each_save_is_a_version_and_the_newest_is_in_use() -> None:
    ref = new_scenario_ref()
    assert keep_scenario(ref, 0, "First", Content(-0.1, again=True, years=(7, 8)), by="kim") == 1
    assert keep_scenario(ref, 1, "Second", Content(-0.2), by="lou") == 2
    kept = scenario_kept(ref, Content)
    assert kept is not None
    assert (kept.version, kept.name, kept.content, kept.by) == (2, "Second", Content(-0.2), "lou")
    assert [one.content for one in scenario_versions(ref, Content)] == [
        Content(-0.2),
        Content(-0.1, again=True, years=(7, 8)),
    ]
    assert (latest(1)[0].entry.did, latest(1)[0].entry.ref) == (Did.CHANGED, ref)


def test_the_last_saved_stands_first_and_each_once() -> None:
    first, second = new_scenario_ref(), new_scenario_ref()
    keep_scenario(first, 0, "A", Content(1.0), by="kim")
    keep_scenario(second, 0, "B", Content(1.0), by="kim")
    keep_scenario(first, 1, "A again", Content(2.0), by="kim")
    assert [one.name for one in scenarios_kept(Content)] == ["A again", "B"]
    assert scenario_kept("none", Content) is None


def test_an_old_version_is_refused_and_nothing_is_kept() -> None:
    ref = new_scenario_ref()
    keep_scenario(ref, 0, "A", Content(1.0), by="kim")
    with pytest.raises(Refusal, match="kim saved version 1 meanwhile"):
        keep_scenario(ref, 0, "B", Content(2.0), by="lou")
    with pytest.raises(Refusal, match="is not there any more"):
        keep_scenario(new_scenario_ref(), 3, "B", Content(2.0), by="lou")
    assert ScenarioRow.objects.count() == 1


def test_the_database_itself_refuses_a_version_twice_and_one_without_who_or_name() -> None:
    ref = new_scenario_ref()
    keep_scenario(ref, 0, "A", Content(1.0), by="kim")
    for wrong in ({"version": 1}, {"version": 0}, {"version": 2, "by": ""}, {"version": 2, "name": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ScenarioRow.objects.create(**({"ref": ref, "name": "A", "content": {}, "by": "kim"} | wrong))
