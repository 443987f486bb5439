"""From a figure block of a page into a paper that is still a draft: which paper, which section, which words."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from highneeds.core.errors import Refusal
from highneeds.governance.papers.figures import Figures
from highneeds.operations.drafts_page import is_draft
from highneeds.operations.pages import month_on_show
from highneeds.operations.paper_adding import add_to_paper, adding
from highneeds.operations.paper_blocks import Wanted, begin_paper, choosing, figures_now, wanted_of
from highneeds.web.paper_forms import AddForm, BeginPaperForm
from highneeds.web.rights import Right, needs


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.WRITE_PAPERS)
def add(request: HttpRequest) -> HttpResponse:
    """``block`` or ``figure`` names what is added; ``paper`` the draft, once it is chosen."""
    if month_on_show() is None:
        return render(request, "web/no_month.html")
    ref = request.GET.get("paper", "")
    if ref and not is_draft(ref):
        raise Http404
    now = figures_now(ref)
    wanted = wanted_of(request.GET.get("block", ""), request.GET.getlist("figure"), now)
    if wanted is None:
        raise Http404
    return _add(request, wanted, ref, now) if ref else _choose(request, wanted, now)


def _choose(request: HttpRequest, wanted: Wanted, now: Figures) -> HttpResponse:
    page = choosing(wanted, now)
    form = BeginPaperForm(page.kinds, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            ref = begin_paper(form.cleaned_data["kind"], by=request.user.get_username())
        except Refusal as refusal:
            form.add_error(None, str(refusal).splitlines())
        else:
            asked = request.GET.copy()
            asked["paper"] = ref
            return HttpResponseRedirect(f"{request.path}?{asked.urlencode()}")
    shown = {"page": page, "form": form, "asked": request.GET.urlencode()}
    return render(request, "web/choose_paper.html", shown, status=400 if request.method == "POST" else 200)


def _add(request: HttpRequest, wanted: Wanted, ref: str, now: Figures) -> HttpResponse:
    try:
        page = adding(wanted, ref, now)
    except Refusal as refusal:
        shown = {"page": choosing(wanted, now), "wrong": str(refusal), "asked": _without_paper(request)}
        return render(request, "web/choose_paper.html", shown | {"form": BeginPaperForm(())}, status=400)
    form = AddForm(page, request.POST if request.method == "POST" else None)
    if form.is_valid():
        seen, by = request.POST.get("seen", ""), request.user.get_username()
        try:
            add_to_paper(ref, form.addition, seen=seen, by=by)
        except Refusal as refusal:
            form.add_error(None, str(refusal).splitlines())
        else:
            return HttpResponseRedirect(f"{reverse('draft', args=(ref,))}#added")
    shown = {"page": page, "form": form, "back": _without_paper(request)}
    return render(request, "web/add_to_paper.html", shown, status=400 if request.method == "POST" else 200)


def _without_paper(request: HttpRequest) -> str:
    asked = request.GET.copy()
    asked.pop("paper", None)
    return asked.urlencode()
