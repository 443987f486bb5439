"""What a scenario would do: each lever, their interaction and all together, against things as they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from highneeds import __version__
from highneeds.core.errors import Refusal
from highneeds.core.faults import Fault
from highneeds.forecast.effects import Effects, Run, effect_table, effects_of
from highneeds.forecast.levers.scenario import Scenario
from highneeds.forecast.levers.today import Today
from highneeds.operations.effects_chart import effects_chart
from highneeds.operations.peer_inputs import PeerFiles, fitted, read_or_refuse
from highneeds.operations.scenario_inputs import Compiled, compiled_scenario

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class ScenarioEffects:
    """``table`` as ``effect_table`` gives it; the faults that did not stop the files; what was written."""

    scenario: Scenario
    effects: Effects
    table: pl.DataFrame
    faults: tuple[Fault, ...]
    written: tuple[Path, ...]


def effects_from_transitions(
    scenario: Path,
    files: PeerFiles,
    *,
    out: Path | None,
    draws: int,
    seed: int,
    years: int | None = None,
    progress: Progress | None = None,
) -> ScenarioEffects:
    """Of the scenario in the file ``scenario`` on the four files, ``years`` Januaries ahead (None: all that the
    population covers). Raises Refusal, with every fault, when a file cannot be used; nothing is written then.
    """
    inputs, faults = read_or_refuse(files)
    covered = inputs.population.last_year - inputs.stock.census_year
    if years is not None and years > covered:
        message = f"The population file reaches January {inputs.population.last_year}: at most {covered} years ahead."
        raise Refusal(message)
    ahead = covered if years is None else years
    compiled = compiled_scenario(scenario, fitted(inputs), Today(), years=ahead)
    read = {path.name: path for path in (files.transitions, files.population, files.costs, files.valid_states)}
    run = Run(draws=draws, seed=seed)
    return _measured(compiled, run, ahead, read, faults, out, progress)


def _measured(
    compiled: Compiled,
    run: Run,
    years: int,
    read: Mapping[str, Path],
    faults: tuple[Fault, ...],
    out: Path | None,
    progress: Progress | None,
) -> ScenarioEffects:
    effects = effects_of(compiled.ingredients, compiled.scenes(years), run, years=years, progress=progress)
    table = effect_table(effects)
    written = () if out is None else _write(compiled.scenario, table, _record(compiled, run, years, read), out)
    return ScenarioEffects(compiled.scenario, effects, table, faults, written)


def _record(compiled: Compiled, run: Run, years: int, read: Mapping[str, Path]) -> dict[str, object]:
    """What somebody needs to make the same numbers again, and to see that they are the same."""
    scenario = compiled.scenario
    return {
        "scenario": scenario.content(),
        "today": compiled.today.content(),
        "fingerprint": scenario.fingerprint,
        "levers": {lever.name: scenario.only(lever.name).fingerprint for lever in scenario.levers},
        "files": {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in read.items()},
        "draws": run.draws,
        "seed": run.seed,
        "years": years,
        "highneeds": __version__,
    }


def _write(scenario: Scenario, table: pl.DataFrame, record: dict[str, object], out: Path) -> tuple[Path, ...]:
    try:
        out.mkdir(parents=True, exist_ok=True)
        table.write_csv(out / "effects.csv", float_precision=4)
        (out / "effects.svg").write_text(effects_chart(table, scenario=scenario.name), encoding="utf-8")
        text = json.dumps(record, indent=2, ensure_ascii=False)
        (out / "scenario.json").write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        message = f"The folder {out} cannot be written: {error.strerror}."
        raise Refusal(message) from error
    return tuple(out / name for name in ("effects.csv", "effects.svg", "scenario.json"))
