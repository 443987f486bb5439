"""A month is closed by the command a person types: it ties to the ledger, finds what is planted, and stays as it is."""

from __future__ import annotations

import csv
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from tests.operations.command_council import CommandCouncil

PLANS, DRAWS = 1_200, 50
CLOSED = (
    "from highneeds.store.setup import open_store; open_store();"
    "from highneeds.store.closed_months import closings;"
    "print([(c.month.month, c.version, c.reason) for c in closings()])"
)
CLOSE_AND_WAIT = """
import sys, time
from pathlib import Path
from highneeds.operations import closing
from highneeds.cli.progress import stages

def wait(*args, **named):
    print("waiting", flush=True)
    time.sleep(60)

setattr(closing, sys.argv[1], wait)
with stages() as begin:
    closing.close_month([Path(sys.argv[2])], draws=50, seed=1, progress=begin)
"""


class Council(CommandCouncil):
    """Closes the month of its files."""

    def close(self, *words: str) -> str:
        done = self._close(*words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def may_not_close(self, *words: str) -> str:
        done = self._close(*words)
        assert done.returncode == 1, done.stdout + done.stderr
        return done.stdout + done.stderr

    def closed(self) -> str:
        return self.python(CLOSED)

    def _close(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self.run("close", str(self.files), "--draws", str(DRAWS), "--out", str(self.out), *words)


@pytest.fixture
def council(own: CommandCouncil) -> Council:
    """One whose files a test may change."""
    return Council(own.folder, own.files)


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Council, str]]:
    """Closed from nothing: the files are imported on the way. Larger than the council of the other tests, so that more
    is planted in its payments.
    """
    folder = tmp_path_factory.mktemp("closed")
    council = Council(folder, folder / "files")
    council.said("demo-files", str(council.files), "--plans", str(PLANS))
    yield council, council.close()
    council.end()


def _without_returns(files: Path, *years: int) -> Path:
    """What is refused before the returns of earlier years are asked for is refused without them."""
    for year in years:
        shutil.rmtree(files / "sen2" / str(year))
    return files


def test_every_planted_exception_is_found_and_no_other(closed: tuple[Council, str]) -> None:
    council, _ = closed
    with (council.files / "planted-exceptions.csv").open(encoding="utf-8") as file:
        planted = {(row["rule"], row["payment_ref"] or row["line_ref"]) for row in csv.DictReader(file)}
    with (council.out / "exceptions.csv").open(encoding="utf-8") as file:
        found = [(row["rule"], row["payment_ref"] or row["line_ref"]) for row in csv.DictReader(file)]
    assert {rule for rule, _ in planted} == {f"X0{n}" for n in range(1, 10)}
    assert set(found) == planted
    assert len(found) == len(planted)


