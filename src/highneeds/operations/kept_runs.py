"""Runs that papers stand on, kept when they are made: the programme's forecast, and the money of risks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from highneeds.governance.papers.facts import MeasureLine, ProgrammeFacts, RiskMoney, RiskMoneyRun, TargetYear
from highneeds.operations.programme import CouncilProgramme, programme_of_council
from highneeds.operations.progress import Progress
from highneeds.operations.risk_money import CouncilRiskMoney, risk_money_of_council
from highneeds.savings import MeasureEffect, ProgrammeEffect, State, YearChance
from highneeds.store.kept_records import IN_USE, keep_record

_RANGE = (0.1, 0.5, 0.9)


def run_programme(
    file: Path, *, years: int, draws: int, seed: int, out: Path | None, progress: Progress
) -> CouncilProgramme:
    """As ``programme_of_council``, and kept for papers where something was run."""
    found = programme_of_council(file, years=years, draws=draws, seed=seed, out=out, progress=progress)
    if found.effect is not None:
        sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
        keep_record("programme", IN_USE, programme_facts(found, found.effect, seed=seed, sha256=sha256))
    return found


def run_risk_money(
    *, block: Path | None, scenario: Path | None, years: int, draws: int, seed: int, progress: Progress
) -> CouncilRiskMoney:
    """As ``risk_money_of_council``, and kept for papers."""
    found = risk_money_of_council(
        block=block, scenario=scenario, years=years, draws=draws, seed=seed, progress=progress
    )
    keep_record("risk money", IN_USE, RiskMoneyRun(str(found.snapshot), found.block.draws, tuple(_risk_money(found))))
    return found


def _risk_money(found: CouncilRiskMoney) -> Iterator[tuple[str, RiskMoney]]:
    for one in found.risks:
        if one.if_it_happens is not None:
            spread = one.if_it_happens
            yield one.risk, RiskMoney(one.prob, one.expected_pence, spread.p10, spread.p90, found.year.last_day)


def programme_facts(found: CouncilProgramme, effect: ProgrammeEffect, *, seed: int, sha256: str) -> ProgrammeFacts:
    """The run as papers need it; how each measure stands in the ledger is read when a paper is made."""
    programme = found.programme
    return ProgrammeFacts(
        programme.name,
        found.as_at,
        found.draws,
        seed,
        sha256,
        tuple(_target(one) for one in found.chances),
        tuple(_lines(found, effect)),
        tuple((_named(one.ref, one.name), one.words) for one in found.findings),
        tuple(
            (f"{one.ref} {one.name}", indicator.guards.value, indicator.name)
            for one in programme.measures
            for indicator in one.counter_indicators
        ),
        "" if found.moves is None else f"A move is {found.moves.what}.",
    )


def _named(ref: str, name: str) -> str:
    return f"{ref} {name}".strip() or "The programme"


def _target(one: YearChance) -> TargetYear:
    return TargetYear(
        str(one.year),
        int(one.target_pence),
        one.low_pence,
        one.median_pence,
        one.high_pence,
        one.prob_all_delivered,
        one.prob_weighted,
        None if one.volume is None else one.volume.september_moves,
        None if one.volume is None else one.volume.share_of_placements,
        one.further_even,
        one.must_deliver,
        None if one.stretch is None else (one.stretch.name, one.stretch.factor),
    )


def _lines(found: CouncilProgramme, effect: ProgrammeEffect) -> Iterator[MeasureLine]:
    effects = {one.measure.ref: one for one in effect.measures}
    for measure in found.programme.measures:
        for position, year in enumerate(effect.financial_years):
            low, middle, high = _spread(effects.get(measure.ref), position)
            yield MeasureLine(
                measure.ref,
                measure.name,
                measure.workstream.value,
                measure.kind.value,
                measure.kind.lowers_the_budget,
                measure.owner,
                State.IDEA.value,
                str(year),
                int(measure.promised_in(year)),
                0,
                middle,
                low,
                high,
            )


def _spread(effect: MeasureEffect | None, position: int) -> tuple[float | None, float | None, float | None]:
    if effect is None:
        return None, None, None
    low, middle, high = (float(end) for end in np.quantile(effect.marginal[:, position], _RANGE))
    return low, middle, high
