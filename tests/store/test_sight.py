"""Which children a person sees: own teams', where the council says so; another team's child is as one there is not."""

from __future__ import annotations

import re
import time
from pathlib import Path

import polars as pl
import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.store.two_returns import decide_both, two_returns
from tests.store.two_teams import MISSING, NOBODYS, OF_A_SAVING, OF_THE_LINK, OTHERS, OWN, TwoTeams, kim_as, two_teams
from tests.web.conftest import _plain_pages, confirm_now  # noqa: F401 - pages without gathered static files
from tests.web.sample_returns import LINK_ID

from highneeds.core.errors import Refusal
from highneeds.governance.audit import Did
from highneeds.governance.rights import ALLOWS, SEE_CHILDREN_BY_TEAM, Right, Role, sees_own_teams_alone
from highneeds.operations import sight as sights
from highneeds.operations.case_writing import officer_of, set_officer, set_officers
from highneeds.operations.listing import KEY
from highneeds.operations.lists import CHILDREN, DUE, PLACEMENTS, default_day, listed, listed_to
from highneeds.operations.officers import as_key
from highneeds.operations.sight import EVERY_CHILD, Sight, others_in_words, sight_of_account
from highneeds.operations.teams import let_see, put_in_teams, teams_of, teams_page
from highneeds.store.audit import CHILD, latest, of_child
from highneeds.store.links import keys_of_one_child
from highneeds.store.models import CaseRecordRow, TeamSightRow, User
from highneeds.store.roles import set_roles
from highneeds.store.tables import load_as_given
from highneeds.store.teams import Member, keep_member, keep_sight, members, name_key

pytestmark = pytest.mark.django_db
ROLES = pytest.mark.parametrize("role", SEE_CHILDREN_BY_TEAM)
TEAMS, OFFICERS = ("north", "south", "nowhere", None), ("kim", "lou", None)


@pytest.fixture
def council(monkeypatch: pytest.MonkeyPatch, own_home: Path) -> TwoTeams:
    assert own_home
    return two_teams(monkeypatch)


