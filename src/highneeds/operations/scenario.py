"""What a scenario would do: each lever, their interaction and all together, against things as they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from highneeds import __version__
from highneeds.core.errors import Refusal
from highneeds.core.faults import Fault
from highneeds.finance import is_place_rate_known, place_cost_by_month
from highneeds.forecast.effects import Effects, PlaceCost, Run, effect_table, effects_of
from highneeds.forecast.levers.scenario import Scenario
from highneeds.forecast.levers.today import Today
from highneeds.operations.effects_chart import effects_chart
from highneeds.operations.month_forecast import YEARS_AHEAD
from highneeds.operations.peer_inputs import PeerFiles, fitted, read_or_refuse
from highneeds.operations.scenario_inputs import Compiled, compiled_scenario
from highneeds.operations.stored_council import stored_council
from highneeds.store.snapshots import Manifest, write_snapshot

WHAT_COST_IS = (
    "Cost is what placements cost by child. Place funding comes on top: it is paid for every place of a setting that "
    "can be full, filled or empty, at the rates in force."
)

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
    read = (files.transitions, files.population, files.costs, files.valid_states)
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in read}
    found = _measured(compiled, Run(draws=draws, seed=seed), ahead, {"files": digests}, out, progress)
    return replace(found, faults=faults)


def effects_on_council(
    scenario: Path,
    *,
    out: Path | None,
    draws: int,
    seed: int,
    years: int | None = None,
    progress: Progress | None = None,
) -> ScenarioEffects:
    """Of the scenario on the stored council, with the places it has and the plans that are late, ``years`` Januaries
    ahead (None: ten). Raises Refusal when what is stored does not make a forecast, or the scenario has faults.
    """
    ahead = YEARS_AHEAD if years is None else years
    if ahead > YEARS_AHEAD:
        message = f"The council's forecast reaches {YEARS_AHEAD} years ahead, not {ahead}."
        raise Refusal(message)
    stored = stored_council()
    compiled = compiled_scenario(scenario, stored.council.ingredients, stored.council.today, years=ahead)
    manifest = Manifest(stored.inputs.financial_year, stored.inputs.month, seed, draws, ())
    made_from: dict[str, object] = {"snapshot": write_snapshot(stored.inputs.tables, manifest)}
    return _measured(compiled, Run(draws=draws, seed=seed), ahead, made_from, out, progress)


def effects_of_scenario(compiled: Compiled, run: Run, *, years: int, progress: Progress | None = None) -> Effects:
    """What each lever does, and all together, place funding among it, ``years`` Januaries ahead."""
    return effects_of(
        compiled.ingredients,
        compiled.scenes(years),
        run,
        years=years,
        place_cost=place_cost_of(compiled),
        progress=progress,
    )


def _measured(
    compiled: Compiled,
    run: Run,
    years: int,
    made_from: dict[str, object],
    out: Path | None,
    progress: Progress | None,
) -> ScenarioEffects:
    effects = effects_of_scenario(compiled, run, years=years, progress=progress)
    table = effect_table(effects)
    record = _record(compiled, run, years) | made_from
    written = () if out is None else _write(compiled.scenario, table, record, out)
    return ScenarioEffects(compiled.scenario, effects, table, (), written)


def place_cost_of(compiled: Compiled) -> PlaceCost | None:
    """None where no place can be full, or the forecast starts before the first place rate on record."""
    groups = compiled.today.places.groups
    if not groups or not is_place_rate_known(date(compiled.ingredients.stock.census_year, 1, 1)):
        return None
    return lambda simulation: place_cost_by_month(simulation, groups).values.sum(axis=2)


def _record(compiled: Compiled, run: Run, years: int) -> dict[str, object]:
    """What somebody needs to make the same numbers again, and to see that they are the same."""
    scenario = compiled.scenario
    return {
        "scenario": scenario.content(),
        "today": compiled.today.content(),
        "fingerprint": scenario.fingerprint,
        "levers": {lever.name: scenario.only(lever.name).fingerprint for lever in scenario.levers},
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
