"""The council's teams from a file: everybody's at once, for the first time or where the case system keeps them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from highneeds.core.errors import Refusal
from highneeds.governance.rights import Role
from highneeds.operations.reasons import reason_given
from highneeds.operations.teams import checked_member, in_words, limited_role
from highneeds.store.setup import open_store
from highneeds.store.teams import Member, keep_member, keep_sight, members, name_key, own_teams_only

_KEYS = {"why", "own_teams_only", "people"}
_OF_A_PERSON = {"team", "also", "leads"}
WANTED = """Write:
why = "Agreed by the information governance board, minute 7"
own_teams_only = ["case officer"]
[people."Abiola Fenwick"]
team = "Early years"
also = []
leads = true"""


@dataclass(frozen=True, slots=True)
class TeamsRead:
    """``changed``: people whose teams are others now; ``roles``: those that see the children of own teams alone."""

    people: int
    changed: tuple[str, ...]
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    why: str
    roles: frozenset[Role]
    people: tuple[Member, ...]


def read_teams(path: Path, *, by: str) -> TeamsRead:
    """What the file says and nothing else: who is not in it is in no team. All of it or, with every fault told, none.

    Raises Refusal.
    """
    open_store()
    said = _said(path)
    with transaction.atomic():
        before = {name_key(one.person): one for one in members()}
        now = {name_key(one.person): one for one in said.people}
        changed = [one for key, one in now.items() if key not in before or before[key] != one]
        changed += [Member(one.person) for key, one in before.items() if key not in now]
        for one in changed:
            keep_member(one, by=by)
        limited = own_teams_only()
        for role in sorted(said.roles ^ limited):
            keep_sight(role, is_own_teams_only=role in said.roles, reason=said.why, set_by=by)
    return TeamsRead(len(now), tuple(sorted(one.person for one in changed)), tuple(sorted(said.roles)))


def team_lines() -> Iterator[str]:
    """What a command prints: everybody in a team, and the roles that see own teams alone."""
    open_store()
    everybody = members()
    for one in everybody:
        yield f"{one.person}: {in_words(one)}"
    if not everybody:
        yield "Nobody is in a team."
    limited = sorted(own_teams_only())
    yield (
        f"See the children of their own teams alone: {', '.join(limited)}."
        if limited
        else "Every role that sees children sees all of them."
    )


def _said(path: Path) -> _Said:
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        message = f"{path} cannot be read: {error}\n{WANTED}"
        raise Refusal(message) from error
    faults: list[str] = []
    found = _checked(read, faults)
    if faults:
        message = "\n".join([f"{path} cannot be used, so nothing was changed.", *faults, WANTED])
        raise Refusal(message)
    return found


def _checked(read: Mapping[str, object], faults: list[str]) -> _Said:
    faults += [f"{name}: there is no such line." for name in sorted(read.keys() - _KEYS)]
    why = ""
    try:
        why = reason_given(str(read.get("why", "")))
    except Refusal as refusal:
        faults.append(f"why: {refusal}")
    return _Said(why, frozenset(_roles(read.get("own_teams_only", []), faults)), tuple(_people(read, faults)))


def _roles(said: object, faults: list[str]) -> Iterator[Role]:
    if not isinstance(said, list):
        faults.append('own_teams_only: write roles, such as ["case officer"].')
        return
    for name in said:
        try:
            yield limited_role(str(name))
        except Refusal as refusal:
            faults.append(f"own_teams_only, {name}: {refusal}")


def _people(read: Mapping[str, object], faults: list[str]) -> Iterator[Member]:
    people = read.get("people", {})
    if not isinstance(people, dict):
        faults.append('people: write [people."A name"] and below it their team.')
        return
    seen: set[str] = set()
    for name, said in people.items():
        if name_key(name) in seen:
            faults.append(f"people, {name}: there is a person of that name above.")
        seen.add(name_key(name))
        member = _member(name, said, faults)
        if member is not None:
            yield member


def _member(name: str, said: object, faults: list[str]) -> Member | None:
    told = said if isinstance(said, dict) and said.keys() <= _OF_A_PERSON else {}
    team, also, leads = told.get("team"), told.get("also", []), told.get("leads", False)
    if not isinstance(team, str) or not team.strip() or not isinstance(leads, bool) or not isinstance(also, list):
        faults.append(f"people, {name}: write team, and where wanted also (a list of teams) and leads (true or false).")
        return None
    try:
        return checked_member(name, team, map(str, also), leads=leads)
    except Refusal as refusal:
        faults.append(f"people, {name}: {refusal}")
        return None
