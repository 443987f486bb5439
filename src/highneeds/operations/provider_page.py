"""One provider: what it is, how many children are there, its rates and uplifts, its places, and what is in question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from highneeds.finance.payments import EXCEPTION_RULES
from highneeds.finance.prices import live_on
from highneeds.governance.rights import Detail, Right
from highneeds.operations.closing import EXCEPTIONS
from highneeds.operations.list_columns import PROVIDERS
from highneeds.operations.listing import Allowed
from highneeds.operations.lists import default_day, listed
from highneeds.operations.pages import ShownTable, shown
from highneeds.reports import Table, words
from highneeds.reports.tables import Cell, Column, Kind
from highneeds.store.closed_months import closings
from highneeds.store.snapshots import read_snapshot
from highneeds.store.tables import load_table

_PENCE_IN_A_POUND = 100
_UPLIFTS = ("requested", "disputed", "agreed", "paid")


@dataclass(frozen=True)
class ProviderPage:
    """``rates``, ``uplifts`` and ``exceptions`` are None for whoever may not see them."""

    urn: str
    name: str
    day: date
    facts: tuple[tuple[str, str], ...]
    rates: ShownTable | None
    uplifts: ShownTable | None
    places: ShownTable
    exceptions: ShownTable | None
    shows_children: bool


def provider_page(urn: str, allowed: Allowed) -> ProviderPage | None:
    """None for a number that no register has."""
    day = default_day()
    found = listed(PROVIDERS.name, day).frame.filter(pl.col("urn") == urn)
    if found.is_empty():
        return None
    row = found.row(0, named=True)
    lines = load_table("cost_lines").filter(live_on(day) & (pl.col("urn") == urn))
    has_prices = {Detail.PROVIDER_PRICES, Detail.MONEY_OF_A_CHILD} <= set(allowed)
    shows_children = Right.SEE_CHILDREN in allowed
    facts = [
        ("URN", urn),
        ("Setting", row["setting"] or "Not known"),
        ("Open", "Yes" if row["is_open"] else "No"),
        ("Section 41", {True: "Approved", False: "Not approved", None: "Not known"}[row["is_section_41"]]),
        ("Children placed", words.count(row["children"]) if shows_children else row["children_band"]),
    ]
    return ProviderPage(
        urn=urn,
        name=row["provider"],
        day=day,
        facts=tuple(facts),
        rates=_rates(lines) if has_prices else None,
        uplifts=_uplifts(lines) if has_prices else None,
        places=_places(urn, day),
        exceptions=_exceptions(urn) if Right.SEE_MONEY in allowed else None,
        shows_children=shows_children,
    )


def _rates(lines: pl.DataFrame) -> ShownTable:
    """By what is paid for; a contribution is no rate of the provider's."""
    paid = lines.filter(pl.col("cost_element").cast(pl.String) != "contribution")
    year = pl.col("amount_pence_per_year")
    by = (
        paid.group_by(pl.col("cost_element").cast(pl.String))
        .agg(lines=pl.len(), low=year.min(), middle=year.median(), high=year.max())
        .sort("cost_element")
    )
    rows: list[tuple[Cell, ...]] = [
        (words.sentence(what.replace("_", " ")), count, *(words.whole(one / _PENCE_IN_A_POUND) for one in amounts))
        for what, count, *amounts in by.iter_rows()
    ]
    columns = (
        Column("What is paid for"), Column("Lines", Kind.COUNT), Column("Lowest, £ a year", Kind.POUNDS),
        Column("Middle, £ a year", Kind.POUNDS), Column("Highest, £ a year", Kind.POUNDS),
    )  # fmt: skip
    paid_for = words.plural(paid.height, "line is paid for", "lines are paid for")
    return shown(Table("rates", paid_for if paid.height else "Nothing is paid for here", columns, tuple(rows)))


def _uplifts(lines: pl.DataFrame) -> ShownTable:
    told = lines.filter(pl.col("uplift_status").is_not_null()).with_columns(pl.col("uplift_status").cast(pl.String))
    by = told.group_by("uplift_status").agg(
        lines=pl.len(), low=pl.col("uplift_share").min(), high=pl.col("uplift_share").max(),
        since=pl.col("uplift_from").min(),
    )  # fmt: skip
    found = {row[0]: row[1:] for row in by.iter_rows()}
    rows: list[tuple[Cell, ...]] = []
    for status in _UPLIFTS:
        if status in found:
            count, low, high, since = found[status]
            span = "-" if low is None else words.percent(low) if low == high else f"{low:.1%} to {high:.1%}"
            rows.append((words.sentence(status), count, span, f"{since:%-d %b %Y}" if since else "-"))
    columns = (Column("State"), Column("Lines", Kind.COUNT), Column("By"), Column("From"))
    return shown(Table("uplifts", "Uplifts" if rows else "No uplift is asked for", columns, tuple(rows)))


def _places(urn: str, day: date) -> ShownTable:
    """The council's own numbers that hold on the day, and the department's of every academic year."""
    own = load_table("capacity").filter(
        (pl.col("urn") == urn) & (pl.col("valid_from") <= day)
        & (pl.col("valid_to").is_null() | (pl.col("valid_to") >= day))
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            words.sentence(str(one["provision"]).replace("_", " ")),
            f"Years {one['first_nc_year']} to {one['last_nc_year']}",
            *(_number(one[name]) for name in ("places_capacity", "places_commissioned", "places_funded")),
            "The council's table",
        )
        for one in own.iter_rows(named=True)
    ]
    paid = load_table("funded_places").filter(pl.col("urn") == urn).sort("academic_year", descending=True)
    rows += [
        (
            one["kind_of_place"],
            one["academic_year"],
            "-",
            "-",
            f"{one['places']:,.1f}".removesuffix(".0"),
            "The department",
        )
        for one in paid.iter_rows(named=True)
    ]
    columns = tuple(map(Column, ("Provision", "For", "Can hold", "Agreed", "Paid for", "Told by")))
    return shown(Table("places", "Places" if rows else "No place number is known", columns, tuple(rows)))


def _exceptions(urn: str) -> ShownTable:
    """Of the newest closed month, by the line that each is of."""
    closed = closings()
    rows: list[tuple[Cell, ...]] = []
    finding = "No month is closed yet"
    if closed:
        tables = read_snapshot(closed[-1].month.snapshot, only=("cost_lines", EXCEPTIONS)).tables
        lines = tables["cost_lines"]
        here = (
            lines.filter(pl.col("urn") == urn)["line_ref"] if "urn" in lines.columns else pl.Series([], dtype=pl.String)
        )
        found = tables[EXCEPTIONS].filter(pl.col("line_ref").is_in(here.implode()))
        by = found.group_by("rule").agg(number=pl.len(), pence=pl.col("pence").sum()).sort("rule")
        rows = [
            (rule, EXCEPTION_RULES[rule].title, number, words.whole(pence / _PENCE_IN_A_POUND))
            for rule, number, pence in by.iter_rows()
        ]
        finding = "No exception of payments"
        if found.height:
            finding = words.plural(found.height, "exception of payments", "exceptions of payments")
    columns = (Column("Rule"), Column("What is wrong"), Column("Number", Kind.COUNT), Column("£", Kind.POUNDS))
    return shown(Table("exceptions", finding, columns, tuple(rows)))


def _number(value: int | None) -> str:
    return "-" if value is None else f"{value:,}"
