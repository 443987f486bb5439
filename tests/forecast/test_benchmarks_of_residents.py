"""Measures for each 1,000 residents, and places among authorities against a slow twin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from highneeds.forecast.benchmarking import MEASURES, compare, newest_year, standings
from highneeds.forecast.benchmarking.measure import Measure, Period, Unit
from highneeds.forecast.published import Authority, PublishedFigures

CODES = ("301", "302", "303", "304")


def published(**series: dict[tuple[int, str], float]) -> PublishedFigures:
    """A name's first ``__`` stands for a colon."""
    authorities = {code: Authority(code, f"Authority {code}", "London") for code in CODES}
    return PublishedFigures(authorities, {name.replace("__", ":", 1): values for name, values in series.items()}, {})


def test_plans_of_an_age_are_set_against_residents_of_that_age_at_the_mid_year_before() -> None:
    figures = published(
        total={(2026, "301"): 500.0},
        age__5_to_10={(2026, "301"): 120.0},
        residents__5_to_10={(2025, "301"): 4_000.0, (2026, "301"): 5_000.0},
    )
    own = compare(figures, MEASURES["plans_per_1000_5_to_10"], 2026, "301").own
    assert own is not None
    assert own.value == pytest.approx(30.0)


def test_requests_are_set_against_residents_of_their_own_year() -> None:
    figures = published(
        total={(2026, "301"): 500.0},
        requests={(2025, "301"): 90.0},
        requests_refused={(2025, "301"): 18.0},
        residents_0_25={(2024, "301"): 1.0, (2025, "301"): 9_000.0},
    )
    asked = compare(figures, MEASURES["requests_per_1000"], 2025, "301").own
    refused = compare(figures, MEASURES["refused_share"], 2025, "301").own
    assert asked is not None
    assert refused is not None
    assert (asked.value, refused.value) == (pytest.approx(10.0), pytest.approx(20.0))


def test_the_newest_year_is_the_last_in_which_anybody_has_both_numbers() -> None:
    figures = published(
        total={(2024, "301"): 1.0, (2025, "301"): 1.0, (2026, "301"): 1.0}, residents_0_25={(2023, "301"): 10.0}
    )
    assert newest_year(figures, MEASURES["plans_per_1000_to_25"]) == 2024
    assert newest_year(figures, MEASURES["appeals_per_1000"]) is None


@given(st.dictionaries(st.sampled_from(CODES), st.integers(0, 3), min_size=1))
def test_a_place_is_one_more_than_how_many_are_larger_and_equals_share_it(counts: dict[str, int]) -> None:
    measure = Measure("m", "M", "S", Unit.PER_THOUSAND, Period.JANUARY, ("total",), None, "b", "1st", lag=0)
    figures = published(total={(2026, code): float(count) for code, count in counts.items()})
    for one in standings(figures, measure, 2026):
        others = [float(count) for code, count in counts.items() if code != one.authority.code]
        assert one.rank == 1 + sum(other > one.value for other in others)
        assert one.is_tied == (one.value in others)
