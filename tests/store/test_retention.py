"""Deletion by the council's schedule: what is due and nothing else, by two people, whole or not at all."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from tests.store.store_frames import cost_lines, payments, run_of, sen2_tables
from typer.testing import CliRunner

from highneeds.caseload import RUNNING_LIST
from highneeds.cli.main import app
from highneeds.core import FinancialYear, SnapshotId
from highneeds.core.errors import Refusal
from highneeds.governance.audit import Did
from highneeds.operations.audit import verify
from highneeds.operations.pseudonyms import pseudonym
from highneeds.operations.retention import approve, proposals, propose, take_back, what_is_due
from highneeds.operations.retention_file import RETENTION_FILE, schedule_or_refuse
from highneeds.store import audit, keeping, retention
from highneeds.store.in_use import state_of
from highneeds.store.models import (
    AuditWordsRow,
    CaseRecordRow,
    ChildRow,
    FaultRow,
    HeldRow,
    ImportRun,
    LinkDecisionRow,
    OriginalFile,
    PaymentRow,
    RetentionRow,
)
from highneeds.store.of_child import of_child
from highneeds.store.originals import is_kept, keep_original
from highneeds.store.snapshots import (
    Manifest,
    SnapshotForgottenError,
    kept_snapshots,
    read_snapshot,
    verify_snapshot,
    write_snapshot,
)
from highneeds.store.tables import load_table

OLD, YOUNG, NEWER = [f"{number:032x}" for number in (0, 1)], f"{2:032x}", f"{3:032x}"
_FILE = """
[children]
years = 20
basis = "Children's records, line 4.2; Limitation Act 1980"
held = [{held}]
[files]
years = 7
basis = "Finance records, line 9.1"
"""


def set_schedule(home: Path, held: str = "") -> None:
    home.mkdir(mode=0o700, exist_ok=True)
    (home / RETENTION_FILE).write_text(_FILE.format(held=held))


def of_year(year: int, children: int) -> dict[str, pl.DataFrame]:
    """A return whose every day, but for days of birth, is of that January."""
    day = pl.lit(date(year, 1, 15))
    days = pl.selectors.date() - pl.selectors.by_name("birth_date", require_all=False)
    return {
        name: frame.with_columns(pl.when(days.is_null()).then(None).otherwise(day).name.keep())
        for name, frame in sen2_tables(year, children).items()
    }


@pytest.fixture
def home(db: None, own_home: Path) -> Path:  # noqa: ARG001 - opens the database
    """A return of 2001 with two children of whom nothing newer is known, and one of whom there is."""
    set_schedule(own_home)
    keeping.save_result(run_of("sen2-blade", "a"), of_year(2001, 3))
    newest = of_year(2026, 4)
    kept = {name: frame.filter(pl.col("child_key").is_in([YOUNG, NEWER])) for name, frame in newest.items()}
    keeping.save_result(run_of("sen2-blade", "b"), kept)
    return own_home


def told_of(*keys: str) -> int:
    """In how many tables anything of these children stands."""
    return sum(rows for name, rows in retention.rows_of(keys).items())


def test_due_is_of_whom_nothing_was_known_for_the_years_of_the_schedule_and_looking_changes_nothing(
    home: Path,
) -> None:
    assert home.exists()
    before = audit.last_act()
    due = what_is_due()
    assert due.keys == set(OLD)
    assert due.counts["children"] == 2
    assert due.of_children == {
        f"rows of {table}": 2 for table in ("children", "identities", "placements", "plans", "requests")
    }
    assert ChildRow.objects.count() == 5
    assert audit.last_act() == before
    assert not RetentionRow.objects.exists()
    assert what_is_due(date(2021, 1, 15)).keys == set()
    assert what_is_due(date(2021, 4, 1)).keys == set(OLD)


def test_a_newer_row_of_whatever_table_keeps_a_child(home: Path) -> None:
    assert home.exists()
    lines = cost_lines(date(2026, 10, 31), lines=1)  # of the first child
    keeping.save_result(run_of("placement-costs", "c"), lines)
    assert what_is_due().keys == {OLD[1]}
    CaseRecordRow.objects.create(kind="note", ref="n", version=1, child_key=OLD[1], content={"words": "x"}, by="kim")
    assert what_is_due().keys == set()


def test_who_is_on_the_list_that_runs_is_not_due(home: Path) -> None:
    assert home.exists()
    listed = {name: frame.with_columns(return_year=RUNNING_LIST) for name, frame in of_year(2001, 1).items()}
    keeping.save_result(run_of("plan-list", "d"), listed)
    assert what_is_due().keys == {OLD[1]}


def test_a_key_that_is_the_same_child_as_a_newer_one_is_not_due(home: Path) -> None:
    assert home.exists()
    LinkDecisionRow.objects.create(
        first=OLD[0], second=NEWER, from_year=0, is_same_child=True, reason="moved house", decided_by="kim"
    )
    assert what_is_due().keys == {OLD[1]}


def test_a_child_that_is_held_by_name_stays(home: Path) -> None:
    set_schedule(home, f'"{pseudonym(OLD[0]).removeprefix("child ")}"')
    due = what_is_due()
    assert (due.keys, due.held) == ({OLD[1]}, 1)


def test_a_child_is_held_under_whichever_of_its_keys_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stands = "f" * 32  # in no file, as the second child's of a parted key
    monkeypatch.setattr("highneeds.operations.retention.retention.same_child", lambda: (frozenset({OLD[0], stands}),))
    assert what_is_due().keys == set(OLD)
    set_schedule(home, f'"{pseudonym(stands)}"')
    due = what_is_due()
    assert (due.keys, due.held) == ({OLD[1]}, 1)


def test_what_one_person_proposed_another_approves_and_every_trace_goes_but_the_chain(home: Path) -> None:
    assert home.exists()
    run = ImportRun.objects.order_by("pk")[0]
    FaultRow.objects.create(
        import_run=run, file="a.csv", row=3, field="Need", rule="C02", severity="check", advice="See the rule.",
        value="her own words", child_key=OLD[0],
    )  # fmt: skip
    audit.note("kim", Did.OPENED_NAMES, "child", OLD[0], words="a call of her mother")
    audit.note("kim", Did.OPENED_NAMES, "child", YOUNG, words="a review")
    audit.note("kim", Did.TOOK_OUT, "children", "list", facts={"children": [OLD[1]]}, words="for the tribunal")
    with pytest.raises(Refusal, match="Nobody approves what they proposed"):
        approve(propose(by="kim").number, by=" Kim ")
    assert told_of(*OLD) > 0
    before = state_of("children")
    done = approve(RetentionRow.objects.get().pk, by="lee")
    assert done.state == "done, approved by lee"
    assert dict(done.counts)["children"] == 2
    assert told_of(*OLD) == 0
    assert [row["value"] for row in FaultRow.objects.values()] == [None]
    assert [row.words for row in AuditWordsRow.objects.all()] == ["a review"]
    assert set(load_table("children")["child_key"]) == {YOUNG, NEWER}
    assert told_of(YOUNG) > 0
    assert state_of("children") != before
    entry = audit.latest(1)[0].entry
    assert (entry.who, entry.did, entry.facts["proposed by"]) == ("lee", Did.ERASED, "kim")
    assert entry.facts["children"] == OLD
    assert verify().wrong == ()
    assert RetentionRow.objects.get().keys == []
    assert what_is_due().is_nothing


def test_what_was_made_of_rows_that_go_and_kept_for_all_processes_goes_too(
    home: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    frames = home / "cache/frames"
    frames.mkdir(parents=True)
    (frames / "children-0.frame").write_bytes(b"sealed")
    with django_capture_on_commit_callbacks(execute=True):
        approve(propose(by="kim").number, by="lee")
    assert list(frames.glob("*.frame")) == []


def test_a_payment_stays_as_money_without_the_child(home: Path) -> None:
    assert home.exists()
    old = payments((6,), 1)["payments"].with_columns(
        child_key=pl.lit(OLD[0]), paid_on=date(2003, 4, 5), period_first_day=date(2003, 4, 1)
    )
    keeping.save_result(run_of("payments", "e"), {"payments": old})
    approve(propose(by="kim").number, by="lee")
    row = PaymentRow.objects.get()
    assert (row.child_key, row.line_ref, row.invoice_ref, row.amount_pence) == (None, None, None, 2_181_070)


def test_where_something_else_is_due_by_then_nothing_is_deleted(home: Path) -> None:
    number = propose(by="kim").number
    set_schedule(home, f'"{pseudonym(OLD[0]).removeprefix("child ")}"')
    with pytest.raises(Refusal, match="has changed since"):
        approve(number, by="lee")
    assert ChildRow.objects.count() == 5
    take_back(number, by="lee")
    assert proposals()[0].state == "taken back by lee"
    with pytest.raises(Refusal, match=f"No proposal {number} waits"):
        approve(number, by="lee")
    assert approve(propose(by="kim").number, by="lee").counts[0] == ("children", 1)


def test_one_proposal_waits_at_a_time_and_nothing_due_is_none(home: Path) -> None:
    assert home.exists()
    number = propose(by="kim").number
    with pytest.raises(Refusal, match=f"Proposal {number} of kim waits already"):
        propose(by="lee")
    approve(number, by="lee")
    with pytest.raises(Refusal, match="Nothing is due"):
        propose(by="kim")


def test_a_deletion_that_fails_half_way_deletes_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert home.exists()
    number = propose(by="kim").number

    def fail(_: date) -> None:
        raise OSError

    monkeypatch.setattr("highneeds.operations.retention.retention.delete_files", fail)
    with pytest.raises(OSError):  # noqa: PT011 - the fault that was put in
        approve(number, by="lee")
    assert ChildRow.objects.count() == 5
    assert proposals()[0].waits


@pytest.mark.parametrize("days", [61, -1])
def test_a_clock_that_ran_away_deletes_nothing(days: int, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert home.exists()
    audit.note("kim", Did.SIGNED_IN)
    moved = timezone.now() + timedelta(days=days)
    monkeypatch.setattr("highneeds.operations.retention.timezone.now", lambda: moved)
    with pytest.raises(Refusal, match="clock"):
        propose(by="kim")
    assert not RetentionRow.objects.exists()


@pytest.mark.django_db
def test_files_of_old_imports_go_with_what_was_kept_of_them_and_an_original_that_is_still_named_stays(
    own_home: Path, tmp_path: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    set_schedule(own_home)
    old, new = run_of("sen2-blade", "a"), run_of("sen2-blade", "b")
    for number, run in enumerate((old, new)):
        keeping.save_result(run, of_year(2025 + number, 1))
    runs = list(ImportRun.objects.order_by("pk"))
    hashes = []
    for name in ("only old", "both"):
        path = tmp_path / name
        path.write_text(name)
        hashes.append(keep_original(path).sha256)
    for run, sha256 in ((runs[0], hashes[0]), (runs[0], hashes[1]), (runs[1], hashes[1])):
        OriginalFile.objects.create(import_run=run, name="a.csv", sha256=sha256, size_bytes=8)
    for run in runs:
        HeldRow.objects.create(import_run=run, file="a.csv", row=3, rule="C04", reason="x", cells={"a": "b"})
    FaultRow.objects.create(
        import_run=runs[0], file="a.csv", row=3, field="Need", rule="C02", severity="check", advice="x", value="hers"
    )
    long_ago = timezone.now() - timedelta(days=8 * 366)
    ImportRun.objects.filter(pk=runs[0].pk).update(started_at=long_ago, finished_at=long_ago)
    due = what_is_due()
    assert due.keys == set()
    assert due.of_files == {"cells of faults": 1, "original files": 2, "rows held back": 1}
    with django_capture_on_commit_callbacks(execute=True):
        approve(propose(by="kim").number, by="lee")
        assert [is_kept(sha256) for sha256 in hashes] == [True, True]  # until it is sure that all went well
    assert [is_kept(sha256) for sha256 in hashes] == [False, True]
    assert OriginalFile.objects.get().import_run_id == runs[1].pk
    assert HeldRow.objects.get().import_run_id == runs[1].pk
    assert FaultRow.objects.get().value is None
    assert ChildRow.objects.count() == 2


@pytest.mark.django_db
def test_snapshots_of_old_years_go_and_say_so_when_they_are_asked_for(
    own_home: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    set_schedule(own_home)
    frame = {"children": pl.DataFrame({"child_key": [OLD[0]]})}
    old, new = (
        write_snapshot(frame, Manifest(FinancialYear(year), 7, seed=1, draws=1, assumptions=()))
        for year in (2010, 2026)
    )
    assert what_is_due().of_files == {"snapshots of months": 1}
    with django_capture_on_commit_callbacks(execute=True):
        approve(propose(by="kim").number, by="lee")
    assert [name for name, _ in kept_snapshots()] == [new]
    with pytest.raises(SnapshotForgottenError, match="deleted by the council's schedule; its totals stand"):
        read_snapshot(old)
    assert verify_snapshot(new) == ()
    with pytest.raises(LookupError, match="there is no snapshot"):
        read_snapshot(SnapshotId("2011-M07-00000000"))
    assert what_is_due().is_nothing


def test_the_database_keeps_no_deletion_that_one_person_did_alone(home: Path) -> None:
    assert home.exists()
    propose(by="kim")
    for wrong in (
        {"approved_by": "kim", "done_at": timezone.now()},
        {"approved_by": "lee"},
        {"proposed_by": ""},
        {"approved_by": "lee", "done_at": timezone.now(), "taken_back_by": "lee"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            RetentionRow.objects.update(**wrong)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (None, "There is no schedule yet"),
        ("nonsense", "cannot be used"),
        ("[children]\nyears = 20\nbasis = 'x'", "and nothing else"),
        (_FILE.format(held='"hers"'), "pseudonyms"),
        (_FILE.format(held="7"), "pseudonyms"),
        (_FILE.format(held="").replace("20", "0"), "whole number from 1"),
        (_FILE.format(held="").replace("20", "true"), "whole number from 1"),
        (_FILE.format(held="").replace('"Finance records, line 9.1"', '" "'), "basis must say"),
        (_FILE.format(held="").replace("years = 7", "year = 7"), "takes years and basis"),
    ],
)
def test_without_a_schedule_of_the_council_nothing_is_due(written: str | None, told: str, own_home: Path) -> None:
    own_home.mkdir()
    if written is not None:
        (own_home / RETENTION_FILE).write_text(written)
    with pytest.raises(Refusal, match=told):
        schedule_or_refuse()


def test_every_table_that_names_a_child_is_looked_at_and_emptied(home: Path) -> None:
    assert home.exists()
    tables = {model.__name__ for model in retention._tables_of_children()}
    assert {"ChildRow", "IdentityRow", "PlanRow", "PlacementRow", "CostLineRow", "CaseRecordRow"} <= tables
    assert {"CensusNeedRow", "AbsenceRow", "AnnexAPlanRow", "CaseEventRow", "LinkDecisionRow", "FaultRow"} <= tables
    assert all(of_child(model, ["x"]) is not None for model in retention._tables_of_children())


def test_the_command_looks_proposes_and_refuses_the_same_person(home: Path) -> None:
    assert home.exists()
    told = CliRunner().invoke(app, ["retention"]).output
    assert "Rows about a child: 20 years after the last that is known of it" in told
    assert "Due now: 2 children, " in told
    assert "Nothing was changed." in told
    said = CliRunner().invoke(app, ["retention", "propose"]).output
    assert "waits for a second person" in said
    refused = CliRunner().invoke(app, ["retention", "approve", str(RetentionRow.objects.get().pk)])
    assert "Nobody approves what they proposed" in str(refused.exception)
    assert (
        "Taken back" in CliRunner().invoke(app, ["retention", "take-back", str(RetentionRow.objects.get().pk)]).output
    )
    assert "propose, approve or take-back" in str(CliRunner().invoke(app, ["retention", "burn"]).exception)
    assert "Name the proposal" in str(CliRunner().invoke(app, ["retention", "approve"]).exception)
