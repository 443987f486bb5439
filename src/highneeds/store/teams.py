"""Who is of which team, and which roles see the children of their own teams alone, as last set."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from highneeds.governance.audit import Did, Fact
from highneeds.governance.rights import Role
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.audit import note
from highneeds.store.in_use import State
from highneeds.store.models import TeamMemberRow, TeamSightRow, User

PERSON_IN_A_TEAM, SIGHT = "person in teams", "sight of a role"
_BETWEEN = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Member:
    """``teams``: those whose children the person sees, the main one first; ``leads``: of these."""

    person: str
    teams: tuple[str, ...] = ()
    leads: frozenset[str] = frozenset()

    @property
    def main(self) -> str:
        return self.teams[0] if self.teams else ""


def name_key(name: str) -> str:
    """The same for ``Abiola Fenwick``, ``abiola.fenwick`` and ``ABIOLA_FENWICK``."""
    return _BETWEEN.sub("", name.lower())


def members() -> tuple[Member, ...]:
    """Everybody who is in a team, by name."""
    found: dict[str, list[TeamMemberRow]] = {}
    for row in TeamMemberRow.objects.order_by("person", "-is_main", "team"):
        found.setdefault(row.person, []).append(row)
    return tuple(
        Member(person, tuple(row.team for row in rows), frozenset(row.team for row in rows if row.is_lead))
        for person, rows in sorted(found.items(), key=lambda one: name_key(one[0]))
    )


def names_of(user: User) -> frozenset[str]:
    """The keys of the names under which a list of plans or of teams may know the person of an account."""
    return frozenset(filter(None, map(name_key, (user.get_username(), user.get_full_name()))))


def main_teams() -> Mapping[str, str]:
    """By the key of each name that an officer may have, the team of the children whose officer this is."""
    mains = {name_key(one.person): one.main for one in members()}
    accounts = User.objects.exclude(first_name="", last_name="") if mains else User.objects.none()
    for user in accounts:
        known = next((mains[key] for key in sorted(names_of(user)) if key in mains), None)
        if known is not None:
            mains |= dict.fromkeys(names_of(user) - mains.keys(), known)
    return mains


def teams_state() -> State:
    """Changes whenever somebody comes into a team or leaves it, or an account is called otherwise."""
    named = User.objects.exclude(first_name="", last_name="").order_by("pk")
    names = named.values_list("username", "first_name", "last_name")
    rows = TeamMemberRow.objects.order_by("pk").values_list("person", "team", "is_main")
    return (tuple(rows), tuple(names))


@transaction.atomic
def keep_member(member: Member, *, by: str) -> None:
    """These teams and no others; none takes the person out of all. One of the same ``name_key`` is the same person."""
    same = [one for one in members() if name_key(one.person) == name_key(member.person)]
    before = same[0] if same else Member(member.person)
    TeamMemberRow.objects.filter(person__in=[one.person for one in same]).delete()
    TeamMemberRow.objects.bulk_create(
        TeamMemberRow(person=member.person, team=team, is_main=place == 0, is_lead=team in member.leads)
        for place, team in enumerate(member.teams)
    )
    facts: dict[str, Fact] = {
        "before": list(before.teams),
        "now": list(member.teams),
        "led": sorted(before.leads),
        "leads": sorted(member.leads),
    }
    note(by, Did.CHANGED, PERSON_IN_A_TEAM, member.person, facts=facts)


def own_teams_only() -> frozenset[Role]:
    """The roles that see the children of their own teams alone."""
    last = dict(TeamSightRow.objects.order_by("pk").values_list("role", "is_own_teams_only"))
    return frozenset(role for role in Role if last.get(role.value, False))


def sight_settings() -> tuple[TeamSightRow, ...]:
    """Every setting, the newest first."""
    return tuple(TeamSightRow.objects.order_by("-pk"))


@transaction.atomic
def keep_sight(role: Role, *, is_own_teams_only: bool, reason: str, set_by: str) -> None:
    TeamSightRow.objects.create(role=role.value, is_own_teams_only=is_own_teams_only, reason=reason, set_by=set_by)
    note(set_by, Did.CHANGED, SIGHT, role.value, facts={"own teams only": is_own_teams_only}, words=reason)
