"""A council of two teams: Kim of the north and Lou of the south, and something of every kind about children of each."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.contrib.auth.models import User
from django.test import Client
from tests.web import sample_closing as closing
from tests.web import sample_programme
from tests.web.conftest import PASSWORD, confirm_now
from tests.web.sample_cases import sample_cases
from tests.web.sample_returns import LINK_ID, sample_returns

from highneeds.core import Severity
from highneeds.governance.rights import SEE_CHILDREN_BY_TEAM, Role
from highneeds.operations.case_writing import set_officer
from highneeds.operations.pseudonyms import pseudonym
from highneeds.store.models import FaultRow, ImportRun
from highneeds.store.roles import set_roles
from highneeds.store.teams import Member, keep_member, keep_sight

OTHERS, OWN, NOBODYS = f"{0:032x}", f"{1:032x}", f"{2:032x}"
"""By the list of plans Lou's, Kim's and nobody's, of sixty children in turn."""
OF_THE_LINK, OF_A_SAVING = "a" * 32, sample_programme.CHILD
MISSING = "f" * 32


@dataclass(frozen=True)
class TwoTeams:
    """``hidden``: what tells Kim of a child of the south: keys, pseudonyms, a link, the lines of payments."""

    run: ImportRun
    hidden: tuple[str, ...]

    def told_in(self, page: str) -> set[str]:
        return {mark for mark in self.hidden if mark in page}


def two_teams(patched: pytest.MonkeyPatch) -> TwoTeams:
    """Every role that can be is held to the children of its own teams."""
    sample_cases()
    sample_returns()
    patched.setattr(closing, "CHILDREN", (OTHERS, OWN))
    closing.sample_closing()
    sample_programme.sample_programme_run()
    sample_programme.sample_ledger()
    run = ImportRun.objects.get(kind="plan-list")
    for row, key in enumerate((OTHERS, OWN, None), 70):
        FaultRow.objects.create(
            import_run=run, file="plans.csv", row=row, field="Need", rule="C02", severity=Severity.CHECK.value,
            advice="Look.", value=f"cell {row}", child_key=key,
        )  # fmt: skip
    keep_member(Member("kim", ("North",)), by="root")
    keep_member(Member("Lou", ("South",)), by="root")
    for key in (OF_THE_LINK, OF_A_SAVING):
        set_officer(key, "Lou", "", version=0, by="root")
    for role in SEE_CHILDREN_BY_TEAM:
        keep_sight(role, is_own_teams_only=True, reason="Agreed.", set_by="root")
    keys = (OF_THE_LINK, OF_A_SAVING, *(f"{number:032x}" for number in range(0, 60, 3)))
    return TwoTeams(run, (*keys, *map(pseudonym, keys), LINK_ID, "cell 70", ">row 70,", ">P1<", ">L1<", ">L3<"))


def kim_as(*roles: Role) -> Client:
    user, _ = User.objects.get_or_create(username="kim")
    user.set_password(PASSWORD)
    user.save()
    set_roles(user, roles)
    client = Client()
    client.force_login(user)
    confirm_now(client)
    return client
