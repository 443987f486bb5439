"""Scores: the matrix says what they mean, their history says who gave them and why, and a trend comes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.risk.small_register import DAY, MEASURES, indicator, reading, register, risk, score

from highneeds.core.errors import Refusal
from highneeds.risk import USUAL_MATRIX, Assessment, History, ImpactOn, Level, Trend, history_of, standings, suggestion
from highneeds.risk.appetite import CategoryAppetite, usual_appetite
from highneeds.risk.types import Appetite, Control, Effectiveness, RiskAction

STEPS = st.integers(1, 5)
SCORES = st.lists(st.tuples(STEPS, STEPS, st.integers(0, 400), st.booleans()), min_size=1, max_size=8)


def test_a_score_is_likelihood_times_the_greatest_impact() -> None:
    one = Assessment(4, service=2, people=5, money=3)
    assert one.score == 20
    assert one.impacts == {ImpactOn.SERVICE: 2, ImpactOn.PEOPLE: 5, ImpactOn.MONEY: 3}
    assert one.in_words(USUAL_MATRIX) == "20 (likely, severe): high"


@pytest.mark.parametrize(
    ("score", "level"), [(1, Level.LOW), (4, Level.LOW), (5, Level.MEDIUM), (14, Level.MEDIUM), (15, Level.HIGH)]
)
def test_levels_begin_where_the_matrix_says(score: int, level: Level) -> None:
    assert USUAL_MATRIX.level(score) is level


@pytest.mark.parametrize(
    ("prob", "step"), [(0.0, 1), (0.05, 1), (0.051, 2), (0.2, 2), (0.5, 3), (0.8, 4), (0.81, 5), (1.0, 5)]
)
def test_a_chance_has_its_step_and_a_limit_belongs_to_the_lower(prob: float, step: int) -> None:
    assert USUAL_MATRIX.likelihood_of(prob) == step


@pytest.mark.parametrize(
    ("share", "step"), [(-0.1, 1), (0.0025, 1), (0.003, 2), (0.01, 2), (0.02, 3), (0.05, 4), (0.06, 5)]
)
def test_money_is_scored_as_a_share_of_the_block(share: float, step: int) -> None:
    assert USUAL_MATRIX.money_impact_of(share) == step
    assert USUAL_MATRIX.money_in_words(5) == "over 5% of the block"
    assert USUAL_MATRIX.money_in_words(2) == "0.25% to 1% of the block"


@pytest.mark.parametrize(
    "wrong",
    [
        {"prob_limits": (0.05, 0.2, 0.5)},
        {"prob_limits": (0.05, 0.2, 0.2, 0.8)},
        {"money_limits": (0.01, 0.02, 0.03, 1.0)},
        {"impacts": ("a", "b", "c", "d", "d")},
        {"medium_from": 15},
        {"high_from": 26},
        {"source": " "},
    ],
)
def test_a_matrix_that_contradicts_itself_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"need|begins|says"):
        replace(USUAL_MATRIX, **wrong)  # type: ignore[arg-type] # single fields are made wrong


def test_a_council_that_scores_four_by_four_has_its_own_matrix() -> None:
    four = replace(
        USUAL_MATRIX,
        likelihoods=("a", "b", "c", "d"),
        prob_limits=(0.1, 0.4, 0.7),
        impacts=("negligible", "slight", "major", "critical"),
        money_limits=(0.01, 0.02, 0.05),
        medium_from=4,
        high_from=9,
    )
    assert four.most == 16
    assert four.level(9) is Level.HIGH
    assert not Assessment(5, money=1).fits(four)
    with pytest.raises(Refusal, match="likelihood goes to 4"):
        History("CFS 02").add(score(5, 1), four)


def test_a_lower_score_needs_evidence() -> None:
    history = History("CFS 02").add(score(4, 5, date(2026, 6, 1)), USUAL_MATRIX)
    with pytest.raises(Refusal, match=r"fall from 20 to 16\. A fall needs evidence"):
        history.add(score(4, 4), USUAL_MATRIX)
    lower = history.add(score(4, 4, evidence="September moves: 41 children"), USUAL_MATRIX)
    assert lower.current is not None
    assert lower.current.assessment.score == 16
    assert [lower.change_in_words(n) for n in (0, 1)] == ["first score", "down from 20"]


@given(SCORES)
def test_no_history_holds_a_fall_without_evidence_whatever_is_tried(
    tried: list[tuple[int, int, int, bool]],
) -> None:
    history = History("CFS 02")
    for likelihood, money, days, has_evidence in tried:
        new = score(likelihood, money, date(2026, 1, 1) + timedelta(days), evidence="seen" if has_evidence else "")
        try:
            history = history.add(new, USUAL_MATRIX)
        except Refusal:
            continue
    for before, after in zip(history.scores, history.scores[1:], strict=False):
        assert before.scored_on <= after.scored_on
        assert after.assessment.score >= before.assessment.score or after.evidence
    assert history_of("CFS 02", history.scores, USUAL_MATRIX) == history


@pytest.mark.parametrize("missing", ["scored_by", "why", "risk"])
def test_a_score_without_who_or_why_is_none(missing: str) -> None:
    with pytest.raises(ValueError, match="a score needs"):
        score(4, 5, **{missing: " "})


@pytest.mark.parametrize(("first", "then", "trend"), [((3, 4), (4, 4), Trend.RISING), ((4, 4), (4, 4), Trend.STEADY)])
def test_a_trend_comes_from_the_history(first: tuple[int, int], then: tuple[int, int], trend: Trend) -> None:
    history = history_of("CFS 02", [score(*first, date(2025, 9, 1)), score(*then)], USUAL_MATRIX)
    assert history.trend(DAY) is trend
    assert History("CFS 02").trend(DAY) is Trend.NEW
    assert history_of("CFS 02", [score(4, 4, date(2026, 9, 1))], USUAL_MATRIX).trend(DAY) is Trend.NEW


def test_a_trend_falls_when_evidence_lowered_the_score() -> None:
    scores = [score(4, 5, date(2025, 9, 1)), score(3, 4, evidence="seen")]
    assert history_of("CFS 02", scores, USUAL_MATRIX).trend(DAY) is Trend.FALLING


def test_how_far_a_risk_is_from_target_and_appetite_is_reckoned() -> None:
    (standing,) = standings(
        register(), {"CFS 02": history_of("CFS 02", [score(4, 5)], USUAL_MATRIX)}, MEASURES, {}, day=DAY
    )
    assert standing.gap is not None
    assert (standing.gap.over_target, standing.gap.over_appetite) == (8, 11)
    assert standing.gap.is_out_of_appetite
    assert usual_appetite("people", Appetite.AVERSE, 16, "x") == CategoryAppetite("people", Appetite.AVERSE, 1, "x")


def test_what_is_wrong_with_an_entry_is_said_by_name() -> None:
    bad = risk(
        owner=" ",
        target=None,
        category="law",
        controls=(Control("fee checks", "Commissioning", Effectiveness.UNTESTED, 1),),
        actions=(RiskAction("clear late reviews", "Casework", date(2026, 9, 30)),),
    )
    history = history_of("CFS 02", [score(5, 5)], USUAL_MATRIX)
    (standing,) = standings(register(replace(bad, inherent=Assessment(4, money=5)), indicators=()),
                            {"CFS 02": history}, MEASURES, {}, day=DAY)  # fmt: skip
    said = " ".join(standing.flags)
    for words in (
        "no owner",
        "no target",
        "above the 20 before any control",
        '"fee checks" was not tested',
        '"clear late reviews" was due on 30 September 2026',
        "No indicator",
        'tolerated in "law"',
    ):
        assert words in said


def test_what_the_money_suggests_is_only_a_suggestion() -> None:
    found = suggestion(USUAL_MATRIX, 0.96, 0.054 * 115_200_000_00, 115_200_000_00)
    assert (found.likelihood, found.money_impact) == (5, 5)


def test_a_risk_is_told_as_cause_event_and_consequence() -> None:
    assert risk().in_words() == (
        "If plans grow by eight in a hundred a year and special schools are full, then more children are placed in "
        "independent schools, so that the savings are not made."
    )
    with pytest.raises(ValueError, match="needs a cause"):
        risk(causes=())


def test_a_control_says_when_it_was_tested_or_that_it_was_not() -> None:
    with pytest.raises(ValueError, match="finding needs the day"):
        Control("x", "y", Effectiveness.WORKS, 2)
    with pytest.raises(ValueError, match="lines of assurance"):
        Control("x", "y", Effectiveness.UNTESTED, 4)


def test_an_indicator_of_a_measure_nobody_knows_is_no_indicator() -> None:
    unknown = register(indicators=(indicator("sentiment"),))
    with pytest.raises(KeyError):
        standings(unknown, {}, MEASURES, {"overspend": reading("overspend", 1.0)}, day=DAY)
