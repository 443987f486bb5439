"""The council's position in the month on show."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from highneeds.operations.overview_page import overview_of
from highneeds.operations.pages import month_on_show
from highneeds.web.rights import Right, needs


@require_safe
@needs(Right.SEE_POSITION)
def show_overview(request: HttpRequest) -> HttpResponse:
    record = month_on_show()
    if record is None:
        return render(request, "web/no_month.html")
    return render(request, "web/overview.html", {"record": record, "overview": overview_of(record)})
