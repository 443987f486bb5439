"""Signing in with a password or with a link that works once, setting a password, signing out."""

from __future__ import annotations

import logging
import time

from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from highneeds.governance.audit import Did
from highneeds.store.accounts import use_one_time_sign_in
from highneeds.store.audit import note
from highneeds.web.forms import ChangedPasswordForm, NewPasswordForm, SignInForm
from highneeds.web.middleware import SIGNED_IN_AT
from highneeds.web.noting import noted
from highneeds.web.rights import for_everyone_signed_in
from highneeds.web.throttle import count_failure, forget_failures, must_wait

logger = logging.getLogger(__name__)
MAY_SET_PASSWORD = "may_set_password"  # noqa: S105 - the name of a mark in the session, no password


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("overview")
    form = SignInForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        username, address = form.cleaned_data["username"], _address(request)
        if must_wait(username, address):
            form.add_error(None, "Too many sign-ins have failed. Wait five minutes, then try again.")
            status = 429
        else:
            user = authenticate(request, username=username, password=form.cleaned_data["password"])
            if isinstance(user, User):
                forget_failures(username, address)
                _begin(request, user, by="password")
                return redirect(_next(request))
            count_failure(username, address)
            _note_failure(username)
            form.add_error(None, "The user name or the password is not right. Check both and try again.")
    return render(request, "web/sign_in.html", {"form": form, "next": _next(request)}, status=status)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_once(request: HttpRequest, token: str) -> HttpResponse:
    """GET only asks, so that a mail scanner which follows links does not use the sign-in up."""
    if request.method != "POST":
        return render(request, "web/sign_in_once.html")
    user = use_one_time_sign_in(token)
    if user is None:
        return render(request, "web/sign_in_once.html", {"is_refused": True}, status=403)
    _begin(request, user, by="link that works once")
    request.session[MAY_SET_PASSWORD] = True
    return redirect("password")


@require_POST
@for_everyone_signed_in
def sign_out(request: HttpRequest) -> HttpResponse:
    noted(request, Did.SIGNED_OUT)
    logger.info("signed out: account %s", request.user.pk)
    logout(request)
    response = redirect("sign_in")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@sensitive_post_parameters("old_password", "new_password")
@require_http_methods(["GET", "HEAD", "POST"])
@for_everyone_signed_in
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
        return redirect("overview")
    return render(request, "web/password.html", {"form": form, "is_free": is_free})


def _is_accepted(form: NewPasswordForm, request: HttpRequest, user: User) -> bool:
    """Checks the old password, as slowly as a sign-in, and the strength of the new; adds what is wrong to the form."""
    if "old_password" in form.cleaned_data:
        username, address = user.get_username(), _address(request)
        if must_wait(username, address):
            form.add_error("old_password", "Too many tries have failed. Wait five minutes, then try again.")
            return False
        if not user.check_password(form.cleaned_data["old_password"]):
            count_failure(username, address)
            form.add_error("old_password", "This is not your password")
            return False
    try:
        validate_password(form.cleaned_data["new_password"], user)
    except ValidationError as error:
        form.add_error("new_password", error)
        return False
    return True


def _begin(request: HttpRequest, user: User, *, by: str) -> None:
    login(request, user)
    request.session[SIGNED_IN_AT] = time.time()
    noted(request, Did.SIGNED_IN, facts={"by": by})
    logger.info("signed in: account %s", user.pk)


def _note_failure(username: str) -> None:
    """By the name of an account that there is: what else was typed may be a password in the wrong field."""
    logger.info("a sign-in failed")
    is_known = User.objects.filter(username=username).exists()
    note(username if is_known else "", Did.SIGN_IN_FAILED)


def _next(request: HttpRequest) -> str:
    """Where to go after signing in: a page of ours, else the overview."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=request.is_secure())
    return wanted if is_ours and wanted.startswith("/") else "/"


def _address(request: HttpRequest) -> str:
    """The machine that asks, as the server sees it; a header anyone can write is not believed."""
    return str(request.META.get("REMOTE_ADDR", ""))
