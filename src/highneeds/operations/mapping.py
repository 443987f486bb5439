"""Foreign headings: guess what each is, show it with examples, confirm, and remember it for the next file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from highneeds.core import Severity
from highneeds.core.errors import Refusal
from highneeds.governance.audit import Did
from highneeds.ingest import FileKind, ImportUnit, UnitFile, recognise
from highneeds.ingest.dictionary import DICTIONARY
from highneeds.ingest.grid import Grid, UnreadableFileError, open_grids
from highneeds.ingest.headers import HEADER_SEARCHED_ROWS, normalised
from highneeds.ingest.heading_mapping import HeadingMapping
from highneeds.ingest.mapping import ROWS_LOOKED_AT, Guess, fingerprint, guess_mapping, header_at, nearest
from highneeds.ingest.rule import Rule
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.audit import note
from highneeds.store.models import RememberedMapping
from highneeds.store.setup import open_store

MAPPED_KINDS = tuple(kind for kind in DICTIONARY if kind not in {FileKind.POPULATION, FileKind.PLACE_NUMBERS})
"""The kinds whose columns can be mapped: one table whose columns do not depend on years."""

_CHANGED = Rule(
    "F15",
    Severity.STOPS_FILE,
    "The headings are not quite those of the mapping that was confirmed",
    "Look at the new ones with: highneeds mapping FILE",
    "highneeds import rules",
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a file's columns seem to be. ``lacking``: our names that are needed and have neither column nor constant."""

    name: str
    kind: FileKind
    header_row: int
    guesses: tuple[Guess, ...]
    constants: Mapping[str, str]
    lacking: tuple[str, ...]

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to ask: all of it was confirmed before."""
        return not self.lacking and all(guess.is_settled for guess in self.guesses)


@dataclass(frozen=True, slots=True)
class Remembered:
    mapping_id: int
    kind: FileKind
    mapping: HeadingMapping
    fingerprint: str
    confirmed_by: str
    confirmed_at: datetime


def propose_mapping(path: Path, kind: str | None = None) -> Proposal:
    """Guess what each heading of the file is; headings met in an earlier mapping are settled.

    ``kind`` may be left out where the file is recognised or is like one that was mapped. Raises Refusal when the file
    cannot be read, has no headings, or its kind cannot be told.
    """
    open_store()
    grid, at = _headings_of(path)
    like = like_remembered(grid.rows[at])
    return proposal_of(path.name, grid.rows, at, _kind(path, kind, like))


def like_remembered(headings: Sequence[str]) -> Remembered | None:
    """The mapping remembered that shares most headings with these, if enough."""
    known = list(remembered_mappings())
    like = nearest(headings, [one.mapping for one in known])
    return next((one for one in known if one.mapping is like), None)


def proposal_of(name: str, rows: Sequence[Sequence[str]], at: int, kind: FileKind) -> Proposal:
    """What the headings, ``rows[at]``, of the file of that name seem to be in a file of that kind."""
    like = like_remembered(rows[at])
    remembered = like.mapping if like is not None and like.kind is kind else None
    guesses = guess_mapping(rows[at], rows[at + 1 : at + 1 + ROWS_LOOKED_AT], DICTIONARY[kind], remembered)
    constants = dict(remembered.constants) if remembered else {}
    return Proposal(name, kind, at + 1, guesses, constants, _lacking(kind, guesses, constants))


def change_proposal(
    proposal: Proposal, changes: Mapping[str, str | None] | None = None, constants: Mapping[str, str] | None = None
) -> Proposal:
    """The proposal as a person corrects it: our name for a heading, or None to leave it unread; and constants.

    Raises Refusal with everything that is wrong with the corrections.
    """
    said = {normalised(heading): name for heading, name in (changes or {}).items()}
    given = {**proposal.constants, **(constants or {})}
    names = {one.name for one in DICTIONARY[proposal.kind]}
    headings = {normalised(guess.heading) for guess in proposal.guesses}
    wrong = [f"There is no heading “{heading}”." for heading in said if heading not in headings]
    wrong += [
        f"“{name}” is not a column of this kind; there are {', '.join(sorted(names))}."
        for name in {*filter(None, said.values()), *given} if name not in names
    ]  # fmt: skip
    if wrong:
        raise Refusal(" ".join(wrong))
    claimed = set(filter(None, said.values()))
    guesses = tuple(
        replace(guess, name=said[normalised(guess.heading)], confidence=1.0, is_settled=True)
        if normalised(guess.heading) in said
        else replace(guess, name=None, confidence=0.0) if guess.name in claimed else guess
        for guess in proposal.guesses
    )  # fmt: skip
    return replace(proposal, guesses=guesses, constants=given, lacking=_lacking(proposal.kind, guesses, given))


def confirm_mapping(proposal: Proposal, *, by: str) -> Remembered:
    """Remember the proposal for every later file with these headings. Raises Refusal while something is lacking."""
    names = [guess.name for guess in proposal.guesses if guess.name]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice or proposal.lacking:
        parts = [f"More than one column is {', '.join(twice)}."] if twice else []
        parts += [f"Nothing gives {', '.join(proposal.lacking)}."] if proposal.lacking else []
        message = f"{' '.join(parts)} Say which heading it is, or a value for all rows."
        raise Refusal(message)
    mark = fingerprint(guess.heading for guess in proposal.guesses)
    row, _ = RememberedMapping.objects.update_or_create(
        fingerprint=mark,
        defaults={
            "kind": proposal.kind.value,
            "fields": {guess.heading: guess.name for guess in proposal.guesses},
            "constants": dict(proposal.constants),
            "confirmed_by": by,
        },
    )
    note(by, Did.CHANGED, "headings", row.pk, facts={"kind": proposal.kind.value})
    return _remembered(row)


def remembered_mappings() -> Iterator[Remembered]:
    """All mappings confirmed, the latest first."""
    return map(_remembered, RememberedMapping.objects.order_by("-confirmed_at", "-pk"))


def forget_mapping(mapping_id: int) -> None:
    """Raises Refusal when there is none of that number."""
    open_store()
    if not RememberedMapping.objects.filter(pk=mapping_id).delete()[0]:
        message = f"There is no mapping {mapping_id}. highneeds mappings lists them."
        raise Refusal(message)


def with_mappings(
    units: Iterable[ImportUnit], heads: Callable[[ImportUnit], list[list[list[str]]]]
) -> list[ImportUnit]:
    """The units, those with remembered headings under their mapping; one whose headings changed a little says so.

    ``heads`` gives the first rows of every sheet of a unit, or nothing where it cannot be read.
    """
    known = list(remembered_mappings())
    return [_with_mapping(unit, known, heads) if known else unit for unit in units]


def _with_mapping(
    unit: ImportUnit, known: Sequence[Remembered], heads: Callable[[ImportUnit], list[list[list[str]]]]
) -> ImportUnit:
    if len(unit.files) > 1 or not (unit.kind is None or unit.kind in MAPPED_KINDS):
        return unit
    sheets = heads(unit)
    marks = {fingerprint(row) for rows in sheets for row in rows}
    one = next((each for each in known if each.fingerprint in marks), None)
    if one is not None:
        return replace(unit, kind=one.kind, mapping=one.mapping, fault=None)
    return unit if unit.kind is not None else _changed(unit, sheets, known)


def _changed(unit: ImportUnit, sheets: Sequence[list[list[str]]], known: Sequence[Remembered]) -> ImportUnit:
    """The unit, with a fault that names the new headings where they are nearly those of a mapping."""
    for rows in sheets:
        at = header_at(rows)
        like = None if at is None else nearest(rows[at], [each.mapping for each in known])
        if at is not None and like is not None:
            met = set(map(normalised, like.fields))
            new = [cell.strip() for cell in rows[at] if cell.strip() and normalised(cell) not in met]
            gone = met - set(map(normalised, rows[at]))
            lists = (("New", new), ("Gone", sorted(gone)))
            said = [f"{word}: {', '.join(found)[:200]}." for word, found in lists if found]
            return replace(unit, fault=_CHANGED.fault(unit.name, row=at + 1, detail=" ".join(said)))
    return unit


def _headings_of(path: Path) -> tuple[Grid, int]:
    try:
        grids = open_grids(UnitFile(path, path.name))
    except UnreadableFileError as error:
        raise Refusal(error.fault.advice) from error
    for grid in grids:
        at = header_at(grid.rows[:HEADER_SEARCHED_ROWS])
        if at is not None:
            return grid, at
    message = f"{path.name} has no row of headings: none of its first rows has three different words."
    raise Refusal(message)


def _kind(path: Path, kind: str | None, like: Remembered | None) -> FileKind:
    if kind is not None:
        if kind not in set(MAPPED_KINDS):
            message = f"{kind!r} is not a kind of file whose columns can be mapped: {', '.join(MAPPED_KINDS)}."
            raise Refusal(message)
        return FileKind(kind)
    if like is not None:
        return like.kind
    found = recognise(path)
    if isinstance(found, FileKind) and found in MAPPED_KINDS:
        return found
    message = f"Say what {path.name} is with --kind: {', '.join(MAPPED_KINDS)}."
    raise Refusal(message)


def _lacking(kind: FileKind, guesses: Iterable[Guess], constants: Mapping[str, str]) -> tuple[str, ...]:
    have = {guess.name for guess in guesses} | set(constants)
    return tuple(one.name for one in DICTIONARY[kind] if one.is_required and one.name not in have)


def _remembered(row: RememberedMapping) -> Remembered:
    mapping = HeadingMapping(dict(row.fields), dict(row.constants))
    return Remembered(row.pk, FileKind(row.kind), mapping, row.fingerprint, row.confirmed_by, row.confirmed_at)
