"""Children who have missed fifteen school days for illness in a school year, for whom education is to be arranged.

Source: DfE, Arranging education for children who cannot attend school because of health needs (December 2023), and
section 19 of the Education Act 1996. Illness is the register's code I; medical appointments (M) are not counted.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from highneeds.casework.limits import limit

_ILLNESS = "I"
_SESSIONS_IN_A_DAY = 2
_NEAR_DAYS = 10


@dataclass(frozen=True, slots=True)
class SchoolAbsence:
    """Of one school (its URN; None: not told): children who have come to the limit, and those with ten days or more."""

    urn: str | None
    reached: int
    near: int


@dataclass(frozen=True, slots=True)
class HealthAbsence:
    """Of the latest ``academic_year`` in the extracts; ``schools`` in order of their URN, and never of cost."""

    academic_year: str
    limit_days: int
    schools: tuple[SchoolAbsence, ...]

    @property
    def reached(self) -> int:
        return sum(school.reached for school in self.schools)

    @property
    def near(self) -> int:
        return sum(school.near for school in self.schools)


def health_absence(absences: pl.DataFrame) -> HealthAbsence | None:
    """From canonical absences, two sessions to a school day, one after another or not; None without any.

    A child counts once, at the school where it was last away: days missed at schools before count too.
    """
    if absences.is_empty():
        return None
    year = str(absences["academic_year"].max())
    of_year = absences.filter(pl.col("academic_year") == year)
    days = limit("medical_absence_days", of_year["first_day"].to_list()[0])
    missed = pl.col("sessions").cast(pl.Int64).sum() / _SESSIONS_IN_A_DAY
    ill = of_year.filter(pl.col("code").str.to_uppercase() == _ILLNESS).sort("first_day", maintain_order=True)
    children = ill.group_by("child_key", maintain_order=True).agg(pl.col("urn").last(), days=missed)
    counted = children.group_by("urn").agg(
        reached=(pl.col("days") >= days).sum(),
        near=((pl.col("days") >= _NEAR_DAYS) & (pl.col("days") < days)).sum(),
    )
    told = counted.filter((pl.col("reached") > 0) | (pl.col("near") > 0)).sort("urn", nulls_last=True)
    return HealthAbsence(year, days, tuple(SchoolAbsence(*row) for row in told.iter_rows()))
