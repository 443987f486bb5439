"""Checks between files: who is paid and not placed, who is placed and not paid, what is not in the register or budget.

Pure functions of canonical tables. Each fault stands at the row that a person would open first.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import polars as pl

from highneeds.caseload.census import RUNNING_LIST, nc_year_on, newness
from highneeds.caseload.tables import IS_COMMITTED, IS_TRANSPORT
from highneeds.core.faults import Fault
from highneeds.core.years import CensusDay, FinancialYear
from highneeds.ingest.faults_of_rows import NO_DAY, faults_of_rows
from highneeds.ingest.headers import ROW
from highneeds.ingest.register_checks import check_register
from highneeds.ingest.rulebook import rule
from highneeds.ingest.sen2_checks import is_live
from highneeds.rules.census_days import census_day
from highneeds.rules.establishments import is_costed, nc_year_limits
from highneeds.rules.settings import Setting

FAR_TIMES = 3
MIN_LIKE_LINES = 5
COMPARED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "providers": ("urn", "type_code", "close_date"),
        "provider_versions": ("as_at", "urn", "has_unit", "has_resourced"),
        "setting_overrides": ("urn",),
        "provider_links": ("urn", "link_urn", "is_successor"),
        "children": ("source_file", ROW, "return_year", "child_key", "birth_date"),
        "plans": ("return_year", "child_key", "start_date", "cease_date"),
        "placements": (
            "source_file", ROW, "return_year", "child_key", "urn", "setting", "rank", "entry_date", "leaving_date",
        ),
        "cost_lines": (
            "source_file", ROW, "child_key", "urn", "provider_name", "setting", "cost_element",
            "amount_pence_per_year", "start_date", "end_date", "status", "as_at",
        ),
        "ledger": ("source_file", ROW, "financial_year", "month", "cost_centre"),
        "budget_lines": ("financial_year", "cost_centre"),
    }
)  # fmt: skip
"""The columns that the checks read of each table: of a large one the others need not be loaded."""
_LIMITS = ("setting", "_first", "_last")
_COSTED = [setting.value for setting in Setting if is_costed(setting)]


def check_everything(tables: Mapping[str, pl.DataFrame], as_at: date) -> tuple[Fault, ...]:
    """All checks that the tables at hand (keyed as ``SCHEMAS``, with the columns ``COMPARED`` at least) allow.

    ``as_at`` is the day of the finance extract.
    """
    have = {name: tables[name].select(columns) for name, columns in COMPARED.items() if _has_rows(tables.get(name))}
    faults: list[Fault] = []
    if {"placements", "providers"} <= have.keys():
        faults += check_register(have, as_at)
    if {"cost_lines", "plans", "placements"} <= have.keys():
        faults += check_costs(have["cost_lines"], plans=have["plans"], placements=have["placements"], as_at=as_at)
    if {"children", "placements"} <= have.keys():
        faults += check_ages(have["children"], have["placements"], as_at)
    if "ledger" in have:
        faults += check_ledger(have["ledger"], have.get("budget_lines"), as_at)
    return tuple(faults)


def _has_rows(frame: pl.DataFrame | None) -> bool:
    return frame is not None and not frame.is_empty()


def check_ages(children: pl.DataFrame, placements: pl.DataFrame, as_at: date) -> list[Fault]:
    """P06: children whose birth date changed since an earlier return. L12: main placements, live on the day that their
    return or list describes, of children outside the ages of the setting.
    """
    in_order = children.filter(pl.col("return_year") != RUNNING_LIST).sort("return_year", ROW)
    before = pl.col("birth_date").shift().over("child_key", order_by="return_year")
    changed = in_order.filter(before.is_not_null() & (before != pl.col("birth_date")))
    return [
        *faults_of_rows(changed, "P06", "PersonBirthDate"),
        *(
            fault
            for year in sorted(placements["return_year"].unique())
            if year != RUNNING_LIST or as_at != NO_DAY
            for fault in _outside_their_ages(year, children, placements, as_at)
        ),
    ]


def _outside_their_ages(year: int, children: pl.DataFrame, placements: pl.DataFrame, as_at: date) -> list[Fault]:
    day = as_at if year == RUNNING_LIST else census_day(CensusDay(year))
    limits = pl.DataFrame([(setting.value, *nc_year_limits(setting)) for setting in Setting], _LIMITS, orient="row")
    of_year = [frame.filter(pl.col("return_year") == year) for frame in (placements, children)]
    placed = (
        of_year[0]
        .filter(is_live("entry_date", "leaving_date", day) & (pl.col("rank") == 1))
        .with_columns(pl.col("setting").cast(pl.String))
        .join(of_year[1].select("child_key", nc_year_on(day).alias("_nc_year")), on="child_key")
        .join(limits, on="setting")
    )
    outside = placed.filter(~pl.col("_nc_year").is_between("_first", "_last")).sort(ROW)
    return faults_of_rows(outside, "L12", "URN", value="setting")


def check_costs(
    cost_lines: pl.DataFrame, *, plans: pl.DataFrame, placements: pl.DataFrame, as_at: date
) -> list[Fault]:  # fmt: skip
    """C01, C02, C03, C08 and C16 of the lines of one extract that are committed, against all plans and placements.

    Transport is beside the block and no part of it.
    """
    cost_lines = cost_lines.filter(IS_COMMITTED, ~IS_TRANSPORT)
    lines = cost_lines.filter(pl.col("cost_element") != "contribution").sort(ROW)
    return [
        *check_paid_but_not_placed(lines, plans),
        *check_paid_after_the_plan(lines, plans),
        *check_placed_but_not_paid(cost_lines, placements, plans, as_at),
        *check_prices(lines),
        *check_overlaps(lines),
    ]


def check_overlaps(lines: pl.DataFrame) -> list[Fault]:
    """C16: the same thing for the same child at the same provider has two rates on one day."""
    runs_to = pl.col("end_date").fill_null(date.max)
    same = ["child_key", "urn", "provider_name", "cost_element"]
    ordered = lines.sort("start_date", ROW).with_columns(_before=runs_to.cum_max().shift().over(same))
    return faults_of_rows(
        ordered.filter(pl.col("start_date") <= pl.col("_before")).sort(ROW), "C16", "Start", "start_date"
    )


def check_paid_but_not_placed(lines: pl.DataFrame, plans: pl.DataFrame) -> list[Fault]:
    """C01: the child of the line has no plan in any return or list."""
    return faults_of_rows(lines.filter(~pl.col("child_key").is_in(plans["child_key"].implode())), "C01", "UPN")


def check_paid_after_the_plan(lines: pl.DataFrame, plans: pl.DataFrame) -> list[Fault]:
    """C02: every plan of the child ceased before the line begins, or the line still runs and the plan does not.

    The newest word on a plan counts: the running list, else the latest return.
    """
    ends = _newest(plans).group_by("child_key").agg(
        pl.col("cease_date").is_null().any().alias("_is_open"), pl.col("cease_date").max().alias("_ceased")
    )  # fmt: skip
    ceased = lines.join(ends, on="child_key").filter(~pl.col("_is_open"))
    runs_on = pl.col("end_date").is_null() & (pl.col("_ceased") < pl.col("as_at"))
    return faults_of_rows(ceased.filter((pl.col("_ceased") < pl.col("start_date")) | runs_on).sort(ROW), "C02", "End")


def check_placed_but_not_paid(
    lines: pl.DataFrame, placements: pl.DataFrame, plans: pl.DataFrame, as_at: date
) -> list[Fault]:
    """C03: a main placement live on ``as_at`` in a setting that always costs, of a child with no line at all then.

    Only the running list counts, or without one the latest return: a child gone from it is no longer ours.
    """
    live_plans = _latest(plans).filter(is_live("start_date", "cease_date", as_at))
    running = _latest(placements).filter(is_live("entry_date", "leaving_date", as_at) & (pl.col("rank") == 1))
    costed = running.filter(pl.col("setting").cast(pl.String).is_in(_COSTED))
    placed = costed.join(live_plans.select("child_key").unique(), on="child_key", how="semi")
    paid = lines.filter(is_live("start_date", "end_date", as_at))["child_key"]
    unpaid = placed.filter(~pl.col("child_key").is_in(paid.implode()))
    return faults_of_rows(unpaid.unique("child_key", keep="first", maintain_order=True).sort(ROW), "C03", None)


def check_prices(lines: pl.DataFrame) -> list[Fault]:
    """C08: a yearly price over three times, or under a third of, the middle one of its setting and cost type."""
    like = ["setting", "cost_element"]
    middle = pl.col("amount_pence_per_year").median().over(like)
    compared = lines.with_columns(_middle=middle, _count=pl.len().over(like)).filter(
        (pl.col("_count") >= MIN_LIKE_LINES) & (pl.col("_middle") > 0) & (pl.col("setting") != Setting.UNKNOWN.value)
    )
    price = pl.col("amount_pence_per_year")
    far = compared.filter((price > FAR_TIMES * pl.col("_middle")) | (price * FAR_TIMES < pl.col("_middle")))
    return faults_of_rows(far.sort(ROW), "C08", "Rate", value="amount_pence_per_year")


def check_ledger(ledger: pl.DataFrame, budget_lines: pl.DataFrame | None, as_at: date) -> list[Fault]:
    """G01: cost centres without a budget line that year. G02: months missing, up to ``as_at`` in the current year.

    What a wrong year shows by: G05, months still to come at ``as_at``, and G06, years of which no budget line is.
    """
    faults: list[Fault] = []
    if budget_lines is not None and budget_lines.height:
        budgeted = budget_lines.select("financial_year", "cost_centre").unique()
        is_budgeted = pl.col("financial_year").is_in(budgeted["financial_year"].unique().implode())
        unknown = ledger.filter(is_budgeted).join(budgeted, on=["financial_year", "cost_centre"], how="anti").sort(ROW)
        once = unknown.unique(["financial_year", "cost_centre"], keep="first", maintain_order=True)
        faults += faults_of_rows(once, "G01", "Cost centre", value="cost_centre")
        unbudgeted = _first_rows_of_years(ledger.filter(~is_budgeted))
        faults += faults_of_rows(unbudgeted, "G06", "Financial year", value="financial_year")
    for (year, file), months in ledger.group_by("financial_year", "source_file", maintain_order=True):
        missing = sorted(_months_expected(FinancialYear.parse(str(year)), as_at) - set(months["month"]))
        faults += [rule("G02").fault(str(file), field="Period", value=f"{year} month {month}") for month in missing]
    return faults + faults_of_rows(_first_rows_of_years(_to_come(ledger, as_at)), "G05", "Period", value="period")


def _to_come(ledger: pl.DataFrame, as_at: date) -> pl.DataFrame:
    """Postings of months that begin after ``as_at``; adds ``period``, such as ``2026-27 month 9``."""
    now = FinancialYear.containing(as_at)
    is_later = (pl.col("financial_year") > str(now)) | (
        (pl.col("financial_year") == str(now)) & (pl.col("month") > now.month_number(as_at))
    )
    return ledger.filter(is_later).with_columns(period=pl.format("{} month {}", "financial_year", "month"))


def _first_rows_of_years(ledger: pl.DataFrame) -> pl.DataFrame:
    """Of each file and year its first row: what is wrong with a year is said once."""
    return ledger.sort(ROW).unique(["source_file", "financial_year"], keep="first", maintain_order=True)


def _months_expected(year: FinancialYear, as_at: date) -> set[int]:
    if as_at > year.last_day:
        return set(range(1, 13))
    return set(range(1, year.month_number(as_at) + 1)) if as_at >= year.first_day else set()


def _newest(frame: pl.DataFrame) -> pl.DataFrame:
    """Each child's rows of the running list, or of the latest return that has the child."""
    return frame.filter(newness() == newness().max().over("child_key"))


def _latest(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of the running list, or without one of the latest return."""
    return frame.filter(newness() == newness().max())
