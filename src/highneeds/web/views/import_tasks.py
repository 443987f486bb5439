"""Importing through pages: choose a file, look at what it would do, confirm it or stop, and undo."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from contextlib import suppress
from typing import BinaryIO, cast

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from highneeds.core.errors import Refusal
from highneeds.ingest.kinds import FileKind
from highneeds.operations import import_pages
from highneeds.operations.import_task_page import task_page
from highneeds.operations.import_upload import (
    MAX_UPLOAD_BYTES,
    again,
    asks_which,
    confirm,
    take_in,
    wait_a_moment,
)
from highneeds.operations.second_file import Second
from highneeds.operations.undoing import (
    begin_undo,
    is_original,
    is_undone,
    original_of,
    originals_in_words,
    stop_import,
    task_of,
    why_not_undone_in_words,
)
from highneeds.web.rights import Right, needs
from highneeds.web.rows_out import purpose_of
from highneeds.web.sight import sight_of
from highneeds.web.views.trouble import trouble

_WHOM_TO_ASK = (
    "Your role sees the children of its own teams only. Ask the head of SEND, who sees every child, for the file."
)
_ASKS = ("GET", "HEAD", "POST")


@require_http_methods(_ASKS)
@needs(Right.IMPORT_FILES)
def new_import(request: HttpRequest) -> HttpResponse:
    wrong = ""
    if request.method == "POST":
        files = request.FILES.getlist("files")
        kind = request.POST.get("kind", "")
        try:
            task = take_in(
                [(file.name or "file", cast("Iterable[bytes]", file.chunks())) for file in files],
                kind=kind if kind in set(FileKind) else None,
                asked_by=request.user.get_username(),
            )
            wait_a_moment(task)
            return redirect("import_task", task_id=task.pk)
        except Refusal as refusal:
            wrong = str(refusal)
    context = {
        "wrong": wrong,
        "kinds": [(kind.value, kind.label) for kind in FileKind],
        "megabytes": MAX_UPLOAD_BYTES // 1_000_000,
        "originals": originals_in_words(),
    }
    return render(request, "web/new_import.html", context, status=400 if wrong else 200)


@require_http_methods(_ASKS)
@needs(Right.IMPORT_FILES)
def show_task(request: HttpRequest, task_id: int) -> HttpResponse:
    """One import on its way. POST: ``do`` is confirm, stop or again."""
    if request.method == "POST":
        return _do(request, task_id)
    page = task_page(task_id)
    if page is None:
        raise Http404
    if page.state == "asking":
        return redirect("import_headings", task_id=task_id)
    if page.import_id is not None:
        return redirect("import", import_id=page.import_id)
    return render(request, "web/import_task.html", {"page": page, "is_unsaid": "unsaid" in request.GET})


def _do(request: HttpRequest, task_id: int) -> HttpResponse:
    task = task_of(task_id)
    if task is None:
        raise Http404
    wanted = request.POST.get("do")
    if wanted == "stop":
        with suppress(Refusal):  # somebody was quicker: the page says how it stands now
            stop_import(task_id)
        return redirect("imports") if task_of(task_id) is None else redirect("import_task", task_id=task_id)
    if wanted == "confirm":
        said = request.POST.get("second", "")
        second = Second(said) if said in set(Second) else None
        if second is None and asks_which(task):
            return redirect(f"{reverse('import_task', args=[task_id])}?unsaid=1#second")
        confirm(task, by=request.user.get_username(), second=second)
    elif wanted == "again":
        again(task, by=request.user.get_username())
    wait_a_moment(task)
    return redirect("import_task", task_id=task_id)


@require_http_methods(_ASKS)
@needs(Right.IMPORT_FILES)
def undo(request: HttpRequest, import_id: int) -> HttpResponse:
    """GET asks; POST has the import undone as one, and shows how far that is where it takes longer than a moment."""
    summary = import_pages.import_on_show(import_id)
    if summary is None:
        raise Http404
    why_not = why_not_undone_in_words(import_id)
    if request.method == "POST" and not why_not:
        piece = begin_undo(import_id, by=request.user.get_username())
        if is_undone(piece):
            return redirect("import", import_id=import_id)
        return redirect("piece", number=piece.pk)
    return render(request, "web/undo_import.html", {"summary": summary, "why_not": why_not})


@require_http_methods(_ASKS)
@needs(Right.IMPORT_FILES, fresh=True)
def download_original(request: HttpRequest, import_id: int, file_id: int) -> HttpResponse | FileResponse:
    """A file as it was imported, never opened by the browser itself; whole, so for those who see every child alone."""
    if not is_original(import_id, file_id):
        raise Http404
    if sight_of(request).is_limited:
        return trouble(request, 403, "A file holds children of every team", _WHOM_TO_ASK)
    purpose = purpose_of(request, "An original file, as it was imported.")
    if not isinstance(purpose, str):
        return purpose
    whole = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it has been sent
    try:
        name = original_of(import_id, file_id, cast("BinaryIO", whole), by=request.user.get_username(), why=purpose)
    except Refusal as refusal:
        whole.close()
        return trouble(request, 409, "This file cannot be given back", f"{refusal} Everything else works as before.")
    if name is None:
        whole.close()
        raise Http404
    whole.seek(0)
    return FileResponse(whole, as_attachment=True, filename=name, content_type="application/octet-stream")
