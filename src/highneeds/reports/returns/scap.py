"""The forecast tables of the School Capacity survey: pupils with a plan who will need a specialist place.

Eight planning areas, one for each phase and kind of provision; year groups across, academic years down; the median of
the draws, rounded, with what stands behind it. Source: DfE, School Capacity survey guide 2026; the template was not
seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import polars as pl

from highneeds.core import AcademicYear
from highneeds.forecast.types import NC_YEARS, Simulation
from highneeds.reports.returns.template import Template
from highneeds.reports.returns.types import Basis, Heading, ReturnRow, ReturnTable, Stated, Unit
from highneeds.reports.tables import Cell
from highneeds.rules import Setting, scap_group
from highneeds.rules.rollups import SCAP_GROUPS

YEAR_GROUPS = {"primary": range(7), "secondary": range(7, 12)}
YEARS_AHEAD = {"primary": 5, "secondary": 7}
_STATISTICS = ("n", "min", "p05", "q1", "median", "q3", "p95", "max", "mean")
_QUANTILES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
Draws = npt.NDArray[np.int64]


def by_area(children_by_setting_nc: npt.NDArray[np.integer]) -> dict[tuple[str, str], Draws]:
    """``[draw, year, year group]`` of each phase and provision, from ``[draw, year, setting, nc]``."""
    found = {}
    for phase, groups in YEAR_GROUPS.items():
        years = [NC_YEARS.index(number) for number in groups]
        for provision in SCAP_GROUPS:
            settings = [position for position, one in enumerate(Setting) if scap_group(one) == provision]
            of_settings = children_by_setting_nc[:, :, settings].sum(axis=2, dtype=np.int64)
            found[phase, provision] = of_settings[:, :, years]
    return found


def scap_tables(
    simulation: Simulation, counted: pl.DataFrame, january: int, template: Template
) -> tuple[ReturnTable, ...]:
    """Every table of the template; ``counted``: the census of ``january``, the last that was counted.

    Raises ValueError when the simulation was made without ages by setting or ends too early.
    """
    if not simulation.children_by_setting_nc.shape[2]:
        message = "the simulation was made without children by setting and NC year"
        raise ValueError(message)
    ahead = [january + 1 + year for year in range(max(YEARS_AHEAD.values()))]
    if missing := [str(one) for one in ahead if one not in simulation.census_years]:
        message = f"the simulation has no January {', '.join(missing)}"
        raise ValueError(message)
    positions = [simulation.census_years.index(one) for one in ahead]
    areas = by_area(simulation.children_by_setting_nc[:, positions])
    codes: Mapping[str, str] = template.settings["planning_areas"]
    tables = [_forecast(area, draws[:, : YEARS_AHEAD[area[0]]], january) for area, draws in areas.items()]
    return (*tables, *_counted(counted, january), _behind(areas, january, codes))


def scap_assumptions(counted: pl.DataFrame, january: int) -> tuple[Stated, ...]:
    """What the tables leave out, counted in the last January, so that they can be set against the caseload."""
    pupils = counted.filter(pl.col("nc_year").is_between(0, 11))
    outside = counted.height - pupils.height
    has_place = pupils["setting"].map_elements(_needs_place, return_dtype=pl.Boolean)
    left_out = pupils.filter(~has_place)
    by_setting = left_out.group_by("setting").len().sort("len", "setting", descending=[True, False])
    named = "; ".join(f"{Setting(setting).label}: {count:,}" for setting, count in by_setting.iter_rows()) or "none"
    source = f"SEN2 return of January {january}"
    return (
        Stated("Residents", "every plan that the council maintains is taken as a resident's", "SEN2 has no other mark"),
        Stated("Plans in all", f"{counted.height:,}", source),
        Stated("Not in Reception to Year 11", f"{outside:,} plans, in no table", source),
        Stated("Without a specialist place", f"{left_out.height:,} plans, in no table ({named})", source),
        Stated("With a specialist place", f"{pupils.height - left_out.height:,} plans, each in one cell", source),
    )


def _needs_place(setting: str) -> bool:
    return scap_group(Setting(setting)) is not None


def _forecast(area: tuple[str, str], draws: Draws, january: int) -> ReturnTable:
    medians = np.median(draws, axis=0)
    rows = tuple(
        ReturnRow(_academic_year(january, year), tuple(_half_up(one) for one in of_year.tolist()))
        for year, of_year in enumerate(medians)
    )
    return ReturnTable(":".join(area), _headings(area[0], Basis.FORECAST), rows, Unit.CHILDREN)


def _counted(census: pl.DataFrame, january: int) -> Iterator[ReturnTable]:
    grid = np.zeros((1, 1, len(Setting), len(NC_YEARS)), np.int64)
    for setting, nc_year, count in census.group_by("setting", "nc_year").len().iter_rows():
        if nc_year in NC_YEARS:
            grid[0, 0, list(Setting).index(Setting(setting)), NC_YEARS.index(nc_year)] += count
    areas = by_area(grid)
    for phase in YEAR_GROUPS:
        rows = tuple(ReturnRow(provision, tuple(areas[phase, provision][0, 0].tolist())) for provision in SCAP_GROUPS)
        note = f"January {january}"
        yield ReturnTable(f"counted:{phase}", _headings(phase, Basis.COUNTED), rows, Unit.CHILDREN, note)


def _behind(areas: Mapping[tuple[str, str], Draws], january: int, codes: Mapping[str, str]) -> ReturnTable:
    rows = []
    for (phase, provision), draws in areas.items():
        for year in range(YEARS_AHEAD[phase]):
            for position, number in enumerate(YEAR_GROUPS[phase]):
                key = f"{codes[f'{phase}_{provision}']} {_academic_year(january, year)} {_year_group(number)}"
                rows.append(ReturnRow(key, _statistics(draws[:, year, position])))
    headings = tuple(Heading(name, Basis.FORECAST) for name in _STATISTICS)
    return ReturnTable("behind", headings, tuple(rows), Unit.CHILDREN)


def _statistics(draws: Draws) -> tuple[Cell, ...]:
    quantiles = [_tenths(value) for value in np.quantile(draws, _QUANTILES).tolist()]
    mean = Fraction(int(draws.sum()), len(draws))
    return (len(draws), *quantiles, _tenths(float(mean)))


def _headings(phase: str, basis: Basis) -> tuple[Heading, ...]:
    return tuple(Heading(_year_group(number), basis) for number in YEAR_GROUPS[phase])


def _year_group(number: int) -> str:
    return "Reception" if number == 0 else str(number)


def _academic_year(january: int, year: int) -> str:
    """The first year ahead is the one that begins in the September after ``january``."""
    return str(AcademicYear(january + year))


def _half_up(value: float) -> int:
    return int(Decimal(value).quantize(Decimal(1), ROUND_HALF_UP))


def _tenths(value: float) -> Decimal:
    return Decimal(value).quantize(Decimal("0.1"), ROUND_HALF_UP)
