"""What the council holds of one child here, for whoever has the right to see it: as a document to read, and as JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from highneeds.core.errors import Refusal
from highneeds.governance.audit import Did
from highneeds.operations.audit import child_key_of, entries_about, lines_of
from highneeds.operations.names import WhoIs, who_is
from highneeds.operations.people import person_at_the_terminal
from highneeds.operations.pseudonyms import pseudonym
from highneeds.operations.reasons import reason_given
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.audit import CHILD, note
from highneeds.store.links import keys_of, returns_of_others, standing_key
from highneeds.store.of_child import Cell, rows_of_child
from highneeds.store.setup import open_store
from highneeds.store.tables import load_as_given

_NOT_IN_IT = (
    "Not in this document: the original files that were imported ('highneeds original' gives them back), rows of them "
    "that were held back, the returns kept whole ('highneeds sen2-out'), evidence of savings, and records of the same "
    "child under a key that nobody has linked to this one."
)
_READ_FIRST = "Before it is handed over a person reads it and takes out what tells of somebody else."
Rows = Sequence[tuple[str, Sequence[Mapping[str, Cell]]]]


@dataclass(frozen=True, slots=True)
class Answer:
    """``rows``: how many in all."""

    name: str
    rows: int
    written: tuple[Path, ...]


def subject_access(given: str, out: Path, *, purpose: str) -> Answer:
    """Write both into ``out``, for their owner alone. Raises Refusal when it is no child or nothing can be written."""
    said = reason_given(purpose)
    open_store()
    key = child_key_of(given)
    keys, others = keys_of(key, load_as_given), returns_of_others(key, load_as_given)
    found = list(rows_of_child(keys, but_for=others))
    if not found:
        message = f"The store holds nothing of {pseudonym(key)}."
        raise Refusal(message)
    rows = sum(len(each) for _, each in found)
    note(person_at_the_terminal(), Did.TOOK_OUT, CHILD, key, facts={"subject access": True, "rows": rows}, words=said)
    who = who_is(standing_key(key, load_as_given))
    seen = list(lines_of(entries_about(key)))
    name = pseudonym(key)
    stem = name.replace(" ", "-")
    whole = {
        "made at": datetime.now(UTC).isoformat(timespec="seconds"),
        "child": name,
        "who": None if who is None else dict(who.told),
        "tables": dict(found),
        "who saw it": seen,
        "not in this file": _NOT_IN_IT,
    }
    written = (
        _write(out / f"{stem}.txt", "\n".join(_document(name, who, found, seen))),
        _write(out / f"{stem}.json", json.dumps(whole, ensure_ascii=False, indent=2)),
    )
    return Answer(name, rows, written)


def _document(name: str, who: WhoIs | None, found: Rows, seen: Sequence[str]) -> Iterator[str]:
    yield f"What is held of {name}"
    yield ""
    if who is not None:
        yield from (f"{label}: {value}" for label, value in who.told)
        if who.born is not None:
            yield f"Born: {who.born:%-d %B %Y}"
        if who.why_not:
            yield who.why_not
    for table, rows in found:
        yield ""
        yield f"{table.replace('_', ' ').capitalize()} ({len(rows)})"
        for row in rows:
            known = (f"{field.replace('_', ' ')}: {cell}" for field, cell in row.items() if cell not in {None, ""})
            yield f"  - {'; '.join(known)}"
    yield ""
    yield "Who saw, took out or changed anything of it"
    yield from (f"  {line.strip()}" for line in seen)
    yield ""
    yield _NOT_IN_IT
    yield _READ_FIRST


def _write(path: Path, text: str) -> Path:
    """For its owner's eyes only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        message = f"{path} is there already; nothing was written over it. Name another folder."
        raise Refusal(message) from error
    except OSError as error:
        message = f"{path} cannot be written ({error.strerror})."
        raise Refusal(message) from error
    return path
