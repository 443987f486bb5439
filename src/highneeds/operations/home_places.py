"""Commissioning's and place planning's parts of a home page: providers by cost, uplifts, places taken and open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias
from urllib.parse import urlencode

import polars as pl

from highneeds.caseload import RUNNING_LIST, census
from highneeds.core import CensusDay
from highneeds.finance.prices import live_on, net_pence_per_year
from highneeds.forecast.levers.capacity import PlaceGroup
from highneeds.forecast.space import council_space
from highneeds.governance.disclosure import FEW
from highneeds.governance.rights import Right
from highneeds.operations.home_parts import Panel, Way, not_yet, table_panel
from highneeds.operations.list_columns import CHILDREN, PROVIDERS
from highneeds.operations.lists import default_day, listed
from highneeds.operations.today import children_by_setting, places_today
from highneeds.reports import Table, words
from highneeds.reports.tables import Cell, Column, Kind
from highneeds.rules import Setting, census_day
from highneeds.store.in_use import State, state_of
from highneeds.store.links import links_state
from highneeds.store.made_once import MadeOnce
from highneeds.store.tables import load_table

MOST_PROVIDERS = 12
OPEN_UPLIFTS = ("requested", "disputed")
YEARS_AHEAD = 3
_PENCE_IN_A_POUND = 100
_WHO = pl.coalesce("urn", "provider_name")
_FIRST_EXTRACT = "Nothing is known of what placements cost yet. Import the finance extract of placements."
_ALL = Way("Every provider", "providers", needs=Right.SEE_PROVIDERS)


def providers_by_cost() -> Panel:
    """What the council's placements there cost in a whole year, the most first; children never stand so."""
    name, title, day = "providers", "Providers by cost", default_day()
    lines = _paid_for(day)
    if lines.is_empty():
        return not_yet(name, title, _FIRST_EXTRACT)
    counted = by_provider(lines)
    places = listed(PROVIDERS.name, day).frame.select("urn", "provider", "commissioned", "funded")
    rows = counted.head(MOST_PROVIDERS).join(places, on="urn", how="left", maintain_order="left")
    every = int(counted["pence"].sum())
    first = int(rows["pence"].sum())
    columns = (
        Column("Provider"), Column("£ a year", Kind.POUNDS), Column("Of all, %", Kind.PERCENT),
        Column("Children", Kind.COUNT), Column("Places agreed", Kind.COUNT), Column("Places paid for", Kind.COUNT),
    )  # fmt: skip
    cells: list[tuple[Cell, ...]] = [
        (
            row["provider"] or row["name"],
            words.whole(row["pence"] / _PENCE_IN_A_POUND),
            words.percent(row["pence"] / every) if every else None,
            row["children"],
            row["commissioned"],
            row["funded"],
        )
        for row in rows.iter_rows(named=True)
    ]
    share = f"{words.percent(first / every, 0)} of " if every else ""
    finding = f"{words.plural(rows.height, 'provider takes', 'providers take')} {share}what placements cost"
    note = (
        f"Cost lines paid on {words.day(day)}, for a whole year, less contributions, by the provider's "
        f"URN, else its name: {words.plural(counted.height, 'provider', 'providers')}, {words.millions(every)} in all. "
        "[z]: no place number is known."
    )
    ways = _ways(rows, places["urn"])
    return table_panel(Table(name, finding, columns, tuple(cells), note), row_ways=ways, ways=(_ALL,))


def _ways(rows: pl.DataFrame, registered: pl.Series) -> tuple[Way | None, ...]:
    """To the page of each provider that a register has."""
    known = set(registered)
    return tuple(
        Way(name or urn, "provider", (urn,), needs=Right.SEE_PROVIDERS) if urn in known else None
        for urn, name in rows.select("urn", "name").iter_rows()
    )


def _paid_for(day: date) -> pl.DataFrame:
    return load_table("cost_lines").filter(live_on(day), _WHO.is_not_null())


def by_provider(lines: pl.DataFrame) -> pl.DataFrame:
    """urn, name, pence of a whole year net of contributions, and children; the most costly provider first.

    A provider is its URN, else its name as the extract writes it.
    """
    return (
        lines.group_by(who=_WHO)
        .agg(
            urn=pl.col("urn").first(),
            name=pl.col("provider_name").drop_nulls().last(),
            pence=net_pence_per_year().sum(),
            children=pl.col("child_key").n_unique(),
        )
        .sort("pence", "who", descending=[True, False])
    )


def uplifts() -> Panel:
    """What providers ask for and the council has not agreed, by provider."""
    name, title, day = "uplifts", "Uplifts requested and disputed", default_day()
    lines = _paid_for(day)
    if lines.is_empty():
        return not_yet(name, title, _FIRST_EXTRACT)
    found = open_uplifts(lines)
    if found.is_empty():
        return Panel(name, "No uplift is requested or disputed", ways=(_ALL,))
    columns = (
        Column("Provider"), Column("Lines requested", Kind.COUNT), Column("Lines disputed", Kind.COUNT),
        Column("By, %"), Column("If all are agreed, £ a year", Kind.POUNDS), Column("Since"),
    )  # fmt: skip
    cells: list[tuple[Cell, ...]] = [
        (
            row["name"],
            row["requested"],
            row["disputed"],
            _span(row["low"], row["high"]),
            words.whole(row["pence"] / _PENCE_IN_A_POUND),
            f"{row['since']:%-d %b %Y}" if row["since"] else "-",
        )
        for row in found.iter_rows(named=True)
    ]
    asked, fought = int(found["requested"].sum()), int(found["disputed"].sum())
    finding = f"{words.plural(asked, 'line has', 'lines have')} an uplift requested, {words.count(fought)} disputed"
    note = f"Lines paid on {words.day(day)}. The money is each line's whole year times the share asked for."
    ways = _ways(found, listed(PROVIDERS.name, day).frame["urn"])
    return table_panel(Table(name, finding, columns, tuple(cells), note), row_ways=ways, ways=(_ALL,))


