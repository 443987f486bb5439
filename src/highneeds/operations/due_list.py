"""What is due and who waits, child by child: open statutory clocks, no place, an appeal, education to be arranged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl

from highneeds.caseload import RUNNING_LIST
from highneeds.caseload.case_events import waiting_appeals
from highneeds.casework import State, health_absence
from highneeds.core import CensusDay
from highneeds.core.errors import Refusal
from highneeds.operations.clocks import WEEKS_AHEAD, clocks_of_council
from highneeds.operations.listing import KEY, Column, Kind, Listing
from highneeds.operations.officers import NO_TEAM, with_officers
from highneeds.operations.pseudonyms import pseudonym
from highneeds.reports import words
from highneeds.rules import census_day
from highneeds.rules.settings import Setting
from highneeds.store.tables import load_as_given, load_table

OVERDUE, THIS_WEEK, LATER, WAITS = "Overdue", "Within a week", f"Within {WEEKS_AHEAD} weeks", "Waits"
NO_PLACE, APPEAL, EDUCATION = "Find a place", "Answer an appeal", "Arrange education (section 19)"
WITHOUT_A_PLACE = (Setting.UNKNOWN.label, Setting.NOT_IN_EDUCATION.label)
DUE = Listing(
    "due",
    "Due and waiting",
    (
        Column("child", "Child", is_searched=True),
        Column("what", "What the council is to do", is_filter=True, is_searched=True),
        Column("when", "When", is_filter=True),
        Column("due", "Due", Kind.DAY),
        Column("since", "Since", Kind.DAY),
        Column("officer", "Officer", is_filter=True, is_searched=True),
        Column("team", "Team", is_filter=True, is_searched=True),
    ),
    "due",
    of_children=True,
)
_SCHEMA = {
    KEY: pl.String, "what": pl.String, "when": pl.String, "due": pl.Date, "since": pl.Date, "officer": pl.String,
}  # fmt: skip


def clock_day() -> date | None:
    """The census day of the latest SEN2 return, as at which clocks are told; None before the first."""
    years = set(load_as_given("requests", ["return_year"])["return_year"].unique()) - {RUNNING_LIST}
    return census_day(CensusDay(max(years))) if years else None


def due_rows(children: pl.DataFrame, day: date) -> pl.DataFrame:
    """One row for each thing that is due or waits; ``children`` as the list of children with a plan on ``day``."""
    parts = [pl.DataFrame(schema=_SCHEMA), *_clocks(), _without_place(children)]
    parts += [_named(_appeals(day)), _named(_to_be_taught())]
    rows = pl.concat([part.select(pl.col(name).cast(kind) for name, kind in _SCHEMA.items()) for part in parts])
    every = rows.select(child_key=KEY).unique(maintain_order=True)
    teams = with_officers(every, load_table("plans")).select(pl.col("child_key").alias(KEY), "team")
    named = rows.with_columns(pl.col(KEY).map_elements(pseudonym, return_dtype=pl.String).alias("child"))
    return named.join(teams, on=KEY, how="left", maintain_order="left").with_columns(pl.col("team").fill_null(NO_TEAM))


def _clocks() -> Iterator[pl.DataFrame]:
    """Nothing before the first return."""
    try:
        found = clocks_of_council(looks_ahead=False)
    except Refusal:
        return
    soon = found.day + timedelta(weeks=1)
    when = (
        pl.when(pl.col("state") == State.OVERDUE.value)
        .then(pl.lit(OVERDUE))
        .when(pl.col("due") <= soon)
        .then(pl.lit(THIS_WEEK))
        .otherwise(pl.lit(LATER))
    )
    what = pl.col("clock").map_elements(words.sentence, return_dtype=pl.String)
    yield found.due_soon.select(
        pl.col("child_key").alias(KEY), what.alias("what"), when.alias("when"), "due", since="start", officer="officer"
    )


def _without_place(children: pl.DataFrame) -> pl.DataFrame:
    waits = children.filter(pl.col("setting").is_in(WITHOUT_A_PLACE))
    return waits.select(KEY, "officer", what=pl.lit(NO_PLACE), when=pl.lit(WAITS), due=None, since=pl.lit(None))


def _appeals(day: date) -> pl.DataFrame:
    waits = waiting_appeals(load_table("case_events"), day)
    return waits.select("child_key", what=pl.lit(APPEAL), since="first_day")


def _to_be_taught() -> pl.DataFrame:
    """Children who have missed as many school days as the law allows; each told as though a school of its own."""
    absences = load_table("absences")
    away = health_absence(absences.with_columns(urn=pl.col("child_key")))
    keys = [] if away is None else [one.urn for one in away.schools if one.reached]
    return pl.DataFrame({"child_key": keys}, schema={"child_key": pl.String}).with_columns(
        what=pl.lit(EDUCATION), since=pl.lit(None, pl.Date)
    )


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    told = with_officers(rows, load_table("plans"))
    return told.select(
        pl.col("child_key").alias(KEY), "what", "since", "officer", when=pl.lit(WAITS), due=pl.lit(None, pl.Date)
    )
