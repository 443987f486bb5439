"""Fifteen school days missed for illness in a school year, in a row or not, by school."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from highneeds.caseload.pupil_tables import Absences
from highneeds.casework import SchoolAbsence, health_absence

SPELL = st.tuples(
    st.sampled_from("abc"), st.sampled_from(["100001", "100002", None]), st.integers(0, 60),
    st.integers(1, 16), st.sampled_from(["I", "M", "O"]),
)  # fmt: skip


def absences(*rows: tuple[str, str | None, int, int, str], year: str = "2025/26") -> pl.DataFrame:
    """Child, URN, day after 1 September 2025, sessions and code."""
    blank = dict.fromkeys(Absences.column_names())
    made = [
        {**blank, "source_file": "f", "source_row": at, "academic_year": year, "child_key": child * 32, "urn": urn,
         "first_day": date.fromordinal(date(2025, 9, 1).toordinal() + day),
         "last_day": date.fromordinal(date(2025, 9, 1).toordinal() + day), "sessions": sessions, "code": code}
        for at, (child, urn, day, sessions, code) in enumerate(rows, 2)
    ]  # fmt: skip
    return pl.DataFrame(made, schema=Absences.create_empty().schema)


def test_thirty_half_days_of_illness_are_fifteen_days_and_twenty_nine_are_not() -> None:
    rows = (("a", "100001", 0, 29, "I"), ("b", "100001", 0, 20, "I"), ("b", "100001", 40, 10, "I"))
    found = health_absence(absences(*rows))
    assert found is not None
    assert found.limit_days == 15
    assert found.schools == (SchoolAbsence("100001", reached=1, near=1),)


def test_medical_appointments_other_absence_and_earlier_years_do_not_count() -> None:
    other = absences(("a", "100001", 0, 30, "M"), ("b", "100001", 0, 30, "O"), ("c", None, 0, 19, "I"))
    found = health_absence(pl.concat([other, absences(("a", "100001", 0, 90, "I"), year="2024/25")]))
    assert found is not None
    assert (found.academic_year, found.schools) == ("2025/26", ())
    assert health_absence(other.clear()) is None


@settings(max_examples=60, deadline=None)
@given(st.lists(SPELL, min_size=1, max_size=12))
def test_each_child_counts_once_as_a_slow_count_of_its_half_days_has_it(
    rows: list[tuple[str, str | None, int, int, str]],
) -> None:
    half_days: dict[str, int] = defaultdict(int)
    for child, _, _, sessions, code in rows:
        half_days[child] += sessions if code == "I" else 0
    found = health_absence(absences(*rows))
    assert found is not None
    assert found.reached == sum(one >= 30 for one in half_days.values())
    assert found.near == sum(20 <= one < 30 for one in half_days.values())
