"""A scenario as a person asks for it: tables and sentences, files in a folder, refusals with every fault."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from tests.operations.small_peer_council import peer_folder, scenario_file

from highneeds.cli.scenario_command import scenario
from highneeds.core.errors import Refusal
from highneeds.forecast.effects import Measure
from highneeds.operations.amounts import more_or_less, range_in_words, signed
from highneeds.operations.effects_chart import effects_chart, in_words
from highneeds.operations.peer_inputs import PeerFiles
from highneeds.operations.scenario import ScenarioEffects, effects_from_transitions

SVG = "{http://www.w3.org/2000/svg}"
ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "docs/examples/scenario.toml"
DEMO = ROOT.parent / "shared/data/witan-demo"
LEVERS = (
    {"kind": "joining", "size": "-0.3"},
    {"kind": "price", "size": "0.05", "more": 'settings = ["Far"]\nsize_sd = 0.02'},
    {"kind": "shift", "size": "0.5", "more": 'settings = ["Far"]\nto_setting = "Near"'},
)


def run(tmp_path: Path, *levers: dict[str, str], out: Path | None = None, draws: int = 40) -> ScenarioEffects:
    files = PeerFiles.in_folder(peer_folder(tmp_path / "files"))
    path = scenario_file(tmp_path, *levers)
    return effects_from_transitions(path, files, out=out, draws=draws, seed=7)


def test_a_scenario_gives_tables_sentences_a_chart_and_its_fingerprints(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = PeerFiles.in_folder(peer_folder(tmp_path / "files"))
    scenario(
        file=scenario_file(tmp_path, *LEVERS),
        transitions=files.transitions,
        population=files.population,
        costs=files.costs,
        valid_states=files.valid_states,
        out=tmp_path / "out",
        draws=40,
        seed=7,
    )
    said = capsys.readouterr().out
    for words in (
        "Difference in children in January",
        "lever 3",
        "Levers acting on one another",
        "All levers together",
    ):
        assert words in said
    assert re.search(r"lever 1\. January 2023: [\d.]+ children fewer \(eight draws in ten: ", said)
    assert re.search(r"lever 2\. January 2023: no difference in any draw\. 2021-22: £[\d,]+ more", said)
    record = json.loads((tmp_path / "out/scenario.json").read_text(encoding="utf-8"))
    assert re.fullmatch(r"[0-9a-f]{16}", record["fingerprint"])
    assert f"fingerprint {record['fingerprint']}" in said
    assert set(record["levers"]) == {"lever 1", "lever 2", "lever 3"}
    assert len(set(record["levers"].values())) == 3
    assert set(record["files"]) == {"transitions.csv", "population.csv", "costs.csv", "valid-states.csv"}
    assert (record["draws"], record["seed"], record["years"]) == (40, 7, 4)


def test_the_lines_of_the_file_add_to_the_whole(tmp_path: Path) -> None:
    run(tmp_path, *LEVERS, out=tmp_path / "out")
    with (tmp_path / "out/effects.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    means = {(row["line"], row["measure"], row["year"]): float(row["mean"]) for row in rows}
    parts = [row for row in rows if row["kind"] in {"lever", "interaction"}]
    for row in rows:
        if row["kind"] == "whole":
            at = (row["measure"], row["year"])
            total = sum(means[part["line"], *at] for part in parts if (part["measure"], part["year"]) == at)
            assert total == pytest.approx(float(row["mean"]), abs=0.001)
    levels = [row for row in rows if row["kind"] == "baseline"]
    assert {row["prob_less"] for row in levels} == {""}


def test_the_chart_says_every_number_and_holds_nothing_a_strict_policy_blocks(tmp_path: Path) -> None:
    found = run(tmp_path, *LEVERS)
    root = ET.fromstring(effects_chart(found.table, scenario="Ours"))  # noqa: S314  our own drawing
    assert root.find(f"{SVG}desc").text == in_words(found.table)
    assert in_words(found.table).count("(") == 5
    assert not [word for word in ("style=", "<script", "href") if word in ET.tostring(root, encoding="unicode")]
    width, height = (float(part) for part in root.get("viewBox").split()[2:])
    for mark in root.iter(f"{SVG}text"):
        assert 0 <= float(mark.get("x")) <= width
        assert 0 < float(mark.get("y")) <= height
    assert found.written == ()


def test_a_scenario_with_faults_is_refused_with_all_of_them_and_writes_nothing(tmp_path: Path) -> None:
    wrong = (
        {"kind": "shfit"},
        {"kind": "shift", "size": "1.5", "more": 'settings = ["Far"]\nto_setting = "Near"'},
        {"kind": "places", "more": 'setting = "Far"\nplaces = 3'},
        {"kind": "leaving", "start": "2035-01-01"},
        {"kind": "leaving", "name": "lever 4"},
    )
    with pytest.raises(Refusal) as refused:
        run(tmp_path, *wrong, out=tmp_path / "out")
    said = str(refused.value)
    assert 'scenario.toml, row 5, kind: The word is not known. Did you mean "shift"?' in said
    assert "1.5 cannot be" in said
    assert "scenario.toml, row 28, size: The field is not known here." in said
    assert "start the lever within it" in said
    assert "2 levers have the name 'lever 4'" in said
    assert not (tmp_path / "out").exists()


def test_places_that_nobody_counted_cannot_be_changed(tmp_path: Path) -> None:
    path = scenario_file(tmp_path, {"kind": "places", "more": 'setting = "Far"'})
    path.write_text(path.read_text(encoding="utf-8").replace("size =", "places ="), encoding="utf-8")
    files = PeerFiles.in_folder(peer_folder(tmp_path / "files"))
    with pytest.raises(Refusal, match="no number of places is known for Far today"):
        effects_from_transitions(path, files, out=None, draws=2, seed=1)


def test_more_years_than_the_population_covers_are_refused(tmp_path: Path) -> None:
    files = PeerFiles.in_folder(peer_folder(tmp_path / "files"))
    with pytest.raises(Refusal, match="reaches January 2023: at most 4 years ahead"):
        effects_from_transitions(scenario_file(tmp_path), files, out=None, draws=2, seed=1, years=5)


def test_the_command_exits_1_and_tells_the_fault_on_standard_error(tmp_path: Path) -> None:
    folder = peer_folder(tmp_path / "files")
    options = [
        part
        for name in ("transitions", "population", "costs", "valid-states")
        for part in (f"--{name}", str(folder / f"{name}.csv"))
    ]
    command = [str(Path(sys.executable).parent / "highneeds"), "scenario", str(tmp_path / "absent.toml"), *options]
    seen = subprocess.run(command, capture_output=True, text=True, check=False)
    assert seen.returncode == 1
    assert "absent.toml: The file is not a scenario file. It cannot be read: No such file" in seen.stderr
    assert "Traceback" not in seen.stderr


@pytest.mark.shared
def test_the_example_scenario_runs_on_the_demonstration_files() -> None:
    if not DEMO.is_dir():
        pytest.skip(f"the demonstration files are not at {DEMO}")
    found = effects_from_transitions(EXAMPLE, PeerFiles.in_folder(DEMO), out=None, draws=60, seed=2026)
    whole, first = found.effects.whole.difference, found.effects.levers[0]
    assert found.scenario.name == "Earlier help, and more children placed nearer home"
    assert len(found.effects.levers) == 3
    assert whole.children[:, -1].mean() < 0
    assert not first.difference.children.any()  # prices move no child
    assert whole.cost_gbp[:, -1].mean() < 0


@pytest.mark.parametrize(
    ("value", "measure", "column", "said"),
    [
        (0.0, Measure.CHILDREN, "0", "no difference"),
        (0.04, Measure.CHILDREN, "0", "no difference"),
        (-0.26, Measure.CHILDREN, "\N{MINUS SIGN}0.3", "0.3 children fewer"),
        (1204.4, Measure.CHILDREN, "+1,204", "1,204 children more"),
        (-8400.2, Measure.COST, "\N{MINUS SIGN}£8,400", "£8,400 less"),
        (1_234_567.0, Measure.RATE, "+£1.23m", "£1.23m more"),
        (-0.2, Measure.COST, "£0", "no difference"),
    ],
)
def test_amounts_keep_their_direction_in_words(value: float, measure: Measure, column: str, said: str) -> None:
    assert signed(value, measure) == column
    assert more_or_less(value, measure) == said


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (-92.0, -16.0, "16 to 92 children fewer"),
        (16.0, 92.0, "16 to 92 children more"),
        (-3.0, 12.0, "3.0 children fewer to 12 children more"),
        (0.0, 0.0, "no difference"),
        (-12.0, 0.0, "12 children fewer to no difference"),
    ],
)
def test_ranges_say_their_direction_once_where_both_ends_share_it(low: float, high: float, said: str) -> None:
    assert range_in_words(low, high, Measure.CHILDREN) == said
