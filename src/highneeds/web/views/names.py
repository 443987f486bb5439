"""Opening who a child is: for one child, for an hour, with a reason that is noted before anything is shown."""

from __future__ import annotations

import time

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from highneeds.operations.child_page import is_known
from highneeds.operations.names import is_child, who_is
from highneeds.operations.pseudonyms import pseudonym
from highneeds.store.audit import CHILD
from highneeds.web.forms import ReasonForm
from highneeds.web.noting import Did, noted
from highneeds.web.rights import Right, may, needs

OPENED = "names_opened"
_SECONDS_OPEN = 3600


def are_names_open(request: HttpRequest, child_key: str) -> bool:
    """Whether this person opened them within the hour, in this sign-in, and may still."""
    at = request.session.get(OPENED, {}).get(child_key, 0.0)
    return 0 <= time.time() - at < _SECONDS_OPEN and may(request.user, Right.OPEN_NAMES)


@require_http_methods(("GET", "HEAD", "POST"))
@needs(Right.OPEN_NAMES, fresh=True)
def open_names(request: HttpRequest, child_key: str) -> HttpResponse:
    """GET asks for the reason, or shows the names while they are open; POST opens them."""
    if not is_child(child_key):
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        noted(request, Did.OPENED_NAMES, CHILD, child_key, words=form.cleaned_data["reason"])
        now = time.time()
        opened = {key: at for key, at in request.session.get(OPENED, {}).items() if now - at < _SECONDS_OPEN}
        request.session[OPENED] = opened | {child_key: now}
        return redirect("names", child_key=child_key)
    shown = {"form": form, "name": pseudonym(child_key), "child_key": child_key}
    if request.method != "POST" and are_names_open(request, child_key):
        noted(request, Did.SAW_CHILD, CHILD, child_key, facts={"shown": "names"})
        return render(request, "web/names.html", shown | {"who": who_is(child_key), "has_page": is_known(child_key)})
    return render(request, "web/open_names.html", shown, status=400 if request.method == "POST" else 200)
