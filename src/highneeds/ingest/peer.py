"""Reads the four CSV files of witan.send, an open forecasting model of plans that councils have prepared files for.

Format: https://github.com/MastodonC/witan.send, docs. One row per child per January-to-January interval; ``NONSEND`` is
no plan. Faults are collected over all four files; one that stops a row or a file leaves no inputs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np

from highneeds.core.faults import Fault, Severity
from highneeds.forecast.prices import price_book
from highneeds.forecast.types import (
    FIRST_NC_YEAR,
    LAST_NC_YEAR,
    NC_YEARS,
    NO_PLAN,
    Floats,
    History,
    Ints,
    Population,
    PriceBook,
    StateSpace,
    Stock,
)
from highneeds.ingest.grid import UnreadableFileError, open_grids
from highneeds.ingest.results import UnitFile
from highneeds.ingest.rule import Rule
from highneeds.ingest.rulebook import rule

NOT_SEND = "NONSEND"
_NEXT_BUT_ONE = 2
_BASIS = "witan.send input format"
_FILE, _ROW, _CHECK = Severity.STOPS_FILE, Severity.STOPS_ROW, Severity.CHECK
_RULES = {
    entry.id: entry
    for entry in (
        Rule("W01", _ROW, "The number cannot be read", "Write digits only.", _BASIS),
        Rule("W02", _ROW, "The number is negative", "Correct it: nobody can count fewer than no children.", _BASIS),
        Rule("W03", _FILE, "Years or ages are missing", "Add the rows; nothing is guessed.", _BASIS),
        Rule("W04", _ROW, "The academic year is outside -5 to 25", "Correct it: Reception is 0, Year 1 is 1.", _BASIS),
        Rule("W05", _ROW, "The need or setting is not in valid-states", "Correct it, or add it there.", _BASIS),
        Rule("W06", _ROW, "The child does not age by one year", "Match the two censuses again.", _BASIS),
        Rule(
            "W07", _ROW, "Need and setting do not both say NONSEND", "Give both or neither, on one side only.", _BASIS
        ),
        Rule("W08", _FILE, "A setting has no cost", "Add it to costs; write 0 if it costs nothing.", _BASIS),
        Rule("W09", _ROW, "The row is given twice", "Keep one.", _BASIS),
        Rule("W10", _CHECK, "The child is outside the ages of the setting", "Check the child or valid-states.", _BASIS),
        Rule("W11", _CHECK, "States without their own cost take their setting's", "Add them to costs.", _BASIS),
        Rule(
            "W12", _ROW, "A move between these settings is not in valid-states", "Correct it, or add it there.", _BASIS
        ),
        Rule(
            "W13",
            _ROW,
            "The setting allows nobody",
            "Give its needs, and a first academic year not after its last.",
            _BASIS,
        ),
    )
}
TRANSITION_COLUMNS = (
    "calendar-year",
    "setting-1",
    "need-1",
    "academic-year-1",
    "setting-2",
    "need-2",
    "academic-year-2",
)
POPULATION_COLUMNS = ("calendar-year", "academic-year", "population")
COST_COLUMNS = ("need", "setting", "cost")
VALID_STATE_COLUMNS = ("setting", "min-academic-year", "max-academic-year", "needs", "setting->setting")


@dataclass(frozen=True)
class PeerInputs:
    """All the engine needs: ``stock`` is the January after the last interval of ``history``."""

    space: StateSpace
    history: History
    stock: Stock
    population: Population
    prices: PriceBook


@dataclass
class _Table:
    """The rows of one file by column name, with the row number a person sees; faults found on the way."""

    file: str
    faults: list[Fault]
    rows: list[tuple[int, Mapping[str, str]]] = field(default_factory=list)

    def add(
        self, rule_id: str, row: int | None, column: str | None, value: str | None = None, detail: str = ""
    ) -> None:
        known = _RULES.get(rule_id) or rule(rule_id)
        self.faults.append(known.fault(self.file, row=row, field=column, value=value, detail=detail))

    def number(self, row: int, cells: Mapping[str, str], column: str) -> float | None:
        text = cells[column]
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if math.isfinite(value):
            return value
        self.add("W01", row, column, text)
        return None

    def amount(self, row: int, cells: Mapping[str, str], column: str) -> float | None:
        value = self.number(row, cells, column)
        if value is not None and value < 0:
            self.add("W02", row, column, cells[column])
            return None
        return value

    def whole(self, row: int, cells: Mapping[str, str], column: str) -> int | None:
        value = self.number(row, cells, column)
        if value is not None and value != int(value):
            self.add("W01", row, column, cells[column], "It is not a whole number.")
            return None
        return None if value is None else int(value)

    def nc_year(self, row: int, cells: Mapping[str, str], column: str) -> int | None:
        value = self.whole(row, cells, column)
        if value is not None and not FIRST_NC_YEAR <= value <= LAST_NC_YEAR:
            self.add("W04", row, column, cells[column])
            return None
        return value


def read_peer_files(
    *, transitions: Path, population: Path, costs: Path, valid_states: Path
) -> tuple[PeerInputs | None, tuple[Fault, ...]]:
    """The inputs and every fault found; no inputs when a fault stops a row or a file."""
    faults: list[Fault] = []
    states = _read_table(valid_states, VALID_STATE_COLUMNS, faults)
    priced = _read_table(costs, COST_COLUMNS, faults)
    people = _read_table(population, POPULATION_COLUMNS, faults)
    children = _read_table(transitions, TRANSITION_COLUMNS, faults)
    residents = _residents(people)
    space = _space(states) if states.rows else None
    if space is not None:
        cost = _costs(priced, space)
        intervals = _intervals(children, space)
        _check_years(people, intervals, residents)
        if not _stops(faults):
            columns: list[Ints] = list(np.array(intervals, dtype=np.int32).T)
            counted = Population.from_rows((year, nc, count) for (year, nc), count in residents.items())
            return _inputs(space, History(*columns), counted, cost), tuple(faults)
    return None, tuple(faults)


def _stops(faults: Iterable[Fault]) -> bool:
    return any(fault.severity in {Severity.STOPS_FILE, Severity.STOPS_ROW} for fault in faults)


def _read_table(path: Path, columns: tuple[str, ...], faults: list[Fault]) -> _Table:
    table = _Table(path.name, faults)
    try:
        grid = open_grids(UnitFile(path, path.name))[0]
    except UnreadableFileError as error:
        faults.append(error.fault)
        return table
    header = [cell.strip().lower() for cell in grid.rows[0]]
    missing = [column for column in columns if column not in header]
    if missing:
        table.add("F03", None, None, detail=f"Missing: {', '.join(missing)}.")
        return table
    if grid.encoding not in {None, "utf-8", "utf-8-sig"}:
        table.add("F05", None, None, grid.encoding)
    for number, cells in enumerate(grid.rows[1:], start=2):
        if len(cells) == len(header):
            table.rows.append((number, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}))
        elif any(cell.strip() for cell in cells):
            table.add("F06", number, None)
    if not table.rows:
        table.add("F01", None, None)
    return table


def _names(cell: str) -> list[str]:
    return [name.strip() for name in cell.split(",") if name.strip()]


def _space(table: _Table) -> StateSpace:
    settings = tuple(dict.fromkeys(cells["setting"] for _, cells in table.rows))
    needs = tuple(sorted({need for _, cells in table.rows for need in _names(cells["needs"])})) or ("",)
    is_valid = np.zeros((len(needs), len(settings), len(NC_YEARS)), dtype=np.bool_)
    may_move = np.zeros((len(settings), len(settings)), dtype=np.bool_)
    seen: set[str] = set()
    for row, cells in table.rows:
        setting = cells["setting"]
        if setting in seen:
            table.add("W09", row, "setting", setting)
        seen.add(setting)
        code = settings.index(setting)
        first = table.nc_year(row, cells, "min-academic-year")
        last = table.nc_year(row, cells, "max-academic-year")
        if first is not None and last is not None:
            if first > last or not _names(cells["needs"]):
                table.add("W13", row, "setting", setting)
            for need in _names(cells["needs"]):
                is_valid[needs.index(need), code, first - FIRST_NC_YEAR : last - FIRST_NC_YEAR + 1] = True
        for destination in _names(cells["setting->setting"]):
            if destination in settings:
                may_move[code, settings.index(destination)] = destination != setting
            else:
                table.add("W05", row, "setting->setting", destination)
    return StateSpace(needs, settings, is_valid, may_move)


def _position(table: _Table, row: int, column: str, name: str, names: tuple[str, ...]) -> int | None:
    if name in names:
        return names.index(name)
    table.add("W05", row, column, name)
    return None


def _costs(table: _Table, space: StateSpace) -> Floats:
    """£ a year ``[need, setting]``; NaN where the file gives none."""
    cost: Floats = np.full((len(space.needs), len(space.settings)), np.nan)
    for row, cells in table.rows:
        need = _position(table, row, "need", cells["need"], space.needs)
        setting = _position(table, row, "setting", cells["setting"], space.settings)
        amount = table.amount(row, cells, "cost")
        if need is None or setting is None or amount is None:
            continue
        if not np.isnan(cost[need, setting]):
            table.add("W09", row, "need", f"{cells['need']} {cells['setting']}")
        cost[need, setting] = amount
    is_used = np.asarray(space.is_valid.any(axis=2))
    for code, name in enumerate(space.settings if table.rows else ()):
        if is_used[:, code].any() and np.isnan(cost[:, code]).all():
            table.add("W08", None, "setting", name)
    without = int((np.isnan(cost) & is_used).sum())
    if without and table.rows:
        table.add("W11", None, None, detail=f"There are {without}.")
    return cost


def _residents(table: _Table) -> dict[tuple[int, int], float]:
    """Residents by January and academic year; W03 for every January that lacks some."""
    given: dict[tuple[int, int], float] = {}
    for row, cells in table.rows:
        year, nc_year = table.whole(row, cells, "calendar-year"), table.nc_year(row, cells, "academic-year")
        people = table.amount(row, cells, "population")
        if year is None or nc_year is None or people is None:
            continue
        if (year, nc_year) in given:
            table.add("W09", row, "academic-year", cells["academic-year"])
        given[year, nc_year] = people
    januaries = sorted({year for year, _ in given})
    _check_no_gap(table, januaries, "No resident")
    for year in januaries:
        if absent := ", ".join(str(nc) for nc in NC_YEARS if (year, nc) not in given):
            table.add("W03", None, "academic-year", str(year), f"{year} lacks academic year {absent}.")
    return given


def _check_no_gap(table: _Table, januaries: Sequence[int], nobody: str) -> None:
    """W03 once for every run of Januaries left out between others."""
    for before, after in pairwise(januaries):
        if after - before > 1:
            years = str(before + 1) if after - before == _NEXT_BUT_ONE else f"{before + 1} to {after - 1}"
            table.add("W03", None, "calendar-year", years, f"{nobody} is given from January {years}.")


def _side(
    table: _Table, row: int, cells: Mapping[str, str], side: int, space: StateSpace
) -> tuple[int, int, int] | None:
    """(need, setting, academic year) in the first or second January; positions are NO_PLAN without a plan."""
    need, setting = cells[f"need-{side}"], cells[f"setting-{side}"]
    nc_year = table.nc_year(row, cells, f"academic-year-{side}")
    if (need == NOT_SEND) != (setting == NOT_SEND):
        table.add("W07", row, f"need-{side}", need)
        return None
    if need == NOT_SEND:
        return None if nc_year is None else (NO_PLAN, NO_PLAN, nc_year)
    need_code = _position(table, row, f"need-{side}", need, space.needs)
    setting_code = _position(table, row, f"setting-{side}", setting, space.settings)
    if need_code is None or setting_code is None or nc_year is None:
        return None
    if not space.is_valid[need_code, setting_code, nc_year - FIRST_NC_YEAR]:
        table.add("W10", row, f"academic-year-{side}", str(nc_year), f"Setting {setting}, need {need}.")
    return need_code, setting_code, nc_year


def _intervals(table: _Table, space: StateSpace) -> list[tuple[int, ...]]:
    """The rows as ``History`` has them, but for those with a fault."""
    rows: list[tuple[int, ...]] = []
    for row, cells in table.rows:
        year = table.whole(row, cells, "calendar-year")
        first, second = _side(table, row, cells, 1, space), _side(table, row, cells, 2, space)
        if year is None or first is None or second is None:
            continue
        if second[2] != first[2] + 1:
            table.add("W06", row, "academic-year-2", str(second[2]))
        elif first[0] == NO_PLAN and second[0] == NO_PLAN:
            table.add("W07", row, "need-2", NOT_SEND)
        elif not _may_be(space, first[1], second[1]):
            table.add("W12", row, "setting-2", cells["setting-2"], f"From {cells['setting-1']}.")
        else:
            rows.append((year, first[2], first[0], first[1], second[0], second[1]))
    _check_no_gap(table, sorted({row[0] for row in rows}), "No child")
    return rows


def _may_be(space: StateSpace, before: int, after: int) -> bool:
    """Whether a child may go from one setting to the other within a year; joining, leaving and staying always."""
    return before in {after, NO_PLAN} or after == NO_PLAN or bool(space.may_move[before, after])


def _check_years(table: _Table, intervals: Sequence[tuple[int, ...]], residents: Iterable[tuple[int, int]]) -> None:
    """The population must hold every January in which joiners were counted, and one to forecast."""
    years, januaries = [row[0] for row in intervals], [year for year, _ in residents]
    if not years or not januaries:
        return
    first, last = min(years) + 1, max(years) + 2
    if min(januaries) > first or max(januaries) < last:
        covered = f"It covers {min(januaries)} to {max(januaries)}; {first} to {last} at least are needed."
        table.add("W03", None, "calendar-year", detail=covered)


def _inputs(space: StateSpace, history: History, population: Population, cost: Floats) -> PeerInputs:
    need, setting = np.nonzero(~np.isnan(cost))
    prices = price_book(need.astype(np.int32), setting.astype(np.int32), cost[need, setting], space, smallest_pool=1)
    last = (history.census_year_from == history.intervals[-1]) & (history.need_to != NO_PLAN)
    need_now, setting_now = history.need_to[last], history.setting_to[last]
    has_cost = ~np.isnan(cost)
    of_setting = np.where(has_cost, cost, 0.0).sum(axis=0) / np.maximum(has_cost.sum(axis=0), 1)
    price = np.where(has_cost, cost, of_setting[None])[need_now, setting_now]
    # The files name no child; the place in the file of the last interval keys the child's luck.
    child_id = np.arange(int(last.sum()), dtype=np.uint64)
    year = history.intervals[-1] + 1
    stock = Stock(year, child_id, history.nc_year_to[last], need_now, setting_now, price)
    return PeerInputs(space, history, stock, population, prices)
