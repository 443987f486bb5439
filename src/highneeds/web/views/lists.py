"""Lists of children, placements, providers and budget lines: a page of one, all of what was found as a file."""

from __future__ import annotations

import re
from datetime import date

import polars as pl
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from highneeds.operations.list_file import workbook_of
from highneeds.operations.listing import Allowed, Asked, all_rows, asked_of, keys_found, page_of
from highneeds.operations.lists import LISTS, Listed, default_day, listed_to, others_than
from highneeds.store.audit import CHILDREN
from highneeds.store.saved_views import keep_view, let_view_go, view_of, views_of
from highneeds.web.csv_download import csv_download
from highneeds.web.forms import OfficerForm, SavedViewForm
from highneeds.web.noting import Did, noted, who
from highneeds.web.rights import Detail, Right, for_everyone_signed_in, may, needs
from highneeds.web.rows_out import purpose_of, taken_out
from highneeds.web.sight import sight_of

_RIGHTS = {
    "children": Right.SEE_CHILDREN,
    "placements": Right.SEE_CHILDREN,
    "providers": Right.SEE_PROVIDERS,
    "budget-lines": Right.SEE_MONEY,
    "due": Right.SEE_CLOCKS,
}
_DAY = "day"
_OF_NO_DAY = ("budget-lines", "due")
_WITHOUT_A_FILE = ("due",)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMS = ("csv", "xlsx")


@require_safe
@needs(Right.SEE_CHILDREN)
def show_children(request: HttpRequest) -> HttpResponse:
    return _show(request, "children")


@require_safe
@needs(Right.SEE_CHILDREN)
def show_placements(request: HttpRequest) -> HttpResponse:
    return _show(request, "placements")


@require_safe
@needs(Right.SEE_PROVIDERS)
def show_providers(request: HttpRequest) -> HttpResponse:
    return _show(request, "providers")


@require_safe
@needs(Right.SEE_CLOCKS)
def show_due(request: HttpRequest) -> HttpResponse:
    """Rows about children, so that it takes the right to see those too."""
    if not may(request.user, Right.SEE_CHILDREN):
        raise PermissionDenied
    return _show(request, "due")


@require_safe
@needs(Right.SEE_MONEY)
def show_budget_lines(request: HttpRequest) -> HttpResponse:
    return _show(request, "budget-lines")


@require_http_methods(("GET", "HEAD", "POST"))
@needs(Right.EXPORT_ROWS, fresh=True)
def download_children(request: HttpRequest, form: str) -> HttpResponse:
    return _download_about_children(request, "children", form)


@require_http_methods(("GET", "HEAD", "POST"))
@needs(Right.EXPORT_ROWS, fresh=True)
def download_placements(request: HttpRequest, form: str) -> HttpResponse:
    return _download_about_children(request, "placements", form)


@require_safe
@needs(Right.SEE_PROVIDERS)
def download_providers(request: HttpRequest, form: str) -> HttpResponse:
    return _download(request, "providers", form)


@require_safe
@needs(Right.SEE_MONEY)
def download_budget_lines(request: HttpRequest, form: str) -> HttpResponse:
    return _download(request, "budget-lines", form)


@require_POST
@for_everyone_signed_in
def save_view(request: HttpRequest, name: str) -> HttpResponse:
    """Keep what a list shows now under a name; who may not see the list is told of none."""
    if name not in LISTS or not may(request.user, _RIGHTS[name]):
        raise Http404
    form = SavedViewForm(request.POST)
    if not form.is_valid():
        return _show(request, name, form)
    asked = _asked(request, name)
    view = keep_view(who(request), name, form.cleaned_data["name"], asked.query())
    return redirect("saved_view", token=view.token)


@require_safe
@for_everyone_signed_in
def open_view(request: HttpRequest, token: str) -> HttpResponse:
    """To the list as it was kept; the list asks for its own right."""
    view = view_of(token)
    if view is None or not may(request.user, _RIGHTS[view.list_name]):
        raise Http404
    return redirect(f"{reverse(_address(view.list_name))}?{view.query}")


