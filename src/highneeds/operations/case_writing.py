"""What people write of a case: notes, and who looks after it, of one child or of many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from highneeds.core.errors import Refusal
from highneeds.operations.lists import CHILDREN, default_day, listed
from highneeds.operations.moved_lines_page import pseudonym
from highneeds.store.case_records import (
    NOTE,
    OFFICER,
    Change,
    Version,
    batches,
    keep,
    keep_all,
    latest,
    new_ref,
    size_of,
    undo_batch,
)

LONGEST_NOTE = 4_000
LONGEST_NAME = 100
NEW = "new"


@dataclass(frozen=True, slots=True)
class Together:
    """What many children were given at once. ``others``: those that somebody else changed meanwhile, by pseudonym."""

    batch: str
    children: int
    content: Mapping[str, str]
    by: str
    others: tuple[tuple[str, Version], ...] = ()


def note_of(child_key: str, ref: str) -> Version | None:
    """The newest version of one note of this child; None where there is no such note of this one."""
    found = latest(NOTE, ref)
    return found if found is not None and found.child_key == child_key else None


def write_note(child_key: str, ref: str, words: str, *, version: int, by: str) -> None:
    """A new note for ``NEW``, else the next version of one; no words take it back.

    Raises Refusal for a new note without words or one too long, ChangedMeanwhileError where somebody was quicker.
    """
    said = words.strip()
    if len(said) > LONGEST_NOTE or (ref == NEW and not said):
        message = f"Write a note of up to {LONGEST_NOTE:,} letters."
        raise Refusal(message)
    keep(
        NOTE, Change(new_ref() if ref == NEW else ref, child_key, 0 if ref == NEW else version, {"words": said}), by=by
    )


def officer_of(child_key: str) -> Version | None:
    """What people set of this child; None where the list of plans alone tells."""
    return latest(OFFICER, child_key)


def set_officer(child_key: str, officer: str, team: str, *, version: int, by: str) -> None:
    """Blank: as the list of plans has it. Raises Refusal for a name too long, ChangedMeanwhileError as ``keep``."""
    content = {"officer": _name(officer), "team": _name(team)}
    keep(OFFICER, Change(child_key, child_key, version, content), by=by)


def set_officers(versions: Mapping[str, int], officer: str, team: str, *, by: str) -> Together:
    """Give many children an officer, a team or both; blank leaves each as it is.

    ``versions``: of each child the version that was seen. Raises Refusal where nothing is said or no child is one.
    """
    given = {name: value for name, value in (("officer", _name(officer)), ("team", _name(team))) if value}
    known = set(listed(CHILDREN.name, default_day()).frame["key"])
    wanted = {key: version for key, version in versions.items() if key in known}
    if not given or not wanted:
        message = "Tick at least one child, and write an officer or a team."
        raise Refusal(message)
    changes = []
    for key, version in wanted.items():
        now = officer_of(key)
        changes.append(Change(key, key, version, {**(now.content if now else {}), **given}))
    batch, others = keep_all(OFFICER, changes, by=by)
    told = tuple((pseudonym(one.child_key), one) for one in others)
    return Together(batch, len(changes) - len(others), given, by, told)


def together(batch: str) -> Together | None:
    """A change made at once; None where there was none."""
    found = next((one for one in batches(_MOST_LOOKED_THROUGH) if one.batch == batch), None)
    return None if found is None else Together(batch, size_of(batch), found.content, found.by)


def undo_together(batch: str, *, by: str) -> tuple[int, int]:
    """How many children were put back, and how many were not since somebody changed them since."""
    return undo_batch(batch, by=by)


def versions_given(ticked: Sequence[str]) -> dict[str, int]:
    """From the values of the ticks, a key and a version with a full stop between; others are left out."""
    pairs = (one.partition(".") for one in ticked)
    return {key: int(version) for key, _, version in pairs if version.isascii() and version.isdigit()}


_MOST_LOOKED_THROUGH = 200


def _name(text: str) -> str:
    said = " ".join(text.split())
    if len(said) > LONGEST_NAME:
        message = f"Write up to {LONGEST_NAME} letters."
        raise Refusal(message)
    return said
