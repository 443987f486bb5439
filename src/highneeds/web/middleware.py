"""Guards round every page: what a browser may do with it, how long a sign-in lasts, and who may open it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from highneeds.store.snapshots import SnapshotForgottenError
from highneeds.web.confirmed import HAS_SECOND_FACTOR, is_confirmed, to_confirm
from highneeds.web.noting import UnseenError
from highneeds.web.refusing import not_allowed_to
from highneeds.web.rights import asked_by, may
from highneeds.web.sight import sight_of
from highneeds.web.views.trouble import not_found, trouble

logger = logging.getLogger(__name__)
SIGNED_IN_AT = "signed_in_at"
HOURS_A_SIGN_IN_LASTS = 12

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "serial", "usb")
)

Answer = Callable[[HttpRequest], HttpResponse]


class SafeHeaders:
    """Headers on every answer, static files and errors too. No cache keeps a page: it is about children."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Content-Security-Policy"] = CONTENT_POLICY
        response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class WholeDayLimit:
    """A sign-in ends after twelve hours, however busy; the idle limit of half an hour is the session's own."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            began = request.session.setdefault(SIGNED_IN_AT, time.time())
            if time.time() - began > HOURS_A_SIGN_IN_LASTS * 3600:
                logout(request)
        return self.get_response(request)


class NamedRights:
    """Asks for the right that a view names, before the view looks anything up: a refusal never tells what there is.

    And of an address about one child (``child_key``), whether this person sees the child.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], _args: object, kwargs: Mapping[str, object]
    ) -> HttpResponse | None:
        if not getattr(view, "login_required", True):
            return None
        asked = asked_by(view)
        if asked is None:
            message = f"{view.__name__} names no right: see web/rights.py"
            raise ImproperlyConfigured(message)
        if settings.SECOND_FACTOR_REQUIRED and not (asked.is_ones_own or request.session.get(HAS_SECOND_FACTOR)):
            return redirect("second_factor")
        right = asked.of(request.method)
        if right is None:
            return None
        if not may(request.user, right):
            return not_allowed_to(request, right)
        if asked.is_fresh and not is_confirmed(request):
            return to_confirm(request)
        if "child_key" in kwargs and not sight_of(request).sees(str(kwargs["child_key"])):
            raise Http404  # as for a child that there is not
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Rows that were deleted by the council's schedule are gone, which is no mistake of ours.

        Who came to a child of another team on a way that should not lead there is told what there is not.
        """
        if isinstance(exception, UnseenError):
            logger.error("%s", exception)
            return not_found(request, exception)
        if isinstance(exception, SnapshotForgottenError):
            return trouble(request, 410, "These rows were deleted", str(exception))
        return None
