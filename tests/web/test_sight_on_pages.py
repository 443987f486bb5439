"""No page, file or form shows a child of another team; every view of rows about children asks whose they may be."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern
from tests.operations.reviewed_council import keep_decisions_after_reviews
from tests.store.two_teams import NOBODYS, OF_THE_LINK, OTHERS, TwoTeams, kim_as, two_teams
from tests.web.conftest import confirm_now
from tests.web.sample_import import sample_original
from tests.web.test_every_address import EXPECTED

from highneeds.governance.audit import Did
from highneeds.governance.record import MonthRecord
from highneeds.governance.rights import SEE_CHILDREN_BY_TEAM, Role
from highneeds.operations.due_list import DUE
from highneeds.operations.listing import KEY
from highneeds.operations.lists import default_day, listed
from highneeds.store.audit import latest, of_child
from highneeds.store.models import PlanRow
from highneeds.store.roles import set_roles
from highneeds.store.teams import Member, keep_member, keep_sight, members, own_teams_only
from highneeds.web import views
from highneeds.web.urls import urlpatterns

# Written by hand: the addresses that show or take out rows about children, or change them, and how each is kept to the
# children whom a person sees: by its address (``middleware.NamedRights``), or since its view asks (``sight_of``).
BY_ADDRESS = {"child", "note", "officer", "names"}
BY_ASKING = {
    "home", "children", "children_file", "placements", "placements_file", "due", "providers", "budget_lines",
    "save_view", "import", "set_officers", "changed_at_once", "links", "link", "faults", "import_faults", "import_csv",
    "exceptions", "exceptions_csv", "moved_lines", "measure", "move_measure", "agree_measure", "colour_measure",
    "original", "other_team", "providers_file", "budget_lines_file",
}  # fmt: skip
TELLS_OF_CHILDREN = {"SAW_CHILD", "OPENED_NAMES", "OPENED_OTHER_TEAM", "taken_out"}
OF_THE_WHOLE_COUNCIL = {"listed", "links_found", "due_rows", "clocks_of_council"}


@pytest.fixture
def council(monkeypatch: pytest.MonkeyPatch, own_home: Path, month: MonthRecord) -> TwoTeams:
    assert own_home
    assert month.draws
    return two_teams(monkeypatch)


def told(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def names_in(view: object) -> set[str]:
    """Every name that a view says, and the functions of its own module that it calls."""
    module = inspect.getmodule(inspect.unwrap(view))  # type: ignore[arg-type] # a view is a function
    assert module is not None
    functions = {
        node.name: {
            one.id if isinstance(one, ast.Name) else one.attr
            for one in ast.walk(node)
            if isinstance(one, (ast.Name, ast.Attribute))
        }
        for node in ast.parse(inspect.getsource(module)).body
        if isinstance(node, ast.FunctionDef)
    }
    said, to_read = set(), [inspect.unwrap(view).__name__]  # type: ignore[arg-type] # as above
    while to_read:
        name = to_read.pop()
        if name in functions and name not in said:
            to_read += functions[name]
        said.add(name)
    return said


def test_every_view_of_rows_about_children_asks_which_of_them_the_person_sees() -> None:
    by_address, by_asking = set(), set()
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        said = names_in(pattern.callback)
        if "child_key" in pattern.pattern.converters:
            by_address.add(pattern.name)
        elif "sight_of" in said:
            by_asking.add(pattern.name)
        else:
            assert not said & TELLS_OF_CHILDREN, f"{pattern.name} tells of children: ask sight_of(request)"
    assert by_address == BY_ADDRESS
    assert by_asking == BY_ASKING


def test_no_page_takes_the_rows_of_the_whole_council() -> None:
    for path in Path(views.__file__).parent.parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("highneeds.operations"):
                assert not {one.name for one in node.names} & OF_THE_WHOLE_COUNCIL, path.name


def test_a_page_that_forgets_to_ask_shows_nothing(council: TwoTeams, monkeypatch: pytest.MonkeyPatch) -> None:
    assert council.run
    client = kim_as(Role.CASE_OFFICER)
    monkeypatch.setattr("highneeds.web.views.lists.listed_to", lambda name, day, _sight: listed(name, day))
    answer = client.get("/children")
    assert answer.status_code == 404
    assert council.told_in(answer.content.decode()) == set()
    assert of_child(OTHERS) == ()


@pytest.mark.parametrize("role", SEE_CHILDREN_BY_TEAM)
def test_no_address_tells_a_role_of_a_child_of_another_team(role: Role, council: TwoTeams) -> None:
    client = kim_as(role)
    answered = set()
    for name, (address, *_) in EXPECTED.items():
        for asked in {address, address.replace(OF_THE_LINK, OTHERS)}:
            answer = client.get(asked.format(run=council.run.pk))
            page = "" if answer.streaming else answer.content.decode("utf-8", "replace")
            assert council.told_in(page) == set(), name
            answered |= {name} if answer.status_code == 200 else set()
    assert {"children", "placements", "faults", "links", "home"} <= answered


def test_an_original_file_is_whole_and_given_to_nobody_who_sees_own_teams_alone(
    council: TwoTeams, tmp_path: Path
) -> None:
    address = f"/imports/{council.run.pk}/original/{sample_original(council.run, tmp_path)}"
    client = kim_as(Role.FINANCE_PARTNER)
    for answer in (client.get(address), client.post(address, {"purpose": "x"})):
        assert answer.status_code == 403
        assert "A file holds children of every team" in answer.content.decode()
    keep_sight(Role.FINANCE_PARTNER, is_own_teams_only=False, reason="Taken back.", set_by="root")
    answer = client.post(address, {"purpose": "x"})
    assert b"L1,1200" in b"".join(answer)
    answer.close()


def test_who_is_in_which_team_and_what_a_role_sees_is_set_on_a_page(signed_in: Client) -> None:
    assert "Nobody is in a team yet." in told(signed_in, "/teams")
    put = {"do": "member", "person": "Abiola Fenwick", "team": "Early years", "also": "North; South", "leads": "on"}
    assert signed_in.post("/teams", put).status_code == 302
    assert members() == (Member("Abiola Fenwick", ("Early years", "North", "South"), frozenset({"Early years"})),)
    said = {"do": "sight", "role": "case officer", "sees": "own", "reason": "Board of 2 November, minute 7."}
    assert signed_in.post("/teams", said).status_code == 302
    assert own_teams_only() == {Role.CASE_OFFICER}
    page = told(signed_in, "/teams")
    assert '<th scope="row">Case officer</th><td>the children of own teams only</td>' in page
    assert "Board of 2 November, minute 7." in page
    assert '<td data-label="Sees these too">North, South</td><td data-label="Leads">Early years</td>' in page
    assert [one.entry.kind for one in latest(2)] == ["sight of a role", "person in teams"]


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"person": " ", "team": "North"}, "Write the person&#x27;s name"),
        ({"person": "SAM", "team": "North"}, "Nobody changes what they may see themselves"),
        ({"do": "sight", "role": "case officer", "sees": "own"}, "Say why"),
        ({"do": "sight", "role": "auditor", "sees": "own", "reason": "x"}, "is not one of the available choices"),
    ],
)
def test_what_cannot_be_set_is_said_and_changes_nothing(sent: dict[str, str], says: str, signed_in: Client) -> None:
    answer = signed_in.post("/teams", sent)
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert members() == ()
    assert own_teams_only() == frozenset()


def test_it_sees_teams_and_no_number_of_children_and_sets_them_from_an_account(council: TwoTeams) -> None:
    assert council.run
    lee, kim_as_it = User.objects.create_user("lee"), Client()
    set_roles(lee, {Role.IT})
    kim_as(Role.CASE_OFFICER)
    kim_as_it.force_login(lee)
    confirm_now(kim_as_it)
    assert "Children with a plan" not in told(kim_as_it, "/teams")
    account = f"/accounts/{User.objects.get(username='kim').pk}"
    page = told(kim_as_it, account)
    assert "Teams: North" in page
    assert 'name="person" value="kim"' in page
    kim_as_it.post("/teams", {"person": "kim", "team": "North", "leads": "on"})
    assert "Teams: North (leads it)" in told(kim_as_it, account)


def test_the_page_of_teams_leads_to_the_children_of_no_team(council: TwoTeams, signed_in: Client) -> None:
    assert council.run
    page = told(signed_in, "/teams")
    assert "20 children with a plan" in page
    (address,) = set(re.findall(r'href="(/children\?team=No%20[^"]*)"', page))
    assert "<b>20</b> of 60 rows fit" in told(signed_in, address)
    assert NOBODYS in told(signed_in, address)


def test_a_list_leads_to_the_way_to_a_child_of_another_team(council: TwoTeams) -> None:
    assert council.run
    client = kim_as(Role.CASE_OFFICER)
    assert 'href="/children/other-team"' in told(client, "/children")
    assert "Where your role sees the children of its own teams only" in told(client, "/children/other-team")


def test_where_a_person_sees_no_child_of_a_list_it_says_so_and_not_that_nothing_was_imported(
    council: TwoTeams,
) -> None:
    assert council.run
    client = kim_as(Role.CASE_OFFICER)
    keep_member(Member("kim", ()), by="root")
    PlanRow.objects.update(officer="Lou")
    page = told(client, "/children")
    assert "60 more rows of children of other teams are not shown to you." in page
    assert "None of the children whom you see is here." in page


@pytest.mark.usefixtures("month")
def test_a_lead_opens_on_what_is_due_in_the_team_and_on_who_waits_longest_in_order_of_name() -> None:
    keep_decisions_after_reviews("Lou", "Kim", "Ann")
    client = kim_as(Role.CASE_OFFICER)
    keep_sight(Role.CASE_OFFICER, is_own_teams_only=True, reason="Agreed.", set_by="root")
    for person, team in (("kim", "North"), ("Ann", "North"), ("Lou", "South")):
        keep_member(Member(person, (team,)), by="root")
    panels = re.compile(r'<h2 id="([a-z-]+)-title">')
    assert panels.findall(told(client, "/")) == ["own"]
    keep_member(Member("kim", ("North",), frozenset({"North"})), by="root")
    due = listed(DUE.name, default_day()).frame
    lous, ours = due.filter(due["officer"] == "Lou"), due.filter(due["officer"] != "Lou")
    page = told(client, "/")
    assert panels.findall(page) == ["own", "team", "by-officer"]
    assert "Due in North: " in page
    assert re.findall(r'href="/due\?officer=(\w+)">\w+</a></th><td data-label="Overdue"', page) == ["Ann", "Kim"]
    assert all(child in page for child in ours["child"])
    assert not any(child in page for child in lous["child"])
    assert "£" not in page
    assert {one.entry.did for key in ours[KEY] for one in of_child(key)} == {Did.SAW_CHILD}
    assert not any(of_child(key) for key in lous[KEY])


def test_a_lead_is_told_of_the_children_of_no_team_and_led_to_give_them_one(council: TwoTeams) -> None:
    client = kim_as(Role.CASE_OFFICER)
    keep_member(Member("kim", ("North",), frozenset({"North"})), by="root")
    page = told(client, "/")
    assert "20 children with a plan are of no team" in page
    assert f'href="/children/{NOBODYS}"' in page
    assert council.told_in(page) == set()
    assert [one.entry.did for one in of_child(NOBODYS)] == [Did.SAW_CHILD]
    assert "<b>20</b> of 40 rows fit" in told(client, "/children?team=No+team")
