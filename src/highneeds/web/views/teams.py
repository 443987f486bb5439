"""Teams: who is in which, which roles see their own teams' children alone, and a child of another team opened."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from highneeds.core.errors import Refusal
from highneeds.operations.names import child_to_open
from highneeds.operations.teams import let_see, put_in_teams, teams_page
from highneeds.store.audit import CHILD, note
from highneeds.web.noting import Did, noted, who
from highneeds.web.rights import Right, may, needs
from highneeds.web.sight import open_for_an_hour, sight_of
from highneeds.web.team_forms import MemberForm, OtherTeamForm, TeamSightForm

_ASKS = ("GET", "HEAD", "POST")
_SIGHT = "sight"


@require_http_methods(_ASKS)
@needs(Right.SET_TEAMS, fresh=True)
def show_teams(request: HttpRequest) -> HttpResponse:
    """POST puts a person into teams, or (``do=sight``) says which children a role sees."""
    is_post = request.method == "POST"
    is_sight = request.POST.get("do") == _SIGHT
    member = MemberForm(request.POST if is_post and not is_sight else None)
    sight = TeamSightForm(request.POST if is_post and is_sight else None)
    if is_post and (_said_sight(sight, who(request)) if is_sight else _put(member, who(request))):
        return redirect("teams")
    page = teams_page(sees_children=may(request.user, Right.SEE_CHILDREN))
    shown = {"page": page, "member_form": member, "sight_form": sight, "form": sight if is_sight else member}
    return render(request, "web/teams.html", shown, status=400 if is_post else 200)


def _put(form: MemberForm, by: str) -> bool:
    if not form.is_valid():
        return False
    said = form.cleaned_data
    try:
        put_in_teams(said["person"], said["team"], form.also_teams, leads=said["leads"], by=by)
    except Refusal as refusal:
        form.add_error("person", str(refusal))
        return False
    return True


def _said_sight(form: TeamSightForm, by: str) -> bool:
    if not form.is_valid():
        return False
    said = form.cleaned_data
    try:
        let_see(said["role"], own_teams_only=said["sees"] == TeamSightForm.OWN, reason=said["reason"], by=by)
    except Refusal as refusal:
        form.add_error("role", str(refusal))
        return False
    return True


@require_http_methods(_ASKS)
@needs(Right.OPEN_NAMES, fresh=True)
def open_other_team(request: HttpRequest) -> HttpResponse:
    """A child of another team, for an hour, with a reason that is noted before anything is shown."""
    form = OtherTeamForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            key = child_to_open(form.cleaned_data["child"])
        except Refusal as refusal:
            noted(request, Did.REFUSED, "a child of another team", words=reason)
            form.add_error("child", str(refusal))
        else:
            if not sight_of(request).sees(key):
                note(who(request), Did.OPENED_OTHER_TEAM, CHILD, key, words=reason)
                open_for_an_hour(request, key)
            return redirect("child", child_key=key)
    return render(request, "web/other_team.html", {"form": form}, status=400 if form.errors else 200)
