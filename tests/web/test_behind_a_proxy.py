"""Behind a proxy: whom a failed sign-in is counted for."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from highneeds.web.views.sign_in import address_of


@pytest.mark.parametrize(
    ("header", "address"),
    [("192.0.2.7", "192.0.2.7"), ("203.0.113.9, 192.0.2.7", "192.0.2.7"), ("", "127.0.0.1"), (None, "127.0.0.1")],
)
def test_behind_a_proxy_the_machine_is_the_one_that_the_proxy_itself_saw(
    header: str | None, address: str, settings: Settings
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    said = {} if header is None else {"HTTP_X_FORWARDED_FOR": header}
    assert address_of(RequestFactory().get("/sign-in", **said)) == address


def test_without_a_proxy_nobody_can_say_that_they_are_another_machine(settings: Settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = None
    request = RequestFactory().get("/sign-in", HTTP_X_FORWARDED_FOR="192.0.2.7")
    assert address_of(request) == "127.0.0.1"
