"""What happened to a case, day by day, from every file that tells of the child."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import polars as pl

from highneeds.caseload.case_events import GROUNDS, OUTCOMES
from highneeds.operations.lists import with_providers
from highneeds.reports import words
from highneeds.rules.settings import Setting

_ANSWERS = {"Y": "agreed to assess", "N": "refused to assess", "W": "the request was withdrawn"}
_ENDS = {"Y": "decided to make a plan", "N": "decided that no plan is needed", "W": "the assessment was withdrawn"}


def events_of(tables: Mapping[str, pl.DataFrame]) -> list[tuple[date, str]]:
    """The newest first; what several returns tell stands once."""
    found = {*_of_requests(tables["requests"]), *_of_plans(tables["plans"]), *_of_placements(tables["placements"])}
    found |= set(_of_events(tables["case_events"]))
    return sorted(found, reverse=True)


def _of_requests(requests: pl.DataFrame) -> Iterator[tuple[date, str]]:
    for row in requests.iter_rows(named=True):
        if row["received_date"]:
            yield row["received_date"], "An assessment was asked for"
        if row["request_outcome_date"] and row["request_outcome"] in _ANSWERS:
            yield row["request_outcome_date"], words.sentence(_ANSWERS[row["request_outcome"]])
        if row["assessment_outcome_date"] and row["assessment_outcome"] in _ENDS:
            yield row["assessment_outcome_date"], words.sentence(_ENDS[row["assessment_outcome"]])


def _of_plans(plans: pl.DataFrame) -> Iterator[tuple[date, str]]:
    for row in plans.iter_rows(named=True):
        for column, what in (
            ("start_date", "The plan began"),
            ("cease_date", "The plan ended"),
            ("review_meeting", "The review meeting was held"),
            ("last_review", "The review was decided on"),
            ("phase_transfer_final", "The plan for the next phase was issued"),
        ):
            if row[column]:
                yield row[column], what


def _of_placements(placements: pl.DataFrame) -> Iterator[tuple[date, str]]:
    for row in with_providers(placements).iter_rows(named=True):
        where = row["provider"] or Setting(row["setting"]).label
        if row["entry_date"]:
            yield row["entry_date"], f"Began at {where}"
        if row["leaving_date"]:
            yield row["leaving_date"], f"Left {where}"


def _of_events(events: pl.DataFrame) -> Iterator[tuple[date, str]]:
    for row in events.iter_rows(named=True):
        ground = f" against {GROUNDS[row['ground']]}" if row["ground"] else ""
        yield row["first_day"], f"{words.sentence(row['kind'])}{ground}"
        if row["outcome"] and row["last_day"]:
            yield row["last_day"], f"{words.sentence(row['kind'])}: {OUTCOMES[row['kind']][row['outcome']]}"
        if row["taught_from"]:
            yield row["taught_from"], "Taught again"
