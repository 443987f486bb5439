"""What a session remembers of who its person is: when that was last confirmed, and that there is a second factor."""

from __future__ import annotations

import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

CONFIRMED_AT = "confirmed_at"
HAS_SECOND_FACTOR = "has_second_factor"
MINUTES_A_CONFIRMATION_LASTS = 15


def confirmed_now(request: HttpRequest) -> None:
    request.session[CONFIRMED_AT] = time.time()


def is_confirmed(request: HttpRequest) -> bool:
    """Whether this person said within a quarter of an hour who they are."""
    at = float(request.session.get(CONFIRMED_AT, 0))
    return 0 <= time.time() - at < MINUTES_A_CONFIRMATION_LASTS * 60


def to_confirm(request: HttpRequest) -> HttpResponse:
    """To the page that asks, and from there back to this one."""
    return redirect(f"/confirm?{urlencode({'next': request.get_full_path()})}")


def page_after(request: HttpRequest) -> str:
    """Where to go then: a page of ours, else the first one."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=request.is_secure())
    return wanted if is_ours and wanted.startswith("/") else "/"
