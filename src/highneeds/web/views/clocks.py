"""The statutory clocks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from highneeds.operations.clocks_page import clocks_page
from highneeds.web.rights import Right, needs


@require_safe
@needs(Right.SEE_CLOCKS)
def show_clocks(request: HttpRequest) -> HttpResponse:
    return render(request, "web/clocks.html", {"page": clocks_page()})
