"""What a person is told who may not do something: what it takes, who has it, and who can give it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from highneeds.operations.accounts import how_to_get
from highneeds.web.noting import Did, noted
from highneeds.web.rights import Right
from highneeds.web.views.trouble import trouble


def not_allowed_to(request: HttpRequest, right: Right) -> HttpResponse:
    """403, the same whether or not what was asked for exists. The audit keeps which page, and not which record."""
    match = request.resolver_match
    page = match.url_name if match is not None and match.url_name else ""
    noted(request, Did.REFUSED, "page", page, facts={"right": right.value, "method": request.method or ""})
    told = how_to_get(right)
    return trouble(request, 403, told.title, told.advice)
