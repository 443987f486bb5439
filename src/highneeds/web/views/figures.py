"""How each number was made, and the numbers of each drawing."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from highneeds.core import Unit
from highneeds.operations.pages import drawing, exactly, in_words, month_on_show, range_in_words
from highneeds.reports import CHART_NAMES
from highneeds.web.csv_download import csv_download
from highneeds.web.noting import Did, noted
from highneeds.web.rights import Right, needs

_UNIT_AFTER = {Unit.CHILDREN: " children", Unit.FTE: " full-time equivalent children", Unit.ROWS: " rows"}


@require_safe
@needs(Right.SEE_POSITION)
def list_figures(request: HttpRequest) -> HttpResponse:
    record = month_on_show()
    if record is None:
        return render(request, "web/no_month.html")
    rows = [
        (figure, in_words(figure.value, figure.unit) + _UNIT_AFTER.get(figure.unit, ""), range_in_words(figure))
        for figure in record.figures
    ]
    return render(request, "web/figures.html", {"record": record, "rows": rows})


@require_safe
@needs(Right.SEE_POSITION)
def show_figure(request: HttpRequest, key: str) -> HttpResponse:
    record = month_on_show()
    if record is None:
        raise Http404
    try:
        figure = record.figure(key)
    except KeyError as error:
        raise Http404 from error
    after = _UNIT_AFTER.get(figure.unit, "")
    reading = {
        "value": in_words(figure.value, figure.unit) + after,
        "exact": exactly(figure.value, figure.unit) + after,
        "range": range_in_words(figure),
    }
    return render(request, "web/figure.html", {"record": record, "figure": figure, **reading})


@require_safe
@needs(Right.SEE_POSITION)
def download_drawing(request: HttpRequest, name: str) -> HttpResponse:
    record = month_on_show()
    if record is None or name not in CHART_NAMES:
        raise Http404
    shown = drawing(record, name)
    rows = [[column.title for column in shown.columns], *shown.rows]
    noted(request, Did.TOOK_OUT, "drawing", name)
    return csv_download(f"{name}-{record.financial_year}-month-{record.month}.csv", rows)
