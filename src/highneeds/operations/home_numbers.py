"""The eight numbers of the head of SEND's week, each a figure with its basis and one click from its cases."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import polars as pl

from highneeds.core import Basis, Figure, Unit
from highneeds.governance.closed_month import Closing
from highneeds.governance.rights import Right
from highneeds.operations.due_list import APPEAL, DUE, EDUCATION, LATER, NO_PLACE, OVERDUE, THIS_WEEK, clock_day
from highneeds.operations.home_parts import HomeNumber, Panel, Way, against_budget, number, unknown
from highneeds.operations.list_columns import CHILDREN
from highneeds.operations.lists import default_day, listed
from highneeds.operations.month_end_page import month_name
from highneeds.operations.programme_in_use import programme_in_use
from highneeds.operations.slugs import slug_of
from highneeds.reports import words
from highneeds.store.closed_months import closings
from highneeds.store.tables import load_table

NEW_PLACEMENTS = "new placements"
_ON_THE_DAY = Basis(count="headcount on the day")
_ACCRUALS = Basis(money="accruals, gross of income")
_OUR_CHILDREN = "the council's children"
_NO_CLOSING = "Import the ledger and the payments of a month, then close it"


def eight_numbers() -> Panel:
    """Clocks due, children without a place, new commitments, outturn, savings, appeals, plans per officer, section 19.

    A number that nobody can say yet says what to import first.
    """
    day = default_day()
    due = listed(DUE.name, day).frame
    latest = closings()[-1] if closings() else None
    numbers = (
        _clocks_due(due),
        _without_place(due, day),
        _committed(latest),
        _outturn(latest),
        _savings(),
        _appeals(due, day),
        _plans_per_officer(day),
        _education(due, day),
    )
    return Panel("eight", "This week in eight numbers", numbers=numbers)


def _to_due(text: str, **filters: str) -> Way:
    return Way(text, "due", query=urlencode(filters), needs=Right.SEE_CLOCKS)


def _children_counted(key: str, label: str, value: float, day: date, source: str, trace: str) -> Figure:
    period = words.day(day)
    return Figure(key, label, value, Unit.CHILDREN, _ON_THE_DAY, period, day, _OUR_CHILDREN, source, trace)


def _clocks_due(due: pl.DataFrame) -> HomeNumber:
    day = clock_day()
    if day is None:
        return unknown("Reaching their legal limit", "Import a SEN2 return with its requests")
    counts = {when: due.filter(pl.col("when") == when).height for when in (OVERDUE, THIS_WEEK, LATER)}
    figure = Figure(
        "clocks_within_a_week", "Reaching their legal limit", counts[THIS_WEEK], Unit.ROWS,
        Basis(count="open statutory clocks, one for each duty to one child"),
        f"the week after {words.day(day)}", day, _OUR_CHILDREN, f"SEN2 return of {words.day(day)}",
        "open clocks of the return whose last day is in the week, by docs/guide/clocks.md",
    )  # fmt: skip
    context = f"in the week after {words.day(day)}; {words.count(counts[LATER])} more in the three weeks after it"
    late = words.plural(counts[OVERDUE], "is", "are")
    ways = (_to_due("See them", when=THIS_WEEK), _to_due("See what is overdue", when=OVERDUE))
    return number(figure, context, *ways, unit="duties", change=f"■ {late} overdue")


def _without_place(due: pl.DataFrame, day: date) -> HomeNumber:
    if listed(CHILDREN.name, day).frame.is_empty():
        return unknown("Children without a place", "Import the list of plans")
    value = due.filter(pl.col("what") == NO_PLACE).height
    figure = _children_counted(
        "children_without_a_place", "Children without a place", value, day, "the list of plans and placements",
        "children with a plan on the day, no placement recorded or not in education, each once",
    )  # fmt: skip
    context = f"with a plan on {words.day(day)} and no school or college"
    return number(figure, context, _to_due("See them", what=NO_PLACE), unit="children")


def _committed(latest: Closing | None) -> HomeNumber:
    label = "Newly committed"
    if latest is None:
        return unknown(label, _NO_CLOSING)
    month = latest.month
    step = next((one for one in month.movements if one.cause == NEW_PLACEMENTS), None)
    if step is None:
        why = f"{month_name(month)} was set against {month.moved_from}, which tells of no placement by itself"
        closing = Way("See the closing", "month_end", needs=Right.SEE_MONEY)
        return HomeNumber(label, None, "Not known", "", why, "", (closing,))
    figure = Figure(
        "newly_committed", label, step.pence, Unit.PENCE, _ACCRUALS, str(month.financial_year),
        month.as_at, "placements that began since the forecast before", f"snapshot {month.snapshot}",
        "the step 'new placements' of the month's closing, to its lines",
    )  # fmt: skip
    args = (str(month.financial_year), month.month, slug_of(NEW_PLACEMENTS))
    way = Way("See its lines", "moved_lines", args, needs=Right.SEE_MONEY)
    context = f"new placements since {month.moved_from}, for the rest of the year"
    said = words.millions(figure.value, 2)
    return number(figure, context, way, value=said, change=f"● closed for {month_name(month)}")


def _outturn(latest: Closing | None) -> HomeNumber:
    label = "Forecast outturn"
    if latest is None:
        return unknown(label, _NO_CLOSING)
    month = latest.month
    figure = Figure(
        "closed_forecast", label, month.forecast_pence, Unit.PENCE, _ACCRUALS, str(month.financial_year), month.as_at,
        "the high needs block", f"snapshot {month.snapshot}", "budget lines of the month's closing, income left out",
        month.low_pence, month.high_pence,
    )  # fmt: skip
    moved = sum(step.pence for step in month.movements)
    most = max(month.movements, key=lambda step: abs(step.pence), default=None)
    why = f", most of it {most.cause}" if most is not None and moved else ""
    shape, side = ("▲", "higher") if moved > 0 else ("▼", "lower")
    change = f"{shape} {words.millions(abs(moved), 2)} {side} than {month.moved_from}{why}" if moved else "● unchanged"
    context = f"{against_budget(month.forecast_pence - month.budget_pence)}; {month_name(month)}"
    way = Way("See why it moved", "journey", (str(month.financial_year),), needs=Right.SEE_MONEY)
    return number(figure, context, way, change=change)


def _savings() -> HomeNumber:
    label = "Savings evidenced"
    found = programme_in_use()
    if found is None:
        return unknown(label, "Run a programme of savings: highneeds programme FILE")
    lines = [line for line in found.of_year(found.this_year) if line.measure.kind.lowers_the_budget]
    figure = Figure(
        "cashable_savings_evidenced", label, sum(line.evidenced for line in lines), Unit.PENCE,
        Basis(money="cashable savings alone; other kinds are never added to them"), str(found.this_year), found.as_at,
        "measures of the programme", f"the programme {found.kept.file_name} and its ledger",
        "evidence in the ledger of savings, measure by measure",
    )  # fmt: skip
    promised = words.millions(sum(line.promised for line in lines), 2)
    context = f"cashable, of {promised} promised for {found.this_year}"
    way = Way("See the measures", "programme", needs=Right.SEE_PROGRAMME)
    return number(figure, context, way, value=words.millions(figure.value, 2))


def _appeals(due: pl.DataFrame, day: date) -> HomeNumber:
    if load_table("case_events", ["child_key", "kind"]).is_empty():
        return unknown("Appeals waiting", "Import a file of case events")
    waits = due.filter(pl.col("what") == APPEAL)
    figure = _children_counted(
        "appeals_waiting", "Appeals waiting", waits.height, day, "the file of case events",
        "appeals registered by the day and not concluded on it",
    )  # fmt: skip
    oldest = waits["since"].min()
    since = f"; the oldest since {words.day(oldest)}" if isinstance(oldest, date) else ""
    return number(figure, f"registered and not concluded{since}", _to_due("See them", what=APPEAL), unit="appeals")


def _plans_per_officer(day: date) -> HomeNumber:
    label = "Plans per case officer"
    officers = listed(CHILDREN.name, day).frame["officer"]
    named = officers.drop_nulls()
    if named.is_empty():
        return unknown(label, "Import a list of plans that names officers, or name them on the list of children")
    figure = _children_counted(
        "plans_per_officer", label, named.len() / named.n_unique(), day, "the list of plans, and who was named since",
        "children with a plan whose officer is named, divided by the officers named",
    )  # fmt: skip
    context = f"{words.count(named.len())} plans, {words.plural(named.n_unique(), 'officer', 'officers')} named"
    way = Way("See them by officer", "children", query="sort=officer", needs=Right.SEE_CHILDREN)
    nobody = officers.len() - named.len()
    change = f"■ {words.plural(nobody, 'plan names', 'plans name')} nobody" if nobody else "● every plan names one"
    return number(figure, context, way, unit="plans", change=change)


def _education(due: pl.DataFrame, day: date) -> HomeNumber:
    label = "Fifteen days without school"
    absences = load_table("absences", ["child_key", "academic_year"])
    if absences.is_empty():
        return unknown(label, "Import an extract of absences")
    year = str(absences["academic_year"].max())
    value = due.filter(pl.col("what") == EDUCATION).height
    figure = Figure(
        "education_to_be_arranged", label, value, Unit.CHILDREN, Basis(count="each child once, all days of the year"),
        f"academic year {year}", day, "children of the extract of absences", "the extract of absences",
        "children who have missed as many school days for illness as the law allows, by docs/guide/clocks.md",
    )  # fmt: skip
    context = f"for whom education is to be arranged (section 19), {year}"
    return number(figure, context, _to_due("See them", what=EDUCATION), unit="children")
