"""A provider's page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from highneeds.operations.provider_page import provider_page
from highneeds.web.rights import Detail, Right, may, needs


@require_safe
@needs(Right.SEE_PROVIDERS)
def show_provider(request: HttpRequest, urn: str) -> HttpResponse:
    allowed = {what for what in (*Detail, Right.SEE_CHILDREN, Right.SEE_MONEY) if may(request.user, what)}
    page = provider_page(urn, allowed)
    if page is None:
        raise Http404
    return render(request, "web/provider.html", {"page": page})
