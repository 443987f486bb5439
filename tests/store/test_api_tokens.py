"""Tokens with which other systems read: kept as a hash, given little, for a time, counted, noted, taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from highneeds.cli.main import app
from highneeds.core.errors import Refusal
from highneeds.governance.audit import Did
from highneeds.governance.rights import ALLOWS, OFFERED_TO_PROGRAMS, Detail, Right, Role, given_to_programs
from highneeds.operations.api_tokens import all_tokens, new_token, rights_of, state_in_words, take_back
from highneeds.store.api_tokens import MOST_DAYS, count_use, token_presented
from highneeds.store.audit import latest
from highneeds.store.models import ApiTokenRow, ApiUseRow

POSITION = frozenset({Right.SEE_POSITION})
pytestmark = pytest.mark.django_db


def made(name: str = "dashboard", days: int = 90) -> str:
    return new_token(name, rights=POSITION, days=days, by="kim")


def test_of_a_token_only_its_hash_is_kept() -> None:
    token = made()
    row = ApiTokenRow.objects.get()
    assert token.startswith("hn_")
    assert len(token) > 40
    assert not any(token in str(value) for value in ApiTokenRow.objects.values().get().values())
    assert row.token_sha256 not in token
    assert token_presented(token) is not None
    assert token_presented(token + "x") is None
    assert token_presented(row.token_sha256) is None


def test_making_and_taking_back_are_noted_with_who_and_what() -> None:
    made()
    entry = latest(1)[0].entry
    assert (entry.who, entry.did, entry.kind) == ("kim", Did.GAVE_ROLES, "token")
    assert (entry.facts["name"], entry.facts["now"]) == ("dashboard", ["see_position"])
    take_back("dashboard", by="lee")
    entry = latest(1)[0].entry
    assert (entry.who, entry.did, entry.facts["name"]) == ("lee", Did.CLOSED_ACCOUNT, "dashboard")
    assert state_in_words(all_tokens()[0]) == "taken back by lee"


def test_a_token_is_over_on_its_day_and_when_it_was_taken_back() -> None:
    token = made()
    found = token_presented(token)
    assert found is not None
    assert found.is_in_force
    assert found.expires_at - found.made_at == timedelta(days=90)
    ApiTokenRow.objects.update(made_at=timezone.now() - timedelta(days=91), expires_at=timezone.now())
    over = token_presented(token)
    assert over is not None
    assert not over.is_in_force
    assert state_in_words(over) == "over"


def test_a_token_is_taken_back_once_and_a_name_is_used_once() -> None:
    made()
    take_back("dashboard", by="kim")
    with pytest.raises(Refusal, match="not taken back already"):
        take_back("dashboard", by="kim")
    with pytest.raises(Refusal, match="there is a token 'dashboard' already"):
        made()


@pytest.mark.parametrize(
    ("name", "rights", "days", "told"),
    [
        ("", POSITION, 90, "Give the token a name"),
        ("x" * 61, POSITION, 90, "Give the token a name"),
        ("x", frozenset(), 90, "Say what the token may read"),
        ("x", POSITION, 0, "1 to 366 days"),
        ("x", POSITION, MOST_DAYS + 1, "1 to 366 days"),
        ("x", frozenset({Right.SEE_CHILDREN}), 90, "rights to aggregates"),
    ],
)
def test_what_a_token_cannot_be_is_refused_in_words(
    name: str, rights: frozenset[Right | Detail], days: int, told: str
) -> None:
    with pytest.raises(Refusal, match=told):
        new_token(name, rights=rights, days=days, by="kim")
    assert not ApiTokenRow.objects.exists()


def test_no_token_is_given_a_right_to_children_or_to_change_anything() -> None:
    assert {Right.SEE_POSITION, Right.SEE_MONEY, Right.SEE_PROVIDERS, Detail.PROVIDER_PRICES} == OFFERED_TO_PROGRAMS
    with pytest.raises(Refusal, match="cannot be given 'see_children'"):
        rights_of(["see_children"])
    with pytest.raises(Refusal, match="no role 'king'"):
        rights_of(roles=["king"])


@given(st.sets(st.sampled_from(Role)))
def test_of_roles_a_token_is_given_what_they_may_and_programs_are_offered(roles: set[Role]) -> None:
    got = given_to_programs(roles)
    assert got <= OFFERED_TO_PROGRAMS
    assert got == {what for role in roles for what in ALLOWS[role]} & OFFERED_TO_PROGRAMS
    assert rights_of(roles=[role.value for role in roles]) == got


def test_a_right_that_programs_are_offered_no_more_is_gone_from_older_tokens() -> None:
    token = made()
    ApiTokenRow.objects.update(rights=["see_position", "see_children", "see_unknown"])
    found = token_presented(token)
    assert found is not None
    assert found.rights == POSITION


def test_the_first_call_of_a_day_to_an_address_is_noted_and_all_are_counted() -> None:
    found = token_presented(made())
    assert found is not None
    for _ in range(3):
        count_use(found, "api_figures", was_refused=False)
    count_use(found, "api_budget_lines", was_refused=True)
    count_use(found, "api_budget_lines", was_refused=True)
    noted = [(one.entry.who, one.entry.did, one.entry.ref) for one in latest(2)]
    assert noted == [
        ("token dashboard", Did.REFUSED, "api_budget_lines"),
        ("token dashboard", Did.TOOK_OUT, "api_figures"),
    ]
    assert len(latest(10)) == 3
    assert sorted(ApiUseRow.objects.values_list("address", "calls")) == [("api_budget_lines", 2), ("api_figures", 3)]
    shown = all_tokens()[0]
    assert shown.calls == 3
    assert shown.last_used_at is not None
    ApiUseRow.objects.update(day=timezone.now().date() - timedelta(days=1))
    count_use(found, "api_figures", was_refused=False)
    assert latest(1)[0].entry.did is Did.TOOK_OUT
    assert len(latest(10)) == 4


def test_the_database_refuses_a_token_without_end_and_one_taken_back_by_nobody() -> None:
    made()
    for wrong in ({"expires_at": timezone.now() - timedelta(days=1)}, {"revoked_by": "kim"}, {"name": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ApiTokenRow.objects.update(**wrong)


def test_the_command_makes_a_token_lists_it_and_takes_it_back() -> None:
    told = CliRunner().invoke(app, ["api-tokens", "dashboard", "--role", "finance partner", "--right", "see_position"])
    token = told.output.splitlines()[-1]
    assert token_presented(token) is not None
    listed = CliRunner().invoke(app, ["api-tokens"]).output
    assert token not in listed
    assert listed.startswith("dashboard: in force, until")
    assert "never used; may read: Figures, spending" in listed
    assert "budget lines" in listed
    assert CliRunner().invoke(app, ["api-tokens", "dashboard", "--revoke"]).output == "Taken back: dashboard.\n"
    found = token_presented(token)
    assert found is not None
    assert not found.is_in_force
    wrong = CliRunner().invoke(app, ["api-tokens", "--revoke"])
    assert isinstance(wrong.exception, Refusal)
