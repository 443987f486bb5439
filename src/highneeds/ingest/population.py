"""Reads population by single year of age in the wide layout of the ONS subnational population projections."""

from __future__ import annotations

import polars as pl

from highneeds.core.faults import Fault
from highneeds.ingest.columns import POPULATION
from highneeds.ingest.grid import UnreadableFileError
from highneeds.ingest.headers import ROW
from highneeds.ingest.results import ImportUnit, ReadContext, ReadResult
from highneeds.ingest.rulebook import rule
from highneeds.ingest.sieve import Sieve
from highneeds.ingest.single_file import open_single, plain_text, single_result
from highneeds.ingest.values import pounds_of, whole_number_of

MAX_AGE = 25
MOST_DISTRICTS = 15
"""A county's districts are added together; no county of England has more than a dozen."""
LATEST_ESTIMATE = 2025
"""The newest mid-year that the Office for National Statistics has estimated and not projected, as of October 2026."""
_BOTH_SEXES = ("persons", "all", "all persons", "total", "both")


def read_population(unit: ImportUnit, context: ReadContext) -> ReadResult:  # noqa: ARG001 - one signature for all
    """Mid-years are columns. Rows for both sexes are used where there are any, else males and females are added up.

    The rows of ages beyond 25, and of one sex where both are given together, are passed over. The file stops where an
    age up to 25 or a year between others is missing, since a forecast would take it for no children at all.
    """
    sieve, _ = open_single(unit, POPULATION)
    years = [name for name in sieve.frame.columns if name.startswith("mid_") and sieve.frame[name].is_not_null().any()]
    if not years:
        raise UnreadableFileError(rule("F03").fault(sieve.file, detail="No column is headed by a year."))
    is_both = plain_text("sex").is_in(_BOTH_SEXES).fill_null(value=False)
    if sieve.frame.select(is_both.any()).item():
        sieve.skip(~is_both)
    is_group = pl.col("age_group").str.contains(r"(?i)(all|over|\+|total|under|-| to )")
    sieve.frame = sieve.frame.with_columns(_age=whole_number_of("age_group"))
    sieve.skip(is_group | (pl.col("_age") > MAX_AGE))
    sieve.hold(pl.col("_age").is_null(), "U01", "age_group")
    for year in years:
        sieve.hold(pounds_of(year) < 0, "U02", year)
        sieve.hold(~(pounds_of(year) >= 0).fill_null(value=False), "U01", year)
    sieve.require_unique("area", "component", "sex", "_age", rule_id="U05", field="age_group")
    areas = sieve.frame["area"].n_unique()
    if areas > MOST_DISTRICTS:
        detail = f"It has {areas} areas."
        raise UnreadableFileError(rule("U06").fault(sieve.file, field=sieve.headings["area"], detail=detail))
    missing = [*_missing_ages(sieve), *_missing_years(sieve, years)]
    if missing:
        return ReadResult(unit.kind, {}, faults=(*sieve.faults, *missing))
    long = sieve.frame.with_columns(pounds_of(year).alias(year) for year in years).unpivot(
        years, index=[ROW, "_age", "component"], variable_name="year", value_name="children"
    )
    frame = (
        long.group_by(mid_year=pl.col("year").str.slice(4).cast(pl.Int64), age="_age", maintain_order=True)
        .agg(pl.col("children").sum(), pl.col(ROW).first(), pl.col("component").first())
        .with_columns(source_file=pl.lit(sieve.file))
    )
    return single_result(unit, sieve, {"population": frame.with_columns(is_projected=_is_projected())}, None)


def _missing_ages(sieve: Sieve) -> list[Fault]:
    """U03 for each sex that lacks some."""
    faults = []
    for (sex,), rows in sieve.frame.group_by("sex", maintain_order=True):
        absent = sorted(set(range(MAX_AGE + 1)) - set(rows["_age"]))
        if absent:
            detail = f"Of {sex}: {', '.join(map(str, absent))}."
            faults.append(rule("U03").fault(sieve.file, field=sieve.headings["age_group"], detail=detail))
    return faults or ([rule("U03").fault(sieve.file, detail="All.")] if sieve.frame.is_empty() else [])


def _missing_years(sieve: Sieve, years: list[str]) -> list[Fault]:
    """U04 for all of them together."""
    given = {int(name.removeprefix("mid_")) for name in years}
    absent = sorted(set(range(min(given), max(given))) - given)
    return [rule("U04").fault(sieve.file, detail=f"{', '.join(map(str, absent))}.")] if absent else []


def _is_projected() -> pl.Expr:
    """As the component says (ONS writes the same word for both), else every mid-year after the latest estimate."""
    says_so = pl.col("component").str.contains("(?i)project").fill_null(value=False)
    return says_so | (pl.col("mid_year") > LATEST_ESTIMATE)
