"""The register of risks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from highneeds.operations.risks_page import risks_page
from highneeds.web.rights import Right, needs


@require_safe
@needs(Right.SEE_RISKS)
def show_risks(request: HttpRequest) -> HttpResponse:
    return render(request, "web/risks.html", {"page": risks_page()})
