"""Accounts and their roles, for those who give them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from highneeds.core.errors import Refusal
from highneeds.governance.rights import Role
from highneeds.operations.accounts import account_of, accounts_page, change_account, new_account
from highneeds.operations.teams import in_words, teams_of
from highneeds.web.forms import NewAccountForm
from highneeds.web.rights import Right, needs
from highneeds.web.team_forms import MemberForm, first_values

_ASKS = ("GET", "HEAD", "POST")


@require_http_methods(_ASKS)
@needs(Right.GIVE_ROLES, fresh=True)
def list_accounts(request: HttpRequest) -> HttpResponse:
    """POST makes an account."""
    form = NewAccountForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        name, role = form.cleaned_data["name"], form.cleaned_data["role"]
        try:
            new_account(name, role=role, by=request.user.get_username())
            return redirect("accounts")
        except Refusal as refusal:
            form.add_error("name", str(refusal))
    shown = {"accounts": accounts_page(), "form": form}
    return render(request, "web/accounts.html", shown, status=400 if form.errors else 200)


@require_http_methods(_ASKS)
@needs(Right.GIVE_ROLES, fresh=True)
def show_account(request: HttpRequest, account_id: int) -> HttpResponse:
    account = account_of(account_id)
    if account is None:
        raise Http404
    wrong = ""
    if request.method == "POST":
        try:
            change_account(
                account.name,
                roles=request.POST.getlist("role"),
                is_open=request.POST.get("open") == "yes",
                by=request.user.get_username(),
            )
            return redirect("accounts")
        except Refusal as refusal:
            wrong = str(refusal)
    teams = teams_of(account.name)
    shown = {
        "account": account,
        "roles": [(role.value, role in account.roles) for role in Role],
        "wrong": wrong,
        "teams": in_words(teams),
        "member_form": MemberForm(initial=first_values(teams)),
    }
    return render(request, "web/account.html", shown, status=400 if wrong else 200)
