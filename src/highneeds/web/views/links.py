"""Links between returns that are in doubt: the list, and one of them with what a person decides."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from highneeds.core.errors import Refusal
from highneeds.operations.links import decide_link, link_by_id, links_seen
from highneeds.web.forms import LinkForm
from highneeds.web.rights import Right, needs
from highneeds.web.sight import sight_of

_MOST = 100


@require_safe
@needs(Right.SEE_FAULTS)
def list_links(request: HttpRequest) -> HttpResponse:
    found, others = links_seen(sight_of(request))
    shown = {"found": found, "others": others, "open": found.open[:_MOST], "more": max(0, len(found.open) - _MOST)}
    return render(request, "web/links.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SEE_FAULTS, to_change=Right.DECIDE_LINKS)
def show_link(request: HttpRequest, link_id: str) -> HttpResponse:
    line = link_by_id(link_id, sight_of(request))
    if line is None:
        raise Http404
    form = LinkForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                decide_link(
                    link_id,
                    is_same_child=form.cleaned_data["says"] == LinkForm.ONE,
                    reason=form.cleaned_data["reason"],
                    decided_by=request.user.get_username(),
                    sight=sight_of(request),
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("links")
    return render(request, "web/link.html", {"line": line, "form": form}, status=status)
