"""The ledger of savings: each measure's way from an idea to money banked, who took each step, when, why and on what.

Only finance agrees a saving and banks it, and never the person who said that it was evidenced. A step is refused with
its reason; nothing is ever taken out of the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from highneeds.core.errors import Refusal
from highneeds.savings.evidence import Evidence


class State(StrEnum):
    """In the order of a saving that comes to money, then the two ways out."""

    IDEA = "idea"
    COSTED = "costed"
    APPROVED = "approved"
    IN_DELIVERY = "in delivery"
    EVIDENCED = "evidenced"
    FINANCE_AGREED = "finance-agreed"
    BANKED = "banked"
    FAILED = "failed"
    REPLACED = "replaced"


class Role(StrEnum):
    """In what capacity a person takes a step."""

    OWNER = "owner"
    PROGRAMME = "programme"
    FINANCE = "finance"


_ANYONE = frozenset(Role)
_FINANCE = frozenset({Role.FINANCE})
_STEPS: dict[tuple[State, State], frozenset[Role]] = {
    (State.IDEA, State.COSTED): _ANYONE,
    (State.COSTED, State.APPROVED): frozenset({Role.PROGRAMME}),
    (State.APPROVED, State.IN_DELIVERY): frozenset({Role.OWNER, Role.PROGRAMME}),
    (State.IN_DELIVERY, State.EVIDENCED): frozenset({Role.OWNER, Role.PROGRAMME}),
    (State.EVIDENCED, State.FINANCE_AGREED): _FINANCE,
    (State.FINANCE_AGREED, State.BANKED): _FINANCE,
    # What finance cannot confirm goes back a step.
    (State.EVIDENCED, State.IN_DELIVERY): _ANYONE,
    (State.FINANCE_AGREED, State.EVIDENCED): _FINANCE,
}
_ON_THE_WAY = (State.IDEA, State.COSTED, State.APPROVED, State.IN_DELIVERY, State.EVIDENCED, State.FINANCE_AGREED)
_WAYS_OUT = (State.FAILED, State.REPLACED)


@dataclass(frozen=True, slots=True)
class Step:
    """One change of state. ``replaced_by``: the ref of the measure that stands in its place."""

    before: State
    after: State
    by: str
    role: Role
    at: datetime
    why: str
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A measure in the ledger. ``stopped_by``: findings that keep it from being approved, in words."""

    ref: str
    steps: tuple[Step, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    stopped_by: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        return self.steps[-1].after if self.steps else State.IDEA

    @property
    def said_evidenced_by(self) -> str:
        """Who last said that it is evidenced."""
        return next((step.by for step in reversed(self.steps) if step.after is State.EVIDENCED), "")


def may_follow(state: State) -> tuple[State, ...]:
    """The states that a step may lead to."""
    on = tuple(after for before, after in _STEPS if before is state)
    return (*on, *_WAYS_OUT) if state in _ON_THE_WAY else on


def ways(state: State, role: Role) -> tuple[State, ...]:
    """Of the states that may follow, those to which a person in this role may take it."""
    return tuple(after for after in may_follow(state) if role in _STEPS.get((state, after), _ANYONE))


def moved(entry: Entry, step: Step) -> Entry:
    """The entry after ``step``. Raises Refusal, with every reason at once, where the step may not be taken."""
    reasons = [*_of_form(entry, step), *_of_role(entry, step), *_of_evidence(entry, step)]
    if reasons:
        message = f"{entry.ref} stays {entry.state}: {'; '.join(reasons)}."
        raise Refusal(message)
    return replace(entry, steps=(*entry.steps, step))


def _of_form(entry: Entry, step: Step) -> list[str]:
    reasons = []
    if step.before is not entry.state:
        reasons.append(f"it is no longer {step.before}, somebody else has moved it")
    if step.after not in may_follow(entry.state):
        ways = ", ".join(may_follow(entry.state)) or "nothing"
        reasons.append(f"after {entry.state} may follow {ways}, not {step.after}")
    if not step.by.strip() or not step.why.strip():
        reasons.append("say who takes the step and why")
    if (step.after is State.REPLACED) != bool(step.replaced_by.strip()):
        reasons.append("a measure that is replaced, and only that, names the one in its place")
    if step.replaced_by == entry.ref:
        reasons.append("a measure does not replace itself")
    if step.after is State.APPROVED:
        reasons += entry.stopped_by
    return reasons


def _of_role(entry: Entry, step: Step) -> list[str]:
    allowed = _STEPS.get((entry.state, step.after), _ANYONE)
    if step.role not in allowed:
        return [f"only {' or '.join(sorted(allowed))} may make it {step.after}"]
    is_finance_step = step.after in {State.FINANCE_AGREED, State.BANKED}
    if is_finance_step and step.by.strip().casefold() == entry.said_evidenced_by.strip().casefold():
        return [f"{step.by} said that it is evidenced, and somebody else in finance must agree"]
    return []


def _of_evidence(entry: Entry, step: Step) -> list[str]:
    if step.after is State.EVIDENCED and step.before is State.IN_DELIVERY and not entry.evidence:
        return ["nothing is in evidence yet: add a move, a price change or an income line"]
    if step.after in {State.FINANCE_AGREED, State.BANKED} and not any(one.is_matched for one in entry.evidence):
        return ["no evidence is matched to what was paid"]
    return []
