"""Closed months: the forecast by line, why it moved, the tie to the ledger, and the exceptions desk."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from highneeds.operations.exceptions_page import exception_children, exception_lines, exceptions_page
from highneeds.operations.journey_page import journey_page
from highneeds.operations.month_end_page import month_end_page
from highneeds.operations.moved_lines_page import lines_page
from highneeds.store.audit import CHILDREN
from highneeds.web.csv_download import csv_download
from highneeds.web.noting import Did, noted
from highneeds.web.rights import Detail, Right, may, needs
from highneeds.web.rows_out import purpose_of, taken_out
from highneeds.web.sight import sight_of

_HEADINGS = ("Rule", "What is wrong", "Payment", "Line", "£", "Days", "File", "Row", "What to do")
_YEAR = re.compile(r"20\d\d-\d\d")


@require_safe
@needs(Right.SEE_MONEY)
def show_month_end(request: HttpRequest, year: str | None = None, month: int = 0) -> HttpResponse:
    """The latest closing, or the named one; ``?version=`` an older version of it."""
    wanted = request.GET.get("version", "")
    version = int(wanted) if re.fullmatch(r"[0-9]{1,4}", wanted) else None
    page = month_end_page(None if year is None else _checked(year), month, version)
    if page is None and year is not None:
        raise Http404
    return render(request, "web/month_end.html", {"page": page})


@require_safe
@needs(Right.SEE_MONEY)
def show_journey(request: HttpRequest, year: str) -> HttpResponse:
    """The year's way from its budget over every closed forecast to the outturn."""
    page = journey_page(_checked(year))
    if page is None:
        raise Http404
    return render(request, "web/journey.html", {"page": page})


@require_safe
@needs(Right.SEE_MONEY)
def show_lines(request: HttpRequest, year: str, month: int, cause: str) -> HttpResponse:
    """The lines behind one step; children, as pseudonyms, for those alone who may see children and what each costs."""
    page = lines_page(
        _checked(year),
        month,
        cause,
        page=_page_number(request),
        with_children=may(request.user, Right.SEE_CHILDREN) and may(request.user, Detail.MONEY_OF_A_CHILD),
        sight=sight_of(request),
    )
    if page is None:
        raise Http404
    if page.child_keys:
        noted(request, Did.SAW_CHILD, CHILDREN, f"{year}/{month}/{cause}", facts={CHILDREN: list(page.child_keys)})
    return render(request, "web/moved_lines.html", {"page": page})


@require_safe
@needs(Right.SEE_MONEY)
def show_exceptions(request: HttpRequest, year: str, month: int, rule: str) -> HttpResponse:
    page = exceptions_page(_checked(year), month, rule, _page_number(request), sight=sight_of(request))
    if page is None:
        raise Http404
    return render(request, "web/exceptions.html", {"page": page})


@require_http_methods(("GET", "HEAD", "POST"))
@needs(Right.EXPORT_ROWS, fresh=True)
def download_exceptions(request: HttpRequest, year: str, month: int) -> HttpResponse:
    lines = exception_lines(_checked(year), month, sight_of(request))
    if lines is None:
        raise Http404
    purpose = purpose_of(request, f"Every exception of payments of month {month}, {year}.")
    if not isinstance(purpose, str):
        return purpose
    children = exception_children(year, month, sight_of(request))
    mark = taken_out(request, "exceptions", f"{year}/{month}", purpose, rows=len(lines), children=children)
    return csv_download(f"exceptions-{year}-month-{month}.csv", [_HEADINGS, *lines, (mark,)])


def _page_number(request: HttpRequest) -> int:
    typed = request.GET.get("page", "1")
    return int(typed) if re.fullmatch(r"[0-9]{1,6}", typed) else 1


def _checked(year: str) -> str:
    """A financial year as addresses write it: 2026-27."""
    if not _YEAR.fullmatch(year) or int(year[2:4]) + 1 != int(year[5:]):
        raise Http404
    return year