def test_the_ledger_is_payments_and_journals_to_the_penny_in_every_cost_centre(closed: tuple[Council, str]) -> None:
    council, _ = closed
    with (council.files / "finance/payments-2026-27.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(list(file)[2:]))
    paid: dict[str, int] = {}
    for row in rows:
        amount = row["Amount"].replace(",", "")
        pence = round(float(amount.strip("()")) * 100) * (-1 if amount.startswith("(") else 1)
        paid[row["Cost centre"]] = paid.get(row["Cost centre"], 0) + pence
    code = CLOSED.replace("[(c.month.month, c.version, c.reason) for c in closings()]",
                          "[(t.cost_centre, t.ledger_pence, t.matched_pence, t.unmatched_pence, t.journals_pence) "
                          "for t in closings()[0].month.ties]")  # fmt: skip
    ties = {centre: rest for centre, *rest in eval(council.python(code))}  # noqa: S307 - our own program's output
    assert set(ties) == set(paid)
    for centre, (ledger, matched, unmatched, journals) in ties.items():
        assert matched + unmatched == paid[centre]
        assert ledger == matched + unmatched + journals


def test_every_line_re_adds_to_its_forecast(closed: tuple[Council, str]) -> None:
    council, _ = closed
    with (council.out / "lines.csv").open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    parts = ("actual", "accrued", "committed", "expected", "remaining")
    for line in lines:
        total = sum(int(line[f"{part}_pence"]) for part in parts) - int(line["prepaid_pence"])
        assert total == int(line["forecast_pence"])
        assert int(line["variance_pence"]) == total - int(line["budget_pence"])
    assert any(int(line["prepaid_pence"]) > 0 for line in lines)
    assert any(int(line["accrued_pence"]) > 0 for line in lines)


def test_the_file_of_exceptions_names_no_child(closed: tuple[Council, str]) -> None:
    council, _ = closed
    head = (council.out / "exceptions.csv").read_text(encoding="utf-8").splitlines()[0]
    assert "child_key" not in head
    assert "upn" not in head


def test_closing_twice_changes_nothing_and_other_numbers_need_a_reason(
    closed: tuple[Council, str], tmp_path: Path
) -> None:
    council, shown = closed
    assert "October 2026 closed: version 1" in shown
    assert "with the same numbers; nothing has changed: version 1" in council.close()
    changed = Council(tmp_path, tmp_path / "files")
    shutil.copytree(council.home, changed.home)
    shutil.copytree(council.files, changed.files)
    payments = changed.files / "finance/payments-2026-27.csv"
    payments.write_text("\n".join(payments.read_text(encoding="utf-8").splitlines()[:-1]), encoding="utf-8")
    refused = changed.may_not_close()
    assert "A file for a month that is imported already, with other rows" in refused
    assert "--replaces" in refused
    changed.said("import", str(payments), "--replaces")
    assert "is closed (version 1" in changed.may_not_close()
    assert changed.closed() == "[(7, 1, '')]"
    assert "version 2" in changed.close("--correct", "one payment was taken back")
    assert changed.closed() == "[(7, 1, ''), (7, 2, 'one payment was taken back')]"
    changed.end()
    assert council.closed() == "[(7, 1, '')]"


@pytest.mark.parametrize("at", ["month_outlook", "write_snapshot", "keep_closed"])
def test_a_killed_closing_leaves_the_month_open_and_whole(at: str, council: Council) -> None:
    command = [sys.executable, "-c", CLOSE_AND_WAIT, at, str(council.files)]
    with subprocess.Popen(command, env=council.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True) as process:  # fmt: skip
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "waiting" in line:
                break
        process.send_signal(signal.SIGKILL)
        _, stderr = process.communicate()
    assert lines, stderr
    assert "waiting" in lines[-1], stderr
    assert council.closed() == "[]"
    if at == "keep_closed":
        assert "October 2026 closed: version 1" in council.close()
        assert council.closed() == "[(7, 1, '')]"


def test_two_files_for_one_month_are_refused_with_advice(own: CommandCouncil, bare: CommandCouncil) -> None:
    council = Council(bare.folder, _without_returns(own.files, 2021, 2022, 2023, 2024, 2025))
    payments = (council.files / "finance/payments-2026-27.csv").read_text(encoding="utf-8").splitlines()
    october = [line.replace(",AP", ",AQ").replace("AP5", "AQ5", 1) for line in payments[3:] if ",2026-27,7," in line]
    again = "\n".join([payments[2], *october])
    (council.files / "finance/payments-october.csv").write_text(again, encoding="utf-8")
    shown = council.may_not_close()
    assert "Another file imported together with this one holds the same period" in shown
    assert "Decide which of the two is right" in shown
    assert "2026-27 M07" in shown
    assert council.closed() == "[]"


def test_what_a_person_teaches_is_remembered_and_used(council: Council, tmp_path: Path) -> None:
    path = council.files / "finance/payments-2026-27.csv"
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    head = rows[2]
    ref, urn, upn, line = (head.index(name) for name in ("Payment ref", "URN", "UPN", "Line ref"))
    with (council.files / "planted-exceptions.csv").open(encoding="utf-8") as file:
        planted = {row["payment_ref"] for row in csv.DictReader(file)}
    of_line: dict[str, list[list[str]]] = {}
    for row in rows[3:]:
        if row[line] and row[ref] not in planted and "/" not in row[line]:
            of_line.setdefault(row[line], []).append(row)
    true_line, paid = next((name, found) for name, found in of_line.items() if len(found) > 2)
    for row in paid:
        row[line], row[urn], row[upn] = "PO 77/5", "", ""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    council.said("import", str(path), "--replaces")
    assert f"Not matched to a placement: {len(paid)}" in council.close()
    decisions = tmp_path / "decisions.csv"
    decisions.write_text(f"payment_ref,line_ref\n{paid[0][ref]},{true_line}\n", encoding="utf-8")
    assert "1 matches are remembered" in council.said("teach", str(decisions))
    assert "Not matched" not in council.close("--correct", "the order's number is known now")
    decisions.write_text("payment_ref,line_ref\nAP1,L1\n", encoding="utf-8")
    assert "that were not imported: AP1" in council.refused("teach", str(decisions))


def test_a_month_without_payments_is_not_closed(own: CommandCouncil, bare: CommandCouncil) -> None:
    council = Council(bare.folder, _without_returns(own.files, 2021, 2022, 2023, 2024))
    (council.files / "finance/payments-2026-27.csv").unlink()
    assert "There are no payments of the last month" in council.may_not_close()
    assert council.closed() == "[]"


def test_the_way_from_the_budget_to_the_closed_forecast_is_told_and_re_adds(closed: tuple[Council, str]) -> None:
    council, _ = closed
    told = council.said("moved", "--out", str(council.out))
    assert "2026-27: from the budget to where the forecast stands" in told
    assert "No year with a closed month is over yet" in told
    steps = pl.read_csv(council.out / "movement.csv")
    assert steps["cause"].to_list()[:3] == ["volume", "mix", "price"]
    lines = pl.read_csv(council.out / "lines.csv").filter(pl.col("kind") != "income")
    assert steps["pence"].sum() == lines["variance_pence"].sum()


def test_a_year_without_a_closed_month_has_not_moved(closed: tuple[Council, str]) -> None:
    council, _ = closed
    assert "No month of 2024-25 is closed" in council.refused("moved", "--year", "2024-25")
    assert "Write it as 2026-27" in council.refused("moved", "--year", "twenty")
