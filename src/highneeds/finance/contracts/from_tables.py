"""The finance extract and the term dates as contracts: what ``month_costs`` needs, for all lines at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import polars as pl

from highneeds.core import AcademicYear, FinancialYear
from highneeds.finance.apportion import Method, Term, TermCalendar
from highneeds.finance.contracts.lines import PAYABLE_SCHEMA
from highneeds.finance.contracts.notice import OPEN
from highneeds.finance.contracts.types import COUNCIL, Calendars, UpliftStatus

_CERTAIN = [status.value for status in UpliftStatus if status.is_certain]
_IN_TERMS = [Method.SCHOOL_DAYS.value, Method.TERMS.value]
_WHOLE_YEAR_OF_WEEKS = 52
_JULY, _AUGUST = 7, 8
TERM_COLUMNS = ("owner", "academic_year", "term", "first_day", "last_day", "holiday_first_day", "holiday_last_day")
"""Of the canonical term dates, those that ``calendars_of`` reads."""


def calendars_of(term_dates: pl.DataFrame) -> dict[str, tuple[TermCalendar, ...]]:
    """The calendars by owner from the canonical term dates; days outside the academic year's own are left out."""
    terms: dict[tuple[str, str, int], list[tuple[date, date, date | None, date | None]]] = defaultdict(list)
    for owner, year, term, *days in term_dates.select(TERM_COLUMNS).sort("owner", "academic_year", "term").iter_rows():
        terms[owner, year, term].append(tuple(days))
    years: dict[tuple[str, str], list[Term]] = defaultdict(list)
    for (owner, year, _), rows in terms.items():
        holidays = tuple((first, last) for _, _, first, last in rows if first is not None and last is not None)
        years[owner, year].append(Term(rows[0][0], rows[0][1], holidays))
    found: dict[str, list[TermCalendar]] = defaultdict(list)
    for (owner, year), of_year in years.items():
        found[owner].append(TermCalendar(AcademicYear(int(year[:4])), tuple(of_year)))
    return {owner: tuple(calendars) for owner, calendars in found.items()}


def payable_of(cost_lines: pl.DataFrame, year: FinancialYear, calendars: Calendars) -> pl.DataFrame:
    """Payable lines (``PAYABLE_SCHEMA``, ``component_ref`` is the line's reference) of canonical cost lines.

    Rises agreed or paid are in the rates. Notice is paid after the last day, in days or to the end of so many whole
    terms, unless the same child's line goes on. A rate by the day is charged for each school day; other rates are
    shares of their year. Who has no terms on record for ``year`` has the council's; where those are not known either,
    a line is shared out by the calendar day.
    """
    known = _with_notice_terms(_with_known_terms(cost_lines, year, calendars), calendars)
    paid = known.select(
        pl.col("line_ref").alias("component_ref"),
        "method",
        pl.col("term_calendar").alias("calendar"),
        pl.col("weeks_per_year").cast(pl.Int64),
        pl.col("start_date").alias("paid_first_day"),
        _last_day_paid().alias("paid_last_day"),
        _yearly_rate().alias("rate_pence"),
        rate_first_day=pl.col("start_date"),
        rate_last_day=pl.lit(OPEN),
        is_by_day=(pl.col("rate_per") == "day") & (pl.col("method") == Method.SCHOOL_DAYS.value),
        share=pl.when(pl.col("uplift_status").is_in(_CERTAIN)).then(pl.col("uplift_share")),
        rises=pl.col("uplift_from"),
    )
    cut = _by_academic_year(_cut_at_rises(paid), year, calendars)
    return cut.select(pl.col(name).cast(dtype) for name, dtype in PAYABLE_SCHEMA.items())


def _with_known_terms(lines: pl.DataFrame, year: FinancialYear, calendars: Calendars) -> pl.DataFrame:
    whole = [owner for owner in calendars if _has_all(calendars[owner], year)]
    is_weekly = (pl.col("method") == Method.WEEKS.value) & (pl.col("weeks_per_year") != _WHOLE_YEAR_OF_WEEKS)
    by_term = pl.col("method").is_in(_IN_TERMS) | is_weekly
    owner = pl.when(pl.col("term_calendar").is_in(whole)).then("term_calendar").otherwise(pl.lit(COUNCIL))
    method = pl.col("method")
    if COUNCIL not in whole:
        method = pl.when(by_term & ~pl.col("term_calendar").is_in(whole)).then(
            pl.lit(Method.CALENDAR_DAYS.value)
        ).otherwise(method)  # fmt: skip
    texts = [pl.col(name).cast(pl.String) for name in ("method", "rate_per", "uplift_status", "cost_element")]
    return lines.with_columns(texts).with_columns(term_calendar=owner, method=method)


