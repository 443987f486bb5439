"""The checks of ``sen2_rulebook``, module by module, on rows that have passed those that hold any back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from highneeds.core.years import AcademicYear
from highneeds.ingest.sen2_checks import is_live
from highneeds.ingest.sieve import Sieve
from highneeds.ingest.values import date_of, flag_of, whole_number_of
from highneeds.rules.parameters import parameter

_AGE_OF_RECEPTION = 4
_NO_UPN_YET_BEFORE, _YOUNGEST_AT_WORK, _YOUNGEST_AT_MAXIMUM_AGE = 6, 16, 19
_MAXIMUM_AGE, _WORK, _NO_LONGER_WISHES = 1, 4, 6
_SEXES = ("M", "F", "MALE", "FEMALE", "1", "2", "0", "9")
_SECOND = 2
_TO_BE_EXPLAINED = ("OTH", "NIEO")
_NO_PHASE_ENDS = (0, 1, 3, 7, 9, 10)
"""Year groups after which no kind of school ends."""
_DECIDED, _UNDECIDED = ("Y", "N"), ("A", "W", "H")
Sieves = Mapping[str, Sieve]


def check_quality(sieves: Sieves, day: date) -> None:
    """Notes only; ``day`` is census day. The sieves keep their rows and get no new columns."""
    _check_header(sieves["sen2"])
    _check_persons(sieves, day)
    _check_requests(sieves)
    _check_assessments(sieves)
    _check_plans(sieves)
    _check_live_plans(sieves, day)
    _check_placements(sieves, day)
    _check_needs(sieves["senneed"])
    _check_reviews(sieves["activeplans"])
    _check_transfers(sieves, day)


def rows_with(sieve: Sieve, other: pl.DataFrame, on: str) -> pl.DataFrame:
    """The sieve's rows with the columns of ``other``, in their order."""
    return sieve.frame.join(other, on=on, how="left", maintain_order="left")


def note_of(sieve: Sieve, seen: pl.DataFrame, mask: pl.Expr, rule_id: str, field: str | None = None) -> None:
    """Notes rows of ``sieve`` by a mask over ``seen``, which has the same rows and more columns."""
    broken = seen.select(mask.fill_null(value=False).alias("_broken"))["_broken"]
    sieve.note(pl.lit(broken), rule_id, field)


def _check_header(header: Sieve) -> None:
    is_sen2 = pl.col("collection").str.to_uppercase() == "SEN2"
    is_council = (pl.col("sourcelevel").str.to_uppercase() == "L") & pl.col("lea").str.contains(r"^\d{3}$")
    header.note(~(is_sen2 & is_council).fill_null(value=False), "H01", "lea")


def age_on(birth: str, day: date | str) -> pl.Expr:
    """Completed years."""
    on, born = (pl.lit(day) if isinstance(day, date) else pl.col(day)), pl.col(birth)
    had_birthday = _day_of_year(on) >= _day_of_year(born)
    return on.dt.year() - born.dt.year() - (~had_birthday).cast(pl.Int32)


def _day_of_year(day: pl.Expr) -> pl.Expr:
    """Month and day as one number; polars keeps each in eight bits."""
    return day.dt.month().cast(pl.Int32) * 100 + day.dt.day()


def _check_persons(sieves: Sieves, day: date) -> None:
    persons = sieves["person"]
    is_first_reason = pl.col("upnunknown").str.to_uppercase() == "UN1"
    persons.note(is_first_reason & (age_on("_birth_date", day) >= _NO_UPN_YET_BEFORE), "P04", "upnunknown")
    given = sieves["person"].original.select("persontableid", _sex="sex")
    seen = rows_with(persons, given.unique("persontableid", keep="first"), "persontableid")
    note_of(persons, seen, ~pl.col("_sex").str.to_uppercase().is_in(_SEXES), "P07", "sex")


def _check_requests(sieves: Sieves) -> None:
    requests = sieves["requests"]
    outcome, has_date = pl.col("requestoutcome"), pl.col("requestoutcomedate").is_not_null()
    requests.note((outcome.is_in(_DECIDED) & ~has_date) | (outcome.is_in(_UNDECIDED) & has_date), "R02",
                  "requestoutcomedate")  # fmt: skip
    planned = sieves["namedplan"].frame["requeststableid"].implode()
    requests.note(pl.col("exported").is_not_null() & pl.col("requeststableid").is_in(planned), "R07", "exported")


def _check_assessments(sieves: Sieves) -> None:
    assessments, plans = sieves["assessment"], sieves["namedplan"].frame
    asked = sieves["requests"].frame.select("requeststableid", _request="requestoutcome")
    issued = plans.unique("assessmenttableid").select("assessmenttableid", _start="startdate")
    seen = rows_with(assessments, asked, "requeststableid").join(
        issued, on="assessmenttableid", how="left", maintain_order="left"
    )
    note_of(assessments, seen, ~pl.col("_request").is_in(["Y", "H"]), "A01")
    outcome, has_date = pl.col("assessmentoutcome"), pl.col("assessmentoutcomedate").is_not_null()
    needs_date = (outcome == "N") | ((outcome == "Y") & pl.col("_start").is_not_null())
    note_of(assessments, seen, needs_date & ~has_date, "A02", "assessmentoutcomedate")
    is_other_day = (outcome == "Y") & (pl.col("assessmentoutcomedate") != pl.col("_start"))
    note_of(assessments, seen, is_other_day, "A03", "assessmentoutcomedate")


