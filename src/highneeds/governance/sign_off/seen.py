"""Who sees what: opinions stay hidden until one's own is given, and a draft is seen by those it is for."""

from __future__ import annotations

from highneeds.governance.sign_off.machine import SignOff, Step, same_person
from highneeds.governance.sign_off.when import Act, State
from highneeds.governance.sign_off.who import Role

_INSIDE = frozenset({Role.AUTHOR, Role.APPROVER, Role.PUBLISHER})


def opinions_seen(of: SignOff, person: str) -> tuple[Step, ...]:
    """Approvals of the content as it stands. While it waits for more, an approver sees others' only after their own."""
    if of.state is not State.SUBMITTED:
        return of.approvals
    own = tuple(step for step in of.approvals if same_person(step.by, person))
    return of.approvals if own else ()


def is_content_seen(of: SignOff, roles: frozenset[Role]) -> bool:
    """What is published is for everyone; before that it is for those who take part, and a draft for its authors."""
    if of.state is State.PUBLISHED:
        return True
    if of.state in {State.DRAFT, State.WITHDRAWN}:
        return Role.AUTHOR in roles or (_was_submitted(of) and bool(roles & _INSIDE))
    return bool(roles & _INSIDE)


def _was_submitted(of: SignOff) -> bool:
    return any(step.act is Act.SUBMIT for step in of.steps)
