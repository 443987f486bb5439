"""Measures whose saving is the effect of a scenario's lever, on the draws of the month's own forecast."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from highneeds.core import FinancialYear
from highneeds.core.errors import Refusal
from highneeds.finance import PriceUplift
from highneeds.finance.block import Measure, PlannedMeasure
from highneeds.finance.block.levered import savings_of
from highneeds.forecast.effects import Effects, Run
from highneeds.operations.progress import Progress
from highneeds.operations.scenario import effects_of_scenario
from highneeds.operations.scenario_inputs import Compiled, compiled_scenario
from highneeds.operations.stored_council import stored_council


def compiled_for_measures(scenario: Path | None, measures: Sequence[PlannedMeasure], *, years: int) -> Compiled | None:
    """The scenario, ``years`` Januaries ahead; None where no measure has a lever.

    Raises Refusal when the scenario is missing or cannot be used, or its levers and those of the measures are not the
    same: a lever without a measure would have no owner and no weight.
    """
    named = {measure.lever for measure in measures if measure.lever is not None}
    if scenario is None:
        if named:
            message = f"Measures name levers ({_listed(named)}). Name the file of their scenario with --scenario."
            raise Refusal(message)
        return None
    stored = stored_council()
    compiled = compiled_scenario(scenario, stored.council.ingredients, stored.council.today, years=years)
    there = {lever.name for lever in compiled.scenario.levers}
    wrong = [f"No lever of {scenario.name} is called {_listed(named - there)}."] if named - there else []
    if there - named:
        wrong.append(f"Give a [[measure]] with this lever in the block's file: {_listed(there - named)}.")
    if wrong:
        raise Refusal(" ".join(wrong))
    return compiled


def measures_of(
    planned: Sequence[PlannedMeasure],
    compiled: Compiled | None,
    financial_years: Sequence[FinancialYear],
    uplift: PriceUplift,
    run: Run,
    progress: Progress,
) -> tuple[Measure, ...]:
    """Every measure in those years; with levers, then what these do to one another, at the least of their weights."""
    if compiled is None:
        return tuple(measure.over(financial_years) for measure in planned)
    effects = _effects(compiled, run, len(financial_years) + 1, progress)
    by_lever = {effect.name: effect.difference for effect in effects.levers}
    with_levers = [measure for measure in planned if measure.lever is not None]
    found = [
        measure.over(
            financial_years,
            None if measure.lever is None else savings_of(by_lever[measure.lever], financial_years, uplift),
        )
        for measure in planned
    ]
    if len(with_levers) > 1:
        least = min(with_levers, key=lambda measure: measure.weight)
        together = PlannedMeasure(
            effects.interaction.name,
            "the owners of these measures",
            least.delivery,
            least.weight,
            {},
            {},
            is_recurring=False,
            source=f"scenario {compiled.scenario.name}, fingerprint {compiled.scenario.fingerprint}",
            row=least.row,
        )
        found.append(
            together.over(financial_years, savings_of(effects.interaction.difference, financial_years, uplift))
        )
    return tuple(found)


def _effects(compiled: Compiled, run: Run, januaries: int, progress: Progress) -> Effects:
    def tell(done: int, of: int) -> None:
        progress.detail(f"{done / of:.0%}")

    return effects_of_scenario(compiled, run, years=januaries, progress=tell)


def _listed(names: set[str]) -> str:
    return ", ".join(f'"{name}"' for name in sorted(names))
