"""What the pages show of a closed month: forecast by line, why it moved, how it ties to the ledger, what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from highneeds.core import FinancialYear, round_to_add
from highneeds.finance.payments import EXCEPTION_RULES
from highneeds.governance.closed_month import ClosedLine, ClosedMonth, Closing, Counted
from highneeds.operations.pages import ShownTable, shown
from highneeds.reports import Table, words
from highneeds.reports.tables import Cell, Column, Kind
from highneeds.store.closed_months import closing_of, closings

_POUND = 100


@dataclass(frozen=True, slots=True)
class ShownNumber:
    label: str
    value: str
    context: str


@dataclass(frozen=True, slots=True)
class ShownException:
    """One rule that something broke; ``oldest``: days since the oldest payment of it."""

    rule: str
    what: str
    rows: int
    money: str
    oldest: int
    advice: str


@dataclass(frozen=True, slots=True)
class MonthEndPage:
    """``others``: the other closings there are, the latest first, as (year, month number, version, words)."""

    closing: Closing
    name: str
    lead: str
    numbers: tuple[ShownNumber, ...]
    forecast: ShownTable
    movement: ShownTable
    ties: ShownTable
    ladder: ShownTable
    exceptions: tuple[ShownException, ...]
    others: tuple[tuple[str, int, int, str], ...]


def month_end_page(year: str | None = None, month: int = 0, version: int | None = None) -> MonthEndPage | None:
    """Of the latest closing when no ``year`` is named; None when there is none such."""
    known = closings()
    latest = known[-1] if known else None
    wanted = latest if year is None else closing_of(FinancialYear.parse(year), month, version)
    return None if wanted is None else _page(wanted, known)


def _page(closing: Closing, known: Sequence[Closing]) -> MonthEndPage:
    month = closing.month
    return MonthEndPage(
        closing=closing,
        name=month_name(month),
        lead=_lead(month),
        numbers=_numbers(month),
        forecast=_forecast(month),
        movement=_movement(month),
        ties=_ties(month),
        ladder=_ladder(month),
        exceptions=tuple(
            ShownException(
                count.rule,
                count.what,
                count.rows,
                words.pounds(count.pence),
                count.oldest_days,
                EXCEPTION_RULES[count.rule].advice,
            )
            for count in month.exceptions
            if count.rows
        ),
        others=tuple(_other(one) for one in reversed(known) if one != closing),
    )


def month_name(month: ClosedMonth) -> str:
    """``October 2026``."""
    return f"{month.financial_year.months()[month.month - 1]:%B %Y}"


def _other(closing: Closing) -> tuple[str, int, int, str]:
    month = closing.month
    told = f"{month_name(month)}, version {closing.version}"
    return str(month.financial_year), month.month, closing.version, told


def _lead(month: ClosedMonth) -> str:
    over = month.forecast_pence - month.budget_pence
    return (
        f"Forecast outturn is {words.millions(month.forecast_pence)} against a budget of "
        f"{words.millions(month.budget_pence)}: {words.over_or_under(over)}."
    )


def _numbers(month: ClosedMonth) -> tuple[ShownNumber, ...]:
    over = month.forecast_pence - month.budget_pence
    share = words.percent(over / month.budget_pence) if month.budget_pence else ""
    moved = sum(step.pence for step in month.movements)
    wrong = sum(count.rows for count in month.exceptions)
    at_stake = sum(count.pence for count in month.exceptions)
    journals = sum(tie.journals_pence for tie in month.ties)
    return (
        ShownNumber(
            "Forecast outturn",
            words.millions(month.forecast_pence),
            f"{words.over_or_under(over)} against {words.millions(month.budget_pence)}, {share}{_range(month)}",
        ),
        ShownNumber("Moved", words.signed_pounds(moved), f"since {month.moved_from}"),
        ShownNumber("Exceptions", words.count(wrong), f"{words.pounds(at_stake)} at stake"),
        ShownNumber("Not explained by payments", words.signed_pounds(journals), "journals, in the ledger to date"),
    )


def _range(month: ClosedMonth) -> str:
    if month.low_pence is None or month.high_pence is None:
        return ""
    return f"; 8 in 10 between {words.millions(month.low_pence)} and {words.millions(month.high_pence)}"


def _forecast(month: ClosedMonth) -> ShownTable:
    """Whole pounds that add down each column; across, forecast is the sum of its parts as shown."""
    lines = [line for line in month.lines if line.kind != "income"]
    budget = round_to_add([line.budget_pence for line in lines], _POUND)
    actual, owed, to_come = (
        round_to_add([part(line) for line in lines], _POUND)
        for part in (lambda line: line.actual_pence, _owed, _to_come)
    )
    rows: list[tuple[Cell, ...]] = []
    for i, line in enumerate(lines):
        forecast = actual[i] + owed[i] + to_come[i]
        whole = None if line.full_year_pence is None else round(line.full_year_pence / _POUND)
        rows.append(
            (line.budget_line, budget[i], actual[i], owed[i], to_come[i], forecast, forecast - budget[i], whole)
        )
    rows.append(("High needs block", *_sums([row[1:7] for row in rows]), None))
    columns = (
        Column("Budget line"),
        *(Column(name, Kind.POUNDS) for name in ("Budget", "Actual", "Owed less paid ahead", "Still to come")),
        Column("Forecast", Kind.POUNDS),
        Column("Variance", Kind.CHANGE),
        Column("In a whole year", Kind.POUNDS),
    )
    note = (
        "Whole pounds; plus is over budget. Actual + owed less paid ahead + still to come = forecast. In a whole year: "
        "what the placements now paid for cost in twelve months."
    )
    over = month.forecast_pence - month.budget_pence
    title = f"The block is forecast to end the year {words.over_or_under(over)}"
    return shown(Table("lines", title, columns, tuple(rows), note, has_total=True))


def _owed(line: ClosedLine) -> int:
    return line.accrued_pence - line.prepaid_pence


def _to_come(line: ClosedLine) -> int:
    return line.committed_pence + line.expected_pence + line.remaining_pence


def _movement(month: ClosedMonth) -> ShownTable:
    amounts = round_to_add([step.pence for step in month.movements], _POUND)
    rows = [
        (step.cause.capitalize(), amount, step.in_words) for step, amount in zip(month.movements, amounts, strict=True)
    ]
    rows.append(("All of it", sum(amounts), ""))
    columns = (Column("Cause"), Column("£", Kind.CHANGE), Column("What it is"))
    moved = words.signed_pounds(sum(step.pence for step in month.movements))
    title = f"Since {month.moved_from} the forecast has moved by {moved}"
    return shown(Table("movement", title, columns, tuple(rows), "Plus is more cost.", has_total=True))


def _ties(month: ClosedMonth) -> ShownTable:
    columns = (
        Column("Cost centre"),
        *(Column(name, Kind.POUNDS) for name in ("Ledger to date", "Payments matched", "Payments not matched")),
        Column("Journals", Kind.POUNDS),
    )
    matched, unmatched, journals = (
        round_to_add([int(getattr(tie, name)) for tie in month.ties], _POUND)
        for name in ("matched_pence", "unmatched_pence", "journals_pence")
    )
    rows: list[tuple[Cell, ...]] = [
        (tie.cost_centre, matched[i] + unmatched[i] + journals[i], matched[i], unmatched[i], journals[i])
        for i, tie in enumerate(month.ties)
    ]
    rows.append(("All", *_sums([row[1:] for row in rows])))
    residual = sum(tie.journals_pence for tie in month.ties)
    title = f"The forecast ties to the ledger but for {words.pounds(abs(residual))} of journals"
    note = (
        "Ledger = payments matched + payments not matched + journals that no payment explains. Whole pounds that add."
    )
    return shown(Table("ties", title, columns, tuple(rows), note, has_total=True))


def _ladder(month: ClosedMonth) -> ShownTable:
    """From what is committed to growth nobody has identified, then what is beside the forecast; each with its range."""
    columns = (
        Column("How certain"),
        Column("Counted"),
        Column("Cases", Kind.COUNT),
        Column("Likely", Kind.PERCENT),
        Column("Expected this year, £", Kind.POUNDS),
        Column("From", Kind.POUNDS),
        Column("To", Kind.POUNDS),
        Column("In a whole year, £", Kind.POUNDS),
    )
    title = f"Beside the forecast, {words.pounds(sum(rung.expected_pence for rung in month.beside))} may still come"
    sources = "; ".join(dict.fromkeys(rung.source for rung in month.beside))
    note = (
        "Placements. What is committed is certain; growth nobody has identified is the simulation's, with its 8-in-10 "
        "range. What is beside the forecast is in none of its lines: from none of it to all of it. "
        f"The likelihoods: {sources or 'none given'}."
    )
    if month.transport_children:
        note += f" Transport, {words.pounds(month.transport_pence)} this year, is the council's and not the block's."
    return shown(Table("ladder", title, columns, (*map(_held_rung, month.counted), *_rungs_beside(month)), note))


def _held_rung(rung: Counted) -> tuple[Cell, ...]:
    amounts = (round(pence / _POUND) for pence in (rung.expected_pence, rung.low_pence, rung.high_pence))
    return (rung.status.capitalize(), "in the forecast", None, None, *amounts, None)


def _rungs_beside(month: ClosedMonth) -> Iterator[tuple[Cell, ...]]:
    expected, everything = (
        round_to_add([int(getattr(rung, name)) for rung in month.beside], _POUND)
        for name in ("expected_pence", "all_pence")
    )
    for i, rung in enumerate(month.beside):
        ends = (min(0, everything[i]), max(0, everything[i]))
        yield (
            f"{rung.kind.capitalize()}: {rung.status}",
            "beside it",
            rung.cases,
            f"{rung.prob:.0%}",
            expected[i],
            *ends,
            round(rung.full_year_pence / _POUND),
        )


def _sums(rows: Sequence[Sequence[Cell]]) -> tuple[int, ...]:
    return tuple(sum(cell for cell in column if isinstance(cell, int)) for column in zip(*rows, strict=True))
