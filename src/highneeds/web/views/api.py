"""The API described for people and programs, and its tokens, for those who give rights."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from highneeds.core.errors import Refusal
from highneeds.operations.api_tokens import all_tokens, new_token, rights_in_words, rights_of, state_in_words, take_back
from highneeds.web.api.described import addresses, document, kinds
from highneeds.web.forms import NewTokenForm
from highneeds.web.noting import who
from highneeds.web.rights import Right, for_everyone_signed_in, needs


@require_safe
@for_everyone_signed_in
def show_api(request: HttpRequest) -> HttpResponse:
    """The description as a page: holds no data of the council."""
    return render(request, "web/api.html", {"addresses": addresses(), "kinds": kinds()})


@require_safe
@for_everyone_signed_in
def download_document(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view takes the request
    return JsonResponse(document(), json_dumps_params={"indent": 1, "ensure_ascii": False})


@require_http_methods(("GET", "HEAD", "POST"))
@needs(Right.GIVE_ROLES, fresh=True)
def list_tokens(request: HttpRequest) -> HttpResponse:
    """POST makes a token and shows it, this once."""
    form = NewTokenForm(request.POST if request.method == "POST" else None)
    made = ""
    if form.is_valid():
        asked = form.cleaned_data
        try:
            made = new_token(asked["name"], rights=rights_of(asked["rights"]), days=asked["days"], by=who(request))
        except Refusal as refusal:
            form.add_error("name", str(refusal))
    if made:
        return render(request, "web/api_token.html", {"token": made, "name": form.cleaned_data["name"]})
    rows = [(token, state_in_words(token), rights_in_words(token)) for token in all_tokens()]
    return render(request, "web/api_tokens.html", {"rows": rows, "form": form}, status=400 if form.errors else 200)


@require_POST
@needs(Right.GIVE_ROLES, fresh=True)
def revoke_token(request: HttpRequest) -> HttpResponse:
    try:
        take_back(request.POST.get("name", ""), by=who(request))
    except Refusal:  # taken back already, by this person's second click or by another
        return redirect("api_tokens")
    return redirect("api_tokens")