def bare(answer: HttpResponse) -> str:
    """The page without what is another one each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


@given(st.lists(st.tuples(st.sampled_from(TEAMS), st.sampled_from(OFFICERS)), max_size=12))
def test_a_child_is_seen_by_its_team_its_officer_and_where_no_team_looks_after_it(
    said: list[tuple[str | None, str | None]],
) -> None:
    keys = [f"{number:032x}" for number in range(len(said))]
    rows = [(key, officer, team) for key, (team, officer) in zip(keys, said, strict=True) if team]
    frame = pl.DataFrame(rows, schema={"child_key": pl.String, "officer": pl.String, "team": pl.String}, orient="row")
    kim = Sight(
        is_limited=True, teams=frozenset({"north"}), names=frozenset({"kim"}), known=frozenset({"north", "south"})
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sights, "children_in_teams", lambda: frame)
        asked = pl.DataFrame({"child_key": [*keys, None, keys[0] if keys else None]}, schema={"child_key": pl.String})
        seen = kim.of(asked)["child_key"].to_list()
        one_by_one = [key for key in asked["child_key"] if key is None or kim.sees(key)]
        assert EVERY_CHILD.of(asked).equals(asked)
    hidden = {key for key, (team, officer) in zip(keys, said, strict=True) if team == "south" and officer != "kim"}
    assert seen == one_by_one == [key for key in asked["child_key"] if key not in hidden]


def test_several_roles_add_up_and_those_that_look_over_the_whole_are_never_limited() -> None:
    assert set(SEE_CHILDREN_BY_TEAM) == {
        Role.FINANCE_PARTNER, Role.COMMISSIONING_MANAGER, Role.CASE_OFFICER, Role.PANEL_CHAIR,
    }  # fmt: skip
    limited = {Role.CASE_OFFICER, Role.HEAD_OF_SEND}
    assert sees_own_teams_alone([Role.CASE_OFFICER, Role.RISK_OWNER], limited)
    assert not sees_own_teams_alone([Role.CASE_OFFICER, Role.PANEL_CHAIR], limited)
    assert not sees_own_teams_alone([Role.HEAD_OF_SEND], limited)
    assert not sees_own_teams_alone([Role.RISK_OWNER], limited)


def test_until_the_council_says_otherwise_every_child_is_seen(council: TwoTeams) -> None:
    assert council.run
    kim_as(Role.CASE_OFFICER)
    kim = User.objects.get(username="kim")
    assert sight_of_account(kim).is_limited
    keep_sight(Role.CASE_OFFICER, is_own_teams_only=False, reason="Taken back.", set_by="root")
    assert sight_of_account(kim) == EVERY_CHILD
    TeamSightRow.objects.all().delete()
    assert sight_of_account(kim) == EVERY_CHILD
    assert sight_of_account(User.objects.create_superuser("boss")) == EVERY_CHILD


@ROLES
def test_a_child_of_another_team_is_answered_as_one_that_there_is_not(role: Role, council: TwoTeams) -> None:
    assert council.run
    client = kim_as(role)
    before = CaseRecordRow.objects.count()
    for under, right in (("", Right.SEE_CHILDREN), ("/notes/new", Right.EDIT_CASES), ("/officer", Right.EDIT_CASES),
                         ("/names", Right.OPEN_NAMES)):  # fmt: skip
        if right not in ALLOWS[role]:
            continue
        for key in (OTHERS, OF_THE_LINK, OF_A_SAVING):
            hidden, missing = (client.get(f"/children/{one}{under}") for one in (key, MISSING))
            assert hidden.status_code == missing.status_code == 404, under
            assert bare(hidden).replace(key, MISSING) == bare(missing), under
        sent = {"words": "x", "version": "0", "officer": "Kim", "reason": "x"}
        assert client.post(f"/children/{OTHERS}{under}", sent).status_code in {404, 405}
        assert client.get(f"/children/{OWN}{under}").status_code == 200, under
        assert client.get(f"/children/{NOBODYS}{under}").status_code == 200, under
    assert CaseRecordRow.objects.count() == before
    assert of_child(OTHERS) == ()


@ROLES
def test_rows_of_other_teams_are_in_no_list_and_their_number_is_told(role: Role, council: TwoTeams) -> None:
    client = kim_as(role)
    for address, told in (
        ("/children", "20 more rows of children of other teams are not shown to you."),
        ("/children?officer=Lou", "20 more rows"),
        ("/children?q=Lou", "Children of other teams are not searched."),
        ("/placements", "more rows of children of other teams"),
        ("/links", "Fewer than 5 more links of children of other teams"),
        ("/rules", ""),
        ("/faults/C02", "Fewer than 5 more rows"),
        (f"/imports/{council.run.pk}/faults/C02", "Fewer than 5 more rows"),
        (f"/imports/{council.run.pk}", "row 71"),
        ("/due", ""),
        ("/month-end/2026-27/7/exceptions/X03", "Fewer than 5 more rows"),
        ("/month-end/2026-27/7/lines/new-placements", "Fewer than 5 more rows"),
        ("/month-end/2026-27/6/lines/volume", "Fewer than 5 more rows"),
        ("/programme/measures/ip1", "Fewer than 5 more pieces"),
        ("/", ""),
    ):
        answer = client.get(address)
        if answer.status_code != 403:
            page = answer.content.decode()
            assert answer.status_code == 200, address
            assert council.told_in(page) == set(), address
            assert told in page, address
    assert client.get(f"/links/{LINK_ID}").status_code == 404
    assert client.get("/children").content.decode().count("<tr>") > 30


def test_files_of_rows_hold_own_teams_alone(council: TwoTeams) -> None:
    client = kim_as(Role.FINANCE_PARTNER)
    for address in ("/children/rows.csv", "/placements/rows.csv", "/month-end/2026-27/7/exceptions.csv",
                    f"/imports/{council.run.pk}/faults.csv"):  # fmt: skip
        answer = client.post(address, {"purpose": "a sample"})
        assert answer.status_code == 200
        assert council.told_in(answer.content.decode().replace(",", "<").replace('"', ">")) == set(), address
    assert of_child(OTHERS) == of_child(OF_THE_LINK)[1:] == ()


def test_the_aggregates_stay_the_councils_and_say_no_child(council: TwoTeams) -> None:
    client = kim_as(Role.FINANCE_PARTNER)
    page = client.get("/month-end/2026-27/7/exceptions/X03").content.decode()
    assert "<dt>Rows</dt><dd>3</dd>" in page
    assert council.told_in(page) == set()


def test_many_at_once_are_only_own_and_a_change_is_undone_by_whoever_made_it(council: TwoTeams) -> None:
    assert council.run
    client = kim_as(Role.CASE_OFFICER)
    answer = client.post("/children/officers", {"child": [f"{OWN}.0", f"{OTHERS}.0"], "team": "North"})
    assert answer.status_code == 400
    assert "Nothing in use tells of 1 of the 2 ticked" in answer.content.decode()
    assert officer_of(OWN) is officer_of(OTHERS) is None
    of_lou = set_officers({OTHERS: 0}, "", "South", by="lou", sight=EVERY_CHILD).batch
    assert client.get(f"/children/changes/{of_lou}").status_code == 404
    assert client.post(f"/children/changes/{of_lou}").status_code == 404
    given_away = client.post("/children/officers", {"child": [f"{NOBODYS}.0"], "team": "south"})
    assert client.get(f"/children/{NOBODYS}").status_code == 404
    assert "1 child changed at once" in client.get(given_away.headers["Location"]).content.decode()
    client.post(given_away.headers["Location"])
    assert client.get(f"/children/{NOBODYS}").status_code == 200


def test_who_gives_a_child_to_another_team_is_led_to_a_page_that_there_is(council: TwoTeams) -> None:
    assert council.run
    client = kim_as(Role.CASE_OFFICER)
    answer = client.post(f"/children/{NOBODYS}/officer", {"team": "SOUTH", "version": "0"})
    assert answer.headers["Location"] == "/children"
    found = officer_of(NOBODYS)
    assert found is not None
    assert found.content["team"] == "South"
    mine = client.post(f"/children/{OWN}/officer", {"team": "South", "version": "0"})
    assert mine.headers["Location"] == f"/children/{OWN}", "an officer sees the own child, whatever its team"


def test_of_many_those_that_another_gave_to_another_team_meanwhile_are_not_told(council: TwoTeams) -> None:
    assert council.run
    kim_as(Role.CASE_OFFICER)
    sight = sight_of_account(User.objects.get(username="kim"))
    set_officer(NOBODYS, "Lou", "", version=0, by="lou")
    with pytest.raises(Refusal, match="of the 1 ticked"):
        set_officers({NOBODYS: 0}, "Kim", "", by="kim", sight=sight)


@pytest.mark.parametrize("typed", [NOBODYS, MISSING, "nonsense"])
def test_breaking_the_glass_asks_for_a_child_that_there_is(typed: str, council: TwoTeams) -> None:
    assert council.run
    client = kim_as(Role.CASE_OFFICER)
    answer = client.post("/children/other-team", {"child": typed, "reason": "her school rang"})
    assert answer.status_code == (302 if typed == NOBODYS else 400)
    assert Did.OPENED_OTHER_TEAM not in [one.entry.did for one in latest(9)]
    if typed != NOBODYS:
        assert latest(1)[0].entry.did is Did.REFUSED
        assert latest(1)[0].words == "her school rang"


def test_a_child_of_another_team_is_opened_for_an_hour_with_a_reason_that_is_noted_first(
    council: TwoTeams, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = kim_as(Role.CASE_OFFICER)
    assert client.post("/children/other-team", {"child": OTHERS, "reason": " "}).status_code == 400
    assert of_child(OTHERS) == ()
    answer = client.post("/children/other-team", {"child": OTHERS, "reason": "her school rang"})
    assert answer.headers["Location"] == f"/children/{OTHERS}"
    page = client.get(f"/children/{OTHERS}").content.decode()
    assert "This child is of another team." in page
    assert [(one.entry.who, one.entry.did, one.entry.kind, one.words) for one in reversed(of_child(OTHERS))] == [
        ("kim", Did.OPENED_OTHER_TEAM, CHILD, "her school rang"),
        ("kim", Did.SAW_CHILD, CHILD, None),
    ]
    assert client.get(f"/children/{OTHERS}/notes/new").status_code == 200
    assert client.get(f"/children/{f'{3:032x}'}").status_code == 404, "of that child alone"
    assert OTHERS not in client.get("/children").content.decode(), "and no list has it"
    assert council.told_in(client.get("/due").content.decode()) == set()
    later = time.time() + 3601
    monkeypatch.setattr("highneeds.web.sight.time.time", lambda: later)
    confirm_now(client)
    assert client.get(f"/children/{OTHERS}").status_code == 404


def test_whoever_may_not_open_names_opens_no_child_of_another_team_and_loses_it_with_the_right(
    council: TwoTeams,
) -> None:
    assert council.run
    client = kim_as(Role.CASE_OFFICER)
    client.post("/children/other-team", {"child": OTHERS, "reason": "her school rang"})
    assert client.get(f"/children/{OTHERS}").status_code == 200
    other = Client()
    lee = User.objects.create_user("lee")
    set_roles(lee, {Role.CASE_OFFICER})
    other.force_login(lee)
    assert other.get(f"/children/{OTHERS}").status_code == 404
    set_roles(User.objects.get(username="kim"), {Role.AUDITOR})
    assert client.post("/children/other-team", {"child": OTHERS, "reason": "x"}).status_code == 403


def test_a_role_that_is_not_limited_beside_one_that_is_sees_every_child(council: TwoTeams) -> None:
    assert council.run
    client = kim_as(Role.CASE_OFFICER, Role.HEAD_OF_SEND)
    assert client.get(f"/children/{OTHERS}").status_code == 200
    assert "of other teams" not in client.get("/children").content.decode()


@pytest.fixture
def sets_of_keys(own_home: Path, tmp_path: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Of a child under two keys of files, all of its keys; of two children under one key, the second's own."""
    assert own_home
    two_returns(tmp_path)
    decide_both()
    for member in (Member("kim", ("North",)), Member("Lou", ("South",))):
        keep_member(member, by="root")
    in_files = set(load_as_given("identities")["child_key"])
    every = keys_of_one_child(load_as_given)
    yew = next(keys for keys in every if len(keys & in_files) > 1)
    (parted,) = (keys for keys in every if len(keys & in_files) == 1)
    return yew, parted - in_files


