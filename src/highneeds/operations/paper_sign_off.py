"""A paper on its way to readers: submitted, approved by people who did not write it, published, kept for the next."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction

from highneeds.core.errors import Refusal
from highneeds.governance.papers.facts import EarlierPaper, PaperFacts
from highneeds.governance.papers.figures import said_in_public
from highneeds.governance.papers.published import PublishedPaper, register_entry
from highneeds.governance.sign_off import Act, Role, SignOff, State, Step
from highneeds.operations.paper_facts import published_before
from highneeds.operations.peer_inputs import told
from highneeds.operations.programme_papers import Paper, draft_or_refuse, faults_of
from highneeds.store.kept_records import keep_record, records
from highneeds.store.setup import open_store
from highneeds.store.sign_offs import begin_sign_off, sign_off_of, take_step

KIND = "paper"
_LEAKS = (
    "The paper is not published: beside what was published since it was made, readers could work out few children. "
    "Make it again, and what gives them away is withheld."
)
_ROLES = {
    Act.SUBMIT: Role.AUTHOR,
    Act.REVISE: Role.AUTHOR,
    Act.WITHDRAW: Role.AUTHOR,
    Act.APPROVE: Role.APPROVER,
    Act.RETURN: Role.APPROVER,
    Act.PUBLISH: Role.PUBLISHER,
}


@transaction.atomic
def submit(ref: str, *, by: str) -> SignOff:
    """Put the draft before those who approve; another content than was submitted before takes every approval away.

    Raises Refusal where its words have a fault.
    """
    paper = _whole(ref)
    now = datetime.now(UTC)
    standing = sign_off_of(KIND, ref)
    if standing is None:
        begin_sign_off(KIND, ref, paper.content, _named(by), now, approvals_needed=paper.kind.approvals)
    elif standing.content_sha256 != paper.content:
        take_step(KIND, ref, _step(Act.REVISE, by), _roles(Act.REVISE), content_sha256=paper.content)
    return take_step(KIND, ref, _step(Act.SUBMIT, by), _roles(Act.SUBMIT))


def act_on(ref: str, act: Act, *, by: str, why: str = "") -> SignOff:
    """Approve, return or withdraw. Raises Refusal as ``SignOff.take`` does, and for a draft changed since."""
    paper = draft_or_refuse(ref)
    if act is Act.APPROVE:
        _refuse_changed(paper)
    if act in {Act.RETURN, Act.WITHDRAW} and not why.strip():
        message = f"To {act} a paper takes a reason: --why."
        raise Refusal(message)
    return take_step(KIND, ref, _step(act, by, why), _roles(act))


@transaction.atomic
def publish(ref: str, *, by: str) -> tuple[Paper, SignOff]:
    """Publish what was approved. Everything is judged once more: its words, its content, and what readers could work
    out of it and of every paper before it; then it stands in the register of publications, for the next to be held
    against. Raises Refusal, with every reason, and keeps nothing.
    """
    paper = _whole(ref)
    _refuse_changed(paper)
    leaks = paper.leaks()
    if leaks:
        message = "\n".join([_LEAKS, *leaks])
        raise Refusal(message)
    after = take_step(KIND, ref, _step(Act.PUBLISH, by), _roles(Act.PUBLISH))
    keep_record("published", ref, _entry(paper, after, by))
    return paper, after


def _whole(ref: str) -> Paper:
    paper = draft_or_refuse(ref)
    faults = faults_of(paper)
    if faults:
        raise Refusal(told(faults, f"The paper {ref} cannot go on: its words have faults."))
    paper.refuse_what_tells_of_few()
    return paper


def _refuse_changed(paper: Paper) -> None:
    standing = sign_off_of(KIND, paper.facts.ref)
    if standing is not None and standing.content_sha256 != paper.content:
        message = (
            f"The paper {paper.facts.ref} was changed after it was submitted "
            f"({standing.content_sha256[:12]} then, {paper.content[:12]} now). Submit it again: highneeds paper submit."
        )
        raise Refusal(message)


def _entry(paper: Paper, after: SignOff, by: str) -> PublishedPaper:
    facts = paper.facts
    shown, withheld, sums = register_entry(paper.pack, paper.hidden)
    said = EarlierPaper(
        facts.ref,
        facts.kind,
        paper.kind.title,
        facts.meeting,
        facts.month.as_at,
        paper.content,
        said_in_public(paper.figures),
        tuple(one for one in facts.commitments if one.done_on is None),
        "made here",
    )
    approved = tuple(step.by for step in after.approvals)
    return PublishedPaper(said, paper.kind.is_public, shown, withheld, sums, by.strip(), approved)


def papers_on_their_way() -> tuple[tuple[PaperFacts, SignOff | None], ...]:
    """Every draft, with how its sign-off stands."""
    open_store()
    return tuple((facts, sign_off_of(KIND, facts.ref)) for facts in records("draft", PaperFacts))


def register_lines() -> list[str]:
    """Each paper: where it stands and who did what."""
    lines = []
    for facts, standing in papers_on_their_way():
        state = State.DRAFT if standing is None else standing.state
        lines.append(f"{facts.ref}: {state}, for {facts.meeting:%-d %B %Y}")
        for step in () if standing is None else standing.steps:
            why = f": {step.why}" if step.why else ""
            lines.append(f"    {step.act} by {step.by}, {step.at:%-d %B %Y %H:%M}{why}")
    for one in published_before(""):
        approved = ", ".join(one.approved_by)
        lines.append(f"{one.paper.ref}: in the register, {len(one.shown)} counts shown; approved by {approved}")
    return lines or ["No paper was made yet."]


def _step(act: Act, by: str, why: str = "") -> Step:
    return Step(act, _named(by), datetime.now(UTC), why.strip())


def _named(by: str) -> str:
    if not by.strip():
        message = "Say who does it: --by."
        raise Refusal(message)
    return by.strip()


def _roles(act: Act) -> frozenset[Role]:
    return frozenset({_ROLES[act]})
