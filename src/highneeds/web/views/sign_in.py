"""Signing in with a password or with a link that works once, setting a password, signing out."""

from __future__ import annotations

import logging
import time

from django.conf import settings
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from highneeds.governance.audit import Did
from highneeds.operations.sign_on import is_on
from highneeds.store import second_factor
from highneeds.store.accounts import DAYS_UNTIL_DORMANT, close_dormant, is_dormant, use_one_time_sign_in
from highneeds.store.audit import note
from highneeds.web.confirmed import HAS_SECOND_FACTOR, confirmed_now, page_after
from highneeds.web.forms import ChangedPasswordForm, NewPasswordForm, SignInForm
from highneeds.web.middleware import SIGNED_IN_AT
from highneeds.web.noting import noted
from highneeds.web.rights import for_ones_own_account
from highneeds.web.throttle import count_failure, forget_failures, must_wait

logger = logging.getLogger(__name__)
BY_LINK = "link that works once"
HALF_IN = "half_in"
MAY_SET_PASSWORD = "may_set_password"  # noqa: S105 - the name of a mark in the session, no password


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("home")
    form = SignInForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        username, address = form.cleaned_data["username"], address_of(request)
        if must_wait(username, address):
            form.add_error(None, "Too many sign-ins have failed. Wait five minutes, then try again.")
            status = 429
        else:
            user = authenticate(request, username=username, password=form.cleaned_data["password"])
            if isinstance(user, User):
                if not is_dormant(user):
                    return let_in(request, user, by="password")
                close_dormant(user)
                return _told_dormant(request, form)
            count_failure(username, address)
            note_failure(username)
            form.add_error(None, "The user name or the password is not right. Check both and try again.")
    return _asked(request, form, status)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_once(request: HttpRequest, token: str) -> HttpResponse:
    """GET only asks, so that a mail scanner which follows links does not use the sign-in up."""
    if request.method != "POST":
        return render(request, "web/sign_in_once.html")
    user = use_one_time_sign_in(token)
    if user is None:
        return render(request, "web/sign_in_once.html", {"is_refused": True}, status=403)
    return let_in(request, user, by=BY_LINK)


@require_POST
@for_ones_own_account
def sign_out(request: HttpRequest) -> HttpResponse:
    noted(request, Did.SIGNED_OUT)
    logger.info("signed out: account %s", request.user.pk)
    logout(request)
    response = redirect("sign_in")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@sensitive_post_parameters("old_password", "new_password")
@require_http_methods(["GET", "HEAD", "POST"])
@for_ones_own_account
def set_password(request: HttpRequest) -> HttpResponse:
    """Whoever came by a one-time link sets a password without the old one, once; anyone else gives the old one."""
    user = request.user
    if not isinstance(user, User):
        return redirect("sign_in")
    is_free = bool(request.session.get(MAY_SET_PASSWORD))
    form_class = NewPasswordForm if is_free else ChangedPasswordForm
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_valid() and _is_accepted(form, request, user):
        user.set_password(form.cleaned_data["new_password"])
        user.save(update_fields=["password"])
        update_session_auth_hash(request, user)
        request.session.pop(MAY_SET_PASSWORD, None)
        noted(request, Did.SET_PASSWORD)
        logger.info("password set: account %s", user.pk)
        return redirect("home")
    return render(request, "web/password.html", {"form": form, "is_free": is_free})


def _is_accepted(form: NewPasswordForm, request: HttpRequest, user: User) -> bool:
    """Checks the old password, as slowly as a sign-in, and the strength of the new; adds what is wrong to the form."""
    if "old_password" in form.cleaned_data:
        username, address = user.get_username(), address_of(request)
        if must_wait(username, address):
            form.add_error("old_password", "Too many tries have failed. Wait five minutes, then try again.")
            return False
        if not user.check_password(form.cleaned_data["old_password"]):
            count_failure(username, address)
            note_failure(username)
            form.add_error("old_password", "This is not your password")
            return False
    try:
        validate_password(form.cleaned_data["new_password"], user)
    except ValidationError as error:
        form.add_error("new_password", error)
        return False
    return True


def let_in(request: HttpRequest, user: User, *, by: str, then: str = "") -> HttpResponse:
    """After the first factor: in, or to the second where the account has one. A new session either way."""
    then = then or page_after(request)
    if second_factor.is_on(user):
        request.session.flush()
        request.session[HALF_IN] = {"user": user.pk, "by": by, "at": time.time(), "next": then}
        return redirect("sign_in_code")
    return begin(request, user, by=by, then=then)


def begin(request: HttpRequest, user: User, *, by: str, then: str) -> HttpResponse:
    """The sign-in itself: whoever came by a link may set a password first, without the old one.

    This alone forgets the failures before it, for a right password may be but half of a sign-in.
    """
    forget_failures(user.get_username(), address_of(request))
    begin_session(request, user, by=by, has_second_factor=second_factor.is_on(user))
    if by == BY_LINK:
        request.session[MAY_SET_PASSWORD] = True
        return redirect("password")
    return redirect(then)


def begin_session(request: HttpRequest, user: User, *, by: str, has_second_factor: bool, is_fresh: bool = True) -> None:
    """A new session of a person. ``is_fresh``: who they are was asked of them just now."""
    login(request, user)
    request.session[SIGNED_IN_AT] = time.time()
    request.session[HAS_SECOND_FACTOR] = has_second_factor
    if is_fresh:
        confirmed_now(request)
    noted(request, Did.SIGNED_IN, facts={"by": by})
    logger.info("signed in: account %s", user.pk)


def _told_dormant(request: HttpRequest, form: SignInForm) -> HttpResponse:
    form.add_error(
        None,
        f"Nobody used this account for {DAYS_UNTIL_DORMANT} days, so it is closed. Ask the person who looks after "
        "highneeds in your council to open it again.",
    )
    return _asked(request, form, 403)


def _asked(request: HttpRequest, form: SignInForm, status: int) -> HttpResponse:
    """The page to sign in; with the way to the council's sign-on where that is in use."""
    shown = {"form": form, "next": page_after(request), "has_sign_on": is_on()}
    return render(request, "web/sign_in.html", shown, status=status)


def note_failure(username: str) -> None:
    """By the name of an account that there is: what else was typed may be a password in the wrong field."""
    logger.info("a sign-in failed")
    is_known = User.objects.filter(username=username).exists()
    note(username if is_known else "", Did.SIGN_IN_FAILED)


def address_of(request: HttpRequest) -> str:
    """The machine that asks, as the server sees it; behind the proxy that speaks HTTPS, as that proxy saw it.

    What a stranger writes into the header stands before the proxy's own word, which is the last.
    """
    if settings.SECURE_PROXY_SSL_HEADER:
        said = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
        if said:
            return said
    return str(request.META.get("REMOTE_ADDR", ""))
