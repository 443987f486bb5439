"""What every address answers to a stranger and to somebody who may do all, where everything is stored."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.web.conftest import Stored
from tests.web.test_every_address import EXPECTED, SIGN_IN, WITHOUT_A_PAGE

from highneeds.store.models import ImportRun
from highneeds.web.middleware import CONTENT_POLICY


@pytest.mark.parametrize("name", EXPECTED)
def test_a_stranger_gets_the_expected_answer(name: str, client: Client, stored: Stored) -> None:
    address, expected, *_ = EXPECTED[name]
    answer = client.get(address.format(run=stored.run.pk))
    assert answer.status_code == expected
    if expected == SIGN_IN:
        assert answer.headers["Location"].startswith("/sign-in" if name in WITHOUT_A_PAGE else "/sign-in?next=/")
    assert stored.month.council not in answer.content.decode()


@pytest.mark.parametrize("name", EXPECTED)
def test_a_signed_in_person_gets_the_expected_answer(name: str, in_every_office: Client, stored: Stored) -> None:
    assert stored.month.draws
    assert stored.closing.version == 1
    address, _, expected_get, expected_post = EXPECTED[name]
    address = address.format(run=stored.run.pk)
    assert in_every_office.get(address).status_code == expected_get
    assert in_every_office.post(address).status_code == expected_post


@pytest.mark.parametrize("name", EXPECTED)
def test_every_answer_carries_the_safe_headers(name: str, signed_in: Client, stored: Stored) -> None:
    answer = signed_in.get(EXPECTED[name][0].format(run=stored.run.pk))
    assert answer.headers["Content-Security-Policy"] == CONTENT_POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store" or "no-store" in answer.headers["Cache-Control"]
    assert "camera=()" in answer.headers["Permissions-Policy"]


def test_no_page_reads_change_the_store(signed_in: Client, stored: Stored) -> None:
    before = list(ImportRun.objects.order_by("pk").values())
    assert stored.run.pk in {run["id"] for run in before}
    for address, *_ in EXPECTED.values():
        signed_in.get(address.format(run=stored.run.pk))
    assert list(ImportRun.objects.order_by("pk").values()) == before
