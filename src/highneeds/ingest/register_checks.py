"""Placements held against the register of schools and colleges: numbers, closures, types, and bases in schools."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from highneeds.caseload.census import RUNNING_LIST
from highneeds.caseload.successors import latest_urns
from highneeds.core.faults import Fault
from highneeds.core.years import CensusDay
from highneeds.ingest.faults_of_rows import NO_DAY, faults_of_rows
from highneeds.ingest.headers import ROW
from highneeds.ingest.overrides import WELSH_URN
from highneeds.ingest.sen2_checks import is_live
from highneeds.rules.census_days import census_day
from highneeds.rules.establishments import ODD_TYPES
from highneeds.rules.settings import Setting

SAYS_NOTHING_AFTER = timedelta(days=366)
"""A unit opens and closes: a register older or newer than this against a return tells nothing of its bases."""

_MARKS = {Setting.SEN_UNIT.value: "has_unit", Setting.RESOURCED_PROVISION.value: "has_resourced"}
Tables = Mapping[str, pl.DataFrame]


def check_register(have: Tables, as_at: date) -> list[Fault]:
    """L04, L15, L17 and L18. ``have`` holds placements and providers, and may hold what goes with a register.

    A place of which the council itself says what it is (setting overrides) has no wrong number, type or mark.
    """
    placements = have["placements"].filter(pl.col("urn").is_not_null())
    named = have["setting_overrides"]["urn"].drop_nulls().to_list() if "setting_overrides" in have else []
    after = latest_urns(have["provider_links"]) if "provider_links" in have else {}
    registered = placements.join(have["providers"], on="urn").sort("return_year", ROW)
    of_register = registered.filter(~pl.col("urn").is_in(named))
    faults = [
        *_unknown(placements, [*have["providers"]["urn"], *named, *after]),
        *_closed_before_entry(registered, after),
        *faults_of_rows(of_register.filter(pl.col("type_code").is_in(list(ODD_TYPES))), "L18", "URN", value="urn"),
    ]
    if "provider_versions" in have:
        faults += _marks(of_register, have["provider_versions"], as_at)
    return faults


def _unknown(placements: pl.DataFrame, known: list[str]) -> list[Fault]:
    """L04: neither the register nor the council knows the number; Welsh ones it cannot know."""
    unknown = placements.filter(~pl.col("urn").is_in(known) & ~pl.col("urn").str.contains(WELSH_URN))
    return faults_of_rows(unknown.sort("return_year", ROW), "L04", "URN", value="urn")


def _closed_before_entry(registered: pl.DataFrame, after: Mapping[str, str]) -> list[Fault]:
    """L15: the school had closed when the child came, by the closing day of its entry; with the number that followed.

    A number that ceased because the school became an academy closed too: who came later has the new one.
    """
    closed = registered.filter(pl.col("entry_date") > pl.col("close_date"))
    said = [
        f"It closed on {shut:%-d %B %Y}." + (f" {after[urn]} followed it." if urn in after else "")
        for urn, shut in closed.select("urn", "close_date").iter_rows()
    ]
    return faults_of_rows(closed, "L15", "URN", value="urn", details=said)


def _marks(registered: pl.DataFrame, versions: pl.DataFrame, as_at: date) -> list[Fault]:
    """L17: on the day that the return or list describes, by the register nearest that day and within a year of it."""
    faults: list[Fault] = []
    days = sorted(set(versions["as_at"]))
    for year in sorted(registered["return_year"].unique()):
        day = as_at if year == RUNNING_LIST else census_day(CensusDay(year))
        nearest = min(days, key=lambda each: abs(each - day))
        if day == NO_DAY or abs(nearest - day) > SAYS_NOTHING_AFTER:
            continue
        bases = versions.filter(pl.col("as_at") == nearest).select("urn", *_MARKS.values()).unique("urn")
        placed = registered.filter(pl.col("return_year") == year, is_live("entry_date", "leaving_date", day))
        marked = [(pl.col("setting") == setting) & ~pl.col(lists) for setting, lists in _MARKS.items()]
        wrong = placed.join(bases, on="urn", maintain_order="left").filter(pl.any_horizontal(*marked))
        said = [f"By the register of {nearest:%-d %B %Y}."] * wrong.height
        faults += faults_of_rows(wrong, "L17", "URN", value="urn", details=said)
    return faults
