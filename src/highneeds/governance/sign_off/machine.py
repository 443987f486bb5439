"""The way from a draft to what is published, step by step; each step says who, when and why, and of which content."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from highneeds.core.errors import Refusal
from highneeds.governance.sign_off.when import LEADS_TO, Act, State, acts_in
from highneeds.governance.sign_off.who import Role, may_act


@dataclass(frozen=True, slots=True)
class Step:
    """One act. Raises ValueError without a person, or without a reason where one is returned or withdrawn."""

    act: Act
    by: str
    at: datetime
    why: str = ""

    def __post_init__(self) -> None:
        if not self.by.strip():
            message = f"to {self.act} something takes a person"
            raise ValueError(message)
        if self.act in {Act.RETURN, Act.WITHDRAW} and not self.why.strip():
            message = f"to {self.act} something takes a reason"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class SignOff:
    """One thing of one content on its way. ``authors``: all who wrote or changed it, whoever submitted it.

    ``approvals``: of this content alone, by people who are not its authors; a change takes them all away.
    ``approvals_needed``: one for what stays inside the council, two for what is published.
    """

    kind: str
    ref: str
    content_sha256: str
    authors: tuple[str, ...]
    state: State = State.DRAFT
    approvals: tuple[Step, ...] = ()
    steps: tuple[Step, ...] = ()
    approvals_needed: int = 1

    def take(self, step: Step, roles: frozenset[Role], *, content_sha256: str | None = None) -> SignOff:
        """After one more step by a person of these ``roles``; ``content_sha256`` is the new content of a revision.

        Raises Refusal, in words, for a step that this person may not take, that this state does not have, that is
        dated before the last, or by which somebody would approve what they wrote.
        """
        self._refuse(step, roles, content_sha256)
        after = replace(self, steps=(*self.steps, step))
        if step.act is Act.REVISE:
            authors = self.authors if is_among(step.by, self.authors) else (*self.authors, step.by)
            return replace(after, state=State.DRAFT, authors=authors, approvals=(), content_sha256=content_sha256 or "")
        if step.act is Act.APPROVE:
            approvals = (*self.approvals, step)
            is_enough = len(approvals) >= self.approvals_needed
            return replace(after, approvals=approvals, state=State.APPROVED if is_enough else self.state)
        leads_to = LEADS_TO[self.state][step.act]
        return replace(after, state=leads_to, approvals=() if leads_to is State.DRAFT else self.approvals)

    def _refuse(self, step: Step, roles: frozenset[Role], content_sha256: str | None) -> None:
        what = f"{self.kind} {self.ref}"
        if step.act not in acts_in(self.state):
            message = f"The {what} is {self.state}; to {step.act} it is not possible now."
            raise Refusal(message)
        if not may_act(roles, step.act):
            message = f"{step.by} may not {step.act} the {what}: it takes another office."
            raise Refusal(message)
        if self.steps and step.at < self.steps[-1].at:
            message = f"The {what} was last acted on at {self.steps[-1].at}; a step before that cannot be added."
            raise Refusal(message)
        if step.act in {Act.APPROVE, Act.RETURN} and is_among(step.by, self.authors):
            message = f"{step.by} wrote the {what} or changed it. Ask a second person: nobody signs off their own work."
            raise Refusal(message)
        if step.act is Act.APPROVE and is_among(step.by, tuple(one.by for one in self.approvals)):
            message = f"{step.by} has approved the {what} already. It needs another person."
            raise Refusal(message)
        if (step.act is Act.REVISE) == (content_sha256 is None):
            message = f"A revision, and only a revision, brings new content of the {what}."
            raise Refusal(message)


def begun(kind: str, ref: str, content_sha256: str, author: str, *, approvals_needed: int = 1) -> SignOff:
    """A draft by ``author``; raises ValueError without one, or for fewer approvals than one."""
    if not author.strip() or approvals_needed < 1:
        message = f"the {kind} {ref} needs an author, and a second person to approve it"
        raise ValueError(message)
    return SignOff(kind, ref, content_sha256, (author,), approvals_needed=approvals_needed)


def same_person(one: str, other: str) -> bool:
    """Names are compared without regard to case and spaces."""
    return _plain(one) == _plain(other)


def is_among(person: str, people: tuple[str, ...]) -> bool:
    """Whether one of these is the person."""
    return any(same_person(person, one) for one in people)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
