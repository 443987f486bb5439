"""The statutory clocks of the stored council: how timely it is, what waits, and what is due next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from highneeds.caseload import RUNNING_LIST
from highneeds.casework import (
    BANDS,
    Expected,
    State,
    Timeliness,
    Waiting,
    backlog,
    clocks_on,
    due_list,
    expected_breaches,
    timeliness,
)
from highneeds.core import CensusDay
from highneeds.core.errors import Refusal
from highneeds.rules import census_day
from highneeds.store.setup import open_store
from highneeds.store.tables import load_table

WEEKS_AHEAD = 4
_WEEKS_OF_REQUESTS = 52.0


@dataclass(frozen=True)
class CouncilClocks:
    """``clocks`` as ``clocks_on`` gives them, on census day ``day`` of the latest return."""

    day: date
    clocks: pl.DataFrame
    timely: tuple[Timeliness, ...]
    waiting: tuple[Waiting, ...]
    due_soon: pl.DataFrame
    expected: tuple[Expected, ...]


def clocks_of_council(*, plans_a_week: int | None = None) -> CouncilClocks:
    """From the latest SEN2 return; ``plans_a_week``: what officers can issue, for the forecast of breaches.

    Raises Refusal when no return has been imported.
    """
    open_store()
    requests, plans = load_table("requests"), load_table("plans")
    years = sorted(set(requests["return_year"]) - {RUNNING_LIST})
    if not years:
        message = "The clocks need a SEN2 return with its requests. Import one first."
        raise Refusal(message)
    day = census_day(CensusDay(years[-1]))
    of_year = pl.col("return_year") == years[-1]
    clocks = clocks_on(requests.filter(of_year), plans.filter(of_year), day)
    expected = () if plans_a_week is None else _expected(clocks, requests.filter(of_year), day, plans_a_week)
    return CouncilClocks(
        day, clocks, timeliness(clocks), backlog(clocks, day), due_list(clocks, day, weeks=WEEKS_AHEAD), expected
    )


def _expected(clocks: pl.DataFrame, requests: pl.DataFrame, day: date, plans_a_week: int) -> tuple[Expected, ...]:
    """Requests go on as in the year before census day, in the share that leads to an assessment."""
    year_ago = date(day.year - 1, day.month, day.day)
    asked = requests.filter(pl.col("received_date").is_between(year_ago, day, closed="right"))
    decided = asked.filter(pl.col("request_outcome").cast(pl.String).is_in(["Y", "N"]))
    share = (decided["request_outcome"].cast(pl.String) == "Y").mean() if decided.height else 1.0
    weekly = asked.height * float(str(share)) / _WEEKS_OF_REQUESTS
    return expected_breaches(clocks, day, plans_a_week=plans_a_week, requests_a_week=weekly)


def clock_lines(found: CouncilClocks) -> Iterator[str]:
    """What a head of SEND reads first; every number as at census day."""
    yield f"Statutory clocks as at {found.day:%-d %B %Y}, from the SEN2 return of that day"
    yield ""
    yield "In time, by the calendar year in which it was done; the last day counts as in time"
    for one in found.timely:
        done = f"{one.in_time:,} of {one.in_time + one.late:,}, {_percent(one.share)}"
        others = f"without exceptions {_percent(one.share_without_exceptions)}"
        yield f"  {one.clock.value:<36} {one.year}: {done}; {others}"
    yield ""
    yield f"Waiting, by how long: {', '.join(name for name, _ in BANDS)}"
    for waits in found.waiting:
        bands = " ".join(f"{count:>6,}" for count in waits.by_band)
        yield f"  {waits.clock.value:<36} {bands}   {waits.all:,} in all, {waits.overdue:,} overdue"
    yield ""
    yield f"Overdue or due in the next {WEEKS_AHEAD} weeks, by due day"
    counts = found.due_soon.group_by("clock", "state").len().sort("clock", "state")
    for clock, state, count in counts.iter_rows():
        yield f"  {clock:<36} {count:>6,} {'due' if state == State.RUNNING.value else state}"
    yield ""
    yield "What cannot be said"
    unknown = found.clocks.filter(pl.col("state") == State.UNKNOWN.value).group_by("clock", "why").len()
    for clock, why, count in unknown.sort("clock", "why").iter_rows():
        yield f"  {clock}: {count:,}, since {why}"
    if found.expected:
        yield ""
        yield "If officers issue as many plans a week as said, the one due first, and requests go on as last year"
        for week in found.expected[3::4]:
            told = f"{week.issued} issued, {week.late} of them late, {week.waiting} wait"
            yield f"  week to {week.week_ends:%-d %B %Y}: {told}"


def write_clocks(found: CouncilClocks, out: Path) -> Path:
    """``due.csv``: what is overdue or due soon, with the return's own request number and no child's key."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        found.due_soon.drop("child_key").write_csv(out / "due.csv")
    except OSError as error:
        message = f"The folder {out} cannot be written: {error.strerror}."
        raise Refusal(message) from error
    return out / "due.csv"


def _percent(share: float | None) -> str:
    return "none" if share is None else f"{share:.0%}"
