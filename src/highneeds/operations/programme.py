"""A programme of savings on the stored council: its effects, the chance of each target, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from highneeds.core import FinancialYear
from highneeds.core.errors import Refusal
from highneeds.core.years import CensusDay
from highneeds.finance import usual_outlook
from highneeds.finance.types import PriceUplift
from highneeds.forecast.effects import Group, JointEffects, Run, group_scenes, joint_effects
from highneeds.forecast.levers.compiling import compile_scene
from highneeds.forecast.levers.faults import faults_of
from highneeds.forecast.levers.scenario import Scenario
from highneeds.forecast.scene import Scene
from highneeds.forecast.space import council_space
from highneeds.forecast.types import Stock
from highneeds.ingest.programme_file import ProgrammeFile, read_programme
from highneeds.operations.month_forecast import YEARS_AHEAD, Council
from highneeds.operations.peer_inputs import told
from highneeds.operations.programme_chart import programme_chart, saved_years
from highneeds.operations.programme_tables import chance_table, finding_table, measure_table
from highneeds.operations.progress import Progress
from highneeds.operations.scenario import place_cost_of
from highneeds.operations.scenario_inputs import Compiled
from highneeds.operations.stored_council import stored_council
from highneeds.rules import Setting
from highneeds.savings import Finding, Programme, findings, volume_needed
from highneeds.savings.chance import Moves, YearChance, chances
from highneeds.savings.effect import ProgrammeEffect, groups_of, programme_effect
from highneeds.savings.volume import VolumeNeeded

MOST_YEARS = YEARS_AHEAD - 1  # a financial year ends in the March after its January
_NO_DRAWS = 0


@dataclass(frozen=True)
class TargetVolume:
    """One year's target of the programme as entered, and the moves it asks for; None where none is known."""

    year: FinancialYear
    target_pence: int
    volume: VolumeNeeded | None


@dataclass(frozen=True)
class CouncilProgramme:
    """``effect`` and ``chances`` None or empty where no measure has a mechanism, so that nothing was run."""

    programme: Programme
    as_at: date
    draws: int
    findings: tuple[Finding, ...]
    moves: Moves | None
    volumes: tuple[TargetVolume, ...]
    effect: ProgrammeEffect | None
    chances: tuple[YearChance, ...]
    written: tuple[Path, ...]


def programme_of_council(
    file: Path, *, years: int, draws: int, seed: int, out: Path | None, progress: Progress
) -> CouncilProgramme:
    """Of the programme in ``file`` on what is stored, ``years`` financial years from the stored one on.

    Without any lever nothing is run and nothing need be stored. Writes findings.csv, and where something was run
    measures.csv, chances.csv and programme.svg, into ``out``. Raises Refusal with every fault of the file, or where
    what is stored makes no forecast.
    """
    progress("Reading the programme")
    said = read_or_refuse(file)
    if not groups_of(said.programme):
        return _without_mechanism(said, out)
    stored = stored_council()
    _refuse_levers(said, stored.council, years + 1)
    progress(f"Living {draws:,} worlds with and without each measure")
    effects = _run(said.programme, stored.council, Run(draws=draws, seed=seed), years + 1, progress)
    first = stored.inputs.financial_year
    financial_years = tuple(FinancialYear(first.starts + n) for n in range(years))
    uplift = usual_outlook(first, budget=stored.inputs.tables["budget_lines"]).price
    effect = programme_effect(said.programme, effects, financial_years, uplift)
    moves = said.moves.moves if said.moves else moves_of(stored.council.ingredients.stock, uplift)
    target = said.programme.target
    found = CouncilProgramme(
        said.programme,
        stored.inputs.as_at,
        draws,
        findings(said.programme, as_at=stored.inputs.as_at),
        moves,
        target_volumes(said.programme, moves),
        effect,
        () if target is None else chances(effect, target, moves, seed=seed),
        (),
    )
    return found if out is None else _written(found, out)


