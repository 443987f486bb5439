"""Children with a plan by January, need, setting and age: counted in the past, drawn in the years ahead.

Kept as whole sums over draws, so that every cell, and every total, is rounded once from its unrounded mean, and two
tables of the same children have the same totals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from highneeds.core.years import NcYear
from highneeds.forecast.types import FIRST_NC_YEAR, LAST_NC_YEAR, NC_YEARS, Simulation
from highneeds.reports.returns.types import TOTAL, Basis, Heading, ReturnRow, ReturnTable, Unit
from highneeds.rules import Need, Setting

Sums = npt.NDArray[np.int64]
NO_ASSESSMENT = "NSA"
"""The row of children with SEN support and no specialist assessment; it takes plans whose need is not recorded."""
DSG_AGES = "Age in completed years on 31 August before the school year: Reception is under 5"
LSRP_AGES = "Age turned in the school year: Reception is 5 to 10, Year 11 is 16 to 19"
"""The two rules of age, as every table with ages names its own."""


@dataclass(frozen=True)
class Demand:
    """``by_need[january, need, setting]`` and ``by_age[january, setting, nc]``: sums over ``draws[january]`` draws.

    A counted January has one draw. Needs and settings run as the enums, NC years as ``NC_YEARS``. Raises ValueError
    when the two do not hold the same children.
    """

    januaries: tuple[int, ...]
    is_counted: tuple[bool, ...]
    draws: tuple[int, ...]
    by_need: Sums
    by_age: Sums

    def __post_init__(self) -> None:
        if not np.array_equal(self.by_need.sum(axis=1), self.by_age.sum(axis=2)):
            message = "children by need and children by age are not the same children"
            raise ValueError(message)

    @property
    def headings(self) -> tuple[Heading, ...]:
        return tuple(
            Heading(str(january), Basis.COUNTED if counted else Basis.FORECAST)
            for january, counted in zip(self.januaries, self.is_counted, strict=True)
        )

    def only(self, januaries: Sequence[int]) -> Demand:
        """Those of ``januaries`` that there are, in their order."""
        kept = [self.januaries.index(january) for january in januaries if january in self.januaries]
        return Demand(
            tuple(self.januaries[i] for i in kept),
            tuple(self.is_counted[i] for i in kept),
            tuple(self.draws[i] for i in kept),
            self.by_need[kept],
            self.by_age[kept],
        )

    def shown(self, sums: Sums) -> tuple[int, ...]:
        """``sums[january]`` as whole children: the mean, a half upwards, with no rounding on the way."""
        return tuple(
            (2 * int(total) + draws) // (2 * draws) for total, draws in zip(sums.tolist(), self.draws, strict=True)
        )


def demand_of(januaries: Mapping[int, pl.DataFrame], simulation: Simulation, *, years_ahead: int) -> Demand:
    """Every January counted (``caseload.census``), then ``years_ahead`` after the last of them from the draws.

    Ages beyond the engine's are counted in its first or last NC year. Raises ValueError when the simulation was made
    without ages by setting or with other needs or settings, or ends too early.
    """
    if not simulation.children_by_setting_nc.shape[2]:
        message = "the simulation was made without children by setting and NC year"
        raise ValueError(message)
    if simulation.space.needs != tuple(Need) or simulation.space.settings != tuple(Setting):
        message = "the simulation has other needs or settings than a return"
        raise ValueError(message)
    counted = sorted(januaries)
    ahead = [counted[-1] + 1 + year for year in range(years_ahead)]
    if missing := [str(january) for january in ahead if january not in simulation.census_years]:
        message = f"the simulation has no January {', '.join(missing)}"
        raise ValueError(message)
    positions = [simulation.census_years.index(january) for january in ahead]
    drawn_need = simulation.children[:, positions].sum(axis=0, dtype=np.int64)
    drawn_age = simulation.children_by_setting_nc[:, positions].sum(axis=0, dtype=np.int64)
    past = [_counted(januaries[january]) for january in counted]
    return Demand(
        (*counted, *ahead),
        (*(True for _ in counted), *(False for _ in ahead)),
        (*(1 for _ in counted), *(simulation.draws for _ in ahead)),
        np.concatenate([np.stack([need for need, _ in past]), drawn_need]),
        np.concatenate([np.stack([age for _, age in past]), drawn_age]),
    )


def nearest_nc_year(number: int) -> NcYear:
    """The NC year of an age: one beyond those of a plan counts in the first or the last."""
    return NcYear(min(max(number, NcYear.FIRST), NcYear.LAST))


def _counted(census: pl.DataFrame) -> tuple[Sums, Sums]:
    """``[need, setting]`` and ``[setting, nc]`` of one census."""
    needs, settings = list(Need), list(Setting)
    by_need = np.zeros((len(needs), len(settings)), np.int64)
    by_age = np.zeros((len(settings), len(NC_YEARS)), np.int64)
    for need, setting, nc_year in census.select("need", "setting", "nc_year").iter_rows():
        position = settings.index(Setting(setting))
        by_need[needs.index(Need(need)), position] += 1
        by_age[position, min(max(nc_year, FIRST_NC_YEAR), LAST_NC_YEAR) - FIRST_NC_YEAR] += 1
    return by_need, by_age


def table_by_need(
    demand: Demand, key: str, rows: Sequence[str], settings: Sequence[Setting], *, note: str = ""
) -> ReturnTable:
    """Children of ``settings`` by primary need; ``rows`` are SEN2 codes and ``NSA``."""
    within = demand.by_need[:, :, [list(Setting).index(setting) for setting in settings]].sum(axis=2)
    of_row = {row: np.zeros(len(demand.januaries), np.int64) for row in rows}
    for position, need in enumerate(Need):
        of_row[_need_row(need, rows)] += within[:, position]
    return _table(demand, key, of_row, note)


def table_by_age(
    demand: Demand,
    key: str,
    rows: Sequence[str],
    settings: Sequence[Setting],
    band: Callable[[NcYear], str],
    *,
    note: str = "",
) -> ReturnTable:
    """Children of ``settings`` by age group; one younger or older than every row counts in the nearest."""
    within = demand.by_age[:, [list(Setting).index(setting) for setting in settings]].sum(axis=1)
    of_row = {row: np.zeros(len(demand.januaries), np.int64) for row in rows}
    outside = np.zeros(len(demand.januaries), np.int64)
    for position, nc_year in enumerate(NC_YEARS):
        name = band(nearest_nc_year(nc_year))
        if name not in of_row:  # a sheet without the younger groups
            outside += within[:, position]
        of_row[name if name in of_row else rows[0]] += within[:, position]
    if outside.any():
        note = f"{note} Children below the first age group of this table are counted in it.".strip()
    return _table(demand, key, of_row, note)


def _need_row(need: Need, rows: Sequence[str]) -> str:
    if need.value in rows:
        return need.value
    return NO_ASSESSMENT if need is Need.NOT_RECORDED else Need.OTH.value


def _table(demand: Demand, key: str, of_row: Mapping[str, Sums], note: str) -> ReturnTable:
    everyone = np.sum(list(of_row.values()), axis=0)
    rows = [ReturnRow(row, demand.shown(sums)) for row, sums in of_row.items()]
    total = ReturnRow(TOTAL, demand.shown(everyone))
    return ReturnTable(key, demand.headings, (*rows, total), Unit.CHILDREN, note, has_total=True)


def table_by_group(demand: Demand, key: str, rows: Mapping[str, Sums | None], *, note: str = "") -> ReturnTable:
    """Sums ``[january]`` of groups of children by row; None where nothing is known of the row."""
    known = {row: sums for row, sums in rows.items() if sums is not None}
    made = _table(demand, key, known, note)
    blank = tuple(None for _ in demand.januaries)
    every = [made.row(row) if row in known else ReturnRow(row, blank) for row in rows]
    return ReturnTable(key, made.headings, (*every, made.row(TOTAL)), Unit.CHILDREN, note, has_total=True)
