"""Scores, decisions, actions, assumptions and sign-offs: kept whole, never changed, and guarded by the database too."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from highneeds.core.errors import Refusal
from highneeds.governance.assumption_log import LoggedAssumption
from highneeds.governance.boards import ActionDone, DecisionMade, Outcome
from highneeds.governance.sign_off import Act, Role, State, Step
from highneeds.risk import USUAL_MATRIX, Assessment, Score
from highneeds.store.board_records import (
    actions_done,
    assumption_log,
    decisions_made,
    keep_decision,
    keep_done,
    log_assumptions,
)
from highneeds.store.governance_files import file_in_use, keep_file
from highneeds.store.models import (
    ActionDoneRow,
    AssumptionRow,
    DecisionMadeRow,
    GovernanceFileRow,
    RiskScoreRow,
    SignOffRow,
    SignOffStepRow,
)
from highneeds.store.risk_scores import histories, keep_score
from highneeds.store.sign_offs import begin_sign_off, sign_off_of, take_step

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 31)
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
EVERY_ROLE = frozenset(Role)
QUIETLY = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=8).filter(
    lambda text: bool(text.strip())
)
STEPS = st.none() | st.integers(1, 5)
ASSESSMENTS = st.builds(
    Assessment, st.integers(1, 5), service=STEPS, people=STEPS, reputation=STEPS, money=st.integers(1, 5)
)


def score(likelihood: int = 4, day: date = DAY, **changed: Any) -> Score:  # noqa: ANN401 - single fields are changed
    given = Score("CFS 02", day, "Head of SEND", "as the data stand", Assessment(likelihood, money=5))
    return replace(given, **changed)


@QUIETLY
@given(st.builds(Score, WORDS, st.dates(), WORDS, WORDS, ASSESSMENTS, WORDS, st.lists(WORDS, max_size=2).map(tuple)))
def test_a_score_comes_back_as_it_went_in(given_score: Score) -> None:
    RiskScoreRow.objects.all().delete()
    kept = keep_score(given_score, USUAL_MATRIX)
    assert kept.scores == (given_score,)
    assert histories()[given_score.risk] == kept


def test_a_lower_score_without_evidence_is_refused_and_nothing_is_kept() -> None:
    keep_score(score(4), USUAL_MATRIX)
    with pytest.raises(Refusal, match="A fall needs evidence"):
        keep_score(score(3), USUAL_MATRIX)
    keep_score(score(3, evidence="41 children moved in September"), USUAL_MATRIX)
    assert [one.assessment.likelihood for one in histories()["CFS 02"].scores] == [4, 3]


@pytest.mark.parametrize(
    "wrong",
    [
        {"scored_by": ""},
        {"why": ""},
        {"risk": ""},
        {"money": None},
        {"likelihood": 0},
    ],
)
def test_the_database_itself_takes_no_score_without_who_why_and_what(wrong: dict[str, object]) -> None:
    fields = {"risk": "R", "scored_on": DAY, "scored_by": "me", "why": "so", "likelihood": 3, "money": 2}
    RiskScoreRow.objects.create(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskScoreRow.objects.create(**{**fields, **wrong})


def test_a_file_is_kept_in_every_version_and_the_same_one_is_none() -> None:
    assert file_in_use("risks") is None
    first = keep_file("risks", "risks.toml", "name = 'one'")
    again = keep_file("risks", "risks.toml", "name = 'one'")
    second = keep_file("risks", "risks.toml", "name = 'two'")
    keep_file("boards", "boards.toml", "name = 'one'")
    assert [(one.version, one.is_new) for one in (first, again, second)] == [(1, True), (1, False), (2, True)]
    in_use = file_in_use("risks")
    assert in_use is not None
    assert in_use.text == "name = 'two'"
    assert GovernanceFileRow.objects.filter(kind="risks").count() == 2


def test_decisions_are_kept_once_and_a_later_word_beside_the_earlier() -> None:
    first = DecisionMade("D1", "Cabinet", Outcome.DEFERRED, DAY, "Clerk", "minute 4")
    later = replace(first, outcome=Outcome.AGREED, decided_on=DAY + timedelta(30), minute="minute 9")
    assert [keep_decision(one) for one in (first, first, later)] == [True, False, True]
    assert decisions_made() == (first, later)


def test_what_is_done_stays_as_it_was_first_told() -> None:
    done = ActionDone("A1", DAY, "Head of SEND", "written")
    assert [keep_done(done), keep_done(replace(done, note="rewritten"))] == [True, False]
    assert actions_done() == (done,)


def test_a_changed_assumption_is_a_new_version_and_both_stay() -> None:
    fees = LoggedAssumption("fees", "4.0", "% a year", "framework", "finance partner", date(2027, 4, 1))
    assert log_assumptions([fees]) == 1
    assert log_assumptions([fees]) == 0
    assert log_assumptions([replace(fees, value="4.5")]) == 1
    assert assumption_log() == (replace(fees, value="4.5", version=2),)
    assert AssumptionRow.objects.count() == 2


@pytest.mark.parametrize(
    ("model", "fields", "wrong"),
    [
        (
            DecisionMadeRow,
            {"decision": "D", "board": "B", "outcome": "agreed", "decided_on": DAY, "recorded_by": "c", "minute": "1"},
            ({"recorded_by": ""}, {"minute": ""}, {"outcome": "shrugged"}),
        ),
        (ActionDoneRow, {"action": "A", "done_on": DAY, "done_by": "c", "note": "n"}, ({"done_by": ""}, {"note": ""})),
        (
            AssumptionRow,
            {"name": "a", "version": 1, "value": "1", "unit": "u", "source": "s", "owner": "o", "review_on": DAY},
            ({"source": ""}, {"owner": ""}, {"version": 0}),
        ),
        (
            GovernanceFileRow,
            {"kind": "risks", "version": 1, "file_name": "f", "text": "t", "sha256": "s"},
            ({"kind": "gossip"}, {"version": 0}, {}),
        ),
    ],
)
def test_the_database_itself_takes_nothing_without_who_and_what(
    model: Any,  # noqa: ANN401 - any of the models
    fields: dict[str, object],
    wrong: tuple[dict[str, object], ...],
) -> None:
    model.objects.create(**fields)
    for spoilt in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(**{**fields, "action": "A2", **spoilt} if "action" in fields else {**fields, **spoilt})


def step(act: Act, by: str, minutes: int) -> Step:
    return Step(act, by, NOON + timedelta(minutes=minutes), "because")


def test_a_sign_off_goes_its_way_in_the_store_and_comes_back_with_every_step() -> None:
    begin_sign_off("paper", "November", "aa", "Ada", NOON)
    with pytest.raises(Refusal, match="on its way already"):
        begin_sign_off("paper", "November", "aa", "Ada", NOON)
    take_step("paper", "November", step(Act.SUBMIT, "Ada", 1), EVERY_ROLE)
    with pytest.raises(Refusal, match="nobody signs off their own work"):
        take_step("paper", "November", step(Act.APPROVE, "ada", 2), EVERY_ROLE)
    take_step("paper", "November", step(Act.APPROVE, "Bea", 3), EVERY_ROLE)
    changed = take_step("paper", "November", step(Act.REVISE, "Ada", 4), EVERY_ROLE, content_sha256="bb")
    assert changed.approvals == ()
    take_step("paper", "November", step(Act.SUBMIT, "Ada", 5), EVERY_ROLE)
    take_step("paper", "November", step(Act.APPROVE, "Bea", 6), EVERY_ROLE)
    done = take_step("paper", "November", step(Act.PUBLISH, "Cal", 7), EVERY_ROLE)
    assert done.state is State.PUBLISHED
    assert sign_off_of("paper", "November") == done
    row = SignOffRow.objects.get()
    assert (row.approved_by, row.published_by, row.content_sha256) == ("Bea", "Cal", "bb")
    assert SignOffStepRow.objects.count() == 6
    with pytest.raises(Refusal, match="no paper December"):
        take_step("paper", "December", step(Act.SUBMIT, "Ada", 8), EVERY_ROLE)
    assert sign_off_of("paper", "December") is None


SIGNED = {
    "kind": "paper",
    "content_sha256": "aa",
    "authors": ["Ada"],
    "begun_by": "Ada",
    "begun_at": NOON,
    "state": "approved",
    "approvals_needed": 1,
    "approved_by": "Bea",
    "approved_at": NOON,
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"approved_at": None},
        {"approved_by": None},
        {"approved_by": "Ada"},
        {"approved_by": None, "approved_at": None},
        {"state": "published"},
        {"state": "published", "published_by": "Cal"},
        {"state": "published", "published_by": "Cal", "published_at": NOON, "approved_by": None, "approved_at": None},
        {"published_by": "Cal", "published_at": NOON},
        {"approvals_needed": 0},
        {"state": "shelved"},
    ],
)
def test_the_database_itself_pairs_who_with_when_and_takes_no_approval_by_the_author(wrong: dict[str, object]) -> None:
    SignOffRow.objects.create(ref="right", **SIGNED)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignOffRow.objects.create(ref="wrong", **{**SIGNED, **wrong})
