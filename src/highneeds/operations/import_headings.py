"""A file that came through a page with headings that nobody knows: what they seem to be, and what a person says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from highneeds.core import Fault
from highneeds.ingest import FileKind, ImportUnit
from highneeds.ingest.dictionary import DICTIONARY
from highneeds.ingest.fields import Field
from highneeds.ingest.headers import HEADER_SEARCHED_ROWS
from highneeds.ingest.mapping import header_at, likeliest_kind
from highneeds.operations.import_path import task_folder, write_down
from highneeds.operations.mapping import (
    MAPPED_KINDS,
    Proposal,
    change_proposal,
    confirm_mapping,
    like_remembered,
    proposal_of,
)
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import ImportTask

_ROWS = "headings.json"
_FOREIGN = frozenset({"F03", "F04", "F15"})
_LONGEST_EXAMPLE = 40
_LONGEST_CODES = 200


@dataclass(frozen=True, slots=True)
class HeadingLine:
    """``place``: of the column, from 0; ``name``: our name for it, or "" where it is not read."""

    place: int
    heading: str
    examples: tuple[str, ...]
    name: str
    how_sure: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of our columns. ``value``: what holds for all rows, where the file has no such column."""

    name: str
    heading: str
    meaning: str
    is_required: bool
    value: str = ""


@dataclass(frozen=True, slots=True)
class HeadingsPage:
    """``kind`` is "" until somebody says it. ``wrong``: what is amiss, each with the part of the form it stands in."""

    id: int
    name: str
    kind: str
    kinds: tuple[tuple[str, str], ...]
    header_row: int
    lines: tuple[HeadingLine, ...] = ()
    choices: tuple[Choice, ...] = ()
    lacking: tuple[Choice, ...] = ()
    wrong: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What a person sent: the kind, our name by place of the column, and a value for all rows by our name."""

    kind: str
    names: Mapping[int, str]
    values: Mapping[str, str] = field(default_factory=dict)


def ask_headings(
    task: ImportTask,
    unit: ImportUnit,
    faults: Iterable[Fault],
    heads: Callable[[ImportUnit], list[list[list[str]]]],
) -> bool:
    """Whether a person is to say what the columns are: of a file that was stopped for its headings and has some."""
    may = len(unit.files) == 1 and unit.mapping is None and (unit.kind is None or unit.kind in MAPPED_KINDS)
    if not may or not any(fault.rule in _FOREIGN for fault in faults):
        return False
    for rows in heads(unit):
        at = header_at(rows[:HEADER_SEARCHED_ROWS])
        if at is not None:
            told = {"at": at, "rows": rows}
            (task_folder(task) / _ROWS).write_text(json.dumps(told), encoding="utf-8")
            write_down(task, state=ImportTask.State.ASKING, step="")
            return True
    return False


def headings_page(task: ImportTask, kind: str = "") -> HeadingsPage:
    """What the columns seem to be in a file of that kind; without it, of the likeliest."""
    rows, at = _rows_of(task)
    chosen = kind if kind in set(MAPPED_KINDS) else _likeliest(task, rows[at])
    if not chosen:
        return HeadingsPage(task.pk, task.name, "", _kinds(), at + 1)
    return _page(task, proposal_of(task.name, rows, at, FileKind(chosen)))


def remember_headings(task: ImportTask, said: Said, *, by: str) -> HeadingsPage | None:
    """Keep what a person says for this file and every later one with these headings; the page again if it is amiss."""
    rows, at = _rows_of(task)
    if said.kind not in set(MAPPED_KINDS):
        return headings_page(task)
    proposal = _as_said(proposal_of(task.name, rows, at, FileKind(said.kind)), said)
    wrong = _wrong(proposal)
    if wrong:
        return _page(task, proposal, wrong)
    confirm_mapping(proposal, by=by)
    return None


def _as_said(proposal: Proposal, said: Said) -> Proposal:
    names = {one.name for one in DICTIONARY[proposal.kind]}
    changes = {
        guess.heading: name if (name := said.names.get(place, "")) in names else None
        for place, guess in enumerate(proposal.guesses)
    }
    read = set(changes.values())
    values = {name: value.strip() for name, value in said.values.items() if name in names and value.strip()}
    plain = replace(proposal, constants={})  # those remembered stand in the form, and come back with it
    return change_proposal(plain, changes, {name: value for name, value in values.items() if name not in read})


def _wrong(proposal: Proposal) -> tuple[tuple[str, str], ...]:
    ours = {one.name: one.heading for one in DICTIONARY[proposal.kind]}
    names = [guess.name for guess in proposal.guesses]
    twice = [
        (f"column-{place}", f"“{guess.heading}” cannot be {ours[guess.name]} too: another column is")
        for place, guess in enumerate(proposal.guesses)
        if guess.name and guess.name in names[:place]
    ]
    lacking = [
        (f"value-{name}", f"Say which column is {ours[name]}, or write a value for all rows")
        for name in proposal.lacking
    ]
    return (*twice, *lacking)


def _page(task: ImportTask, proposal: Proposal, wrong: tuple[tuple[str, str], ...] = ()) -> HeadingsPage:
    lines = tuple(
        HeadingLine(
            place,
            guess.heading,
            tuple(map(_short, guess.examples)),
            guess.name or "",
            "said" if wrong else guess.how_sure,
        )
        for place, guess in enumerate(proposal.guesses)
    )
    choices = tuple(
        Choice(one.name, one.heading, _meaning(one), one.is_required, proposal.constants.get(one.name, ""))
        for one in DICTIONARY[proposal.kind]
    )
    lacking = tuple(one for one in choices if one.name in proposal.lacking or one.value)
    return HeadingsPage(
        task.pk, task.name, proposal.kind.value, _kinds(), proposal.header_row, lines, choices, lacking, wrong
    )


def _meaning(one: Field) -> str:
    return f"{one.meaning}: {', '.join(dict.fromkeys(one.codes))[:_LONGEST_CODES]}" if one.codes else one.meaning


def _rows_of(task: ImportTask) -> tuple[Sequence[Sequence[str]], int]:
    told = json.loads((task_folder(task) / _ROWS).read_text(encoding="utf-8"))
    return told["rows"], told["at"]


def _likeliest(task: ImportTask, headings: Sequence[str]) -> str:
    """What somebody said it is, else the kind of a mapping with nearly these headings, else by their words."""
    if task.kind in set(MAPPED_KINDS):
        return str(task.kind)
    like = like_remembered(headings)
    return (like.kind if like else likeliest_kind(headings, {kind: DICTIONARY[kind] for kind in MAPPED_KINDS})) or ""


def _kinds() -> tuple[tuple[str, str], ...]:
    return tuple((kind.value, kind.label) for kind in MAPPED_KINDS)


def _short(example: str) -> str:
    said = example.strip()
    return said if len(said) <= _LONGEST_EXAMPLE else f"{said[: _LONGEST_EXAMPLE - 1]}…"
