"""What an account needs a right for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import FileResponse, HttpRequest, HttpResponse

from highneeds.store.accounts import IMPORT_FILES
from highneeds.web.views.trouble import trouble

_Asked = ParamSpec("_Asked")
_LOOKS = ("GET", "HEAD")
View = Callable[Concatenate[HttpRequest, _Asked], HttpResponse | FileResponse]


def for_importers(view: View[_Asked]) -> View[_Asked]:
    """The view for accounts that may import files; 403 in plain words for others, whatever they ask for."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: _Asked.args, **asked: _Asked.kwargs) -> HttpResponse | FileResponse:
        if request.user.has_perm(IMPORT_FILES):
            return view(request, *args, **asked)
        return trouble(
            request,
            403,
            "You may not import files",
            "You can look at what was imported. To import, to have original files back or to undo an import, ask the "
            "person who looks after highneeds in your council for the right to import. Nothing was changed.",
        )

    return answer


def changed_by_importers(view: View[_Asked]) -> View[_Asked]:
    """The view, to be looked at by everybody; what it changes is for accounts that may import files, 403 for others."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: _Asked.args, **asked: _Asked.kwargs) -> HttpResponse | FileResponse:
        if request.method in _LOOKS or request.user.has_perm(IMPORT_FILES):
            return view(request, *args, **asked)
        return trouble(
            request,
            403,
            "You may not change this",
            "You can look at it. Who is one child, and how rules act, changes the caseload and the imports: ask the "
            "person who looks after highneeds in your council for the right to import. Nothing was changed.",
        )

    return answer
