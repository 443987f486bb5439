"""The first page after signing in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from highneeds.operations.overview_page import overview_of
from highneeds.operations.pages import month_on_show


@require_safe
def show_overview(request: HttpRequest) -> HttpResponse:
    record = month_on_show()
    if record is None:
        return render(request, "web/no_month.html")
    return render(request, "web/overview.html", {"record": record, "overview": overview_of(record)})
