"""Files through reading into the store: imported, unchanged, replaced or refused; and the command that does it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.store.store_frames import as_replacing
from typer import Typer
from typer.testing import CliRunner

from highneeds.cli.import_command import import_files
from highneeds.core import Severity
from highneeds.core.errors import Refusal
from highneeds.operations.importing import ImportReport, Outcome, import_paths
from highneeds.operations.imports_list import fault_counts, faults_of, held_rows_in_use, recent_imports
from highneeds.store.models import FaultRow, ImportRun
from highneeds.store.tables import load_table

pytestmark = pytest.mark.django_db

COMMAND = Typer()
COMMAND.command()(import_files)


def ledger_file(folder: Path, *, amount: str = "1,234.56", months: tuple[int, ...] = (1, 2, 3)) -> Path:
    path = folder / "ledger-2026-27.csv"
    lines = ["County ledger", "High needs block", "Financial year,Period,Cost centre,Description,Amount"]
    lines += [f'2026-27,{month},HN10,Top-ups,"{amount}"' for month in months]
    path.write_text("\n".join([*lines, "2026-27,3,HN10,Top-ups,none yet", ""]), encoding="utf-8")
    return path


def outcomes(report: ImportReport) -> list[Outcome]:
    return [unit.outcome for unit in report.units]


def test_a_file_goes_in_with_its_counts_and_what_was_held_back(tmp_path: Path) -> None:
    (unit,) = import_paths([ledger_file(tmp_path)]).units
    assert (unit.outcome, unit.kind) == (Outcome.IMPORTED, "ledger")
    assert (unit.rows_read, unit.rows_new, unit.rows_held, unit.rows_skipped) == (4, 3, 1, 0)
    assert load_table("ledger")["amount_pence"].to_list() == [123_456] * 3
    (line,) = recent_imports()
    assert (line.period, line.files, line.rows_held, line.faults) == ("2026-27", ("ledger-2026-27.csv",), 1, 1)
    assert faults_of(line.import_id) == unit.faults
    assert held_rows_in_use() == 1


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    first = import_paths([ledger_file(tmp_path, months=(1, 3))])
    rows = list(FaultRow.objects.values()), list(ImportRun.objects.values())
    again = import_paths([tmp_path])
    assert outcomes(again) == [Outcome.UNCHANGED]
    assert again.faults == first.faults
    assert (list(FaultRow.objects.values()), list(ImportRun.objects.values())) == rows


def test_a_corrected_file_replaces_the_rows_and_the_faults_in_use(tmp_path: Path) -> None:
    import_paths([ledger_file(tmp_path, months=(1, 3))])
    assert {count.rule: count.rows for count in fault_counts()} == {"G03": 1, "G02": 1}
    import_paths([ledger_file(tmp_path, amount="(5.00)")], second=as_replacing)
    assert load_table("ledger")["amount_pence"].to_list() == [-500] * 3
    (count,) = fault_counts()
    assert (count.rule, count.rows, count.severity) == ("G03", 1, Severity.STOPS_ROW)
    assert count.example.row == 7
    assert [line.is_in_use for line in recent_imports()] == [True, False]


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\xff" * 99, b"just words\n", b"PK\x03\x04 cut off"])
@pytest.mark.parametrize("kind", [None, "ledger"])
def test_a_file_that_is_none_of_ours_is_refused_and_changes_nothing(
    tmp_path: Path, content: bytes, kind: str | None
) -> None:
    import_paths([ledger_file(tmp_path)])
    wrong = tmp_path / "ledger-new.csv"
    wrong.write_bytes(content)
    report = import_paths([wrong], kind=kind)
    assert report.is_refused
    assert any(fault.severity is Severity.STOPS_FILE for fault in report.faults)
    assert ImportRun.objects.count() == 1
    assert load_table("ledger").height == 3


def test_a_refused_file_does_not_keep_the_good_ones_out(tmp_path: Path) -> None:
    ledger_file(tmp_path)
    (tmp_path / "empty.csv").touch()
    report = import_paths([tmp_path])
    assert sorted(outcomes(report)) == [Outcome.IMPORTED, Outcome.REFUSED]
    assert load_table("ledger").height == 3


def test_a_dry_run_reads_and_keeps_nothing(tmp_path: Path) -> None:
    report = import_paths([ledger_file(tmp_path, months=(1, 3))], dry_run=True)
    assert {fault.rule for fault in report.faults} == {"G02", "G03"}
    assert load_table("ledger").is_empty()
    assert not ImportRun.objects.exists()


def test_what_cannot_be_asked_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="no file or folder"):
        import_paths([tmp_path / "absent"])
    with pytest.raises(Refusal, match="no file to import"):
        import_paths([tmp_path])
    with pytest.raises(Refusal, match="The kinds are setting-overrides"):
        import_paths([ledger_file(tmp_path)], kind="leger")


def test_the_command_lists_files_and_faults_and_exits_0_also_when_unchanged(tmp_path: Path) -> None:
    path = ledger_file(tmp_path, months=tuple([1] * 9))
    for outcome in ("imported", "unchanged"):
        seen = CliRunner().invoke(COMMAND, [str(path)])
        assert seen.exit_code == 0, seen.output
        assert outcome in seen.stdout
        assert "G03 stops the row: 1. The amount is not a number" in seen.stdout
        assert "ledger-2026-27.csv, row 13" in seen.stdout


def test_the_command_shows_a_few_rows_of_each_rule_and_json_shows_all(tmp_path: Path) -> None:
    path = ledger_file(tmp_path)
    path.write_text(path.read_text(encoding="utf-8") + "2026-27,1,HN10,Top-ups,x\n" * 8, encoding="utf-8")
    assert "and 4 more; --json lists all" in CliRunner().invoke(COMMAND, [str(path)]).stdout
    (unit,) = json.loads(CliRunner().invoke(COMMAND, [str(path), "--json"]).stdout)["units"]
    assert len(unit["faults"]) == 9
    assert unit["faults"][0].keys() >= {"file", "row", "rule", "severity", "advice"}


def test_the_command_refuses_with_1_and_words_on_standard_error(tmp_path: Path) -> None:
    wrong = tmp_path / "letter.csv"
    wrong.write_text("Dear all,\n", encoding="utf-8")
    seen = CliRunner().invoke(COMMAND, [str(wrong)])
    assert seen.exit_code == 1
    assert "letter.csv" in seen.stderr
    assert "Traceback" not in seen.output
