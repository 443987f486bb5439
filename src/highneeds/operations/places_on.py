"""Every school's places as at a day: what it can hold, what is commissioned, funded and who is on roll, apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from highneeds.caseload import RUNNING_LIST, census
from highneeds.caseload.successors import latest_urns, with_latest_urns
from highneeds.core import CensusDay
from highneeds.core.errors import Refusal
from highneeds.rules import census_day
from highneeds.rules.settings import Setting
from highneeds.store.setup import open_store
from highneeds.store.tables import load_table

_BASES = {"sen_unit": Setting.SEN_UNIT, "resourced_provision": Setting.RESOURCED_PROVISION}
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class PlacesOn:
    """``table``: urn, name, setting, is_section_41, provision, capacity, commissioned, funded, survey, department, and
    on_roll (the council's own children with plans); a null is not known, which is not nought.

    ``register_day`` is that of the version of the register that holds on ``day``; ``roll_day`` that of the caseload.
    """

    day: date
    register_day: date | None
    roll_day: date | None
    table: pl.DataFrame


def places_on(day: date) -> PlacesOn:
    """Raises Refusal when neither a register nor places have been imported."""
    open_store()
    versions, links = load_table("provider_versions"), load_table("provider_links")
    register_day = version_in_force(versions, day)
    known = versions.filter(pl.col("as_at").is_in([register_day] if register_day else []))
    rows = _capacity(day, links)
    for name, frame in (("survey", _survey(day)), ("department", _department(day))):
        put_forward = with_latest_urns(frame, links)
        one_row = put_forward.group_by("urn", "provision", maintain_order=True).agg(pl.col(name).sum())
        rows = rows.join(one_row, on=["urn", "provision"], how="full", coalesce=True)
    roll_day, roll = _on_roll(day, links)
    if rows.is_empty():
        files = "a capacity table, the capacity survey or the department's numbers"
        message = f"There are no places of {day:%-d %B %Y}. Import {files}."
        raise Refusal(message)
    names = load_table("providers").select("urn", "name").unique("urn")
    table = (
        rows.join(roll, on=["urn", "provision"], how="left")
        .join(known.select("urn", pl.col("setting").cast(pl.String), "is_section_41"), on="urn", how="left")
        .join(names, on="urn", how="left")
        .with_columns(pl.col("on_roll").fill_null(0) if roll_day else pl.col("on_roll"))
        .select("urn", "name", "setting", "is_section_41", "provision", "capacity", "commissioned", "funded", "survey",
                "department", "on_roll")
        .sort("urn", "provision")
    )  # fmt: skip
    return PlacesOn(day, register_day, roll_day, table)


def version_in_force(versions: pl.DataFrame, day: date) -> date | None:
    """The day of the latest register up to ``day``, else of the earliest after it; None without any."""
    days = sorted(set(versions["as_at"]))
    before = [each for each in days if each <= day]
    return before[-1] if before else (days[0] if days else None)


def _capacity(day: date, links: pl.DataFrame) -> pl.DataFrame:
    """The council's own numbers valid on the day; of several year groups or designations the sum."""
    valid = load_table("capacity").filter(
        pl.col("valid_from") <= day, pl.col("valid_to").is_null() | (pl.col("valid_to") >= day)
    )
    numbers = {"capacity": "places_capacity", "commissioned": "places_commissioned", "funded": "places_funded"}
    return (
        with_latest_urns(valid, links)
        .with_columns(pl.col("provision").cast(pl.String))
        .group_by("urn", "provision", maintain_order=True)
        .agg(_sum_if_whole(column).alias(name) for name, column in numbers.items())
    )


def _sum_if_whole(column: str) -> pl.Expr:
    """Null where a part is not known: a sum of the others would pass for the whole."""
    return pl.when(pl.col(column).is_not_null().all()).then(pl.col(column).sum())


def _survey(day: date) -> pl.DataFrame:
    """Places of the latest capacity survey up to the day (1 May of its year)."""
    table = load_table("school_capacity")
    years = [year for year in sorted(set(table["survey_year"])) if date(year, 5, 1) <= day]
    latest = table.filter(pl.col("survey_year").is_in(years[-1:]))
    return latest.select("urn", pl.col("provision").cast(pl.String), survey="places_capacity")


def _department(day: date) -> pl.DataFrame:
    """Places of the department's list for the academic year of the day."""
    starts = day.year if day.month >= 9 else day.year - 1  # noqa: PLR2004 - September
    table = load_table("funded_places").filter(academic_year=f"{starts}/{(starts + 1) % 100:02d}")
    return table.select("urn", pl.col("provision").cast(pl.String), department="places")


def _on_roll(day: date, links: pl.DataFrame) -> tuple[date | None, pl.DataFrame]:
    """The council's children with plans by school and provision."""
    people = load_table("children"), load_table("plans"), load_table("placements")
    empty = pl.DataFrame(schema={"urn": pl.String, "provision": pl.String, "on_roll": pl.UInt32})
    year, roll_day = _source_of_the_roll(set(people[0]["return_year"]), day)
    if roll_day is None:
        return None, empty
    there = census(*people, roll_day, return_year=year).filter(pl.col("urn").is_not_null())
    bases = {setting.value: provision for provision, setting in _BASES.items()}
    others = {
        Setting.SPECIAL.value: "special", Setting.NON_MAINTAINED_SPECIAL.value: "special",
        Setting.ALTERNATIVE_PROVISION.value: "alternative_provision", Setting.HOSPITAL_SCHOOL.value: "hospital",
        Setting.FURTHER_EDUCATION.value: "post_16", Setting.SIXTH_FORM_COLLEGE.value: "post_16",
        Setting.SPECIALIST_POST_16.value: "post_16",
    }  # fmt: skip
    provision = pl.col("setting").replace_strict(bases | others, default="mainstream", return_dtype=pl.String)
    put_forward = there.with_columns(pl.col("urn").replace(latest_urns(links)), provision=provision)
    counted = put_forward.group_by("urn", "provision").agg(pl.len().alias("on_roll"))
    return roll_day, pl.concat([empty, counted])


def _source_of_the_roll(years: set[int], day: date) -> tuple[int, date | None]:
    """The return that covers the day, else the running list, else the latest return on its own census day.

    A return covers the year up to its census day; of an earlier day than the first return covers nothing is known.
    """
    days = {year: census_day(CensusDay(year)) for year in sorted(years - {RUNNING_LIST})}
    after = [year for year, of_year in days.items() if of_year >= day]
    if after:
        return after[0], day if day > days[after[0]] - timedelta(days=365) else None
    if RUNNING_LIST in years:
        return RUNNING_LIST, day
    return (max(days), days[max(days)]) if days else (RUNNING_LIST, None)


def places_lines(found: PlacesOn) -> Iterator[str]:
    """What a place planner reads first."""
    yield f"Places as at {found.day:%-d %B %Y}; a dash is not known"
    if found.register_day is not None:
        yield f"Settings and section 41 by the register of {found.register_day:%-d %B %Y}"
    if found.roll_day is not None:
        yield f"On roll: the council's own children with plans on {found.roll_day:%-d %B %Y}"
    yield f"{'URN':<7} {'School':<32} {'Provision':<20} {'can hold':>9} {'agreed':>7} {'paid':>6} {'on roll':>8}"
    for row in found.table.head(_SHOWN).iter_rows(named=True):
        numbers = [row[name] for name in ("capacity", "commissioned", "funded", "on_roll")]
        shown = ["-" if number is None else f"{number:,}" for number in numbers]
        name, provision = str(row["name"] or "-")[:32], str(row["provision"]).replace("_", " ")
        yield f"{row['urn']:<7} {name:<32} {provision:<20} {shown[0]:>9} {shown[1]:>7} {shown[2]:>6} {shown[3]:>8}"
    if found.table.height > _SHOWN:
        yield f"and {found.table.height - _SHOWN:,} more; --out writes all"


def write_places(found: PlacesOn, out: Path) -> Path:
    """All rows as CSV. Raises Refusal when it cannot be written."""
    try:
        found.table.write_csv(out, include_bom=True)
    except OSError as error:
        message = f"{out} cannot be written: {error.strerror}."
        raise Refusal(message) from error
    return out