def read_or_refuse(file: Path) -> ProgrammeFile:
    """Raises Refusal with every fault."""
    said = read_programme(file, council_space())
    if said.faults:
        raise Refusal(told(said.faults, "The programme cannot be used. Nothing was run or written."))
    return said


def moves_of(stock: Stock, uplift: PriceUplift) -> Moves | None:
    """What a move from an independent special school to the average of all other placements saves, by the prices of
    the children there are; None where nobody is in one or the other.
    """
    is_dear = stock.setting == council_space().settings.index(Setting.INDEPENDENT_SPECIAL.value)
    price = stock.price_gbp_per_year
    if not is_dear.any() or is_dear.all():
        return None
    difference = float(price[is_dear].mean() - price[~is_dear].mean()) * 100
    what = f"from an independent special school to the average of all other placements, at prices of {uplift.base}"
    return Moves(difference, float(np.count_nonzero(is_dear)), what)


def target_volumes(programme: Programme, moves: Moves | None) -> tuple[TargetVolume, ...]:
    """For every year that the programme's target names."""
    if programme.target is None:
        return ()
    found = []
    for year in programme.target.entered.years:
        pence = programme.target.entered.saved_in(year)
        volume = (
            None if moves is None else volume_needed(pence, moves.pence_per_child_year, moves.placements, year=year)
        )
        found.append(TargetVolume(year, pence, volume))
    return tuple(found)


def _without_mechanism(said: ProgrammeFile, out: Path | None) -> CouncilProgramme:
    today = date.today()  # noqa: DTZ011 - the council's own day
    moves = None if said.moves is None else said.moves.moves
    found = CouncilProgramme(
        said.programme,
        today,
        _NO_DRAWS,
        findings(said.programme, as_at=today),
        moves,
        target_volumes(said.programme, moves),
        None,
        (),
        (),
    )
    return found if out is None else _written(found, out)


def _refuse_levers(said: ProgrammeFile, council: Council, januaries: int) -> None:
    """All that is wrong with the levers, as they are and as late as they have slipped."""
    january = CensusDay(council.ingredients.stock.census_year)
    expected = tuple(lever for group in groups_of(said.programme) for lever in group.levers)
    space = council.ingredients.posterior.space
    scenario = Scenario(said.programme.name, expected)
    faults = faults_of(scenario, council.today, space=space, january=january, years=januaries)
    if faults:
        raise Refusal(told([said.placed(fault) for fault in faults], "The programme's levers cannot be used."))


def _run(programme: Programme, council: Council, run: Run, januaries: int, progress: Progress) -> JointEffects:
    ingredients = council.ingredients
    posterior, january = ingredients.posterior, CensusDay(ingredients.stock.census_year)

    def compiled(scenario: Scenario) -> Scene:
        months = posterior.rates.months
        return compile_scene(
            scenario, council.today, space=posterior.space, months=months, january=january, years=januaries
        )

    def tell(done: int, of: int) -> None:
        progress.detail(f"{done / of:.0%}")

    groups: tuple[Group, ...] = groups_of(programme)
    place_cost = place_cost_of(Compiled(Scenario(programme.name), ingredients, council.today))
    scenes = group_scenes(groups, compiled)
    return joint_effects(ingredients, scenes, run, years=januaries, place_cost=place_cost, progress=tell)


def _written(found: CouncilProgramme, out: Path) -> CouncilProgramme:
    tables: dict[str, pl.DataFrame] = {"findings.csv": finding_table(found.findings)}
    drawings: dict[str, str] = {}
    if found.effect is not None:
        tables["measures.csv"] = measure_table(found.effect)
        tables["chances.csv"] = chance_table(found.chances)
        drawings["programme.svg"] = programme_chart(saved_years(found.effect, found.chances), name=found.programme.name)
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, table in tables.items():
            table.write_csv(out / name, float_precision=4)
        for name, drawing in drawings.items():
            (out / name).write_text(drawing, encoding="utf-8")
    except OSError as error:
        message = f"The folder {out} cannot be written: {error.strerror}."
        raise Refusal(message) from error
    written = tuple(out / name for name in (*tables, *drawings))
    return replace(found, written=written)
