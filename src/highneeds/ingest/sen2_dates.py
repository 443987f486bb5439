"""The checks of ``sen2_rulebook`` on what lies after census day, on appeals, on marks of places and on blanks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from highneeds.core.years import AcademicYear
from highneeds.ingest.sen2_checks import MAX_AGE, is_live
from highneeds.ingest.sen2_quality import age_on, note_of, rows_with
from highneeds.ingest.sieve import Sieve
from highneeds.ingest.values import date_of, flag_of
from highneeds.rules.settings import Setting

_SPECIAL = (Setting.SPECIAL.value, Setting.NON_MAINTAINED_SPECIAL.value, Setting.INDEPENDENT_SPECIAL.value)
_ETHNICITY = r"^(?:[WMABCO][A-Z]{3}|REFU|NOBT)$"
"""The guide's twenty codes and the longer list of the common basic data set, which begins with the same letters."""
Sieves = Mapping[str, Sieve]


def check_dates_and_marks(sieves: Sieves, day: date, providers: pl.DataFrame | None) -> None:
    """Notes only; ``day`` is census day. L16 is not made without ``providers``. The sieves keep their rows."""
    _check_persons(sieves["person"])
    _check_requests(sieves, day)
    _check_appeals(sieves)
    _check_plans(sieves, day)
    _check_reviews(sieves, day)
    _check_placements(sieves, day)
    _check_marks(sieves["placementdetail"], providers)


def _check_persons(persons: Sieve) -> None:
    """P08 is silent where the file has no ethnicity at all: then the column, and not each child, is wanting."""
    is_given = pl.col("ethnicity").is_not_null()
    is_code = pl.col("ethnicity").str.to_uppercase().str.contains(_ETHNICITY)
    persons.note((~is_given & is_given.any()) | ~is_code, "P08", "ethnicity")
    persons.note(pl.col("uln").is_not_null() & ~pl.col("uln").str.contains(r"^\d{10}$"), "P09", "uln")


def _check_requests(sieves: Sieves, day: date) -> None:
    requests = sieves["requests"]
    for column in ("receiveddate", "requestoutcomedate"):
        requests.note(pl.col(column) > day, "R08", column)
    own = sieves["sen2"].frame["lea"].drop_nulls()
    is_another = pl.col("exported").str.contains(r"^\d{3}$")
    if own.len():
        is_another &= pl.col("exported") != own[0]
    requests.note(pl.col("exported").is_not_null() & ~is_another, "R09", "exported")


def _check_appeals(sieves: Sieves) -> None:
    for module, stem in (("requests", "request"), ("assessment", "assessment")):
        is_alone = flag_of(f"{stem}tribunal") & ~flag_of(f"{stem}mediation")
        sieves[module].note(is_alone, "R06", f"{stem}tribunal")


def _check_plans(sieves: Sieves, day: date) -> None:
    plans = sieves["namedplan"]
    plans.note(pl.col("startdate") > day, "N06", "startdate")
    last_august = date(AcademicYear.containing(day).starts, 8, 31)
    births = sieves["person"].frame.select("persontableid", "_birth_date")
    asked = sieves["requests"].frame.select("requeststableid", "persontableid").join(births, on="persontableid")
    seen = rows_with(plans, asked, "requeststableid")
    is_over = is_live("startdate", "ceasedate", day) & (age_on("_birth_date", last_august) >= MAX_AGE)
    note_of(plans, seen, is_over, "N05", "ceasedate")


def _check_reviews(sieves: Sieves, day: date) -> None:
    active = sieves["activeplans"]
    active.note(date_of("reviewmeeting") > day, "V07", "reviewmeeting")
    starts = sieves["namedplan"].frame.select("requeststableid", _start="startdate")
    seen = rows_with(active, starts.unique("requeststableid"), "requeststableid")
    note_of(active, seen, date_of("lastreview") < pl.col("_start"), "V08", "lastreview")


def _check_placements(sieves: Sieves, day: date) -> None:
    """L14 is silent where the plan of the request is held, and where a request has an active plan alone."""
    places, plans = sieves["placementdetail"], sieves["namedplan"]
    live = plans.frame.filter(is_live("startdate", "ceasedate", day))["requeststableid"]
    planned = plans.frame.filter(~is_live("startdate", "ceasedate", day))["requeststableid"]
    has_ended_plan = pl.col("requeststableid").is_in(planned.implode()) & ~pl.col("requeststableid").is_in(
        live.implode()
    )
    places.note(is_live("entrydate", "leavingdate", day) & has_ended_plan, "L14", "entrydate")


def _check_marks(places: Sieve, providers: pl.DataFrame | None) -> None:
    """L06 is silent where the file has neither mark for anybody."""
    given = places.original.select("source_row", _unit="senunitindicator", _resourced="resourcedprovisionindicator")
    seen = rows_with(places, given, "source_row")
    is_blank = pl.all_horizontal(pl.col("_unit", "_resourced").is_null())
    note_of(places, seen, is_blank & (~is_blank).any(), "L06", "senunitindicator")
    if providers is not None:
        special = providers.filter(pl.col("setting").cast(pl.String).is_in(_SPECIAL))["urn"]
        is_marked = pl.col("is_unit") | pl.col("is_resourced")
        places.note(is_marked & pl.col("urn").is_in(special.implode()), "L16", "senunitindicator")
