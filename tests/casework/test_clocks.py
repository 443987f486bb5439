"""Statutory clocks: due days as the law counts them, states as the data allow, and nothing guessed."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from highneeds.caseload import linked_requests
from highneeds.caseload.tables import Plans, Requests
from highneeds.casework import (
    CANNOT_SAY_AMENDED,
    ClockKind,
    LastDay,
    Phase,
    State,
    appeal_by,
    backlog,
    clocks_on,
    due,
    due_by_officer,
    due_list,
    is_working_day,
    medical_education_from,
    months_after,
    overdue_by_age,
    phase_transfer_due,
    review_after_moving_in,
    school_days_of,
    timeliness,
    working_days_after,
)
from highneeds.core import AcademicYear
from highneeds.finance.apportion import Term, TermCalendar
from highneeds.rules.bank_holidays import bank_holidays, easter
from highneeds.rules.package_data import read_toml
from highneeds.rules.parameters import parameter

DAY = date(2026, 1, 15)
TERMS = TermCalendar(
    AcademicYear(2025),
    (
        Term(date(2025, 9, 2), date(2025, 12, 19), ((date(2025, 10, 27), date(2025, 10, 31)),)),
        Term(date(2026, 1, 5), date(2026, 3, 27), ((date(2026, 2, 16), date(2026, 2, 20)),)),
        Term(date(2026, 4, 13), date(2026, 7, 21), ((date(2026, 5, 25), date(2026, 5, 29)),)),
    ),
)
TIME_LIMITS = read_toml("parameters-time-limits.toml")
SCHOOL = school_days_of([TERMS])


def after_exclusion(day: date) -> date:
    return due(ClockKind.EXCLUSION_PROVISION, day, school=SCHOOL)


days = st.dates(date(2015, 1, 1), date(2030, 12, 31))


def test_the_next_review_runs_from_the_decision_and_not_from_the_meeting_or_the_limit() -> None:
    """Met on 1 November, decided on 25 November: due by 25 November, not by 29 November (the four weeks' end)."""
    assert due(ClockKind.REVIEW_DECISION, date(2025, 11, 1)) == date(2025, 11, 29)
    assert due(ClockKind.ANNUAL_REVIEW, date(2025, 11, 25)) == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("kind", "weeks"),
    [(ClockKind.DECIDE_TO_ASSESS, 6), (ClockKind.REFUSE_TO_ISSUE, 16), (ClockKind.FINAL_PLAN, 20)],
)
def test_weeks_run_from_the_request(kind: ClockKind, weeks: int) -> None:
    assert due(kind, date(2025, 3, 3)) - date(2025, 3, 3) == timedelta(weeks=weeks)


def test_the_sixth_school_day_steps_over_half_term_and_easter() -> None:
    assert after_exclusion(date(2026, 2, 12)) == date(2026, 2, 27)  # Friday 13th is the first
    assert after_exclusion(date(2026, 3, 25)) == date(2026, 4, 16)  # two days, then Easter
    assert after_exclusion(date(2026, 4, 30)) == date(2026, 5, 11)  # 4 May is a bank holiday


def test_without_term_dates_a_school_day_is_not_guessed() -> None:
    with pytest.raises(LookupError, match="the term dates end on 2026-07-21"):
        after_exclusion(date(2026, 7, 20))


def test_fifteen_days_away_count_school_days_only_together_or_apart() -> None:
    away = [date(2026, 1, 5) + timedelta(days=one) for one in range(21)]  # three weeks, weekends among them
    assert medical_education_from(away, SCHOOL) == date(2026, 1, 23)
    assert medical_education_from(away[:18], SCHOOL) is None
    apart = [*away[:12], *(one + timedelta(days=35) for one in away[:12])]
    assert medical_education_from(apart, SCHOOL) == date(2026, 2, 13)


@pytest.mark.parametrize(
    ("phase", "expected"),
    [
        (Phase(2026, from_post_16=False, to_post_16=False, begins=date(2026, 9, 1)), date(2026, 2, 15)),
        (Phase(2026, from_post_16=False, to_post_16=True, begins=date(2026, 9, 1)), date(2026, 3, 31)),
        (Phase(2026, from_post_16=True, to_post_16=True, begins=date(2026, 9, 1)), date(2026, 4, 1)),
    ],
)
def test_a_phase_transfer_is_due_on_its_day_of_the_year(phase: Phase, expected: date) -> None:
    assert phase_transfer_due(phase) == expected
    with pytest.raises(LookupError, match="a rule of its own"):
        due(ClockKind.PHASE_TRANSFER, DAY)


