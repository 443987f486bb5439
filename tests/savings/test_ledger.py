"""No way leads to money banked but through finance, whoever tries and in whatever order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from highneeds.core import FinancialYear, Pence
from highneeds.core.errors import Refusal
from highneeds.savings import DecisionPoint, Entry, Evidence, Role, Sort, State, Step, may_follow, moved

NOW = datetime(2026, 11, 1, tzinfo=UTC)
FEE = Evidence(Sort.PRICE, "Fen Farm", date(2026, 9, 1), Pence(120_000), "costs.xlsx row 7", None, Pence(10_000))
UNMATCHED = Evidence(Sort.PRICE, "Fen Farm", date(2026, 9, 1), Pence(120_000), "costs.xlsx row 7")
PEOPLE = {"Ann": Role.OWNER, "Bea": Role.PROGRAMME, "Cal": Role.FINANCE, "Dee": Role.FINANCE}


def step(entry: Entry, after: State, by: str = "Cal", role: Role | None = None, **others: str) -> Step:
    replaced_by = others.get("replaced_by", "M2" if after is State.REPLACED else "")
    return Step(entry.state, after, by, role or PEOPLE[by], NOW, others.get("why", "because"), replaced_by)


def taken(entry: Entry, *steps: tuple[State, str]) -> Entry:
    for after, by in steps:
        entry = moved(entry, step(entry, after, by))
    return entry


def evidenced() -> Entry:
    way = (State.COSTED, "Ann"), (State.APPROVED, "Bea"), (State.IN_DELIVERY, "Ann"), (State.EVIDENCED, "Ann")
    return taken(Entry("M1", evidence=(FEE,)), *way)


class Savings(RuleBasedStateMachine):
    """People of every role try every step, with and without evidence and words."""

    def __init__(self) -> None:
        super().__init__()
        self.entry = Entry("M1")

    @rule(
        after=st.sampled_from(State),
        by=st.sampled_from(sorted(PEOPLE)),
        claimed=st.none() | st.sampled_from(Role),
        why=st.sampled_from(["", "because"]),
    )
    def try_a_step(self, after: State, by: str, claimed: Role | None, why: str) -> None:
        before = self.entry
        try:
            self.entry = moved(before, step(before, after, by, claimed, why=why))
        except Refusal:
            assert self.entry is before

    @rule(evidence=st.sampled_from([FEE, UNMATCHED]))
    def add_evidence(self, evidence: Evidence) -> None:
        self.entry = Entry("M1", self.entry.steps, (*self.entry.evidence, evidence))

    @invariant()
    def only_finance_agrees_and_banks(self) -> None:
        for one in self.entry.steps:
            if one.after in {State.FINANCE_AGREED, State.BANKED}:
                assert one.role is Role.FINANCE

    @invariant()
    def what_is_banked_was_evidenced_matched_and_agreed_by_another(self) -> None:
        if self.entry.state is State.BANKED:
            passed = [one.after for one in self.entry.steps]
            assert passed.index(State.EVIDENCED) < passed.index(State.FINANCE_AGREED)
            assert any(one.is_matched for one in self.entry.evidence)
            said = self.entry.said_evidenced_by
            assert all(one.by != said for one in self.entry.steps if one.after is State.BANKED)

    @invariant()
    def every_step_says_who_and_why_and_follows_the_one_before(self) -> None:
        before = State.IDEA
        for one in self.entry.steps:
            assert one.by
            assert one.why
            assert one.before is before
            before = one.after


TestSavings = Savings.TestCase


def test_a_saving_comes_to_the_bank_through_finance() -> None:
    banked = taken(evidenced(), (State.FINANCE_AGREED, "Cal"), (State.BANKED, "Dee"))
    assert [one.after for one in banked.steps][-1] is State.BANKED
    assert may_follow(State.BANKED) == ()


@pytest.mark.parametrize("by", ["Ann", "Bea"])
def test_nobody_else_agrees_a_saving(by: str) -> None:
    with pytest.raises(Refusal, match="only finance may make it finance-agreed"):
        moved(evidenced(), step(evidenced(), State.FINANCE_AGREED, by))


def test_finance_does_not_agree_what_it_said_itself() -> None:
    one = taken(
        Entry("M1", evidence=(FEE,)), (State.COSTED, "Ann"), (State.APPROVED, "Bea"), (State.IN_DELIVERY, "Ann")
    )
    one = moved(one, step(one, State.EVIDENCED, "Cal", Role.OWNER))
    with pytest.raises(Refusal, match="somebody else in finance must agree"):
        moved(one, step(one, State.FINANCE_AGREED, "cal ", Role.FINANCE))


def test_findings_keep_a_measure_from_approval_and_all_reasons_come_at_once() -> None:
    costed = Entry("M1", (step(Entry("M1"), State.COSTED),), (), ("it has no owner", "it has no evidence"))
    with pytest.raises(Refusal, match=r"it has no owner; it has no evidence; only programme may make it approved"):
        moved(costed, step(costed, State.APPROVED, "Ann"))


def test_evidence_that_nothing_paid_shows_is_not_agreed() -> None:
    one = Entry("M1", evidenced().steps, (UNMATCHED,))
    with pytest.raises(Refusal, match="matched to what was paid"):
        moved(one, step(one, State.FINANCE_AGREED, "Cal"))


def test_a_step_from_a_state_that_has_passed_is_refused() -> None:
    late = Step(State.IDEA, State.COSTED, "Ann", Role.OWNER, NOW, "because")
    with pytest.raises(Refusal, match="somebody else has moved it"):
        moved(evidenced(), late)


def test_a_measure_that_is_replaced_names_another() -> None:
    one = evidenced()
    for replaced_by, why in (("", "names the one in its place"), ("M1", "does not replace itself")):
        with pytest.raises(Refusal, match=why):
            moved(one, step(one, State.REPLACED, replaced_by=replaced_by))
    assert moved(one, step(one, State.REPLACED, replaced_by="M2")).state is State.REPLACED


def test_evidence_counts_from_its_day_on_by_days_of_the_year() -> None:
    # From 1 September 2026 to 31 March 2027 are 212 of 365 days.
    assert FEE.saved_in(FinancialYear(2026)) == round(120_000 * 212 / 365)
    assert FEE.saved_in(FinancialYear(2025)) == 0
    assert FEE.saved_in(FinancialYear(2027)) == 120_000


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_evidence_to_a_day_is_what_each_day_of_its_year_saved_so_far(since: date, day: date) -> None:
    year = FinancialYear.containing(day)
    in_year = 1 + (year.last_day - year.first_day).days
    one = replace(FEE, day=since, pence_per_year=Pence(100 * in_year))  # each day a pound
    so_far = sum(year.first_day + timedelta(n) >= since for n in range((day - year.first_day).days + 1))
    assert one.saved_by(day) == 100 * so_far
    assert one.saved_by(year.last_day) == one.saved_in(year)


def test_a_move_has_a_lawful_decision_point_and_nothing_else_has() -> None:
    for sort, decision in ((Sort.MOVE, None), (Sort.PRICE, DecisionPoint.REVIEW)):
        with pytest.raises(ValueError, match="decision point"):
            Evidence(sort, "a" * 32, date(2026, 9, 1), Pence(1), "row 2", decision)
