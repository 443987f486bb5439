"""Scenarios that people save, hand on, and put before a second person; never approved by anyone who wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import transaction

from highneeds.core.errors import Refusal
from highneeds.governance.sign_off import Act, Role, SignOff, State, Step, acts_in, is_among
from highneeds.operations.room_levers import TypedLever
from highneeds.reports import words
from highneeds.store.kept_records import content_hash
from highneeds.store.scenarios import (
    KIND,
    KeptScenario,
    keep_scenario,
    new_scenario_ref,
    scenario_kept,
    scenario_versions,
    scenarios_kept,
)
from highneeds.store.setup import open_store
from highneeds.store.sign_offs import begin_sign_off, sign_off_of, take_step

OF_AUTHORS = (Act.SUBMIT,)
OF_APPROVERS = (Act.APPROVE, Act.RETURN)


@dataclass(frozen=True, slots=True)
class CameOfIt:
    """What came of the scenario when it was saved: pence of the target's year, and which data it was lived on."""

    data: str
    as_at: date
    draws: int
    seed: int
    year: str
    change_low_pence: int
    change_pence: int
    change_high_pence: int
    prob: float


@dataclass(frozen=True, slots=True)
class SavedScenario:
    """What is kept of one version, and signed off. ``target_pence`` None: nothing is aimed at."""

    name: str
    levers: tuple[TypedLever, ...]
    target_year: str
    target_pence: int | None
    came_of_it: CameOfIt


@dataclass(frozen=True, slots=True)
class ScenarioLine:
    ref: str
    name: str
    version: int
    by: str
    at: datetime
    state: str
    said: str


@dataclass(frozen=True, slots=True)
class ScenarioStep:
    at: datetime
    act: str
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class OpenedScenario:
    """The newest version of one. ``acts``: what may be done with it now, by anybody; ``unbacked``: levers that rest on
    nothing yet, for which it cannot be submitted.
    """

    ref: str
    version: int
    by: str
    at: datetime
    record: SavedScenario
    state: str
    acts: frozenset[str]
    authors: tuple[str, ...]
    steps: tuple[ScenarioStep, ...]
    versions: tuple[tuple[int, str, datetime], ...]
    unbacked: tuple[str, ...]

    def may_be_judged_by(self, person: str) -> bool:
        """By whoever saved no version of it."""
        return not is_among(person, self.authors)


def saved_scenarios() -> tuple[ScenarioLine, ...]:
    """The last saved first."""
    open_store()
    return tuple(_line(kept) for kept in scenarios_kept(SavedScenario))


def opened_scenario(ref: str) -> OpenedScenario | None:
    open_store()
    kept = scenario_kept(ref, SavedScenario)
    if kept is None:
        return None
    standing = _standing(ref)
    return OpenedScenario(
        ref,
        kept.version,
        kept.by,
        kept.at,
        kept.content,
        standing.state.value,
        frozenset(act.value for act in acts_in(standing.state)),
        standing.authors,
        tuple(ScenarioStep(step.at, step.act.value, step.by, step.why) for step in reversed(standing.steps)),
        tuple((one.version, one.by, one.at) for one in scenario_versions(ref, SavedScenario)),
        _unbacked(kept.content),
    )


@transaction.atomic
def save_scenario(record: SavedScenario, *, by: str, ref: str = "", seen: int = 0) -> str:
    """A new scenario, or with ``ref`` the version after ``seen`` of one; gives its ref. What was approved is a draft
    again once it is changed. Raises Refusal where somebody else saved it meanwhile.
    """
    open_store()
    is_new = not ref
    ref = ref or new_scenario_ref()
    before = scenario_kept(ref, SavedScenario)
    if before is not None and before.version == seen and before.content == record:
        return ref
    keep_scenario(ref, seen, record.name, record, by=by)
    content, now = content_hash(record), datetime.now(UTC)
    if is_new:
        begin_sign_off(KIND, ref, content, by, now)
    else:
        take_step(KIND, ref, Step(Act.REVISE, by, now), frozenset({Role.AUTHOR}), content_sha256=content)
    return ref


def submit_scenario(ref: str, *, by: str) -> SignOff:
    """Put it before a second person. Raises Refusal where a lever rests on nothing, or it is not a draft."""
    kept = _known(ref)
    unbacked = _unbacked(kept.content)
    if unbacked:
        message = f"Say what it rests on, and where that can be checked, of: {words.listed(unbacked)}. Then save it."
        raise Refusal(message)
    return take_step(KIND, ref, Step(Act.SUBMIT, by, datetime.now(UTC)), frozenset({Role.AUTHOR}))


def judge_scenario(ref: str, act: Act, *, seen: int, by: str, why: str = "") -> SignOff:
    """Approve or return version ``seen``. Raises Refusal of whoever saved a version of it, without a reason to return,
    or where another version is the newest by now.
    """
    kept = _known(ref)
    if kept.version != seen:
        message = f"{kept.by} saved version {kept.version} meanwhile. Look at that one first."
        raise Refusal(message)
    if act is Act.RETURN and not why.strip():
        message = "Say why it goes back."
        raise Refusal(message)
    return take_step(KIND, ref, Step(act, by, datetime.now(UTC), why.strip()), frozenset({Role.APPROVER}))


def is_scenario(ref: str) -> bool:
    open_store()
    return scenario_kept(ref, SavedScenario) is not None


def _known(ref: str) -> KeptScenario[SavedScenario]:
    open_store()
    kept = scenario_kept(ref, SavedScenario)
    if kept is None:
        raise LookupError(ref)
    return kept


def _unbacked(record: SavedScenario) -> tuple[str, ...]:
    return tuple(one.name for one in record.levers if not one.rests_on_something)


def _standing(ref: str) -> SignOff:
    standing = sign_off_of(KIND, ref)
    if standing is None:
        raise LookupError(ref)
    return standing


def _line(kept: KeptScenario[SavedScenario]) -> ScenarioLine:
    came = kept.content.came_of_it
    said = f"{came.year}: {words.signed_millions(came.change_pence, 2)}"
    low, high = (words.signed_millions(pence, 2) for pence in (came.change_low_pence, came.change_high_pence))
    state = _standing(kept.ref).state
    return ScenarioLine(
        kept.ref, kept.name, kept.version, kept.by, kept.at, state.value if state is not State.SUBMITTED else "waits",
        f"{said} ({low} to {high}), data as at {words.day(came.as_at)}",
    )  # fmt: skip
