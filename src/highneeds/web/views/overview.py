"""The first page after signing in."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from highneeds.operations.accounts import roles_in_words, whom_to_ask
from highneeds.operations.overview_page import overview_of
from highneeds.operations.pages import month_on_show
from highneeds.web.rights import Right, for_everyone_signed_in, may


@require_safe
@for_everyone_signed_in
def show_overview(request: HttpRequest) -> HttpResponse:
    """The council's position; for whoever may not see that, what they are and whom to ask."""
    if not may(request.user, Right.SEE_POSITION) and isinstance(request.user, User):
        told = {"roles": roles_in_words(request.user), "whom_to_ask": whom_to_ask()}
        return render(request, "web/no_position.html", told)
    record = month_on_show()
    if record is None:
        return render(request, "web/no_month.html")
    return render(request, "web/overview.html", {"record": record, "overview": overview_of(record)})
