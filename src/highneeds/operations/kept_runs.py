"""Runs that papers stand on, kept when they are made: the programme's forecast, and the money of risks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from highneeds.governance.papers.facts import MeasureLine, ProgrammeFacts, RiskMoney, RiskMoneyRun, TargetYear
from highneeds.governance.programme_run import Ends, KeptProgramme, RunYear
from highneeds.governance.risk_run import RiskDraws, RiskOnOff
from highneeds.operations.programme import CouncilProgramme, programme_of_council
from highneeds.operations.progress import Progress
from highneeds.operations.risk_money import CouncilRiskMoney, risk_money_of_council
from highneeds.risk import OnAndOff
from highneeds.savings import State
from highneeds.savings.chance import YearChance
from highneeds.savings.effect import MeasureEffect, ProgrammeEffect
from highneeds.store.kept_records import IN_USE, ON_AND_OFF, THE_FILE, keep_record
from highneeds.store.setup import open_store

_RANGE = (0.1, 0.5, 0.9)


def run_programme(
    file: Path, *, years: int, draws: int, seed: int, out: Path | None, progress: Progress
) -> CouncilProgramme:
    """As ``programme_of_council``; kept for the pages, and for papers where something was run."""
    found = programme_of_council(file, years=years, draws=draws, seed=seed, out=out, progress=progress)
    open_store()
    content = file.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    run_years = () if found.effect is None else tuple(_run_years(found.effect))
    keep_record("programme", THE_FILE, KeptProgramme(file.name, content.decode(), sha256, run_years))
    if found.effect is not None:
        keep_record("programme", IN_USE, programme_facts(found, found.effect, seed=seed, sha256=sha256))
    return found


def _run_years(effect: ProgrammeEffect) -> Iterator[RunYear]:
    saved, without, with_all, weighted = (
        np.quantile(values, _RANGE, axis=0).T.tolist()
        for values in (effect.joint, effect.unmitigated, effect.mitigated, effect.risk_weighted)
    )
    for position, year in enumerate(effect.financial_years):
        yield RunYear(
            str(year),
            _ends(saved[position]),
            _ends(without[position]),
            _ends(with_all[position]),
            _ends(weighted[position]),
        )


def _ends(values: Sequence[float]) -> Ends:
    low, middle, high = map(float, values)
    return low, middle, high


def run_risk_money(
    *, block: Path | None, scenario: Path | None, years: int, draws: int, seed: int, progress: Progress
) -> CouncilRiskMoney:
    """As ``risk_money_of_council``, and kept for papers."""
    found = risk_money_of_council(
        block=block, scenario=scenario, years=years, draws=draws, seed=seed, progress=progress
    )
    keep_record("risk money", IN_USE, RiskMoneyRun(str(found.snapshot), found.block.draws, tuple(_risk_money(found))))
    limit = found.limit
    kept = RiskDraws(
        str(found.snapshot),
        found.block.draws,
        found.year.last_day,
        None if limit is None else limit.pence,
        "" if limit is None else limit.source,
        tuple(_on_off(found, one) for one in found.risks),
        found.held,
    )
    keep_record("risk money", ON_AND_OFF, kept)
    return found


def _on_off(found: CouncilRiskMoney, one: OnAndOff) -> RiskOnOff:
    suggested = found.suggested.get(one.risk)
    return RiskOnOff(
        one.risk,
        one.prob,
        (one.on.p10, one.on.p50, one.on.p90),
        (one.off.p10, one.off.p50, one.off.p90),
        one.on.twentieths,
        one.off.twentieths,
        one.expected_pence,
        one.council_expected_pence,
        one.prob_past_limit_on,
        one.prob_past_limit_off,
        None if suggested is None else suggested.likelihood,
        None if suggested is None else suggested.money_impact,
    )


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
