"""Foreign headings are guessed, confirmed, remembered, and asked again only where they changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ingest.invented_pupils import Rows, upn_with_letter
from tests.ingest.small_council import write_csv
from tests.web.work_here import NobodyWaits
from typer.testing import CliRunner

from highneeds.cli.main import app
from highneeds.core.errors import Refusal
from highneeds.operations import import_upload, import_work
from highneeds.operations.import_headings import Said, headings_page, remember_headings
from highneeds.operations.importing import Outcome, import_paths
from highneeds.operations.mapping import (
    Proposal,
    change_proposal,
    confirm_mapping,
    forget_mapping,
    propose_mapping,
    remembered_mappings,
)
from highneeds.store.models import ImportTask
from highneeds.store.tables import load_table

pytestmark = pytest.mark.django_db

_EXPECTED = {
    "Commitment ID": "line_ref",
    "Pupil UPN": "upn",
    "School Name": "provider",
    "Provision Type": "cost_type",
    "Agreed rate": "rate",
    "Date from": "start_date",
    "Date to": "end_date",
    "Cost code": "cost_centre",
    "Officer notes": None,
}


def _rows() -> Rows:
    money = ("£1,234.50 ", "2,000.00", "1500", "£99.10")
    return [
        {
            "Commitment ID": f"C{number}", "Pupil UPN": upn_with_letter(f"99940002000{number}"),
            "School Name": "Alder School", "Provision Type": "Top-up", "Agreed rate": rate,
            "Date from": "01/04/2026", "Date to": "", "Cost code": "HN12", "Officer notes": "rang on Tuesday",
        }
        for number, rate in enumerate(money, start=1)
    ]  # fmt: skip


def _file(folder: Path, name: str = "commitments-2026-10-31.csv", **renamed: str) -> Path:
    rows: Rows = [{renamed.get(key.replace(" ", "_"), key): value for key, value in row.items()} for row in _rows()]
    return write_csv(folder / name, [*rows, {next(iter(rows[0])): "Total"}], titles=("Commitments", name))


def _confirmed(path: Path) -> Proposal:
    proposal = change_proposal(propose_mapping(path, "placement-costs"), constants={"per": "year"})
    confirm_mapping(proposal, by="a tester")
    return proposal


def test_foreign_headings_are_guessed_by_name_and_content_and_shown_with_examples(tmp_path: Path) -> None:
    proposal = propose_mapping(_file(tmp_path), "placement-costs")
    assert {guess.heading: guess.name for guess in proposal.guesses} == _EXPECTED
    assert proposal.header_row == 3
    assert proposal.lacking == ("per",)
    rate = next(guess for guess in proposal.guesses if guess.name == "rate")
    assert rate.examples == ("£1,234.50 ", "2,000.00", "1500")
    assert rate.how_sure == "sure"
    assert rate.confidence > 0.9


def test_a_mapping_is_not_kept_while_a_column_is_lacking(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="per"):
        confirm_mapping(propose_mapping(_file(tmp_path), "placement-costs"), by="a tester")
    assert list(remembered_mappings()) == []


def test_a_confirmed_mapping_reads_this_file_and_next_months_without_asking(tmp_path: Path) -> None:
    first = _file(tmp_path)
    assert import_paths([first]).units[0].outcome is Outcome.REFUSED
    _confirmed(first)
    (unit,) = import_paths([first]).units
    assert (unit.outcome, unit.kind, unit.rows_new, unit.rows_skipped) == (Outcome.IMPORTED, "placement-costs", 4, 1)
    assert load_table("cost_lines")["amount_pence_per_year"].to_list() == [123_450, 200_000, 150_000, 9_910]
    (later,) = import_paths([_file(tmp_path, "commitments-2026-11-30.csv")]).units
    assert later.outcome is Outcome.IMPORTED
    assert propose_mapping(first).is_settled


def test_of_changed_headings_only_the_new_ones_are_asked_again(tmp_path: Path) -> None:
    _confirmed(_file(tmp_path))
    changed = _file(tmp_path, "commitments-2026-11-30.csv", Agreed_rate="Weekly rate now")
    (unit,) = import_paths([changed]).units
    assert unit.outcome is Outcome.REFUSED
    (fault,) = unit.faults
    assert fault.rule == "F15"
    assert "New: Weekly rate now." in fault.advice
    assert "Gone: agreed rate." in fault.advice
    proposal = propose_mapping(changed)
    assert [guess.heading for guess in proposal.guesses if not guess.is_settled] == ["Weekly rate now"]
    assert proposal.constants == {"per": "year"}
    confirm_mapping(proposal, by="a tester")
    assert import_paths([changed]).units[0].outcome is Outcome.IMPORTED


def test_a_correction_takes_the_column_from_the_heading_that_was_guessed(tmp_path: Path) -> None:
    proposal = propose_mapping(_file(tmp_path), "placement-costs")
    other = change_proposal(proposal, {"officer notes": "provider"})
    assert {guess.heading: guess.name for guess in other.guesses} == _EXPECTED | {
        "School Name": None, "Officer notes": "provider",
    }  # fmt: skip


def test_every_mistake_in_a_correction_is_told_at_once(tmp_path: Path) -> None:
    proposal = propose_mapping(_file(tmp_path), "placement-costs")
    with pytest.raises(Refusal, match=r"no heading .shoe size.*“price”"):
        change_proposal(proposal, {"Shoe size": "rate", "Agreed rate": "price"})


def test_a_forgotten_mapping_reads_nothing_any_more(tmp_path: Path) -> None:
    path = _file(tmp_path)
    _confirmed(path)
    (one,) = remembered_mappings()
    forget_mapping(one.mapping_id)
    assert import_paths([path]).units[0].outcome is Outcome.REFUSED
    with pytest.raises(Refusal, match="no mapping"):
        forget_mapping(one.mapping_id)


def test_the_command_shows_confirms_and_lists(tmp_path: Path) -> None:
    run = CliRunner()
    path = str(_file(tmp_path))
    shown = run.invoke(app, ["mapping", path, "--kind", "placement-costs"])
    assert "Nothing gives per" in shown.output
    done = run.invoke(app, ["mapping", path, "--kind", "placement-costs", "--constant", "per=year", "--confirm"])
    assert "Remembered" in done.output
    assert "Agreed rate = rate" in run.invoke(app, ["mappings"]).output


def test_an_upload_with_foreign_headings_waits_to_be_told_what_they_are(
    tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        import_upload,
        "start",
        lambda task, what, *, by, **how: import_work.work(task, what, NobodyWaits(), **how) or by,
    )
    path = _file(tmp_path)
    task = import_upload.take_in([(path.name, [path.read_bytes()])], kind=None, asked_by="a tester")
    assert task.state == ImportTask.State.ASKING
    page = headings_page(task, "placement-costs")
    assert {line.heading: line.name or None for line in page.lines} == _EXPECTED
    names = {line.place: line.name for line in page.lines}
    again = remember_headings(task, Said(page.kind, names), by="a tester")
    assert again is not None
    assert [place for place, _ in again.wrong] == ["value-per"]
    assert remember_headings(task, Said(page.kind, names, {"per": "year"}), by="a tester") is None
    import_upload.told_headings(task, by="a tester")
    task.refresh_from_db()
    assert (task.state, task.kind) == (ImportTask.State.CHECKED, "placement-costs")
    import_upload.confirm(task, by="a tester")
    assert load_table("cost_lines").height == 4
    assert list((own_home / "imports").iterdir()) == []
