"""The checks of a SEN2 return, module by module. Rule ids are those of the rule book."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from highneeds.core.years import AcademicYear
from highneeds.ingest.child_keys import add_identity_keys, is_upn_well_formed
from highneeds.ingest.headers import ROW
from highneeds.ingest.places import SETTING_CODES
from highneeds.ingest.sieve import Sieve
from highneeds.ingest.values import date_of, flag_of, identifier_of, whole_number_of
from highneeds.rules.needs import needs_in_census

MAX_AGE = 25
_OUTCOMES = ("Y", "N", "A", "W", "H")
_SEXES = {"M": "M", "MALE": "M", "1": "M", "F": "F", "FEMALE": "F", "2": "F"}
_MAX_CEASE_REASON = 9


def sex_of(column: str) -> pl.Expr:
    """M or F, from letters, words or the numbers used until 2023; U for anything else."""
    return pl.col(column).str.to_uppercase().replace_strict(_SEXES, default="U", return_dtype=pl.String).fill_null("U")


def is_birth_date_wrong(birth_date: str, day: date) -> pl.Expr:
    """Missing, after ``day``, or a 26th birthday on the last 31 August before ``day`` or earlier.

    A plan may last to the end of the academic year of the 25th birthday; the next return still holds it.
    """
    last_august = date(AcademicYear.containing(day).starts, 8, 31)
    return (
        pl.col(birth_date).is_null()
        | (pl.col(birth_date) > day)
        | (pl.col(birth_date).dt.offset_by(f"{MAX_AGE + 1}y") <= last_august)
    )


def check_persons(persons: Sieve, day: date, key: bytes) -> None:
    """P01 and P05 stop the row; P02 and P03 ask for a look. A second record is one with the same UPN, ULN or name."""
    keyed = persons.frame.with_columns(birth_date=date_of("personbirthdate").cast(pl.String), sex=sex_of("sex"))
    persons.frame = (
        add_identity_keys(keyed, key).drop("birth_date").with_columns(_birth_date=date_of("personbirthdate"))
    )  # fmt: skip
    persons.hold(is_birth_date_wrong("_birth_date", day), "P01", "personbirthdate")
    persons.require_unique("child_key", rule_id="P05", field="upn")
    nameless = pl.col("upn").is_null() & pl.col("uln").is_null()
    persons.hold(pl.col("child_key").is_null(), "P02", "upn", detail="There is no name and birth date either.")
    persons.note(nameless & pl.col("upnunknown").is_null(), "P02", "upn")
    persons.note(~is_upn_well_formed("upn"), "P03", "upn")


def check_requests(requests: Sieve, persons: Sieve) -> None:
    requests.require_parent(persons, "persontableid")
    requests.frame = requests.frame.with_columns(pl.col("requestoutcome").str.to_uppercase())
    requests.hold(~is_outcome("requestoutcome"), "R01", "requestoutcome")
    requests.read_dates("receiveddate", "requestoutcomedate")
    requests.note(pl.col("requestoutcomedate") < pl.col("receiveddate"), "R03", "requestoutcomedate")


def is_outcome(column: str) -> pl.Expr:
    return pl.col(column).is_in(_OUTCOMES).fill_null(value=False)


def check_assessments(assessments: Sieve, requests: Sieve) -> None:
    assessments.require_parent(requests, "requeststableid")
    assessments.frame = assessments.frame.with_columns(pl.col("assessmentoutcome").str.to_uppercase())
    assessments.hold(~is_outcome("assessmentoutcome"), "R01", "assessmentoutcome")
    assessments.read_dates("assessmentoutcomedate")


def check_plans(plans: Sieve, assessments: Sieve) -> None:
    """N02 stops a plan that ends before it starts; a date without a reason, or the reverse, is only worth a look."""
    plans.require_parent(assessments, "assessmenttableid")
    plans.frame = plans.frame.join(
        assessments.frame.select("assessmenttableid", "requeststableid"), on="assessmenttableid", how="left"
    )
    plans.require_unique("requeststableid", rule_id="K01")
    plans.read_dates("startdate", "ceasedate")
    check_cease(plans, start="startdate", cease="ceasedate", reason="ceasereason")


def check_cease(plans: Sieve, *, start: str, cease: str, reason: str) -> None:
    """N02 on any table with a plan's dates; leaves ``_reason`` (1 to 9 or null)."""
    plans.hold(pl.col(cease) < pl.col(start), "N02", cease, detail="It ends before it starts.")
    number = whole_number_of(reason)
    plans.frame = plans.frame.with_columns(_reason=pl.when(number.is_between(1, _MAX_CEASE_REASON)).then(number))
    has_date, has_reason = pl.col(cease).is_not_null(), pl.col("_reason").is_not_null()
    plans.note(has_date & ~has_reason, "N02", reason, detail="It has a date but no reason.")
    plans.note(~has_date & pl.col(reason).is_not_null(), "N02", cease, detail="It has a reason but no date.")


def check_plan_details(details: Sieve, plans: Sieve) -> None:
    """What section I names; counted and checked for L01, but no figure is made of it."""
    details.require_parent(plans, "namedplantableid")
    details.hold(_names_no_place(), "L01", "urn")


def _names_no_place() -> pl.Expr:
    return pl.all_horizontal(pl.col("urn", "ukprn", "sensetting").is_null())


