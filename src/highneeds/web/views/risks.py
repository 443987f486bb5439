"""The register of risks, one risk whole, and the score that a person gives it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from highneeds.core.errors import Refusal
from highneeds.operations.risk_page import RiskPage, rescore, risk_page
from highneeds.operations.risks_page import risks_page
from highneeds.web.forms import ScoreForm
from highneeds.web.rights import Right, needs


@require_safe
@needs(Right.SEE_RISKS)
def show_risks(request: HttpRequest) -> HttpResponse:
    return render(request, "web/risks.html", {"page": risks_page()})


@require_safe
@needs(Right.SEE_RISKS)
def show_risk(request: HttpRequest, key: str) -> HttpResponse:
    return render(request, "web/risk.html", {"page": _page(key)})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SCORE_RISKS)
def score(request: HttpRequest, key: str) -> HttpResponse:
    """Nothing but this changes a score."""
    page = _page(key)
    form = ScoreForm(page.steps, page.current, request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        steps = {name: said[name] for name, *_ in page.steps}
        try:
            rescore(page.ref, steps, by=request.user.get_username(), why=said["why"], evidence=said["evidence"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("risk", key=key)
    status = 400 if request.method == "POST" else 200
    return render(request, "web/risk_score.html", {"page": page, "form": form}, status=status)


def _page(key: str) -> RiskPage:
    page = risk_page(key)
    if page is None:
        raise Http404
    return page
