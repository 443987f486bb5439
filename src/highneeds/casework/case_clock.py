"""One clock of one case: what started and stopped it, why it ran over, on what evidence, and how it stands on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from highneeds.casework.exceptions import Claim, refusal
from highneeds.casework.limits import Law, limit
from highneeds.rules.clocks import ClockKind


class State(StrEnum):
    """How a clock stands on a day."""

    RUNNING = "running"
    OVERDUE = "overdue"
    MET = "met"
    LATE = "late"
    UNKNOWN = "cannot be said"


@dataclass(frozen=True, slots=True)
class CaseClock:
    """A clock as it was recorded. ``due_on``: as ``limits`` gives it on the day of the start."""

    kind: ClockKind
    started: date
    due_on: date
    recorded_by: str
    evidence: str
    stopped: date | None = None
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """``permitted`` and ``refused`` claims, these each with the reason; ``days_late``: past the limit so far."""

    state: State
    days_late: int
    permitted: tuple[Claim, ...]
    refused: tuple[tuple[Claim, str], ...]

    @property
    def is_breach(self) -> bool:
        """Past its limit without a permitted exception."""
        return self.days_late > 0 and not self.permitted


def standing(clock: CaseClock, day: date, *, law: Law = limit) -> Standing:
    """How the clock stands on ``day``; what happened after ``day`` is not yet known then.

    Who acts on the last day is in time.
    """
    stopped = clock.stopped if clock.stopped is not None and clock.stopped <= day else None
    days_late = max(0, ((stopped or day) - clock.due_on).days)
    if stopped is None:
        state = State.OVERDUE if days_late else State.RUNNING
    else:
        state = State.LATE if days_late else State.MET
    judged = [(claim, refusal(claim, clock.kind, clock.started, clock.due_on, law=law)) for claim in clock.claims]
    permitted = tuple(claim for claim, why in judged if why is None)
    return Standing(state, days_late, permitted, tuple((claim, why) for claim, why in judged if why is not None))
