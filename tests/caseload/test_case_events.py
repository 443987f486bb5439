"""Appeals are counted by the day, excluded children by the sixth school day, suspensions by the half day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from highneeds.caseload.case_events import (
    APPEAL,
    EXCLUSION,
    MEDIATION,
    OUTCOMES,
    SUSPENSION,
    CaseEvents,
    SchoolExclusions,
    disputes,
    exclusions,
)

DAY = date(2026, 10, 31)


def events(*rows: tuple[str, date, dict[str, Any]]) -> pl.DataFrame:
    """Each row is a kind, a first day and what else differs from blank."""
    blank = dict.fromkeys(CaseEvents.column_names())
    made = []
    for number, (kind, first_day, more) in enumerate(rows):
        year = first_day.year - (first_day.month < 9)
        made.append(
            blank
            | {
                "period": f"{kind} {year}/{(year + 1) % 100:02}",
                "event_ref": str(number),
                "child_key": f"{number:032x}",
                "kind": kind,
                "first_day": first_day,
                "source_file": "events.csv",
                "source_row": number + 2,
            }
            | more
        )
    return pl.DataFrame(made, schema=CaseEvents.create_empty().schema)


def day_6(day: date) -> date:
    return day + timedelta(days=8)


def test_appeals_are_counted_by_ground_outcome_and_whether_they_wait() -> None:
    found = disputes(
        events(
            (APPEAL, date(2025, 10, 31), {"ground": "cease", "last_day": date(2026, 10, 31), "outcome": "for_family"}),
            (APPEAL, date(2025, 11, 1), {"ground": "contents", "last_day": date(2026, 11, 1), "outcome": "in_part"}),
            (APPEAL, date(2026, 6, 1), {"last_day": date(2026, 9, 1), "outcome": "conceded"}),
            (APPEAL, date(2026, 7, 1), {"last_day": date(2026, 9, 1), "outcome": "for_council"}),
            (APPEAL, date(2026, 11, 1), {"ground": "contents"}),
            (MEDIATION, date(2026, 1, 1), {"last_day": date(2026, 2, 1), "outcome": "agreed"}),
            (MEDIATION, date(2026, 9, 1), {}),
        ),
        DAY,
    )
    assert found is not None
    assert (found.registered, found.grounds) == (3, {"contents": 1, None: 2})
    assert (found.concluded, found.outcomes) == (3, {"conceded": 1, "for_council": 1, "for_family": 1})
    assert (found.decided, found.for_family) == (2, 1)
    assert (found.waiting, found.oldest) == (1, date(2025, 11, 1))
    assert (found.mediations, found.agreed) == (2, 1)


def test_without_appeals_or_mediation_nothing_is_said_of_them() -> None:
    assert disputes(events((SUSPENSION, DAY, {"sessions": 1})), DAY) is None
    assert disputes(events((APPEAL, DAY, {})), DAY - timedelta(days=1)) is None


days = st.dates(date(2025, 1, 1), DAY)


@given(st.lists(st.tuples(days, st.none() | st.integers(0, 400), st.sampled_from(sorted(OUTCOMES[APPEAL])))), days)
def test_every_appeal_begun_is_concluded_before_then_or_waits(
    appeals: list[tuple[date, int | None, str]], day: date
) -> None:
    rows: list[tuple[str, date, dict[str, Any]]] = [
        (APPEAL, first, {} if lasted is None else {"last_day": first + timedelta(lasted), "outcome": outcome})
        for first, lasted, outcome in appeals
    ]
    found = disputes(events(*rows), day)
    begun = [(first, lasted) for first, lasted, _ in appeals if first <= day]
    if not begun:
        assert found is None
        return
    assert found is not None
    over = sum(lasted is not None and first + timedelta(lasted) <= day for first, lasted in begun)
    assert found.waiting == len(begun) - over
    assert found.concluded == sum(found.outcomes.values()) <= over
    assert found.registered == sum(found.grounds.values()) <= len(begun)


def test_an_excluded_child_is_taught_in_time_until_its_day_itself_late_after_it_and_else_not_told() -> None:
    out = date(2026, 9, 14)
    rows: list[tuple[str, date, dict[str, Any]]] = [
        (EXCLUSION, out, {"urn": "123456", "taught_from": day_6(out) + timedelta(days)}) for days in (0, 1)
    ]
    found = exclusions(events(*rows, (EXCLUSION, out, {"urn": "123456"})), day_6, cap_days=45)
    assert found is not None
    assert found.schools == (SchoolExclusions("123456", 3, in_time=1, late=1, untold=1, suspended=0, days=0),)
    blind = exclusions(events(*rows), lambda _: None, cap_days=45)
    assert blind is not None
    assert (blind.schools[0].untold, blind.in_time) == (2, 0)


def test_suspensions_count_half_days_and_those_over_the_cap_of_a_school_year() -> None:
    both = {"child_key": "f" * 32, "urn": "100001"}
    found = exclusions(
        events(
            (SUSPENSION, date(2026, 1, 12), both | {"sessions": 61}),
            (SUSPENSION, date(2026, 3, 2), both | {"sessions": 30}),
            (SUSPENSION, date(2026, 9, 14), both | {"sessions": 90}),
            (SUSPENSION, date(2026, 9, 14), {"sessions": 1}),
            (SUSPENSION, date(2026, 9, 15), {"sessions": 99, "outcome": "withdrawn"}),
            (SUSPENSION, date(2025, 9, 1), {"sessions": 99}),
        ),
        day_6,
        cap_days=45,
    )
    assert found is not None
    assert (found.until, found.over_cap) == (date(2026, 9, 14), 2)
    assert [(one.urn, one.suspended, one.days) for one in found.others] == [("100001", 1, 90.5), (None, 1, 0.5)]
    assert found.with_exclusions == ()


def test_without_suspensions_or_exclusions_nothing_is_said_of_them() -> None:
    assert exclusions(events((APPEAL, DAY, {})), day_6, cap_days=45) is None
    assert exclusions(events((EXCLUSION, DAY, {"outcome": "withdrawn"})), day_6, cap_days=45) is None