def _with_notice_terms(lines: pl.DataFrame, calendars: Calendars) -> pl.DataFrame:
    """Adds ``_notice_to``: the last day of the notice in terms. Where it ends after the last term on record, that is
    later than any day that is priced, and stands as open.
    """
    last_days = {owner: _terms_in_order(of_owner) for owner, of_owner in calendars.items()}
    ending = lines.filter(pl.col("notice_terms") > 0, pl.col("end_date").is_not_null())
    asked = ending.select("term_calendar", "end_date", pl.col("notice_terms").cast(pl.Int64)).unique()
    found = [
        [last for first, last in last_days.get(owner, ()) if first > left][terms - 1 : terms] or [OPEN]
        for owner, left, terms in asked.iter_rows()
    ]
    ends = asked.with_columns(_notice_to=pl.Series([days[0] for days in found], dtype=pl.Date))
    keys = ["term_calendar", "end_date", "notice_terms"]
    whole = lines.with_columns(pl.col("notice_terms").cast(pl.Int64))
    return whole.join(ends, on=keys, how="left", nulls_equal=False, maintain_order="left")


def _terms_in_order(of_owner: Sequence[TermCalendar]) -> list[tuple[date, date]]:
    return sorted((term.first_day, term.last_day) for calendar in of_owner for term in calendar.terms)


def _has_all(calendars: Sequence[TermCalendar], year: FinancialYear) -> bool:
    known = {calendar.academic_year for calendar in calendars if calendar.school_days}
    return {school for school, _ in year.academic_years()} <= known


def _last_day_paid() -> pl.Expr:
    """The last day and its notice; a line whose child, provider and element go on the day after has none."""
    same = ["child_key", "urn", "provider_name", "cost_element"]
    following = pl.col("start_date").shift(-1).over(same, order_by="start_date")
    goes_on = (following == pl.col("end_date").dt.offset_by("1d")).fill_null(value=False)
    by_days = pl.col("end_date") + pl.duration(days=pl.col("notice_days").fill_null(0).cast(pl.Int64))
    noticed = pl.max_horizontal(by_days, "_notice_to")
    last = pl.when(goes_on).then("end_date").otherwise(noticed).fill_null(OPEN)
    august = pl.date(last.dt.year(), _AUGUST, 31)
    is_summer_leaver = (pl.col("method") == Method.MONTHS.value) & (last.dt.month() == _JULY) & ~goes_on
    return pl.when(is_summer_leaver).then(august).otherwise(last)


def _yearly_rate() -> pl.Expr:
    """Pence a year; a week under weeks; a session under sessions; a day where each school day is charged."""
    is_weekly = pl.col("method") == Method.WEEKS.value
    by_week = pl.when(pl.col("rate_per") == "week").then("rate_pence").otherwise(
        (pl.col("amount_pence_per_year") / pl.col("weeks_per_year")).round().cast(pl.Int64)
    )  # fmt: skip
    is_by_day = (pl.col("method") == Method.SCHOOL_DAYS.value) & (pl.col("rate_per") == "day")
    is_by_session = pl.col("method") == Method.SESSIONS.value
    by_year = pl.when(is_by_day | is_by_session).then("rate_pence").otherwise("amount_pence_per_year")
    return pl.when(is_weekly).then(by_week).otherwise(by_year)


def _cut_at_rises(paid: pl.DataFrame) -> pl.DataFrame:
    """A line with a certain rise becomes two: to the day before, and from the day on at the raised rate."""
    is_risen = pl.col("share").is_not_null()
    raised = (pl.col("rate_pence") * (1 + pl.col("share")) + 0.5).floor().cast(pl.Int64)
    before = paid.filter(is_risen).with_columns(rate_last_day=pl.col("rises").dt.offset_by("-1d"))
    after = paid.filter(is_risen).with_columns(
        rate_pence=raised, rate_first_day=pl.max_horizontal("rises", "rate_first_day")
    )
    return pl.concat(
        [paid.filter(~is_risen), before.filter(pl.col("rate_first_day") <= pl.col("rate_last_day")), after]
    )


def _by_academic_year(paid: pl.DataFrame, year: FinancialYear, calendars: Calendars) -> pl.DataFrame:
    """A rate by the school day as a yearly rate of each academic year: the day's rate times that year's school days."""
    by_day = paid.filter("is_by_day")
    parts = [paid.filter(~pl.col("is_by_day"))]
    for owner, of_owner in calendars.items():
        for calendar in of_owner:
            if calendar.academic_year not in {school for school, _ in year.academic_years()}:
                continue
            first, last = calendar.academic_year.first_day, calendar.academic_year.last_day
            inside = by_day.filter(
                pl.col("calendar") == owner, pl.col("rate_first_day") <= last, pl.col("rate_last_day") >= first
            )
            parts.append(
                inside.with_columns(
                    rate_pence=pl.col("rate_pence") * calendar.school_days,
                    rate_first_day=pl.max_horizontal("rate_first_day", pl.lit(first)),
                    rate_last_day=pl.min_horizontal("rate_last_day", pl.lit(last)),
                )
            )
    return pl.concat(parts)
