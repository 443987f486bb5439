"""The committee paper as data: numbered paragraphs, tables and charts, from which PDF and DOCX are set."""

from __future__ import annotations

from dataclasses import dataclass

from highneeds.core import Figure
from highneeds.governance.disclosure import FEW
from highneeds.governance.record import MonthRecord
from highneeds.reports import annexes, children, findings, past_scores, past_words, words
from highneeds.reports.charts import chart_table
from highneeds.reports.tables import Table

MARKING = "OFFICIAL"
_LONGEST_SNAPSHOT = 24
TITLE = "High needs block: budget, forecast and children"


@dataclass(frozen=True, slots=True)
class Section:
    """``chart`` names the chart that stands with the first table; ``points`` are lettered recommendations."""

    title: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    chart: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    title: str
    council: str
    marking: str
    facts: tuple[tuple[str, str], ...]  # who it goes to, from whom, when, for what
    headline: str
    running: str
    footer: str
    sections: tuple[Section, ...]
    past: (
        Section | None
    )  # an annex: how good past forecasts were; a month made before they were looked back on has none
    annex: Table


def paper_of(record: MonthRecord) -> Paper:
    invented = " · Every child and figure is invented" if record.is_invented else ""
    month_range = findings.range_of_variance(record)
    second = f" {words.sentence(month_range)}." if month_range else ""
    return Paper(
        title=TITLE,
        council=record.council,
        marking=MARKING,
        facts=(
            ("To", "Corporate Governance Committee"),
            ("Date", words.day(record.made_on)),
            ("Report of", "Director of Children and Family Services"),
            ("Contact", "Head of Service for SEND"),
            ("For", "Noting (recommendations a to c)"),
            ("Figures as at", f"{words.day(record.as_at)} (month {record.month})"),
        ),
        headline=f"{findings.headline(record)}{second}",
        running=f"Corporate Governance Committee · {words.day(record.made_on)}",
        footer=f"As at {words.day(record.as_at)} · Snapshot {short_snapshot(record)}{invented}",
        sections=(
            _purpose(),
            _recommendations(record),
            _position(record),
            _year_so_far(record),
            _children(record),
            _forecast(record),
            _data(record),
            _method(record),
        ),
        past=_past(record),
        annex=annexes.figures(record),
    )


def short_snapshot(record: MonthRecord) -> str:
    """Enough of the snapshot's name to find it; the annex gives the whole."""
    return str(record.snapshot) if len(record.snapshot) <= _LONGEST_SNAPSHOT else f"{record.snapshot[:16]}…"


def _purpose() -> Section:
    return Section(
        "Purpose",
        (
            (
                "To say what the high needs block will cost this year, how many children it supports, what moves the "
                "cost, and how sure we are. *Over* means above budget. *Ranges* are 8-in-10: the result should lie "
                "inside eight times in ten."
            ),
        ),
    )


def _recommendations(record: MonthRecord) -> Section:
    _, over, _ = findings.budget_over_forecast(record)
    span = findings.range_of_variance(record)
    held = words.count(record.figure("held_rows").value)
    points = (
        f"*note* the forecast, {findings.tenths_over(over)}{f' ({span})' if span else ''};",
        "*note* what moves it, and what it may cost in later years; and",
        f"*note* the faults in the files, of which {held} rows are held out until they are mended.",
    )
    return Section("Recommendations", ("The Committee is asked to:",), points)


def _position(record: MonthRecord) -> Section:
    budget, over, forecast = findings.budget_over_forecast(record)
    share = record.figure("forecast_variance").value / record.figure("block_budget").value
    first = (
        f"The budget is {findings.tenths(budget)} and the forecast outturn {findings.tenths(forecast)}, "
        f"*{findings.tenths_over(over)} ({words.percent(share)})*. {_made_of(record)}"
    )
    averages = record.figure("average_cost_budget").value, record.figure("average_cost_forecast").value
    moves = "rises" if averages[1] > averages[0] else "falls"
    second = (
        f"The average cost of a funded placement {moves} from {words.pounds(averages[0])} in the budget to "
        f"{words.pounds(averages[1])} a year."
    )
    return Section("Position", (first, second), tables=(chart_table(record, "bridge"),), chart="bridge")


def _made_of(record: MonthRecord) -> str:
    parts = [
        (name, record.figure(key).value)
        for name, key in (
            ("placements", "placements_forecast"),
            ("place funding", "places_forecast"),
            ("services", "services_forecast"),
        )
    ]
    rest = record.figure("forecast_outturn").value - sum(value for _, value in parts)
    text = words.listed([f"{words.millions(value, 2)} for {name}" for name, value in parts])
    if words.in_millions(rest, 2):
        text += f", with {words.millions(rest, 2)} not matched to any of them"
    return f"It is {text}."


