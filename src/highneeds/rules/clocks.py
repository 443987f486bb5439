"""The statutory clocks, each with its start, its stop, the unit it counts in, its limits and its permitted exceptions.

The clocks are data (``data/clocks.toml``); each limit is a dated parameter with its source. A clock without its table,
and a table without its clock, do not load.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any

from highneeds.core.parameters import Source
from highneeds.rules.package_data import read_toml, require_exactly
from highneeds.rules.parameters import parameter

_FILE = "clocks.toml"


class ClockKind(StrEnum):
    """The value is what a page says; the name, in small letters, is the key of the data file."""

    DECIDE_TO_ASSESS = "decide whether to assess"
    ADVICE = "answer a request for advice"
    REFUSE_TO_ISSUE = "say that no plan will be issued"
    DRAFT_COMMENT = "comment on the draft plan"
    CONSULTATION = "reply when consulted on a plan"
    FINAL_PLAN = "issue the final plan"
    REASSESSMENT_PLAN = "issue the plan after a re-assessment"
    ANNUAL_REVIEW = "complete the annual review"
    UNDER_FIVES_REVIEW = "think of a review of a child under five"
    REVIEW_INVITATION = "give notice of the review meeting"
    REVIEW_PAPERS = "send round the papers of the review"
    REVIEW_REPORT = "report on the review meeting"
    REVIEW_DECISION = "decide after the review meeting"
    AMENDMENT_COMMENT = "comment on the amendments"
    AMENDED_PLAN = "issue the amended plan"
    PHASE_TRANSFER = "issue the plan for the next phase"
    PLAN_TRANSFER = "transfer the plan of a child who moved away"
    MOVED_IN_NOTICE = "tell a family that moved in of the review"
    MOVED_IN_REVIEW = "review the plan of a child who moved in"
    MEDIATION_CONTACT = "turn to a mediation adviser"
    MEDIATION_CERTIFICATE = "issue the mediation certificate"
    MEDIATION_MEETING = "hold the mediation"
    APPEAL = "appeal to the tribunal"
    APPEAL_RESPONSE = "answer an appeal"
    ORDER_ASSESS_NOTICE = "say that an assessment that was ordered will be made"
    ORDER_ASSESS_NO_PLAN = "say that no plan follows an assessment that was ordered"
    ORDER_ASSESS_PLAN = "issue the plan after an assessment that was ordered"
    ORDER_DRAFT_PLAN = "issue the draft of a plan that was ordered"
    ORDER_FINAL_PLAN = "issue a plan that was ordered"
    ORDER_AMEND_PLAN = "issue amendments that were ordered"
    ORDER_NAME_SCHOOL = "name a school that was ordered"
    ORDER_CEASE = "cease a plan after the appeal was dismissed"
    EXCLUSION_PROVISION = "teach a child who was permanently excluded"
    SUSPENSION_PROVISION = "teach a child who is suspended for more than five days"
    GOVERNORS_MEETING = "consider an exclusion"
    SUSPENSION_CAP = "suspend within the days of a year"
    MEDICAL_PROVISION = "teach a child who is away for health reasons"
    ALTERNATIVE_PROVISION_REVIEW = "review a placement in alternative provision"
    COMMITTEE_PAPER = "open a committee paper to the public"


class Counts(StrEnum):
    """In what a clock counts, and in which direction from its start."""

    WEEKS_AFTER = "weeks after"
    MONTHS_AFTER = "months after"
    DAYS_AFTER = "days after"
    WORKING_DAYS_AFTER = "working days after"
    SCHOOL_DAYS_AFTER = "school days after"
    WEEKS_BEFORE = "weeks before"
    CLEAR_WORKING_DAYS_BEFORE = "clear working days before"
    OWN_RULE = "its own rule"


class Permitted(StrEnum):
    """An exception that the law permits to a time limit; the value is its code."""

    CLOSURE = "closure"
    CIRCUMSTANCES = "circumstances"
    ABSENCE = "absence"
    MISSED_APPOINTMENT = "missed_appointment"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Permitted.CLOSURE: "school, college or early years provider closed for four weeks or more when asked for advice",
    Permitted.CIRCUMSTANCES: "exceptional personal circumstances",
    Permitted.ABSENCE: "away from the area for four weeks or more",
    Permitted.MISSED_APPOINTMENT: "missed appointment with those asked for advice",
}


@dataclass(frozen=True, slots=True)
class ClockRule:
    """One clock. ``limits`` are keys of parameters; ``sen2``: what of a return tells it, None where nothing does."""

    kind: ClockKind
    starts: str
    stops: str
    acts: str
    counts: Counts
    limits: tuple[str, ...]
    exceptions: frozenset[Permitted]
    sen2: str | None

    @property
    def units(self) -> tuple[str, ...]:
        return tuple(parameter(key).unit for key in self.limits)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Of the newest value of each limit."""
        return tuple(parameter(key).values[-1].source for key in self.limits)


@cache
def load_clocks() -> Mapping[ClockKind, ClockRule]:
    """Every clock, in the order of ``ClockKind``. Raises ValueError as ``clocks_of`` does."""
    return clocks_of(read_toml(_FILE), where=_FILE)


def clocks_of(tables: Mapping[str, Any], *, where: str) -> Mapping[ClockKind, ClockRule]:
    """From the data file's tables. Raises ValueError, naming the clock, for one missing, unknown or without a limit."""
    require_exactly(tables, {kind.name.lower() for kind in ClockKind}, where=where)
    return MappingProxyType({kind: _rule(kind, tables[kind.name.lower()], where) for kind in ClockKind})


def _rule(kind: ClockKind, table: Mapping[str, Any], where: str) -> ClockRule:
    here = f"{where}, {kind.name.lower()}"
    keys = {"starts", "stops", "acts", "counts", "limits", "exceptions"}
    require_exactly(table, keys, where=here, optional={"sen2"})
    limits = tuple(table["limits"])
    if not limits:
        message = f"{here}: it has no limit"
        raise ValueError(message)
    try:
        for key in limits:
            parameter(key)
        counts, exceptions = Counts(table["counts"]), frozenset(map(Permitted, table["exceptions"]))
    except (LookupError, ValueError) as error:
        message = f"{here}: {error}"
        raise ValueError(message) from error
    return ClockRule(
        kind, table["starts"], table["stops"], table["acts"], counts, limits, exceptions, table.get("sen2")
    )
