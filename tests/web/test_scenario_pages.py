"""The scenario room on its pages: apply, save, hand on, compare, and put before a second person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Route
from tests.web.conftest import PASSWORD
from tests.web.in_a_browser import faults_of, started_browser, watch
from tests.web.sample_room import JOINING, PRICES, in_use, sample_room, saved

from highneeds.core.errors import Refusal
from highneeds.governance.audit import Did
from highneeds.governance.record import MonthRecord
from highneeds.governance.rights import Role
from highneeds.operations.room_council import BeingRead, RoomCouncil
from highneeds.operations.room_levers import LEVER_FORMS
from highneeds.operations.scenario_room import BeingLived, live_scenario
from highneeds.store.audit import latest
from highneeds.store.models import ScenarioRow
from highneeds.store.roles import set_roles
from highneeds.web.middleware import CONTENT_POLICY
from highneeds.web.scenario_forms import SLOTS

BLANK = {f"{key}-{number}-start": "2027-09" for key, number in SLOTS}
LEVERS = BLANK | {
    "price-1-size": "\N{MINUS SIGN}10%",
    "price-1-settings": ["independent_special"],
    "price-1-evidence": "An offer",
    "price-1-source": "Minute 4",
    "joining-1-size": "-20",
    "joining-1-size_sd": "5",
    "joining-1-start": "December 2026",
    "joining-1-ramp_months": "6",
    "joining-1-needs": ["ASD", "SEMH"],
    "year": "2028-29",
    "target": "0.05",
}


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> RoomCouncil:
    return in_use(sample_room(), monkeypatch)


def as_another(*roles: Role) -> Client:
    user = User.objects.create_user("kim", password=PASSWORD)
    set_roles(user, roles)
    client = Client()
    client.force_login(user)
    return client


def posted(client: Client, address: str, **more: object) -> tuple[int, str]:
    answer = client.post(address, LEVERS | {"do": "apply"} | more)
    return answer.status_code, answer.content.decode()


def test_pressing_apply_shows_the_fan_the_bridge_the_chance_and_the_tables(
    signed_in: Client, month: MonthRecord, room: RoomCouncil
) -> None:
    assert month.draws
    status, told = posted(signed_in, "/scenarios")
    assert status == 200
    for said in (
        "The scenario lowers the cost of 2028-29",
        'id="cost-finding"',
        'id="levers-finding"',
        "Levers acting on one another",
        "All levers together",
        "The chance that cost in 2028-29 falls by £0.05m or more is",
        "Children with a plan in January 2031",
        f"data {room.data[:12]}, seed 2026",
        "1,000 draws of 60 children",
        "lived for this",
    ):
        assert said in told, said
    assert 'value="-10"' in told or "\N{MINUS SIGN}10%" in told  # what was entered stands there still
    assert "<style" not in told
    assert " style=" not in told


def test_the_room_has_every_lever_and_names_no_child(signed_in: Client, month: MonthRecord) -> None:
    assert month.draws
    told = signed_in.get("/scenarios").content.decode()
    for lever in LEVER_FORMS.values():
        assert f"<summary>{lever.title}</summary>" in told
    assert "child_key" not in told
    assert "No scenario can be lived" not in told  # nothing was asked yet


def test_the_record_of_past_forecasts_stands_beside(signed_in: Client, month: MonthRecord) -> None:
    assert month.past is not None
    told = signed_in.get("/scenarios").content.decode()
    assert "How far out such forecasts have been" in told
    assert "In range, %" in told
    assert "No error by month is kept yet" in told


def test_before_the_first_month_it_is_said_that_no_record_is_kept(signed_in: Client) -> None:
    told = signed_in.get("/scenarios").content.decode()
    assert "No back-test is kept yet" in told
    assert "None yet." in told


def test_all_faults_of_the_form_are_told_at_once_each_at_its_field(
    signed_in: Client, month: MonthRecord, room: RoomCouncil
) -> None:
    assert month.draws
    assert room.children
    wrong = {
        "joining-1-size": "lots", "joining-1-start": "soon", "price-1-size": "", "target": "much",
        "places-1-size": "40", "shift-1-size": "120",
    }  # fmt: skip
    status, told = posted(signed_in, "/scenarios", **wrong)
    assert status == 400
    assert "<title>Error: Scenario room" in told
    for where, said in (
        ("id_joining-1-size", "How much: enter a number such as"),
        ("id_joining-1-start", "From: enter a month such as 2027-09"),
        ("id_price-1-size", "Prices: say how much, or clear the rest of this lever"),
        ("id_target", "Cost is to fall by: enter a number such as 1.5"),
    ):
        assert f'href="#{where}"' in told, where
        assert said in told, said
    status, told = posted(signed_in, "/scenarios", **{"places-1-size": "40", "shift-1-size": "120"})
    assert status == 400
    for said in ("Choose the setting whose places they are.", "It cannot be more than 100%", "Tick the settings"):
        assert said in told, said


def test_a_second_lever_of_a_kind_is_there_once_the_first_is_in_use(signed_in: Client, room: RoomCouncil) -> None:
    assert "Prices (a second one)" not in signed_in.get("/scenarios").content.decode()
    assert room.children
    both = {"price-2-size": "-5", "price-2-start": "2028-04", "price-2-settings": ["special"]}
    status, told = posted(signed_in, "/scenarios", **both)
    assert status == 200
    assert "Prices (2)" in told
    status, told = posted(signed_in, "/scenarios", **both, **{"joining-1-start": ""})
    assert status == 400
    assert "From: enter a month" in told


def test_without_any_lever_nothing_is_lived_and_it_is_said(signed_in: Client, room: RoomCouncil) -> None:
    assert room.children
    answer = signed_in.post("/scenarios", BLANK | {"do": "apply"})
    assert answer.status_code == 400
    assert "Say how much in one lever at least" in answer.content.decode()


def test_what_a_council_cannot_have_is_told_at_the_lever(signed_in: Client, room: RoomCouncil) -> None:
    assert room.children
    status, told = posted(signed_in, "/scenarios", **{"places-1-size": "4", "places-1-setting": "sen_unit"})
    assert status == 400
    assert 'href="#id_places-1-size"' in told
    assert "no number of places is known for sen_unit today" in told.lower() or "No number of places is known" in told


def test_while_the_council_is_read_or_the_worlds_lived_the_page_says_so_and_keeps_what_was_entered(
    signed_in: Client, room: RoomCouncil, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = saved("Prices held", PRICES, by="sam")
    monkeypatch.setattr("highneeds.operations.scenario_page.lived_or_being_lived", lambda *_, **__: BeingLived(12.0))
    status, told = posted(signed_in, "/scenarios")
    assert status == 200
    assert "The worlds are being lived, for 12 seconds so far" in told
    assert "An offer" in told
    assert 'value="apply" data-press-again' in told
    assert 'value="save" data-press-again' in posted(signed_in, "/scenarios", do="save", name="Mine")[1]
    assert "data-follow" in signed_in.get(f"/scenarios/{ref}").content.decode()
    monkeypatch.setattr("highneeds.operations.scenario_page.room_council", lambda: BeingRead(3.0))
    assert "being read and its rates fitted, for 3 seconds" in posted(signed_in, "/scenarios")[1]
    assert "data-follow" in signed_in.get(f"/scenarios/compare?scenario={ref}").content.decode()
    assert room.children


def test_the_fan_is_shown_before_each_lever_is_lived_alone_and_the_page_says_how_to_see_them(
    signed_in: Client, month: MonthRecord, room: RoomCouncil, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = saved("Both", JOINING, PRICES, by="sam")
    monkeypatch.setattr(
        "highneeds.operations.scenario_page.lived_or_being_lived",
        lambda room, scenario, **_: live_scenario(room, scenario, has_levers=False),
    )
    status, told = posted(signed_in, "/scenarios")
    assert status == 200
    assert month.draws
    assert 'id="cost-finding"' in told
    assert 'id="levers-finding"' not in told
    assert 'data-rest="POST"' in told
    assert "Press Apply again to see what each of them does." in told
    looked = signed_in.get(f"/scenarios/{ref}").content.decode()
    assert 'data-rest="GET"' in looked
    assert '<a href="">Look again</a>' in looked
    refused = signed_in.get(f"/scenarios/{ref}/tables/levers.csv")
    assert refused.status_code == 400
    assert "Open it, and try again" in refused.content.decode()
    assert signed_in.get(f"/scenarios/compare?scenario={ref}").status_code == 200
    assert room.children


@pytest.mark.browser
def test_what_each_lever_does_comes_into_the_page_by_itself_once_it_is_there(
    signed_in: Client, month: MonthRecord, room: RoomCouncil, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = posted(signed_in, "/scenarios")[1]
    monkeypatch.setattr(
        "highneeds.operations.scenario_page.lived_or_being_lived",
        lambda room, scenario, **_: live_scenario(room, scenario, has_levers=False),
    )
    asked: list[str] = []
    answers = iter((posted(signed_in, "/scenarios")[1], posted(signed_in, "/scenarios")[1], whole))

    def answered(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            route.fulfill(path=str(finders.find(path.removeprefix("/static/"))))
            return
        asked.append(f"{route.request.method} {'joining-1-size' in (route.request.post_data or '')}")
        headers = {"content-security-policy": CONTENT_POLICY, "content-type": "text/html; charset=utf-8"}
        route.fulfill(body=next(answers), headers=headers)

    with started_browser() as browser:
        context = browser.new_context()
        context.route("**/*", answered)
        watched = watch(context, "http://room.invalid")
        watched.page.goto("http://room.invalid/scenarios")
        watched.page.get_by_role("heading", name="What each lever does alone").wait_for()
        watched.page.locator("#id_joining-1-size").fill("77")
        watched.page.locator("#levers-finding").wait_for()
        assert watched.page.get_by_role("heading", name="What each lever does alone").count() == 0
        assert watched.page.locator("#id_joining-1-size").input_value() == "77"  # what is entered stays
        assert faults_of(watched.page) == []
        assert (watched.complaints, watched.elsewhere) == ([], [])
    assert asked == ["GET False", "POST True", "POST True"]
    assert (month.draws > 0, room.children > 0) == (True, True)


def test_without_imports_the_room_says_what_is_missing(signed_in: Client) -> None:
    told = posted(signed_in, "/scenarios")[1]
    assert "No scenario can be lived yet." in told
    assert "Nothing has been imported yet" in told


def test_a_scenario_is_saved_as_versions_with_who_and_when_and_opened_by_its_link(
    signed_in: Client, month: MonthRecord, room: RoomCouncil
) -> None:
    assert month.draws
    assert room.children
    assert "Give the scenario a name" in posted(signed_in, "/scenarios", do="save")[1]
    answer = signed_in.post("/scenarios", LEVERS | {"do": "save", "name": "Prices held"})
    assert answer.status_code == 302
    address = answer.headers["Location"]
    told = as_another(Role.AUDITOR).get(address).content.decode()
    assert "Prices held" in told
    assert "Saved version 1" in told
    assert "sam" in told
    assert 'name="do"' not in told  # who may only look has no form
    told = signed_in.get(address).content.decode()
    assert 'value="-20"' in told
    assert 'value="2026-12"' in told
    assert told.count(" checked>") == 3
    again = signed_in.post(address, LEVERS | {"do": "save", "name": "Prices held", "version": "1", "target": "1"})
    assert again.headers["Location"] == address
    assert list(ScenarioRow.objects.values_list("version", "by")) == [(1, "sam"), (2, "sam")]
    assert latest(9)[0].entry.did in {Did.SIGNED_OFF, Did.CHANGED}
    assert "2028-29:" in signed_in.get("/scenarios").content.decode()


def test_the_second_of_two_who_save_is_told_and_nothing_is_written_over(
    signed_in: Client, month: MonthRecord, room: RoomCouncil
) -> None:
    assert month.draws
    assert room.children
    ref = saved("Prices held", PRICES, by="sam")
    saved("Prices held more", replace(PRICES, size=-12.0), by="kim", ref=ref, seen=1)
    answer = signed_in.post(f"/scenarios/{ref}", LEVERS | {"do": "save", "name": "Mine", "version": "1"})
    assert answer.status_code == 409
    assert "kim saved version 2 meanwhile" in answer.content.decode()
    assert ScenarioRow.objects.count() == 2


def test_up_to_four_are_compared_side_by_side(signed_in: Client, month: MonthRecord, room: RoomCouncil) -> None:
    assert month.draws
    assert room.children
    refs = [saved(f"Number {n}", replace(PRICES, size=-2.0 * n), by="sam") for n in range(1, 6)]
    told = signed_in.get("/scenarios/compare", {"scenario": [*refs, "none"]}).content.decode()
    assert "In 2028-29 Number 4 costs least of 4 scenarios." in told
    assert "As things are" in told
    assert "Chance of the target" in told
    assert told.count(" checked>") == 4
    assert '<th scope="row">Number 5</th>' not in told
    assert "Choose up to 4" in signed_in.get("/scenarios/compare").content.decode()


def test_a_scenario_is_approved_by_another_person_and_never_by_who_saved_it(
    signed_in: Client, person: User, month: MonthRecord, room: RoomCouncil
) -> None:
    assert month.draws
    assert room.children
    ref = saved("Prices held", PRICES, by="sam")
    assert signed_in.post(f"/scenarios/{ref}/submit").status_code == 302
    own = signed_in.post(f"/scenarios/{ref}/judge", {"act": "approve", "version": "1"})
    assert own.status_code == 400
    assert "nobody signs off their own work" in own.content.decode()
    assert "Approve it" not in signed_in.get(f"/scenarios/{ref}").content.decode()
    other = as_another(Role.FINANCE_PARTNER)
    assert "Approve it" in other.get(f"/scenarios/{ref}").content.decode()
    assert (
        "Say why it goes back."
        in other.post(f"/scenarios/{ref}/judge", {"act": "return", "version": "1"}).content.decode()
    )
    assert other.post(f"/scenarios/{ref}/judge", {"act": "approve", "version": "1"}).status_code == 302
    assert "Sign-off: approved" in signed_in.get(f"/scenarios/{ref}").content.decode()
    saved("Prices held", replace(PRICES, size=-1.0), by="kim", ref=ref, seen=1)
    assert "Sign-off: draft" in signed_in.get(f"/scenarios/{ref}").content.decode()  # a change takes it away
    signed_in.post(f"/scenarios/{ref}/submit")
    late = other.post(f"/scenarios/{ref}/judge", {"act": "approve", "version": "1"}).content.decode()
    assert "saved version 2 meanwhile" in late
    assert (
        "nobody signs off their own work"
        in other.post(f"/scenarios/{ref}/judge", {"act": "approve", "version": "2"}).content.decode()
    )
    assert person.username == "sam"


def test_what_rests_on_nothing_cannot_be_submitted(signed_in: Client, room: RoomCouncil) -> None:
    assert room.children
    ref = saved("Fewer join", JOINING, by="sam")
    answer = signed_in.post(f"/scenarios/{ref}/submit")
    assert answer.status_code == 400
    assert (
        "Say what it rests on, and where that can be checked, of: Children who get a plan." in answer.content.decode()
    )
    assert "Sign-off: draft" in answer.content.decode()


def test_what_came_of_it_when_it_was_saved_stands_beside_what_comes_of_it_on_other_data(
    signed_in: Client, month: MonthRecord, room: RoomCouncil, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert month.draws
    ref = saved("Prices held", PRICES, by="sam")
    assert "When it was saved" not in signed_in.get(f"/scenarios/{ref}").content.decode()
    in_use(replace(room, data="e" * 64), monkeypatch)
    assert "When it was saved, on data as at 31 October 2026" in signed_in.get(f"/scenarios/{ref}").content.decode()


def test_a_saved_scenario_that_cannot_be_any_more_says_why(
    signed_in: Client, month: MonthRecord, room: RoomCouncil, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert month.draws
    ref = saved("Prices held", replace(PRICES, start=date(2026, 11, 1)), by="sam")
    stock = replace(room.council.ingredients.stock, census_year=2027)
    council = replace(room.council, ingredients=replace(room.council.ingredients, stock=stock))
    in_use(replace(room, council=council, data="1" * 64), monkeypatch)
    told = signed_in.get(f"/scenarios/{ref}").content.decode()
    assert 'href="#id_price-1-start"' in told
    assert "Prices: The forecast runs from January 2027" in told


def test_a_table_that_is_not_there_is_not_found_and_one_that_cannot_be_lived_says_why(
    signed_in: Client, room: RoomCouncil, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = saved("Prices held", PRICES, by="sam")
    assert room.children
    assert signed_in.get(f"/scenarios/{ref}/tables/none.csv").status_code == 404
    text = signed_in.get(f"/scenarios/{ref}/tables/cost.csv").content.decode("utf-8-sig")
    assert text.startswith('Financial year,"As things are, £m: Middle"')
    assert "Data as at 31 October 2026. Source: the stored council" in text

    def missing() -> RoomCouncil:
        message = "The population file ends too early."
        raise Refusal(message)

    monkeypatch.setattr("highneeds.operations.scenario_page.room_council", missing)
    answer = signed_in.get(f"/scenarios/{ref}/tables/cost.csv")
    assert answer.status_code == 400
    assert "The population file ends too early." in answer.content.decode()


@pytest.mark.parametrize("what", ["act=none&version=1", "act=approve", "act=approve&version=x"])
def test_a_judgement_that_says_nothing_is_refused(what: str, signed_in: Client, room: RoomCouncil) -> None:
    ref = saved("Prices held", PRICES, by="kim")
    answer = signed_in.post(f"/scenarios/{ref}/judge", what, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400
    assert room.children
