"""Every view names the right it asks for; ``middleware.NamedRights`` asks. A view that names none answers nobody.

``@needs(Right.SEE_RISKS)``; ``@needs(Right.SEE_FAULTS, to_change=Right.SET_RULES)`` when a form on the page takes more
than looking does; ``fresh=True`` where one says again who one is; ``@for_everyone_signed_in`` for what asks for its
right itself or holds no data of the council; ``@for_ones_own_account`` for what answers before there is the second
factor that is required. In a view, ``may(request.user, Detail.NEEDS)`` says whether a part of the page is shown; in a
template, ``perms.store.detail_needs``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.http.response import HttpResponseBase

from highneeds.governance.rights import Detail, Right, Role
from highneeds.store.roles import may

__all__ = [
    "Asked",
    "Detail",
    "Right",
    "Role",
    "asked_by",
    "for_everyone_signed_in",
    "for_ones_own_account",
    "may",
    "needs",
]

_LOOKS = frozenset({"GET", "HEAD"})
_MARK = "asks_for_right"
_View = TypeVar("_View", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True, slots=True)
class Asked:
    """The rights a view asks for: to be looked at, and to change something by it. None: everyone who is signed in.

    ``is_ones_own``: answers even where a second factor is required and there is none yet.
    """

    to_see: Right | None
    to_change: Right | None
    is_fresh: bool = False
    is_ones_own: bool = False

    def of(self, method: str | None) -> Right | None:
        return self.to_see if method in _LOOKS else self.to_change


def needs(right: Right, *, to_change: Right | None = None, fresh: bool = False) -> Callable[[_View], _View]:
    """Only for those with ``right``; whatever is no looking takes ``to_change`` where that is named.

    ``fresh``: and who have said within a quarter of an hour who they are, by password or code.
    """
    return _marked(Asked(right, to_change or right, fresh))


def for_everyone_signed_in(view: _View) -> _View:
    """The way to what one may see: shows nothing of the council but by a right that the view itself asks for."""
    return _marked(Asked(None, None))(view)


def for_ones_own_account(view: _View) -> _View:
    """One's own password and second factor, saying again who one is, signing out: nothing of the council at all."""
    return _marked(Asked(None, None, is_ones_own=True))(view)


def asked_by(view: Callable[..., HttpResponseBase]) -> Asked | None:
    """What the view asks for; None when it names nothing."""
    found = view.__dict__.get(_MARK)
    return found if isinstance(found, Asked) else None


def _marked(asked: Asked) -> Callable[[_View], _View]:
    def mark(view: _View) -> _View:
        view.__dict__[_MARK] = asked  # decorators above take it over, as functools.wraps does
        return view

    return mark
