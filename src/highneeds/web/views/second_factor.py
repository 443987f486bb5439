"""The second factor: asked for at sign-in, set up, taken away; and saying again who one is before something weighty."""

from __future__ import annotations

import time
from typing import Any

import segno
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from highneeds.core.errors import Refusal
from highneeds.operations.sign_on import is_on
from highneeds.store import second_factor
from highneeds.store.sign_on import is_of_sign_on
from highneeds.web.confirmed import HAS_SECOND_FACTOR, confirmed_now, is_confirmed, page_after, to_confirm
from highneeds.web.forms import CodeForm, ConfirmForm
from highneeds.web.noting import Did, noted
from highneeds.web.rights import for_ones_own_account
from highneeds.web.throttle import count_failure, must_wait
from highneeds.web.views.sign_in import HALF_IN, address_of, begin, note_failure
from highneeds.web.views.trouble import trouble

_SECONDS_FOR_A_CODE = 300
_WAIT = "Too many tries have failed. Wait five minutes, then try again."
_WRONG_CODE = "This is not the code that the app shows now, or it was used already. Wait for the next one."


@login_not_required
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """After the right password of an account that has a second factor; nobody is signed in yet."""
    half: dict[str, Any] = request.session.get(HALF_IN) or {}
    user = None
    if half and time.time() - half["at"] <= _SECONDS_FOR_A_CODE:
        user = User.objects.filter(pk=half["user"], is_active=True).first()
    if user is None:
        return redirect("sign_in")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _is_right(request, user, form):
        return begin(request, user, by=half["by"], then=half["next"])
    return render(request, "web/sign_in_code.html", {"form": form})


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@for_ones_own_account
def set_up(request: HttpRequest) -> HttpResponse:
    """GET shows the square and the secret; POST of a code puts it in force and tells the recovery codes, once."""
    user = request.user
    if not isinstance(user, User):
        return redirect("sign_in")
    if second_factor.is_on(user):
        return _change(request, user)
    if not is_confirmed(request):
        return to_confirm(request)
    try:
        told = second_factor.begin(user)
    except Refusal as refusal:
        return trouble(request, 409, "There is no second factor here", str(refusal))
    form = CodeForm(request.POST if request.method == "POST" else None)
    form.fields["code"].help_text = "The six figures that the app shows now."
    if form.is_valid():
        codes = second_factor.turn_on(user, form.cleaned_data["code"])
        if codes:
            request.session[HAS_SECOND_FACTOR] = True
            return render(request, "web/recovery_codes.html", {"codes": codes})
        form.add_error("code", _WRONG_CODE)
    return render(
        request,
        "web/second_factor.html",
        {"form": form, "secret": _in_fours(told.secret), "square": _square(told.address)},
    )


def _change(request: HttpRequest, user: User) -> HttpResponse:
    if not is_confirmed(request):
        return to_confirm(request)
    if request.method == "POST" and request.POST.get("do") == "take-away":
        second_factor.forget(user, by=user.get_username())
        request.session[HAS_SECOND_FACTOR] = False
        return redirect("second_factor")
    return render(request, "web/second_factor_on.html")


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
@for_ones_own_account
def confirm(request: HttpRequest) -> HttpResponse:
    """By a code where there is a second factor, else by the password or the council's sign-on; then back."""
    user = request.user
    if not isinstance(user, User):
        return redirect("sign_in")
    has_code = second_factor.is_on(user)
    if not has_code and is_of_sign_on(user) and is_on():
        return render(request, "web/confirm_by_sign_on.html", {"next": page_after(request)})
    if not has_code and not user.has_usable_password():
        return trouble(
            request,
            403,
            "Set a password first",
            "This page asks again who you are, and your account has no password yet.",
        )
    form_class = CodeForm if has_code else ConfirmForm
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_valid() and _is_right(request, user, form):
        confirmed_now(request)
        noted(request, Did.CONFIRMED)
        return redirect(page_after(request))
    return render(request, "web/confirm.html", {"form": form, "next": page_after(request)})


def _is_right(request: HttpRequest, user: User, form: forms.Form) -> bool:
    """The code or the password, as slowly as a sign-in; adds what is wrong to the form."""
    name, address = user.get_username(), address_of(request)
    field = "code" if "code" in form.cleaned_data else "password"
    if must_wait(name, address):
        form.add_error(field, _WAIT)
        return False
    typed = form.cleaned_data[field]
    if second_factor.is_right(user, typed) if field == "code" else user.check_password(typed):
        return True
    count_failure(name, address)
    note_failure(name)
    form.add_error(field, _WRONG_CODE if field == "code" else "This is not your password")
    return False


def _in_fours(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def _square(address: str) -> str:
    """The QR code as SVG, drawn by segno from our own address: it holds no markup but its own."""
    return segno.make(address, error="m", micro=False).svg_inline(
        omitsize=True, border=4, dark="#0b0c0c", light="#ffffff"
    )
