"""What is due by the council's schedule: by years, never of a child with a newer record under any of its keys."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from highneeds.governance.retention import children_due, years_before

DAYS = st.dates(date(1990, 1, 1), date(2026, 12, 31))
KEYS = st.sampled_from("abcdefgh")


@given(DAYS, st.integers(1, 120))
def test_years_before_a_day_are_calendar_years(day: date, years: int) -> None:
    before = years_before(day, years)
    assert before.year == day.year - years
    assert before.month == day.month
    assert before.day == day.day or (day.month, day.day, before.day) == (2, 29, 28)


@given(st.dictionaries(KEYS, DAYS), st.lists(st.frozensets(KEYS, min_size=1)), DAYS)
def test_a_child_is_due_when_every_key_of_it_is_old_and_one_more_day_never_makes_fewer_due(
    known: dict[str, date], same: list[frozenset[str]], before: date
) -> None:
    due = children_due(known, same, before)
    assert all(known[key] < before for key in due)
    for keys in same:
        stored = keys & known.keys()
        if any(known[key] >= before for key in stored):
            assert not due & keys
    alone = set(known) - frozenset().union(*same)
    assert due & alone == {key for key in alone if known[key] < before}
    assert due <= children_due(known, same, before + timedelta(days=1))
