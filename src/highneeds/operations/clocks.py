"""The statutory clocks of the stored council: how timely it is, what waits, what is due next, and what is to come."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from highneeds.caseload import RUNNING_LIST, linked_requests
from highneeds.caseload.case_events import Exclusions
from highneeds.casework import (
    HealthAbsence,
    LastDay,
    OfficerDue,
    Overdue,
    Timeliness,
    Waiting,
    backlog,
    clocks_on,
    due_by_officer,
    due_list,
    health_absence,
    overdue_by_age,
    timeliness,
)
from highneeds.core import CensusDay
from highneeds.core.errors import Refusal
from highneeds.core.text_cells import guarded
from highneeds.operations.case_events import exclusions_of_council
from highneeds.operations.clocks_ahead import ClocksAhead, ahead_of
from highneeds.operations.officers import with_officers
from highneeds.rules import census_day
from highneeds.store.case_records import officers_state
from highneeds.store.in_use import State, state_of
from highneeds.store.kept_frames import kept_frame
from highneeds.store.links import links_state
from highneeds.store.made_once import MadeOnce
from highneeds.store.setup import open_store
from highneeds.store.tables import load_table

WEEKS_AHEAD = 4
LAST_DAY_SETTING = "HIGHNEEDS_LAST_DAY"


@dataclass(frozen=True)
class CouncilClocks:
    """``clocks`` as ``clocks_on`` gives them, on census day ``day`` of the latest return.

    ``due_soon`` has the ``officer`` of each child whom the list of plans names with one, and ``by_officer`` counts it.
    ``away_ill`` is None where no extract of absences has been imported, ``excluded`` where no file of case events with
    an exclusion or a suspension has; ``schools`` names those of their URNs.
    ``ahead`` is None where ``why_no_ahead`` says why. ``officers``: how many there are, where that was said;
    ``live_plans``: those that they look after.
    """

    day: date
    last_day: LastDay
    clocks: pl.DataFrame
    timely: tuple[Timeliness, ...]
    waiting: tuple[Waiting, ...]
    overdue: tuple[Overdue, ...]
    due_soon: pl.DataFrame
    by_officer: tuple[OfficerDue, ...]
    away_ill: HealthAbsence | None
    excluded: Exclusions | None
    schools: Mapping[str, str]
    ahead: ClocksAhead | None
    why_no_ahead: str
    live_plans: int
    officers: float | None


def last_day_setting() -> LastDay:
    """How the council counts the last day: ``HIGHNEEDS_LAST_DAY``, "in time" unless it says "late".

    Raises Refusal for anything else.
    """
    said = os.environ.get(LAST_DAY_SETTING, LastDay.IN_TIME.value).strip().casefold()
    try:
        return LastDay(said)
    except ValueError as error:
        message = f'{LAST_DAY_SETTING} is "{said}". It says whether day 140 of the twenty weeks is "in time" or "late".'
        raise Refusal(message) from error


def clocks_of_council(
    *,
    plans_a_week: float | None = None,
    officers: float | None = None,
    last_day: LastDay | None = None,
    looks_ahead: bool = True,
) -> CouncilClocks:
    """From the latest SEN2 return, and what is to come from the requests of all of them.

    ``plans_a_week``: what officers can issue; None: as in the year before. ``last_day``: None for the setting's.
    ``looks_ahead``: whether what is to come is simulated, which takes a second or two.
    Raises Refusal when no return has been imported.
    """
    open_store()
    requests, plans = load_table("requests"), load_table("plans")
    years = sorted(set(requests["return_year"].unique()) - {RUNNING_LIST})
    if not years:
        message = "The clocks need a SEN2 return with its requests. Import one first."
        raise Refusal(message)
    day = census_day(CensusDay(years[-1]))
    of_year = pl.col("return_year") == years[-1]
    counted = last_day_setting() if last_day is None else last_day
    clocks = _clocks.get((day, counted), _state, lambda: _kept_clocks(requests, plans, day, years[-1], counted))
    ahead: ClocksAhead | str = "what is to come was not asked for"
    if looks_ahead:
        ahead = ahead_of(requests, day, return_year=years[-1], plans_a_week=plans_a_week)
    due_soon = with_officers(due_list(clocks, day, weeks=WEEKS_AHEAD), plans).drop("team", "version")
    is_live = (pl.col("start_date").fill_null(day) <= day) & (pl.col("cease_date").fill_null(day) >= day)
    return CouncilClocks(
        day=day,
        last_day=counted,
        clocks=clocks,
        timely=timeliness(clocks),
        waiting=backlog(clocks, day),
        overdue=overdue_by_age(clocks, day),
        due_soon=due_soon,
        by_officer=due_by_officer(due_soon),
        away_ill=health_absence(load_table("absences")),
        excluded=exclusions_of_council(),
        schools=dict(load_table("providers").select("urn", "name").drop_nulls().iter_rows()),
        ahead=ahead if isinstance(ahead, ClocksAhead) else None,
        why_no_ahead="" if isinstance(ahead, ClocksAhead) else ahead,
        live_plans=plans.filter(of_year & is_live).height,
        officers=officers,
    )


def _kept_clocks(
    requests: pl.DataFrame, plans: pl.DataFrame, day: date, return_year: int, last_day: LastDay
) -> pl.DataFrame:
    """Of one return, made once for all processes."""
    of_year = pl.col("return_year") == return_year
    return kept_frame(
        "clocks",
        lambda: (day, last_day.value, *_state()),
        lambda: clocks_on(linked_requests(requests).filter(of_year), plans.filter(of_year), day, last_day=last_day),
    )


def clocks_state() -> State:
    """Changes whenever anything does that the clocks are told from."""
    told = state_of("requests", "plans", "absences", "case_events", "providers")
    return (told, links_state(), officers_state())


def _state() -> State:
    return (state_of("requests", "plans"), links_state())


_clocks: MadeOnce[pl.DataFrame] = MadeOnce(2)


def write_clocks(found: CouncilClocks, out: Path) -> Path:
    """``due.csv``: what is overdue or due soon, with the return's own request number and no child's key."""
    texts = pl.col("request_ref", "officer").map_elements(guarded, return_dtype=pl.String)
    try:
        out.mkdir(parents=True, exist_ok=True)
        found.due_soon.drop("child_key").with_columns(texts).write_csv(out / "due.csv")
    except OSError as error:
        message = f"The folder {out} cannot be written: {error.strerror}."
        raise Refusal(message) from error
    return out / "due.csv"
