"""Scenarios into the database and out again: each save is a version, and who saves an old one is told."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.db import IntegrityError, transaction

from highneeds.core.errors import Refusal
from highneeds.governance.audit import Did
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.audit import note
from highneeds.store.models import ScenarioRow
from highneeds.store.record_json import from_json, to_json

KIND = "scenario"
Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class KeptScenario(Generic[Record]):
    ref: str
    version: int
    name: str
    content: Record
    by: str
    at: datetime


def new_scenario_ref() -> str:
    """That nobody guesses."""
    return secrets.token_hex(8)


def keep_scenario(ref: str, seen: int, name: str, content: object, *, by: str) -> int:
    """The next version after ``seen`` (0: the first); gives its number.

    Raises Refusal, and keeps nothing, where another version is the newest by now.
    """
    try:
        with transaction.atomic():
            newest = ScenarioRow.objects.filter(ref=ref).order_by("-version").first()
            if (newest.version if newest else 0) != seen:
                raise Refusal(_changed(newest))
            row = ScenarioRow.objects.create(ref=ref, version=seen + 1, name=name, content=to_json(content), by=by)
            note(by, Did.CHANGED, KIND, ref, facts={"version": row.version})
    except IntegrityError as error:
        raise Refusal(_changed(ScenarioRow.objects.filter(ref=ref).order_by("-version").first())) from error
    return row.version


def scenario_kept(ref: str, of: type[Record]) -> KeptScenario[Record] | None:
    """The newest version; None where there is none of that ref."""
    row = ScenarioRow.objects.filter(ref=ref).order_by("-version").first()
    return None if row is None else _kept(row, of)


def scenarios_kept(of: type[Record]) -> tuple[KeptScenario[Record], ...]:
    """The newest version of each, the last saved first."""
    newest = {row.ref: row for row in ScenarioRow.objects.order_by("pk")}
    return tuple(_kept(row, of) for row in sorted(newest.values(), key=lambda row: -row.pk))


def scenario_versions(ref: str, of: type[Record]) -> tuple[KeptScenario[Record], ...]:
    """The newest first."""
    return tuple(_kept(row, of) for row in ScenarioRow.objects.filter(ref=ref).order_by("-version"))


def _kept(row: ScenarioRow, of: type[Record]) -> KeptScenario[Record]:
    return KeptScenario(row.ref, row.version, row.name, from_json(of, row.content), row.by, row.at)


def _changed(newest: ScenarioRow | None) -> str:
    if newest is None:
        return "The scenario is not there any more. Save it under a name of its own."
    return (
        f"{newest.by} saved version {newest.version} meanwhile. Open it in another window, compare, and save yours as "
        "a scenario of its own or on top of it."
    )
