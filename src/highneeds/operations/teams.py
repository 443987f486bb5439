"""The council's teams: who is in which, which roles see the children of their own teams alone, and who is in none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from highneeds.core.errors import Refusal
from highneeds.governance.rights import IN_WORDS, SEE_CHILDREN_BY_TEAM, Right, Role, role_named
from highneeds.operations.due_list import DUE
from highneeds.operations.list_columns import CHILDREN
from highneeds.operations.lists import default_day, listed
from highneeds.operations.officers import NO_TEAM
from highneeds.operations.reasons import reason_given
from highneeds.reports import words
from highneeds.store.models import User
from highneeds.store.roles import roles_of
from highneeds.store.setup import open_store
from highneeds.store.teams import (
    Member,
    keep_member,
    keep_sight,
    members,
    name_key,
    names_of,
    own_teams_only,
    sight_settings,
)

LONGEST_PERSON, LONGEST_TEAM = 150, 100
_OWN = "Nobody changes what they may see themselves. Ask another person who may {}."


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team with its people; ``children`` with a plan, None for whoever sees none. No people: nobody is in it."""

    name: str
    people: tuple[str, ...]
    leads: tuple[str, ...]
    children: int | None


@dataclass(frozen=True, slots=True)
class RoleLine:
    role: Role
    is_own_teams_only: bool


@dataclass(frozen=True, slots=True)
class SightChange:
    role: str
    is_own_teams_only: bool
    reason: str
    set_by: str
    set_at: datetime


@dataclass(frozen=True, slots=True)
class TeamsPage:
    """``without``: children with a plan who are of no team, None for whoever sees no children; ``waiting``: rows of
    what is due of such children.
    """

    roles: tuple[RoleLine, ...]
    teams: tuple[TeamLine, ...]
    people: tuple[Member, ...]
    history: tuple[SightChange, ...]
    without: int | None
    waiting: int | None
    no_team: str = NO_TEAM


def teams_page(*, sees_children: bool) -> TeamsPage:
    """Teams that somebody is in by name, then those that stand on children alone."""
    open_store()
    everybody, limited = members(), own_teams_only()
    counts = _children_by_team() if sees_children else None
    return TeamsPage(
        tuple(RoleLine(role, role in limited) for role in SEE_CHILDREN_BY_TEAM),
        _team_lines(everybody, counts),
        everybody,
        tuple(
            SightChange(row.role, row.is_own_teams_only, row.reason, row.set_by, row.set_at) for row in sight_settings()
        ),
        None if counts is None else counts.get(NO_TEAM, 0),
        _due_without_a_team() if sees_children else None,
    )


def _team_lines(everybody: tuple[Member, ...], counts: dict[str, int] | None) -> tuple[TeamLine, ...]:
    known = sorted({team for one in everybody for team in one.teams})
    by_key = {name_key(team): team for team in known}
    children = dict.fromkeys(known, 0)
    strays = {}
    for name, count in (counts or {}).items():
        team = by_key.get(name_key(name))
        if team is not None:
            children[team] += count
        elif name != NO_TEAM:
            strays[name] = count
    lines = [
        TeamLine(
            team,
            tuple(one.person for one in everybody if team in one.teams),
            tuple(one.person for one in everybody if team in one.leads),
            None if counts is None else children[team],
        )
        for team in known
    ]
    return (*lines, *(TeamLine(name, (), (), count) for name, count in sorted(strays.items())))


def _children_by_team() -> dict[str, int]:
    frame = listed(CHILDREN.name, default_day()).frame
    return dict(frame.group_by("team").len().iter_rows())


def _due_without_a_team() -> int:
    return listed(DUE.name, default_day()).frame.filter(pl.col("team") == NO_TEAM).height


def teams_of(account: str) -> Member:
    """The teams of an account's person, under the name by which they are kept; none where nobody said."""
    names = _names_of_account(account)
    return next((one for one in members() if name_key(one.person) in names), Member(account))


def put_in_teams(person: str, team: str, also: Iterable[str], *, leads: bool, by: str) -> Member:
    """These teams and no others; no team takes a person out of all. ``leads``: the first.

    Raises Refusal for a name or a team that cannot be one, and where ``by`` is that person.
    """
    open_store()
    member = checked_member(person, team, also, leads=leads)
    if name_key(member.person) in _names_of_account(by):
        raise Refusal(_OWN.format(IN_WORDS[Right.SET_TEAMS]))
    keep_member(member, by=by)
    return member


def checked_member(person: str, team: str, also: Iterable[str], *, leads: bool) -> Member:
    """Raises Refusal as ``put_in_teams``. A team is spelt as it is already, whatever letters are given."""
    name = " ".join(person.split())
    if not name_key(name) or len(name) > LONGEST_PERSON:
        message = f"Write the person's name in up to {LONGEST_PERSON} letters."
        raise Refusal(message)
    teams = [spelt(one) for one in (team, *also) if one.strip()]
    if teams and not team.strip():
        message = "Write the person's own team first: the others are those whose children the person sees too."
        raise Refusal(message)
    if leads and not teams:
        message = "Whoever leads a team is in one. Write which."
        raise Refusal(message)
    once: dict[str, str] = {}
    for one in teams:
        once.setdefault(name_key(one), one)
    return Member(name, tuple(once.values()), frozenset(teams[:1]) if leads else frozenset())


def spelt(team: str) -> str:
    """As a team that somebody is in is spelt; a new one with single blanks. Raises Refusal for what can be no team."""
    said = " ".join(team.split())
    key = name_key(said)
    if not key or len(said) > LONGEST_TEAM or key == name_key(NO_TEAM):
        message = f"A team's name has up to {LONGEST_TEAM} letters, and is not “{NO_TEAM}”."
        raise Refusal(message)
    return next((known for one in members() for known in one.teams if name_key(known) == key), said)


def let_see(role: str, *, own_teams_only: bool, reason: str, by: str) -> Role:
    """Say of a role which children it sees. Raises Refusal for a role that it cannot be said of, without a reason, and
    where ``by`` has the role.
    """
    open_store()
    found = limited_role(role)
    user = User.objects.filter(username=by, is_superuser=False).first()
    if user is not None and found in roles_of(user):
        raise Refusal(_OWN.format(IN_WORDS[Right.SET_TEAMS]))
    keep_sight(found, is_own_teams_only=own_teams_only, reason=reason_given(reason), set_by=by)
    return found


def limited_role(role: str) -> Role:
    """Raises Refusal for a role that cannot be let see the children of its own teams alone."""
    found = role_named(role)
    if found not in SEE_CHILDREN_BY_TEAM or found is None:
        can = words.listed([one.value for one in SEE_CHILDREN_BY_TEAM])
        message = f"It can be said of these roles: {can}. Others see no children, or look over the whole."
        raise Refusal(message)
    return found


def _names_of_account(name: str) -> frozenset[str]:
    user = User.objects.filter(username=name).first()
    return frozenset() if user is None else names_of(user)


def in_words(member: Member) -> str:
    """``Early years (leads it); sees North too``."""
    if not member.teams:
        return "no team"
    led = " (leads it)" if member.main in member.leads else ""
    more = f"; sees {words.listed(member.teams[1:])} too" if member.teams[1:] else ""
    return f"{member.main}{led}{more}"
