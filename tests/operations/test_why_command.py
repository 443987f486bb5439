"""Why forecasts differ, as a person asks for it: two folders, or one with and without a scenario."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from tests.operations.small_peer_council import peer_folder, scenario_file

from highneeds.cli.why_command import why
from highneeds.core.errors import Refusal
from highneeds.forecast.effects import Measure
from highneeds.forecast.why import Cause, CellChange
from highneeds.operations.why import WhyDiffer, why_files_differ
from highneeds.operations.why_words import cell_sentences, same_in_words

SVG = "{http://www.w3.org/2000/svg}"


def differ(before: Path, after: Path, **changes: object) -> WhyDiffer:
    wanted = {"scenario_before": None, "scenario_after": None, "out": None, "draws": 30, "seed": 3} | changes
    return why_files_differ(before, after, **wanted)


def test_a_scenario_is_the_only_cause_between_the_same_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, levers = peer_folder(tmp_path / "files"), scenario_file(tmp_path, {"kind": "joining"})
    why(before=folder, scenario=levers, out=tmp_path / "out", draws=30, seed=3)
    said = capsys.readouterr().out
    assert "levers and places" in said
    assert (
        "The same on both sides, or of no effect: starting children, population, joining rates, leaving, moves and "
        "needs, price."
    ) in said
    assert "What changed most by the last January" in said
    assert "From one January to the next, children in January" in said
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "why.csv",
        "cells.csv",
        "from_january_to_january.csv",
        "why.svg",
    }
    with (tmp_path / "out/why.csv").open(encoding="utf-8") as file:
        rows = {(row["line"], row["measure"], row["year"]): float(row["mean"]) for row in csv.DictReader(file)}
    last = ("children in January", "January 2023")
    assert rows["levers and places", *last] == pytest.approx(rows["the whole change", *last])
    assert rows["after", *last] - rows["before", *last] == pytest.approx(rows["the whole change", *last], abs=0.001)
    assert rows["the whole change", *last] < 0


def test_dearer_places_are_put_down_to_price_alone(tmp_path: Path) -> None:
    found = differ(peer_folder(tmp_path / "a"), peer_folder(tmp_path / "b", fee=60_000))
    whole = found.why.whole
    assert not whole.children.any()
    assert whole.cost_gbp.mean() > 0
    for cause, part in found.why.parts.items():
        assert (part.cost_gbp == (whole.cost_gbp if cause is Cause.PRICE else 0.0)).all()


def test_a_year_more_of_history_changes_the_start_and_the_rates_but_no_price(tmp_path: Path) -> None:
    last_year, this_year = peer_folder(tmp_path / "a"), peer_folder(tmp_path / "b", intervals=4)
    found = differ(last_year, this_year)
    assert found.why.before.census_years == (2020, 2021, 2022, 2023)
    parts = found.why.parts
    for measure in Measure:
        assert sum(part.of(measure) for part in parts.values()) == pytest.approx(found.why.whole.of(measure))
    assert parts[Cause.CHILDREN].children.any()
    assert parts[Cause.JOINING].children.any()
    assert not parts[Cause.PRICE].children.any()
    assert not parts[Cause.POPULATION].children.any()
    assert "population" in same_in_words(found.why)


def test_steps_from_january_to_january_begin_with_what_was_counted(tmp_path: Path) -> None:
    folder = peer_folder(tmp_path / "a")
    found = differ(folder, folder)
    with (folder / "transitions.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["calendar-year"] == "2018"]
    counted = found.steps.row(0, named=True)
    joined, left = (sum(row[f"need-{side}"] == "NONSEND" for row in rows) for side in (1, 2))
    assert (counted["to"], counted["basis"], counted["joined"], counted["left"]) == (
        "January 2019",
        "counted",
        joined,
        -left,
    )
    for row in found.steps.iter_rows(named=True):
        assert sum(row[name] for name in ("joined", "left", "moved", "price")) == pytest.approx(row["change"], abs=0.01)
    levels = found.why.after.children.mean(axis=0)
    changes = found.steps.filter(found.steps["measure"] == Measure.CHILDREN.value)["change"].to_list()[1:]
    assert changes == pytest.approx((levels[1:] - levels[:-1]).tolist())


def test_the_waterfall_ends_where_the_other_forecast_stands(tmp_path: Path) -> None:
    differ(peer_folder(tmp_path / "a"), peer_folder(tmp_path / "b", intervals=4), out=tmp_path / "out")
    root = ET.parse(tmp_path / "out/why.svg").getroot()  # noqa: S314  our own drawing
    words = root.find(f"{SVG}desc").text
    assert re.match(r"Before: \d+ children\. starting children: .* After: \d+ children\.$", words)
    assert len(root.findall(f"{SVG}text")) == 2 + 1 + 2 * len(Cause) + 2
    assert not [word for word in ("style=", "<script", "href") if word in ET.tostring(root, encoding="unicode")]


def test_a_folder_without_the_files_and_years_beyond_the_population_are_refused(tmp_path: Path) -> None:
    folder = peer_folder(tmp_path / "a")
    with pytest.raises(Refusal, match=r"lacks transitions.csv, population.csv, costs.csv, valid-states.csv"):
        differ(folder, tmp_path)
    with pytest.raises(Refusal, match="at most 4 years after January 2019"):
        differ(folder, folder, years=5)


def test_other_settings_cannot_be_compared(tmp_path: Path) -> None:
    folder, other = peer_folder(tmp_path / "a"), peer_folder(tmp_path / "b")
    for name in ("transitions.csv", "costs.csv", "valid-states.csv"):
        text = (other / name).read_text(encoding="utf-8")
        (other / name).write_text(text.replace("Home", "House"), encoding="utf-8")
    with pytest.raises(Refusal, match="know different settings: Home, House"):
        differ(folder, other)


def test_a_cell_with_few_children_is_named_without_a_number() -> None:
    many = CellChange("need and setting", "M, Far", 12.4, Cause.LEAVING, 13.0, 80.0)
    few = CellChange("need and setting", "N, Home", -3.2, Cause.MIX, -3.0, 4.0)
    none = CellChange("age", "Under 5", 0.01, Cause.MIX, 0.01, 4.0)
    assert cell_sentences((many, few, none)) == [
        "M, Far: 12 children more, most of it by leaving",
        "N, Home (few children): fewer, most of it by moves and needs",
    ]
