"""What people write of a case: notes, and who looks after it, of one child or of many at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from highneeds.core.errors import Refusal
from highneeds.operations.child_page import is_known
from highneeds.operations.pseudonyms import pseudonym
from highneeds.operations.sight import Sight
from highneeds.operations.teams import spelt
from highneeds.store.case_records import (
    NOTE,
    OFFICER,
    Change,
    Version,
    batch_of,
    children_of,
    keep,
    keep_all,
    latest,
    new_ref,
    size_of,
    undo_batch,
)
from highneeds.store.links import keys_of
from highneeds.store.tables import load_as_given

LONGEST_NOTE = 4_000
LONGEST_NAME = 100
NEW = "new"
_TICK = re.compile(r"([0-9a-f]{32})\.([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Together:
    """What many children were given at once. ``others``: those that somebody else changed meanwhile, by pseudonym."""

    batch: str
    children: int
    content: Mapping[str, str]
    by: str
    others: tuple[tuple[str, Version], ...] = ()


def note_of(child_key: str, ref: str) -> Version | None:
    """The newest version of one note of this child, under any of its keys; None where this one has no such note."""
    found = latest(NOTE, ref)
    return found if found is not None and found.child_key in keys_of(child_key, load_as_given) else None


def write_note(child_key: str, ref: str, words: str, *, version: int, by: str) -> None:
    """A new note for ``NEW``, else the next version of one, under the key of its first; no words take it back.

    Raises Refusal for a new note without words, one too long or none of this child, ChangedMeanwhileError as ``keep``.
    """
    said = words.strip()
    if len(said) > LONGEST_NOTE or (ref == NEW and not said):
        message = f"Write a note of up to {LONGEST_NOTE:,} letters."
        raise Refusal(message)
    if ref == NEW:
        keep(NOTE, Change(new_ref(), child_key, 0, {"words": said}), by=by)
        return
    found = note_of(child_key, ref)
    if found is None:
        message = "This child has no such note. Open the child's page again."
        raise Refusal(message)
    keep(NOTE, Change(ref, found.child_key, version, {"words": said}), by=by)


def officer_of(child_key: str) -> Version | None:
    """What people set of this child; None where the list of plans alone tells."""
    return latest(OFFICER, child_key)


def set_officer(child_key: str, officer: str, team: str, *, version: int, by: str) -> None:
    """Blank: as the list of plans has it. Raises Refusal for a name too long and as ``keep``, ChangedMeanwhileError."""
    content = {"officer": _name(officer), "team": _team(team)}
    keep(OFFICER, Change(child_key, child_key, version, content), by=by)


def set_officers(versions: Mapping[str, int], officer: str, team: str, *, by: str, sight: Sight) -> Together:
    """Give many children an officer, a team or both; blank leaves each as it is.

    ``versions``: of each child the version that was seen. Raises Refusal where nothing is said, no child is ticked or
    one is not known, as are those whom the person does not see; then nothing is changed.
    """
    given = {name: value for name, value in (("officer", _name(officer)), ("team", _team(team))) if value}
    if not given or not versions:
        message = "Tick at least one child, and write an officer or a team."
        raise Refusal(message)
    hidden = sight.hidden_among(versions)
    unknown = sum(key in hidden or not is_known(key) for key in versions)
    if unknown:
        message = (
            f"Nothing in use tells of {unknown} of the {len(versions)} ticked any more. Tick them anew on the list."
        )
        raise Refusal(message)
    changes = []
    for key, version in versions.items():
        now = officer_of(key)
        changes.append(Change(key, key, version, {**(now.content if now else {}), **given}))
    batch, others = keep_all(OFFICER, changes, by=by)
    gone = sight.hidden_among(one.child_key for one in others)
    told = tuple((pseudonym(one.child_key), one) for one in others if one.child_key not in gone)
    if not batch and not told:
        message = "Somebody gave these children to another team meanwhile. Tick others anew on the list."
        raise Refusal(message)
    return Together(batch, len(changes) - len(others), given, by, told)


def together(batch: str, *, who: str, sight: Sight) -> Together | None:
    """A change made at once; None where there was none, or where it is another's and of a child whom one does not see.

    Whoever made it may look at it and undo it, though it brought the children out of sight.
    """
    found = batch_of(batch)
    if found is None or (found.by != who and sight.hidden_among(children_of(batch))):
        return None
    return Together(batch, size_of(batch), found.content, found.by)


def undo_together(batch: str, *, by: str) -> tuple[int, int]:
    """How many children were put back, and how many were not since somebody changed them since."""
    return undo_batch(batch, by=by)


def versions_given(ticked: Iterable[str]) -> dict[str, int]:
    """From the values of the ticks, a child's key and a version with a full stop between. Raises Refusal for others."""
    given: dict[str, int] = {}
    for one in ticked:
        found = _TICK.fullmatch(one)
        if found is None:
            message = "What was ticked is not of this list. Tick the children anew on the list."
            raise Refusal(message)
        given[found[1]] = int(found[2])
    return given


def _team(text: str) -> str:
    """As the team is spelt that somebody is in; "" for none."""
    said = _name(text)
    return spelt(said) if said else ""


def _name(text: str) -> str:
    said = " ".join(text.split())
    if len(said) > LONGEST_NAME:
        message = f"Write up to {LONGEST_NAME} letters."
        raise Refusal(message)
    return said
