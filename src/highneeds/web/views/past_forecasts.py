"""How good past forecasts were."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from highneeds.operations.pages import month_on_show
from highneeds.operations.past_page import past_page_of
from highneeds.web.rights import Right, needs


@require_safe
@needs(Right.SEE_POSITION)
def show_past_forecasts(request: HttpRequest) -> HttpResponse:
    record = month_on_show()
    if record is None:
        return render(request, "web/no_month.html")
    return render(request, "web/past_forecasts.html", {"record": record, "past": past_page_of(record)})
