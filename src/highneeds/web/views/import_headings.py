"""An import whose headings nobody knows: what they seem to be, for a person to confirm or to change."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from highneeds.operations.import_headings import Said, headings_page, remember_headings
from highneeds.operations.import_upload import told_headings, wait_a_moment
from highneeds.operations.undoing import asking_task_of
from highneeds.web.rights import Right, needs


@require_http_methods(("GET", "HEAD", "POST"))
@needs(Right.IMPORT_FILES)
def tell_headings(request: HttpRequest, task_id: int) -> HttpResponse:
    """GET shows the guess, for the kind that ``?kind=`` names; POST confirms or corrects it."""
    task = asking_task_of(task_id)
    if task is None:
        raise Http404
    if request.method != "POST":
        return render(request, "web/import_headings.html", {"page": headings_page(task, request.GET.get("kind", ""))})
    page = remember_headings(task, _said(request.POST), by=request.user.get_username())
    if page is not None:
        return render(request, "web/import_headings.html", {"page": page}, status=400)
    told_headings(task, by=request.user.get_username())
    wait_a_moment(task)
    return redirect("import_task", task_id=task_id)


def _said(form: QueryDict) -> Said:
    names = {int(key[7:]): str(form[key]) for key in form if re.fullmatch(r"column-[0-9]{1,4}", key)}
    values = {key[6:]: str(form[key]) for key in form if key.startswith("value-")}
    return Said(str(form.get("kind", "")), names, values)