@require_POST
@for_everyone_signed_in
def delete_view(request: HttpRequest, token: str) -> HttpResponse:
    view = view_of(token)
    if view is None or not let_view_go(who(request), token):
        raise Http404
    return redirect(_address(view.list_name))


def _show(request: HttpRequest, name: str, wrong: SavedViewForm | None = None) -> HttpResponse:
    allowed, asked = _allowed(request), _asked(request, name)
    found = _listed(request, name, asked)
    page = page_of(found.listing, found.frame, asked, allowed)
    if page is None:
        raise Http404
    if found.listing.of_children and page.keys:
        noted(request, Did.SAW_CHILD, CHILDREN, name, facts={CHILDREN: list(page.keys)})
    may_take_out = may(request.user, Right.EXPORT_ROWS) or not found.listing.of_children
    forms = _FORMS if may_take_out and name not in _WITHOUT_A_FILE else ()
    shown = {
        "page": page,
        "found": found,
        "others": others_than(found, _day(asked), asked, sight_of(request)),
        "address": reverse(_address(name)),
        "row_address": "child" if found.listing.of_children else "provider" if name == "providers" else "",
        "files": [(form.upper(), reverse(f"{_address(name)}_file", args=[form])) for form in forms],
        "views": views_of(who(request), name),
        "form": wrong or SavedViewForm(),
        "officer_form": OfficerForm() if name == "children" and may(request.user, Right.EDIT_CASES) else None,
    }
    return render(request, "web/list.html", shown, status=400 if wrong else 200)


def _download_about_children(request: HttpRequest, name: str, form: str) -> HttpResponse:
    if form not in _FORMS or not may(request.user, _RIGHTS[name]):
        raise Http404
    found, rows = _found(request, name)
    purpose = purpose_of(request, f"{found.listing.title}: {rows.height:,} rows.")
    if not isinstance(purpose, str):
        return purpose
    children = keys_found(found.listing, found.frame, _asked(request, name))
    mark = taken_out(request, name, found.day or "", purpose, rows=rows.height, children=children)
    return _file(found, rows, form, mark)


def _download(request: HttpRequest, name: str, form: str) -> HttpResponse:
    if form not in _FORMS:
        raise Http404
    found, rows = _found(request, name)
    noted(request, Did.TOOK_OUT, name, "", facts={"rows": rows.height})
    return _file(found, rows, form, "Internal: not for publication.")


def _found(request: HttpRequest, name: str) -> tuple[Listed, pl.DataFrame]:
    asked = _asked(request, name)
    found = _listed(request, name, asked)
    return found, all_rows(found.listing, found.frame, asked, _allowed(request))


def _file(found: Listed, rows: pl.DataFrame, form: str, mark: str) -> HttpResponse:
    day = f"-{found.day}" if found.day else ""
    name = f"{found.listing.name}{day}.{form}"
    if form == "csv":
        return csv_download(name, [rows.columns, *rows.iter_rows(), (mark,)])
    response = HttpResponse(workbook_of(rows, found.listing.title, mark), content_type=_XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _asked(request: HttpRequest, name: str) -> Asked:
    given = dict(request.GET.lists())
    return asked_of(LISTS[name], given, _allowed(request), extra=() if name in _OF_NO_DAY else (_DAY,))


def _listed(request: HttpRequest, name: str, asked: Asked) -> Listed:
    return listed_to(name, _day(asked), sight_of(request))


def _day(asked: Asked) -> date:
    """The day that is asked for, where it is one."""
    typed = asked.extra.get(_DAY, "")
    try:
        return date.fromisoformat(typed) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", typed) else default_day()
    except ValueError:
        return default_day()


def _allowed(request: HttpRequest) -> Allowed:
    return frozenset(what for what in (*Detail, Right.SEE_CHILDREN) if may(request.user, what))


def _address(name: str) -> str:
    return name.replace("-", "_")
