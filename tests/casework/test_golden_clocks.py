"""Every statutory clock on a worked example reckoned by hand, every permitted exception, and the law as it changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from highneeds.casework import (
    CaseClock,
    Claim,
    ClockKind,
    LastDay,
    Permitted,
    Phase,
    State,
    alternative_provision_review_due,
    amended_plan_due,
    appeal_by,
    due,
    last_day_of_any_plan,
    medical_education_from,
    phase_transfer_due,
    plan_kept_until,
    refusal,
    review_after_moving_in,
    school_days_at,
    school_days_of,
    standing,
    suspension_days_left,
    under_fives_review,
)
from highneeds.core import AcademicYear
from highneeds.core.parameters import DatedValue, Parameter, Source
from highneeds.finance.apportion import Term, TermCalendar
from highneeds.rules.clocks import Counts, clocks_of, load_clocks
from highneeds.rules.package_data import read_toml
from highneeds.rules.parameters import parameter

COUNCIL_TERMS = TermCalendar(
    AcademicYear(2025),
    (
        Term(date(2025, 9, 2), date(2025, 12, 19), ((date(2025, 10, 27), date(2025, 10, 31)),)),
        Term(date(2026, 1, 5), date(2026, 3, 27), ((date(2026, 2, 16), date(2026, 2, 20)),)),
        Term(date(2026, 4, 13), date(2026, 7, 21), ((date(2026, 5, 25), date(2026, 5, 29)),)),
    ),
)
# a school with two weeks of half term in February
SCHOOL_TERMS = TermCalendar(
    AcademicYear(2025), (Term(date(2026, 1, 6), date(2026, 4, 2), ((date(2026, 2, 16), date(2026, 2, 27)),)),)
)
CALENDARS = {"council": (COUNCIL_TERMS,), "100001": (SCHOOL_TERMS,)}
COUNCIL = school_days_at(None, CALENDARS, council="council")

GOLDEN = [
    (ClockKind.DECIDE_TO_ASSESS, date(2026, 1, 5), date(2026, 2, 16)),
    (ClockKind.ADVICE, date(2026, 2, 16), date(2026, 3, 30)),
    (ClockKind.REFUSE_TO_ISSUE, date(2026, 1, 5), date(2026, 4, 27)),
    (ClockKind.DRAFT_COMMENT, date(2026, 3, 20), date(2026, 4, 4)),
    (ClockKind.CONSULTATION, date(2026, 3, 20), date(2026, 4, 4)),
    (ClockKind.FINAL_PLAN, date(2026, 1, 5), date(2026, 5, 25)),  # over the night of 29 March, an hour short
    (ClockKind.FINAL_PLAN, date(2026, 8, 3), date(2026, 12, 21)),  # over the night of 25 October, an hour long
    (ClockKind.FINAL_PLAN, date(2024, 1, 5), date(2024, 5, 24)),  # over 29 February
    (ClockKind.REASSESSMENT_PLAN, date(2026, 1, 5), date(2026, 4, 13)),
    (ClockKind.ANNUAL_REVIEW, date(2025, 11, 25), date(2026, 11, 25)),
    (ClockKind.ANNUAL_REVIEW, date(2024, 2, 29), date(2025, 2, 28)),
    (ClockKind.UNDER_FIVES_REVIEW, date(2026, 1, 31), date(2026, 7, 31)),
    (ClockKind.REVIEW_INVITATION, date(2026, 3, 16), date(2026, 3, 2)),
    (ClockKind.REVIEW_PAPERS, date(2026, 3, 16), date(2026, 3, 2)),
    (ClockKind.REVIEW_REPORT, date(2026, 3, 16), date(2026, 3, 30)),
    (ClockKind.REVIEW_DECISION, date(2025, 11, 1), date(2025, 11, 29)),
    (ClockKind.AMENDMENT_COMMENT, date(2025, 11, 25), date(2025, 12, 10)),
    (ClockKind.PLAN_TRANSFER, date(2025, 12, 19), date(2026, 1, 14)),  # three bank holidays on the way
    (ClockKind.MOVED_IN_NOTICE, date(2026, 1, 5), date(2026, 2, 16)),
    (ClockKind.MEDIATION_CONTACT, date(2025, 12, 31), date(2026, 2, 28)),
    (ClockKind.MEDIATION_CERTIFICATE, date(2026, 4, 2), date(2026, 4, 9)),  # Good Friday and Easter Monday
    (ClockKind.MEDIATION_MEETING, date(2026, 3, 10), date(2026, 4, 9)),
    (ClockKind.APPEAL_RESPONSE, date(2026, 3, 2), date(2026, 4, 15)),
    (ClockKind.ORDER_ASSESS_NOTICE, date(2026, 6, 1), date(2026, 6, 15)),
    (ClockKind.ORDER_ASSESS_NO_PLAN, date(2026, 6, 1), date(2026, 8, 10)),
    (ClockKind.ORDER_ASSESS_PLAN, date(2026, 6, 1), date(2026, 9, 7)),
    (ClockKind.ORDER_DRAFT_PLAN, date(2026, 6, 1), date(2026, 7, 6)),
    (ClockKind.ORDER_FINAL_PLAN, date(2026, 6, 1), date(2026, 8, 17)),
    (ClockKind.ORDER_AMEND_PLAN, date(2026, 6, 1), date(2026, 7, 6)),
    (ClockKind.ORDER_NAME_SCHOOL, date(2026, 6, 1), date(2026, 6, 15)),
    (ClockKind.ORDER_CEASE, date(2026, 6, 1), date(2026, 6, 1)),
    (ClockKind.EXCLUSION_PROVISION, date(2026, 2, 12), date(2026, 2, 27)),  # half term
    (ClockKind.EXCLUSION_PROVISION, date(2026, 3, 25), date(2026, 4, 16)),  # Easter
    (ClockKind.SUSPENSION_PROVISION, date(2026, 4, 30), date(2026, 5, 11)),  # 4 May is a bank holiday
    (ClockKind.GOVERNORS_MEETING, date(2026, 2, 12), date(2026, 3, 12)),
    (ClockKind.COMMITTEE_PAPER, date(2026, 4, 9), date(2026, 3, 30)),  # Easter
    (ClockKind.COMMITTEE_PAPER, date(2026, 11, 26), date(2026, 11, 18)),
]
SEPTEMBER = date(2025, 9, 1)
TERM_DAYS = [SEPTEMBER + timedelta(days=one) for one in range(120)]
OF_THEIR_OWN: list[tuple[ClockKind, Callable[[], object], object]] = [
    (ClockKind.AMENDED_PLAN, lambda: amended_plan_due(date(2025, 11, 1), date(2025, 11, 25)), date(2026, 1, 20)),
    (ClockKind.AMENDED_PLAN, lambda: amended_plan_due(date(2025, 11, 1), date(2025, 12, 20)), date(2026, 1, 24)),
    (ClockKind.AMENDED_PLAN, lambda: amended_plan_due(date(2025, 11, 1), None), date(2026, 1, 24)),
    (ClockKind.AMENDED_PLAN, lambda: amended_plan_due(date(2021, 11, 1), date(2022, 1, 25)), date(2022, 3, 22)),
    (ClockKind.AMENDED_PLAN, lambda: amended_plan_due(date(2021, 11, 1), None), None),
    (ClockKind.PHASE_TRANSFER, lambda: phase_transfer_due(Phase(2026, from_post_16=False, to_post_16=False,
                                                                begins=date(2026, 9, 1))), date(2026, 2, 15)),
    (ClockKind.PHASE_TRANSFER, lambda: phase_transfer_due(Phase(2026, from_post_16=False, to_post_16=True,
                                                                begins=date(2026, 9, 1))), date(2026, 3, 31)),
    (ClockKind.PHASE_TRANSFER, lambda: phase_transfer_due(Phase(2026, from_post_16=True, to_post_16=True,
                                                                begins=date(2026, 9, 7))), date(2026, 4, 7)),
    (ClockKind.MOVED_IN_REVIEW, lambda: review_after_moving_in(date(2025, 2, 1), date(2026, 1, 10)), date(2026, 4, 10)),
    (ClockKind.MOVED_IN_REVIEW, lambda: review_after_moving_in(date(2025, 12, 1), date(2026, 1, 10)),
     date(2026, 12, 1)),
    (ClockKind.APPEAL, lambda: appeal_by(date(2026, 3, 10), date(2026, 5, 1)), date(2026, 6, 1)),
    (ClockKind.APPEAL, lambda: appeal_by(date(2025, 10, 25)), date(2026, 1, 2)),  # would end on 25 December
    (ClockKind.APPEAL, lambda: appeal_by(date(2026, 6, 30)), date(2026, 9, 1)),  # would end on 30 August
    (ClockKind.APPEAL, lambda: appeal_by(date(2025, 12, 30)), date(2026, 2, 28)),
    (ClockKind.SUSPENSION_CAP, lambda: suspension_days_left(TERM_DAYS[1:11], SEPTEMBER, COUNCIL), 45 - 8),
    (ClockKind.SUSPENSION_CAP, lambda: suspension_days_left(TERM_DAYS, SEPTEMBER, COUNCIL), 45 - 74),
    (ClockKind.MEDICAL_PROVISION, lambda: medical_education_from(TERM_DAYS[:22], COUNCIL), date(2025, 9, 22)),
    (ClockKind.MEDICAL_PROVISION, lambda: medical_education_from(TERM_DAYS[:14], COUNCIL), None),
    (ClockKind.ALTERNATIVE_PROVISION_REVIEW,
     lambda: alternative_provision_review_due(date(2026, 1, 12), COUNCIL), date(2026, 3, 27)),
    (ClockKind.ALTERNATIVE_PROVISION_REVIEW,
     lambda: alternative_provision_review_due(date(2026, 2, 18), COUNCIL), date(2026, 3, 27)),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "start", "expected"), GOLDEN)
def test_a_clock_is_due_on_its_day(kind: ClockKind, start: date, expected: date) -> None:
    assert due(kind, start, school=COUNCIL) == expected


@pytest.mark.parametrize(("kind", "found", "expected"), OF_THEIR_OWN)
def test_a_clock_with_a_rule_of_its_own_is_due_on_its_day(
    kind: ClockKind, found: Callable[[], object], expected: object
) -> None:
    assert found() == expected
    assert load_clocks()[kind].counts is Counts.OWN_RULE


@pytest.mark.parametrize("kind", ClockKind)
def test_every_clock_has_a_source_a_unit_and_a_worked_example(kind: ClockKind) -> None:
    rule = load_clocks()[kind]
    assert all(source.title and source.paragraph for source in rule.sources)
    assert all(rule.units)
    assert kind in {one for one, *_ in (*GOLDEN, *OF_THEIR_OWN)}
    assert rule.starts
    assert rule.stops
    assert rule.acts


def test_every_time_limit_belongs_to_a_clock_or_to_an_exception() -> None:
    used = {key for rule in load_clocks().values() for key in rule.limits}
    others = {"exception_least_weeks", "exception_closure_margin_weeks", "under_fives_review_least_months"}
    assert used | others == set(read_toml("parameters-time-limits.toml"))


def test_a_clock_without_its_table_or_with_an_unknown_limit_does_not_load() -> None:
    tables = read_toml("clocks.toml")
    with pytest.raises(ValueError, match="missing appeal"):
        clocks_of({key: table for key, table in tables.items() if key != "appeal"}, where="x")
    with pytest.raises(ValueError, match=r"x, advice: .*no parameter 'none'"):
        clocks_of({**tables, "advice": {**tables["advice"], "limits": ["none"]}}, where="x")
    with pytest.raises(ValueError, match="x, advice: it has no limit"):
        clocks_of({**tables, "advice": {**tables["advice"], "limits": []}}, where="x")


def test_school_days_are_those_of_the_school_where_it_has_its_own_and_else_of_the_council() -> None:
    own = school_days_at("100001", CALENDARS, council="council")
    assert due(ClockKind.EXCLUSION_PROVISION, date(2026, 2, 12), school=own) == date(2026, 3, 6)
    other = school_days_at("100002", CALENDARS, council="council")
    assert due(ClockKind.EXCLUSION_PROVISION, date(2026, 2, 12), school=other) == date(2026, 2, 27)
    with pytest.raises(LookupError, match="without term dates"):
        due(ClockKind.EXCLUSION_PROVISION, date(2026, 2, 12))
    with pytest.raises(LookupError, match="the term dates end on"):
        due(ClockKind.EXCLUSION_PROVISION, date(2026, 2, 12), school=school_days_of([]))


def test_a_review_in_the_last_half_term_on_record_is_not_guessed() -> None:
    with pytest.raises(LookupError, match="do not reach 1 half terms"):
        alternative_provision_review_due(date(2026, 6, 12), COUNCIL)


def test_under_fives_are_thought_of_from_three_months_to_six() -> None:
    assert under_fives_review(date(2026, 1, 31)) == (date(2026, 4, 30), date(2026, 7, 31))


def test_a_plan_is_kept_while_it_can_be_appealed_and_never_past_the_year_of_25() -> None:
    assert plan_kept_until(date(2026, 3, 10)) == date(2026, 5, 10)
    assert plan_kept_until(date(2026, 3, 10), concluded=date(2026, 11, 2)) == date(2026, 11, 2)
    assert last_day_of_any_plan(date(2001, 8, 31)) == date(2026, 8, 31)
    assert last_day_of_any_plan(date(2001, 9, 1)) == date(2027, 8, 31)
    assert last_day_of_any_plan(date(2000, 2, 29)) == date(2025, 8, 31)


def test_a_clock_that_started_before_a_change_of_the_law_keeps_its_limit() -> None:
    source = Source("An act that is not", "section 1")
    values = (DatedValue(date(2014, 9, 1), Decimal(20), source), DatedValue(date(2026, 9, 1), Decimal(26), source))
    planted = Parameter("final_plan_limit_weeks", "Issue the final plan", "weeks", values)

    def law(key: str, day: date) -> int:
        return int((planted if key == planted.key else parameter(key)).on(day))

    before, after = date(2026, 8, 31), date(2026, 9, 1)
    assert due(ClockKind.FINAL_PLAN, before, law=law) == before + timedelta(weeks=20)
    assert due(ClockKind.FINAL_PLAN, after, law=law) == after + timedelta(weeks=26)
    with pytest.raises(LookupError, match="the first is of 2014-09-01"):
        due(ClockKind.FINAL_PLAN, date(2014, 8, 31))


@given(st.dates(date(2015, 1, 1), date(2030, 12, 31)))
def test_where_the_day_of_the_start_counts_day_140_is_late(start: date) -> None:
    assert due(ClockKind.FINAL_PLAN, start) == start + timedelta(days=140)
    assert due(ClockKind.FINAL_PLAN, start, last_day=LastDay.LATE) == start + timedelta(days=139)
    assert due(ClockKind.ORDER_CEASE, start, last_day=LastDay.LATE) == start
    same = due(ClockKind.PLAN_TRANSFER, start)
    assert due(ClockKind.PLAN_TRANSFER, start, last_day=LastDay.LATE) == same


START, DUE = date(2026, 6, 1), date(2026, 10, 19)
CLOSED = Claim(Permitted.CLOSURE, date(2026, 7, 22), date(2026, 9, 1), "school's calendar", "A. Officer",
               advice_asked=date(2026, 7, 15))  # fmt: skip
AWAY = Claim(Permitted.ABSENCE, date(2026, 7, 1), date(2026, 7, 28), "the family's letter", "A. Officer")
ILL = Claim(Permitted.CIRCUMSTANCES, date(2026, 8, 1), date(2026, 8, 2), "a hospital's letter", "A. Officer")
MISSED = Claim(Permitted.MISSED_APPOINTMENT, date(2026, 7, 1), date(2026, 7, 1), "a psychologist's note", "A. Officer")


def changed(claim: Claim, **fields: object) -> Claim:
    values = {name: getattr(claim, name) for name in Claim.__slots__}
    return Claim(**{**values, **fields})


@pytest.mark.parametrize(
    "claim",
    [
        CLOSED,
        changed(CLOSED, advice_asked=date(2026, 8, 26)),  # a week before it opens again, on 2 September
        changed(CLOSED, first_day=date(2026, 7, 22), last_day=date(2026, 8, 18)),  # four weeks to the day
        AWAY,
        ILL,
    ],
)
@pytest.mark.parametrize(
    "kind",
    [ClockKind.DECIDE_TO_ASSESS, ClockKind.REFUSE_TO_ISSUE, ClockKind.FINAL_PLAN, ClockKind.REASSESSMENT_PLAN],
)
def test_closure_circumstances_and_absence_are_exceptions_to_the_councils_limits(claim: Claim, kind: ClockKind) -> None:
    assert refusal(claim, kind, START, DUE) is None


def test_a_missed_appointment_is_an_exception_to_advice_and_to_nothing_else() -> None:
    assert refusal(MISSED, ClockKind.ADVICE, START, DUE) is None
    for kind in set(ClockKind) - {ClockKind.ADVICE}:
        assert "the law does not permit it" in str(refusal(MISSED, kind, START, DUE))
    assert "the law does not permit it" in str(refusal(CLOSED, ClockKind.ADVICE, START, DUE))


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        (changed(CLOSED, last_day=date(2026, 8, 17)), "closed for 27 days together, fewer than 4 weeks"),
        (changed(CLOSED, advice_asked=date(2026, 7, 14)), "from a week before the closure"),
        (changed(CLOSED, advice_asked=date(2026, 8, 27)), "to a week before the reopening"),
        (changed(CLOSED, advice_asked=None), "is not recorded"),
        (changed(CLOSED, first_day=date(2026, 5, 26), advice_asked=date(2026, 5, 20)), "within the time of this clock"),
        (changed(AWAY, last_day=date(2026, 7, 27)), "away within the time limit for 27 days together"),
        (changed(AWAY, first_day=date(2026, 5, 1), last_day=date(2026, 6, 27)), "away within the time limit for 27"),
        (changed(ILL, first_day=date(2027, 1, 1), last_day=date(2027, 2, 1)), "does not fall within the time"),
        (changed(ILL, evidence=" "), "no evidence"),
        (changed(ILL, last_day=date(2026, 7, 1)), "ends before it begins"),
    ],
)
def test_a_reason_that_is_no_exception_says_why(claim: Claim, why: str) -> None:
    assert why in str(refusal(claim, ClockKind.FINAL_PLAN, START, DUE))


def test_a_clock_that_ran_over_is_a_breach_unless_an_exception_is_permitted() -> None:
    clock = CaseClock(
        ClockKind.FINAL_PLAN, START, DUE, "A. Officer", "the plan", DUE + timedelta(days=3), (AWAY, MISSED)
    )
    found = standing(clock, date(2026, 12, 1))
    assert (found.state, found.days_late, found.is_breach) == (State.LATE, 3, False)
    assert found.permitted == (AWAY,)
    assert [claim for claim, _ in found.refused] == [MISSED]
    assert standing(clock, DUE + timedelta(days=1)).state is State.OVERDUE  # the plan was not out on that day
    assert standing(clock, DUE).state is State.RUNNING
    bare = CaseClock(ClockKind.FINAL_PLAN, START, DUE, "A. Officer", "the plan", DUE + timedelta(days=3))
    assert standing(bare, date(2026, 12, 1)).is_breach
    in_time = CaseClock(ClockKind.FINAL_PLAN, START, DUE, "A. Officer", "the plan", DUE)
    assert standing(in_time, date(2026, 12, 1)).state is State.MET
