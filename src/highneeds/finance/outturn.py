"""This year's forecast outturn as at a day, one budget line at a time.

For placements, forecast = actual to date + owed and not yet paid - paid ahead + committed remainder + expected change
from those yet to start, move or leave; for services, actual to date + remaining twelfths of the budget; for place
funding, actual to date + the rest of the year's places at their rates; income comes in as budgeted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl

from highneeds.core import FinancialYear, Labelled, Pence, allocate
from highneeds.finance.commitments import Commitments, LineKey, by_contract, commitments, unpaid
from highneeds.finance.past import rest_of_year_error, spread_of
from highneeds.finance.path import month_label, tally_of_census
from highneeds.finance.payments.month_end import MonthEnd, last_day_of
from highneeds.finance.prices import OwnPrices
from highneeds.finance.types import MONTHS_IN_A_YEAR, Assumption, Floats, Outturn, OutturnLine, Tally

NOT_IN_THE_BUDGET_BOOK = "Not in the budget book"
_PENCE_IN_A_POUND = 100


@dataclass(frozen=True)
class _Expected:
    """What is yet to come, by setting of the path: GBP draws[draw, setting] for the rest of the year, mean children."""

    settings: tuple[str, ...]
    gbp: Floats
    children: Floats


def forecast_outturn(
    *,
    as_at: date,
    budget: pl.DataFrame,
    ledger: pl.DataFrame,
    costs: pl.DataFrame,
    prices_now: OwnPrices,
    path: Tally,
    places_pence_per_year: Pence | None = None,
    paid: MonthEnd | None = None,
) -> Outturn:
    """Forecast the financial year of ``as_at`` from canonical frames.

    ``prices_now``: ``own_prices`` of the census on ``as_at``. ``path``: months of the year at today's prices, from
    ``path_through``, so that every draw stands at today's caseload now. ``places_pence_per_year``: a whole year of
    funded places (``place_funding``); the budget's own when None. ``paid``: the payments of the closed months set
    against their contracts, which then say what is owed, paid ahead and still to come line by line. Postings of other
    years are left aside.
    Raises ValueError when the budget book has no line for the year or the ledger no month.
    """
    financial_year = FinancialYear.containing(as_at)
    of_year = pl.col("financial_year") == str(financial_year)
    book, postings = budget.filter(of_year), ledger.filter(of_year)
    months = months_closed(postings, financial_year, as_at)
    if book.is_empty() or not months:
        message = f"{financial_year} needs a budget book and at least one closed month of the ledger"
        raise ValueError(message)
    closed_to = last_day_of(financial_year, months)
    committed = commitments(costs, financial_year, closed_to, as_at)
    if paid is not None:
        committed = by_contract(committed, costs, paid.timings, as_at)
    plan = _LinePlan.of(book, committed)
    expected = _expected(path, prices_now, financial_year, months, as_at)
    actual = _actual_to_date(plan, postings.filter(pl.col("month") <= months), committed)
    lines = _lines(plan, actual, committed, expected, _unpaid(prices_now, financial_year, closed_to))
    if paid is not None:
        lines = _with_timing(lines, plan, paid.timings)
    lines = [_with_remainder(line, months, places_pence_per_year, book) for line in lines]
    error = rest_of_year_error(ledger, budget, financial_year, months)
    placements, spending = _draws(lines, plan, expected, error.share)
    stated = (*prices_now.assumptions, *_assumptions(lines, committed, prices_now, closed_to, paid), error.assumption)
    return Outturn(financial_year, months, tuple(lines), spending, placements, stated)


def months_closed(postings: pl.DataFrame, financial_year: FinancialYear, as_at: date) -> int:
    """The last month that has ended by ``as_at`` and has postings; 0 when there is none."""
    number = financial_year.month_number(as_at)
    if as_at < last_day_of(financial_year, number):
        number -= 1
    posted = [month for month in postings["month"].unique().to_list() if month <= number]
    return max(posted, default=0)


@dataclass(frozen=True)
class _LinePlan:
    """The budget lines, and the line each (cost centre, setting) and each setting belongs to."""

    rows: tuple[Mapping[str, object], ...]
    of_key: Mapping[LineKey, str]
    of_setting: Mapping[str, str]

    @classmethod
    def of(cls, book: pl.DataFrame, committed: Commitments) -> _LinePlan:
        rows = tuple(book.with_columns(pl.col("kind", "setting").cast(pl.String)).sort("budget_line").to_dicts())
        placements = [row for row in rows if row["kind"] == "placement"]
        places = [row for row in rows if row["kind"] == "places"]
        keys = set(committed.to_date)
        of_key = {key: _line_for(key, placements, places) for key in keys}
        of_setting = {str(row["setting"]): str(row["budget_line"]) for row in placements if row["setting"]}
        by_cost = sorted(keys, key=lambda key: -abs(committed.to_date[key] + committed.remaining[key]))
        named = {str(row["budget_line"]) for row in places}
        for cost_centre, setting in by_cost:
            if of_key[cost_centre, setting] not in named:
                of_setting.setdefault(setting, of_key[cost_centre, setting])
        return cls(rows, of_key, of_setting)

    def line_of_setting(self, setting: str) -> str:
        return self.of_setting.get(setting, NOT_IN_THE_BUDGET_BOOK)


def _line_for(key: LineKey, placements: Sequence[Mapping[str, object]], places: Sequence[Mapping[str, object]]) -> str:
    """The line of both cost centre and setting; else the cost centre's largest, as the ledger runs by it; else none.

    A place agreed for a child over number may be coded to the cost centre of place funding.
    """
    of_centre = [row for row in placements if row["cost_centre"] == key[0]]
    same = [row for row in of_centre if row["setting"] == key[1]] or of_centre
    same = same or [row for row in places if row["cost_centre"] == key[0]]
    if not same:
        return NOT_IN_THE_BUDGET_BOOK
    return str(max(same, key=lambda row: abs(_whole(row["amount_pence"])))["budget_line"])


def _expected(path: Tally, prices_now: OwnPrices, financial_year: FinancialYear, months: int, as_at: date) -> _Expected:
    """Change of the yearly price from today's over the months still open, in twelfths; and year-average children."""
    labels = [str(label) for label in path.price.labels("month")]
    wanted = [labels.index(month_label(day)) for day in financial_year.months()]
    today = tally_of_census(prices_now.prices, path.settings, as_at).price.values[0, 0]
    change = (path.price.values[:, wanted[months:]] - today).sum(axis=1) / MONTHS_IN_A_YEAR
    children = path.children.values[:, wanted].mean(axis=(0, 1))
    return _Expected(path.settings, change, children)


