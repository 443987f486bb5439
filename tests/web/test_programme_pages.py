"""The pages of the programme tell targets with their volume, keep kinds apart, and let only finance agree a saving."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from tests.web.sample_programme import CHILD, sample_ledger, sample_programme_run

from highneeds.governance.audit import Did
from highneeds.governance.record import MonthRecord
from highneeds.governance.rights import Role
from highneeds.operations.programme_page import programme_page
from highneeds.operations.pseudonyms import pseudonym
from highneeds.savings import State
from highneeds.store.audit import of_child
from highneeds.store.roles import set_roles
from highneeds.store.savings import entries

MEASURE = "/programme/measures/ip1"
WHY = "Minute 7 of the board"


@pytest.fixture
def programme(month: MonthRecord) -> MonthRecord:
    sample_programme_run()
    sample_ledger()
    return month


def as_(name: str, role: Role) -> Client:
    user = User.objects.create_user(name)
    set_roles(user, {role})
    client = Client()
    client.force_login(user)
    return client


def step(client: Client, way: str, after: str, seen: str = "in delivery", why: str = WHY) -> str:
    """What the page says when the step is refused, nothing when it is taken."""
    answer = client.post(f"{MEASURE}/{way}", {"after": after, "why": why, "seen": seen})
    assert answer.status_code in {302, 400}
    return "" if answer.status_code == 302 else answer.content.decode()


def test_before_the_first_run_there_is_no_programme(signed_in: Client) -> None:
    assert programme_page() is None
    assert "No programme of savings has been run yet" in signed_in.get("/programme").content.decode()
    assert signed_in.get(MEASURE).status_code == 404


def test_every_target_has_its_volume_and_chance_beside_it(signed_in: Client, programme: MonthRecord) -> None:
    assert programme.draws
    page = programme_page()
    assert page is not None
    assert page.targets is not None
    assert len(page.targets.rows) == 4
    for row in page.targets.rows:
        told = dict(zip((column.title for column in page.targets.columns), (cell for cell, _ in row), strict=True))
        assert "moves" in told["Volume needed: moves in September"]
        assert told["Chance by delivery confidence"].endswith(" in 100")
        assert told["What must be true"].startswith("For an even chance: ")
    told = signed_in.get("/programme").content.decode()
    assert "the chance that the target is met is 4 in 100" in told
    for stream in ("Case planning and review", "Children with medical needs"):
        assert stream in told


def test_kinds_of_saving_are_never_summed(programme: MonthRecord) -> None:
    assert programme.draws
    page = programme_page("2027-28")
    assert page is not None
    assert page.year == "2027-28"
    assert [row[0][0] for row in page.kinds.rows] == ["Cashable, recurring", "Cost avoidance"]
    assert not page.kinds.has_total
    assert not page.streams.has_total
    assert not page.profile.has_total


def test_delivery_and_money_are_apart_and_an_override_stands_beside_what_is_computed(
    signed_in: Client, programme: MonthRecord
) -> None:
    assert programme.draws
    told = " ".join(signed_in.get(MEASURE).content.decode().split())
    assert "bea: Twelve schools have not signed. Computed green: no milestone has slipped" in told
    assert "Only finance agrees a saving" in told
    assert "Fees agreed on a framework before a school is named" in told
    assert "Prices in independent special school are 1.5% (give or take 0.8%) lower than they would be, from" in told
    assert "Inspection grades of schools on the framework" in told


def test_who_may_not_see_children_is_told_neither_whose_move_it_was_nor_what_it_saves(programme: MonthRecord) -> None:
    assert programme.draws
    manager = as_("kim", Role.PROGRAMME_MANAGER).get(MEASURE).content.decode()
    finance = as_("cal", Role.FINANCE_PARTNER).get(MEASURE).content.decode()
    seen = [one.entry for one in of_child(CHILD)]
    assert [(one.who, one.did) for one in seen] == [("cal", Did.SAW_CHILD)]
    for secret in (
        f"/children/{CHILD}",
        pseudonym(CHILD).capitalize(),
        "36,111",
        "plans.csv row 3",
        "Fen Farm",
        "12,000",
    ):
        assert secret not in manager
        assert secret in finance
    assert finance.count(CHILD) == 1  # in the way to its page, and nowhere to be read


def test_only_finance_agrees_and_banks_and_not_who_said_that_it_is_evidenced(programme: MonthRecord) -> None:
    assert programme.draws
    manager, finance = as_("kim", Role.PROGRAMME_MANAGER), as_("cal", Role.FINANCE_PARTNER)
    assert "Agree it for finance" not in finance.get(MEASURE).content.decode()
    assert "Select a valid choice" in step(manager, "move", "finance-agreed")
    assert step(manager, "move", "evidenced") == ""
    assert (
        manager.post(f"{MEASURE}/agree", {"after": "finance-agreed", "why": WHY, "seen": "evidenced"}).status_code
        == 403
    )
    assert finance.post(f"{MEASURE}/move", {"after": "failed", "why": WHY, "seen": "evidenced"}).status_code == 403
    assert "Agree it for finance" in finance.get(MEASURE).content.decode()
    assert "somebody else has moved it" in step(finance, "agree", "finance-agreed")
    assert step(finance, "agree", "finance-agreed", seen="evidenced") == ""
    assert step(finance, "agree", "banked", seen="finance-agreed") == ""
    assert entries()["IP1"].state is State.BANKED
    assert [one.by for one in entries()["IP1"].steps[-3:]] == ["kim", "cal", "cal"]


def test_a_step_without_a_reason_or_out_of_order_is_refused(programme: MonthRecord) -> None:
    assert programme.draws
    manager = as_("kim", Role.PROGRAMME_MANAGER)
    assert "Say why" in step(manager, "move", "evidenced", why="")
    assert "Select a valid choice" in step(manager, "move", "banked")
    answer = manager.post("/programme/measures/mn1/move", {"after": "costed", "why": WHY, "seen": "idea"})
    assert answer.status_code == 302
    answer = manager.post("/programme/measures/mn1/move", {"after": "approved", "why": WHY, "seen": "costed"})
    assert "it has no mechanism" in answer.content.decode()
    assert entries()["MN1"].state is State.COSTED


def test_a_colour_is_shown_in_place_of_the_computed_one_until_it_is_taken_back(programme: MonthRecord) -> None:
    assert programme.draws
    manager = as_("kim", Role.PROGRAMME_MANAGER)
    red = {"of": "money", "colour": "red", "why": "The fee index is disputed"}
    assert manager.post(f"{MEASURE}/colour", red).status_code == 302
    assert "kim: The fee index is disputed" in manager.get(MEASURE).content.decode()
    again = {"of": "money", "colour": "computed", "why": "Settled"}
    assert manager.post(f"{MEASURE}/colour", again).status_code == 302
    assert "kim: The fee index is disputed" not in manager.get(MEASURE).content.decode()


@pytest.mark.parametrize("name", ["targets", "workstreams", "kinds", "benefits", "series"])
def test_every_table_can_be_downloaded(name: str, signed_in: Client, programme: MonthRecord) -> None:
    assert programme.draws
    answer = signed_in.get(f"/programme/tables/{name}.csv?year=2027-28")
    assert answer.status_code == 200
    assert answer.content.decode("utf-8-sig").count("\r\n") > 2
