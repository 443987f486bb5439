"""The scenario room: levers, what they would do, and the scenarios that people save, compare and sign off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from highneeds.core.errors import Refusal
from highneeds.governance.sign_off import Act
from highneeds.operations.kept_scenarios import (
    OF_APPROVERS,
    OpenedScenario,
    is_scenario,
    judge_scenario,
    opened_scenario,
    save_scenario,
    saved_scenarios,
    submit_scenario,
)
from highneeds.operations.pages import month_on_show
from highneeds.operations.scenario_page import (
    MOST_COMPARED,
    Applied,
    apply_levers,
    back_test_beside,
    compare_scenarios,
    default_target,
    record_of,
    scenario_table,
    since_saved,
    target_of,
    year_choices,
)
from highneeds.web.csv_download import csv_download
from highneeds.web.noting import Did, noted, who
from highneeds.web.rights import Right, may, needs
from highneeds.web.scenario_forms import SLOTS, ScenarioForm, TypedLeverForm

_SAVE = "save"
_NO_LEVER = "Say how much in one lever at least"
_LONGEST_REASON = 500


@dataclass
class _Room:
    """The forms of one page, and what is wrong with the whole of it beside their own faults."""

    head: ScenarioForm
    levers: list[TypedLeverForm]
    opened: OpenedScenario | None
    wrong: list[tuple[str, str]]

    def shown_levers(self) -> list[TypedLeverForm]:
        """A second lever of a kind only once there is a first."""
        in_use = {form.lever.key for form in self.levers if form.is_open}
        return [form for form in self.levers if not form.is_second or form.lever.key in in_use]

    def is_valid(self) -> bool:
        """Every form is asked, so that all faults are told at once."""
        return not [form for form in (self.head, *self.levers) if not form.is_valid()]

    def problems(self) -> list[tuple[str, str]]:
        """(where it is mended, in words)."""
        found = list(self.wrong)
        for form in (self.head, *self.levers):
            for field in form:
                found += [(_id_of(field), str(error)) for error in field.errors]
        return found


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SEE_SCENARIOS, to_change=Right.MAKE_SCENARIOS)
def show_room(request: HttpRequest) -> HttpResponse:
    """With nothing in the levers; what is pressed lives what is in them, or saves it as a scenario."""
    room = _room(None, _sent(request))
    return _pressed(request, room) if request.method == "POST" else _page(request, room, Applied())


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SEE_SCENARIOS, to_change=Right.MAKE_SCENARIOS)
def show_scenario(request: HttpRequest, key: str) -> HttpResponse:
    """A saved one, lived on the data of now; whoever has the link and the right sees it."""
    opened = opened_scenario(key)
    if opened is None:
        raise Http404
    room = _room(opened, _sent(request))
    return _pressed(request, room) if request.method == "POST" else _opened_page(request, room, opened)


@require_safe
@needs(Right.SEE_SCENARIOS)
def compare(request: HttpRequest) -> HttpResponse:
    """``?scenario=REF``, up to four times."""
    page = compare_scenarios(request.GET.getlist("scenario"))
    shown = {"page": page, "saved": saved_scenarios(), "most": MOST_COMPARED}
    return render(request, "web/compare_scenarios.html", shown)


@require_safe
@needs(Right.SEE_SCENARIOS)
def download_table(request: HttpRequest, key: str, name: str) -> HttpResponse:
    try:
        table = scenario_table(key, name)
    except Refusal as refusal:
        return _of_saved(request, key, wrong=str(refusal))
    if table is None:
        raise Http404
    titles = [f"{column.group}: {column.title}" if column.group else column.title for column in table.columns]
    noted(request, Did.TOOK_OUT, "scenario", f"{key} {name}")
    return csv_download(f"scenario-{key}-{name}.csv", [titles, *table.texts(), (table.note,)])


@require_POST
@needs(Right.MAKE_SCENARIOS)
def submit(request: HttpRequest, key: str) -> HttpResponse:
    if not is_scenario(key):
        raise Http404
    try:
        submit_scenario(key, by=who(request))
    except Refusal as refusal:
        return _of_saved(request, key, wrong=str(refusal))
    return redirect("scenario", key=key)


@require_POST
@needs(Right.APPROVE_PAPERS)
def judge(request: HttpRequest, key: str) -> HttpResponse:
    """Approve or return the version that was looked at."""
    if not is_scenario(key):
        raise Http404
    act = next((one for one in OF_APPROVERS if one.value == request.POST.get("act")), None)
    seen = request.POST.get("version", "")
    if act is None or not seen.isdecimal():
        return _of_saved(request, key, wrong="Choose what to do with the scenario.")
    try:
        why = request.POST.get("why", "")[:_LONGEST_REASON]
        judge_scenario(key, Act(act), seen=int(seen), by=who(request), why=why)
    except Refusal as refusal:
        return _of_saved(request, key, wrong=str(refusal))
    return redirect("scenario", key=key)


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _room(opened: OpenedScenario | None, data: QueryDict | None = None) -> _Room:
    kept = {} if opened is None else {(one.key, one.number): one for one in opened.record.levers}
    start = _next_month()
    levers = [TypedLeverForm(key, number, start, data, kept.get((key, number))) for key, number in SLOTS]
    target = default_target() if opened is None else target_of(opened.record)
    years = dict.fromkeys((*year_choices(), target.year))
    name, version = ("", 0) if opened is None else (opened.record.name, opened.version)
    return _Room(ScenarioForm(tuple(years), target, data, name=name, version=version), levers, opened, [])


def _pressed(request: HttpRequest, room: _Room) -> HttpResponse:
    is_to_be_saved = request.POST.get("do") == _SAVE
    if not room.is_valid():
        return _page(request, room, Applied(), status=400)
    typed = [one for form in room.levers if (one := form.typed()) is not None]
    name, target = room.head.cleaned_data["name"], room.head.target_aimed_at()
    if not typed:
        room.wrong.append((room.levers[0]["size"].id_for_label, _NO_LEVER))
    if is_to_be_saved and not name:
        room.head.add_error("name", "Give the scenario a name")
    if room.wrong or room.head.errors:
        return _page(request, room, Applied(), status=400)
    applied = apply_levers(name, typed, target, owner=who(request))
    for wrong in applied.wrong:
        form = next(each for each in room.levers if each.slot == wrong.slot)
        form.add_error(wrong.field if wrong.field in form.fields else "size", f"{form.title}: {wrong.advice}")
    if applied.wrong:
        return _page(request, room, applied, status=400)
    if is_to_be_saved and applied.lived is not None:
        ref, seen = ("", 0) if room.opened is None else (room.opened.ref, room.head.cleaned_data["version"] or 0)
        try:
            kept = save_scenario(record_of(name, typed, target, applied.lived), by=who(request), ref=ref, seen=seen)
        except Refusal as refusal:
            room.head.add_error("name", str(refusal))
            return _page(request, room, applied, status=409)
        return redirect("scenario", key=kept)
    return _page(request, room, applied)


def _of_saved(request: HttpRequest, key: str, *, wrong: str) -> HttpResponse:
    """The page of a saved scenario, with what was refused. It was reached by another address than its own."""
    opened = opened_scenario(key)
    if opened is None:
        raise Http404
    room = _room(opened)
    room.wrong.append(("sign-off", wrong))
    return _opened_page(request, room, opened, status=400)


def _opened_page(request: HttpRequest, room: _Room, opened: OpenedScenario, *, status: int = 200) -> HttpResponse:
    """As it was saved; what cannot be any more, such as a month that has passed, is told."""
    record = opened.record
    applied = apply_levers(record.name, record.levers, target_of(record), owner=opened.by)
    titles = {form.slot: form.title for form in room.levers}
    room.wrong += [(f"id_{one.slot}-{one.field}", f"{titles[one.slot]}: {one.advice}") for one in applied.wrong]
    return _page(request, room, applied, status=status)


def _page(request: HttpRequest, room: _Room, applied: Applied, *, status: int = 200) -> HttpResponse:
    record, opened = month_on_show(), room.opened
    since = since_saved(opened.record, applied.lived) if opened is not None and applied.lived is not None else ""
    is_going_on = applied.being_read is not None or applied.being_lived is not None
    shown = {
        "room": room,
        "again": request.POST.get("do", "") if is_going_on else "",
        "problems": room.problems(),
        "applied": applied,
        "results": applied.results,
        "opened": opened,
        "may_judge": opened is not None
        and may(request.user, Right.APPROVE_PAPERS)
        and opened.may_be_judged_by(request.user.get_username()),
        "since": since,
        "saved": saved_scenarios(),
        "most": MOST_COMPARED,
        "beside": back_test_beside(record),
    }
    return render(request, "web/scenarios.html", shown, status=status)


def _id_of(field: forms.BoundField) -> str:
    """Of the first tick of several."""
    return field.id_for_label or f"{field.auto_id}_0"


def _next_month() -> date:
    """The month after that of the data, else after this one."""
    record = month_on_show()
    day = date.today() if record is None else record.as_at  # noqa: DTZ011 - the council's own day
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
