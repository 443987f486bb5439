"""Matching beside a slow twin that takes one payment at a time; neither order nor repeats change a month end."""

from __future__ import annotations

import random
import re
from datetime import date

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.finance.paid_portfolios import (
    MONTHS,
    TAUGHT,
    YEAR,
    line,
    lines_of,
    paid_in_full,
    payment,
    portfolios,
    tables,
)

from highneeds.finance.payments import Match, match_payments, month_end

EXAMPLES = settings(max_examples=60, deadline=None)
FAR = date(9999, 12, 31)
Row = dict[str, object]


def plain(text: object) -> str | None:
    return None if text is None else re.sub("[^0-9A-Z]", "", str(text).upper())


def on_the_days(lines: list[Row], day: date) -> list[Row]:
    running = [one for one in lines if one["start_date"] <= day <= (one["end_date"] or FAR)]  # type: ignore[operator]  # rows of mixed types
    begun = [one for one in lines if one["start_date"] <= day]  # type: ignore[operator]  # rows of mixed types
    last = max((one["start_date"] for one in begun), default=None)  # type: ignore[type-var]  # rows of mixed types
    return running or [one for one in begun if one["start_date"] == last]


def match_slowly(paid: Row, lines: list[Row], taught: dict[tuple[str, str | None], str]) -> tuple[str | None, str]:
    """The rules of matching as a person would go through them for one payment."""
    quoted, name = plain(paid["line_ref"]), plain(paid["supplier"])
    urn = paid["urn"] or taught.get(("supplier", name))
    meant = taught.get(("reference", quoted))
    names = {plain(one["provider_name"]) for one in lines}
    is_receipt = int(str(paid["amount_pence"])) < 0
    of_child = [
        one
        for one in lines
        if one["child_key"] == paid["child_key"] and (one["cost_element"] == "contribution") == is_receipt
    ]
    there = [one for one in of_child if (urn is not None and one["urn"] == urn) or plain(one["provider_name"]) == name]
    element = paid["cost_element"]
    alike = [one for one in of_child if element in (None, one["cost_element"])]
    day = paid["period_first_day"] or paid["paid_on"]
    assert isinstance(day, date)
    for how, candidates in (
        (Match.REFERENCE, [one for one in lines if quoted is not None and plain(one["line_ref"]) == quoted]),
        (Match.TAUGHT, [one for one in lines if meant is not None and one["line_ref"] == meant]),
        (Match.CHILD_PROVIDER_ELEMENT, on_the_days([one for one in there if one["cost_element"] == element], day)),
        (Match.CHILD_PROVIDER, on_the_days(there, day)),
        (Match.CHILD, on_the_days(alike, day) if urn is None and name not in names else []),
    ):
        if len(candidates) == 1:
            return str(candidates[0]["line_ref"]), how.value
    return None, Match.NONE.value


@st.composite
def muddles(draw: st.DrawFn) -> tuple[list[Row], list[Row], list[tuple[str, str, str]]]:
    """A few children with several lines each, and payments that quote, misspell or leave out what they are for."""
    few = st.integers(0, 2)
    lines: list[Row] = []
    for number in range(draw(st.integers(1, 8))):
        place = draw(few)
        start = draw(st.sampled_from([date(2025, 9, 1), date(2026, 5, 4), date(2026, 7, 1)]))
        end = draw(st.sampled_from([None, date(2026, 6, 30), date(2026, 8, 31)]))
        element = draw(st.sampled_from(["fee", "therapy", "contribution"]))
        lines.append(
            line(
                number, child_key=f"c{draw(few)}", urn=draw(st.sampled_from([None, f"10000{place}"])),
                provider_name=f"School {place}", cost_element=element, start_date=start,
                end_date=end if end is None or end >= start else None,
            )
        )  # fmt: skip
    payments: list[Row] = []
    for number in range(draw(st.integers(1, 10))):
        place = draw(few)
        payments.append(
            payment(
                line(0), draw(st.integers(1, MONTHS)), draw(st.sampled_from([-500, 500])), ref=f"P{number}",
                line_ref=draw(st.sampled_from([None, None, "l-0", "L 3", "PO 7", "L99"])),
                child_key=draw(st.sampled_from([None, "c0", "c1", "c2", "c9"])),
                urn=draw(st.sampled_from([None, f"10000{place}", "999999"])),
                supplier=draw(st.sampled_from([f"school-{place}", "Trading name", "Unheard of"])),
                cost_element=draw(st.sampled_from([None, "fee", "therapy", "contribution"])),
                period_first_day=draw(st.sampled_from([None, date(2025, 6, 1), date(2026, 6, 15), date(2026, 9, 9)])),
            )
        )  # fmt: skip
    taught = draw(st.sets(st.sampled_from([("supplier", "TRADINGNAME", "100001"), ("reference", "PO7", "L0")])))
    return lines, payments, sorted(taught)


@EXAMPLES
@given(muddles())
def test_columns_match_each_payment_as_one_looked_at_by_itself(
    muddle: tuple[list[Row], list[Row], list[tuple[str, str, str]]],
) -> None:
    lines, payments, taught = muddle
    known = pl.DataFrame(taught, schema=TAUGHT.schema, orient="row")
    frame = pl.DataFrame(payments, schema=paid_in_full(lines_of([line(1)])).schema, orient="row")
    rules = {(what, text): means for what, text, means in taught}
    expected = [(str(paid["payment_ref"]), *match_slowly(paid, lines, dict(rules))) for paid in payments]
    assert match_payments(frame, lines_of(lines), known).rows() == expected


@settings(max_examples=25, deadline=None)
@given(portfolios(), st.integers(0, 2**32))
def test_neither_the_order_of_rows_nor_a_second_run_changes_what_is_found(lines: pl.DataFrame, seed: int) -> None:
    clean = paid_in_full(lines)
    again = clean.with_columns(payment_ref=pl.format("{} again", "payment_ref"))
    payments = pl.concat(
        [clean, again[: clean.height // 2], again[-1:].with_columns(amount_pence=pl.lit(7_777_777, pl.Int64))]
    )
    mixed, mixed_lines = list(range(payments.height)), list(range(lines.height))
    random.Random(seed).shuffle(mixed)  # noqa: S311 - an order to try, no secret
    random.Random(seed + 1).shuffle(mixed_lines)  # noqa: S311 - an order to try, no secret
    first = month_end(tables(lines, payments), YEAR, MONTHS)
    second = month_end(tables(lines, payments), YEAR, MONTHS)
    shuffled = month_end(tables(lines[mixed_lines], payments[mixed]), YEAR, MONTHS)
    assert first.exceptions.height > 0
    for other in (second, shuffled):
        assert other.exceptions.equals(first.exceptions)
        assert other.ties == first.ties
        assert other.timings.sort("line_ref").equals(first.timings.sort("line_ref"))
        assert other.matched.sort("payment_ref").equals(first.matched.sort("payment_ref"))