def _actual_to_date(plan: _LinePlan, closed: pl.DataFrame, committed: Commitments) -> dict[str, int]:
    """The ledger by budget line: a cost centre of several is shared by what its cost lines say, else by budget."""
    by_line: dict[str, int] = defaultdict(int)
    on_paper: dict[str, float] = defaultdict(float)
    for key, pence in committed.to_date.items():
        on_paper[plan.of_key[key]] += max(pence, 0.0)
    totals = closed.group_by("cost_centre").agg(pl.col("amount_pence").sum()).sort("cost_centre")
    for cost_centre, pence in totals.iter_rows():
        lines = [row for row in plan.rows if row["cost_centre"] == cost_centre]
        names = [str(row["budget_line"]) for row in lines] or [NOT_IN_THE_BUDGET_BOOK]
        weights = [on_paper[name] for name in names]
        if sum(weights) <= 0:
            weights = [float(abs(_whole(row["amount_pence"]))) for row in lines]
        if sum(weights) <= 0:
            weights = [1.0] * len(names)
        for name, part in zip(names, allocate(pence, weights), strict=True):
            by_line[name] += part
    return by_line


def _unpaid(prices: OwnPrices, financial_year: FinancialYear, closed_to: date) -> dict[str, tuple[float, float]]:
    rows = unpaid(prices.placed_not_paid, financial_year, closed_to).iter_rows()
    return {setting: (accrued, remaining) for setting, accrued, remaining in rows}