def test_a_child_under_two_keys_is_hidden_under_both(sets_of_keys: tuple[frozenset[str], frozenset[str]]) -> None:
    yew, _ = sets_of_keys
    kim = Sight(is_limited=True, teams=frozenset({"north"}), known=frozenset({"north", "south"}))
    for number, key in enumerate(sorted(yew)):
        set_officer(key, "Lou", "North", version=2 * number, by="root")
        assert kim.hidden_among(yew) == frozenset()
        set_officer(key, "Lou", "", version=2 * number + 1, by="root")
        assert kim.hidden_among(yew) == yew


def test_of_two_children_of_one_key_the_one_of_another_team_alone_is_hidden(
    sets_of_keys: tuple[frozenset[str], frozenset[str]],
) -> None:
    _, (larch,) = sets_of_keys
    kim = Sight(is_limited=True, teams=frozenset({"north"}), known=frozenset({"north", "south"}))
    set_officer(larch, "Lou", "", version=0, by="root")
    every = set(load_as_given("identities")["child_key"]) | {larch}
    assert kim.hidden_among(every) == {larch}


def test_a_child_is_of_the_main_team_of_its_officer_until_one_is_set_of_it(council: TwoTeams) -> None:
    assert council.run
    teams = dict(listed(CHILDREN.name, default_day()).frame.select(KEY, "team").iter_rows())
    assert (teams[OTHERS], teams[OWN], teams[NOBODYS]) == ("South", "North", "No team")
    set_officer(OTHERS, "", "North", version=0, by="root")
    keep_member(Member("K.I.M.", ("East", "North")), by="root")
    teams = dict(listed(CHILDREN.name, default_day()).frame.select(KEY, "team").iter_rows())
    assert (teams[OTHERS], teams[OWN]) == ("North", "East")


