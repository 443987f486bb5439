"""Long work: what waits, is at work and was done, for whoever runs it and, of their own, for those who asked for it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from highneeds.core.errors import Refusal
from highneeds.operations.work_page import (
    MOST_SHOWN,
    WorkReader,
    stop_work,
    try_work_again,
    work_list,
    work_on_show,
)
from highneeds.web.noting import Did, noted, who
from highneeds.web.rights import Right, for_everyone_signed_in, may

_STOP, _TRY = "stop", "again"


@require_safe
@for_everyone_signed_in
def show_work(request: HttpRequest) -> HttpResponse:
    """Every piece for those who may run the work; for everybody else, what they asked for themselves."""
    return render(request, "web/work.html", {"work": work_list(_reader(request)), "most": MOST_SHOWN})


@require_http_methods(("GET", "HEAD", "POST"))
@for_everyone_signed_in
def show_piece(request: HttpRequest, number: int) -> HttpResponse:
    """One piece, of those that this person sees. POST: ``do`` is stop or again."""
    reader = _reader(request)
    wrong = ""
    if work_on_show(number, reader) is None:
        raise Http404
    if request.method == "POST":
        try:
            return redirect("piece", number=_do(request, number, reader))
        except Refusal as refusal:
            wrong = str(refusal)
    context = {"piece": work_on_show(number, reader), "sees_all": reader.sees_all, "wrong": wrong}
    return render(request, "web/piece.html", context, status=409 if wrong else 200)


def _do(request: HttpRequest, number: int, reader: WorkReader) -> int:
    """The number of the piece to show then."""
    wanted = request.POST.get("do")
    then = number
    if wanted == _STOP:
        stop_work(number, reader)
    elif wanted == _TRY:
        then = try_work_again(number, reader)
    if wanted in {_STOP, _TRY}:
        noted(request, Did.CHANGED, "work", number, facts={"asked": str(wanted)})
    return then


def _reader(request: HttpRequest) -> WorkReader:
    return WorkReader(who(request), frozenset(right for right in Right if may(request.user, right)))
