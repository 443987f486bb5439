"""A stored council's risks on the forecast's own draws, and its month made again from the snapshot, by the commands."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.operations.command_council import CommandCouncil

EXAMPLES = Path(__file__).resolve().parents[2] / "docs/examples"
BLOCK = str(EXAMPLES / "block.toml")


@dataclass(frozen=True)
class Council(CommandCouncil):
    """The demonstration council with a month made, and registers read before it and after it."""

    snapshot: str


@pytest.fixture(scope="module")
def council(imported: CommandCouncil) -> Council:
    imported.said("boards", "read", str(EXAMPLES / "boards.toml"))
    made = imported.said("month", str(imported.files), "--draws", "50", "--council", "Ashmere", "--invented")
    imported.said("risks", "read", str(EXAMPLES / "risks.toml"))
    found = re.search(r"Snapshot (\S+),", made)
    assert found is not None
    return Council(imported.folder, imported.files, found[1])


@pytest.fixture(scope="module")
def money(council: Council) -> str:
    seen = council.run("risks", "money", "--file", BLOCK, "--draws", "50")
    assert seen.returncode == 0, seen.stderr
    return seen.stdout


def test_each_risk_is_told_on_and_off_on_the_same_draws_and_none_is_added_up(money: str) -> None:
    for words in (
        "The deficit on 31 March 2028 with each risk on and off, on the 50 draws of the forecast",
        "CFS 02: comes about in 70% of draws",
        "KR 2: comes about in 44% of draws",  # 22.5 of 50 draws, to the nearest even
        "All risks together: comes about in",
        "outside the block, from the council's own funds",
        "chance of passing the limit",
        "as a score: likelihood 4 (likely)",
        "nothing is netted twice",
    ):
        assert words in money
    assert "KR 3: comes about" not in money
    assert "KR 9: comes about" not in money


def test_what_the_money_of_risks_was_made_from_is_frozen_and_named(council: Council, money: str) -> None:
    found = re.search(r"Snapshot (\S+)\.", money)
    assert found is not None
    manifest = json.loads((council.home / "snapshots" / found[1] / "manifest.json").read_text(encoding="utf-8"))
    ((name, version, file),) = manifest["manifest"]["assumptions"]
    assert (name, file) == ("Register of risks", "risks.toml")
    assert version.startswith("version 1, ")


def test_a_lever_of_a_risk_moves_the_deficit_only_through_the_forecast(money: str) -> None:
    prices = money[money.index("KR 2: comes about") : money.index("KR 4: comes about")]
    happens = re.search(r"if it comes about £([\d.]+)m", prices)
    assert happens is not None
    assert float(happens[1]) > 0


def test_a_measure_that_no_file_has_is_refused_by_name(council: Council) -> None:
    seen = council.run("risks", "money", "--draws", "50")
    assert seen.returncode == 1
    assert 'CFS 02 names "Ninety places in units and resourced provision"' in seen.stderr
    assert "--file" in seen.stderr


def test_live_measures_of_a_stored_council_are_told_with_their_source(council: Council) -> None:
    seen = council.run("risks", "measures", "--file", BLOCK)
    assert seen.returncode == 0, seen.stderr
    said = seen.stdout
    for label in ("Forecast outturn over budget", "Children without a placement", "Plans issued within twenty weeks"):
        (line,) = [each for each in said.splitlines() if each.startswith(f"{label} (")]
        assert "cannot say" not in line
        assert re.search(r"\d", line)
    assert "Appeals conceded (appeals_conceded_share): the data cannot say: no file that the system reads" in said


def test_a_month_is_made_again_to_the_byte_by_one_command(council: Council, tmp_path: Path) -> None:
    out = tmp_path / "record.json"
    seen = council.run("reproduce", council.snapshot, "--out", str(out))
    assert seen.returncode == 0, seen.stdout + seen.stderr
    assert "The same bytes as the record that was kept." in seen.stdout
    assert "The files stored today are still those of the snapshot." in seen.stdout
    record = json.loads(out.read_text(encoding="utf-8"))
    assert (record["snapshot"], record["council"], record["draws"]) == (council.snapshot, "Ashmere", 50)


def test_the_log_of_assumptions_is_part_of_the_snapshot(council: Council) -> None:
    manifest = json.loads((council.home / "snapshots" / council.snapshot / "manifest.json").read_text(encoding="utf-8"))
    logged = [said for said in manifest["manifest"]["assumptions"] if said[0] == "Rises in independent fees"]
    assert logged == [
        [
            "Rises in independent fees",
            "4.0 % a year",
            "Regional framework, schedule 2 (invented); Commissioning manager, version 1",
        ]
    ]


def test_a_changed_byte_or_an_unknown_snapshot_is_refused_in_words(council: Council) -> None:
    unknown = council.run("reproduce", "2026-M07-00000000")
    assert unknown.returncode == 1
    assert "there is no snapshot 2026-M07-00000000" in unknown.stderr
    ledger = council.home / "snapshots" / council.snapshot / "ledger.parquet"
    whole = ledger.read_bytes()
    ledger.chmod(0o644)
    try:
        ledger.write_bytes(whole[:-1] + b"x")
        seen = council.run("reproduce", council.snapshot)
        assert seen.returncode == 1
        assert "ledger.parquet was changed" in seen.stderr
    finally:
        ledger.write_bytes(whole)