def test_a_child_who_moved_in_is_reviewed_by_the_later_day() -> None:
    assert review_after_moving_in(date(2025, 2, 1), date(2026, 1, 10)) == date(2026, 4, 10)
    assert review_after_moving_in(date(2025, 12, 1), date(2026, 1, 10)) == date(2026, 12, 1)
    assert due(ClockKind.PLAN_TRANSFER, date(2025, 12, 19)) == date(2026, 1, 14)  # three bank holidays on the way


@pytest.mark.parametrize(
    ("decided", "mediated", "last"),
    [
        (date(2026, 3, 10), None, date(2026, 5, 10)),
        (date(2026, 3, 10), date(2026, 5, 1), date(2026, 6, 1)),
        (date(2026, 3, 10), date(2026, 3, 20), date(2026, 5, 10)),
        (date(2025, 10, 28), None, date(2026, 1, 2)),  # would end on 28 December
        (date(2025, 11, 1), None, date(2026, 1, 2)),  # would end on 1 January
        (date(2026, 6, 15), None, date(2026, 9, 1)),  # would end in August
    ],
)
def test_an_appeal_may_be_made_until(decided: date, mediated: date | None, last: date) -> None:
    assert appeal_by(decided, mediated) == last


@given(days, st.integers(0, 24))
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or ((later + timedelta(days=1)).day == 1 and later.day < day.day)


@given(days, st.integers(0, 40))
def test_working_days_are_counted_one_by_one(day: date, count: int) -> None:
    last = working_days_after(day, count)
    between = [day + timedelta(days=one) for one in range(1, (last - day).days + 1)]
    assert sum(map(is_working_day, between)) == count
    assert not between or is_working_day(last)


@given(st.sampled_from([date(2025, 9, 2) + timedelta(days=one) for one in range(300)]), st.integers(1, 12))
def test_school_days_are_counted_one_by_one(day: date, count: int) -> None:
    last = SCHOOL.nth_after(day, count)
    slow = [one for one in (day + timedelta(days=number) for number in range(1, (last - day).days + 1)) if _taught(one)]
    assert (len(slow), slow[-1]) == (count, last)


def _taught(day: date) -> bool:
    terms = [term for term in TERMS.terms if term.first_day <= day <= term.last_day]
    holidays = [pair for term in terms for pair in term.holidays]
    off = day.weekday() > 4 or any(first <= day <= last for first, last in holidays)
    return bool(terms) and not off and day not in bank_holidays(day.year)


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2022, {"01-03", "04-15", "04-18", "05-02", "06-02", "06-03", "08-29", "09-19", "12-26", "12-27"}),
        (2026, {"01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"}),
        (2027, {"01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"}),
    ],
)
def test_bank_holidays_are_those_proclaimed(year: int, expected: set[str]) -> None:
    assert {f"{day:%m-%d}" for day in bank_holidays(year)} == expected


def test_easter_is_on_its_sundays() -> None:
    found = [easter(year) for year in (2000, 2008, 2011, 2024, 2025, 2026, 2038)]
    assert [f"{day:%m-%d}" for day in found] == ["04-23", "03-23", "04-24", "03-31", "04-20", "04-05", "04-25"]


@pytest.mark.parametrize("key", sorted(TIME_LIMITS))
def test_every_limit_has_its_source_and_is_in_force(key: str) -> None:
    source = parameter(key).dated(DAY).source
    assert source.title
    assert source.paragraph


def requests(*rows: dict[str, object]) -> pl.DataFrame:
    blank = dict.fromkeys(Requests.column_names())
    usual = {"return_year": 2026, "child_key": "a" * 32, "request_outcome": "Y", "is_exception_to_20_weeks": False,
             "source_file": "f", "source_row": 2}  # fmt: skip
    made = [{**blank, **usual, "request_ref": f"R{number}", **row} for number, row in enumerate(rows)]
    return pl.DataFrame(made, schema=Requests.create_empty().schema)


def plans(*rows: dict[str, object]) -> pl.DataFrame:
    blank = dict.fromkeys(Plans.column_names())
    usual = {"return_year": 2026, "child_key": "a" * 32, "primary_need": "ASD", "source_file": "f", "source_row": 2}
    made = [{**blank, **usual, "request_ref": f"P{number}", **row} for number, row in enumerate(rows)]
    return pl.DataFrame(made, schema=Plans.create_empty().schema)


