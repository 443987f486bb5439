"""Boards, the log of decisions and actions, and what is recorded there."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from highneeds.core.errors import Refusal
from highneeds.operations.boards_page import (
    OUTCOMES,
    action_page,
    board_page,
    boards_page,
    close_action,
    decide,
    decision_page,
    decisions_page,
)
from highneeds.web.forms import ActionForm, DecisionForm
from highneeds.web.rights import Right, needs


@require_safe
@needs(Right.SEE_RISKS)
def show_boards(request: HttpRequest) -> HttpResponse:
    return render(request, "web/boards.html", {"page": boards_page()})


@require_safe
@needs(Right.SEE_RISKS)
def show_board(request: HttpRequest, key: str) -> HttpResponse:
    page = board_page(key)
    if page is None:
        raise Http404
    return render(request, "web/board.html", {"page": page})


@require_safe
@needs(Right.SEE_RISKS)
def show_decisions(request: HttpRequest) -> HttpResponse:
    return render(request, "web/decisions.html", {"page": decisions_page()})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SEE_RISKS, to_change=Right.RECORD_DECISIONS)
def show_decision(request: HttpRequest, key: str) -> HttpResponse:
    found = decision_page(key)
    if found is None:
        raise Http404
    one, boards = found
    form = DecisionForm(boards, OUTCOMES, one.decides, request.POST if request.method == "POST" else None)
    if form.is_valid():
        said, by = form.cleaned_data, request.user.get_username()
        try:
            decide(one.ref, said["outcome"], board=said["board"], on=said["on"], by=by, minute=said["minute"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("decisions")
    status = 400 if request.method == "POST" else 200
    return render(request, "web/decision.html", {"one": one, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SEE_RISKS, to_change=Right.RECORD_DECISIONS)
def show_action(request: HttpRequest, key: str) -> HttpResponse:
    one = action_page(key)
    if one is None:
        raise Http404
    form = ActionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            close_action(one.ref, on=said["on"], by=request.user.get_username(), note=said["note"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("decisions")
    status = 400 if request.method == "POST" else 200
    return render(request, "web/action.html", {"one": one, "form": form}, status=status)
