"""The frozen records of the engine. Needs and settings are positions in ``StateSpace``; a census year is the calendar
year of its January; NC is short for national curriculum.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FIRST_NC_YEAR = -5
LAST_NC_YEAR = 25
NC_YEARS = tuple(range(FIRST_NC_YEAR, LAST_NC_YEAR + 1))
NO_PLAN = -1
NOT_KNOWN = -1

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def _check(condition: object, message: str) -> None:
    if not condition:
        raise ValueError(message)


def _check_one_length(record: object) -> None:
    """Raise ValueError unless every array of ``record`` has one axis and the same length."""
    arrays = {name: value.shape for name, value in vars(record).items() if isinstance(value, np.ndarray)}
    shapes = set(arrays.values())
    _check(len(shapes) <= 1 and all(len(shape) == 1 for shape in shapes), f"lengths differ: {arrays}")


@dataclass(frozen=True)
class StateSpace:
    """Every need and setting by name, and where a child can be.

    ``is_valid[need, setting, nc]``: a child of that need and NC year may be in the setting.
    ``may_move[from, to]``: a move between the two settings can be. Raises ValueError on wrong shapes.
    """

    needs: tuple[str, ...]
    settings: tuple[str, ...]
    is_valid: Bools
    may_move: Bools

    def __post_init__(self) -> None:
        need_count, setting_count = len(self.needs), len(self.settings)
        _check(need_count and setting_count, "a state space needs at least one need and one setting")
        _check(len(set(self.needs)) == need_count and len(set(self.settings)) == setting_count, "a name is used twice")
        shape = (need_count, setting_count, len(NC_YEARS))
        _check(self.is_valid.shape == shape, f"is_valid has shape {self.is_valid.shape}; expected {shape}")
        moves = (setting_count, setting_count)
        _check(self.may_move.shape == moves, f"may_move has shape {self.may_move.shape}; expected {moves}")


@dataclass(frozen=True)
class History:
    """One row per child per interval from the January of ``census_year_from`` to the next; every array is (row,).

    ``nc_year_from`` is the child's NC year (-5 to 24, not a position) in the first January; in the second it is one
    more, so a joiner carries the year it would have been in. Need and setting are positions; ``NO_PLAN`` (both) before
    a join or after leaving. ``years_in_plan_from``: whole years since the plan began, then (``NOT_KNOWN``
    for a joiner or where no date is known; None: no date is known for any child). Raises ValueError for rows that
    cannot be, and for a January left out of the run of years.
    """

    census_year_from: Ints
    nc_year_from: Ints
    need_from: Ints
    setting_from: Ints
    need_to: Ints
    setting_to: Ints
    years_in_plan_from: Ints | None = None

    def __post_init__(self) -> None:
        _check_one_length(self)
        _check(len(self.census_year_from), "the history has no rows")
        has_years = (self.nc_year_from >= FIRST_NC_YEAR) & (self.nc_year_from < LAST_NC_YEAR)
        _check(has_years.all(), f"NC years run from {FIRST_NC_YEAR} to {LAST_NC_YEAR}")
        for need, setting in ((self.need_from, self.setting_from), (self.need_to, self.setting_to)):
            _check(((need == NO_PLAN) == (setting == NO_PLAN)).all(), "a plan has a need and a setting, or neither")
            _check((need >= NO_PLAN).all() and (setting >= NO_PLAN).all(), "a position below NO_PLAN")
        has_no_plan = (self.need_from == NO_PLAN) & (self.need_to == NO_PLAN)
        _check(not has_no_plan.any(), "a row with no plan at either January")
        years = np.unique(self.census_year_from)
        _check((np.diff(years) == 1).all(), f"a January is missing: {years.tolist()}")

    def only(self, rows: Bools) -> History:
        """The rows that ``rows[row]`` marks."""
        years_in_plan = None if self.years_in_plan_from is None else self.years_in_plan_from[rows]
        return History(
            self.census_year_from[rows],
            self.nc_year_from[rows],
            self.need_from[rows],
            self.setting_from[rows],
            self.need_to[rows],
            self.setting_to[rows],
            years_in_plan,
        )

    @property
    def intervals(self) -> tuple[int, ...]:
        """The first January of each interval, in order and without a gap."""
        return tuple(int(year) for year in np.unique(self.census_year_from))

    @property
    def nc_year_to(self) -> Ints:
        return (self.nc_year_from + 1).astype(np.int32)


@dataclass(frozen=True)
class Stock:
    """The children with a plan in one January; every array has shape (child,).

    ``child_id`` is below 2**63 and unique: it keys the child's luck, so the same child keeps it from run to run.
    ``nc_year`` is the year itself (-5 to 25); need and setting are positions; prices are £ for a whole year;
    ``years_in_plan``: whole years since the plan began, as in ``History``.
    """

    census_year: int
    child_id: npt.NDArray[np.uint64]
    nc_year: Ints
    need: Ints
    setting: Ints
    price_gbp_per_year: Floats
    years_in_plan: Ints | None = None

    def __post_init__(self) -> None:
        _check_one_length(self)
        _check(len(np.unique(self.child_id)) == len(self.child_id), "a child is in the stock twice")
        _check((self.child_id < np.uint64(2**63)).all(), "child_id must be below 2**63; joiners are numbered above")
        _check(((self.nc_year >= FIRST_NC_YEAR) & (self.nc_year <= LAST_NC_YEAR)).all(), "an NC year is out of range")
        _check((self.need >= 0).all() and (self.setting >= 0).all(), "a child of the stock has no need or setting")
        _check(np.isfinite(self.price_gbp_per_year).all(), "a price is not a finite number")


@dataclass(frozen=True)
class Pipeline:
    """Requests on their way to a plan on one day, ``[nc]`` by NC position, and what becomes of them.

    ``overdue_by_nc``: those of ``open_by_nc`` received over 20 weeks before. ``mean_months``: from a request to its
    plan, of the plans issued; None where none is dated. ``prob_open_becomes_plan``: of requests decided after an
    assessment.
    """

    open_by_nc: Floats
    overdue_by_nc: Floats
    mean_months: float | None
    prob_open_becomes_plan: float


@dataclass(frozen=True)
class Population:
    """Resident children ``children[year, nc]`` in each January from ``first_year``; NC positions as in ``NC_YEARS``.

    NC years in which nobody can join hold 0. Raises ValueError for a negative or missing number.
    """

    first_year: int
    children: Floats

    def __post_init__(self) -> None:
        _check(self.children.ndim == len(("year", "nc")), "the population has the axes year and NC year")
        _check(self.children.shape[1] == len(NC_YEARS), f"the population has {len(NC_YEARS)} NC years")
        _check(len(self.children), "the population has no year")
        _check(np.isfinite(self.children).all() and (self.children >= 0).all(), "a population is missing or negative")

    @property
    def last_year(self) -> int:
        return self.first_year + len(self.children) - 1

    def between(self, first_year: int, last_year: int) -> Floats:
        """``children[year, nc]`` for those Januaries, both included; ValueError when one is not covered."""
        covered = self.first_year <= first_year and last_year <= self.last_year
        _check(covered, f"population covers {self.first_year} to {self.last_year}, not {first_year} to {last_year}")
        return self.children[first_year - self.first_year : last_year - self.first_year + 1]

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[int, int, float]]) -> Population:
        """From (calendar year, NC year, children), each pair once; ValueError names what is absent or double."""
        table: dict[tuple[int, int], float] = {}
        for year, nc_year, children in rows:
            _check((year, nc_year) not in table, f"population of NC year {nc_year} in {year} is given twice")
            table[year, nc_year] = children
        _check(table, "the population has no rows")
        first, last = min(year for year, _ in table), max(year for year, _ in table)
        wanted = [(year, nc_year) for year in range(first, last + 1) for nc_year in NC_YEARS]
        absent = [key for key in wanted if key not in table]
        _check(not absent, f"population is missing for (year, NC year) {absent[:5]}")
        return cls(first, np.array([table[key] for key in wanted], dtype=np.float64).reshape(-1, len(NC_YEARS)))


@dataclass(frozen=True)
class PriceBook:
    """What a new placement costs, £ for a whole year: sorted pools of prices seen, drawn by quantile.

    The pool of ``[need, setting]`` is ``prices_gbp_per_year[start[need, setting] : end[need, setting]]``, never empty;
    pools may be shared. ``prices.price_book`` builds it.
    """

    prices_gbp_per_year: Floats
    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]

    def __post_init__(self) -> None:
        _check(self.start.shape == self.end.shape, "start and end of the pools differ in shape")
        _check((self.end > self.start).all(), "a price pool is empty")
        _check(np.isfinite(self.prices_gbp_per_year).all(), "a price is not a finite number")


@dataclass(frozen=True)
class Simulation:
    """Every draw of a forecast. Census years are Januaries; position 0 is the stock the run starts from.

    ``children[draw, year, need, setting]``; ``price_gbp`` alike: the sum of the whole-year prices of those present.
    ``joined``, ``left``, ``moved`` ``[draw, year]``: since the January before (0 at position 0); a move is to another
    setting. ``children_by_nc``, ``price_gbp_by_nc`` ``[draw, year, nc]``, positions as in ``NC_YEARS``;
    ``children_by_setting_nc[draw, year, setting, nc]`` where the run was asked for it, else with no setting.
    ``starters`` ``[draw, year, setting]`` joined into, ``leavers`` left from the setting.
    ``children_by_month``, ``price_gbp_by_month`` ``[draw, month, setting]``: month 0 is the first January and every
    twelfth after it the next. ``requests[draw, year]`` for an assessment since the January before;
    ``waiting[draw, month]``: children whose plan is due and not yet issued. ``overflowed[draw, year, setting]``:
    children who were to come to the setting and found it full; ``over_places`` those who came although it was full,
    since nowhere else would do. ``places_open`` and ``places_taken`` ``[draw, month, group]``, by the groups of places
    that the scene has; a need that changes counts in the new need's group from the start of its year.
    """

    space: StateSpace
    census_years: tuple[int, ...]
    seed: int
    first_draw: int
    children: Ints
    price_gbp: Floats
    children_by_nc: Ints
    price_gbp_by_nc: Floats
    children_by_setting_nc: Ints
    joined: Ints
    left: Ints
    moved: Ints
    starters: Ints
    leavers: Ints
    children_by_month: Ints
    price_gbp_by_month: Floats
    requests: Ints
    waiting: Ints
    overflowed: Ints
    over_places: Ints
    places_open: Ints
    places_taken: Ints

    @property
    def draws(self) -> int:
        return len(self.children)