def test_the_full_name_of_an_account_is_its_person_too(council: TwoTeams) -> None:
    assert council.run
    User.objects.create_user("l.smith", first_name="Lou", last_name="")
    keep_member(Member("Lou", ()), by="root")
    keep_member(Member("l.smith", ("West",)), by="root")
    teams = dict(listed(CHILDREN.name, default_day()).frame.select(KEY, "team").iter_rows())
    assert teams[OTHERS] == "West"
    assert teams_of("l.smith").main == "West"


def test_a_team_that_nobody_is_in_hides_no_child(council: TwoTeams) -> None:
    assert council.run
    client = kim_as(Role.CASE_OFFICER)
    set_officer(OTHERS, "", "Nroth", version=0, by="root")
    assert client.get(f"/children/{OTHERS}").status_code == 200
    (stray,) = [team for team in teams_page(sees_children=True).teams if not team.people]
    assert (stray.name, stray.children) == ("Nroth", 1)


def test_a_right_that_moves_with_a_team_holds_at_the_next_request(council: TwoTeams) -> None:
    assert council.run
    client = kim_as(Role.CASE_OFFICER)
    assert client.get(f"/children/{OTHERS}").status_code == 404
    put_in_teams("kim", "North", ["south"], leads=False, by="root")
    assert client.get(f"/children/{OTHERS}").status_code == 200
    put_in_teams("kim", "", [], leads=False, by="root")
    assert client.get(f"/children/{OTHERS}").status_code == 404


