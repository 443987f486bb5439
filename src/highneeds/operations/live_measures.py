"""The live measures: every one there is, read from what is stored, or the reason why the data cannot say.

A new measure stands in ``risk.known_measures`` and here in ``READERS``, or among those that only people can give; a
test fails for one that stands in neither.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType

import polars as pl

from highneeds.caseload import RUNNING_LIST
from highneeds.core.errors import Refusal
from highneeds.governance.agenda import waiting_money
from highneeds.governance.boards import ActionDone, Boards, DecisionMade, Standing, standing_of
from highneeds.governance.closed_month import Closing
from highneeds.governance.record import MonthRecord
from highneeds.operations import live_cases, live_money
from highneeds.operations.clocks import CouncilClocks, clocks_of_council
from highneeds.operations.live_value import CannotSayError, Value
from highneeds.operations.programme_in_use import programme_in_use
from highneeds.risk import Reading
from highneeds.risk.known_measures import GIVEN_BY_PEOPLE, KNOWN_MEASURES
from highneeds.savings import evidenced_share
from highneeds.store.closed_months import closings
from highneeds.store.months import latest_month
from highneeds.store.savings import entries
from highneeds.store.tables import load_table

_NO_FILE = "no file that the system reads holds it; give a [[reading]] in the register, with its source"


@dataclass(frozen=True)
class Programme:
    """What boards and measures say: planned savings in pence by measure and financial year."""

    boards: Boards | None
    made: Mapping[str, DecisionMade]
    done: Mapping[str, ActionDone]
    savings: Mapping[str, Mapping[str, int]]


NO_PROGRAMME = Programme(None, {}, {}, {})


class Sources:
    """What is stored, each part loaded when a measure first asks for it."""

    def __init__(self, day: date, programme: Programme = NO_PROGRAMME) -> None:
        self.day, self.programme = day, programme
        self._tables: dict[str, pl.DataFrame] = {}

    @cached_property
    def month(self) -> MonthRecord:
        found = latest_month()
        if found is None:
            message = "no month was made yet"
            raise CannotSayError(message)
        return found

    @property
    def clocks(self) -> CouncilClocks:
        if self._clocks is None:
            message = "no SEN2 return was imported"
            raise CannotSayError(message)
        return self._clocks

    @cached_property
    def _clocks(self) -> CouncilClocks | None:
        """None where there is no return, which several measures ask and is found out once."""
        try:
            return clocks_of_council(looks_ahead=False)
        except Refusal:
            return None

    @cached_property
    def closings(self) -> tuple[Closing, ...]:
        return closings()

    def table(self, name: str) -> pl.DataFrame:
        """A canonical table; raises CannotSayError when nothing of it was imported."""
        if name not in self._tables:
            self._tables[name] = load_table(name)
        found = self._tables[name]
        if found.is_empty():
            message = f"no {name.replace('_', ' ')} were imported"
            raise CannotSayError(message)
        return found

    def running_list(self, name: str) -> pl.DataFrame:
        """The rows of the current list of plans; raises CannotSayError without one."""
        found = self.table(name).filter(pl.col("return_year") == RUNNING_LIST)
        if found.is_empty():
            message = "no current list of plans was imported"
            raise CannotSayError(message)
        return found

    @property
    def boards(self) -> Boards:
        if self.programme.boards is None:
            message = "no file of boards was read"
            raise CannotSayError(message)
        return self.programme.boards


def _savings_waiting(sources: Sources) -> Value:
    savings = sources.programme.savings
    planned = sum(sum(of_year.values()) for of_year in savings.values())
    if not planned:
        message = "no planned saving is known; name the block's file with --file"
        raise CannotSayError(message)
    waiting = waiting_money(sources.boards, sources.programme.made, savings, sources.day)
    return Value(sum(one.pence for one in waiting) / planned, sources.day, f"boards {sources.boards.name}")


def _decisions_overdue(sources: Sources) -> Value:
    boards, made = sources.boards, sources.programme.made
    late = [one for one in boards.decisions if standing_of(one, made, sources.day) is Standing.OVERDUE]
    return Value(len(late), sources.day, f"boards {boards.name}")


def _actions_late(sources: Sources) -> Value:
    boards, done = sources.boards, sources.programme.done
    late = [one for one in boards.actions if one.due < sources.day and one.ref not in done]
    return Value(len(late), sources.day, f"boards {boards.name}")


def _evidenced_savings(sources: Sources) -> Value:
    found = programme_in_use()
    if found is None:
        message = "no programme was run yet"
        raise CannotSayError(message)
    share = evidenced_share(found.programme, entries(), sources.day)
    if share is None:
        message = "the programme promises nothing for this financial year"
        raise CannotSayError(message)
    return Value(share, sources.day, f"the ledger of {found.programme.name}")


READERS: Mapping[str, Callable[[Sources], Value]] = MappingProxyType(
    {
        **live_money.READERS,
        **live_cases.READERS,
        "savings_waiting_share": _savings_waiting,
        "decisions_overdue": _decisions_overdue,
        "actions_late": _actions_late,
        "evidenced_savings_share": _evidenced_savings,
    }
)
"""Of every measure that the system itself reads."""


def readings(sources: Sources, given: tuple[Reading, ...] = ()) -> Mapping[str, Reading]:
    """One of every measure. ``given``: by people; the latest of each counts for what no file holds, and for what a file
    holds only while that cannot say.
    """
    by_people: dict[str, Reading] = {}
    for one in sorted(given, key=lambda reading: reading.as_at):
        if one.as_at <= sources.day:
            by_people[one.measure] = one
    found = {}
    for key in KNOWN_MEASURES:
        counted = _counted(key, sources)
        found[key] = by_people.get(key, counted) if counted.value is None else counted
    return found


def _counted(key: str, sources: Sources) -> Reading:
    if key in GIVEN_BY_PEOPLE:
        return Reading(key, None, sources.day, KNOWN_MEASURES[key].source, _NO_FILE)
    try:
        value = READERS[key](sources)
    except CannotSayError as unknown:
        return Reading(key, None, sources.day, KNOWN_MEASURES[key].source, str(unknown))
    return Reading(key, float(value.value), value.as_at, value.source)
