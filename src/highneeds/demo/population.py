"""Resident children by single year of age, mid-2014 to mid-2037: cohorts that age, fewer births, students who leave."""

from __future__ import annotations

from pathlib import Path

from highneeds.demo.luck import Luck
from highneeds.demo.text_files import write_csv

FILE = "population/population-by-age.csv"
PLANS_PER_CHILD = 0.043  # England, January 2025: plans over residents aged 0 to 25
_YEARS = tuple(range(2014, 2038))
_AGES = tuple(range(26))
_BASE_YEAR = 2025
_PEAK_COHORT, _LOW_COHORT, _BIRTHS_AT_LOW = 2012, 2023, 0.84


def write_population(folder: Path, plans: int, luck: Luck) -> None:
    """Wide by year, as the Office for National Statistics lays out its subnational projections."""
    residents = residents_of(plans, luck)
    rows = (
        (
            "E10000999",
            "Ashmere",
            "Population",
            "persons",
            str(age),
            *(f"{residents[year, age]:.3f}" for year in _YEARS),
        )
        for age in _AGES
    )
    write_csv(folder / FILE, ("AREA_CODE", "AREA_NAME", "COMPONENT", "SEX", "AGE_GROUP", *map(str, _YEARS)), rows)


def residents_of(plans: int, luck: Luck) -> dict[tuple[int, int], float]:
    """By mid-year and age."""
    wobble = {cohort: luck.between(0.985, 1.015) for cohort in range(_YEARS[0] - _AGES[-1], _YEARS[-1] + 1)}
    shape = {(year, age): _births(year - age) * wobble[year - age] * _stays(age) for year in _YEARS for age in _AGES}
    scale = plans / PLANS_PER_CHILD / sum(shape[_BASE_YEAR, age] for age in _AGES)
    return {at: scale * relative for at, relative in shape.items()}


def _births(cohort: int) -> float:
    """Relative size of a year of birth: up to 2012, down to 2023, level after."""
    if cohort <= _PEAK_COHORT:
        return max(0.82, 1 - 0.013 * (_PEAK_COHORT - cohort))
    fall = (1 - _BIRTHS_AT_LOW) / (_LOW_COHORT - _PEAK_COHORT)
    return max(_BIRTHS_AT_LOW, 1 - fall * (cohort - _PEAK_COHORT))


def _stays(age: int) -> float:
    """Families move in while children grow; students leave at 18 and some come back."""
    if age < 18:  # noqa: PLR2004 - the age of leaving for university
        return 1 + 0.005 * age
    return (1.0, 0.84, 0.80, 0.81, 0.88, 0.93, 0.95, 0.96)[age - 18]
