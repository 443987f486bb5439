"""What the pages of the scenario room show: a scenario lived on the council, those that are saved, and a comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from highneeds.core import FinancialYear
from highneeds.core.errors import Refusal
from highneeds.core.years import CensusDay
from highneeds.governance.record import MonthRecord
from highneeds.operations.journey_page import journey_page
from highneeds.operations.kept_scenarios import CameOfIt, SavedScenario, opened_scenario
from highneeds.operations.pages import ShownTable, month_on_show, shown
from highneeds.operations.past_page import PastPage, past_page_of
from highneeds.operations.programme_in_use import programme_in_use
from highneeds.operations.room_council import BeingRead, room_council
from highneeds.operations.room_levers import TypedLever, WrongField, entered, scenario_of, wrong_for_council
from highneeds.operations.room_lives import JANUARIES_AHEAD
from highneeds.operations.room_words import Results, Target, compare_table, results_of, tables_of
from highneeds.operations.scenario_room import (
    FINANCIAL_YEARS,
    RANGE,
    SEED,
    BeingLived,
    Lived,
    lived_or_being_lived,
    room_january,
)
from highneeds.reports import Table, words

MOST_COMPARED = 4
UNNAMED = "Not saved yet"


@dataclass(frozen=True)
class Applied:
    """What came of pressing Apply: results, or why there are none; ``being_read``, ``being_lived``: seconds so far."""

    lived: Lived | None = None
    results: Results | None = None
    wrong: tuple[WrongField, ...] = ()
    being_read: float | None = None
    being_lived: float | None = None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class BackTestBeside:
    """How far out earlier forecasts were; None of what the store does not keep. ``year``: whose months are told."""

    past: PastPage | None
    by_month: ShownTable | None
    year: str


@dataclass(frozen=True, slots=True)
class Compared:
    """Up to four scenarios side by side. ``names`` by ref. ``table`` None where fewer than one could be lived."""

    names: tuple[tuple[str, str], ...]
    target: Target
    table: ShownTable | None = None
    source: str = ""
    is_being_made: bool = False
    refused: str = ""


def apply_levers(
    name: str, typed: Sequence[TypedLever], target: Target, *, owner: str, has_levers: bool = True
) -> Applied:
    """Live the levers on the stored council, unless something is wrong with them or the council is still being read.
    Without ``has_levers`` they are lived together only.
    """
    said = entered(typed, owner)
    if said.wrong:
        return Applied(wrong=said.wrong)
    try:
        room = room_council()
    except Refusal as refusal:
        return Applied(refused=str(refusal))
    if isinstance(room, BeingRead):
        return Applied(being_read=room.seconds)
    scenario = scenario_of(name or UNNAMED, said.levers.values())
    january = CensusDay(room_january(room))
    wrong = wrong_for_council(scenario, typed, room.council.today, january=january, years=JANUARIES_AHEAD)
    if wrong:
        return Applied(wrong=wrong)
    lived = lived_or_being_lived(room, scenario, has_levers=has_levers)
    if isinstance(lived, BeingLived):
        return Applied(being_lived=lived.seconds)
    return Applied(lived, results_of(lived, target))


def record_of(name: str, typed: Sequence[TypedLever], target: Target, lived: Lived) -> SavedScenario:
    """To be kept: what was entered, and what came of it on the data of today."""
    at = lived.position(target.year)
    low, middle, high = (round(value) for value in np.quantile(lived.change[:, at], RANGE).tolist())
    prob = lived.prob_lower(at) if target.pence is None else lived.prob_saved(target.pence, at)
    year = str(lived.financial_years[at])
    came = CameOfIt(lived.data, lived.as_at, len(lived.cost), SEED, year, low, middle, high, prob)
    return SavedScenario(name, tuple(typed), year, target.pence, came)


def target_of(record: SavedScenario) -> Target:
    return Target(record.target_year, record.target_pence)


def since_saved(record: SavedScenario, lived: Lived) -> str:
    """What the scenario came to when it was saved, where it was lived on other data; "" on the same."""
    came = record.came_of_it
    if came.data == lived.data:
        return ""
    pence = came.change_low_pence, came.change_pence, came.change_high_pence
    low, middle, high = (words.signed_millions(one, 2) for one in pence)
    return (
        f"When it was saved, on data as at {words.day(came.as_at)}, it came to {middle} in {came.year} ({low} to "
        f"{high}). What stands here is lived on the data of now."
    )


def year_choices() -> tuple[str, ...]:
    """The financial years that the room looks at."""
    record = month_on_show()
    first = record.financial_year.starts if record is not None else FinancialYear.containing(date.today()).starts  # noqa: DTZ011 - the council's own day
    return tuple(str(FinancialYear(first + ahead)) for ahead in range(FINANCIAL_YEARS))


def default_target() -> Target:
    """The last year's target of the programme in use among those the room looks at; else none in the last year."""
    years = year_choices()
    found = programme_in_use()
    aims = () if found is None or found.run is None else found.run.targets
    known = [Target(one.year, one.target_pence) for one in aims if one.year in years]
    return known[-1] if known else Target(years[-1])


def back_test_beside(record: MonthRecord | None) -> BackTestBeside:
    """From what the month's record and the closed months keep."""
    if record is None:
        return BackTestBeside(None, None, "")
    last = FinancialYear(record.financial_year.starts - 1)
    for year in (str(record.financial_year), str(last)):
        page = journey_page(year)
        if page is not None and page.errors is not None:
            return BackTestBeside(past_page_of(record), page.errors, year)
    return BackTestBeside(past_page_of(record), None, "")


def compare_scenarios(refs: Sequence[str], target: Target | None = None) -> Compared:
    """Up to four saved ones, each on the data of now. ``target`` None: that of the first. Unknown refs count not."""
    opened = [one for ref in dict.fromkeys(refs) if (one := opened_scenario(ref)) is not None][:MOST_COMPARED]
    aim = target or (target_of(opened[0].record) if opened else default_target())
    names = tuple((one.ref, one.record.name) for one in opened)
    found = Compared(names, aim)
    lived: list[tuple[str, Lived]] = []
    for one in opened:
        applied = apply_levers(one.record.name, one.record.levers, aim, owner=one.by, has_levers=False)
        if applied.lived is None:
            why = applied.refused or " ".join(wrong.advice for wrong in applied.wrong)
            return replace(found, is_being_made=not why, refused=f"{one.record.name}: {why}" if why else "")
        lived.append((one.record.name, applied.lived))
    if not lived:
        return found
    source = results_of(lived[0][1], aim)
    said = f"Data as at {source.as_at}. Source: {source.source}."
    return replace(found, table=shown(compare_table(lived, aim)), source=said)


def scenario_table(ref: str, name: str) -> Table | None:
    """One of the tables beneath a saved scenario's drawings; None where there is none such. Raises Refusal where the
    scenario cannot be lived now.
    """
    opened = opened_scenario(ref)
    if opened is None:
        return None
    target = target_of(opened.record)
    applied = apply_levers(opened.record.name, opened.record.levers, target, owner=opened.by)
    if applied.lived is None or not applied.lived.levers:
        message = applied.refused or "The scenario cannot be lived at the moment. Open it, and try again."
        raise Refusal(message)
    return next((table for table in tables_of(applied.lived, target) if table.name == name), None)
