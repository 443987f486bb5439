"""The council's colour and logo: on every page, the one for signing in too."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from highneeds.operations.look import look_in_use


@login_not_required
@require_safe
def style(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view takes the request
    accent = look_in_use().accent
    said = f":root {{ --bar: {accent}; }}\n" if accent else ""
    return HttpResponse(said, content_type="text/css; charset=utf-8")


@login_not_required
@require_safe
def logo(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view takes the request
    picture = look_in_use().logo
    if picture is None:
        raise Http404
    return HttpResponse(picture, content_type="image/png")
