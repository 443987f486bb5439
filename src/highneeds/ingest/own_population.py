"""Reads the council's own projections of children, in either keying that planners use.

By calendar year and age: people at the middle of that year. By school year and national curriculum year: those of the
middle of the calendar year in which it begins, since a child of Reception (0) was four on 31 August.
"""

from __future__ import annotations

import polars as pl

from highneeds.core.faults import Fault
from highneeds.ingest.fields import Field, FieldType, columns_of, read_fields
from highneeds.ingest.headers import ROW
from highneeds.ingest.kinds import FileKind
from highneeds.ingest.population import LATEST_ESTIMATE, MAX_AGE
from highneeds.ingest.results import ImportUnit, ReadContext, ReadResult
from highneeds.ingest.rulebook import rule
from highneeds.ingest.sieve import Sieve
from highneeds.ingest.single_file import open_single, single_result

_AGE_LESS_NC_YEAR = 4
_LAST_NC_YEAR = 20
_CHILDREN = Field(
    "children", "Children projected", FieldType.NUMBER, "Resident children; areas are added together", "1001.5",
    is_required=True, is_filled=True, least=0, aliases=("population", "number of children"),
)  # fmt: skip
_AREA = Field("area", "Area", FieldType.TEXT, "Planning area, where there is one row for each", "North")

POPULATION_BY_AGE = (
    Field("year", "Calendar year", FieldType.WHOLE, "Year at whose middle the children are counted", "2026",
          is_required=True, is_filled=True, least=2000, most=2100, aliases=("calendar-year",)),
    Field("age", "Age", FieldType.WHOLE, "Age in whole years", "4", is_required=True, is_filled=True, least=0,
          most=120),
    _AREA,
    _CHILDREN,
)  # fmt: skip
POPULATION_BY_NC_YEAR = (
    Field("year", "School year", FieldType.TEXT, "As 2026/27", "2026/27", is_required=True, is_filled=True),
    Field("nc_year", "NC year", FieldType.WHOLE, "National curriculum year; Reception is 0", "0", is_required=True,
          is_filled=True, least=-5, most=20, aliases=("ncy",)),
    _AREA,
    _CHILDREN,
)  # fmt: skip


def read_own_population(unit: ImportUnit, context: ReadContext) -> ReadResult:  # noqa: ARG001 - one signature for all
    """Every age from 0 to 25, or every NC year from -4 to 20, and every year between others; none is guessed."""
    by_age = unit.kind is FileKind.POPULATION_BY_AGE
    fields = POPULATION_BY_AGE if by_age else POPULATION_BY_NC_YEAR
    sieve, _ = open_single(unit, columns_of(fields))
    read_fields(sieve, fields)
    first = pl.col("year").str.extract(r"^(\d{4})[/-](?:20)?\d{2}$").cast(pl.Int64) if not by_age else pl.col("year")
    age = pl.col("age") if by_age else pl.col("nc_year") + _AGE_LESS_NC_YEAR
    sieve.frame = sieve.frame.with_columns(_mid_year=first, _age=age)
    sieve.hold(pl.col("_mid_year").is_null(), "U01", "year")
    sieve.skip(~pl.col("_age").is_between(0, MAX_AGE))
    key = pl.struct("area", "_mid_year", "_age")
    sieve.hold(~key.is_first_distinct(), "U05", "age" if by_age else "nc_year")
    faults = _gaps(sieve, MAX_AGE if by_age else _LAST_NC_YEAR + _AGE_LESS_NC_YEAR)
    if faults:
        return ReadResult(unit.kind, {}, faults=(*sieve.faults, *faults))
    frame = sieve.frame.group_by(mid_year="_mid_year", age="_age", maintain_order=True).agg(
        pl.col("children").sum(), pl.col(ROW).first()
    )
    is_projected = pl.col("mid_year") > LATEST_ESTIMATE
    return single_result(
        unit, sieve, {"population": frame.with_columns(is_projected=is_projected, source_file=pl.lit(sieve.file))}, None
    )


def _gaps(sieve: Sieve, highest_age: int) -> list[Fault]:
    """U03 for each year that lacks ages, U04 for years that are missing between others."""
    ages = {year: set(rows["_age"]) for (year,), rows in sieve.frame.group_by("_mid_year", maintain_order=True)}
    wanted = set(range(highest_age + 1))
    faults = [
        rule("U03").fault(sieve.file, detail=f"Of {year}: ages {', '.join(map(str, sorted(wanted - found)))}.")
        for year, found in ages.items()
        if wanted - found
    ]
    years = sieve.frame["_mid_year"].to_list()
    absent = sorted(set(range(min(years), max(years))) - set(years)) if years else []
    if absent:
        faults.append(rule("U04").fault(sieve.file, detail=f"{', '.join(map(str, absent))}."))
    return faults
