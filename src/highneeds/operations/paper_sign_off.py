"""A paper on its way to readers: submitted, approved by people who did not write it, published, kept for the next."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction

from highneeds.core.errors import Refusal
from highneeds.governance.papers.facts import EarlierPaper, PaperFacts
from highneeds.governance.papers.figures import said_in_public
from highneeds.governance.papers.published import PublishedPaper, register_entry
from highneeds.governance.sign_off import Act, Role, SignOff, State, Step, is_among
from highneeds.operations.paper_facts import published_before
from highneeds.operations.peer_inputs import told
from highneeds.operations.programme_papers import Paper, draft_or_refuse, faults_of, paper_of
from highneeds.store.kept_records import hold, keep_record, records
from highneeds.store.setup import open_store
from highneeds.store.sign_offs import begin_sign_off, sign_off_of, take_step

KIND = "paper"
_LEAKS = (
    "The paper is not published: beside what was published since it was made, readers could work out few children. "
    "Make it again, and what gives them away is withheld."
)
_WAYS_OUT = {
    State.SUBMITTED: "ask one who may approve it to return it, then it can be changed.",
    State.APPROVED: "what was approved is not changed. Make it again from newer data, and submit that.",
    State.PUBLISHED: "what was published stays as it is. Begin the paper of the next meeting.",
    State.WITHDRAWN: "it goes no further. Begin the paper of another meeting.",
}
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
    standing = sign_off_of(KIND, ref)
    if standing is None:
        begin(paper, by=by)
    elif standing.content_sha256 != paper.content or _is_new_author(by, standing):
        take_step(KIND, ref, _step(Act.REVISE, by), _roles(Act.REVISE), content_sha256=paper.content)
    return take_step(KIND, ref, _step(Act.SUBMIT, by), _roles(Act.SUBMIT))


def begin(paper: Paper, *, by: str) -> None:
    """Its way to readers, with its first author. Raises Refusal where it is on its way already."""
    now, needed = datetime.now(UTC), paper.kind.approvals
    begin_sign_off(KIND, paper.facts.ref, paper.content, _named(by), now, approvals_needed=needed)


def _is_new_author(by: str, standing: SignOff) -> bool:
    """Whoever submits what others wrote answers for it as they do, and approves nothing of it."""
    return standing.state is State.DRAFT and not is_among(by, standing.authors)


@transaction.atomic
def revise(ref: str, facts: PaperFacts, *, seen: str, by: str, why: str) -> Paper:
    """Keep a draft's facts as they are after a person changed what is written in it: its author from then on.

    ``seen``: the content that they saw. Raises Refusal for a paper that is no draft any more, that another person has
    changed since, or of which the new words would let it lie or tell of few children; nothing is kept then.
    """
    hold("draft", ref)
    before = draft_or_refuse(ref)
    if before.content != seen:
        message = "Another person has changed the paper since you saw it. Look at it again; nothing was kept."
        raise Refusal(message)
    _refuse_no_draft(ref)
    after = paper_of(facts)
    old = faults_of(before)
    faults = [one for one in faults_of(after) if one not in old]
    if faults:
        raise Refusal(told(faults, "Nothing was changed: what is written would let the paper lie."))
    after.refuse_what_tells_of_few()
    if sign_off_of(KIND, ref) is None:
        begin(before, by=by)
    keep_record("draft", ref, facts)
    take_step(KIND, ref, _step(Act.REVISE, by, why), _roles(Act.REVISE), content_sha256=after.content)
    return after


def _refuse_no_draft(ref: str) -> None:
    why = no_draft_any_more(sign_off_of(KIND, ref))
    if why:
        message = f"The paper {ref} {why}"
        raise Refusal(message)


def no_draft_any_more(standing: SignOff | None) -> str:
    """Why nothing can be written into it now, and the way out; empty while it is a draft."""
    if standing is None or standing.state is State.DRAFT:
        return ""
    return f"is {standing.state}: {_WAYS_OUT[standing.state]}"


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
