"""Signing in, and saying again who one is, by the council's own sign-on; ending one's session there too."""

from __future__ import annotations

import hmac
import logging
import time
from dataclasses import asdict
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from highneeds.core.errors import Refusal
from highneeds.operations.sign_on import account_for
from highneeds.operations.sign_on_provider import (
    Begun,
    Said,
    SignOnError,
    address_to_sign_on,
    address_to_sign_out,
    begin,
    said_by_provider,
)
from highneeds.operations.sign_on_settings import SignOn, sign_on_in_use
from highneeds.store import second_factor
from highneeds.store.accounts import close_dormant, is_dormant
from highneeds.store.audit import note
from highneeds.store.sign_on import account_of_identity
from highneeds.web.confirmed import MINUTES_A_CONFIRMATION_LASTS, confirmed_now, page_after
from highneeds.web.noting import Did, noted
from highneeds.web.throttle import too_many_calls
from highneeds.web.views.sign_in import address_of, begin_session, let_in
from highneeds.web.views.trouble import trouble

logger = logging.getLogger(__name__)
BY_SIGN_ON = "the council's sign-on"
_BEGUN = "sign_on"
_SECONDS_TO_COME_BACK = 600
_TRIES_A_MINUTE = 60  # of one machine, which may be a whole council behind one address
_NOT_SIGNED_IN = "You were not signed in"


@login_not_required
@require_safe
def to_sign_on(request: HttpRequest) -> HttpResponse:
    """Off to the provider; who is signed in already goes to say again who they are."""
    settings = _in_use()
    if too_many_calls(f"sign-on {address_of(request)}", _TRIES_A_MINUTE):
        return _too_often(request)
    begun = begin()
    is_again = request.user.is_authenticated
    try:
        there = address_to_sign_on(settings, begun, _back(request), again=is_again)
    except SignOnError as error:
        return _failed(request, error.reason)
    request.session[_BEGUN] = {"at": time.time(), "next": page_after(request), "again": is_again, **asdict(begun)}
    return redirect(there)


@login_not_required
@require_safe
def back_from_sign_on(request: HttpRequest) -> HttpResponse:
    """With a code: traded for who somebody is, once, by the browser that set out alone."""
    settings = _in_use()
    if too_many_calls(f"sign-on back {address_of(request)}", _TRIES_A_MINUTE):
        return _too_often(request)
    kept: dict[str, Any] = request.session.pop(_BEGUN, None) or {}
    try:
        said = _traded(request, settings, kept)
    except SignOnError as error:
        return _failed(request, error.reason)
    except Refusal:
        return _failed(request, "there is no secret to ask it with")
    return (_confirmed if kept["again"] else _in)(request, settings, said, kept["next"])


@login_not_required
@require_safe
def out_of_sign_on(request: HttpRequest) -> HttpResponse:
    """After signing out here: the provider's own session."""
    settings = _in_use()
    try:
        there = address_to_sign_out(settings, request.build_absolute_uri(reverse("sign_in")))
    except SignOnError as error:
        return _failed(request, error.reason)
    return redirect(there or "sign_in")


def _traded(request: HttpRequest, settings: SignOn, kept: dict[str, Any]) -> Said:
    """Raises SignOnError for whatever is not the answer to what this browser was sent out with."""
    state = request.GET.get("state", "")
    if not kept or not hmac.compare_digest(kept["state"].encode(), state.encode()):
        message = "this browser did not set out to sign in, or has come back already"
    elif not 0 <= time.time() - kept["at"] <= _SECONDS_TO_COME_BACK:
        message = "it took too long"
    elif request.GET.get("iss", settings.issuer) != settings.issuer:
        message = "another provider answered"
    elif "code" not in request.GET:
        message = "it was broken off there"
    else:
        begun = Begun(kept["state"], kept["nonce"], kept["verifier"])
        return said_by_provider(settings, begun, _back(request), request.GET["code"])
    raise SignOnError(message)


def _in(request: HttpRequest, settings: SignOn, said: Said, then: str) -> HttpResponse:
    try:
        user = account_for(settings, said)
    except Refusal as refusal:
        note("", Did.SIGN_IN_FAILED, BY_SIGN_ON, "no account for them")
        return trouble(request, 403, _NOT_SIGNED_IN, str(refusal))
    if is_dormant(user):
        close_dormant(user)
        return trouble(request, 403, _NOT_SIGNED_IN, "Nobody used this account for long, so it is closed.")
    if second_factor.is_on(user) and not said.has_second_factor:
        return let_in(request, user, by=BY_SIGN_ON, then=then)
    is_fresh = said.auth_time is not None and time.time() - said.auth_time < MINUTES_A_CONFIRMATION_LASTS * 60
    begin_session(request, user, by=BY_SIGN_ON, has_second_factor=said.has_second_factor, is_fresh=is_fresh)
    return redirect(then)


def _confirmed(request: HttpRequest, settings: SignOn, said: Said, then: str) -> HttpResponse:
    """The same person, who gave their factors just now."""
    user = account_of_identity(settings.issuer, said.subject)
    is_same = isinstance(user, User) and user.pk == request.user.pk
    if not is_same or said.auth_time is None or time.time() - said.auth_time > _SECONDS_TO_COME_BACK:
        return _failed(request, "it does not say that the same person was asked again")
    confirmed_now(request)
    noted(request, Did.CONFIRMED)
    return redirect(then)


def _failed(request: HttpRequest, reason: str) -> HttpResponse:
    """The reason is in the log and the audit; a person is told what to do."""
    logger.info("a sign-on failed: %s", reason)
    note("", Did.SIGN_IN_FAILED, BY_SIGN_ON, reason)
    advice = f"The council's sign-on could not be used: {reason}. Go to the page to sign in and try again."
    return trouble(request, 403, _NOT_SIGNED_IN, advice)


def _too_often(request: HttpRequest) -> HttpResponse:
    return trouble(request, 429, _NOT_SIGNED_IN, "Too many sign-ins at once. Wait a minute, then try again.")


def _in_use() -> SignOn:
    """404 where it is off or cannot be used: ``serve`` and the doctor say what is wrong."""
    try:
        settings = sign_on_in_use()
    except Refusal as refusal:
        raise Http404 from refusal
    if settings is None:
        raise Http404
    return settings


def _back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("sign_on_back"))
