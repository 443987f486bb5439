"""Every address, method and role with its answer; every view names its right; a refusal says what it takes."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern
from tests.web.by_token import BY_TOKEN
from tests.web.conftest import PASSWORD, confirm_now
from tests.web.sample_returns import LINK_ID
from tests.web.test_every_address import EXPECTED, PUBLIC
from tests.web.who_may import LETTERS, WHO_MAY

from highneeds.governance.closed_month import Closing
from highneeds.governance.record import MonthRecord
from highneeds.governance.rights import ALLOWS, IN_WORDS, Detail, Right, Role, role_named, roles_that_may
from highneeds.store.accounts import let_import_files
from highneeds.store.models import ImportRun
from highneeds.store.roles import may, roles_of, set_roles, who_may
from highneeds.web.middleware import NamedRights
from highneeds.web.rights import asked_by
from highneeds.web.urls import urlpatterns

_ENDS_THE_SIGN_IN = {"sign_out"}


def as_role(role: Role | None) -> Client:
    user = User.objects.create_user("kim", password=PASSWORD)
    set_roles(user, () if role is None else (role,))
    client = Client()
    client.force_login(user)
    confirm_now(client)
    return client


def test_the_table_names_every_address_and_every_role() -> None:
    assert set(WHO_MAY) == set(EXPECTED)
    assert set(LETTERS.values()) == set(Role)


@pytest.mark.parametrize("letter", LETTERS)
def test_every_address_gives_a_role_the_answer_of_the_table(
    letter: str, governed: MonthRecord, finance_import: ImportRun, closing: Closing
) -> None:
    assert governed.draws
    assert closing.version == 1
    client = as_role(LETTERS[letter])
    for name, (look, change) in WHO_MAY.items():
        address, _, to_get, to_post = EXPECTED[name]
        address = address.format(run=finance_import.pk)
        assert client.get(address).status_code == (to_get if letter in look else 403), name
        assert client.head(address).status_code == (to_get if letter in look else 403), name
        if name not in _ENDS_THE_SIGN_IN | {"undo_import"}:  # these two change what the rest stands on
            for send in (client.post, client.put, client.delete):
                expected = to_post if send == client.post or name in BY_TOKEN else 405
                answer = send(address).status_code
                assert answer == (expected if letter in change else 403), (name, send.__name__)


def test_an_account_without_a_role_sees_nothing_of_the_council(month: MonthRecord, finance_import: ImportRun) -> None:
    client = as_role(None)
    for name, (address, *_rest) in EXPECTED.items():
        asks_for_nothing = WHO_MAY[name][0] == WHO_MAY["home"][0]
        answer = client.get(address.format(run=finance_import.pk))
        assert asks_for_nothing or answer.status_code == 403, name
    told = client.get("/").content.decode()
    assert "No role yet" in told
    assert "may not see anything of the council yet" in told
    assert "Forecast outturn" not in told
    assert month.draws


def test_whoever_may_import_beside_any_role_sees_imports_and_their_faults_and_nothing_else(
    finance_import: ImportRun,
) -> None:
    client = as_role(None)
    let_import_files("kim", may=True)
    for name in ("imports", "import", "import_faults", "new_import", "rule", "link"):
        assert client.get(EXPECTED[name][0].format(run=finance_import.pk)).status_code == 200, name
    assert client.get("/month-end").status_code == 403


def test_every_view_names_its_right() -> None:
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        is_public = not getattr(pattern.callback, "login_required", True)
        assert is_public == (pattern.name in PUBLIC | set(BY_TOKEN)), pattern.name
        assert is_public or asked_by(pattern.callback) is not None, f"{pattern.name} names no right: see web/rights.py"


def test_a_view_that_names_no_right_answers_nobody() -> None:
    def unnamed(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.path)

    request = RequestFactory().get("/x")
    request.user = User(is_superuser=True)
    with pytest.raises(ImproperlyConfigured, match="unnamed names no right"):
        NamedRights(unnamed).process_view(request, unnamed, (), {})


@pytest.mark.parametrize("address", ["/rules/C02", "/rules/Z99", f"/links/{LINK_ID}", "/links/abc"])
def test_a_refusal_is_the_same_whether_or_not_the_thing_exists(address: str, finance_import: ImportRun) -> None:
    assert finance_import.pk
    client = as_role(Role.PLACE_PLANNER)
    answer = client.get(address)
    assert answer.status_code == 403
    assert "You may not see the rows that a rule found fault with" in answer.content.decode()


def test_a_refusal_says_who_has_the_right_and_who_can_give_it(db: None) -> None:  # noqa: ARG001 - opens the database
    helpful = User.objects.create_user("jo")
    set_roles(helpful, (Role.IT,))
    told = as_role(Role.CASE_OFFICER).get("/month-end").content.decode()
    assert "You may not see budget lines" in told
    assert "head of SEND, finance partner, commissioning manager, programme manager and auditor" in told
    assert "For a role ask jo." in told
    assert who_may(Right.GIVE_ROLES) == ("jo",)


def test_a_right_that_is_withdrawn_is_gone_at_the_next_request(db: None) -> None:  # noqa: ARG001 - opens the database
    client = as_role(Role.RISK_OWNER)
    assert client.get("/risks").status_code == 200
    set_roles(User.objects.get(username="kim"), ())
    assert client.get("/risks").status_code == 403
    User.objects.update(is_active=False)
    assert client.get("/risks").status_code == 302


def test_the_navigation_leads_only_where_one_may_go(month: MonthRecord) -> None:
    assert month.draws
    client = as_role(Role.CASE_OFFICER)
    told = client.get("/").content.decode()
    assert 'href="/clocks"' in told
    assert 'href="/month-end"' not in told
    assert 'href="/figures"' not in told


def test_who_a_child_is_belongs_to_no_role_and_every_right_has_words() -> None:
    assert set(IN_WORDS) == {*Right, *Detail}
    assert set(ALLOWS) == set(Role)
    assert all(roles_that_may(what) for what in IN_WORDS)
    assert not any("name" in detail for detail in Detail)


def test_a_member_of_a_committee_sees_what_was_published_and_nothing_else() -> None:
    assert ALLOWS[Role.COMMITTEE_MEMBER] == {Right.SEE_PUBLISHED}


def test_a_stranger_may_nothing_and_other_groups_count_for_nothing(db: None) -> None:  # noqa: ARG001 - opens the database
    assert not any(may(AnonymousUser(), right) for right in Right)
    user = User.objects.create_user("kim")
    user.groups.create(name="auditors of something else")
    assert roles_of(user) == ()
    set_roles(user, {Role.IT})
    set_roles(user, {Role.AUDITOR})
    assert roles_of(user) == (Role.AUDITOR,)
    assert user.groups.count() == 2


def test_a_role_is_found_by_its_name_however_it_is_written() -> None:
    assert role_named(" Case-Officer ") is Role.CASE_OFFICER
    assert role_named("head of send") is Role.HEAD_OF_SEND
    assert role_named("king") is None
