"""What risks would do to the deficit, on the draws of the month's own forecast: each on and off, and all together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from highneeds.core import FinancialYear, Labelled, SnapshotId
from highneeds.core.errors import Refusal
from highneeds.finance import PriceUplift, usual_outlook
from highneeds.finance.block import BlockOutlook, Series, roll
from highneeds.finance.block.levered import savings_of
from highneeds.forecast.effects import Outcome, Run, outcome_of
from highneeds.forecast.effects.run import simulate_shard
from highneeds.forecast.levers.scenario import BASELINE, Scenario
from highneeds.forecast.levers.types import Lever
from highneeds.forecast.types import Floats
from highneeds.ingest.block_file import read_block_file
from highneeds.ingest.risk_money_parts import DeficitLimit
from highneeds.operations.block import CouncilBlock, block_of_council
from highneeds.operations.month_inputs import month_inputs
from highneeds.operations.progress import Progress
from highneeds.operations.risks import register_in_use
from highneeds.operations.scenario import place_cost_of
from highneeds.operations.scenario_inputs import Compiled
from highneeds.operations.stored_council import stored_council
from highneeds.risk import (
    LeverPence,
    Matrix,
    OnAndOff,
    Register,
    RiskEffects,
    RiskMoney,
    Suggestion,
    Worlds,
    effects_of_risks,
    on_and_off,
    suggestion,
    worlds_of,
)
from highneeds.store.governance_files import file_in_use
from highneeds.store.snapshots import Manifest, write_snapshot

ALL_RISKS = "All risks together"
_JANUARIES_BEYOND = 1  # a financial year ends in the March after its January


@dataclass(frozen=True)
class CouncilRiskMoney:
    """``risks`` in the register's order; ``together`` has every one of them in the worlds in which they come about.

    All deficits are of 31 March of ``year``, mitigated: with every measure at its whole saving, since the risks are
    what may keep it from coming. ``held``: risks that the forecast holds already, with the reason. ``snapshot``: the
    tables, the seed and the register it was made from.
    """

    block: CouncilBlock
    year: FinancialYear
    limit: DeficitLimit | None
    risks: tuple[OnAndOff, ...]
    together: OnAndOff
    suggested: Mapping[str, Suggestion]
    effects: RiskEffects
    held: tuple[tuple[str, str], ...]
    matrix: Matrix
    snapshot: SnapshotId


def risk_money_of_council(
    *, block: Path | None, scenario: Path | None, years: int, draws: int, seed: int, progress: Progress
) -> CouncilRiskMoney:
    """``block`` and ``scenario`` as ``block_of_council`` takes them. The deficit is that of 31 March of the year of the
    register's first limit, else of the last year kept apart, else of the last year.

    Raises Refusal when there is no register, no risk has money, one names a measure that the block's file does not
    have, or a lever cannot be played.
    """
    file = register_in_use()
    money = file.register.money
    if not money:
        message = "No risk of the register says what it would cost. Add a [[money]] block; docs/guide/risks.md."
        raise Refusal(message)
    _refuse_unknown_measures(money, block)
    found = block_of_council(block, scenario=scenario, years=years, draws=draws, seed=seed, out=None, progress=progress)
    outlook = found.outlook
    savings = {measure.name: measure.savings.values for measure in outlook.measures}
    worlds = worlds_of(money, draws=draws, seed=seed)
    progress("Running the worlds in which risks come about")
    levers = _lever_pence(money, worlds, outlook.financial_years, seed, progress)
    effects = effects_of_risks(money, worlds, outlook.financial_years, savings, levers, seed=seed)
    limit = next((one for one in file.limits if one.financial_year in outlook.financial_years), None)
    year = limit.financial_year if limit else outlook.last_year_held_apart or outlook.financial_years[-1]
    progress("Freezing what it was made from")
    return _told(found, file.register, effects, (year, limit), seed)


def _frozen(*, draws: int, seed: int) -> SnapshotId:
    """The tables, and which version of the register; the same again is the same snapshot."""
    inputs, kept = month_inputs(), file_in_use("risks")
    said = () if kept is None else (("Register of risks", f"version {kept.version}, {kept.sha256}", kept.file_name),)
    return write_snapshot(inputs.tables, Manifest(inputs.financial_year, inputs.month, seed, draws, said))


def _refuse_unknown_measures(money: Sequence[RiskMoney], block: Path | None) -> None:
    """Before anything long is begun."""
    known = () if block is None else tuple(one.name for one in read_block_file(block).measures)
    unknown = [(one.risk, loss.measure) for one in money for loss in one.losses if loss.measure not in known]
    if unknown:
        named = "; ".join(f'{risk} names "{measure}"' for risk, measure in unknown)
        there = ", ".join(f'"{name}"' for name in known) or "none: name the block's file with --file"
        message = f"Risks name measures that the block's file does not have. {named}. It has {there}."
        raise Refusal(message)


def _told(
    found: CouncilBlock,
    register: Register,
    effects: RiskEffects,
    at: tuple[FinancialYear, DeficitLimit | None],
    seed: int,
) -> CouncilRiskMoney:
    outlook, (year, limit), money = found.outlook, at, register.money
    column = outlook.financial_years.index(year)
    pence = None if limit is None else limit.pence
    off = _deficit(outlook, np.zeros_like(effects.block_pence), column, seed)

    def told(
        name: str, happens: np.ndarray[tuple[int], np.dtype[np.bool_]], block: Floats, council: Floats
    ) -> OnAndOff:
        on = _deficit(outlook, block, column, seed)
        return on_and_off(
            name, happens, on=on, off=off, council=council[:, : column + 1].sum(axis=1), limit_pence=pence
        )

    alone = tuple(told(one.risk, one.happens, one.block_pence, one.council_pence) for one in effects.alone)
    any_of_them = np.any([one.happens for one in effects.alone], axis=0) if effects.alone else np.zeros(len(off), bool)
    return CouncilRiskMoney(
        found,
        year,
        limit,
        alone,
        told(ALL_RISKS, any_of_them, effects.block_pence, effects.council_pence),
        dict(_suggested(register, effects, outlook)),
        effects,
        tuple((one.risk, one.in_forecast) for one in money if one.in_forecast),
        register.matrix,
        _frozen(draws=found.draws, seed=seed),
    )


def _deficit(outlook: BlockOutlook, added: Floats, column: int, seed: int) -> Floats:
    """``[draw]`` on 31 March, with what risks add to each year."""
    mitigated = outlook.in_year[Series.MITIGATED]
    in_year = Labelled(mitigated.values + added, mitigated.axes, mitigated.unit)
    plan = outlook.plan
    return np.asarray(roll(in_year, plan.opening, plan.grant, seed=seed).cumulative.values[:, column])


def _suggested(register: Register, effects: RiskEffects, outlook: BlockOutlook) -> Iterator[tuple[str, Suggestion]]:
    """From the middle of the worst year, in the draws in which the risk comes about, block and council together."""
    budget = outlook.allocation[0].net_pence
    for one in effects.alone:
        money = register.money_of(one.risk)
        if money is not None and one.happens.any():
            of_year = np.median((one.block_pence + one.council_pence)[one.happens], axis=0)
            yield one.risk, suggestion(register.matrix, money.prob, float(of_year.max()), budget)


def _lever_pence(
    money: Sequence[RiskMoney],
    worlds: Worlds,
    financial_years: Sequence[FinancialYear],
    seed: int,
    progress: Progress,
) -> LeverPence:
    """Each risk's levers alone and all that come about together, played in the draws in which they do."""
    levers = {one.risk: one.levers for one in money if one.levers and one.risk in worlds.risks}
    shape = (worlds.draws, len(financial_years))
    alone, together = {risk: np.zeros(shape) for risk in levers}, np.zeros(shape)
    if not levers:
        return LeverPence(alone, together)
    player = _Player(levers, financial_years, seed)
    for first, draws, risks in _pieces(worlds, levers):
        of_draws = slice(first, first + draws)
        baseline = player.outcome(frozenset(), first, draws)
        for risk in sorted(risks):
            alone[risk][of_draws] = player.pence(frozenset({risk}), baseline, first, draws)
        whole = risks if len(risks) > 1 else None
        together[of_draws] = (
            alone[next(iter(risks))][of_draws] if whole is None else player.pence(whole, baseline, first, draws)
        )
        progress.detail(f"{(first + draws) / worlds.draws:.0%}")
    return LeverPence(alone, together)