def _year_so_far(record: MonthRecord) -> Section:
    spent = record.figure("actual_to_date")
    text = f"{words.millions(spent.value, 2)} was spent by {words.day(record.as_at)} ({spent.basis})."
    return Section("Year to date", (text,), tables=(chart_table(record, "months"),), chart="months")


def _children(record: MonthRecord) -> Section:
    now, before = record.figure("children_now"), record.figure("children_year_ago").value
    change = now.value - before
    compared = f", {words.more_or_fewer(change)}{' than' if change else ' from'} a year before"
    share = f" ({'+' if change > 0 else words.MINUS}{words.percent(change / before)})" if before and change else ""
    first = (
        f"The council maintained *{words.count(now.value)} plans on {words.day(record.as_at)}*{compared}{share}. "
        f"{_independent(record)}Money is on year-average full-time equivalent (FTE), not on the day's count."
    )
    return Section("Children", (first,), tables=(children.table(record),))


def _independent(record: MonthRecord) -> str:
    placed, cost = record.figure("independent_children").value, record.figure("independent_cost").value
    if FEW.is_few(words.whole(placed)):
        return ""
    everyone, money = record.figure("children_now").value, record.figure("placements_forecast").value
    if not everyone or not money:
        return ""
    return (
        f"Independent and non-maintained schools teach {words.count(placed)} of them "
        f"({words.percent(placed / everyone, 0)}) and take {words.percent(cost / money, 0)} of placement cost. "
    )


def _forecast(record: MonthRecord) -> Section:
    cost, plans = record.figure("block_cost_in_five_years"), record.figure("children_in_five_years")
    text = (
        f"If nothing is changed, the block is forecast to cost *{words.millions(cost.value)} in {_bare(cost.period)}*"
        f"{_millions_range(cost)}, for {words.count(plans.value)} children with a plan in {_bare(plans.period)}"
        f"{_count_range(plans)}."
    )
    sentence = " ".join((past_words.in_a_sentence(record.past), *past_words.changed_ranges(record.past)))
    paragraphs = (text, *((sentence,) if sentence else ()), *_balance(record))
    return Section("Forecast", paragraphs, tables=(chart_table(record, "fan"),), chart="fan")


def _bare(period: str) -> str:
    return period.removeprefix("financial year ")


def _millions_range(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return ""
    return f" (8-in-10 range {words.millions(figure.low)} to {words.millions(figure.high)})"


def _count_range(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return ""
    return f" ({words.count(figure.low)} to {words.count(figure.high)})"


def _balance(record: MonthRecord) -> tuple[str, ...]:
    """The deficit that years over budget leave behind; positive is a deficit, as over is positive everywhere."""
    balance = findings.series(record, "cumulative_balance")
    year = findings.year_of(balance, str(record.financial_year))
    if balance is None or year is None:
        return ()
    last = balance.years[-1]
    end = record.financial_year.last_day
    return (
        (
            f"The balance of the block is forecast at {_deficit(year.mean)} on {words.day(end)} and "
            f"{_deficit(last.mean)} at the end of {last.label} ({balance.basis})."
        ),
    )


def _deficit(pence: float) -> str:
    return f"a {'deficit' if pence >= 0 else 'surplus'} of {words.millions(abs(pence))}"


def _data(record: MonthRecord) -> Section:
    faulty, held = record.figure("faults_rows").value, record.figure("held_rows").value
    text = (
        f"Reading the files found {words.count(faulty)} rows with a fault. {words.count(held)} are held out with the "
        "reason; the rest are counted and a person should look. The table says by rule what to do."
    )
    tables = (annexes.faults(record),) if record.faults else ()
    return Section("Data", (text,), tables=tables)


def _method(record: MonthRecord) -> Section:
    text = (
        f"Every figure is made from snapshot {record.snapshot}, which cannot change. The forecast is {record.draws:,} "
        f"simulated futures of each child's plan, placement and cost (seed {record.seed}); it can be repeated exactly. "
        "A forecast is the mean of them, and a range leaves one in ten below and one in ten above."
    )
    more = "The annexes say how good past forecasts were, and give every figure with its basis, period, day and source."
    if record.past is None:
        more = "The annex gives every figure with its basis, period, day and source."
    tables = (annexes.assumptions(record),) if record.assumptions else ()
    return Section("How the figures are made", (text, more), tables=tables)


def _past(record: MonthRecord) -> Section | None:
    past = record.past
    if past is None:
        return None
    title = "Annex: how good were past forecasts?"
    if not past.forecasts:
        return Section(title, (past_words.in_a_sentence(past),))
    return Section(
        title,
        (past_words.WHAT_THEY_KNEW, " ".join(("*Ranges.*", *past_words.range_sentences(past)))),
        tables=(chart_table(record, "earlier"), past_scores.table(past)),
        chart="earlier",
    )
