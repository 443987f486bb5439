"""Benchmarks are plain arithmetic on published figures: values, sums, ranks and medians against a slow oracle."""

from __future__ import annotations

from dataclasses import replace
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from highneeds.forecast.benchmarking import MEASURES, compare, standings, years_of
from highneeds.forecast.benchmarking.standing import neighbours_of
from highneeds.forecast.published import Authority, PublishedFigures

SHARE, RATE = MEASURES["independent_share"], MEASURES["plans_per_1000"]
CODES = ("301", "302", "303", "304")


def figures_of(independent: list[int | None], plans: list[int | None], year: int = 2022) -> PublishedFigures:
    """Four London authorities; None is not published."""

    def series(counts: list[int | None], of: int) -> dict[tuple[int, str], float]:
        return {(of, code): float(count) for code, count in zip(CODES, counts, strict=True) if count is not None}

    return PublishedFigures(
        authorities={code: Authority(code, f"Area {code}", "London") for code in CODES},
        values={
            "placement:special_indep_nmss": series(independent, year),
            "total": series(plans, year),
            "population_0_17": series([10_000, 20_000, 30_000, 40_000], year - 1),
        },
        sources={"placement:special_indep_nmss": "placements", "total": "plans", "population_0_17": "people"},
        neighbours={"301": ("303", "302"), "302": ("304",)},
    )


PLAIN = figures_of([10, 30, 20, 5], [100, 200, 200, 50])


def test_a_share_is_counts_over_all_plans_of_the_same_january() -> None:
    own = compare(PLAIN, SHARE, 2022, "302").own
    assert own is not None
    assert (own.value, own.count) == (15.0, 30.0)


def test_a_rate_is_for_each_thousand_children_of_the_mid_year_before() -> None:
    own = compare(PLAIN, RATE, 2022, "303").own
    assert own is not None
    assert own.value == pytest.approx(1000 * 200 / 30_000)
    assert years_of(PLAIN, RATE) == (2022,)


def test_england_and_a_region_are_sums_over_sums_and_not_averages_of_shares() -> None:
    compared = compare(PLAIN, SHARE, 2022, "301")
    assert compared.england == compared.region == pytest.approx(100 * 65 / 550)


def test_equal_values_share_a_rank_and_the_next_rank_is_left_out() -> None:
    placed = standings(PLAIN, SHARE, 2022)  # 15, then 10 three times
    assert [(one.authority.code, one.rank, one.is_tied) for one in placed] == [
        ("302", 1, False),
        ("301", 2, True),
        ("303", 2, True),
        ("304", 2, True),
    ]


def test_the_rank_among_neighbours_counts_the_authority_itself() -> None:
    compared = compare(PLAIN, SHARE, 2022, "301")
    assert [near.authority.code for near in compared.neighbours] == ["303", "302"]
    assert compared.rank_among_neighbours == 2
    assert (compared.neighbour_median, compared.neighbour_range) == (12.5, (10.0, 15.0))


def test_what_was_not_published_has_no_rank_and_is_in_no_sum() -> None:
    figures = figures_of([None, 30, 20, 5], [100, 200, 200, 50])
    compared = compare(figures, SHARE, 2022, "301")
    assert compared.own is None
    assert compared.rank_among_neighbours is None
    assert (compared.published, compared.authorities) == (3, 4)
    assert compared.england == pytest.approx(100 * 55 / 450)


@pytest.mark.parametrize(("count", "is_small"), [(0, False), (1, True), (5, True), (6, False)])
def test_a_figure_that_rests_on_one_to_five_children_says_so(count: int, *, is_small: bool) -> None:
    own = compare(figures_of([count, 30, 20, 9], [100, 200, 200, 50]), SHARE, 2022, "301").own
    assert own is not None
    assert own.is_small is is_small


def test_nought_plans_give_no_share_and_no_fault() -> None:
    assert compare(figures_of([0, 1, 1, 1], [0, 9, 9, 9]), SHARE, 2022, "301").own is None


def test_a_neighbour_that_was_abolished_later_is_replaced_by_who_had_its_area_then() -> None:
    figures = replace(PLAIN, neighbours={"301": ("942", "838", "301")})
    assert neighbours_of(figures, "301", 2022) == ("909", "838")
    assert neighbours_of(figures, "301", 2019) == ("909",)  # Dorset of today was three authorities


def test_an_abolished_authority_has_the_neighbours_of_its_successors() -> None:
    figures = replace(PLAIN, neighbours={"942": ("301", "302"), "943": ("942", "303")})
    assert neighbours_of(figures, "909", 2022) == ("301", "302", "303")


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 50)), min_size=4, max_size=4),
    st.lists(st.one_of(st.none(), st.integers(50, 99)), min_size=4, max_size=4),
)
def test_ranks_and_medians_equal_those_of_a_slow_count(independent: list[int | None], plans: list[int | None]) -> None:
    figures = figures_of(independent, plans)
    shares = {
        code: 100 * part / whole
        for code, part, whole in zip(CODES, independent, plans, strict=True)
        if part is not None and whole is not None
    }
    placed = {one.authority.code: one for one in standings(figures, SHARE, 2022)}
    assert set(placed) == set(shares)
    for code, share in shares.items():
        in_order = sorted(shares.values(), reverse=True)
        assert placed[code].value == pytest.approx(share)
        assert placed[code].rank == in_order.index(share) + 1
        assert placed[code].is_tied == (in_order.count(share) > 1)
    if "301" in shares:
        near = [shares[code] for code in ("303", "302") if code in shares]
        assert compare(figures, SHARE, 2022, "301").neighbour_median == (pytest.approx(median(near)) if near else None)


def test_every_measure_says_its_basis_and_what_rank_one_is() -> None:
    for key, measure in MEASURES.items():
        assert measure.key == key
        assert measure.label
        assert measure.section
        assert measure.basis
        assert measure.first.startswith("1st ")
