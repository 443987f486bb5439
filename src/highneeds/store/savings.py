"""The ledger of savings into the database and out again: what is written stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from highneeds.core import Pence
from highneeds.core.errors import Refusal
from highneeds.governance.audit import Did
from highneeds.savings import Colour, DecisionPoint, Entry, Evidence, Role, Sort, State, Step, moved
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.audit import note
from highneeds.store.models import SavingColour, SavingEvidence, SavingStep


@dataclass(frozen=True, slots=True)
class Override:
    """A colour that a person shows in place of the computed one, with who and why."""

    colour: Colour
    by: str
    why: str


def entries() -> dict[str, Entry]:
    """Every measure that has a step or evidence, by ref."""
    steps: dict[str, list[Step]] = {}
    for row in SavingStep.objects.order_by("ref", "number"):
        steps.setdefault(row.ref, []).append(_step(row))
    evidence: dict[str, list[Evidence]] = {}
    for found in SavingEvidence.objects.order_by("ref", "day", "id"):
        evidence.setdefault(found.ref, []).append(_evidence(found))
    return {
        ref: Entry(ref, tuple(steps.get(ref, ())), tuple(evidence.get(ref, ())))
        for ref in sorted(steps.keys() | evidence.keys())
    }


def take_step(ref: str, step: Step, *, stopped_by: tuple[str, ...] = ()) -> Entry:
    """Keep one step; the entry after it. Raises Refusal where it may not be taken, or somebody else took one first."""
    with transaction.atomic():
        entry = entries().get(ref, Entry(ref))
        after = moved(Entry(ref, entry.steps, entry.evidence, stopped_by), step)
        try:
            with transaction.atomic():
                SavingStep.objects.create(
                    ref=ref,
                    number=len(after.steps),
                    before=step.before.value,
                    after=step.after.value,
                    by=step.by.strip(),
                    role=step.role.value,
                    at=step.at,
                    why=step.why.strip(),
                    replaced_by=step.replaced_by,
                )
        except IntegrityError as error:
            message = f"Somebody else has just moved {ref}. Look at it again."
            raise Refusal(message) from error
        facts = {"from": step.before.value, "to": step.after.value, "role": step.role.value}
        note(step.by.strip(), Did.CHANGED, "saving", ref, facts=facts)
    return after


def keep_evidence(ref: str, evidence: tuple[Evidence, ...], *, by: str) -> int:
    """Keep what is not kept yet, for this measure or another: how many are new. All or none.

    A move, a price or an income line counts for one measure only. Raises Refusal without a name.
    """
    if not by.strip():
        message = "Say who adds the evidence."
        raise Refusal(message)
    new = 0
    with transaction.atomic():
        for one in evidence:
            _, is_new = SavingEvidence.objects.get_or_create(
                sort=one.sort.value,
                what=one.what,
                day=one.day,
                defaults={
                    "ref": ref,
                    "pence_per_year": one.pence_per_year,
                    "trace": one.trace,
                    "decision": None if one.decision is None else one.decision.value,
                    "actual_pence": one.actual_pence,
                    "added_by": by.strip(),
                },
            )
            new += is_new
        if new:
            note(by.strip(), Did.CHANGED, "saving", ref, facts={"new evidence": new})
    return new


@transaction.atomic
def keep_override(ref: str, of: str, colour: Colour | None, *, by: str, why: str) -> None:
    """Show ``colour`` in place of the computed one (None: that again). Raises Refusal without who or why."""
    if not by.strip() or not why.strip():
        message = "A colour that differs from the computed one needs who says so and why."
        raise Refusal(message)
    SavingColour.objects.create(ref=ref, of=of, colour=colour.value if colour else "", by=by.strip(), why=why.strip())
    note(by.strip(), Did.CHANGED, "saving", ref, facts={"colour of": of, "colour": colour.value if colour else ""})


def overrides() -> Mapping[tuple[str, str], Override]:
    """By ref and what it is of ("delivery", "money"): the newest, where it is not taken back."""
    newest = {(row.ref, row.of): row for row in SavingColour.objects.order_by("id")}
    return {key: Override(Colour(row.colour), row.by, row.why) for key, row in newest.items() if row.colour}


def _step(row: SavingStep) -> Step:
    at: datetime = row.at
    return Step(State(row.before), State(row.after), row.by, Role(row.role), at, row.why, row.replaced_by)


def _evidence(row: SavingEvidence) -> Evidence:
    return Evidence(
        Sort(row.sort),
        row.what,
        row.day,
        Pence(row.pence_per_year),
        row.trace,
        None if row.decision is None else DecisionPoint(row.decision),
        None if row.actual_pence is None else Pence(row.actual_pence),
    )
