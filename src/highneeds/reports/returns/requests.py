"""Requests, assessments and new plans by calendar year and age group, as the local SEND reform plan asks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import polars as pl

from highneeds.caseload.census import nc_year_on
from highneeds.forecast.types import Simulation
from highneeds.reports.returns.demand import LSRP_AGES, nearest_nc_year
from highneeds.reports.returns.types import TOTAL, Basis, Heading, ReturnRow, ReturnTable, Stated, Unit
from highneeds.rules import AGE_BANDS, lsrp_age_band

_YEARS_OF_SHARES = 3
STAGES = ("requests", "assessments", "assessments_to_plan")
_NONE = "there is no counted year to take it from"


@dataclass(frozen=True, slots=True)
class RequestCounts:
    """``counted[stage][year]``: children by age group, for the calendar years whose returns are there."""

    counted: Mapping[str, Mapping[int, tuple[int, ...]]]


def count_requests(requests: pl.DataFrame, children: pl.DataFrame) -> RequestCounts:
    """Received, agreed and ended in a plan within each calendar year, from the return of the January after it.

    Ages by the school year of the day itself. A child whose birth date was held back counts nowhere.
    """
    dated = requests.join(
        children.select("return_year", "child_key", "birth_date"), on=["return_year", "child_key"], how="inner"
    )
    of_stage = {
        "requests": ("received_date", pl.lit(value=True)),
        "assessments": ("request_outcome_date", pl.col("request_outcome") == "Y"),
        "assessments_to_plan": ("assessment_outcome_date", pl.col("assessment_outcome") == "Y"),
    }
    years = sorted(int(year) - 1 for year in requests["return_year"].unique() if year)
    return RequestCounts(
        {
            stage: {year: _by_band(dated.filter(is_so), column, year) for year in years}
            for stage, (column, is_so) in of_stage.items()
        }
    )


def _by_band(rows: pl.DataFrame, column: str, year: int) -> tuple[int, ...]:
    of_year = rows.filter((pl.col("return_year") == year + 1) & (pl.col(column).dt.year() == year))
    found = dict.fromkeys(AGE_BANDS, 0)
    for (day,), group in of_year.group_by(column):
        for nc_year in group.select(nc_year_on(day)).to_series():
            found[lsrp_age_band(nearest_nc_year(nc_year))] += 1
    return tuple(found.values())


def request_tables(counts: RequestCounts, simulation: Simulation, years: Sequence[int]) -> tuple[ReturnTable, ...]:
    """Tables 10 to 12. Requests ahead are the draws' mean; ages, assessments and plans by the shares of late years."""
    shares = _shares(counts)
    counted = sorted(counts.counted["requests"])
    ahead = {january - 1: i for i, january in enumerate(simulation.census_years) if i and january - 1 not in counted}
    shown = [year for year in years if year in counted or year in ahead]
    headings = tuple(Heading(str(year), Basis.COUNTED if year in counted else Basis.FORECAST) for year in shown)
    tables = []
    for stage in STAGES:
        columns = []
        for year in shown:
            if year in counted:
                cells = counts.counted[stage][year]
                columns.append((*cells, sum(cells)))
            else:
                of_year = simulation.requests[:, ahead[year]]
                mean = Fraction(int(of_year.sum(dtype=np.int64)), simulation.draws)
                parts = [mean * share for share in shares[stage]]
                columns.append((*map(_half_up, parts), _half_up(sum(parts, Fraction(0)))))
        rows = tuple(
            ReturnRow(name, tuple(column[i] for column in columns)) for i, name in enumerate((*AGE_BANDS, TOTAL))
        )
        tables.append(ReturnTable(stage, headings, rows, Unit.CHILDREN, LSRP_AGES, has_total=True))
    return tuple(tables)


def request_assumptions(counts: RequestCounts) -> tuple[Stated, ...]:
    """What stands behind the columns ahead."""
    shares = _shares(counts)
    of_all = {stage: float(sum(shares[stage])) for stage in STAGES}
    late = sorted(counts.counted["requests"])[-_YEARS_OF_SHARES:]
    source = f"SEN2 returns of the calendar years {', '.join(map(str, late))}" if late else _NONE
    return (
        Stated("Requests ahead", "mean of the draws; ages as in the latest counted years", source),
        Stated("Assessments agreed ahead", f"{of_all['assessments']:.1%} of the requests of the same year", source),
        Stated(
            "Assessments that lead to a plan ahead",
            f"{of_all['assessments_to_plan']:.1%} of the requests of the same year",
            source,
        ),
    )


def _shares(counts: RequestCounts) -> dict[str, tuple[Fraction, ...]]:
    """By stage and age group, for each request of the latest counted years; nothing where there was no request."""
    late = sorted(counts.counted["requests"])[-_YEARS_OF_SHARES:]
    everyone = sum(sum(counts.counted["requests"][year]) for year in late)
    return {
        stage: tuple(
            Fraction(sum(counts.counted[stage][year][band] for year in late), everyone or 1)
            for band in range(len(AGE_BANDS))
        )
        for stage in STAGES
    }


def _half_up(exact: Fraction) -> int:
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
