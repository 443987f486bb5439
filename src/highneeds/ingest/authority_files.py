"""Reads two plain lists of every authority: its residents by single year of age, and its statistical neighbours."""

from __future__ import annotations

import polars as pl

from highneeds.forecast.national.types import POPULATION
from highneeds.forecast.published.types import RESIDENTS, RESIDENTS_BY_AGE
from highneeds.ingest.authority_fields import AUTHORITY_POPULATION, STATISTICAL_NEIGHBOURS
from highneeds.ingest.dfe.kept import FIRST_INVENTED_CODE, INVENTED
from highneeds.ingest.dfe.rules import rule as published_rule
from highneeds.ingest.headers import ROW
from highneeds.ingest.place_files import open_fields, source_of
from highneeds.ingest.results import ImportUnit, ReadContext, ReadResult
from highneeds.ingest.sieve import Sieve
from highneeds.ingest.single_file import single_result

MAX_AGE = 25
_LAST_AGE_OF_CHILDHOOD = 17
_SOURCE = "Office for National Statistics, Mid-year population estimates by single year of age"
_RELEASE = "population by age"
_AGES = r"(?i)^(?:aged?\s+)?(\d{1,3})(?:\s+years?)?$"
_CODE = r"^(?:[EW]\d{8}|\d{3})$"
_CODE_IN_WORDS = "It has three digits, or a letter and eight digits."
_FIRST_AGES = {"under_5": 0, "5_to_10": 5, "11_to_15": 11, "16_to_19": 16, "20_to_25": 20}


def read_authority_population(unit: ImportUnit, context: ReadContext) -> ReadResult:  # noqa: ARG001 - one signature for all
    """Residents by the ages that plans are published by; an authority and year without every age of a group has none.

    The age of a plan is that at the start of the school year, of residents that at the middle of the calendar year.
    """
    sieve = open_fields(unit, AUTHORITY_POPULATION)
    sieve.frame = sieve.frame.with_columns(_age=pl.col("age").str.extract(_AGES).cast(pl.Int32))
    sieve.hold(~pl.col("area_code").str.contains(_CODE), "X03", "area_code", detail=_CODE_IN_WORDS)
    sieve.skip(pl.col("_age").is_null() | (pl.col("_age") > MAX_AGE))
    sieve.require_unique("area_code", "year", "_age", rule_id="X04", field="age")
    groups = {RESIDENTS_BY_AGE + group: ages for group, ages in ages_of_groups().items()}
    groups |= {POPULATION: range(_LAST_AGE_OF_CHILDHOOD + 1), RESIDENTS: range(MAX_AGE + 1)}
    frame = pl.concat([_group(sieve, series, ages) for series, ages in groups.items()])
    _tell_absent_ages(sieve)
    newest = max(frame["year"], default=0)
    frame = frame.with_columns(
        pl.lit(_RELEASE).alias("release"),
        pl.lit(newest).alias("release_year"),
        pl.lit(None, pl.String).alias("mark"),
        pl.lit(None, pl.String).alias("why"),
        pl.lit((INVENTED if _are_invented(sieve) else "") + _SOURCE).alias("source"),
    )
    return single_result(unit, sieve, {"published_figures": frame}, None)


def _tell_absent_ages(sieve: Sieve) -> None:
    """Q12 for all authorities and years that lack an age, whose groups with that age have no figure."""
    ages = sieve.frame.group_by("area_code", "year", maintain_order=True).agg(pl.col("_age"))
    said = [
        f"{code} in {year}: {', '.join(map(str, absent))}"
        for code, year, found in ages.iter_rows()
        if (absent := sorted(set(range(MAX_AGE + 1)) - set(found)))
    ]
    if said:
        detail = f"Ages without residents: {'; '.join(said)[:300]}."
        sieve.faults.append(published_rule("Q12").fault(sieve.file, field=sieve.headings["age"], detail=detail))


def ages_of_groups() -> dict[str, range]:
    """The ages of each group that plans are published by."""
    firsts = [*_FIRST_AGES.values(), MAX_AGE + 1]
    return {group: range(first, firsts[i + 1]) for i, (group, first) in enumerate(_FIRST_AGES.items())}


def _group(sieve: Sieve, series: str, ages: range) -> pl.DataFrame:
    """Leads back to the row of the group's first age."""
    rows = sieve.frame.filter(pl.col("_age").is_between(ages.start, ages.stop - 1))
    added = rows.group_by("year", pl.col("area_code").alias("code"), maintain_order=True).agg(
        pl.col("residents").sum().alias("value"), pl.len().alias("_ages"), *(part.first() for part in source_of(sieve))
    )
    return added.filter(pl.col("_ages") == len(ages)).select(
        pl.lit(series).alias("series"), "year", "code", "value", ROW, "source_file"
    )


def _are_invented(sieve: Sieve) -> bool:
    """Whether every code ends in one of the department's that nobody has (``dfe.kept``)."""
    codes = sieve.frame["area_code"].unique()
    return bool(len(codes)) and all(int(code[-3:]) >= FIRST_INVENTED_CODE for code in codes)


def read_statistical_neighbours(unit: ImportUnit, context: ReadContext) -> ReadResult:  # noqa: ARG001 - as above
    sieve = open_fields(unit, STATISTICAL_NEIGHBOURS)
    for column in ("code", "neighbour_code"):
        sieve.hold(~pl.col(column).str.contains(r"^\d{3}$"), "X03", column, detail="It has three digits.")
    is_itself = pl.col("code") == pl.col("neighbour_code")
    sieve.hold(is_itself, "X03", "neighbour_code", detail="No authority is its own neighbour.")
    sieve.require_unique("code", "rank", rule_id="X04", field="rank")
    frame = sieve.frame.select("code", "rank", "neighbour_code", "closeness", *source_of(sieve))
    return single_result(unit, sieve, {"published_neighbours": frame}, None)
