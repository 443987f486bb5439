"""A closed month in plain lines, and its exceptions as a file for those who chase them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from highneeds.core.errors import Refusal
from highneeds.finance.payments import EXCEPTION_RULES
from highneeds.governance.closed_month import ClosedMonth
from highneeds.operations.closing import ClosedNow
from highneeds.reports import words

EXCEPTIONS_FILE, LINES_FILE, SUGGESTIONS_FILE = "exceptions.csv", "lines.csv", "suggestions.csv"


def closing_lines(now: ClosedNow) -> Iterator[str]:
    """What a finance partner reads first: closed or not, the forecast, the tie, the exceptions, the movement."""
    month, closing = now.closing.month, now.closing
    name = f"{month.financial_year.months()[month.month - 1]:%B %Y}"
    how = "closed" if now.is_new else "was closed before, with the same numbers; nothing has changed"
    yield f"{name} {how}: version {closing.version}, snapshot {month.snapshot}."
    if closing.reason:
        yield f"Corrected, because: {closing.reason}"
    yield ""
    yield from _forecast(month)
    yield ""
    yield from _beside(month)
    yield ""
    yield from _ties(month)
    yield ""
    yield from _exceptions(month)
    yield ""
    yield from _movement(month)


def _forecast(month: ClosedMonth) -> Iterator[str]:
    over = month.forecast_pence - month.budget_pence
    yield (
        f"Budget {words.pounds(month.budget_pence)}, forecast outturn {words.pounds(month.forecast_pence)}: "
        f"{words.pounds(abs(over))} {'over' if over >= 0 else 'under'}."
    )
    if month.low_pence is not None and month.high_pence is not None:
        ends = f"{words.pounds(month.low_pence)} and {words.pounds(month.high_pence)}"
        yield f"8 in 10 simulated futures end between {ends}."
    yield "Actual + accrued - prepaid + committed + expected + remaining = forecast; the whole-year cost beside it"
    for line in month.lines:
        parts = (line.actual_pence, line.accrued_pence, -line.prepaid_pence, line.committed_pence, line.expected_pence)
        shown = " ".join(f"{words.pounds(part):>13}" for part in (*parts, line.remaining_pence))
        whole = "" if line.full_year_pence is None else words.pounds(line.full_year_pence)
        yield f"  {line.budget_line[:44]:<44} {shown} = {words.pounds(line.forecast_pence):>13} {whole:>13}"


def _beside(month: ClosedMonth) -> Iterator[str]:
    """Each rung of the ladder, those without a case too, so that what is not there is seen not to be."""
    if month.counted:
        yield "In the forecast of placements, the most certain first"
    for held in month.counted:
        low, high = words.pounds(held.low_pence), words.pounds(held.high_pence)
        within = "" if held.low_pence == held.high_pence else f", {low} to {high}"
        yield f"  {held.status.capitalize():<28} {words.pounds(held.expected_pence)}{within} ({held.source})"
    yield "Beside the forecast, in none of its lines: what is not committed or not settled, and how likely it is"
    for rung in month.beside:
        cases = f"{rung.cases:>4} {'case' if rung.cases == 1 else 'cases'}, {rung.prob:.0%} likely"
        yield (
            f"  {rung.kind.capitalize() + ', ' + rung.status:<28} {cases}: expected "
            f"{words.pounds(rung.expected_pence)} this year, {words.pounds(rung.all_pence)} if all come, "
            f"{words.pounds(rung.full_year_pence)} in a whole year"
        )
    expected = sum(rung.expected_pence for rung in month.beside)
    spread = math.isqrt(sum(rung.standard_deviation_pence**2 for rung in month.beside))
    yield f"  Together {words.pounds(expected)} expected, give or take {words.pounds(spread)} (one standard deviation)."
    if month.transport_children:
        carried = f"{month.transport_children:,} children, {words.pounds(month.transport_pence)} this year"
        yield f"  Transport of {carried}, is the council's and not the block's."
    for source in dict.fromkeys(rung.source for rung in month.beside):
        yield f"  The likelihoods are {source}."


def _ties(month: ClosedMonth) -> Iterator[str]:
    yield "Ledger to date = payments matched + payments not matched + journals that no payment explains"
    for tie in month.ties:
        yield (
            f"  {tie.cost_centre:<8} {words.pounds(tie.ledger_pence):>13} = {words.pounds(tie.matched_pence):>13} "
            f"{words.pounds(tie.unmatched_pence):>13} {words.pounds(tie.journals_pence):>13}"
        )
    total = sum(tie.journals_pence for tie in month.ties)
    yield f"  Residual: {words.pounds(total)} of journals."


def _exceptions(month: ClosedMonth) -> Iterator[str]:
    yield "Exceptions"
    for count in month.exceptions:
        if count.rows:
            yield (
                f"  {count.rule} {count.what}: {count.rows:,}, {words.pounds(count.pence)}, the oldest "
                f"{count.oldest_days} days. {EXCEPTION_RULES[count.rule].advice}"
            )
    if not any(count.rows for count in month.exceptions):
        yield "  None."


def _movement(month: ClosedMonth) -> Iterator[str]:
    yield f"Moved since {month.moved_from}."
    for step in month.movements:
        yield f"  {step.cause:<30} {words.signed_pounds(step.pence):>13} {step.in_words}"


def write_closing(now: ClosedNow, out: Path) -> tuple[Path, ...]:
    """``exceptions.csv``, row by row with what to do, ``lines.csv`` in pence, and ``suggestions.csv``: which lines
    payments without a placement may be for, to be thinned out and taught. Raises Refusal when it cannot.
    """
    advice = {rule.id: rule.advice for rule in EXCEPTION_RULES.values()}
    rows = now.rows.with_columns(
        what=pl.col("rule").replace_strict({rule.id: rule.title for rule in EXCEPTION_RULES.values()}),
        advice=pl.col("rule").replace_strict(advice),
    ).drop("child_key")
    fields = ("budget_line", "cost_centre", "kind", "budget_pence", "actual_pence", "accrued_pence", "prepaid_pence",
              "committed_pence", "expected_pence", "remaining_pence", "forecast_pence", "variance_pence",
              "full_year_pence")  # fmt: skip
    lines = pl.DataFrame([{name: getattr(line, name) for name in fields} for line in now.closing.month.lines])
    try:
        out.mkdir(parents=True, exist_ok=True)
        rows.write_csv(out / EXCEPTIONS_FILE)
        lines.write_csv(out / LINES_FILE)
        now.suggested.write_csv(out / SUGGESTIONS_FILE)
    except OSError as error:
        message = f"The folder {out} cannot be written: {error.strerror}."
        raise Refusal(message) from error
    return out / EXCEPTIONS_FILE, out / LINES_FILE, out / SUGGESTIONS_FILE
