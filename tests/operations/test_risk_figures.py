"""The money of risks as figures: whole pence, each with its basis, day, source and range."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
from tests.finance.small_block import DAY, MILLION, YEAR, block_plan, spending

from highneeds.core import SnapshotId, Unit
from highneeds.finance.block import block_outlook
from highneeds.operations.block import CouncilBlock
from highneeds.operations.risk_figures import risk_figures
from highneeds.operations.risk_money import ALL_RISKS, CouncilRiskMoney
from highneeds.operations.risk_words import money_lines
from highneeds.risk import USUAL_MATRIX, OnAndOff, Spread, Suggestion
from highneeds.risk.effects import RiskEffects

SNAPSHOT = SnapshotId("2026-M07-4f2a91c0")


def on_and_off(risk: str) -> OnAndOff:
    off, on = Spread(10.2 * MILLION, 9e8, 1e9, 1.2e9), Spread(11e8, 9.5e8, 1.1e9, 1.4e9)
    return OnAndOff(risk, 0.7, on, off, 80_000_000.4, Spread(1.2e8, 9e7, 1.1e8, 1.6e8), 9_000_000.0, 0.3, 0.1)


def risk_money() -> CouncilRiskMoney:
    outlook = block_outlook(spending([[101e6] * 5, [103e6] * 5]), block_plan(), day=DAY, seed=1)
    nothing = np.zeros((2, 5))
    return CouncilRiskMoney(
        CouncilBlock("Ashmere", DAY, 2, outlook, (), ()),
        YEAR,
        None,
        (on_and_off("CFS 02"),),
        replace(on_and_off(ALL_RISKS), if_it_happens=None, prob_past_limit_on=None, prob_past_limit_off=None),
        {"CFS 02": Suggestion(4, 5)},
        RiskEffects(outlook.financial_years, (), nothing, nothing, nothing),
        (("KR 2", "growth is in every draw"),),
        USUAL_MATRIX,
        SNAPSHOT,
    )


def test_every_figure_of_a_risk_is_whole_pence_with_its_basis_and_its_snapshot() -> None:
    figures = {figure.key: figure for figure in risk_figures(risk_money())}
    assert list(figures) == [
        "risks_none_deficit",
        "risk_cfs_02_deficit",
        "risk_cfs_02_expected",
        "risk_cfs_02_if_it_happens",
        "risk_cfs_02_council",
        "risk_all_risks_together_deficit",
        "risk_all_risks_together_expected",
        "risk_all_risks_together_council",
    ]
    assert {figure.unit for figure in figures.values()} == {Unit.PENCE}
    assert {figure.source for figure in figures.values()} == {f"snapshot {SNAPSHOT}"}
    on = figures["risk_cfs_02_deficit"]
    assert (on.value, on.low, on.high, on.as_at, on.period) == (1.1e9, 9.5e8, 1.4e9, DAY, str(YEAR))
    assert figures["risk_cfs_02_expected"].value == 80_000_000
    assert figures["risk_cfs_02_expected"].low is None
    assert "outside the block" in str(figures["risk_cfs_02_council"].basis)
    assert "with and without the risk in the same draws" in on.trace


def test_what_is_told_never_adds_scores_and_says_what_the_forecast_holds_already() -> None:
    said = "\n".join(money_lines(risk_money()))
    assert "CFS 02: comes about in 70% of draws" in said
    assert "chance of passing the limit: 10% without it, 30% with it" in said
    assert "as a score: likelihood 4 (likely), money 5 (severe); a person decides" in said
    assert "KR 2: in the forecast already, so that nothing is added. growth is in every draw" in said
    assert "scores are never added" in said
    assert re.search(r"outside the block, from the council's own funds: £90,000 expected", said)
