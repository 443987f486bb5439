"""Who decides, what waits on a decision, and what became of commitments."""

from __future__ import annotations

from collections.abc import Iterator

from highneeds.governance.papers.facts import Commitment, WaitingFacts
from highneeds.reports import words
from highneeds.reports.papers.context import Context
from highneeds.reports.papers.items import Item, Shown, Words
from highneeds.reports.papers.money_words import millions
from highneeds.reports.tables import Column, Kind, Table

_NO_BOARDS = "No file of boards is kept here yet: read one with highneeds boards read, then make the paper again."


def governance(of: Context) -> Iterator[Item]:
    if not of.facts.boards:
        yield Words(_NO_BOARDS)
        return
    rows = tuple(
        (
            board.name,
            board.remit,
            words.listed(board.reports_to) or words.NOT_APPLICABLE,
            words.NOT_APPLICABLE if board.next_meeting is None else words.day(board.next_meeting),
        )
        for board in of.facts.boards
    )
    columns = (Column("Who"), Column("Answers for"), Column("Reports to"), Column("Meets next"))
    note = f"{words.NOT_APPLICABLE} none in the file of boards."
    yield Shown(Table("boards", "Who answers for what, and to whom", columns, rows, note))


def waiting(of: Context) -> Iterator[Item]:
    found = of.facts.waiting
    if not found:
        yield Words("No decision is waiting.")
        return
    pence = sum(sum(pence for _, pence in one.pence_by_year) for one in found)
    first = "One decision holds" if len(found) == 1 else f"{len(found)} decisions hold"
    yield Words(f"{first} up *{millions(pence)}* of planned savings, all years of the plan together.")
    rows = tuple(_waiting_row(one) for one in found)
    columns = (
        Column("Decision"),
        Column("Who decides"),
        Column("Needed by"),
        Column("Standing"),
        Column("£m held, by year"),
        Column("£m in all", Kind.MILLIONS),
    )
    overdue = sum(one.is_overdue for one in found)
    title = (
        f"{overdue} of {len(found)} {_are(overdue)} past the day it was needed"
        if overdue
        else "None is past its day yet"
    )
    note = "A saving that waits on two decisions is counted once, with the first that is needed."
    yield Shown(Table("waiting", title, columns, rows, note))


def _waiting_row(one: WaitingFacts) -> tuple[str | None, ...]:
    by_year = "; ".join(f"{year} {words.in_millions(pence, 2)}" for year, pence in one.pence_by_year if pence)
    total = sum(pence for _, pence in one.pence_by_year)
    standing = "past its day" if one.is_overdue else "waiting"
    held = str(words.in_millions(total, 2)) if by_year else words.NOT_APPLICABLE
    return (f"{one.ref} {one.title}", one.board, words.day(one.needed_by), standing, by_year or "not known", held)


def commitments(of: Context) -> Iterator[Item]:
    """What the last paper, or the boards, were promised, and what became of each."""
    earlier = of.facts.earlier
    if earlier is not None and earlier.commitments:
        promised, since = earlier.commitments, f"in the paper of {words.day(earlier.day)}"
    else:
        promised, since = of.facts.commitments, "to the boards"
    if not promised:
        yield Words("No commitment is on record.")
        return
    now = {one.ref: one for one in of.facts.commitments}
    rows = tuple(_commitment_row(one, now.get(one.ref), of) for one in promised)
    done = sum(row[4].startswith("done") for row in rows)
    late = sum(row[4].startswith("late") for row in rows)
    title = f"Of {len(promised)} commitments made {since}, {done} {_are(done)} done and {late} {_are(late)} late"
    columns = (
        Column("Ref"),
        Column("What was promised"),
        Column("By whom"),
        Column("Due"),
        Column("What became of it"),
    )
    yield Shown(Table("commitments", title, columns, rows))


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _commitment_row(before: Commitment, now: Commitment | None, of: Context) -> tuple[str, str, str, str, str]:
    if now is None:
        return (
            before.ref,
            before.text,
            before.owner,
            words.day(before.due),
            "no longer on record: the owner must say why",
        )
    became = now.state(of.facts.meeting)
    if now.done_on is not None:
        became = f"done {words.day(now.done_on)}: {now.note}"
    elif now.due != before.due:
        became += f"; now due {words.day(now.due)}"
    return (before.ref, before.text, before.owner, words.day(before.due), became)
