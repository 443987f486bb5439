"""The first page after signing in: what one's role asks first, and a tab for each further role."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from highneeds.operations.accounts import roles_in_words, whom_to_ask
from highneeds.operations.home import home_of
from highneeds.operations.home_parts import Reader
from highneeds.operations.sight import leads
from highneeds.operations.slugs import slug_of
from highneeds.reports import words
from highneeds.store.audit import CHILDREN
from highneeds.store.roles import roles_of
from highneeds.web.noting import Did, noted
from highneeds.web.rights import Detail, Right, Role, for_everyone_signed_in, may
from highneeds.web.sight import sight_of


@require_safe
@for_everyone_signed_in
def show_home(request: HttpRequest) -> HttpResponse:
    """``?as=finance-partner``: the page of that role, of those one has; whoever has none is told whom to ask.

    An administrator has the pages of all roles. Each panel asks for its own rights.
    """
    user = request.user
    roles = _roles(request)
    if not roles and isinstance(user, User):
        told = {"roles": roles_in_words(user), "whom_to_ask": whom_to_ask()}
        return render(request, "web/no_position.html", told)
    asked = request.GET.get("as", "")
    role = next((one for one in roles if slug_of(one) == asked), None) if asked else roles[0]
    if role is None:
        raise Http404
    reader = _reader(request)
    home = home_of(role, reader)
    if home.children:
        noted(request, Did.SAW_CHILD, CHILDREN, "home", facts={CHILDREN: list(home.children)})
    tabs = [(slug_of(one), words.sentence(one), one is role) for one in roles]
    return render(request, "web/home.html", {"home": home, "tabs": tabs, "allowed": reader.allowed})


def _roles(request: HttpRequest) -> tuple[Role, ...]:
    user = request.user
    if not isinstance(user, User):
        return ()
    return tuple(Role) if user.is_superuser else roles_of(user)


def _reader(request: HttpRequest) -> Reader:
    """With the rights of the account, and its name as a list of plans may have it."""
    user = request.user
    names = {user.get_username()}
    if isinstance(user, User):
        names |= {user.get_full_name(), user.first_name}
    allowed = frozenset(what for what in (*Right, *Detail) if may(user, what))
    called = frozenset(name.strip().casefold() for name in names if name.strip())
    return Reader(allowed, sight_of(request), called, leads(user))