def states(found: pl.DataFrame, kind: ClockKind) -> list[str]:
    return found.filter(pl.col("clock") == kind.value).sort("request_ref")["state"].to_list()


def test_requests_stop_their_six_weeks_by_a_decision_and_day_42_is_in_time() -> None:
    asked = date(2025, 3, 3)
    found = clocks_on(
        requests(
            {"received_date": asked, "request_outcome_date": asked + timedelta(days=42)},
            {"received_date": asked, "request_outcome_date": asked + timedelta(days=43), "request_outcome": "N"},
            {"received_date": DAY - timedelta(days=10), "request_outcome": "A"},
            {"received_date": DAY - timedelta(days=43), "request_outcome": "A"},
            {"received_date": asked, "request_outcome": "N"},
            {"request_outcome": "H"},
            {"received_date": asked, "request_outcome": "W"},
        ),
        plans(),
        DAY,
    )
    assert states(found, ClockKind.DECIDE_TO_ASSESS) == ["met", "late", "running", "overdue", State.UNKNOWN.value]


def test_twenty_weeks_to_a_plan_and_sixteen_to_a_refusal_and_day_140_is_in_time() -> None:
    asked = date(2025, 3, 3)
    late = {"received_date": asked, "request_outcome_date": asked, "assessment_outcome": "Y"}
    found = clocks_on(
        requests(
            {**late, "assessment_outcome_date": asked + timedelta(days=140)},
            {**late, "assessment_outcome_date": asked + timedelta(days=141), "is_exception_to_20_weeks": True},
            {**late, "assessment_outcome": "N", "assessment_outcome_date": asked + timedelta(days=113)},
            {**late},  # decided on and not issued
            {**late, "assessment_outcome": None, "received_date": DAY - timedelta(days=7)},
        ),
        plans(),
        DAY,
    )
    assert states(found, ClockKind.FINAL_PLAN) == ["met", "late", "overdue", "running"]
    assert states(found, ClockKind.REFUSE_TO_ISSUE) == ["late"]
    (plan,) = [one for one in timeliness(found) if one.clock is ClockKind.FINAL_PLAN]
    assert (plan.year, plan.in_time, plan.late, plan.share, plan.share_without_exceptions) == (2025, 1, 1, 0.5, 1.0)


def test_reviews_run_from_the_last_decision_and_what_is_not_known_is_said() -> None:
    found = clocks_on(
        requests(),
        plans(
            {"start_date": date(2020, 1, 1), "review_meeting": date(2025, 11, 1), "last_review": date(2025, 11, 25)},
            {"start_date": date(2025, 6, 1)},
            {"start_date": date(2020, 1, 1)},
            {"start_date": date(2020, 1, 1), "cease_date": date(2025, 6, 1)},
            {"start_date": date(2020, 1, 1), "review_meeting": date(2025, 12, 1), "review_outcome": "A",
             "last_review": date(2024, 12, 20)},
            {"start_date": date(2025, 5, 5), "phase_transfer_due": date(2026, 2, 15),
             "phase_transfer_final": date(2026, 1, 9)},
        ),
        DAY,
    )  # fmt: skip
    reviews = found.filter(pl.col("clock") == ClockKind.ANNUAL_REVIEW.value).sort("request_ref")
    assert reviews["due"].to_list()[0] == date(2026, 11, 25)
    assert states(found, ClockKind.ANNUAL_REVIEW) == ["running", "running", State.UNKNOWN.value, "overdue", "running"]
    assert states(found, ClockKind.REVIEW_DECISION) == ["met", "overdue"]
    assert states(found, ClockKind.PHASE_TRANSFER) == ["met"]
    unknown = found.filter(pl.col("clock") == ClockKind.AMENDED_PLAN.value)
    assert unknown["why"].to_list() == [CANNOT_SAY_AMENDED]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 500), st.sampled_from("YNA"), st.integers(0, 200)), max_size=12))
