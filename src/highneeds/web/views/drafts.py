"""Papers on their way to readers: one draft with its lint and sign-off, and what was published."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from highneeds.core.errors import Refusal
from highneeds.governance.sign_off import Act
from highneeds.operations.drafts_page import (
    OF_APPROVERS,
    OF_AUTHORS,
    draft_page,
    is_draft,
    paper_file,
    published,
    published_page,
    sign,
)
from highneeds.operations.paper_adding import take_out
from highneeds.web.noting import Did, noted
from highneeds.web.rights import Detail, Right, may, needs

_TYPES = {
    "pdf": ("pdf", "application/pdf"),
    "large-print": ("pdf", "application/pdf"),
    "docx": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


@require_safe
@needs(Right.SEE_DRAFTS)
def show_draft(request: HttpRequest, key: str) -> HttpResponse:
    return _draft(request, key)


@require_safe
@needs(Right.SEE_DRAFTS)
def download_draft(request: HttpRequest, key: str, form: str) -> HttpResponse:
    try:
        return _file(request, key, form, is_published=False)
    except Refusal as refusal:
        return _draft(request, key, wrong=str(refusal))


@require_POST
@needs(Right.WRITE_PAPERS)
def write(request: HttpRequest, key: str) -> HttpResponse:
    """Submit or withdraw."""
    return _signed(request, key, OF_AUTHORS)


@require_POST
@needs(Right.WRITE_PAPERS)
def take_added_out(request: HttpRequest, key: str) -> HttpResponse:
    """One paragraph that was added from a page."""
    if not is_draft(key):
        raise Http404
    said, by = request.POST, request.user.get_username()
    place = said.get("place", "")
    try:
        take_out(key, said.get("file", ""), int(place) if place.isdecimal() else -1, seen=said.get("seen", ""), by=by)
    except Refusal as refusal:
        return _draft(request, key, wrong=str(refusal))
    return redirect(f"{reverse('draft', args=(key,))}#added")


@require_POST
@needs(Right.APPROVE_PAPERS)
def judge(request: HttpRequest, key: str) -> HttpResponse:
    """Approve or return."""
    return _signed(request, key, OF_APPROVERS)


@require_POST
@needs(Right.PUBLISH_PAPERS)
def release(request: HttpRequest, key: str) -> HttpResponse:
    return _signed(request, key, (Act.PUBLISH,))


@require_safe
@needs(Right.SEE_PUBLISHED)
def list_published(request: HttpRequest) -> HttpResponse:
    return render(request, "web/published.html", {"papers": published()})


@require_safe
@needs(Right.SEE_PUBLISHED)
def show_published(request: HttpRequest, key: str) -> HttpResponse:
    part = published_page(key)
    if part is None:
        raise Http404
    return render(request, "web/published_paper.html", {"part": part, "ref": key})


@require_safe
@needs(Right.SEE_PUBLISHED)
def download_published(request: HttpRequest, key: str, form: str) -> HttpResponse:
    return _file(request, key, form, is_published=True)


def _signed(request: HttpRequest, key: str, acts: tuple[Act, ...]) -> HttpResponse:
    act = next((one for one in acts if one.value == request.POST.get("act")), None)
    if not is_draft(key):
        raise Http404
    if act is None:
        return _draft(request, key, wrong="Choose what to do with the paper.")
    try:
        sign(key, act, by=request.user.get_username(), why=request.POST.get("why", "")[:500])
    except Refusal as refusal:
        return _draft(request, key, wrong=str(refusal))
    return redirect("draft", key=key)


def _draft(request: HttpRequest, key: str, *, wrong: str = "") -> HttpResponse:
    page = draft_page(key)
    if page is None:
        raise Http404
    sees_exempt = may(request.user, Detail.PROVIDER_PRICES) and may(request.user, Detail.LEGAL_ADVICE)
    shown = {
        "page": page,
        "wrong": wrong.splitlines(),
        "exempt": page.exempt if sees_exempt else None,
        "may_judge": may(request.user, Right.APPROVE_PAPERS) and page.may_be_judged_by(request.user.get_username()),
    }
    return render(request, "web/draft.html", shown, status=400 if wrong else 200)


def _file(request: HttpRequest, key: str, form: str, *, is_published: bool) -> HttpResponse:
    content = paper_file(key, form, is_published=is_published)
    if content is None:
        raise Http404
    ending, kind = _TYPES[form]
    name = f"{key}-large-print.{ending}" if form == "large-print" else f"{key}.{ending}"
    noted(request, Did.TOOK_OUT, "published paper" if is_published else "draft", name)
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
