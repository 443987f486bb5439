"""Faults of contract lines, notice, rises not yet settled, the ladder, and places that are paid filled or not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.finance.contract_examples import CALENDARS, FAR, YEAR, episode

from highneeds.core import FinancialYear, Pence
from highneeds.core.errors import Refusal
from highneeds.finance import Method
from highneeds.finance.contracts import (
    DEFAULT_PROBABILITIES,
    Component,
    CostKind,
    FundedPlaces,
    FunderSplit,
    FundingEpisode,
    Notice,
    Probability,
    RateVersion,
    Status,
    Uplift,
    UpliftStatus,
    contingent_liability,
    contract_faults,
    contract_lines,
    cost_of_year,
    expectation,
    notice_cost,
    open_uplifts,
    payable_to,
    place_cost,
    probability_of,
    refuse_faulty,
)

GOOD = episode((10_000, date(2026, 9, 1), FAR), method=Method.CALENDAR_DAYS)


def with_rates(*rates: tuple[int, date, date | None], **changes: object) -> FundingEpisode:
    versions = tuple(RateVersion(Pence(pence), first, last, number) for number, (pence, first, last) in
                     enumerate(rates, start=2))  # fmt: skip
    component = replace(GOOD.components[0], versions=versions, **changes)  # type: ignore[arg-type]  # names are checked
    return replace(GOOD, components=(component,))


SEPTEMBER, JANUARY = date(2026, 9, 1), date(2027, 1, 1)
WRONG = [
    ("contract-negative", with_rates((-5, SEPTEMBER, FAR)), "negative (-5 pence)"),
    ("contract-weeks", with_rates((5, SEPTEMBER, FAR), method=Method.WEEKS), "from 1 to 52"),
    ("contract-weeks", with_rates((5, SEPTEMBER, FAR), method=Method.WEEKS, weeks_per_year=53), "not 53"),
    ("contract-episode-end", replace(GOOD, last_day=date(2026, 8, 1)), "ends on 2026-08-01 before it starts"),
    ("contract-rate-end", with_rates((5, SEPTEMBER, date(2026, 8, 1))), "ends on 2026-08-01 before it starts"),
    ("contract-shares", with_rates((5, SEPTEMBER, FAR), split=FunderSplit(Fraction(1, 2))), "add to 1"),
    ("contract-rate-overlap", with_rates((5, SEPTEMBER, FAR), (6, JANUARY, FAR)), "a day has one rate"),
    ("contract-rate-gap", with_rates((5, SEPTEMBER, date(2026, 12, 1)), (6, JANUARY, FAR)), "say what is paid then"),
    ("contract-rate-starts-late", with_rates((5, JANUARY, FAR)), "until then, 0 if nothing"),
    ("contract-rate-ends-early", with_rates((5, SEPTEMBER, JANUARY)), "carry the rate on or end the placement"),
]


def faults_of(*episodes: FundingEpisode) -> list[tuple[str, str]]:
    return [(one.rule, one.advice) for one in contract_faults(contract_lines(episodes), [YEAR], CALENDARS)]


@pytest.mark.parametrize(("rule", "wrong", "words"), WRONG)
def test_each_fault_of_a_contract_is_told_with_what_to_do(rule: str, wrong: FundingEpisode, words: str) -> None:
    told = dict(faults_of(wrong))
    assert words in told[rule]


def test_a_good_contract_has_no_fault() -> None:
    assert faults_of(GOOD) == []


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("kind", "lunch", "contract-kind"),
        ("method", "MOON", "contract-method"),
        ("rate_pence", None, "contract-blank"),
        ("rate_first_day", None, "contract-blank"),
        ("episode_first_day", None, "contract-blank"),
    ],
)
def test_what_a_file_may_hold_and_a_contract_may_not_is_told(column: str, value: object, rule: str) -> None:
    lines = contract_lines([GOOD])
    wrong = lines.with_columns(pl.lit(value, dtype=lines.schema[column]).alias(column))
    assert rule in [fault.rule for fault in contract_faults(wrong, [YEAR], CALENDARS)]


def test_term_dates_that_are_missing_are_told_once_with_who_waits_for_them() -> None:
    many = [replace(GOOD, ref=f"E{n}", components=(replace(GOOD.components[0], method=Method.TERMS,
            calendar="Oak Lodge"),)) for n in range(8)]  # fmt: skip
    (fault,) = [advice for rule, advice in faults_of(*many) if rule == "contract-terms"]
    assert "Oak Lodge for 2026/27" in fault
    assert "E0, E1, E2, E3, E4 and 3 more" in fault


def test_all_faults_of_all_contracts_are_refused_at_once() -> None:
    with pytest.raises(Refusal) as refused:
        refuse_faulty(
            [*(replace(one, ref=f"W{n}") for n, (_, one, _) in enumerate(WRONG)), replace(GOOD, components=())],
            [YEAR],
            CALENDARS,
        )
    for _, _, words in WRONG:
        assert words in str(refused.value)
    assert "it has no components" in str(refused.value)


def test_a_term_of_notice_is_paid_to_the_end_of_the_next_term() -> None:
    leaver = replace(GOOD, last_day=date(2026, 10, 9), notice=Notice(terms=1), notice_given=date(2026, 10, 1))
    assert payable_to(leaver, CALENDARS["council"]) == date(2027, 3, 25)
    days = (date(2027, 3, 25) - date(2026, 10, 9)).days
    assert notice_cost(leaver, CALENDARS).block_pence == pytest.approx(1_000_000 * days / 365, abs=1)


def test_days_of_notice_run_from_the_day_it_was_given() -> None:
    leaver = replace(GOOD, last_day=date(2026, 10, 9), notice=Notice(days=28), notice_given=date(2026, 10, 1))
    assert payable_to(leaver, ()) == date(2026, 10, 29)
    assert payable_to(replace(leaver, notice=Notice()), ()) == date(2026, 10, 9)
    with pytest.raises(ValueError, match="has no last day"):
        payable_to(replace(GOOD, last_day=None), ())


def risen(*uplifts: tuple[str, UpliftStatus, str]) -> FundingEpisode:
    rises = tuple(
        Uplift(Fraction(share), SEPTEMBER, status, Probability(Fraction(chance), "the negotiator"))
        for share, status, chance in uplifts
    )
    return replace(GOOD, components=(replace(GOOD.components[0], uplifts=rises),))


def test_only_agreed_and_paid_rises_are_in_the_cost() -> None:
    plain = cost_of_year(GOOD, YEAR, CALENDARS).block_pence
    for status in UpliftStatus:
        cost = cost_of_year(risen(("0.05", status, "0.5")), YEAR, CALENDARS).block_pence
        assert (cost > plain) is status.is_certain


def test_rises_not_settled_are_a_liability_beside_the_cost_from_none_to_all_of_them() -> None:
    asked = risen(("0.05", UpliftStatus.REQUESTED, "0.5"), ("0.1", UpliftStatus.DISPUTED, "0.25"))
    first, second = open_uplifts(asked, YEAR.first_day, YEAR.last_day, CALENDARS)
    liability = contingent_liability(asked, YEAR.first_day, YEAR.last_day, CALENDARS)
    everything = cost_of_year(
        risen(("0.05", UpliftStatus.AGREED, "1"), ("0.1", UpliftStatus.AGREED, "1")), YEAR, CALENDARS
    )
    plain = cost_of_year(asked, YEAR, CALENDARS).block_pence
    assert first.pence + second.pence == everything.block_pence - plain
    assert (liability.low_pence, liability.high_pence) == (0, first.pence + second.pence)
    assert liability.expected_pence == pytest.approx(first.pence * 0.5 + second.pence * 0.25, abs=1)


def test_growth_that_nobody_has_identified_is_never_assumed() -> None:
    with pytest.raises(ValueError, match="no usual probability"):
        probability_of(Status.UNIDENTIFIED_GROWTH, None)
    assert set(DEFAULT_PROBABILITIES) == set(Status) - {Status.UNIDENTIFIED_GROWTH}
    assert all(chance.source for chance in DEFAULT_PROBABILITIES.values())
    for chance, source in (("1.1", "a panel"), ("0.5", " ")):
        with pytest.raises(ValueError, match="probability"):
            Probability(Fraction(chance), source)


CASES = st.lists(st.tuples(st.integers(0, 10**7), st.fractions(0, 1, max_denominator=20)), max_size=8)


@given(CASES)
def test_an_expectation_lies_within_its_range_and_certain_costs_do_not_spread(
    cases: list[tuple[int, Fraction]],
) -> None:
    found = expectation((Pence(pence), Probability(chance, "made up")) for pence, chance in cases)
    assert found.low_pence <= found.expected_pence <= found.high_pence
    if all(chance in {0, 1} for _, chance in cases):
        assert found.low_pence == found.expected_pence == found.high_pence
        assert found.standard_deviation_pence == 0


PLACES = FundedPlaces("Ash School", "special", 20, Pence(1_000_000), YEAR.first_day, YEAR.last_day, 2)


@given(st.integers(0, 40))
def test_an_empty_place_costs_and_a_child_over_number_only_where_agreed(children: int) -> None:
    cost = place_cost(PLACES, children, YEAR.first_day, YEAR.last_day, CALENDARS).block_pence
    assert cost == 1_000_000 * (20 + min(max(0, children - 20), 2))


def test_an_empty_place_may_have_a_rate_of_its_own() -> None:
    unit = replace(PLACES, pence_per_place_per_year=Pence(600_000), vacant_pence_per_place_per_year=Pence(1_000_000))
    assert unit.pence_per_year(15) == 15 * 600_000 + 5 * 1_000_000


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"places": -1}, "cannot be negative"), ({"last_day": date(2026, 3, 1)}, "before they start")],
)
def test_places_that_cannot_be_are_refused(changes: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(PLACES, **changes)  # type: ignore[arg-type]  # dataclasses.replace checks the names
    with pytest.raises(ValueError, match="children"):
        PLACES.pence_per_year(-1)


def test_transport_is_shown_beside_the_block_and_not_in_it() -> None:
    rate = (RateVersion(Pence(365_000), SEPTEMBER, FAR),)
    both = replace(
        GOOD,
        components=(*GOOD.components, Component(CostKind.TRANSPORT, Method.CALENDAR_DAYS, rate)),
    )
    cost = cost_of_year(both, FinancialYear(2026), CALENDARS)
    assert cost.beside_pence == 212_000
    assert cost.block_pence == cost_of_year(GOOD, FinancialYear(2026), CALENDARS).block_pence
