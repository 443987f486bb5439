"""The committee paper of the latest month, to download, and the papers of the programme."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from highneeds.operations.drafts_page import drafts, published
from highneeds.operations.pages import month_on_show
from highneeds.operations.paper_pages import PAPERS, paper_file
from highneeds.web.noting import Did, noted
from highneeds.web.rights import Right, needs


@require_safe
@needs(Right.SEE_DRAFTS)
def list_papers(request: HttpRequest) -> HttpResponse:
    record = month_on_show()
    if record is None:
        return render(request, "web/no_month.html")
    shown = {"record": record, "papers": PAPERS, "drafts": drafts(), "papers_published": published()}
    return render(request, "web/papers.html", shown)


@require_safe
@needs(Right.SEE_DRAFTS)
def download_paper(request: HttpRequest, form: str) -> HttpResponseBase:
    record = month_on_show()
    paper = next((paper for paper in PAPERS if paper.form == form), None)
    if record is None or paper is None:
        raise Http404
    name = f"high-needs-block-{record.financial_year}-month-{record.month}.{form}"
    noted(request, Did.TOOK_OUT, "paper", name)
    return FileResponse(
        paper_file(record, form).open("rb"), as_attachment=True, filename=name, content_type=paper.content_type
    )