def test_no_clock_is_due_before_it_starts_and_every_running_one_waits_in_one_band(
    rows: list[tuple[int, str, int]],
) -> None:
    made: list[dict[str, object]] = [
        {"received_date": DAY - timedelta(days=ago), "request_outcome": outcome,
         "request_outcome_date": None if outcome == "A" else DAY - timedelta(days=ago) + timedelta(days=took)}
        for ago, outcome, took in rows
    ]  # fmt: skip
    found = clocks_on(requests(*made), plans(), DAY)
    assert (found.drop_nulls(["start", "due"])["due"] >= found.drop_nulls(["start", "due"])["start"]).all()
    is_open = pl.col("state").is_in(["running", "overdue"])
    for waits in backlog(found, DAY):
        of_kind = found.filter(is_open & (pl.col("clock") == waits.clock.value))
        assert waits.all == of_kind.height
        assert waits.overdue == (of_kind["state"] == "overdue").sum()
    listed = due_list(found, DAY, weeks=4)
    assert listed["due"].is_sorted()
    assert (listed["due"] <= DAY + timedelta(weeks=4)).all()


def test_each_case_counts_with_its_officer_by_name_and_those_without_one_apart() -> None:
    states_of = [("Lou", "overdue"), ("Kim", "running"), (None, "overdue"), ("Kim", "overdue"), ("Lou", "overdue")]
    listed = pl.DataFrame(states_of, schema={"officer": pl.String, "state": pl.String}, orient="row")
    found = due_by_officer(listed)
    assert [(one.officer, one.overdue, one.due) for one in found] == [("Kim", 1, 1), ("Lou", 2, 0), (None, 1, 0)]
    assert due_by_officer(listed.filter(pl.col("officer").is_null())) == ()


def test_what_is_overdue_stands_in_one_band_by_how_long() -> None:
    started = [date(2024, 1, 15), date(2024, 1, 14), date(2023, 1, 15), date(2023, 1, 14), date(2022, 1, 14),
               date(2025, 1, 14), date(2025, 7, 15)]  # fmt: skip
    made: list[dict[str, object]] = [{"start_date": one, "last_review": one} for one in started]
    found = clocks_on(requests(), plans(*made), DAY)
    (overdue,) = overdue_by_age(found, DAY)
    assert overdue.clock is ClockKind.ANNUAL_REVIEW
    assert overdue.by_band == (1, 1, 2, 2)
    assert overdue.all == states(found, ClockKind.ANNUAL_REVIEW).count("overdue")


def test_the_twelve_weeks_are_told_of_a_phase_transfer_and_of_no_other_review() -> None:
    usual = {"start_date": date(2020, 1, 1), "review_meeting": date(2025, 9, 1), "last_review": date(2025, 9, 22),
             "review_outcome": "A"}  # fmt: skip
    found = clocks_on(
        requests(),
        plans(
            {**usual, "phase_transfer_due": date(2026, 2, 15), "phase_transfer_final": date(2025, 11, 17)},
            {**usual, "phase_transfer_due": date(2026, 2, 15), "phase_transfer_final": date(2025, 11, 18)},
            {**usual, "phase_transfer_due": date(2026, 2, 15)},
            usual,
        ),
        DAY,
    )
    assert states(found, ClockKind.AMENDED_PLAN) == ["met", "late", "overdue", State.UNKNOWN.value]


def test_where_day_140_is_late_so_is_who_acts_on_it() -> None:
    asked = date(2025, 3, 3)
    one = requests({"received_date": asked, "request_outcome_date": asked, "assessment_outcome": "Y",
                    "assessment_outcome_date": asked + timedelta(days=140)})  # fmt: skip
    assert states(clocks_on(one, plans(), DAY, last_day=LastDay.LATE), ClockKind.FINAL_PLAN) == ["late"]
    assert states(clocks_on(one, plans(), DAY), ClockKind.FINAL_PLAN) == ["met"]


def test_a_plan_agreed_in_the_year_before_has_its_clock_from_the_return_that_has_its_request() -> None:
    asked = date(2024, 9, 2)
    now = {"request_outcome": "H", "assessment_outcome": "Y", "assessment_outcome_date": date(2025, 3, 3)}
    both = requests(
        {"return_year": 2025, "child_key": "b" * 32, "received_date": asked, "assessment_outcome": "A"},
        {"return_year": 2025, "child_key": "c" * 32, "received_date": asked, "assessment_outcome": "N",
         "assessment_outcome_date": date(2024, 12, 1)},
        {**now, "child_key": "b" * 32},
        {**now, "child_key": "c" * 32},  # the request that is known had ended
        {"request_outcome": "H", "assessment_outcome": "H"},
        {"request_outcome": "H"},
    )  # fmt: skip
    linked = linked_requests(both).filter(pl.col("return_year") == 2026)
    assert linked["received_date"].to_list() == [asked, None, None, None]
    assert states(clocks_on(linked, plans(), DAY), ClockKind.FINAL_PLAN) == ["late", State.UNKNOWN.value]
