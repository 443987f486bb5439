"""Who saw and did what, for auditors and for whoever answers for a child's data."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from highneeds.core.errors import Refusal
from highneeds.operations.audit import EntriesPage, entries_page
from highneeds.web.rights import Right, needs


@require_safe
@needs(Right.SEE_AUDIT)
def show_audit(request: HttpRequest) -> HttpResponse:
    """``?who=`` an account, ``?child=`` a pseudonym, ``?before=`` the number of an entry."""
    asked = {name: request.GET.get(name, "").strip() for name in ("who", "child")}
    before = request.GET.get("before", "")
    wrong = ""
    try:
        page = entries_page(**asked, before=int(before) if re.fullmatch(r"[0-9]{1,12}", before) else None)
    except Refusal as refusal:
        page, wrong = EntriesPage((), None), str(refusal)
    shown = {"page": page, "asked": asked, "wrong": wrong}
    return render(request, "web/audit.html", shown, status=404 if wrong else 200)
