"""A risk as a council writes it down: cause, event, consequence; what holds it, and what is still to be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from highneeds.risk.assessment import Assessment


class Response(StrEnum):
    """What a council has decided to do with a risk: the four answers that the Orange Book names."""

    TREAT = "treat"
    TOLERATE = "tolerate"
    TRANSFER = "transfer"
    TERMINATE = "terminate"


class Proximity(StrEnum):
    """How soon the event could come."""

    NOW = "now"
    WITHIN_THREE_MONTHS = "within 3 months"
    WITHIN_A_YEAR = "within a year"
    LATER = "later"


class Appetite(StrEnum):
    """How much risk a council is willing to carry in a category, in the words of the Orange Book's appetite note."""

    AVERSE = "averse"
    MINIMAL = "minimal"
    CAUTIOUS = "cautious"
    OPEN = "open"
    EAGER = "eager"


class Effectiveness(StrEnum):
    """Whether a control that is in place works."""

    WORKS = "works"
    PARTLY = "works in part"
    FAILS = "does not work"
    UNTESTED = "not tested"


@dataclass(frozen=True, slots=True)
class Control:
    """What is in place now and holds the score where it is. ``assurance_line``: 1 who does the work, 2 who oversees it
    inside the council, 3 who is independent of both, such as internal audit.

    Raises ValueError for another line, for a control called tested without a day, or a day without a finding.
    """

    text: str
    owner: str
    effectiveness: Effectiveness
    assurance_line: int
    tested_on: date | None = None
    evidence: str = ""

    def __post_init__(self) -> None:
        if self.assurance_line not in {1, 2, 3}:
            message = f"lines of assurance are 1, 2 and 3, not {self.assurance_line}"
            raise ValueError(message)
        if (self.effectiveness is Effectiveness.UNTESTED) != (self.tested_on is None):
            message = f"control {self.text!r}: a finding needs the day of the test, and a day its finding"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class RiskAction:
    """What is not yet in place and is meant to lower the score by these steps.

    Raises ValueError when it would raise the score or is done without who said so.
    """

    text: str
    owner: str
    due: date
    likelihood_steps: int = 0
    impact_steps: int = 0
    done_on: date | None = None
    done_by: str = ""

    def __post_init__(self) -> None:
        if self.likelihood_steps > 0 or self.impact_steps > 0:
            message = f"action {self.text!r}: what an action is meant to do is 0 or fewer steps"
            raise ValueError(message)
        if (self.done_on is None) != (not self.done_by.strip()):
            message = f"action {self.text!r}: what is done says when and by whom"
            raise ValueError(message)

    def is_late(self, day: date) -> bool:
        return self.done_on is None and self.due < day


@dataclass(frozen=True, slots=True)
class Target:
    """Where the risk is to be, and by when."""

    assessment: Assessment
    by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """``ref`` as the council cites it. ``inherent``: before any control. The score now stands in its history.

    ``boards``: by name, those that look at it. ``decisions``: refs of the decisions it waits on.
    Raises ValueError when it has no cause or no consequence: what only repeats its title explains nothing.
    """

    ref: str
    title: str
    causes: tuple[str, ...]
    event: str
    consequences: tuple[str, ...]
    owner: str
    category: str
    inherent: Assessment
    target: Target | None
    response: Response
    proximity: Proximity
    controls: tuple[Control, ...] = ()
    actions: tuple[RiskAction, ...] = ()
    boards: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    corporate_ref: str = ""
    review_months: int = 3

    def __post_init__(self) -> None:
        if not self.causes or not self.consequences:
            message = f"risk {self.ref} needs a cause and a consequence"
            raise ValueError(message)
        if self.review_months < 1:
            message = f"risk {self.ref} is looked at every {self.review_months} months, which is never"
            raise ValueError(message)

    def in_words(self) -> str:
        """``If ..., then ..., so that ...``: causes, event and consequences in one sentence."""
        return f"If {_joined(self.causes)}, then {self.event}, so that {_joined(self.consequences)}."


def _joined(parts: tuple[str, ...]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
