"""Nothing is published that only its author has seen, whatever is tried and in whatever order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from highneeds.core.errors import Refusal
from highneeds.governance.sign_off import (
    Act,
    Role,
    SignOff,
    State,
    Step,
    begun,
    is_content_seen,
    opinions_seen,
    same_person,
)
from highneeds.governance.sign_off.when import LEADS_TO
from highneeds.governance.sign_off.who import MAY

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
EVERY_ROLE = frozenset(Role)
PEOPLE = ("Ada", " ada ", "Bea", "BEA", "Cal")
REASON = {Act.RETURN, Act.WITHDRAW}


def step(act: Act, by: str, minutes: int = 0) -> Step:
    return Step(act, by, NOON + timedelta(minutes=minutes), "because" if act in REASON else "")


def after(paper: SignOff, *acts: tuple[Act, str], roles: frozenset[Role] = EVERY_ROLE) -> SignOff:
    for act, by in acts:
        content = f"content {len(paper.steps)}" if act is Act.REVISE else None
        paper = paper.take(step(act, by, len(paper.steps)), roles, content_sha256=content)
    return paper


class EveryWay(RuleBasedStateMachine):
    """People with every office try every act; a model beside it remembers who wrote and who approved what."""

    @initialize(author=st.sampled_from(PEOPLE), needed=st.integers(1, 2))
    def begin(self, author: str, needed: int) -> None:
        self.paper = begun("paper", "P1", "content", author, approvals_needed=needed)
        self.needed, self.contents = needed, 0
        self.wrote, self.approved = {author.strip().lower()}, set[str]()

    @rule(act=st.sampled_from(Act), by=st.sampled_from(PEOPLE))
    def try_it(self, act: Act, by: str) -> None:
        content = None
        if act is Act.REVISE:
            self.contents += 1
            content = f"content {self.contents}"
        try:
            self.paper = self.paper.take(step(act, by, len(self.paper.steps)), EVERY_ROLE, content_sha256=content)
        except Refusal:
            return
        person = by.strip().lower()
        if act is Act.REVISE:
            self.wrote.add(person)
            self.approved = set()
        elif act is Act.RETURN:
            self.approved = set()
        elif act is Act.APPROVE:
            self.approved.add(person)

    @invariant()
    def what_is_published_was_approved_by_others_than_its_authors(self) -> None:
        if self.paper.state in {State.APPROVED, State.PUBLISHED}:
            assert len(self.approved) >= self.needed
            assert not self.approved & self.wrote

    @invariant()
    def what_is_published_or_withdrawn_stays(self) -> None:
        if self.paper.state in {State.PUBLISHED, State.WITHDRAWN}:
            assert not LEADS_TO[self.paper.state]


TestEveryWay = EveryWay.TestCase
TestEveryWay.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


def test_the_way_to_publication_takes_a_second_person() -> None:
    paper = after(begun("paper", "P1", "c", "Ada"), (Act.SUBMIT, "Ada"))
    with pytest.raises(Refusal, match="nobody signs off their own work"):
        after(paper, (Act.APPROVE, " ADA"))
    done = after(paper, (Act.APPROVE, "Bea"), (Act.PUBLISH, "Ada"))
    assert done.state is State.PUBLISHED
    assert [one.act for one in done.steps] == [Act.SUBMIT, Act.APPROVE, Act.PUBLISH]


def test_who_changes_another_persons_draft_cannot_approve_it() -> None:
    paper = after(begun("paper", "P1", "c", "Ada"), (Act.REVISE, "Bea"), (Act.SUBMIT, "Ada"))
    with pytest.raises(Refusal, match="wrote the paper P1 or changed it"):
        after(paper, (Act.APPROVE, "Bea"))


def test_a_change_takes_every_approval_away() -> None:
    paper = after(begun("paper", "P1", "c", "Ada"), (Act.SUBMIT, "Ada"), (Act.APPROVE, "Bea"), (Act.REVISE, "Ada"))
    assert (paper.state, paper.approvals) == (State.DRAFT, ())
    assert paper.content_sha256 == "content 2"
    with pytest.raises(Refusal, match="not possible now"):
        after(paper, (Act.PUBLISH, "Cal"))


def test_two_approvals_are_of_two_people() -> None:
    paper = after(begun("paper", "P1", "c", "Ada", approvals_needed=2), (Act.SUBMIT, "Ada"), (Act.APPROVE, "Bea"))
    assert paper.state is State.SUBMITTED
    with pytest.raises(Refusal, match="approved the paper P1 already"):
        after(paper, (Act.APPROVE, "bea"))
    assert after(paper, (Act.APPROVE, "Cal")).state is State.APPROVED


def test_an_approver_sees_the_opinion_of_another_only_after_giving_one() -> None:
    paper = after(begun("paper", "P1", "c", "Ada", approvals_needed=2), (Act.SUBMIT, "Ada"), (Act.APPROVE, "Bea"))
    assert opinions_seen(paper, "Cal") == ()
    assert [one.by for one in opinions_seen(paper, "bea")] == ["Bea"]
    assert [one.by for one in opinions_seen(after(paper, (Act.APPROVE, "Cal")), "Ada")] == ["Bea", "Cal"]


def test_a_draft_is_seen_by_its_authors_and_what_is_published_by_everyone() -> None:
    draft = begun("paper", "P1", "c", "Ada")
    assert is_content_seen(draft, frozenset({Role.AUTHOR}))
    assert not is_content_seen(draft, frozenset({Role.APPROVER}))
    submitted = after(draft, (Act.SUBMIT, "Ada"))
    assert is_content_seen(submitted, frozenset({Role.APPROVER}))
    assert not is_content_seen(submitted, frozenset())
    returned = after(submitted, (Act.RETURN, "Bea"))
    assert is_content_seen(returned, frozenset({Role.APPROVER}))
    published = after(submitted, (Act.APPROVE, "Bea"), (Act.PUBLISH, "Cal"))
    assert is_content_seen(published, frozenset())


@pytest.mark.parametrize("act", sorted(Act))
def test_every_act_belongs_to_one_office_and_takes_it(act: Act) -> None:
    offices = [role for role in Role if act in MAY[role]]
    assert len(offices) == 1
    state = next(state for state in State if act in LEADS_TO[state])
    others = EVERY_ROLE - set(offices)
    content = "new" if act is Act.REVISE else None
    with pytest.raises(Refusal, match="another office"):
        SignOff("paper", "P1", "c", ("Ada",), state).take(step(act, "Bea"), others, content_sha256=content)


@pytest.mark.parametrize("state", sorted(State))
@pytest.mark.parametrize("act", sorted(Act))
def test_an_act_that_a_state_does_not_have_is_refused(state: State, act: Act) -> None:
    content = "new" if act is Act.REVISE else None
    paper = SignOff("paper", "P1", "c", ("Ada",), state)
    if act in LEADS_TO[state]:
        assert paper.take(step(act, "Bea"), EVERY_ROLE, content_sha256=content).steps
    else:
        with pytest.raises(Refusal, match=f"The paper P1 is {state}"):
            paper.take(step(act, "Bea"), EVERY_ROLE, content_sha256=content)


def test_no_step_is_dated_before_the_last_or_taken_by_nobody() -> None:
    paper = after(begun("paper", "P1", "c", "Ada"), (Act.SUBMIT, "Ada"))
    with pytest.raises(Refusal, match="a step before that"):
        paper.take(step(Act.APPROVE, "Bea", -5), EVERY_ROLE)
    with pytest.raises(ValueError, match="takes a person"):
        step(Act.SUBMIT, " ")
    with pytest.raises(ValueError, match="takes a reason"):
        Step(Act.RETURN, "Bea", NOON)
    with pytest.raises(ValueError, match="second person"):
        begun("paper", "P1", "c", "Ada", approvals_needed=0)


def test_a_revision_and_nothing_else_brings_new_content() -> None:
    draft = begun("paper", "P1", "c", "Ada")
    with pytest.raises(Refusal, match="brings new content"):
        draft.take(step(Act.REVISE, "Ada"), EVERY_ROLE)
    with pytest.raises(Refusal, match="brings new content"):
        draft.take(step(Act.SUBMIT, "Ada"), EVERY_ROLE, content_sha256="other")


def test_a_name_is_the_same_whatever_its_case_and_spaces() -> None:
    assert same_person("Ada  Lovelace", " ada lovelace")
    assert not same_person("Ada", "Bea")
