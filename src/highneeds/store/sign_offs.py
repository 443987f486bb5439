"""Sign-offs into the database and out again. What the rules refuse is not kept; nor is it by the database itself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from highneeds.core.errors import Refusal
from highneeds.governance.audit import Did
from highneeds.governance.sign_off import Act, Role, SignOff, State, Step, begun
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.audit import note
from highneeds.store.models import SignOffRow, SignOffStepRow


@transaction.atomic
def begin_sign_off(
    kind: str, ref: str, content_sha256: str, author: str, at: datetime, *, approvals_needed: int = 1
) -> SignOff:
    """A draft. Raises Refusal when there is one of that name."""
    if SignOffRow.objects.filter(kind=kind, ref=ref).exists():
        message = f"The {kind} {ref} is on its way already. Revise it instead."
        raise Refusal(message)
    draft = begun(kind, ref, content_sha256, author, approvals_needed=approvals_needed)
    SignOffRow.objects.create(
        kind=kind,
        ref=ref,
        content_sha256=content_sha256,
        authors=list(draft.authors),
        begun_by=author,
        begun_at=at,
        state=draft.state.value,
        approvals_needed=approvals_needed,
    )
    note(author, Did.SIGNED_OFF, kind, ref, facts={"act": "begin", "content": content_sha256})
    return draft


@transaction.atomic
def take_step(kind: str, ref: str, step: Step, roles: frozenset[Role], *, content_sha256: str | None = None) -> SignOff:
    """After one more step. Raises Refusal, and keeps nothing, as ``SignOff.take``, or when there is no such thing."""
    row = SignOffRow.objects.select_for_update().filter(kind=kind, ref=ref).first()
    if row is None:
        message = f"There is no {kind} {ref} to sign off."
        raise Refusal(message)
    after = _sign_off(row).take(step, roles, content_sha256=content_sha256)
    approval = after.approvals[-1] if after.approvals else None
    published = step if after.state is State.PUBLISHED else None
    row.content_sha256, row.authors, row.state = after.content_sha256, list(after.authors), after.state.value
    row.approved_by = None if approval is None else approval.by
    row.approved_at = None if approval is None else approval.at
    row.published_by = None if published is None else published.by
    row.published_at = None if published is None else published.at
    row.save()
    SignOffStepRow.objects.create(
        sign_off=row,
        number=len(after.steps),
        act=step.act.value,
        by=step.by,
        at=step.at,
        why=step.why,
        content_sha256=after.content_sha256,
    )
    note(step.by, Did.SIGNED_OFF, kind, ref, facts={"act": step.act.value, "content": after.content_sha256})
    return after


def sign_off_of(kind: str, ref: str) -> SignOff | None:
    """As it stands; None when there is none of that name."""
    row = SignOffRow.objects.filter(kind=kind, ref=ref).first()
    return None if row is None else _sign_off(row)


def _sign_off(row: SignOffRow) -> SignOff:
    kept = list(row.steps.order_by("number"))
    steps = tuple(Step(Act(one.act), one.by, one.at, one.why) for one in kept)
    return SignOff(
        row.kind,
        row.ref,
        row.content_sha256,
        tuple(map(str, row.authors)),
        State(row.state),
        _approvals(steps),
        steps,
        row.approvals_needed,
    )


def _approvals(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Those since the content last changed or went back."""
    found: list[Step] = []
    for step in steps:
        if step.act in {Act.REVISE, Act.RETURN}:
            found = []
        elif step.act is Act.APPROVE:
            found.append(step)
    return tuple(found)
