"""What is due by the council's schedule, for those who keep records: proposed by one, approved by another."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from highneeds.core.errors import Refusal
from highneeds.operations.retention import BACKUPS, Due, approve, proposals, propose, take_back, what_is_due
from highneeds.web.noting import who
from highneeds.web.rights import Right, needs


@require_http_methods(("GET", "HEAD", "POST"))
@needs(Right.KEEP_RECORDS, fresh=True)
def show_retention(request: HttpRequest) -> HttpResponse:
    """POST ``do``: propose, approve or take-back, of the proposal ``number``."""
    wrong, due = "", None
    if request.method == "POST":
        try:
            _do(request.POST.get("do", ""), request.POST.get("number", ""), who(request))
            return redirect("retention")
        except Refusal as refusal:
            wrong = str(refusal)
    try:
        due = what_is_due()
    except Refusal as refusal:
        return _shown(request, due, wrong, str(refusal))
    return _shown(request, due, wrong, "")


def _do(act: str, number: str, by: str) -> None:
    if act == "propose":
        propose(by=by)
    elif act in {"approve", "take-back"} and re.fullmatch(r"[0-9]{1,12}", number):
        (approve if act == "approve" else take_back)(int(number), by=by)
    else:
        message = "Choose what to do."
        raise Refusal(message)


def _shown(request: HttpRequest, due: Due | None, wrong: str, none_because: str) -> HttpResponse:
    listed = proposals()
    why, begins, example = none_because.partition("\n[")  # a refusal of the file ends with one that is right
    shown = {
        "due": due,
        "schedule": due.schedule.in_words() if due else (),
        "counts": [(name, count) for name, count in due.counts.items() if count] if due else (),
        "none_because": why,
        "example": begins.strip() + example,
        "wrong": wrong,
        "waiting": [each for each in listed if each.waits],
        "over": [each for each in listed if not each.waits],
        "me": who(request),
        "backups": BACKUPS,
    }
    return render(request, "web/retention.html", shown, status=400 if wrong else 200)
