"""Moves are evidence only where the law had a decision to make and a price is stored; nobody is ranked."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from highneeds.core import Pence
from highneeds.savings import DecisionPoint, Sort
from highneeds.savings.moves import FoundMove, decision_point, found_moves

SINCE, AS_AT = date(2026, 4, 1), date(2026, 10, 31)
BORN_FOR_YEAR_7 = date(2015, 3, 1)
BORN_FOR_YEAR_9 = date(2013, 3, 1)
SEPTEMBER = date(2026, 9, 1)


def tables(
    born: date = BORN_FOR_YEAR_7,
    *,
    day: date = SEPTEMBER,
    before: str = "independent_special",
    after: str = "special",
    review: date | None = None,
    paid: tuple[int, ...] = (200_000,),
) -> dict[str, pl.DataFrame]:
    key = "a" * 32
    spell = {"return_year": 0, "child_key": key, "rank": 1, "source_file": "plans.csv"}
    left = date(2026, 7, 22)
    line = {"child_key": key, "end_date": None}
    dates = {"start_date": pl.Date, "end_date": pl.Date}
    return {
        "children": pl.DataFrame({"return_year": [0], "child_key": [key], "birth_date": [born]}),
        "plans": pl.DataFrame(
            {"return_year": [0], "child_key": [key], "last_review": [review]}, schema_overrides={"last_review": pl.Date}
        ),
        "placements": pl.DataFrame(
            [
                spell | {"setting": before, "entry_date": date(2023, 9, 1), "leaving_date": left, "source_row": 2},
                spell | {"setting": after, "entry_date": day, "leaving_date": None, "source_row": 3},
            ]
        ),
        "cost_lines": pl.DataFrame(
            [
                line
                | {"line_ref": "L1", "setting": before, "amount_pence_per_year": 6_000_000}
                | {"start_date": date(2023, 9, 1), "end_date": left},
                line | {"line_ref": "L2", "setting": after, "amount_pence_per_year": 2_400_000, "start_date": day},
            ],
            schema_overrides=dates,
        ),
        "payments": pl.DataFrame(
            [{"line_ref": "L2", "paid_on": date(2026, 10, 5), "amount_pence": pence} for pence in paid],
            schema={"line_ref": pl.String, "paid_on": pl.Date, "amount_pence": pl.Int64},
        ),
    }


def found(**how: object) -> tuple[FoundMove, ...]:
    return found_moves(tables(**how), return_year=0, since=SINCE, as_at=AS_AT)  # type: ignore[arg-type] # as tables has it


def test_a_move_at_a_phase_transfer_is_evidence_with_its_price_and_what_was_paid() -> None:
    (move,) = found()
    evidence = move.as_evidence(AS_AT)
    assert evidence is not None
    assert (evidence.sort, evidence.decision) == (Sort.MOVE, DecisionPoint.PHASE_TRANSFER)
    assert evidence.pence_per_year == 3_600_000
    # 61 days from 1 September to 31 October at the old price, less the £2,000 paid for the new place.
    assert evidence.actual_pence == round(6_000_000 * 61 / 365) - 200_000
    assert evidence.trace == "plans.csv row 2, plans.csv row 3"


@pytest.mark.parametrize(
    ("how", "decision"),
    [
        ({"born": BORN_FOR_YEAR_9}, None),
        ({"born": BORN_FOR_YEAR_9, "review": date(2026, 6, 1)}, DecisionPoint.REVIEW),
        ({"born": BORN_FOR_YEAR_9, "review": date(2025, 6, 1)}, None),
        ({"born": BORN_FOR_YEAR_9, "review": date(2026, 10, 1)}, None),
        ({"day": date(2026, 9, 30)}, DecisionPoint.PHASE_TRANSFER),
        ({"day": date(2026, 5, 5)}, None),
    ],
)
def test_a_placement_changes_at_a_phase_transfer_or_after_a_review_of_the_last_twelve_months(
    how: dict[str, object], decision: DecisionPoint | None
) -> None:
    (move,) = found(**how)
    assert move.decision is decision
    assert (move.as_evidence(AS_AT) is None) == (decision is None or move.old is None)


@pytest.mark.parametrize(
    "how",
    [
        {"before": "special", "after": "independent_special"},
        {"before": "special", "after": "mainstream"},
        {"after": "non_maintained_special"},
        {"day": date(2026, 3, 1)},
        {"day": date(2026, 11, 1)},
    ],
)
def test_other_moves_and_other_days_are_no_evidence(how: dict[str, object]) -> None:
    assert found(**how) == ()


def test_what_is_not_paid_yet_is_not_matched() -> None:
    (move,) = found(paid=())
    evidence = move.as_evidence(AS_AT)
    assert evidence is not None
    assert not evidence.is_matched


def test_without_a_stored_price_there_is_no_evidence() -> None:
    move = FoundMove("a" * 32, "x", "y", SEPTEMBER, DecisionPoint.REVIEW, None, Pence(1), None, "row 2")
    assert move.as_evidence(AS_AT) is None


def test_a_child_whose_age_is_not_known_needs_a_review() -> None:
    assert decision_point(None, SEPTEMBER, ()) is None
    assert decision_point(None, SEPTEMBER, (date(2026, 3, 1),)) is DecisionPoint.REVIEW
