"""Reads the file of case events: appeals, mediation, suspensions and permanent exclusions, one row each."""

from __future__ import annotations

from typing import Final

import polars as pl

from highneeds.caseload.case_events import APPEAL, EXCLUSION, MEDIATION, OUTCOMES, SUSPENSION
from highneeds.ingest.child_keys import add_child_keys
from highneeds.ingest.fields import Field, FieldType, columns_of, read_fields
from highneeds.ingest.place_files import source_of
from highneeds.ingest.pupil_files import academic_year_of, half_days_of
from highneeds.ingest.results import ImportUnit, ReadContext, ReadResult
from highneeds.ingest.sieve import Sieve
from highneeds.ingest.single_file import open_single, single_result

_KIND_WORDS = {
    "Appeal": APPEAL, "Tribunal appeal": APPEAL, "Tribunal": APPEAL, "Mediation": MEDIATION,
    "Suspension": SUSPENSION, "Fixed term exclusion": SUSPENSION, "Fixed period exclusion": SUSPENSION,
    "Permanent exclusion": EXCLUSION,
}  # fmt: skip
_GROUND_WORDS = {
    "Refusal to assess": "assess", "Refusal to reassess": "reassess", "Refusal to issue": "issue",
    "Refusal to amend": "amend", "Contents": "contents", "Placement": "placement",
    "Contents and placement": "contents_and_placement", "Ceasing": "cease",
}  # fmt: skip
_OUTCOME_WORDS = {
    "Conceded": "conceded", "Withdrawn": "withdrawn", "For the family": "for_family", "Allowed": "for_family",
    "In part": "in_part", "For the council": "for_council", "Dismissed": "for_council", "Agreed": "agreed",
    "Not agreed": "not_agreed", "Reinstated": "reinstated", "Not reinstated": "not_reinstated",
}  # fmt: skip

CASE_EVENTS: Final = (
    Field("event_ref", "Event ref", FieldType.TEXT, "The case system's own number of the event", "T-26-014",
          is_required=True, is_filled=True, aliases=("event id", "event reference")),
    Field("upn", "UPN", FieldType.NUMBER_AS_TEXT, "Unique pupil number; stored only as a key", "", is_required=True),
    Field("uln", "ULN", FieldType.NUMBER_AS_TEXT, "Unique learner number, where there is no UPN", ""),
    Field("urn", "URN", FieldType.NUMBER_AS_TEXT, "School that the child was at", "123456"),
    Field("kind", "Event", FieldType.CODE, "What happened", "Appeal", is_required=True, is_filled=True,
          codes=_KIND_WORDS, aliases=("event type",)),
    Field("first_day", "Event first day", FieldType.DAY, "Registered or asked for; the first day out of school",
          "05/10/2026", is_required=True, is_filled=True, aliases=("event date", "date registered")),
    Field("last_day", "Event last day", FieldType.DAY, "Concluded; the last day of a suspension", "09/10/2026",
          aliases=("date concluded",)),
    Field("sessions", "Sessions lost", FieldType.NUMBER, "Half days of a suspension; blank: two for each weekday of it",
          "", least=1, most=400),
    Field("ground", "Ground of appeal", FieldType.CODE, "What is appealed", "Contents and placement",
          codes=_GROUND_WORDS, aliases=("appeal type",)),
    Field("outcome", "Event outcome", FieldType.CODE, "How it ended; blank while it goes on", "", codes=_OUTCOME_WORDS,
          aliases=("outcome",)),
    Field("taught_from", "Taught again from", FieldType.DAY, "First day of education after a permanent exclusion", "",
          aliases=("day 6 provision from",)),
)  # fmt: skip


def read_case_events(unit: ImportUnit, context: ReadContext) -> ReadResult:
    """A file takes the place of the events of the same kinds and academic years. Words about a case are not read."""
    sieve, _ = open_single(unit, columns_of(CASE_EVENTS))
    sieve.frame = add_child_keys(sieve.frame, context.key)
    sieve.hold(pl.col("child_key").is_null(), "P02", "upn", detail="Nothing tells which child it is.")
    read_fields(sieve, CASE_EVENTS)
    _check(sieve)
    is_suspension = pl.col("kind") == SUSPENSION
    lost = pl.coalesce("sessions", half_days_of("first_day", "last_day"))
    sieve.frame = sieve.frame.with_columns(sessions=pl.when(is_suspension).then(lost))
    sieve.hold(is_suspension & ~(pl.col("sessions") >= 1), "X03", "sessions", detail="No half day is lost.")
    frame = sieve.frame.select(
        "event_ref", "child_key", "urn", "kind", "first_day", "last_day", "ground", "outcome", "taught_from",
        *source_of(sieve),
        period=pl.format("{} {}", "kind", academic_year_of("first_day")),
        sessions=pl.col("sessions").cast(pl.Int16),
    )  # fmt: skip
    return single_result(unit, sieve, {"case_events": frame}, None)


def _check(sieve: Sieve) -> None:
    """What stops a row: a number given twice, days the wrong way round, words that do not go with the event."""
    sieve.require_unique("event_ref", rule_id="X04")
    for column in ("last_day", "taught_from"):
        sieve.hold(pl.col(column) < pl.col("first_day"), "X05", column)
    is_suspension = pl.col("kind") == SUSPENSION
    is_open = pl.col("last_day").is_null() & pl.col("sessions").is_null()
    sieve.hold(is_suspension & is_open, "X01", "last_day", detail="A suspension has a last day or sessions.")
    for kind, outcomes in OUTCOMES.items():
        ends_otherwise = (pl.col("kind") == kind) & ~pl.col("outcome").is_in(list(outcomes))
        sieve.hold(ends_otherwise, "X02", "outcome", detail=f"{kind.capitalize()} does not end so.")
    sieve.hold(pl.col("ground").is_not_null() & (pl.col("kind") != APPEAL), "X02", "ground", detail="It is no appeal.")
