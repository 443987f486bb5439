"""Writing of a case: a note, who looks after it, and many children given an officer at once.

Who changes what somebody else changed meanwhile sees both, and decides.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from highneeds.core.errors import Refusal
from highneeds.operations import case_writing
from highneeds.operations.child_page import is_known
from highneeds.operations.pseudonyms import pseudonym
from highneeds.store.audit import CHILD, CHILDREN
from highneeds.store.case_records import ChangedMeanwhileError
from highneeds.web.forms import NoteForm, OfficerForm
from highneeds.web.noting import Did, noted, who
from highneeds.web.rights import Right, needs
from highneeds.web.sight import sight_of

_METHODS = ("GET", "HEAD", "POST")


@require_http_methods(_METHODS)
@needs(Right.EDIT_CASES)
def write_note(request: HttpRequest, child_key: str, ref: str) -> HttpResponse:
    note = None if ref == case_writing.NEW else case_writing.note_of(child_key, ref)
    if not is_known(child_key) or (note is None and ref != case_writing.NEW):
        raise Http404
    title = "Change a note" if note else "Add a note"
    if request.method != "POST":
        first = {"words": note.content.get("words", ""), "version": note.version} if note else {"version": 0}
        return _form(request, child_key, NoteForm(initial=first), title)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _form(request, child_key, form, title, status=400)
    given = form.cleaned_data
    try:
        case_writing.write_note(child_key, ref, given["words"], version=given["version"], by=who(request))
    except Refusal as refusal:
        form.add_error("words", str(refusal))
        return _form(request, child_key, form, title, status=400)
    except ChangedMeanwhileError as other:
        mine = NoteForm(initial={"words": given["words"], "version": other.now.version})
        return _form(request, child_key, mine, title, other=other, status=409)
    return redirect("child", child_key=child_key)


@require_http_methods(_METHODS)
@needs(Right.EDIT_CASES)
def set_officer(request: HttpRequest, child_key: str) -> HttpResponse:
    if not is_known(child_key):
        raise Http404
    title = "Who looks after this case"
    now = case_writing.officer_of(child_key)
    if request.method != "POST":
        first = {**now.content, "version": now.version} if now else {"version": 0}
        return _form(request, child_key, OfficerForm(initial=first), title)
    form = OfficerForm(request.POST)
    if not form.is_valid():
        return _form(request, child_key, form, title, status=400)
    given = form.cleaned_data
    try:
        case_writing.set_officer(
            child_key, given["officer"], given["team"], version=given["version"] or 0, by=who(request)
        )
    except Refusal as refusal:
        form.add_error("officer", str(refusal))
        return _form(request, child_key, form, title, status=400)
    except ChangedMeanwhileError as other:
        mine = OfficerForm(initial=given | {"version": other.now.version})
        return _form(request, child_key, mine, title, other=other, status=409)
    if not sight_of(request).sees(child_key):  # given to a team whose children this person does not see
        return redirect("children")
    return redirect("child", child_key=child_key)


@require_POST
@needs(Right.EDIT_CASES)
def set_officers(request: HttpRequest) -> HttpResponse:
    form = OfficerForm(request.POST)
    status, done = 400, None
    if form.is_valid():
        given = form.cleaned_data
        try:
            versions = case_writing.versions_given(request.POST.getlist("child"))
            done = case_writing.set_officers(
                versions, given["officer"], given["team"], by=who(request), sight=sight_of(request)
            )
        except Refusal as refusal:
            form.add_error("officer", str(refusal))
        else:
            if not done.others:
                return redirect("changed_at_once", batch=done.batch)
            status = 409
            seen = sorted(one.child_key for _, one in done.others)
            noted(request, Did.SAW_CHILD, CHILDREN, "officers", facts={CHILDREN: list(seen)})
    return render(request, "web/set_officers.html", {"form": form, "done": done}, status=status)


@require_http_methods(_METHODS)
@needs(Right.EDIT_CASES)
def changed_at_once(request: HttpRequest, batch: str) -> HttpResponse:
    """What was given to many at once; POST puts back what stood before."""
    done = case_writing.together(batch, who=who(request), sight=sight_of(request))
    if done is None:
        raise Http404
    undone = case_writing.undo_together(batch, by=who(request)) if request.method == "POST" else None
    return render(request, "web/changed_at_once.html", {"done": done, "undone": undone})


def _form(
    request: HttpRequest,
    child_key: str,
    form: NoteForm | OfficerForm,
    title: str,
    *,
    other: ChangedMeanwhileError | None = None,
    status: int = 200,
) -> HttpResponse:
    noted(request, Did.SAW_CHILD, CHILD, child_key)
    shown = {"form": form, "title": title, "key": child_key, "name": pseudonym(child_key), "other": other}
    return render(request, "web/write_case.html", shown, status=status)