def _check_plans(sieves: Sieves) -> None:
    plans, details = sieves["namedplan"], sieves["plandetail"].original
    main = details.filter(whole_number_of("placementrank").fill_null(1) == 1)
    named = main.group_by("namedplantableid").agg(_named=pl.len())
    people = sieves["person"].frame.select("persontableid", "_birth_date")
    asked = sieves["requests"].frame.select("requeststableid", "persontableid").join(people, on="persontableid")
    seen = rows_with(plans, named, "namedplantableid").join(
        asked, on="requeststableid", how="left", maintain_order="left"
    )
    note_of(plans, seen, pl.col("startdate").is_null() | (pl.col("_named").fill_null(0) != 1), "N01", "startdate")
    age, reason = age_on("_birth_date", "ceasedate"), pl.col("_reason")
    too_young = ((reason == _MAXIMUM_AGE) & (age < _YOUNGEST_AT_MAXIMUM_AGE)) | (
        reason.is_in([_WORK, _NO_LONGER_WISHES]) & (age < _YOUNGEST_AT_WORK)
    )
    note_of(plans, seen, too_young, "N03", "ceasereason")
    has_none = pl.col("pb").is_not_null() & ~flag_of("pb")
    plans.note(has_none & (pl.col("dp").is_not_null() | flag_of("oa")), "N04", "pb")


def _check_live_plans(sieves: Sieves, day: date) -> None:
    plans = sieves["namedplan"]
    asked = sieves["requests"].frame.select("requeststableid", "persontableid")
    seen = rows_with(plans, asked, "requeststableid").with_columns(_live=is_live("startdate", "ceasedate", day))
    several = pl.col("_live") & (pl.col("_live").sum().over("persontableid") > 1)
    note_of(plans, seen, several & pl.col("persontableid").is_not_null(), "K02")


def _check_placements(sieves: Sieves, day: date) -> None:
    places = sieves["placementdetail"]
    has_number = pl.col("urn").is_not_null() | pl.col("ukprn").is_not_null()
    places.note(has_number & pl.col("sensetting").is_not_null(), "L02", "sensetting")
    is_explained = pl.col("sensettingother").is_not_null()
    is_open_to_doubt = pl.col("sensetting").is_in(_TO_BE_EXPLAINED) & ~has_number & ~is_explained
    places.note(is_open_to_doubt & is_explained.any(), "L03", "sensettingother", detail="OTH or NIEO stands alone.")
    places.note(pl.col("is_unit") & pl.col("is_resourced"), "L05", "senunitindicator")
    people = sieves["person"].frame.select("persontableid", "_birth_date")
    asked = sieves["requests"].frame.select("requeststableid", "persontableid").join(people, on="persontableid")
    seen = rows_with(places, asked.select("requeststableid", "_birth_date"), "requeststableid")
    is_young = age_on("_birth_date", date(AcademicYear.containing(day).starts, 8, 31)) < _YOUNGEST_AT_WORK
    note_of(places, seen, (pl.col("sensetting") == "NEET") & ~has_number & is_young, "L07", "sensetting")
    places.note(pl.col("leavingdate") > day, "L13", "leavingdate")


def _check_needs(needs: Sieve) -> None:
    first = needs.frame.filter(pl.col("_rank") == 1).select("activeplanstableid", _first="_need")
    seen = rows_with(needs, first.unique("activeplanstableid", keep="first"), "activeplanstableid")
    second = pl.when(pl.col("_rank") == _SECOND).then("activeplanstableid")
    needs.note(~pl.col("_rank").is_between(1, _SECOND), "S04", "sentyperank")
    needs.note(
        second.is_not_null() & ~second.is_first_distinct(), "S04", "sentyperank", detail="There are two of rank 2."
    )
    note_of(needs, seen, (pl.col("_rank") > 1) & (pl.col("_need") == pl.col("_first")), "S03", "sentype")


def _check_reviews(active: Sieve) -> None:
    outcome = pl.col("reviewoutcome").str.to_uppercase()
    decided, met = date_of("lastreview"), date_of("reviewmeeting")
    active.note((outcome.is_not_null() & decided.is_null()) | (outcome.is_not_null() & (decided < met)), "V01",
                "lastreview")  # fmt: skip
    active.note(pl.col("reviewdraft").is_not_null() & outcome.is_not_null() & (outcome != "A"), "V04", "reviewdraft")


def _check_transfers(sieves: Sieves, day: date) -> None:
    """V06. By the year group of the birth date, so one taught with another is told too."""
    active, due = sieves["activeplans"], date_of("phasetransferduedate")
    lawful = [
        (int(parameter(f"{kind}_month").on(day)), int(parameter(f"{kind}_day").on(day)))
        for kind in ("phase_transfer", "phase_transfer_post_16")
    ]
    of_law = pl.any_horizontal(*((due.dt.month() == month) & (due.dt.day() == one) for month, one in lawful))
    active.note(due.is_not_null() & ~of_law, "V06", "phasetransferduedate")
    births = sieves["person"].frame.select("persontableid", "_birth_date")
    asked = sieves["requests"].frame.select("requeststableid", "persontableid").join(births, on="persontableid")
    seen = rows_with(active, asked.select("requeststableid", "_birth_date"), "requeststableid").with_columns(
        _august=pl.date(due.dt.year() - 1, 8, 31)
    )
    nc_year = age_on("_birth_date", "_august") - _AGE_OF_RECEPTION
    note_of(active, seen, of_law & nc_year.is_in(_NO_PHASE_ENDS), "V06", "phasetransferduedate")
