"""Pages that hold no data: health, the accessibility statement, and what to do when something went wrong."""

from __future__ import annotations

import logging
import secrets
import sys
import traceback

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from highneeds.web.api.problems import is_of_the_api, problem

logger = logging.getLogger(__name__)


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view takes the request
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "web/accessibility.html")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django gives the exception
    if is_of_the_api(request):
        return problem(404)
    return trouble(
        request,
        404,
        "Page not found",
        "If you typed the address, check it. If you followed a link, the page may belong to an earlier month.",
    )


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django gives the exception
    return trouble(
        request, 403, "You may not see this page", "Ask the person who looks after highneeds in your council."
    )


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django gives the exception
    if is_of_the_api(request):
        return problem(400)
    return trouble(request, 400, "The address was not understood", "Go back and try again.")


def form_out_of_date(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django gives the reason
    return trouble(
        request,
        403,
        "This form is out of date",
        "It was open for too long, or you signed in again elsewhere. Nothing was changed. Go back, reload the page and "
        "send it again.",
    )


def went_wrong(request: HttpRequest) -> HttpResponse:
    """Says nothing of the cause, and needs neither database nor session; the reference leads to the log."""
    reference = secrets.token_hex(4)
    kind, _, where = sys.exc_info()  # not the message: it may quote a cell
    logger.error("a page could not be made, reference %s: %s\n%s", reference, kind, "".join(traceback.format_tb(where)))
    if is_of_the_api(request):
        return problem(500, reference=reference)
    return HttpResponse(render_to_string("web/went_wrong.html", {"reference": reference}), status=500)


def trouble(request: HttpRequest, status: int, title: str, advice: str) -> HttpResponse:
    return render(request, "web/trouble.html", {"title": title, "advice": advice}, status=status)
