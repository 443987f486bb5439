"""The rows behind every step of a forecast's movement: of each cause they add to its step, to the penny."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

import polars as pl

from highneeds.core import FinancialYear, pounds_from_pence
from highneeds.finance.bridge import unexplained, variance_of, with_children
from highneeds.finance.movement.steps import ONE_OFF, OTHER, PLACEMENT_KINDS, RESIDUAL, STILL_EXPECTED
from highneeds.finance.payments.month_end import is_to_date
from highneeds.finance.payments.timing import Tie
from highneeds.finance.types import OutturnLine

ROWS_SCHEMA = pl.Schema(
    {
        "cause": pl.String,
        "name": pl.String,
        "child_key": pl.String,
        "setting": pl.String,
        "pence": pl.Int64,
        "in_words": pl.String,
        "source_file": pl.String,
        "source_row": pl.Int32,
    }
)
"""``name``: a cost line, a budget line, or a cost centre (and month). Child, setting, file and row if there is one."""

_REMAINDER = {
    "service": "still to come are the remaining twelfths of the budget",
    "places": "still to come is the rest of the year's places at their rates",
}
_MINUS = "\N{MINUS SIGN}"


class _Row(NamedTuple):
    cause: str
    name: str
    pence: int
    in_words: str
    source_file: str | None = None
    source_row: int | None = None


@dataclass(frozen=True)
class Forecast:
    """A forecast and what it stands on: canonical cost lines, ledger and payments, and ``timing`` of the lines."""

    financial_year: FinancialYear
    months: int
    lines: Sequence[OutturnLine]
    ties: Sequence[Tie]
    cost_lines: pl.DataFrame
    timings: pl.DataFrame
    ledger: pl.DataFrame
    payments: pl.DataFrame


def rows_from_budget(lines: Sequence[OutturnLine]) -> pl.DataFrame:
    """The budget lines behind the steps of ``bridge``, as ``ROWS_SCHEMA``."""
    compared = with_children(lines)
    rows: list[_Row] = []
    for line, share in zip(compared, variance_of(compared).by_setting, strict=True):
        children = f"{line.forecast_fte or 0:,.1f} children against {line.budget_fte or 0:,.1f} budgeted"
        words = f"{children}; {_against(line.budget_pence, line.forecast_pence)}"
        rows += (
            _Row(cause, line.budget_line, pence, words)
            for cause, pence in zip(("volume", "mix", "price"), share[1:], strict=True)
        )
    kinds = (("places", "places"), ("services", "service"))
    for cause, kind in kinds:
        rows += (
            _Row(cause, line.budget_line, line.variance_pence, _driven(line)) for line in lines if line.kind == kind
        )
    rows += (
        _Row(RESIDUAL, line.budget_line, line.variance_pence, _against(line.budget_pence, line.forecast_pence))
        for line in unexplained(lines)
    )
    return _frame(rows)


def rows_between(before: Forecast, now: Forecast, moved: pl.DataFrame) -> pl.DataFrame:
    """The rows behind the steps of ``steps_between``, as ``ROWS_SCHEMA``. ``moved``: as the steps were made from."""
    known = pl.concat(
        [one.cost_lines.select("line_ref", "child_key", pl.col("setting").cast(pl.String), "cost_centre")
         for one in (now, before)]
    ).unique("line_ref", keep="first")  # fmt: skip
    lines = moved.join(known, on="line_ref", how="left", maintain_order="left")
    one_off = list(_one_off(before, now))
    expected, others = list(_still_expected(before, now)), list(_others(before, now))
    explained: defaultdict[str, int] = defaultdict(int)
    for centre, pence in lines.select("cost_centre", "pence").iter_rows():
        explained[centre] += pence
    for centre, row in (*one_off, *expected, *others):
        explained[centre] += row.pence
    rest = (row for _, row in (*expected, *one_off, *others))
    unsaid = _unexplained(before, now, explained)
    of_lines = lines.select("cause", pl.col("line_ref").alias("name"), "child_key", "setting", "pence", "source_file",
                            "source_row", in_words=pl.lit(""))  # fmt: skip
    return pl.concat([of_lines.select(ROWS_SCHEMA.names()).cast(ROWS_SCHEMA), _frame([*rest, *unsaid])])


def _still_expected(before: Forecast, now: Forecast) -> Iterator[tuple[str, _Row]]:
    for name, (was, line) in _paired(before, now, PLACEMENT_KINDS).items():
        first, second = (one.expected_pence if one else 0 for one in (was, line))
        words = f"{_pounds(first)} before, {_pounds(second)} now, from those yet to start, move or leave"
        yield _centre(was, line), _Row(STILL_EXPECTED, name, second - first, words)


def _others(before: Forecast, now: Forecast) -> Iterator[tuple[str, _Row]]:
    kinds = frozenset(line.kind for one in (before, now) for line in one.lines) - PLACEMENT_KINDS - {"income"}
    for name, (was, line) in _paired(before, now, kinds).items():
        first, second = (one.forecast_pence if one else 0 for one in (was, line))
        spent = " before, ".join(_pounds(one.actual_to_date_pence if one else 0) for one in (was, line))
        words = f"{_pounds(first)} before, {_pounds(second)} now; to date {spent} now; {_remainder(line or was)}"
        yield _centre(was, line), _Row(OTHER, name, second - first, words)


def _one_off(before: Forecast, now: Forecast) -> Iterator[tuple[str, _Row]]:
    """Cost centre by month: what the ledger holds above the payments."""
    both = _journals(now).join(
        _journals(before), on=["cost_centre", "month"], how="full", coalesce=True, suffix="_before"
    ).sort("cost_centre", "month")  # fmt: skip
    for row in both.iter_rows(named=True):
        posted, paid = row["ledger_pence"] or 0, row["paid_pence"] or 0
        was = (row["ledger_pence_before"] or 0) - (row["paid_pence_before"] or 0)
        month = now.financial_year.months()[row["month"] - 1]
        words = f"{_pounds(posted)} in the ledger less {_pounds(paid)} of payments"
        words += f"; {_pounds(was)} of journals before" if was else ""
        file = row["source_file"] or row["source_file_before"]
        number = row["source_row"] or row["source_row_before"]
        name = f"{row['cost_centre']}, {month:%B %Y}"
        yield row["cost_centre"], _Row(ONE_OFF, name, posted - paid - was, words, file, number)


def _journals(one: Forecast) -> pl.DataFrame:
    """By cost centre of the payments and month: ledger_pence and paid_pence, with the ledger's file and row."""
    to_date = one.payments.filter(is_to_date(one.financial_year, one.months))
    paid = to_date.group_by("cost_centre", month=pl.col("period").str.slice(-2).cast(pl.Int8)).agg(
        paid_pence=pl.col("amount_pence").sum()
    )
    posted = one.ledger.filter(
        pl.col("financial_year") == str(one.financial_year),
        pl.col("month") <= one.months,
        pl.col("cost_centre").is_in(paid["cost_centre"].implode()),
    )
    posted = posted.group_by("cost_centre", "month").agg(
        pl.col("amount_pence").sum().alias("ledger_pence"), pl.col("source_file", "source_row").first()
    )
    return posted.join(paid, on=["cost_centre", "month"], how="full", coalesce=True)


