"""Live measures of children, plans and places, from the month's record, the SEN2 return and the current list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Protocol

import polars as pl

from highneeds.caseload import RUNNING_LIST, census
from highneeds.casework import ClockKind, State
from highneeds.governance.record import MonthRecord
from highneeds.operations.clocks import CouncilClocks
from highneeds.operations.live_value import CannotSayError, Value, share
from highneeds.rules import Setting

_WITHOUT_A_PLACE = (Setting.UNKNOWN.value, Setting.NOT_IN_EDUCATION.value)


class CaseSources(Protocol):
    """What the measures of children are read from; each raises CannotSayError when it is not there."""

    @property
    def month(self) -> MonthRecord: ...

    @property
    def clocks(self) -> CouncilClocks: ...

    def table(self, name: str) -> pl.DataFrame: ...

    def running_list(self, name: str) -> pl.DataFrame: ...


def _growth(sources: CaseSources) -> Value:
    record = sources.month
    now, before = record.figure("children_now").value, record.figure("children_year_ago").value
    return _of_month(record, share(now, before, "plans a year before") - 1.0)


def _independent(sources: CaseSources) -> Value:
    record = sources.month
    there, everyone = record.figure("independent_children").value, record.figure("children_now").value
    return _of_month(record, share(there, everyone, "children with a plan"))


def _of_month(record: MonthRecord, value: float) -> Value:
    return Value(value, record.as_at, f"snapshot {record.snapshot}")


def _now(sources: CaseSources) -> tuple[pl.DataFrame, date]:
    """The children of the current list on the day of the month."""
    sources.running_list("plans")
    day = sources.month.as_at
    people = (sources.table("children"), sources.table("plans"), sources.table("placements"))
    return census(*people, day, return_year=RUNNING_LIST), day


def _without_placement(sources: CaseSources) -> Value:
    children, day = _now(sources)
    there = children["setting"].cast(pl.String).is_in(_WITHOUT_A_PLACE).sum()
    return Value(int(there), day, "the current list of plans")


def _special_places(sources: CaseSources) -> Value:
    children, day = _now(sources)
    is_special = pl.col("setting").cast(pl.String) == Setting.SPECIAL.value
    funded = sources.table("providers").filter(is_special & pl.col("is_open"))["places_funded"].drop_nulls()
    if funded.is_empty():
        message = "the provider register has no funded places of special schools"
        raise CannotSayError(message)
    free = int(funded.sum()) - children.filter(is_special).height
    return Value(free, day, "the provider register and the current list of plans")


def _timely(kind: ClockKind) -> Callable[[CaseSources], Value]:
    def read(sources: CaseSources) -> Value:
        """Of the calendar year in which most were done: a return has a few of the years beside its own."""
        done = [one for one in sources.clocks.timely if one.clock is kind]
        fullest = max(done, key=lambda one: (one.in_time + one.late, one.year), default=None)
        if fullest is None or fullest.share is None:
            message = "no such decision of the latest return has its day"
            raise CannotSayError(message)
        return Value(fullest.share, sources.clocks.day, f"SEN2 return, calendar year {fullest.year}")

    return read


def _overdue(kind: ClockKind) -> Callable[[CaseSources], Value]:
    def read(sources: CaseSources) -> Value:
        mine = sources.clocks.clocks.filter(pl.col("clock") == kind.value)
        late = int((mine["state"] == State.OVERDUE.value).sum())
        return Value(late, sources.clocks.day, f"SEN2 return of {sources.clocks.day:%B %Y}")

    return read


def _reviews(sources: CaseSources) -> Value:
    mine = sources.clocks.clocks.filter(
        (pl.col("clock") == ClockKind.ANNUAL_REVIEW.value) & (pl.col("state") != State.UNKNOWN.value)
    )
    late = int((mine["state"] == State.OVERDUE.value).sum())
    return Value(
        share(late, mine.height, "plans whose last review is known"),
        sources.clocks.day,
        f"SEN2 return of {sources.clocks.day:%B %Y}",
    )


def _refusals(sources: CaseSources) -> Value:
    requests, year = _latest(sources)
    decided = requests.filter(pl.col("request_outcome").cast(pl.String).is_in(["Y", "N"]))
    refused = int((decided["request_outcome"].cast(pl.String) == "N").sum())
    return Value(share(refused, decided.height, "requests decided"), sources.clocks.day, f"SEN2 return of {year}")


def _requests(sources: CaseSources) -> Value:
    """By the calendar year before each census: requests from before it are of another year."""
    requests, year = _latest(sources)
    everything = sources.table("requests")
    before = everything.filter(pl.col("return_year") == year - 1)
    if before.is_empty():
        message = f"there is no SEN2 return of {year - 1} to compare with"
        raise CannotSayError(message)
    now, then = (
        frame.filter(pl.col("received_date").dt.year() == of - 1).height
        for frame, of in ((requests, year), (before, year - 1))
    )
    return Value(
        share(now, then, f"requests of {year - 2}") - 1.0, sources.clocks.day, f"SEN2 returns of {year - 1} and {year}"
    )


def _latest(sources: CaseSources) -> tuple[pl.DataFrame, int]:
    requests = sources.table("requests")
    year = max(set(requests["return_year"]) - {RUNNING_LIST}, default=None)
    if year is None:
        message = "no SEN2 return was imported"
        raise CannotSayError(message)
    return requests.filter(pl.col("return_year") == year), int(year)


READERS: Mapping[str, Callable[[CaseSources], Value]] = {
    "growth_in_plans_share": _growth,
    "independent_children_share": _independent,
    "children_without_placement": _without_placement,
    "special_places_free": _special_places,
    "final_plans_in_20_weeks_share": _timely(ClockKind.FINAL_PLAN),
    "decisions_in_6_weeks_share": _timely(ClockKind.DECIDE_TO_ASSESS),
    "plans_overdue": _overdue(ClockKind.FINAL_PLAN),
    "reviews_overdue_share": _reviews,
    "phase_transfers_overdue": _overdue(ClockKind.PHASE_TRANSFER),
    "refusals_to_assess_share": _refusals,
    "requests_growth_share": _requests,
}
