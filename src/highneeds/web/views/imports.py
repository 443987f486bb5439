"""The imports: what was read, what is wrong by rule, and the rows behind each rule."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from highneeds.core import Severity
from highneeds.operations import import_pages
from highneeds.operations.import_task_page import task_lines
from highneeds.operations.undoing import originals_of
from highneeds.store.audit import CHILDREN
from highneeds.web.csv_download import csv_download
from highneeds.web.noting import Did, noted
from highneeds.web.rights import Detail, Right, may, needs
from highneeds.web.rows_out import purpose_of, taken_out
from highneeds.web.sight import sight_of

_HEADINGS = ("File", "Row", "Column", "Rule", "What it does", "What is wrong", "What to do")


@require_safe
@needs(Right.SEE_IMPORTS)
def list_imports(request: HttpRequest) -> HttpResponse:
    imports = import_pages.imports_on_show()
    in_use = [each for each in imports if each.is_in_use]
    totals = {
        "read": sum(each.rows_read for each in in_use),
        "kept": sum(each.rows_kept for each in in_use),
        "held": sum(each.rows_held for each in in_use),
        "skipped": sum(each.rows_skipped for each in in_use),
        "to_check": sum(each.rows_to_check for each in in_use),
    }
    context = {
        "in_use": in_use,
        "replaced": [each for each in imports if not each.is_in_use],
        "totals": totals,
        "on_their_way": task_lines(),
    }
    return render(request, "web/imports.html", context)


@require_safe
@needs(Right.SEE_IMPORTS)
def show_import(request: HttpRequest, import_id: int) -> HttpResponse:
    summary = import_pages.import_on_show(import_id)
    if summary is None:
        raise Http404
    everything = import_pages.faults_by_rule(import_id, sight_of(request))
    wanted = request.GET.get("severity", "")
    kinds = [level for level in Severity if any(group.severity is level for group in everything)]
    groups = [group for group in everything if not wanted or group.severity.name.lower() == wanted]
    context = {
        "summary": summary,
        "originals": originals_of(import_id),
        "groups": groups,
        "all_rows": sum(group.rows for group in everything),
        "wanted": wanted if groups else "",
        "filters": [
            (level, level.name.lower(), sum(group.rows for group in everything if group.severity is level))
            for level in kinds
        ],
    }
    return render(request, "web/import.html", context)


@require_safe
@needs(Right.SEE_FAULTS)
def show_faults(request: HttpRequest, rule: str, import_id: int | None = None) -> HttpResponse:
    """The rows that break a rule: of one import, or of all in use. A cell is shown by what it may tell of a child."""
    summary = None if import_id is None else import_pages.import_on_show(import_id)
    details = [detail for detail in Detail if may(request.user, detail)]
    number = _number(request.GET.get("page", ""))
    page = import_pages.rows_breaking(rule, details, sight=sight_of(request), import_id=import_id, page=number)
    if page is None or (import_id is not None and summary is None):
        raise Http404
    if page.child_keys:
        noted(request, Did.SAW_CHILD, CHILDREN, f"faults/{rule}", facts={CHILDREN: list(page.child_keys)})
    return render(request, "web/faults.html", {"page": page, "summary": summary})


@require_http_methods(("GET", "HEAD", "POST"))
@needs(Right.EXPORT_ROWS, fresh=True)
def download_faults(request: HttpRequest, import_id: int) -> HttpResponse:
    """Where rows about children stand, and what is wrong with them: for a purpose, as any rows about children."""
    summary = import_pages.import_on_show(import_id)
    if summary is None or not may(request.user, Right.SEE_FAULTS):
        raise Http404
    purpose = purpose_of(request, f"Every fault found in {summary.name}.")
    if not isinstance(purpose, str):
        return purpose
    lines = [
        (line.file, line.row, line.field, line.rule, line.severity, line.what, line.to_do)
        for line in import_pages.fault_lines(import_id, sight_of(request))
    ]
    children = import_pages.children_at_fault(import_id, sight_of(request))
    mark = taken_out(request, "faults", import_id, purpose, rows=len(lines), children=children)
    return csv_download(f"faults-of-import-{import_id}.csv", [_HEADINGS, *lines, (mark,)])


def _number(text: str) -> int:
    """A page number as typed; anything else is page 1."""
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 1
