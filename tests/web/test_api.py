"""The API: who may read what by which token, what it answers, and how it says no."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from tests.web.by_token import BY_TOKEN
from tests.web.conftest import confirm_now
from tests.web.sample_cases import CHILDREN, FIRST, sample_cases
from tests.web.who_may import LETTERS

from highneeds.governance.audit import Did
from highneeds.governance.record import MonthRecord
from highneeds.governance.rights import OFFERED_TO_PROGRAMS, Role, given_to_programs
from highneeds.operations import api_lists
from highneeds.operations.api_answers import Bridge
from highneeds.operations.api_tokens import new_token, take_back
from highneeds.operations.pseudonyms import pseudonym
from highneeds.store.audit import latest
from highneeds.store.models import ApiTokenRow, ApiUseRow, ChildRow
from highneeds.store.months import save_month
from highneeds.store.roles import set_roles
from highneeds.web.api import asking
from highneeds.web.api.addresses import RIGHTS
from highneeds.web.api.described import document

PROBLEM = "application/problem+json"


def by(token: str) -> Client:
    return Client(headers={"authorization": f"Bearer {token}"})


@pytest.fixture
def reader(db: None) -> Client:  # noqa: ARG001 - opens the database
    """A program that may read all that programs are offered."""
    return by(new_token("dashboard", rights=OFFERED_TO_PROGRAMS, days=90, by="kim"))


def is_problem(answer: HttpResponse, status: int) -> bool:
    said = json.loads(answer.content)
    assert set(said) == {"type", "title", "status", "detail"}
    return (answer.status_code, said["status"], answer.headers["Content-Type"]) == (status, status, PROBLEM)


def test_the_table_of_addresses_by_token_names_each_and_no_other() -> None:
    assert set(BY_TOKEN) == set(RIGHTS)


def test_a_token_made_for_a_role_reads_what_the_table_says(month: MonthRecord) -> None:
    assert month.draws
    sample_cases()
    for letter, role in LETTERS.items():
        rights = given_to_programs((role,))
        client = by(new_token(letter, rights=rights, days=1, by="kim") if rights else "none")
        for name, (address, letters) in BY_TOKEN.items():
            answer = client.get(address)
            assert answer.status_code == (200 if letter in letters else 403 if rights else 401), (letter, name)
            assert client.post(address).status_code == (405 if rights else 401)


def test_the_headers_of_an_answer_can_be_asked_for_alone(reader: Client, month: MonthRecord) -> None:
    assert month.draws
    answer = reader.head("/api/v1/figures")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Type"].startswith("application/json")


def test_without_a_token_that_is_in_force_nothing_is_told(reader: Client, month: MonthRecord) -> None:
    assert reader.get("/api/v1/figures").status_code == 200
    for header in ("", "Bearer", "Bearer ", "Bearer wrong", "Basic aGk6aGk=", "Token x"):
        answer = Client(headers={"authorization": header} if header else {}).get("/api/v1/figures")
        assert is_problem(answer, 401), header
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert month.council not in answer.content.decode()
    ApiTokenRow.objects.update(made_at=timezone.now() - timedelta(days=2), expires_at=timezone.now())
    assert is_problem(reader.get("/api/v1/figures"), 401)


def test_a_token_taken_back_is_refused_at_its_next_call(reader: Client, month: MonthRecord) -> None:
    assert month.draws
    assert reader.get("/api/v1/bridge").status_code == 200
    take_back("dashboard", by="kim")
    assert is_problem(reader.get("/api/v1/bridge"), 401)
    assert latest(1)[0].entry.did is Did.REFUSED


def test_a_sign_in_counts_for_nothing_by_the_api(in_every_office: Client, month: MonthRecord) -> None:
    assert month.draws
    assert is_problem(in_every_office.get("/api/v1/figures"), 401)


def test_what_is_refused_is_the_same_whether_or_not_it_is_there(month: MonthRecord) -> None:
    assert month.draws
    client = by(new_token("x", rights=given_to_programs((Role.CASE_OFFICER,)), days=1, by="kim"))
    there, not_there = client.get("/api/v1/figures/forecast_outturn"), client.get("/api/v1/figures/none")
    assert is_problem(there, 403)
    assert there.content == not_there.content


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/figures/none", 404),
        ("/api/v1/none", 404),
        ("/api/v1/", 404),
        ("/api/v1/providers?page=2", 404),
        ("/api/v1/providers?page=x<script>", 422),
        ("/api/v1/budget-lines?page=0", 422),
    ],
)
def test_what_is_not_there_or_not_understood_is_a_problem_that_repeats_nothing(
    address: str, status: int, reader: Client, month: MonthRecord
) -> None:
    assert month.draws
    answer = reader.get(address)
    assert is_problem(answer, status)
    assert "script" not in answer.content.decode()


def test_an_answer_that_cannot_be_made_is_a_problem_with_a_reference_and_no_cause(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> Bridge:
        message = "a cell of a child"
        raise OSError(message)

    monkeypatch.setattr("highneeds.web.api.addresses.bridge_answer", fail)
    reader.raise_request_exception = False
    answer = reader.get("/api/v1/bridge")
    assert is_problem(answer, 500)
    assert "Reference" in answer.json()["detail"]
    assert "cell" not in answer.content.decode()


def test_before_the_first_month_there_is_nothing(reader: Client) -> None:
    for name in ("figures", "bridge", "outturn", "forecasts", "children-by-setting"):
        assert is_problem(reader.get(f"/api/v1/{name}"), 404), name


def test_each_answer_says_how_it_was_counted_of_when_and_from_what(reader: Client, month: MonthRecord) -> None:
    sample_cases()
    for address, _ in BY_TOKEN.values():
        about = reader.get(address).json()["about"]
        assert about["council"] == month.council
        assert about["basis"]
        assert about["period"]
        assert about["source"]
        assert about["marking"] == "Internal: not for publication"
        if "budget-lines" not in address:
            assert about["as_at"] == month.as_at.isoformat()


def test_the_figures_are_those_of_the_month_each_with_its_basis(reader: Client, month: MonthRecord) -> None:
    told = reader.get("/api/v1/figures").json()["figures"]
    assert [(one["key"], one["value"], one["low"], one["high"]) for one in told] == [
        (figure.key, figure.value, figure.low, figure.high) for figure in month.figures
    ]
    assert all(one["basis"] and one["period"] and one["source"] and one["trace"] for one in told)
    alone = reader.get("/api/v1/figures/forecast_outturn").json()["figure"]
    assert alone == next(one for one in told if one["key"] == "forecast_outturn")


def test_the_steps_add_up_to_the_variance_and_the_months_end_where_the_ledger_does(
    reader: Client, month: MonthRecord
) -> None:
    bridge = reader.get("/api/v1/bridge").json()
    assert sum(step["pence"] for step in bridge["steps"]) == bridge["variance_pence"]
    assert bridge["forecast_outturn_pence"] - bridge["budget_pence"] == bridge["variance_pence"]
    assert bridge["forecast_outturn_pence"] == month.figure("forecast_outturn").value
    last = reader.get("/api/v1/outturn").json()["months"][-1]
    assert last["actual_to_date_pence"] - last["budget_to_date_pence"] == last["variance_pence"]
    assert (last["month"], last["budget_to_date_pence"], last["actual_to_date_pence"]) == month.outturn_by_month[-1]


def test_few_children_are_withheld_and_so_is_their_series(reader: Client, month: MonthRecord) -> None:
    few = replace(month.settings[6], children_now=3)
    series = replace(month.forecasts[0], group=few.setting, label=f"Placements: {few.setting}")
    others = (*month.settings[:6], few, *month.settings[7:])
    save_month(replace(month, settings=others, forecasts=(*month.forecasts, series)))
    lines = {line["setting"]: line for line in reader.get("/api/v1/children-by-setting").json()["settings"]}
    line = lines[few.setting]
    assert line["children_now"] is None
    assert line["forecast_cost_pounds"] is None
    assert {"children_now", "change", "forecast_cost_pounds"} <= set(line["withheld"])
    told = reader.get("/api/v1/forecasts").json()
    assert few.setting in told["withheld"]
    assert few.setting not in {one["group"] for one in told["series"]}
    assert len(told["series"]) == len([one for one in month.forecasts if one.group not in told["withheld"]])


def test_the_money_of_settings_adds_to_the_last_line(reader: Client, month: MonthRecord) -> None:
    assert month.draws
    *lines, total = reader.get("/api/v1/children-by-setting").json()["settings"]
    assert total["setting"] == "All plans"
    assert sum(line["forecast_cost_pounds"] or 0 for line in lines) == total["forecast_cost_pounds"]


def test_providers_tell_children_in_bands_and_uplifts_by_right_alone(reader: Client, month: MonthRecord) -> None:
    assert month.draws
    sample_cases()
    told = reader.get("/api/v1/providers").json()
    assert told["providers"]
    assert told["left_out"] == []
    assert all(isinstance(one["children_placed"], str) for one in told["providers"])
    assert all(isinstance(one["uplifts_open"], int) for one in told["providers"])
    planner = by(new_token("y", rights=given_to_programs((Role.PLACE_PLANNER,)), days=1, by="kim"))
    less = planner.get("/api/v1/providers").json()
    assert less["left_out"] == ["uplifts_open"]
    assert {one["uplifts_open"] for one in less["providers"]} == {None}


def test_a_long_list_comes_in_pages(reader: Client, month: MonthRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    assert month.draws
    sample_cases()
    every = reader.get("/api/v1/providers").json()["providers"]
    monkeypatch.setattr(api_lists, "LINES_A_PAGE", 1)
    pages = [reader.get(f"/api/v1/providers?page={number + 1}").json() for number in range(len(every))]
    assert [one for page in pages for one in page["providers"]] == every
    assert {(page["of"]["pages"], page["of"]["total"]) for page in pages} == {(len(every), len(every))}
    assert is_problem(reader.get(f"/api/v1/providers?page={len(every) + 1}"), 404)


def test_no_answer_holds_the_key_or_the_pseudonym_of_a_child(reader: Client, month: MonthRecord) -> None:
    assert month.draws
    sample_cases()
    assert ChildRow.objects.filter(child_key=FIRST).exists()
    for address, _ in BY_TOKEN.values():
        said = reader.get(address).content.decode()
        for number in range(CHILDREN):
            key = f"{number:032x}"
            assert key not in said, address
            assert pseudonym(key).removeprefix("child ") not in said, address


def test_a_token_that_asks_too_often_waits_and_another_does_not(
    reader: Client, month: MonthRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert month.draws
    monkeypatch.setattr(asking, "CALLS_A_MINUTE", 3)
    monkeypatch.setattr("highneeds.web.throttle.time.time", lambda: 1_800_000_000.0)
    answers = [reader.get("/api/v1/outturn") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert is_problem(answers[-1], 429)
    assert answers[-1].headers["Retry-After"] == "60"
    other = by(new_token("other", rights=OFFERED_TO_PROGRAMS, days=1, by="kim"))
    assert other.get("/api/v1/outturn").status_code == 200
    monkeypatch.setattr("highneeds.web.throttle.time.time", lambda: 1_800_000_060.0)
    assert reader.get("/api/v1/outturn").status_code == 200


def test_who_guesses_waits_is_noted_once_and_keeps_nobody_out(
    reader: Client, month: MonthRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert month.draws
    monkeypatch.setattr(asking, "STRANGERS_CALLS_A_MINUTE", 2)
    monkeypatch.setattr("highneeds.web.throttle.time.time", lambda: 1_800_000_000.0)
    stranger = by("hn_guessed")
    assert [stranger.get("/api/v1/figures").status_code for _ in range(3)] == [401, 401, 429]
    assert [one.entry.did for one in latest(10)].count(Did.SIGN_IN_FAILED) == 1
    assert reader.get("/api/v1/figures").status_code == 200


def test_calls_are_counted_and_the_first_of_a_day_noted(reader: Client, month: MonthRecord) -> None:
    assert month.draws
    for _ in range(2):
        assert reader.get("/api/v1/figures").status_code == 200
    assert ApiUseRow.objects.get().calls == 2
    taken = [one.entry for one in latest(10) if one.entry.did is Did.TOOK_OUT]
    assert [(entry.who, entry.kind, entry.ref) for entry in taken] == [("token dashboard", "API", "api_figures")]


def test_a_call_takes_few_queries(
    reader: Client, month: MonthRecord, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert month.draws
    assert reader.get("/api/v1/figures").status_code == 200
    with django_assert_num_queries(4):  # the token for the guard and for the answer, the count, the month
        assert reader.get("/api/v1/figures").status_code == 200


def test_the_document_names_every_address_its_right_and_its_problems(signed_in: Client) -> None:
    told = signed_in.get("/api/openapi.json").json()
    assert told["openapi"].startswith("3.")
    operations = {methods["get"]["operationId"]: methods["get"] for methods in told["paths"].values()}
    assert {name: operation["x-takes-right"] for name, operation in operations.items()} == {
        name: right.value for name, right in RIGHTS.items()
    }
    for operation in operations.values():
        assert operation["security"] == [{"ByToken": []}]
        assert set(operation["responses"]) >= {"200", "401", "403", "404", "429"}
        assert list(operation["responses"]["403"]["content"]) == [PROBLEM]
    assert all(list(methods) == ["get"] for methods in told["paths"].values())


def test_every_answer_is_as_the_document_says(reader: Client, month: MonthRecord) -> None:
    assert month.draws
    sample_cases()
    schemas = document()["components"]["schemas"]

    def check(value: object, of: dict[str, object]) -> None:
        if "$ref" in of:
            schema = schemas[str(of["$ref"]).rpartition("/")[2]]
            assert isinstance(value, dict)
            assert set(value) == set(schema["properties"]) == set(schema["required"])
            for name, part in schema["properties"].items():
                check(value[name], part)
        elif "anyOf" in of:
            kinds = of["anyOf"]
            assert isinstance(kinds, list)
            check(value, next(kind for kind in kinds if (kind.get("type") == "null") == (value is None)))
        elif of["type"] == "array":
            assert isinstance(value, list)
            for one in value:
                check(one, of["items"])  # type: ignore[arg-type] # a schema's items are a schema
        else:
            known = {"string": str, "integer": int, "number": int | float, "boolean": bool, "null": type(None)}
            assert isinstance(value, known[str(of["type"])]), (value, of)  # type: ignore[arg-type] # a union of types

    for (address, _), methods in zip(BY_TOKEN.values(), document()["paths"].values(), strict=True):
        ok = {int(status): answer for status, answer in methods["get"]["responses"].items()}[200]
        check(reader.get(address).json(), ok["content"]["application/json"]["schema"])


def test_the_page_describes_each_address_without_scripts_from_elsewhere(signed_in: Client) -> None:
    told = signed_in.get("/api").content.decode()
    for name, methods in document()["paths"].items():
        assert f"<code>{name}</code>" in told
        assert methods["get"]["description"].replace("'", "&#x27;") in told
    for kind in document()["components"]["schemas"]:
        assert f'id="{kind}"' in told
    assert told.count("<script") == 1
    assert "//" not in told.partition("<main")[2].partition("</main>")[0]


def test_a_token_is_made_on_its_page_shown_once_and_works(signed_in: Client, month: MonthRecord) -> None:
    assert month.draws
    asked = {"name": "council dashboard", "days": "30", "rights": ["see_position", "see_money"]}
    told = signed_in.post("/api/tokens", asked).content.decode()
    token = told.partition("<code>")[2].partition("</code>")[0]
    assert by(token).get("/api/v1/budget-lines").status_code == 200
    assert by(token).get("/api/v1/providers").status_code == 403
    after = signed_in.get("/api/tokens").content.decode()
    assert token not in after
    assert "council dashboard" in after
    assert "Take back" in after
    signed_in.post("/api/tokens/revoke", {"name": "council dashboard"})
    assert by(token).get("/api/v1/budget-lines").status_code == 401
    assert "taken back by sam" in signed_in.get("/api/tokens").content.decode()
    assert signed_in.post("/api/tokens/revoke", {"name": "council dashboard"}).status_code == 302


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": ""}, "Give the token a name"),
        ({"days": "400"}, "up to 366 days"),
        ({"days": ""}, "Say for how many days"),
        ({"days": "soon"}, "as a whole number"),
        ({"rights": []}, "Choose what the token may read"),
        ({"rights": ["see_children"]}, "Choose from what is offered"),
    ],
)
def test_what_is_missing_of_a_token_is_told_beside_its_field(
    changed: dict[str, object], told: str, signed_in: Client
) -> None:
    answer = signed_in.post("/api/tokens", {"name": "x", "days": "30", "rights": ["see_money"]} | changed)
    assert answer.status_code == 400
    assert answer.content.decode().count(told) == 2
    assert not ApiTokenRow.objects.exists()


def test_tokens_are_made_by_who_gives_rights_and_has_said_again_who_they_are(db: None) -> None:  # noqa: ARG001 - opens the database
    user = User.objects.create_user("kim")
    set_roles(user, {Role.IT})
    client = Client()
    client.force_login(user)
    assert client.get("/api/tokens").headers["Location"].startswith("/confirm")
    confirm_now(client)
    assert client.get("/api/tokens").status_code == 200
