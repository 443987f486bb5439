"""The four files of witan.send: read, refused with every fault at once, and forecast by the command."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import polars as pl
import pytest
import typer
from typer.testing import CliRunner

from highneeds.cli.forecast_command import forecast
from highneeds.core.errors import Refusal
from highneeds.core.faults import Fault, Severity
from highneeds.ingest.peer import PeerInputs, read_peer_files
from highneeds.operations.peer_forecast import forecast_from_transitions

DEMO = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "witan-demo"
NAMES = {
    "transitions": "transitions.csv",
    "population": "population.csv",
    "costs": "costs.csv",
    "valid_states": "valid-states.csv",
}
HEADER = "year,measure,mean,sd,p05,p10,p25,p50,p75,p90,p95"


def write_small(folder: Path) -> dict[str, Path]:
    """A council of 60 children in two settings, January 2020 to 2022, population to 2024."""
    states = 'setting,setting-group,min-academic-year,max-academic-year,needs,setting->setting\nP,g,-3,6,"X,Y","P,S"\n'
    moves = ["calendar-year,setting-1,need-1,academic-year-1,setting-2,need-2,academic-year-2"]
    for year in (2020, 2021):
        moves += [f"{year},P,X,{age},P,X,{age + 1}" for age in range(6)] * 4
        moves += [f"{year},P,Y,6,S,Y,7", f"{year},S,X,9,NONSEND,NONSEND,10", f"{year},NONSEND,NONSEND,0,P,Y,1"] * 2
    people = [f"{year},{age},100" for year in range(2020, 2025) for age in range(-5, 26)]
    texts = {
        "transitions": "\n".join(moves),
        "population": "\n".join(["calendar-year,academic-year,population", *people]),
        "costs": "need,setting,cost\nX,P,1000\nY,P,1500.5\nX,S,2000\n",
        "valid_states": states + 'S,g,7,20,"X,Y","S"\n',
    }
    paths = {kind: folder / NAMES[kind] for kind in texts}
    for kind, text in texts.items():
        paths[kind].write_text(text, encoding="utf-8")
    return paths


def read(paths: dict[str, Path]) -> tuple[PeerInputs | None, tuple[Fault, ...]]:
    return read_peer_files(**paths)


def test_good_files_become_the_engine_s_records(tmp_path: Path) -> None:
    inputs, faults = read(write_small(tmp_path))
    assert inputs is not None
    assert [fault.rule for fault in faults] == ["W11"]
    assert inputs.stock.census_year == 2022
    assert len(inputs.stock.child_id) == 28
    assert inputs.space.needs == ("X", "Y")
    assert set(inputs.stock.price_gbp_per_year) == {1000.0, 1500.5, 2000.0}


def _replace(old: str, new: str) -> Callable[[str], str]:
    def edit(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return edit


EDITS = [
    ("population", _replace("2021,3,100", "2021,3,-4"), "W02", 41),
    ("population", _replace("2021,3,100\n", ""), "W03", None),
    ("population", lambda text: "\n".join(row for row in text.split("\n") if "2022," not in row), "W03", None),
    ("population", lambda text: "\n".join(r for r in text.split("\n") if r[:4] not in {"2023", "2024"}), "W03", None),
    ("population", _replace("2020,25,100", "2020,26,100"), "W04", 32),
    ("population", _replace("2020,-4,100", "2020,-5,100"), "W09", 3),
    ("population", _replace("2020,-5,100", "2020,-5,many"), "W01", 2),
    ("transitions", _replace("2020,P,X,0,P,X,1", "2020,Q,X,0,P,X,1"), "W05", 2),
    ("transitions", _replace("2020,P,X,0,P,X,1", "2020,P,X,0,P,Z,1"), "W05", 2),
    ("transitions", _replace("2020,P,X,0,P,X,1", "2020,P,X,0,P,X,2"), "W06", 2),
    ("transitions", _replace("2020,P,X,0,P,X,1", "2020,NONSEND,X,0,P,X,1"), "W07", 2),
    ("transitions", _replace("2020,P,X,0,P,X,1", "2020,NONSEND,NONSEND,0,NONSEND,NONSEND,1"), "W07", 2),
    ("transitions", _replace("2020,P,X,0,P,X,1", "2020.5,P,X,0,P,X,1"), "W01", 2),
    ("transitions", _replace("2020,P,X,0,P,X,1", "2020,P,X,0,P"), "F06", 2),
    ("transitions", _replace("2020,P,X,0,P,X,1", "2018,P,X,0,P,X,1"), "W03", None),
    ("population", _replace("2020,-5,100", "2020,,100"), "W01", 2),
    ("transitions", _replace("2021,S,X,9,NONSEND,NONSEND,10", "2021,S,X,25,NONSEND,NONSEND,26"), "W04", 57),
    ("transitions", _replace("2020,P,X,0,P,X,1", "2020,P,X,-6,P,X,-5"), "W04", 2),
    ("transitions", lambda text: text + "\n2023,P,X,0,P,X,1", "W03", None),
    ("transitions", _replace("2020,P,Y,6,S,Y,7", "2020,S,Y,7,P,Y,8"), "W12", 26),
    ("costs", lambda _: "need,setting,cost\nX,P,1\n", "W08", None),
    ("costs", _replace("X,P,1000", "X,P,nan"), "W01", 2),
    ("valid_states", _replace('"P,S"', '"P,R"'), "W05", 2),
    ("valid_states", _replace("-3,6", "7,6"), "W13", 2),
    ("valid_states", _replace('"X,Y","P,S"', ',"P,S"'), "W13", 2),
    ("valid_states", lambda text: text + 'S,g,7,20,"X,Y","P,S"\n', "W09", 4),
]


@pytest.mark.parametrize(("kind", "edit", "rule_id", "row"), EDITS)
def test_each_fault_is_found_in_its_place_and_stops_the_forecast(
    tmp_path: Path, kind: str, edit: Callable[[str], str], rule_id: str, row: int | None
) -> None:
    paths = write_small(tmp_path)
    paths[kind].write_text(edit(paths[kind].read_text(encoding="utf-8")), encoding="utf-8")
    inputs, faults = read(paths)
    assert inputs is None
    found = [(fault.file, fault.rule, fault.row) for fault in faults]
    assert (NAMES[kind], rule_id, row) in found
    assert all(fault.advice for fault in faults)


def test_the_faults_of_all_four_files_are_told_at_once(tmp_path: Path) -> None:
    paths = write_small(tmp_path)
    edits = {
        "population": (("2021,3,100", "2021,3,-4"), ("2020,25,100", "2020,26,100"), ("2022,4,100\n", "")),
        "transitions": (("2020,P,X,0,P,X,1", "2020,P,X,0,P,X,5"), ("2020,P,Y,6,S,Y,7", "2020,S,Y,7,P,Y,8")),
        "costs": (("X,P,1000", "X,P,-1"),),
        "valid_states": (("7,20", "7,26"),),
    }
    for kind, changes in edits.items():
        text = paths[kind].read_text(encoding="utf-8")
        for old, new in changes:
            text = _replace(old, new)(text)
        paths[kind].write_text(text, encoding="utf-8")
    inputs, faults = read(paths)
    assert inputs is None
    expected = {
        ("population.csv", 41, "population", "W02"),
        ("population.csv", 32, "academic-year", "W04"),
        ("population.csv", None, "academic-year", "W03"),
        ("transitions.csv", 2, "academic-year-2", "W06"),
        ("transitions.csv", 26, "setting-2", "W12"),
        ("costs.csv", 2, "cost", "W02"),
        ("valid-states.csv", 3, "max-academic-year", "W04"),
    }
    assert expected <= {(fault.file, fault.row, fault.field, fault.rule) for fault in faults}
    assert {fault.value for fault in faults if fault.rule == "W03"} >= {"2022"}
    assert all(fault.advice for fault in faults)
    out = tmp_path / "out"
    with pytest.raises(Refusal, match=r"(?s)population.csv.*transitions.csv"):
        forecast_from_transitions(**paths, out=out, draws=10, seed=1)
    assert not out.exists()


@pytest.mark.parametrize("kind", NAMES)
@pytest.mark.parametrize(
    ("content", "rule_id"),
    [(b"", "F01"), (b"\x00\x01\x02\xff\xfe\x00", "F02"), (b"a,b,c\n1,2,3\n", "F03"), (b"PK\x03\x04cut short", "F02")],
)
def test_a_file_that_is_not_what_it_claims_gives_one_clear_fault(
    tmp_path: Path, kind: str, content: bytes, rule_id: str
) -> None:
    paths = write_small(tmp_path)
    paths[kind].write_bytes(content)
    inputs, faults = read(paths)
    assert inputs is None
    assert rule_id in {fault.rule for fault in faults if fault.file == NAMES[kind]}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_other_encodings_are_read_and_said(tmp_path: Path, encoding: str) -> None:
    paths = write_small(tmp_path)
    paths["costs"].write_bytes(paths["costs"].read_text(encoding="utf-8").encode(encoding))
    inputs, faults = read(paths)
    assert inputs is not None
    mended = [fault for fault in faults if fault.severity is Severity.MENDED]
    assert [fault.rule for fault in mended] == (["F05"] if encoding == "utf-16" else [])


def test_a_child_outside_the_ages_of_its_setting_is_told_and_moves_on(tmp_path: Path) -> None:
    paths = write_small(tmp_path)
    text = paths["transitions"].read_text(encoding="utf-8")
    paths["transitions"].write_text(text + "\n2021,P,X,7,P,X,8", encoding="utf-8")
    inputs, faults = read(paths)
    assert inputs is not None
    assert [fault.severity for fault in faults if fault.rule == "W10"] == [Severity.CHECK, Severity.CHECK]


def test_a_horizon_beyond_the_population_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    paths = write_small(tmp_path)
    with pytest.raises(Refusal, match="at most 2 years"):
        forecast_from_transitions(**paths, out=tmp_path / "out", draws=10, seed=1, years=3)
    assert not (tmp_path / "out").exists()


def _command(paths: dict[str, Path], out: Path, *more: str) -> list[str]:
    options = [text for kind, path in paths.items() for text in (f"--{kind.replace('_', '-')}", str(path))]
    return [*options, "--out", str(out), *more]


def _app() -> typer.Typer:
    app = typer.Typer()
    app.command("forecast")(forecast)
    return app


def test_the_command_writes_tables_and_chart_and_shows_the_balance(tmp_path: Path) -> None:
    paths, out = write_small(tmp_path), tmp_path / "out"
    result = CliRunner().invoke(_app(), _command(paths, out, "--draws", "50", "--seed", "3"))
    assert result.exit_code == 0, result.output
    assert "start + joins - leaves = end" in result.output
    assert "January 2024" in result.output
    for name, group in (("total", ""), ("by_need", "need,"), ("by_setting", "setting,"), ("by_nc_year", "nc_year,")):
        header = (out / f"{name}.csv").read_text(encoding="utf-8").split("\n", 1)[0]
        factor = ",range_factor" if name == "total" else ""
        assert header == HEADER.replace("year,", f"year,{group}", 1) + factor
    root = ET.fromstring((out / "chart.svg").read_text(encoding="utf-8"))  # noqa: S314 - our own file
    assert root.find("{http://www.w3.org/2000/svg}desc") is not None


def test_draws_and_parameters_are_written_on_request_and_always(tmp_path: Path) -> None:
    paths, out, file = write_small(tmp_path), tmp_path / "out", tmp_path / "draws.parquet"
    result = CliRunner().invoke(_app(), _command(paths, out, "--draws", "300", "--draws-file", str(file)))
    assert result.exit_code == 0, result.output
    of_last = pl.read_parquet(file).filter(pl.col("january") == 2024)
    with (out / "total.csv").open(encoding="utf-8", newline="") as lines:
        rows = {(row["year"], row["measure"]): float(row["mean"]) for row in csv.DictReader(lines)}
    assert of_last["draw"].n_unique() == 300
    assert of_last["children"].sum() / 300 == pytest.approx(rows["2024", "children"], abs=1e-3)
    assert of_last["cost_gbp"].sum() / 300 == pytest.approx(rows["2024", "cost_gbp"], abs=1e-3)
    parameters = pl.read_csv(out / "parameters.csv")
    assert set(parameters["what"]) >= {"leaving", "moving", "joining", "first setting", "destination", "trend"}
    seen = parameters.filter(pl.col("children") > 0)
    assert (seen["low_80"] <= seen["high_80"]).all()
    assert seen["leans_on"].null_count() == 0


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    paths = write_small(tmp_path)
    for name, threads in (("one", 1), ("two", 2)):
        forecast_from_transitions(**paths, out=tmp_path / name, draws=40, seed=9, threads=threads)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


@pytest.mark.shared
@pytest.mark.skipif(not DEMO.is_dir(), reason=f"the demonstration files are not at {DEMO}")
def test_the_demonstration_council_starts_from_2153_children_and_stays_within_reason(tmp_path: Path) -> None:
    paths = {kind: DEMO / name for kind, name in NAMES.items()}
    result = forecast_from_transitions(**paths, out=tmp_path, draws=200, seed=50)
    assert result.summary.census_years == tuple(range(2017, 2023))
    with (tmp_path / "total.csv").open(encoding="utf-8", newline="") as lines:
        rows = {(row["year"], row["measure"]): row for row in csv.DictReader(lines)}
    assert len(rows) == 12
    assert all(float(rows["2017", "children"][name]) == 2153 for name in ("mean", "p05", "p95"))
    assert 2400 < float(rows["2022", "children"]["p50"]) < 2900
    assert float(rows["2022", "cost_gbp"]["mean"]) == 1000 * float(rows["2022", "children"]["mean"])


def test_constant_rates_leave_luck_alone_to_make_draws_differ(tmp_path: Path) -> None:
    paths = write_small(tmp_path)
    for rates in ("fitted", "constant"):
        options = ("--draws", "200", "--seed", "3", "--rates", rates)
        result = CliRunner().invoke(_app(), _command(paths, tmp_path / rates, *options))
        assert result.exit_code == 0, result.output

    def sd(rates: str) -> float:
        with (tmp_path / rates / "total.csv").open(encoding="utf-8", newline="") as lines:
            rows = {(row["year"], row["measure"]): row for row in csv.DictReader(lines)}
        return float(rows["2024", "children"]["sd"])

    assert 0 < sd("constant") < sd("fitted")