@pytest.mark.parametrize(
    ("person", "team", "also", "leads", "says"),
    [
        ("...", "North", (), False, "person's name"),
        ("ann", "No team", (), False, "is not “No team”"),
        ("ann", "N" * 101, (), False, "up to 100 letters"),
        ("ann", "", ("North",), False, "own team first"),
        ("ann", "", (), True, "Whoever leads a team is in one"),
        ("KIM", "North", (), False, "Nobody changes what they may see themselves"),
    ],
)
def test_what_cannot_be_a_membership_is_refused(
    person: str,
    team: str,
    also: tuple[str, ...],
    leads: bool,  # noqa: FBT001 - a case of the table
    says: str,
) -> None:
    User.objects.create_user("kim")
    with pytest.raises(Refusal, match=says):
        put_in_teams(person, team, also, leads=leads, by="kim")
    assert members() == ()


def test_a_membership_is_noted_with_what_was_before_and_a_team_keeps_its_spelling() -> None:
    put_in_teams("Ann  Lee", "Early  years", [], leads=True, by="root")
    put_in_teams("ann.lee", "EARLY YEARS", ["North", "north"], leads=False, by="root")
    assert members() == (Member("ann.lee", ("Early years", "North")),)
    entry = latest(1)[0].entry
    assert (entry.who, entry.did, entry.kind, entry.ref) == ("root", Did.CHANGED, "person in teams", "ann.lee")
    assert entry.facts == {
        "before": ["Early years"],
        "now": ["Early years", "North"],
        "led": ["Early years"],
        "leads": [],
    }


def test_what_a_role_sees_is_set_with_a_reason_noted_and_never_by_whoever_has_the_role() -> None:
    set_roles(User.objects.create_user("kim"), {Role.CASE_OFFICER})
    for role, reason, says in (
        ("case officer", "Agreed.", "Nobody changes"),
        ("panel chair", " ", "Say why"),
        ("auditor", "x", "It can be said of these roles"),
        ("king", "x", "It can be said of these roles"),
    ):
        with pytest.raises(Refusal, match=says):
            let_see(role, own_teams_only=True, reason=reason, by="kim")
    assert not TeamSightRow.objects.exists()
    let_see("Panel chair", own_teams_only=True, reason="Agreed.", by="kim")
    entry = latest(1)[0]
    assert (entry.entry.ref, entry.entry.facts, entry.words) == ("panel chair", {"own teams only": True}, "Agreed.")


def test_few_rows_of_other_teams_are_not_counted() -> None:
    assert others_in_words(0) == ""
    assert (
        others_in_words(1)
        == others_in_words(4)
        == ("Fewer than 5 more rows of children of other teams are not shown to you.")
    )
    assert others_in_words(1_234, "link").startswith("1,234 more links")


def test_the_lists_are_kept_whole_and_not_one_for_each_person(council: TwoTeams) -> None:
    assert council.run
    kim_as(Role.CASE_OFFICER)
    sight, day = sight_of_account(User.objects.get(username="kim")), default_day()
    for name in (CHILDREN.name, PLACEMENTS.name, DUE.name):
        whole = listed(name, day)
        assert listed_to(name, day, EVERY_CHILD) is whole
        assert listed_to(name, day, sight).frame.height <= whole.frame.height
        assert listed(name, day) is whole


def test_a_name_is_the_same_with_dots_blanks_or_capitals() -> None:
    assert name_key("Abiola Fenwick") == name_key("abiola.fenwick") == name_key("ABIOLA_FENWICK")
    names = pl.DataFrame({"name": ["Zoë O'Hara", "zoë.ohara", None]}).with_columns(as_key(pl.col("name")))
    assert names["name"].to_list() == [name_key("Zoë O'Hara"), name_key("zoë.ohara"), None]