def _lines(
    plan: _LinePlan,
    actual: Mapping[str, int],
    committed: Commitments,
    expected: _Expected,
    owed: Mapping[str, tuple[float, float]],
) -> list[OutturnLine]:
    """Every budget line with its parts but for the remainder of services, places and income; then what has no line."""
    accrued, remaining, coming, children = (defaultdict[str, float](float) for _ in range(4))
    for key, pence in committed.remaining.items():
        remaining[plan.of_key[key]] += pence
        coming[plan.of_key[key]] += committed.known_ends[key]
    for setting, (past, to_come) in owed.items():
        accrued[plan.line_of_setting(setting)] += past
        remaining[plan.line_of_setting(setting)] += to_come
    means = expected.gbp.mean(axis=0) * _PENCE_IN_A_POUND
    for setting, change, present in zip(expected.settings, means, expected.children, strict=True):
        coming[plan.line_of_setting(setting)] += change
        children[plan.line_of_setting(setting)] += present
    rows = list(plan.rows)
    if any(part.get(NOT_IN_THE_BUDGET_BOOK) for part in (actual, accrued, remaining, coming)):
        rows.append(_row_without_budget())
    return [
        OutturnLine(
            budget_line=name,
            cost_centre=str(row["cost_centre"]),
            kind=str(row["kind"]),
            setting=None if row["setting"] is None else str(row["setting"]),
            budget_pence=Pence(_whole(row["amount_pence"])),
            budget_fte=row["children_fte"] if isinstance(row["children_fte"], float) else None,
            actual_to_date_pence=Pence(actual.get(name, 0)),
            accrued_pence=Pence(round(accrued[name])),
            committed_pence=Pence(round(remaining[name])),
            expected_pence=Pence(round(coming[name])),
            remaining_pence=Pence(0),
            forecast_fte=float(children[name]) if row["setting"] is not None else None,
        )
        for row in rows
        for name in [str(row["budget_line"])]
    ]


def _with_timing(lines: list[OutturnLine], plan: _LinePlan, timings: pl.DataFrame) -> list[OutturnLine]:
    """Adds what each line's contracts had and did not pay, and what they paid ahead."""
    accrued, prepaid = (defaultdict[str, int](int) for _ in range(2))
    summed = timings.group_by("cost_centre", "setting").agg(pl.col("accrued_pence", "prepaid_pence").sum())
    for cost_centre, setting, owed, ahead in summed.iter_rows():
        accrued[plan.of_key[cost_centre, setting]] += owed
        prepaid[plan.of_key[cost_centre, setting]] += ahead
    return [
        replace(
            line,
            accrued_pence=Pence(line.accrued_pence + accrued[line.budget_line]),
            prepaid_pence=Pence(prepaid[line.budget_line]),
        )
        for line in lines
    ]


def _row_without_budget() -> Mapping[str, object]:
    blank: dict[str, object] = {"setting": None, "children_fte": None, "amount_pence": 0}
    return {"budget_line": NOT_IN_THE_BUDGET_BOOK, "cost_centre": "", "kind": "unbudgeted", **blank}


def _with_remainder(line: OutturnLine, months: int, places: Pence | None, book: pl.DataFrame) -> OutturnLine:
    """Add the rest of the year of a service, of place funding or of income."""
    if line.kind in {"placement", "unbudgeted"}:
        return line
    if line.kind == "income":
        rest = line.budget_pence - line.actual_to_date_pence
    else:
        whole_year = int(line.budget_pence)
        if line.kind == "places" and places is not None:
            budgeted = book.filter(pl.col("kind") == "places")["amount_pence"]
            total = int(budgeted.sum())
            whole_year = round(places * line.budget_pence / total) if total else round(places / len(budgeted))
        rest = round(whole_year * (MONTHS_IN_A_YEAR - months) / MONTHS_IN_A_YEAR)
    return replace(line, remaining_pence=Pence(rest))


