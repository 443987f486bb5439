"""The ledger of savings in the database: what is written stays, once, and finance alone agrees."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from highneeds.core import Pence
from highneeds.core.errors import Refusal
from highneeds.savings import Colour, DecisionPoint, Entry, Evidence, Role, Sort, State, Step
from highneeds.store.models import SavingColour, SavingEvidence, SavingStep
from highneeds.store.savings import entries, keep_evidence, keep_override, overrides, take_step

NOW = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
MOVE = Evidence(
    Sort.MOVE, "a" * 32, date(2026, 9, 1), Pence(3_600_000), "plans.csv row 3", DecisionPoint.REVIEW, Pence(5)
)
FEE = Evidence(Sort.PRICE, "Fen Farm", date(2026, 9, 1), Pence(120_000), "costs.xlsx row 7")
WAY = (
    (State.COSTED, "Ann", Role.OWNER),
    (State.APPROVED, "Bea", Role.PROGRAMME),
    (State.IN_DELIVERY, "Ann", Role.OWNER),
    (State.EVIDENCED, "Ann", Role.OWNER),
    (State.FINANCE_AGREED, "Cal", Role.FINANCE),
    (State.BANKED, "Dee", Role.FINANCE),
)


def take(*way: tuple[State, str, Role]) -> Entry:
    entry = entries().get("M1", Entry("M1"))
    for after, by, role in way:
        entry = take_step("M1", Step(entry.state, after, by, role, NOW, "because"))
    return entry


@pytest.mark.django_db
def test_steps_and_evidence_come_back_as_they_went_in() -> None:
    assert keep_evidence("M1", (MOVE, FEE), by="Ann") == 2
    banked = take(*WAY)
    kept = entries()["M1"]
    assert kept == banked
    assert kept.state is State.BANKED
    assert set(kept.evidence) == {MOVE, FEE}


@pytest.mark.django_db
def test_a_step_that_may_not_be_taken_leaves_nothing() -> None:
    take(*WAY[:3])
    with pytest.raises(Refusal, match="nothing is in evidence"):
        take(WAY[3])
    assert entries()["M1"].state is State.IN_DELIVERY
    assert SavingStep.objects.count() == 3


@pytest.mark.django_db
def test_findings_keep_a_measure_from_approval() -> None:
    take(WAY[0])
    step = Step(State.COSTED, State.APPROVED, "Bea", Role.PROGRAMME, NOW, "because")
    with pytest.raises(Refusal, match="it has no owner"):
        take_step("M1", step, stopped_by=("it has no owner",))


@pytest.mark.django_db
def test_a_move_counts_for_one_measure_once() -> None:
    assert keep_evidence("M1", (MOVE,), by="Ann") == 1
    assert keep_evidence("M2", (replace(MOVE, pence_per_year=Pence(9)),), by="Bea") == 0
    assert list(entries()) == ["M1"]
    with pytest.raises(Refusal, match="who adds"):
        keep_evidence("M1", (FEE,), by=" ")


@pytest.mark.django_db
def test_a_person_s_colour_is_kept_with_its_reason_and_can_be_taken_back() -> None:
    keep_override("M1", "money", Colour.AMBER, by="Ann", why="the invoice is in the post")
    assert overrides()["M1", "money"].colour is Colour.AMBER
    keep_override("M1", "money", None, by="Ann", why="it came")
    assert overrides() == {}
    assert SavingColour.objects.count() == 2
    with pytest.raises(Refusal, match="who says so and why"):
        keep_override("M1", "money", Colour.GREEN, by="Ann", why="")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"after": "banked"},  # not by finance
        {"after": "unheard of"},
        {"by": ""},
        {"why": ""},
        {"role": "anybody"},
        {"after": "idea"},
        {"after": "replaced"},
        {"replaced_by": "M2"},
        {"number": 1},
    ],
)
def test_the_database_itself_refuses_steps_that_cannot_be(wrong: dict[str, object]) -> None:
    take(WAY[0])
    row = {"ref": "M1", "number": 2, "before": "idea", "after": "costed", "by": "Ann", "role": "owner", "at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        SavingStep.objects.create(**(row | {"why": "because"} | wrong))


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"sort": "hope"}, {"decision": None}, {"decision": "whim"}, {"added_by": ""}])
def test_the_database_itself_refuses_moves_without_a_lawful_decision(wrong: dict[str, object]) -> None:
    row = {"ref": "M1", "sort": "move", "what": "b" * 32, "day": MOVE.day, "pence_per_year": 1, "trace": "row 2"}
    with pytest.raises(IntegrityError), transaction.atomic():
        SavingEvidence.objects.create(**(row | {"decision": "phase transfer", "added_by": "Ann"} | wrong))
