"""The rows behind every step of a forecast's movement add to the step to the penny, the residual's too."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.finance.paid_portfolios import MONTHS, YEAR, line, lines_of, paid_in_full, portfolios, tables

from highneeds.core import Pence
from highneeds.finance import OutturnLine, bridge
from highneeds.finance.movement import CAUSES, Forecast, lines_moved, rows_between, rows_from_budget, steps_between
from highneeds.finance.payments import PaymentTables, last_day_of, month_end
from highneeds.reports import words

PENCE = st.integers(-(10**9), 10**9).map(Pence)
CHILDREN = st.none() | st.just(0.0) | st.floats(0.01, 5_000)
CENTRES = st.sampled_from(["HN10", "HN11", "HN35", ""])


def outturn_lines(children: st.SearchStrategy[float | None]) -> st.SearchStrategy[list[OutturnLine]]:
    return st.lists(
        st.builds(
            OutturnLine,
            budget_line=st.sampled_from([f"Line {n}" for n in range(6)]),
            cost_centre=CENTRES,
            kind=st.sampled_from(["placement", "service", "places", "income", "unbudgeted"]),
            setting=st.none(),
            budget_pence=PENCE,
            budget_fte=children,
            actual_to_date_pence=PENCE,
            accrued_pence=PENCE,
            committed_pence=PENCE,
            expected_pence=PENCE,
            remaining_pence=PENCE,
            forecast_fte=children,
            prepaid_pence=PENCE,
        ),
        max_size=6,
        unique_by=lambda line: line.budget_line,
    )


def by_cause(rows: pl.DataFrame) -> Mapping[str, int]:
    return dict(rows.group_by("cause").agg(pl.col("pence").sum()).iter_rows())


@given(outturn_lines(CHILDREN))
def test_the_rows_behind_every_step_from_the_budget_add_to_it(lines: list[OutturnLine]) -> None:
    found = by_cause(rows_from_budget(lines))
    steps = {step.cause: step.pence for step in bridge(lines)}
    assert {cause: found.get(cause, 0) for cause in steps} == steps
    assert found.keys() <= steps.keys()


@st.composite
def forecasts(draw: st.DrawFn, months: int) -> Forecast:
    """A portfolio of which some is paid, some to no line known, in a ledger that holds journals too."""
    lines = draw(portfolios())
    paid = paid_in_full(lines).filter(pl.col("period") <= f"2026-27 M{months:02d}")
    paid = paid.filter(draw(st.lists(st.booleans(), min_size=paid.height, max_size=paid.height)))
    lost = draw(st.lists(st.booleans(), min_size=paid.height, max_size=paid.height))
    paid = paid.with_columns(
        pl.when(pl.Series(lost, dtype=pl.Boolean)).then(pl.lit(None)).otherwise(pl.col(name)).alias(name)
        for name in ("line_ref", "urn", "child_key")
    )
    given_tables = tables(lines, paid)
    journals = draw(st.lists(PENCE, min_size=given_tables.ledger.height, max_size=given_tables.ledger.height))
    ledger = given_tables.ledger.with_columns(
        pl.col("amount_pence") + pl.Series(journals, dtype=pl.Int64),
        source_file=pl.lit("ledger.csv"),
        source_row=pl.int_range(pl.len(), dtype=pl.Int32) + 4,
    )
    end = month_end(
        PaymentTables(lines, paid, given_tables.plans, given_tables.term_dates, ledger, given_tables.taught),
        YEAR,
        months,
    )
    outturn = draw(outturn_lines(st.none()))
    return Forecast(YEAR, months, outturn, end.ties, lines, end.timings, ledger, paid)


def lines_between(before: Forecast, now: Forecast) -> pl.DataFrame:
    return lines_moved(
        (before.cost_lines, before.timings), (now.cost_lines, now.timings), last_day_of(YEAR, before.months)
    )


def steps_of(before: Forecast, now: Forecast, moved: pl.DataFrame) -> Mapping[str, int]:
    """As the month's record tells them, without asking the rows."""
    journals = (_journals(before), _journals(now))
    return {step.cause: step.pence for step in steps_between(before.lines, now.lines, moved, journals)}


def _journals(one: Forecast) -> int:
    return sum(tie.journals_pence for tie in one.ties)


@settings(max_examples=40, deadline=None)
@given(forecasts(MONTHS - 1), forecasts(MONTHS))
def test_the_rows_behind_every_step_between_two_forecasts_add_to_it(before: Forecast, now: Forecast) -> None:
    moved = lines_between(before, now)
    rows, steps = rows_between(before, now, moved), steps_of(before, now, moved)
    found = by_cause(rows)
    assert tuple(steps) == CAUSES
    assert {cause: found.get(cause, 0) for cause in CAUSES} == steps
    assert (rows["pence"] != 0).all()


@pytest.mark.parametrize("pence", [0, 30, 50, -30, -50, 150, 250, -250, 1_545_850, 10**15 + 49])
def test_rows_tell_pounds_as_papers_round_them(pence: int) -> None:
    nought, budget = Pence(0), Pence(pence - 1_000_000)
    line = OutturnLine(
        budget_line="Therapies", cost_centre="HN35", kind="service", setting=None, budget_pence=budget, budget_fte=None,
        actual_to_date_pence=Pence(pence), accrued_pence=nought, committed_pence=nought, expected_pence=nought,
        remaining_pence=nought, forecast_fte=None, prepaid_pence=nought,
    )  # fmt: skip
    (row,) = rows_from_budget([line]).filter(pl.col("cause") == "services").to_dicts()
    against = f"{words.pounds(pence)} against {words.pounds(budget)} budgeted"
    assert row["in_words"].startswith(f"{against}: {words.pounds(pence)} to date and £0 to come")


def test_a_journal_is_told_with_the_row_of_the_ledger_that_holds_it() -> None:
    lines = lines_of([line(number, cost_centre="HN10") for number in (1, 2)])
    paid = paid_in_full(lines)
    quiet, shaken = (_forecast(lines, paid, journal) for journal in (0, 12_345))
    rows = rows_between(quiet, shaken, lines_between(quiet, shaken))
    (row,) = rows.filter(pl.col("cause") == "journals and other one-off").to_dicts()
    assert (row["name"], row["pence"]) == ("HN10, October 2026", 12_345)
    assert (row["source_file"], row["source_row"]) == ("ledger.csv", 9)
    assert "in the ledger less" in row["in_words"]


def _forecast(lines: pl.DataFrame, paid: pl.DataFrame, journal: int) -> Forecast:
    is_october = pl.col("month") == MONTHS
    known = tables(lines, paid)
    ledger = known.ledger.with_columns(
        pl.col("amount_pence") + pl.when(is_october).then(journal).otherwise(0),
        source_file=pl.lit("ledger.csv"),
        source_row=pl.when(is_october).then(9).otherwise(5).cast(pl.Int32),
    )
    end = month_end(PaymentTables(lines, paid, known.plans, known.term_dates, ledger, known.taught), YEAR, MONTHS)
    return Forecast(YEAR, MONTHS, (), end.ties, lines, end.timings, ledger, paid)
