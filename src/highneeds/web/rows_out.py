"""Rows about children leave the system for a stated purpose alone, and the file says for whom and for what.

A download's view asks ``purpose_of`` first: it answers with the page that asks, or the purpose that was given.
"""

from __future__ import annotations

from collections.abc import Collection

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime, now

from highneeds.governance.audit import Did, Fact
from highneeds.store.audit import CHILDREN
from highneeds.web.forms import PurposeForm
from highneeds.web.noting import noted, who


def purpose_of(request: HttpRequest, what: str) -> str | HttpResponse:
    """``what``: what the rows are, for the page that asks. Only a form that was sent gives the purpose."""
    form = PurposeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return str(form.cleaned_data["purpose"])
    status = 400 if request.method == "POST" else 200
    return render(request, "web/purpose.html", {"form": form, "what": what}, status=status)


def taken_out(
    request: HttpRequest, kind: str, ref: object, purpose: str, *, rows: int, children: Collection[str]
) -> str:
    """Note it, at each of the ``children`` whose rows they are, by key; the line with which the file says so itself."""
    facts: dict[str, Fact] = {"rows": rows, CHILDREN: sorted(set(children))}
    number = noted(request, Did.TOOK_OUT, kind, ref, facts=facts, words=purpose)
    when = f"{localtime(now()):%-d %B %Y, %H:%M}"
    return f"Taken out by {who(request)}, {when}, for: {purpose}. Audit entry {number}. Not for publication."
