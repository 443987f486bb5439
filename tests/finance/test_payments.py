"""Payments: each lands once, timing is what contracts say, exceptions are those there are and no others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.finance.contract_examples import ALL_YEAR, LEAVER, NEW_PLAN, TOP_UP, YEAR, episode
from tests.finance.contract_examples import CALENDARS as TERMS
from tests.finance.paid_portfolios import (
    AS_AT,
    CALENDARS,
    MONTHS,
    line,
    lines_of,
    paid_in_full,
    payment,
    plans_of,
    portfolios,
    tables,
    with_payments,
)

from highneeds.core import Pence
from highneeds.finance import Method
from highneeds.finance.contracts import Notice, accrual, cost_by_month, month_costs, payable_to
from highneeds.finance.contracts.consumed import consumed_and_year
from highneeds.finance.contracts.from_tables import payable_of
from highneeds.finance.payments import (
    EXCEPTION_RULES,
    Match,
    PaymentTables,
    match_payments,
    month_end,
    suggestions,
    teach,
)
from highneeds.finance.payments.exceptions import NOT_DUE

EXAMPLES = settings(max_examples=40, deadline=None)


def found(made: PaymentTables) -> list[tuple[str, str]]:
    rows = month_end(made, YEAR, MONTHS).exceptions.iter_rows(named=True)
    return sorted((row["rule"], row["payment_ref"] or row["line_ref"]) for row in rows)


@EXAMPLES
@given(portfolios())
def test_placements_paid_as_their_contracts_say_have_no_exception_and_owe_only_terms_ahead(lines: pl.DataFrame) -> None:
    payments = paid_in_full(lines)
    end = month_end(tables(lines, payments), YEAR, MONTHS)
    assert end.exceptions.is_empty()
    assert set(end.matched["how"]) <= {Match.REFERENCE.value}
    assert (end.timings["accrued_pence"] == 0).all()
    assert (end.timings["prepaid_pence"] == end.timings["charged_pence"] - end.timings["consumed_pence"]).all()
    ahead = end.timings.filter(pl.col("prepaid_pence") > 0)["line_ref"]
    assert set(lines.filter(pl.col("line_ref").is_in(ahead.implode()))["method"]) <= {"TRM"}


@EXAMPLES
@given(portfolios(), st.randoms(use_true_random=False))
def test_every_payment_lands_once_and_the_ledger_ties_to_the_penny(lines: pl.DataFrame, luck: st.DrawFn) -> None:
    payments = paid_in_full(lines)
    order = list(range(payments.height))
    luck.shuffle(order)  # type: ignore[attr-defined]  # a random.Random
    made, shuffled = tables(lines, payments), tables(lines, payments[order])
    end, again = month_end(made, YEAR, MONTHS), month_end(shuffled, YEAR, MONTHS)
    assert end.matched["payment_ref"].to_list() == payments["payment_ref"].to_list()
    for tie in end.ties:
        assert tie.matched_pence + tie.unmatched_pence + tie.journals_pence == tie.ledger_pence
        assert tie.journals_pence == 0
    assert sum(tie.ledger_pence for tie in end.ties) == payments["amount_pence"].sum()
    assert end.ties == again.ties
    assert end.timings.equals(again.timings)


PLANTS = ("X01", "X02", "X03", "X04", "X05", "X06", "X07", "X09", "X10")


@EXAMPLES
@given(portfolios(), st.sampled_from(PLANTS), st.integers(0, 7))
def test_what_is_planted_in_clean_payments_is_found_and_nothing_else(
    lines: pl.DataFrame, rule: str, which: int
) -> None:
    steady = line(99, "CAL", 3_650_000)
    lines = pl.concat([lines, lines_of([steady])])
    payments, plans = paid_in_full(lines), plans_of(lines)
    month = which % MONTHS + 1
    ref = f"PL99-{month}"
    is_it = pl.col("payment_ref") == ref
    paid = int(payments.filter(is_it)["amount_pence"].item())
    expected = [(rule, ref)]
    if rule == "X01":
        plans = plans.filter(pl.col("child_key") != "child99")
        expected = [(rule, f"PL99-{number}") for number in range(1, MONTHS + 1)]
    elif rule == "X02":
        payments, expected = payments.filter(pl.col("line_ref") != "L99"), [(rule, "L99")]
    elif rule in {"X03", "X05"}:
        reason = 5 if rule == "X05" else 2
        ceased = pl.when(pl.col("child_key") == "child99")
        plans = plans.with_columns(cease_date=ceased.then(date(2026, 9, 15)), cease_reason=ceased.then(reason))
        expected = [(rule, "PL99-7")]
    elif rule in {"X04", "X07"}:
        more = paid + paid // 5
        changes = {"amount_pence": pl.when(is_it).then(more).otherwise("amount_pence")}
        if rule == "X07":
            changes |= {"quantity": pl.when(is_it).then(1.0), "rate_pence": pl.when(is_it).then(paid)}
        payments = payments.with_columns(**changes)
    elif rule == "X06":
        again = payments.filter(is_it).row(0, named=True) | {"payment_ref": "again", "paid_on": date(2026, 10, 30)}
        payments, expected = with_payments(payments, again), [(rule, "again")]
    elif rule == "X09":
        gone = line(98, "CAL", 3_650_000, end_date=date(2026, 6, 30))
        lines = pl.concat([lines, lines_of([gone])])
        payments = paid_in_full(lines)
        plans = plans_of(lines)
        late = payment(steady | gone | {"end_date": None}, 7, 10_000, ref="late")
        payments, expected = with_payments(payments, late), [(rule, "late")]
    else:
        stray = payment(steady, month, 12_345, ref="stray", line_ref="?", urn=None, supplier="?", child_key=None)
        payments, expected = with_payments(payments, stray), [(rule, "stray")]
    assert found(tables(lines, payments, plans)) == sorted(expected)


def test_a_contribution_nobody_billed_is_missing_and_one_received_is_not() -> None:
    fee = line(1)
    income = line(2, cost_element="contribution", child_key="child1") | {
        "amount_pence_per_year": -36_500, "rate_pence": -36_500,
    }  # fmt: skip
    lines = lines_of([fee, income])
    payments = paid_in_full(lines)
    assert found(tables(lines, payments)) == []
    unbilled = payments.filter(pl.col("line_ref") != "L2")
    assert found(tables(lines, unbilled)) == [("X08", "L2")]
    received = unbilled.vstack(
        payments.filter(pl.col("line_ref") == "L2").with_columns(line_ref=pl.lit(None, pl.String))
    )
    end = month_end(tables(lines, received), YEAR, MONTHS)
    assert end.exceptions.is_empty()  # a receipt goes to the contribution, and not to the fee of the same child
    assert dict(end.matched.group_by("how").len().iter_rows()) == {
        Match.REFERENCE.value: MONTHS, Match.CHILD_PROVIDER_ELEMENT.value: MONTHS,
    }  # fmt: skip


def test_what_should_not_have_been_paid_is_cost_until_recovered_and_no_prepayment() -> None:
    lines = lines_of([line(1)])
    payments = paid_in_full(lines)
    first = payments.row(0, named=True)
    twice = with_payments(payments, first | {"payment_ref": "again", "paid_on": date(2026, 10, 30)})
    plain, doubled = (month_end(tables(lines, each), YEAR, MONTHS) for each in (payments, twice))
    assert doubled.exceptions["rule"].to_list() == ["X06"]
    assert plain.timings.equals(doubled.timings)
    assert "X06" in NOT_DUE


def test_paying_a_term_ahead_is_a_prepayment_and_no_overpayment() -> None:
    lines = lines_of([line(1, "TRM", 1_000_000)])
    end = month_end(tables(lines, paid_in_full(lines)), YEAR, MONTHS)
    (row,) = end.timings.iter_rows(named=True)
    # The autumn of the worked calendar has 74 school days, 39 of them by the end of October.
    days = sum(1 for day in range(61) if TERMS["council"][1].terms[0].school_days(*[date.fromordinal(
        date(2026, 9, 1).toordinal() + day)] * 2))  # fmt: skip
    assert row["prepaid_pence"] == round(1_000_000 * (74 - days) / 74)
    assert end.exceptions.is_empty()


@pytest.mark.parametrize(
    ("rates", "method"),
    [(ALL_YEAR, Method.TERMS), (TOP_UP, Method.CALENDAR_DAYS), (LEAVER, Method.MONTHS), (NEW_PLAN, Method.SCHOOL_DAYS)],
)
def test_consumption_of_columns_is_that_of_one_placement(rates: object, method: Method) -> None:
    from highneeds.finance.contracts import payable_lines  # noqa: PLC0415 - beside its only use

    one = episode(*rates, method=method)  # type: ignore[misc]  # tuples of the examples
    lines = payable_lines([one], TERMS)
    by_month = month_costs(lines, YEAR, TERMS)
    for months in range(1, 13):
        columns = consumed_and_year(lines, by_month, YEAR, TERMS, months).row(0, named=True)
        last = (*YEAR.months(), YEAR.next.first_day)[months]
        slow = accrual(one, YEAR.first_day, date.fromordinal(last.toordinal() - 1), Pence(0), TERMS).consumed_pence
        assert columns["consumed_pence"] == pytest.approx(slow, abs=1)
        assert columns["year_pence"] == sum(part.block_pence for part in cost_by_month(one, YEAR, TERMS))


def test_canonical_lines_cost_what_their_contracts_say() -> None:
    rows = [
        line(1, "TRM", 1_950_000, start_date=date(2026, 9, 1)),
        line(2, "CAL", 3_650_000, end_date=date(2026, 9, 30), notice_days=28),
        line(3, "MTH", 600_000, end_date=date(2026, 7, 21)),
        line(4, "SCH", 10_000, start_date=date(2026, 9, 1)),
        line(5, "CAL", 3_650_000, uplift_share=0.1, uplift_from=date(2026, 9, 1), uplift_status="agreed"),
        line(6, "CAL", 3_650_000, uplift_share=0.1, uplift_from=date(2026, 9, 1), uplift_status="disputed"),
        line(7, "WK", 50_000, term_calendar="999999"),
        line(8, "CAL", 3_650_000, end_date=date(2026, 10, 9), notice_terms=1),
        line(9, "CAL", 3_650_000, end_date=date(2026, 10, 9), notice_terms=9),
    ]
    costs = month_costs(payable_of(lines_of(rows), YEAR, CALENDARS), YEAR, CALENDARS)
    year = dict(costs.select("component_ref", pl.sum_horizontal(pl.exclude("component_ref"))).iter_rows())
    assert year["L1"] == 2 * 1_950_000
    assert year["L2"] == 10_000 * (183 + 28)
    assert year["L3"] == 5 * 600_000
    assert year["L4"] == 10_000 * (74 + 54)
    assert year["L5"] == 10_000 * 153 + 11_000 * 212
    assert year["L6"] == 3_650_000
    share = Fraction(66, 196) + Fraction(74 + 54, 197)
    assert year["L7"] == round(50_000 * 38 * share)
    leaver = episode((36_500, date(2025, 9, 1), None), method=Method.CALENDAR_DAYS, last_day=date(2026, 10, 9))
    noticed = payable_to(replace(leaver, notice=Notice(terms=1)), CALENDARS["council"])
    to_spring = (noticed - YEAR.first_day).days + 1
    assert year["L8"] == 10_000 * min(to_spring, 365) > 10_000 * 192
    assert year["L9"] == 3_650_000  # its notice ends after the last term on record, long after the year


def test_without_term_dates_a_termly_line_is_shared_out_by_the_day() -> None:
    lines = lines_of([line(1, "TRM", 1_000_000)])
    costs = month_costs(payable_of(lines, YEAR, {}), YEAR, {})
    assert costs.select(pl.sum_horizontal(pl.exclude("component_ref"))).item() == 3_000_000
    assert costs["2026-04"].item() == round(3_000_000 * 30 / 365)


def test_two_lines_that_would_do_equally_well_are_no_match_and_are_suggested() -> None:
    lines = lines_of([line(1), line(1, line_ref="L1b"), line(2)])
    paid = with_payments(paid_in_full(lines).clear(), payment(line(1), 4, 365_000, ref="P", line_ref=None))
    (row,) = match_payments(paid, lines, tables(lines, paid).taught).iter_rows(named=True)
    assert (row["matched_ref"], row["how"]) == (None, Match.NONE.value)
    offered = suggestions(paid["payment_ref"], paid, lines)
    assert offered["line_ref"].to_list() == ["L1", "L1b"]
    assert "its rate is the amount" in offered["why"][0]


def test_what_was_taught_of_a_reference_or_a_supplier_matches_the_next_payment() -> None:
    lines = lines_of([line(1), line(2)])
    strange = payment(line(1), 4, 1_000, ref="P1", line_ref="PO 77/5", urn=None, supplier="Sch. One", child_key=None)
    named = payment(line(2), 4, 1_000, ref="P2", line_ref=None, urn=None, supplier="Academy 2 Ltd.")
    paid = with_payments(paid_in_full(lines).clear(), strange, named)
    decisions = pl.DataFrame(
        {"payment_ref": ["P1", "P2"], "line_ref": ["L1", None], "urn": [None, "100002"]},
        schema_overrides={"line_ref": pl.String, "urn": pl.String},
    )
    taught = teach(decisions, paid)
    assert set(taught.iter_rows()) == {("reference", "PO775", "L1"), ("supplier", "ACADEMY2LTD", "100002")}
    how = dict(match_payments(paid, lines, taught).select("payment_ref", "how").iter_rows())
    assert how == {"P1": Match.TAUGHT.value, "P2": Match.CHILD_PROVIDER_ELEMENT.value}


def test_what_a_person_says_of_one_payment_holds_for_that_payment_alone() -> None:
    lines = lines_of([line(1), line(1, line_ref="L1b")])
    both = [payment(line(1), 4, 365_000, ref=ref, line_ref=None) for ref in ("P-1", "P-2")]
    paid = with_payments(paid_in_full(lines).clear(), *both)
    taught = teach(suggestions(paid["payment_ref"].head(1), paid, lines).head(1).with_columns(urn=pl.lit(None)), paid)
    assert set(taught.iter_rows()) == {("payment", "P1", "L1")}
    found = match_payments(paid, lines, taught)
    assert found.rows() == [("P-1", "L1", Match.CONFIRMED.value), ("P-2", None, Match.NONE.value)]


def test_every_rule_of_an_exception_says_what_to_do_and_where_it_comes_from() -> None:
    for rule in EXCEPTION_RULES.values():
        assert rule.title
        assert rule.advice.endswith(".")
        assert rule.basis
    assert set(EXCEPTION_RULES) == {*PLANTS, "X08"}
    assert set(EXCEPTION_RULES) >= NOT_DUE


def test_age_is_counted_from_the_day_of_payment_or_from_the_first_day_due() -> None:
    lines = lines_of([line(1)])
    none = paid_in_full(lines).clear()
    (row,) = month_end(tables(lines, none), YEAR, MONTHS).exceptions.iter_rows(named=True)
    assert (row["rule"], row["age_days"]) == ("X02", (AS_AT - date(2026, 4, 1)).days)
