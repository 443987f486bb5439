"""A child's page, what people write on it, and who looks after the case. Each look at a child is noted."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from highneeds.operations.child_page import child_page
from highneeds.store.audit import CHILD
from highneeds.web.noting import Did, noted
from highneeds.web.rights import Detail, Right, may, needs
from highneeds.web.sight import sight_of


@require_safe
@needs(Right.SEE_CHILDREN)
def show_child(request: HttpRequest, child_key: str) -> HttpResponse:
    page = child_page(child_key, frozenset(detail for detail in Detail if may(request.user, detail)))
    if page is None:
        raise Http404
    noted(request, Did.SAW_CHILD, CHILD, child_key)
    return render(request, "web/child.html", {"page": page, "is_opened": child_key in sight_of(request).opened})
