"""All that is held of one child, for the child's right to see it: every table, nobody else, and noted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.apps import apps
from tests.store.store_frames import cost_lines, run_of, sen2_tables

from highneeds.core.errors import Refusal
from highneeds.operations.pseudonyms import pseudonym
from highneeds.operations.subject_access import subject_access
from highneeds.store import keeping
from highneeds.store.audit import of_child
from highneeds.store.models import ChildRow, FaultRow, ImportRun, Sensitivity
from highneeds.store.of_child import tables_with_children

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]
PURPOSE = "request 2026/14"


@pytest.fixture
def children() -> list[str]:
    keeping.save_result(run_of("sen2-blade"), sen2_tables(children=3))
    keeping.save_result(run_of("placement-costs", "b"), cost_lines())
    return sorted(set(ChildRow.objects.values_list("child_key", flat=True)))


def test_everything_of_the_child_is_in_it_and_nothing_of_another(children: list[str], tmp_path: Path) -> None:
    key, *others = children
    FaultRow.objects.create(
        import_run=ImportRun.objects.all()[0], file="a.csv", row=3, field="Need", rule="C02", severity="check",
        advice="See the rule.", value="her own words", child_key=key,
    )  # fmt: skip
    answer = subject_access(key, tmp_path / "out", purpose=PURPOSE)
    text, whole = (path.read_text() for path in answer.written)
    assert "her own words" in text
    tables = json.loads(whole)["tables"]
    assert {"children", "requests", "plans", "placements"} <= set(tables)
    assert answer.rows == sum(map(len, tables.values()))
    assert not any(other in text + whole for other in others)
    assert [path.stat().st_mode & 0o777 for path in answer.written] == [0o600, 0o600]
    assert [(one.entry.did.value, one.words) for one in of_child(key)] == [("took out", PURPOSE)]
    assert "took out" in text


def test_it_is_known_by_the_pseudonym_on_the_pages_too(children: list[str], tmp_path: Path) -> None:
    by_name = subject_access(pseudonym(children[0]), tmp_path / "out", purpose=PURPOSE)
    assert by_name.name == pseudonym(children[0])
    with pytest.raises(Refusal, match="is there already"):
        subject_access(children[0], tmp_path / "out", purpose=PURPOSE)


@pytest.mark.parametrize(
    ("child", "purpose", "says"),
    [
        ("c" * 32, PURPOSE, "holds nothing"),
        ("child 00000000", PURPOSE, "There is no child"),
        ("c" * 32, " ", "Say why"),
    ],
)
def test_a_child_of_whom_nothing_is_held_and_a_request_without_number_are_refused(
    child: str, purpose: str, says: str, children: list[str], tmp_path: Path
) -> None:
    assert children
    with pytest.raises(Refusal, match=says):
        subject_access(child, tmp_path / "out", purpose=purpose)
    assert not (tmp_path / "out").exists()


def test_no_table_that_tells_of_a_child_is_left_out_but_those_the_document_names() -> None:
    named = {"audit_words", "heldrow", "sen2_modules", "sen2_names", "saving_evidence"}
    tells = {
        model._meta.db_table.removeprefix("store_")
        for model in apps.get_app_config("store").get_models()
        if Sensitivity.SPECIAL in model.sensitivity.values()  # type: ignore[attr-defined] # each model of ours declares it
    }
    assert tells - set(tables_with_children()) == named