def open_uplifts(lines: pl.DataFrame) -> pl.DataFrame:
    """By provider in order of name: lines requested and disputed, least and most share, pence of a year, since when."""
    status = pl.col("uplift_status").cast(pl.String)
    rise = (pl.col("amount_pence_per_year") * pl.col("uplift_share").fill_null(0.0)).sum().round().cast(pl.Int64)
    return (
        lines.filter(status.is_in(OPEN_UPLIFTS))
        .group_by(who=_WHO)
        .agg(
            urn=pl.col("urn").first(),
            name=pl.col("provider_name").drop_nulls().last(),
            **{one: (status == one).sum() for one in OPEN_UPLIFTS},
            low=pl.col("uplift_share").min(),
            high=pl.col("uplift_share").max(),
            pence=rise,
            since=pl.col("uplift_from").min(),
        )
        .sort("name", "who")
    )


def _span(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return "not told"
    return f"{low:.1%}" if low == high else f"{low:.1%} to {high:.1%}"


def in_full(full: int, groups: int) -> str:
    """``1 of 2 groups of places is full``."""
    said = words.count(full) if full else "None"
    are = "are" if full > 1 else "is"
    return f"{said} of {words.plural(groups, 'group', 'groups')} of places {are} full"


def places() -> Panel:
    """Of each group that can be full: places paid for, taken by the council's children, open, and the years ahead."""
    name, title = "places", "Places taken and open"
    januaries, groups = _groups_once.get("groups", _state_of_groups, _groups)
    if not groups:
        why = (
            "No group of places is known yet. Import the provider register, with its funded places, and a SEN2 return."
        )
        return not_yet(name, title, why)
    start = max(januaries)
    now, funded = _there_now(), _funded()
    columns = (
        Column("Places of"), Column("Paid for", Kind.COUNT), Column("Taken", Kind.COUNT), Column("Open"),
        Column("More a year so far", Kind.PERCENT),
        *(Column(f"January {start + ahead}", Kind.COUNT, "Children if that goes on") for ahead in _ahead()),
    )  # fmt: skip
    rows = tuple(
        _row(group, funded[group.setting], now.get(group.setting, 0), januaries[start].get(group.setting, 0))
        for group in groups
    )
    full = sum(now.get(group.setting, 0) >= funded[group.setting] for group in groups)
    finding = in_full(full, len(groups))
    note = (
        f"Places that the register pays for, and the council's own children in them on {words.day(default_day())}; "
        f"{FEW.symbol}: {FEW.name}. The years ahead go on from January {start} as "
        f"{words.plural(len(januaries), 'January', 'Januaries')} went, and never fall: a trend without a range. "
        "The forecast of all children has one."
    )
    ways = tuple(
        Way(
            group.setting,
            "providers",
            query=urlencode({"setting": Setting(group.setting).label}),
            needs=Right.SEE_PROVIDERS,
        )
        for group in groups
    )
    forecast = Way("The forecast of all children", "figure", ("children_in_five_years",), needs=Right.SEE_POSITION)
    return table_panel(Table(name, finding, columns, rows, note), row_ways=ways, ways=(_ALL, forecast))


def _ahead() -> range:
    return range(1, YEARS_AHEAD + 1)


def _there_now() -> dict[str, int]:
    """The council's children on the day, by setting."""
    values = {setting.label: setting.value for setting in Setting}
    counts = listed(CHILDREN.name, default_day()).frame.drop_nulls("setting").group_by("setting").len()
    return {values[label]: int(number) for label, number in counts.iter_rows()}


def _row(group: PlaceGroup, funded: int, taken: int, january: int) -> tuple[Cell, ...]:
    """Nothing of a group with few children but its places."""
    label = Setting(group.setting).label
    if FEW.is_few(taken) or FEW.is_few(january):
        return (label, funded, *(FEW.symbol,) * (3 + YEARS_AHEAD))
    growth = 1.0 + group.growth_share_per_year
    left = f"{funded - taken:,}" if funded >= taken else f"{taken - funded:,} too few"
    ahead = (words.whole(january * growth**years) for years in _ahead())
    return (label, funded, taken, left, words.percent(group.growth_share_per_year), *ahead)


def _funded() -> dict[str, int]:
    register = load_table("providers").filter(pl.col("is_open"))
    summed = register.group_by(pl.col("setting").cast(pl.String)).agg(pl.col("places_funded").sum())
    return {str(setting): int(number) for setting, number in summed.iter_rows()}


_Groups: TypeAlias = tuple[Mapping[int, Mapping[str, int]], tuple[PlaceGroup, ...]]
_groups_once: MadeOnce[_Groups] = MadeOnce(1)


def _state_of_groups() -> State:
    return (state_of("children", "plans", "placements", "providers"), links_state())


def _groups() -> _Groups:
    """Children by setting in each January, and the groups that can be full."""
    children, plans, placements = (load_table(name) for name in ("children", "plans", "placements"))
    years = sorted(set(children["return_year"]) - {RUNNING_LIST})
    there = {
        year: children_by_setting(census(children, plans, placements, census_day(CensusDay(year)), return_year=year))
        for year in years
    }
    if not there:
        return {}, ()
    return there, places_today(load_table("providers"), there, council_space()).groups