def _unexplained(before: Forecast, now: Forecast, explained: Mapping[str, int]) -> Iterator[_Row]:
    """Cost centre by cost centre what no other row explains, the payments that match no placement by themselves."""
    moved: defaultdict[str, int] = defaultdict(int)
    unmatched: defaultdict[str, int] = defaultdict(int)
    for sign, one in ((1, now), (-1, before)):
        for line in one.lines:
            if line.kind != "income":
                moved[line.cost_centre] += sign * line.forecast_pence
        for tie in one.ties:
            unmatched[tie.cost_centre] += sign * tie.unmatched_pence
    for centre in sorted(moved.keys() | explained.keys() | unmatched.keys()):
        name = centre or "no cost centre"
        yield _Row(RESIDUAL, name, unmatched[centre], "payments to date that match no placement")
        rest = moved[centre] - explained.get(centre, 0) - unmatched[centre]
        yield _Row(
            RESIDUAL, name, rest, "children placed and not yet in the extract, payments not due, and ends to come"
        )


def _paired(
    before: Forecast, now: Forecast, kinds: frozenset[str]
) -> dict[str, tuple[OutturnLine | None, OutturnLine | None]]:
    first, second = ({line.budget_line: line for line in one.lines if line.kind in kinds} for one in (before, now))
    return {name: (first.get(name), second.get(name)) for name in dict.fromkeys((*second, *first))}


def _centre(was: OutturnLine | None, line: OutturnLine | None) -> str:
    known = line or was
    return known.cost_centre if known else ""


def _driven(line: OutturnLine) -> str:
    to_date = f"{_pounds(line.actual_to_date_pence)} to date and {_pounds(line.remaining_pence)} to come"
    return f"{_against(line.budget_pence, line.forecast_pence)}: {to_date}; {_remainder(line)}"


def _remainder(line: OutturnLine | None) -> str:
    return _REMAINDER.get(line.kind, "") if line else ""


def _against(budget: int, forecast: int) -> str:
    return f"{_pounds(forecast)} against {_pounds(budget)} budgeted"


def _pounds(pence: int) -> str:
    """A half away from nought, as papers and pages round."""
    value = int(pounds_from_pence(pence).quantize(Decimal(1), ROUND_HALF_UP))
    return f"{_MINUS if value < 0 else ''}£{abs(value):,}"


def _frame(rows: Sequence[_Row]) -> pl.DataFrame:
    """Those that are anything, the largest of each cause first."""
    made = [(row.cause, row.name, None, None, row.pence, row.in_words, row.source_file, row.source_row) for row in
            sorted(rows, key=lambda row: -abs(row.pence)) if row.pence]  # fmt: skip
    return pl.DataFrame(made, schema=ROWS_SCHEMA, orient="row")