def _pieces(worlds: Worlds, levers: Mapping[str, object]) -> Iterator[tuple[int, int, frozenset[str]]]:
    """Draws in which some risk with levers comes about, a shard at most at a time."""
    size = Run(worlds.draws, 0).size
    for stretch in worlds.stretches():
        risks = stretch.risks & levers.keys()
        for first in range(stretch.first, stretch.first + stretch.draws, size):
            if risks:
                yield first, min(size, stretch.first + stretch.draws - first), frozenset(risks)


class _Player:
    """Plays the levers of a set of risks on the stored council, over any stretch of the month's own draws."""

    def __init__(
        self, levers: Mapping[str, tuple[Lever, ...]], financial_years: Sequence[FinancialYear], seed: int
    ) -> None:
        stored = stored_council()
        self._levers, self._years, self._seed = levers, financial_years, seed
        self._januaries = len(financial_years) + _JANUARIES_BEYOND
        self._compiled = Compiled(BASELINE, stored.council.ingredients, stored.council.today)
        self._place_cost = place_cost_of(self._compiled)
        budget = stored.inputs.tables["budget_lines"]
        self._uplift: PriceUplift = usual_outlook(stored.inputs.financial_year, budget=budget).price

    def outcome(self, risks: frozenset[str], first: int, draws: int) -> Outcome:
        ingredients = self._compiled.ingredients
        scenario = Scenario(" and ".join(sorted(risks)), tuple(one for risk in risks for one in self._levers[risk]))
        scene = self._compiled.scene(scenario if risks else BASELINE, ingredients.stock.census_year, self._januaries)
        run = Run(draws, self._seed)
        return outcome_of(
            simulate_shard(ingredients, scene, run, (first, draws), years=self._januaries), self._place_cost
        )

    def pence(self, risks: frozenset[str], baseline: Outcome, first: int, draws: int) -> Floats:
        """What the levers add, ``[draw, year]``; less cost is below nothing."""
        difference = self.outcome(risks, first, draws) - baseline
        return 0.0 - savings_of(difference, self._years, self._uplift).values
