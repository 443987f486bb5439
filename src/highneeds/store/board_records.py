"""What boards decided and people did, and the log of assumptions, into the database and out again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from highneeds.governance.assumption_log import LoggedAssumption
from highneeds.governance.audit import Did
from highneeds.governance.boards import ActionDone, DecisionMade, Outcome
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.audit import note
from highneeds.store.governance_files import KeptFile, keep_file
from highneeds.store.models import ActionDoneRow, AssumptionRow, DecisionMadeRow


@transaction.atomic
def keep_decision(made: DecisionMade) -> bool:
    """Whether it is new: the same word twice is kept once."""
    if made in decisions_made():
        return False
    DecisionMadeRow.objects.create(
        decision=made.decision,
        board=made.board,
        outcome=made.outcome.value,
        decided_on=made.decided_on,
        recorded_by=made.recorded_by,
        minute=made.minute,
    )
    note(made.recorded_by, Did.CHANGED, "decision", made.decision, facts={"outcome": made.outcome.value})
    return True


def decisions_made() -> tuple[DecisionMade, ...]:
    """In the order of the days on which they were made, then as recorded."""
    return tuple(
        DecisionMade(row.decision, row.board, Outcome(row.outcome), row.decided_on, row.recorded_by, row.minute)
        for row in DecisionMadeRow.objects.order_by("decided_on", "pk")
    )


@transaction.atomic
def keep_done(done: ActionDone) -> bool:
    """Whether it is new; what is done stays as it was first told."""
    _, is_new = ActionDoneRow.objects.get_or_create(
        action=done.action, defaults={"done_on": done.done_on, "done_by": done.done_by, "note": done.note}
    )
    if is_new:
        note(done.done_by, Did.CHANGED, "action", done.action, facts={"done on": done.done_on.isoformat()})
    return is_new


def actions_done() -> tuple[ActionDone, ...]:
    return tuple(
        ActionDone(row.action, row.done_on, row.done_by, row.note) for row in ActionDoneRow.objects.order_by("pk")
    )


@transaction.atomic
def log_assumptions(given: Iterable[LoggedAssumption]) -> int:
    """How many are new versions: one that says what it said before is none."""
    known = {one.name: one for one in assumption_log()}
    new = 0
    for one in given:
        before = known.get(one.name)
        if before is not None and before.says_the_same(one):
            continue
        AssumptionRow.objects.create(
            name=one.name,
            version=1 if before is None else before.version + 1,
            value=one.value,
            unit=one.unit,
            source=one.source,
            owner=one.owner,
            review_on=one.review_on,
        )
        new += 1
    return new


def assumption_log() -> tuple[LoggedAssumption, ...]:
    """The version in use of each, by name."""
    latest: dict[str, LoggedAssumption] = {}
    for row in AssumptionRow.objects.order_by("name", "version"):
        latest[row.name] = LoggedAssumption(
            row.name, row.value, row.unit, row.source, row.owner, row.review_on, row.version
        )
    return tuple(latest.values())


@transaction.atomic
def keep_boards(
    file_name: str,
    text: str,
    made: Iterable[DecisionMade],
    done: Iterable[ActionDone],
    assumptions: Iterable[LoggedAssumption],
) -> tuple[KeptFile, Mapping[str, int]]:
    """The file and what it says was decided, done and assumed, all of it or nothing; with how much of each is news."""
    news = {
        "decisions": sum(keep_decision(one) for one in made),
        "actions": sum(keep_done(one) for one in done),
        "assumptions": log_assumptions(assumptions),
    }
    return keep_file("boards", file_name, text), news
