"""``highneeds retention``."""

from __future__ import annotations

from typing import Annotated

import typer

from highneeds.cli.progress import console
from highneeds.core.errors import Refusal
from highneeds.operations.people import person_at_the_terminal
from highneeds.operations.retention import BACKUPS, Proposal, approve, proposals, propose, take_back, what_is_due


def retention(
    act: Annotated[str | None, typer.Argument(help="propose, approve or take-back; nothing: look only.")] = None,
    number: Annotated[int | None, typer.Argument(help="The number of the proposal.")] = None,
) -> None:
    """Say what is due for deletion by the council's schedule (retention.toml), propose it, or approve it as another.

    Without a word it only looks: nothing is changed.
    """
    by = person_at_the_terminal()
    if act is None:
        _look()
    elif act == "propose":
        _say(propose(by=by))
    elif act in {"approve", "take-back"}:
        if number is None:
            message = f"Name the proposal: highneeds retention {act} NUMBER. 'highneeds retention' lists them."
            raise Refusal(message)
        if act == "approve":
            _say(approve(number, by=by))
            console.print(BACKUPS, markup=False)
        else:
            take_back(number, by=by)
            console.print(f"Taken back: {number}.", markup=False)
    else:
        message = f"There is no {act!r}: propose, approve or take-back."
        raise Refusal(message)


def _look() -> None:
    due = what_is_due()
    for line in due.schedule.in_words():
        console.print(line, markup=False, soft_wrap=True)
    console.print(f"Due now: {_counted(tuple(due.counts.items()))}.", markup=False, soft_wrap=True)
    if due.held:
        console.print(f"Held back by name in the schedule: {due.held} children.", markup=False)
    console.print("This only looked. Nothing was changed.", markup=False)
    for each in proposals():
        _say(each)


def _say(proposal: Proposal) -> None:
    said = f"{proposal.number}: {_counted(proposal.counts)}; proposed by {proposal.proposed_by}; {proposal.state}"
    console.print(said, markup=False, soft_wrap=True)


def _counted(counts: tuple[tuple[str, int], ...]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts if count) or "nothing"
