"""An indicator that crosses prompts a person and changes no score; what cannot be said is never nought."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.risk.small_register import DAY, MEASURES, OVERSPEND, TIMELY, indicator, reading, register, score

from highneeds.risk import (
    CANNOT_SAY,
    USUAL_MATRIX,
    Aim,
    History,
    LiveMeasure,
    LiveUnit,
    Period,
    Polarity,
    Reading,
    State,
    history_of,
    standings,
)


@pytest.mark.parametrize(
    ("measure", "value", "state"),
    [
        ("overspend", 0.0501, State.CROSSED),
        ("overspend", 0.05, State.NEAR),
        ("overspend", 0.03, State.NEAR),
        ("overspend", 0.029, State.WITHIN),
        ("timely", 0.59, State.CROSSED),
        ("timely", 0.60, State.NEAR),
        ("timely", 0.65, State.NEAR),
        ("timely", 0.66, State.WITHIN),
    ],
)
def test_an_indicator_crosses_on_the_bad_side_of_its_measure(measure: str, value: float, state: State) -> None:
    limits = {"overspend": (0.05, 0.03), "timely": (0.60, 0.65)}
    one = indicator(measure, *limits[measure])
    assert one.state(reading(measure, value), MEASURES[measure].polarity) is state
    assert one.is_in_order(MEASURES[measure].polarity)


def test_limits_the_wrong_way_round_are_seen() -> None:
    assert not indicator("timely", 0.65, 0.60).is_in_order(Polarity.HIGH_IS_GOOD)


def test_what_the_data_cannot_say_is_unknown_and_never_nought() -> None:
    unknown = reading("overspend", None, "no month was made")
    assert indicator().state(unknown, Polarity.LOW_IS_GOOD) is State.UNKNOWN
    assert indicator().state(None, Polarity.LOW_IS_GOOD) is State.UNKNOWN
    assert unknown.in_words(LiveUnit.SHARE) == f"{CANNOT_SAY}: no month was made"
    for value, why_not in ((None, ""), (0.1, "also a reason"), (float("nan"), "")):
        with pytest.raises(ValueError, match="reading"):
            Reading("overspend", value, DAY, "x", why_not)


@given(st.floats(-1, 1), st.floats(-1, 1))
def test_no_reading_ever_changes_a_score(value: float, threshold: float) -> None:
    history = history_of("CFS 02", [score(3, 4)], USUAL_MATRIX)
    register_ = register(indicators=(indicator("overspend", threshold, threshold),))
    (standing,) = standings(
        register_, {"CFS 02": history}, MEASURES, {"overspend": reading("overspend", value)}, day=DAY
    )
    assert standing.history == history
    assert standing.score == 12
    assert (standing.prompt is not None) == (value > threshold)


def test_a_crossing_prompts_until_a_score_answers_it_and_the_answer_may_be_the_same_score() -> None:
    crossed = {"overspend": reading("overspend", 0.08)}
    before = history_of("CFS 02", [score(4, 5, date(2026, 9, 1))], USUAL_MATRIX)
    (asked,) = standings(register(), {"CFS 02": before}, MEASURES, crossed, day=DAY)
    assert asked.prompt is not None
    assert asked.prompt.crossed == ("overspend",)
    assert asked.prompt.in_words({"overspend": OVERSPEND.label}) == "CFS 02: limits crossed: Forecast over budget."
    answer = score(4, 5, why="unchanged: the grant will pay for it", answers=asked.crossed)
    (answered,) = standings(register(), {"CFS 02": before.add(answer, USUAL_MATRIX)}, MEASURES, crossed, day=DAY)
    assert answered.prompt is None
    assert answered.score == 20
    assert answered.history.change_in_words(1) == "unchanged"


def test_a_value_just_past_its_limit_does_not_read_as_the_limit() -> None:
    for value, said in ((0.0504, "5.04%"), (0.05, "5.0%"), (0.061, "6.1%")):
        (standing,) = standings(register(), {}, MEASURES, {"overspend": reading("overspend", value)}, day=DAY)
        assert [seen.now_in_words() for seen in standing.watched] == [said]
    unread = {"overspend": reading("overspend", None, "no month was made")}
    (unknown,) = standings(register(), {}, MEASURES, unread, day=DAY)
    assert [seen.now_in_words() for seen in unknown.watched] == ["no month was made"]
    (absent,) = standings(register(), {}, MEASURES, {}, day=DAY)
    assert [seen.now_in_words() for seen in absent.watched] == ["nothing was read"]


def test_an_answer_to_one_crossing_is_none_to_another() -> None:
    both = (indicator(), indicator("timely", 0.60, 0.65))
    readings = {"overspend": reading("overspend", 0.08), "timely": reading("timely", 0.4)}
    history = history_of("CFS 02", [score(4, 5, answers=("overspend",))], USUAL_MATRIX)
    (standing,) = standings(register(indicators=both), {"CFS 02": history}, MEASURES, readings, day=DAY)
    assert standing.prompt is not None
    assert standing.prompt.crossed == ("timely",)


def test_an_old_answer_is_asked_again_when_the_review_is_due() -> None:
    history = history_of("CFS 02", [score(4, 5, date(2026, 7, 1), answers=("overspend",))], USUAL_MATRIX)
    crossed = {"overspend": reading("overspend", 0.08)}
    (standing,) = standings(register(), {"CFS 02": history}, MEASURES, crossed, day=DAY)
    assert standing.prompt is not None
    assert standing.prompt.is_review_due
    assert standing.prompt.crossed == ("overspend",)


def test_a_risk_that_was_never_scored_is_prompted() -> None:
    (standing,) = standings(register(), {"CFS 02": History("CFS 02")}, MEASURES, {}, day=DAY)
    assert standing.prompt is not None
    assert "never been scored" in standing.prompt.in_words({})
    assert standing.score is None


def test_a_measure_of_pressure_names_one_of_fairness() -> None:
    with pytest.raises(ValueError, match="fairness"):
        LiveMeasure(
            key="refused",
            label="Refused",
            definition="requests refused",
            polarity=Polarity.LOW_IS_GOOD,
            unit=LiveUnit.SHARE,
            period=Period.ROLLING,
            source="SEN2",
            owner="Head of SEND",
            is_pressure=True,
        )


def test_an_aim_is_met_within_its_tolerance_on_the_good_side() -> None:
    aim = Aim("timely", 0.4, date(2025, 1, 1), 0.6, date(2027, 1, 1), 0.05, "plan")
    assert aim.is_met(0.55, TIMELY.polarity)
    assert aim.is_met(0.9, TIMELY.polarity)
    assert not aim.is_met(0.54, TIMELY.polarity)
    over = Aim("overspend", 0.08, date(2025, 1, 1), 0.02, date(2027, 1, 1), 0.0, "plan")
    assert over.is_met(-0.1, Polarity.LOW_IS_GOOD)
    assert not over.is_met(0.021, Polarity.LOW_IS_GOOD)
