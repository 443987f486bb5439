"""The high needs block's allocation as it moves through the year: each version dated, gross and net of deductions.

Gross is the whole block before anything is deducted; net is what reaches the council once the department has paid
places in academies, free schools and colleges itself. Both are kept: budgets and outturns use one or the other.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from highneeds.core import FinancialYear, Pence
from highneeds.finance.outlook import Growth


class Stage(StrEnum):
    """When in the year the department publishes, in order; the last is for a year of which no version is at hand."""

    DECEMBER = "December provisional"
    MARCH = "March"
    JULY = "July"
    NOVEMBER = "November"
    BUDGETED = "as budgeted"


@dataclass(frozen=True, slots=True)
class Deduction:
    """What the department keeps of the gross block for one kind of place and pays itself, positive."""

    name: str
    pence: Pence


@dataclass(frozen=True, slots=True)
class AllocationVersion:
    """One publication of a year's block.

    ``import_export_pence``: the adjustment for children placed across the border, negative where more go out than come
    in. Raises ValueError for a version without a source, or with a deduction below nothing.
    """

    financial_year: FinancialYear
    stage: Stage
    published_on: date
    before_adjustment_pence: Pence
    import_export_pence: Pence
    deductions: tuple[Deduction, ...]
    source: str

    def __post_init__(self) -> None:
        if not self.source.strip():
            message = f"the {self.stage} version of {self.financial_year} has no source"
            raise ValueError(message)
        if any(deduction.pence < 0 for deduction in self.deductions):
            message = f"the {self.stage} version of {self.financial_year} has a deduction below nothing"
            raise ValueError(message)

    @property
    def gross_pence(self) -> Pence:
        return Pence(self.before_adjustment_pence + self.import_export_pence)

    @property
    def deducted_pence(self) -> Pence:
        return Pence(sum(deduction.pence for deduction in self.deductions))

    @property
    def net_pence(self) -> Pence:
        return Pence(self.gross_pence - self.deducted_pence)


@dataclass(frozen=True, slots=True)
class VersionChange:
    """From one version of a year to the next; the parts add to the change of the net allocation."""

    version: AllocationVersion
    formula_pence: Pence
    import_export_pence: Pence
    deductions_pence: Pence  # plus where less is deducted than before

    @property
    def net_pence(self) -> Pence:
        return Pence(self.formula_pence + self.import_export_pence + self.deductions_pence)


@dataclass(frozen=True, slots=True)
class AllocationYear:
    """One year's allocation; ``version`` is None where it is carried forward from the year before."""

    financial_year: FinancialYear
    version: AllocationVersion | None
    gross_pence: Pence
    deducted_pence: Pence

    @property
    def net_pence(self) -> Pence:
        return Pence(self.gross_pence - self.deducted_pence)


def version_in_force(
    versions: Sequence[AllocationVersion], financial_year: FinancialYear, day: date
) -> AllocationVersion | None:
    """The last version of the year published on or before ``day``; None where there is none yet."""
    known = [each for each in versions if each.financial_year == financial_year and each.published_on <= day]
    return max(known, key=lambda version: version.published_on, default=None)


def changes_between(
    versions: Sequence[AllocationVersion], financial_year: FinancialYear, day: date
) -> tuple[VersionChange, ...]:
    """What moved from each version of the year to the next, up to those published by ``day``."""
    known = sorted(
        (each for each in versions if each.financial_year == financial_year and each.published_on <= day),
        key=lambda version: version.published_on,
    )
    return tuple(
        VersionChange(
            after,
            Pence(after.before_adjustment_pence - before.before_adjustment_pence),
            Pence(after.import_export_pence - before.import_export_pence),
            Pence(before.deducted_pence - after.deducted_pence),
        )
        for before, after in itertools.pairwise(known)
    )


def allocation_by_year(
    versions: Sequence[AllocationVersion], financial_years: Sequence[FinancialYear], *, day: date, growth: Growth
) -> tuple[AllocationYear, ...]:
    """Each year's version in force on ``day``; a later year without one grows from the last that has, gross.

    Deductions stay as they were in cash: rates of places have not risen and no new places are counted. Raises
    ValueError when the first year has no version by ``day``.
    """
    found: list[AllocationYear] = []
    base: tuple[AllocationVersion, FinancialYear] | None = None
    for year in financial_years:
        version = version_in_force(versions, year, day)
        if version is not None:
            base = (version, year)
            found.append(AllocationYear(year, version, version.gross_pence, version.deducted_pence))
        elif base is None:
            message = f"no version of the allocation of {year} was published by {day}"
            raise ValueError(message)
        else:
            factor = (1.0 + growth.share_per_year) ** (year.starts - base[1].starts)
            gross = Pence(round(base[0].gross_pence * factor))
            found.append(AllocationYear(year, None, gross, base[0].deducted_pence))
    return tuple(found)