def check_placement_spells(placements: Sieve, active: Sieve) -> None:
    placements.require_parent(active, "activeplanstableid")
    placements.frame = placements.frame.with_columns(
        identifier_of("urn").alias("urn"),
        identifier_of("ukprn").alias("ukprn"),
        pl.col("sensetting").str.to_uppercase(),
        is_unit=flag_of("senunitindicator"),
        is_resourced=flag_of("resourcedprovisionindicator"),
        _rank=whole_number_of("placementrank").fill_null(1),
    )
    plans = active.frame.select("activeplanstableid", "requeststableid", _plan_res="res")
    placements.frame = placements.frame.join(plans, on="activeplanstableid", how="left").with_columns(
        res=pl.coalesce("res", "_plan_res")  # until 2023 residence was given once, with the active plan
    )
    check_spells(placements, entry="entrydate", leaving="leavingdate", plan="requeststableid")


_DAYS_OF_REVIEWS = ("reviewmeeting", "lastreview", "reviewdraft", "phasetransferduedate", "phasetransferfinaldate")


def check_reviews(active: Sieve) -> None:
    """D01 asks for a look at a day of a review that cannot be read; the plan goes in without it."""
    for column in _DAYS_OF_REVIEWS:
        is_unread = pl.col(column).is_not_null() & date_of(column).is_null()
        active.note(is_unread, "D01", column, detail="The plan is kept without this day.")


def check_spells(placements: Sieve, *, entry: str, leaving: str, plan: str) -> None:
    """L01, L03, L08 and L09 on any table of spells with ``_rank``, ``urn``, ``ukprn`` and ``sensetting``."""
    placements.hold(_names_no_place(), "L01", "urn")
    placements.read_dates(entry, leaving)
    placements.hold(pl.col(leaving) < pl.col(entry), "L09", leaving)
    placements.hold(~pl.col("_rank").is_in([1, 2]), "L08", "placementrank", detail="The rank is not 1 or 2.")
    no_number = pl.col("urn").is_null() & pl.col("ukprn").is_null()
    placements.note(no_number & ~pl.col("sensetting").is_in(SETTING_CODES), "L03", "sensetting")
    placements.frame = placements.frame.with_columns(_overlaps=_overlaps_an_earlier_one(entry, leaving, plan))
    placements.note(pl.col("_overlaps"), "L08", entry)


def _overlaps_an_earlier_one(entry: str, leaving: str, plan: str) -> pl.Expr:
    """Rank-1 spells of one plan in order of entry: a later one that starts before all earlier ones have ended.

    Leaving one place and entering the next on the same day is no overlap.
    """
    main = pl.col("_rank") == 1
    end = pl.when(main).then(pl.col(leaving).fill_null(pl.date(9999, 12, 31)))
    start = pl.when(main).then(pl.col(entry).fill_null(pl.date(1, 1, 1)))
    order = [entry, ROW]
    latest_end = end.cum_max().shift(1).over(plan, order_by=order)
    carried = latest_end.forward_fill().over(plan, order_by=order)
    return main & (start < carried)


def check_needs(needs: Sieve, active: Sieve, year: int) -> None:
    """S02 stops a code not in the year's set; of two rank-1 needs the first is used (S01)."""
    needs.require_parent(active, "activeplanstableid")
    needs.frame = needs.frame.with_columns(
        _need=pl.col("sentype").str.to_uppercase(), _rank=whole_number_of("sentyperank").fill_null(1)
    )
    allowed = sorted(need.value for need in needs_in_census(year))
    needs.hold(~pl.col("_need").is_in(allowed).fill_null(value=False), "S02", "sentype")
    main = pl.when(pl.col("_rank") == 1).then("activeplanstableid")
    needs.note(main.is_not_null() & ~main.is_first_distinct(), "S01", "sentyperank", detail="There are two of rank 1.")


def check_plans_have_needs(sieves: Mapping[str, Sieve]) -> None:
    """S01 on the active plan that has no main need; silent where a need of the plan is held already."""
    needs, active = sieves["senneed"], sieves["activeplans"]
    held = _parents_of_held(needs, "activeplanstableid")
    main = needs.frame.filter(pl.col("_rank") == 1)["activeplanstableid"]
    known = pl.concat([main, held]).implode()
    active.note(~pl.col("activeplanstableid").is_in(known), "S01", detail="There is none of rank 1.")


def check_plans_have_placements(sieves: Mapping[str, Sieve], day: date) -> None:
    """L11 on the named plan that is live on ``day`` without a placement; silent where a placement of it is held."""
    placements, active, plans = sieves["placementdetail"], sieves["activeplans"], sieves["namedplan"]
    held = _parents_of_held(placements, "activeplanstableid")
    of_held = active.frame.filter(pl.col("activeplanstableid").is_in(held.implode()))["requeststableid"]
    live = placements.frame.filter(is_live("entrydate", "leavingdate", day))["requeststableid"]
    placed = pl.concat([live, of_held]).implode()
    moved_in = active.original.filter(pl.col("transferla").is_not_null())["requeststableid"].implode()
    is_unplaced = is_live("startdate", "ceasedate", day) & ~pl.col("requeststableid").is_in(placed)
    has_moved_in = pl.col("requeststableid").is_in(moved_in)
    plans.note(is_unplaced & ~has_moved_in, "L11")
    plans.note(is_unplaced & has_moved_in, "L11", detail="The plan came from another council in the year.")


def is_live(start: str, end: str, day: date) -> pl.Expr:
    """Both days count; a blank start or end is open."""
    return (pl.col(start).fill_null(day) <= day) & (pl.col(end).fill_null(day) >= day)


def _parents_of_held(sieve: Sieve, column: str) -> pl.Series:
    rows = [row.row for row in sieve.held]
    return sieve.original.filter(pl.col(ROW).is_in(rows))[column].drop_nulls()
