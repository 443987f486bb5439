"""The programme of savings and its measures, and the steps people take with one."""

from __future__ import annotations

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from highneeds.core.errors import Refusal
from highneeds.operations.measure_page import MeasurePage, colour_measure, measure_page, move_measure
from highneeds.operations.programme_page import programme_page, programme_table
from highneeds.operations.savings_ledger import Move
from highneeds.savings import Colour, State
from highneeds.savings import Role as Capacity
from highneeds.store.audit import CHILDREN
from highneeds.web.csv_download import csv_download
from highneeds.web.forms import ColourForm, MoveForm
from highneeds.web.noting import Did, noted
from highneeds.web.rights import Right, may, needs
from highneeds.web.sight import sight_of


@require_safe
@needs(Right.SEE_PROGRAMME)
def show_programme(request: HttpRequest) -> HttpResponse:
    """``?year=2027-28``: the money of that year."""
    return render(request, "web/programme.html", {"page": programme_page(request.GET.get("year", ""))})


@require_safe
@needs(Right.SEE_PROGRAMME)
def download_table(request: HttpRequest, name: str) -> HttpResponse:
    table = programme_table(name, request.GET.get("year", ""))
    if table is None:
        raise Http404
    titles = [f"{column.group}: {column.title}" if column.group else column.title for column in table.columns]
    noted(request, Did.TOOK_OUT, "programme", name)
    return csv_download(f"programme-{name}.csv", [titles, *table.texts()])


@require_safe
@needs(Right.SEE_PROGRAMME)
def show_measure(request: HttpRequest, key: str) -> HttpResponse:
    page = _page(request, key)
    moves = [one.child_key for one in page.evidence if one.is_of_a_child]
    if moves and may(request.user, Right.SEE_CHILDREN):
        noted(request, Did.SAW_CHILD, CHILDREN, f"measure {page.ref}", facts={CHILDREN: moves})
    return render(request, "web/measure.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.RUN_PROGRAMME)
def move(request: HttpRequest, key: str) -> HttpResponse:
    """A step that the programme may take; never to finance-agreed or banked."""
    page = _page(request, key)
    return _stepped(request, page, page.moves, Capacity.PROGRAMME)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.AGREE_SAVINGS)
def agree(request: HttpRequest, key: str) -> HttpResponse:
    """A step that finance may take."""
    page = _page(request, key)
    return _stepped(request, page, page.agrees, Capacity.FINANCE)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.RUN_PROGRAMME)
def colour(request: HttpRequest, key: str) -> HttpResponse:
    page = _page(request, key)
    form = ColourForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        chosen = None if said["colour"] == ColourForm.COMPUTED else Colour(said["colour"])
        try:
            colour_measure(page.ref, said["of"], chosen, by=request.user.get_username(), why=said["why"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("measure", key=key)
    return _form(request, page, form, "Show another colour")


def _stepped(request: HttpRequest, page: MeasurePage, states: tuple[State, ...], capacity: Capacity) -> HttpResponse:
    form = MoveForm(states, page.others, page.state, request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            step = Move(
                State(said["after"]),
                request.user.get_username(),
                capacity,
                said["why"],
                said["replaced_by"],
                State(said["seen"]) if said["seen"] in set(State) else page.state,
            )
            move_measure(page.ref, step)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("measure", key=page.slug)
    return _form(request, page, form, "Agree it for finance" if capacity is Capacity.FINANCE else "Move it on")


def _form(request: HttpRequest, page: MeasurePage, form: Form, does: str) -> HttpResponse:
    status = 400 if request.method == "POST" else 200
    return render(request, "web/measure_form.html", {"page": page, "form": form, "does": does}, status=status)


def _page(request: HttpRequest, key: str) -> MeasurePage:
    page = measure_page(key, sight_of(request))
    if page is None:
        raise Http404
    return page
