"""Every rule is broken by one example and kept by another."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from tests.ingest.other_files import clean_others
from tests.ingest.rule_examples import AFTER_WRITING, ASKED_FOR, SPOILS
from tests.ingest.small_council import Imported, SmallCouncil, import_folder, timely_return

from highneeds.core.faults import Severity
from highneeds.ingest import rulebook
from highneeds.ingest.results import RulesHere
from highneeds.ingest.rule import Rule
from highneeds.ingest.rulebook import RULES

_ASKING = RulesHere(asking=frozenset(ASKED_FOR))


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    return import_folder(SmallCouncil(tmp_path_factory.mktemp("clean")).write().folder)


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Imported]:
    """The import of the council that breaks a rule; each is made once for all tests."""

    @cache
    def imported(rule_id: str) -> Imported:
        council = SmallCouncil(tmp_path_factory.mktemp(rule_id))
        if rule_id in ASKED_FOR:
            council.sen2 = timely_return()
            ASKED_FOR[rule_id](council)
            return import_folder(council.write().folder, _ASKING)
        if rule_id in SPOILS:
            SPOILS[rule_id](council)
        council.others = {kind: rows for kind, rows in council.others.items() if rows != clean_others()[kind]}
        if council.others:
            council.write_others()  # the rest of the council has no part in it, and takes time to read
        else:
            council.write()
        if rule_id in AFTER_WRITING:
            AFTER_WRITING[rule_id](council)
        return import_folder(council.folder)

    return imported


def test_no_two_rules_share_an_id() -> None:
    ids = [rule.id for rule in rulebook._RULES]
    assert len(ids) == len(set(ids))


def test_every_rule_has_an_example_that_breaks_it() -> None:
    assert SPOILS.keys() | AFTER_WRITING.keys() | ASKED_FOR.keys() == RULES.keys()
    assert len(SPOILS) + len(AFTER_WRITING) + len(ASKED_FOR) == len(RULES)
    assert ASKED_FOR.keys() == {rule.id for rule in RULES.values() if rule.is_asked_for}


def test_a_rule_to_be_asked_for_is_silent_on_a_timely_return_and_where_nobody_asks(tmp_path: Path) -> None:
    council = SmallCouncil(tmp_path / "timely", sen2=timely_return(), others={})
    assert not ASKED_FOR.keys() & import_folder(council.write().folder, _ASKING).rules()
    late = SmallCouncil(tmp_path / "late", sen2=timely_return(), others={})
    for spoil in ASKED_FOR.values():
        spoil(late)
    assert not ASKED_FOR.keys() & import_folder(late.write().folder).rules()


@pytest.mark.parametrize("rule_id", RULES)
def test_a_rule_finds_its_broken_example_and_passes_the_clean_one(
    rule_id: str, spoilt: Callable[[str], Imported], clean: Imported
) -> None:
    assert rule_id not in clean.rules()
    imported = spoilt(rule_id)
    assert rule_id in imported.rules()
    for result in imported.results:
        assert result.rows_read == result.rows_kept + result.rows_held + result.rows_skipped


@pytest.mark.parametrize("rule_id", [rule.id for rule in RULES.values() if rule.severity is Severity.STOPS_ROW])
def test_a_rule_that_stops_a_row_holds_it_with_the_rule_as_reason(
    rule_id: str, spoilt: Callable[[str], Imported]
) -> None:
    imported = spoilt(rule_id)
    held = {(row.file, row.row, row.rule) for result in imported.results for row in result.held}
    stopped = {(fault.file, fault.row, fault.rule) for fault in imported.of(rule_id)}
    assert stopped
    assert stopped <= held


@pytest.mark.parametrize("rule_id", [rule.id for rule in RULES.values() if rule.severity is Severity.STOPS_FILE])
def test_a_rule_that_stops_a_file_leaves_one_fault_and_no_tables(
    rule_id: str, spoilt: Callable[[str], Imported]
) -> None:
    imported = spoilt(rule_id)
    stopped = [result for result in imported.results if any(fault.rule == rule_id for fault in result.faults)]
    assert [len(result.faults) for result in stopped] == [1]
    assert stopped[0].tables == {}
    assert stopped[0].rows_read == 0


@pytest.mark.parametrize("rule_id", [rule.id for rule in RULES.values() if rule.severity is Severity.CHECK])
def test_a_rule_that_asks_for_a_look_holds_no_row(rule_id: str, spoilt: Callable[[str], Imported]) -> None:
    imported = spoilt(rule_id)
    assert [row for result in imported.results for row in result.held if row.rule == rule_id] == []


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_a_rule_says_what_is_wrong_and_what_to_do(rule: Rule) -> None:
    texts = (rule.title, rule.advice, rule.basis)
    assert all(text.strip() == text and text for text in texts)
    assert not rule.title.endswith(".")
    assert rule.advice.endswith(".")
