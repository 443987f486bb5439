"""A programme on a stored council, through the commands a person types: effects, chances, findings and the ledger."""

from __future__ import annotations

import csv
import subprocess
from collections import defaultdict
from importlib.resources import files
from pathlib import Path

import pytest
from tests.operations.command_council import CommandCouncil

ROOT = Path(__file__).resolve().parents[2]
PAPER = ROOT / "docs/examples/programme-cfs02.toml"
PROGRAMME = Path(str(files("highneeds.demo") / "programme.toml"))


@pytest.fixture(scope="module")
def council(imported: CommandCouncil) -> CommandCouncil:
    assert (imported.files / "programme.toml").read_bytes() == PROGRAMME.read_bytes()
    return imported


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_programme_is_run_told_and_written_and_its_means_re_add(council: CommandCouncil) -> None:
    seen = council.run("programme", str(PROGRAMME), "--draws", "50", "--years", "4", "--out", str(council.out))
    assert seen.returncode == 0, seen.stderr
    for said in (
        "Target, as entered, cumulative: £0.150m in 2026-27",
        "The same counted incremental: £0.150m in 2026-27, £0.750m in 2027-28",
        "moves in September",
        "Chance of the target",
        "Cost avoidance",
        "placements there are)",
        "waits for the cabinet's decision to build (decision CABINET-2026-12), now expected 8 December 2026, 2 months",
        "20% of 48 places are assumed to be taken in place of dearer ones, 10 children; of 60 places opened before 9",
        "ST1 Earlier help from the teaching service. Could be harmed: Children whose need calls for a plan",
        "MN1 Medical teaching: further efficiencies. Cannot be approved: it has no mechanism",
        "it is what is left of the target of 2026-27 after the others, to the pound",
        "SP1 Forty-eight special school places. To look at: it opens places and takes more",
    ):
        assert said in seen.stdout
    pence: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows_of(council.out / "measures.csv"):
        pence[row["series"], row["financial_year"]] += round(float(row["mean_gbp"]) * 10_000)
        if row["line"] in {"Measures acting on one another", "All measures together"}:
            pence[row["line"], row["financial_year"]] = round(float(row["mean_gbp"]) * 10_000)
    for year in ("2026-27", "2027-28", "2028-29", "2029-30"):
        joint, interaction = pence["All measures together", year], pence["Measures acting on one another", year]
        assert pence["after those before it", year] == pytest.approx(joint, abs=20)  # written to a hundredth of a penny
        assert pence["alone", year] + interaction == pytest.approx(joint, abs=20)
    assert rows_of(council.out / "chances.csv")[0]["financial_year"] == "2026-27"
    assert "<title" in (council.out / "programme.svg").read_text(encoding="utf-8")
    page = council.python(
        "from highneeds.operations.programme_page import programme_page\n"
        "page = programme_page()\n"
        "print(page.name, len(page.targets.rows), len(page.series.rows), len(page.measures), page.lead)"
    )
    assert page.startswith("Ashmere: high needs programme 2026 to 2031 4 4 6 The target of 2026-27 is £0.15m")


def test_the_paper_of_2017_is_read_without_a_council_and_found_without_mechanism(
    bare: CommandCouncil, tmp_path: Path
) -> None:
    seen = bare.run("programme", str(PAPER), "--out", str(tmp_path / "out"))
    assert seen.returncode == 0, seen.stderr
    assert "£1.545m in 2017-18 is about 64 moves in September (17% of the 366 placements), or 37" in seen.stdout
    assert "The same counted incremental: £1.545m in 2017-18 and £1.350m in 2018-19." in seen.stdout
    assert seen.stdout.count("Cannot be approved: it has no mechanism") == 1
    assert "WS6 Demand for medical teaching understood, process improved, each. Cannot be approved" in seen.stdout
    assert len({row["ref"] for row in rows_of(tmp_path / "out" / "findings.csv")}) == 6


def test_a_saving_goes_through_the_ledger_and_only_finance_agrees_it(council: CommandCouncil) -> None:
    def step(state: str, by: str, role: str) -> subprocess.CompletedProcess[str]:
        who = ("--by", by, "--role", role, "--why", "as the board minuted")
        return council.run("saving-step", str(PROGRAMME), "IP1", state, *who)

    for state, by, role in (
        ("costed", "Ann", "owner"),
        ("approved", "Bea", "programme"),
        ("in delivery", "Ann", "owner"),
    ):
        assert step(state, by, role).returncode == 0
    refused = step("evidenced", "Ann", "owner")
    assert refused.returncode == 1
    assert "nothing is in evidence yet" in refused.stderr
    moves = council.run("saving-evidence", str(PROGRAMME), "IP1", "--by", "Ann")
    assert "moves are new in evidence" in moves.stdout, moves.stderr
    fee = (
        "--sort",
        "price change",
        "--what",
        "Fen Farm",
        "--day",
        "2026-09-01",
        "--saves",
        "12000",
        "--actual",
        "2000",
    )
    added = council.run("saving-evidence", str(PROGRAMME), "IP1", "--by", "Ann", *fee, "--trace", "costs.xlsx row 7")
    assert added.stdout.strip() == "It is in evidence.", added.stderr
    assert step("evidenced", "Ann", "owner").returncode == 0
    assert "only finance may make it finance-agreed" in step("finance-agreed", "Bea", "programme").stderr
    assert step("finance-agreed", "Cal", "finance").returncode == 0
    assert (
        "it has no mechanism"
        in council.run(
            "saving-step", str(PROGRAMME), "MN1", "approved", "--by", "Bea", "--role", "programme", "--why", "x"
        ).stderr
    )
    shown = council.run(
        "saving-colour", str(PROGRAMME), "IP1", "delivery", "--by", "Ann", "--why", "late", "--colour", "red"
    )
    assert shown.returncode == 0, shown.stderr
    seen = council.run("savings", str(PROGRAMME), "--no-forecast", "--years", "2", "--out", str(council.out))
    assert seen.returncode == 0, seen.stderr
    assert "red (Ann: late); computed green" in " ".join(seen.stdout.split())
    ledger = {(row["ref"], row["financial_year"]): row for row in rows_of(council.out / "ledger.csv")}
    assert ledger["IP1", "2026-27"]["state"] == "finance-agreed"
    assert float(ledger["IP1", "2027-28"]["evidenced_gbp"]) >= 12_000
    assert ledger["MN1", "2026-27"]["forecast_gbp"] == ""
    kinds = {row["kind"] for row in rows_of(council.out / "profile.csv")}
    assert kinds == {"cashable, recurring", "cost avoidance"}
    assert "finance agreed" in (council.out / "profile.svg").read_text(encoding="utf-8")


def test_a_measure_nobody_has_heard_of_is_refused_with_those_there_are(council: CommandCouncil) -> None:
    seen = council.run("saving-evidence", str(PROGRAMME), "XX", "--by", "Ann")
    assert seen.returncode == 1
    assert "There is: CP1, ST1, IP1, SP1, BI1, MN1." in seen.stderr