def _draws(
    lines: Sequence[OutturnLine], plan: _LinePlan, expected: _Expected, error_share: float
) -> tuple[Labelled, Floats]:
    """Draws of the placements by setting, and of all spending: only what is yet to come differs between draws."""
    spread = expected.gbp - expected.gbp.mean(axis=0)
    names = [line.budget_line for line in lines if line.kind == "placement"]
    forecast = {line.budget_line: line.forecast_pence / _PENCE_IN_A_POUND for line in lines}
    settings = [line.setting or line.budget_line for line in lines if line.kind == "placement"]
    values = np.tile(np.array([forecast[name] for name in names]), (len(spread), 1))
    for position, setting in enumerate(expected.settings):
        name = plan.line_of_setting(setting)
        if name in names:
            values[:, names.index(name)] += spread[:, position]
    axes = (("draw", tuple(range(len(spread)))), ("setting", tuple(settings)))
    spent = [line for line in lines if line.kind != "income"]
    steady = [line for line in spent if line.kind not in {"placement", "unbudgeted"}]
    to_come = sum(line.forecast_pence - line.actual_to_date_pence for line in steady) / _PENCE_IN_A_POUND
    total = sum(line.forecast_pence for line in spent) / _PENCE_IN_A_POUND
    draws = total + spread.sum(axis=1) + error_share * to_come * spread_of(len(spread))
    return Labelled(values, axes, "GBP"), draws


def _assumptions(
    lines: Sequence[OutturnLine], committed: Commitments, prices: OwnPrices, closed_to: date, paid: MonthEnd | None
) -> tuple[Assumption, ...]:
    coming = sum(line.expected_pence for line in lines) / _PENCE_IN_A_POUND
    ends = sum(committed.known_ends.values()) / _PENCE_IN_A_POUND
    known_ends = f", including £{ends:,.0f} of known ends that joiners are taken to replace" if ends else ""
    owed = sum(line.accrued_pence for line in lines) / _PENCE_IN_A_POUND
    posted = sum(line.actual_to_date_pence for line in lines if line.kind == "placement") / _PENCE_IN_A_POUND
    ahead = sum(line.prepaid_pence for line in lines) / _PENCE_IN_A_POUND
    by_the_lines = sum(committed.to_date.values()) / _PENCE_IN_A_POUND
    return (
        Assumption(
            "Placements to date",
            f"£{posted:,.0f} as posted; the cost lines say £{by_the_lines:,.0f}",
            "ledger and finance extract",
        ),
        Assumption(
            "Committed placements",
            f"cost lines now live are paid {'by the day' if paid is None else 'as their contracts say'} from "
            f"{closed_to:%-d %B %Y} to their end or 31 March",
            "finance extract",
        ),
        Assumption(
            "Children yet to start, move or leave this year",
            f"£{coming:,.0f} net{known_ends}",
            "simulation from the council's own Januaries, held at today's caseload",
        ),
        Assumption(
            "Placed and not yet paid",
            f"{prices.placed_not_paid.height} children owed since entry or 1 April: £{owed:,.0f} to date",
            "placements joined to the finance extract",
        ),
        _of_postings(ahead, paid),
        Assumption("Services", "actual to date and the remaining twelfths of the budget", "ledger and budget book"),
        Assumption("Income", "comes in as budgeted", "budget book"),
    )


def _of_postings(prepaid_gbp: float, paid: MonthEnd | None) -> Assumption:
    if paid is None:
        words = "taken as posted: fees billed by the term are not moved to the months they pay for"
        return Assumption("Postings", words, "ledger, months closed")
    words = f"moved to the days they pay for: £{prepaid_gbp:,.0f} was paid ahead, and what was had and not paid is owed"
    return Assumption("Postings", words, "payments, contracts and term dates")


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
