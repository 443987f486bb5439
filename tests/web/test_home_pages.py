"""Home by role: what each role opens on, each number with the way to its cases, and nothing beyond one's rights."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import parse_qsl

import polars as pl
import pytest
from django.contrib.auth.models import User
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.caseload.test_case_events import events
from tests.casework.test_health_absence import absences
from tests.operations.reviewed_council import keep_decisions_after_reviews
from tests.store.store_frames import run_of
from tests.web.conftest import PASSWORD, confirm_now
from tests.web.sample_cases import sample_cases
from tests.web.sample_closing import RULE
from tests.web.sample_papers import sample_published

from highneeds.caseload.case_events import APPEAL as APPEALED
from highneeds.governance.audit import Did
from highneeds.governance.record import MonthRecord
from highneeds.governance.rights import ALLOWS, Role
from highneeds.operations.due_list import APPEAL, EDUCATION, NO_PLACE, due_rows
from highneeds.operations.home import HOMES, PANELS, home_of
from highneeds.operations.home_cases import in_due_order
from highneeds.operations.home_money import AGES, by_age
from highneeds.operations.home_parts import Reader
from highneeds.operations.home_places import by_provider, open_uplifts
from highneeds.operations.listing import KEY
from highneeds.operations.lists import DUE, default_day, listed
from highneeds.operations.sight import EVERY_CHILD
from highneeds.operations.slugs import slug_of
from highneeds.rules import Setting
from highneeds.store import keeping
from highneeds.store.audit import of_child
from highneeds.store.models import ImportRun
from highneeds.store.roles import set_roles


def as_role(*roles: Role, name: str = "kim") -> Client:
    user = User.objects.create_user(name, password=PASSWORD)
    set_roles(user, roles)
    client = Client()
    client.force_login(user)
    confirm_now(client)
    return client


def told(client: Client, address: str = "/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def much_due() -> None:
    """Three reviews that wait for a decision, one overdue, an appeal, and a child who has missed fifteen days."""
    keep_decisions_after_reviews("Lou", None, "Kim")
    keeping.save_result(run_of("case-events", "9"), {"case_events": events((APPEALED, date(2026, 9, 20), {}))})
    keeping.save_result(run_of("absences", "8"), {"absences": absences(("a", "123456", 0, 30, "I"))})


def links_of(page: str) -> set[str]:
    main = page[page.index("<main") :]
    return {address.replace("&amp;", "&") for address in re.findall(r'href="(/[^"#]*)"', main)}


# Written by hand beside the registry: the panels of each role, so that a right that moves is seen here.
EXPECTED = {
    Role.HEAD_OF_SEND: ["eight", "decisions", "beside-plans"],
    Role.FINANCE_PARTNER: ["bridge", "exceptions", "vintages", "beside-money"],
    Role.COMMISSIONING_MANAGER: ["providers", "uplifts", "beside-independent"],
    Role.PLACE_PLANNER: ["places", "beside-places"],
    Role.CASE_OFFICER: ["own"],
    Role.PANEL_CHAIR: ["panel"],
    Role.PROGRAMME_MANAGER: ["off-track", "evidence", "decisions"],
    Role.RISK_OWNER: ["breaches", "decisions"],
    Role.COMMITTEE_MEMBER: ["paper"],
    Role.AUDITOR: ["exceptions", "vintages", "imports"],
    Role.IT: ["health", "work", "imports"],
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.usefixtures("governed", "closing")
def test_each_role_opens_on_its_own_panels(role: Role) -> None:
    page = told(as_role(role))
    assert f"<h1>{role.value[0].upper()}{role.value[1:]}</h1>" in page
    assert re.findall(r'<h2 id="([a-z-]+)-title">', page) == EXPECTED[role]


@pytest.mark.parametrize("role", Role)
def test_every_panel_of_a_role_is_one_that_its_rights_allow(role: Role) -> None:
    for name in HOMES[role]:
        assert PANELS[name].needs <= ALLOWS[role], name


@pytest.mark.parametrize("role", Role)
@pytest.mark.usefixtures("governed", "finance_import", "closing")
def test_every_way_on_a_home_leads_to_a_page_that_the_role_may_open(role: Role) -> None:
    sample_cases()
    client = as_role(role)
    ways = links_of(told(client))
    for address in ways:
        assert client.get(address).status_code == 200, address
    assert ways or role is Role.IT


@pytest.mark.usefixtures("db")
def test_a_panel_is_left_out_for_a_reader_without_its_rights() -> None:
    assert home_of(Role.RISK_OWNER, Reader(frozenset(), EVERY_CHILD)).panels == ()


@pytest.mark.parametrize("role", Role)
@pytest.mark.usefixtures("db")
def test_before_anything_was_imported_a_home_says_what_to_do_first(role: Role) -> None:
    page = told(as_role(role))
    assert "yet" in page or role is Role.IT
    assert ">None<" not in page


@pytest.mark.usefixtures("db")
def test_who_may_import_is_led_to_importing() -> None:
    assert 'href="/imports/new"' in told(as_role(Role.FINANCE_PARTNER))
    assert 'href="/imports/new"' not in told(as_role(Role.PLACE_PLANNER, name="lee"))


@pytest.mark.usefixtures("db")
def test_several_roles_are_tabs_and_another_persons_role_is_not_there() -> None:
    client = as_role(Role.IT, Role.RISK_OWNER)
    page = told(client)
    assert '<a href="/?as=risk-owner" aria-current="page">Risk owner</a>' in page
    assert "<h1>IT</h1>" in told(client, "/?as=it")
    assert client.get("/?as=finance-partner").status_code == 404
    assert "Your roles" not in told(as_role(Role.IT, name="lee"))


@pytest.mark.usefixtures("governed", "finance_import", "closing")
def test_the_head_of_send_has_eight_numbers_each_one_click_from_its_cases(signed_in: Client) -> None:
    sample_cases()
    page = told(signed_in)
    numbers = re.findall(r"<li> <span class=\"label\">(.*?)</span> <span class=\"value.*?</li>", page)
    assert numbers == [
        "Reaching their legal limit", "Children without a place", "Newly committed", "Forecast outturn",
        "Savings evidenced", "Appeals waiting", "Plans per case officer", "Fifteen days without school",
    ]  # fmt: skip
    assert 'href="/month-end/2026-27/7/lines/new-placements"' in page
    assert 'href="/month-end/2026-27"' in page
    assert "How each number was counted" in page


@pytest.mark.usefixtures("governed", "finance_import")
def test_every_number_of_the_head_of_send_is_the_number_of_rows_behind_it(signed_in: Client) -> None:
    much_due()
    due = listed(DUE.name, default_day()).frame
    home = home_of(Role.HEAD_OF_SEND, Reader(ALLOWS[Role.HEAD_OF_SEND], EVERY_CHILD))
    checked = 0
    for number in home.panels[0].numbers:
        way = number.ways[0]
        if number.figure is None or way.to != "due":
            continue
        checked += 1
        ((name, wanted),) = parse_qsl(way.query)
        rows = due.filter(pl.col(name) == wanted).height
        assert number.figure.value == rows, number.label
        page = told(signed_in, f"/due?{way.query}")
        assert f"<b>{rows}</b> of" in page or rows == 0
    assert checked == 3  # and children without a place, of whom nothing is known here


@pytest.mark.usefixtures("month")
def test_a_case_officer_sees_the_children_under_their_own_name_and_each_is_noted() -> None:
    much_due()
    client = as_role(Role.CASE_OFFICER, name="lou")
    frame = listed(DUE.name, default_day()).frame
    mine = frame.filter(pl.col("officer") == "Lou")
    others = set(frame["child"]) - set(mine["child"])
    assert mine.height
    assert others
    page = told(client)
    assert set(re.findall(r'<th scope="row"><a href="/children/[0-9a-f]+">(.*?)</a>', page)) == set(mine["child"])
    assert not any(child in page for child in others)
    assert re.search(r"Your due list: 1 overdue", page)
    assert [one.entry.did for one in of_child(mine[KEY][0])] == [Did.SAW_CHILD]
    assert not any(of_child(key) for key in set(frame[KEY]) - set(mine[KEY]))


@pytest.mark.usefixtures("month")
def test_an_officer_whom_no_list_names_is_told_so_and_led_to_the_whole_list() -> None:
    much_due()
    page = told(as_role(Role.CASE_OFFICER, name="zed"))
    assert "Nothing is due of children whose officer is zed" in page
    assert 'href="/due"' in page


@pytest.mark.usefixtures("month")
def test_a_panel_chair_sees_the_decisions_that_wait_the_longest_overdue_first() -> None:
    much_due()
    page = told(as_role(Role.PANEL_CHAIR))
    assert re.search(r"What waits on a decision: 1 overdue", page)
    waits = re.findall(r'<td data-label="Due">(.*?)</td>', page)
    days = [datetime.strptime(day, "%d %b %Y").replace(tzinfo=UTC) for day in waits]
    assert len(days) == 3
    assert days == sorted(days)
    assert "Answer an appeal" not in page


@pytest.mark.django_db
def test_where_plans_are_known_and_nothing_is_due_nobody_is_asked_to_import_and_a_list_of_plans_has_its_day() -> None:
    sample_cases()
    officer = as_role(Role.CASE_OFFICER)
    for address in ("/", "/due"):
        page = told(officer, address)
        assert "Nothing is due, and nothing waits, as far as the files tell." in page
        assert "mport" not in page.partition("<main")[2].partition("</main>")[0]
    page = told(as_role(Role.IT, name="jo"))
    assert "Placement costs from the finance system, 30 November 2026" in page
    assert "from the case system 0" not in page


@pytest.mark.django_db
def test_a_child_without_a_school_or_college_waits_for_a_place_and_a_placed_child_does_not() -> None:
    children = pl.DataFrame(
        {
            KEY: ["a" * 32, "b" * 32, "c" * 32],
            "setting": [Setting.UNKNOWN.label, Setting.NOT_IN_EDUCATION.label, Setting.SPECIAL.label],
            "officer": ["Lou", None, "Lou"],
        }
    )
    rows = due_rows(children, date(2026, 10, 31))
    assert rows.select(KEY, "what", "when", "officer").rows() == [
        ("a" * 32, NO_PLACE, "Waits", "Lou"),
        ("b" * 32, NO_PLACE, "Waits", None),
    ]


@given(
    rows=st.lists(
        st.tuples(
            st.one_of(st.none(), st.dates(date(2025, 1, 1), date(2026, 12, 31))),
            st.text("ab", max_size=3),
            st.integers(),
        ),
        max_size=12,
    )
)
def test_the_due_list_is_in_order_of_the_day_and_no_money_changes_it(rows: list[tuple[date | None, str, int]]) -> None:
    frame = pl.DataFrame(
        {
            "due": pl.Series([row[0] for row in rows], dtype=pl.Date),
            "since": pl.Series([None] * len(rows), dtype=pl.Date),
            "child": pl.Series([row[1] for row in rows], dtype=pl.String),
            "what": pl.Series(["x"] * len(rows), dtype=pl.String),
            "cost": pl.Series([row[2] % 1000 for row in rows], dtype=pl.Int64),
        }
    )
    ordered = in_due_order(frame)
    days = [day or date.max for day in ordered["due"].to_list()]
    assert days == sorted(days)
    other = in_due_order(frame.with_columns(cost=-pl.col("cost")))
    assert other.drop("cost").equals(ordered.drop("cost"))


def test_the_list_of_what_is_due_knows_no_money() -> None:
    assert not any(column.is_number for column in DUE.columns)


@pytest.mark.usefixtures("month")
def test_what_waits_stands_in_the_due_list_beside_the_clocks_and_only_for_whoever_may_see_it(signed_in: Client) -> None:
    much_due()
    frame = listed(DUE.name, default_day()).frame
    assert frame.filter(pl.col("what") == APPEAL)[KEY].to_list() == [f"{0:032x}"]
    assert frame.filter(pl.col("what") == EDUCATION)[KEY].to_list() == ["a" * 32]
    assert frame.filter(pl.col("when") == "Overdue").height == 1
    assert "Clocks as at 15 January 2026" in told(signed_in, "/due")
    assert as_role(Role.FINANCE_PARTNER).get("/due").status_code == 403


@given(st.lists(st.tuples(st.sampled_from(["X01", "X03"]), st.integers(0, 10**7), st.integers(0, 400)), max_size=30))
def test_exceptions_by_age_count_every_row_and_every_penny_once(rows: list[tuple[str, int, int]]) -> None:
    frame = pl.DataFrame(rows, schema={"rule": pl.String, "pence": pl.Int64, "age_days": pl.Int64}, orient="row")
    counted = by_age(frame)
    assert sum(sum(ages) for _, ages, _ in counted) == len(rows)
    assert sum(pence for *_, pence in counted) == sum(pence for _, pence, _ in rows)
    for position, (_, most) in enumerate(AGES[:-1]):
        least = -1 if position == 0 else AGES[position - 1][1] or 0
        assert sum(ages[position] for _, ages, _ in counted) == sum(least < age <= (most or 0) for *_, age in rows)


@pytest.mark.usefixtures("closing")
def test_finance_sees_the_bridge_with_its_lines_and_exceptions_by_age() -> None:
    page = told(as_role(Role.FINANCE_PARTNER))
    assert "October 2026: £" in page
    assert 'href="/month-end/2026-27/7/lines/new-placements">New placements</a>' in page
    assert f'href="/month-end/2026-27/7/exceptions/{RULE}"' in page
    assert "3 exceptions of payments, 0 older than 180 days" in page
    assert "forecasts kept" in page
    assert page.count("<svg") == 2  # one drawing, wide and narrow


LINES = st.lists(
    st.tuples(st.sampled_from(["1", "2", "3"]), st.sampled_from("abcd"), st.integers(-(10**6), 10**7)), max_size=20
)


@given(LINES)
def test_providers_by_cost_add_to_all_that_is_paid_and_contributions_count_against(
    lines: list[tuple[str, str, int]],
) -> None:
    frame = pl.DataFrame(
        {
            "urn": pl.Series([line[0] if line[0] != "3" else None for line in lines], dtype=pl.String),
            "provider_name": pl.Series([f"School {line[0]}" for line in lines], dtype=pl.String),
            "child_key": pl.Series([line[1] for line in lines], dtype=pl.String),
            "cost_element": pl.Series(
                ["top_up" if line[2] >= 0 else "contribution" for line in lines], dtype=pl.String
            ),
            "amount_pence_per_year": pl.Series([abs(line[2]) for line in lines], dtype=pl.Int64),
        }
    )
    found = by_provider(frame)
    assert found["pence"].sum() == sum(line[2] for line in lines)
    assert found["pence"].to_list() == sorted(found["pence"].to_list(), reverse=True)
    for name, children in found.select("name", "children").iter_rows():
        assert children == len({line[1] for line in lines if f"School {line[0]}" == name})


def test_uplifts_that_are_agreed_or_paid_are_not_among_the_open_ones() -> None:
    frame = pl.DataFrame(
        {
            "urn": ["1", "1", "1", "2"],
            "provider_name": ["School", "School", "School", "Other"],
            "uplift_status": ["requested", "disputed", "agreed", "paid"],
            "uplift_share": [0.05, 0.10, 0.5, 0.5],
            "amount_pence_per_year": [100_000, 200_000, 900_000, 900_000],
            "uplift_from": [date(2026, 9, 1), date(2026, 4, 1), None, None],
        }
    )
    (row,) = open_uplifts(frame).rows(named=True)
    assert (row["requested"], row["disputed"], row["low"], row["high"]) == (1, 1, 0.05, 0.10)
    assert (row["pence"], row["since"]) == (25_000, date(2026, 4, 1))


@pytest.mark.usefixtures("month")
def test_commissioning_sees_what_a_provider_costs_and_a_planner_does_not() -> None:
    sample_cases()
    page = told(as_role(Role.COMMISSIONING_MANAGER))
    assert "65,432" in page
    assert "1 line has an uplift requested, 0 disputed" in page
    assert "65,432" not in told(as_role(Role.PLACE_PLANNER, name="lee"))


@pytest.mark.usefixtures("governed")
def test_the_programme_manager_sees_measures_off_track_and_evidence_waiting_with_their_pages() -> None:
    page = told(as_role(Role.PROGRAMME_MANAGER))
    assert re.search(r"\d+ of \d+ measures? are off track", page)
    assert 'href="/programme/measures/ip1"' in page


@pytest.mark.usefixtures("governed")
def test_the_risk_owner_sees_what_asks_for_a_score_and_nothing_is_scored() -> None:
    page = told(as_role(Role.RISK_OWNER))
    assert re.search(r"\d+ of \d+ risks? ask for a new score", page)
    assert 'href="/risks/cfs-02"' in page


def test_a_member_sees_the_published_paper_and_nothing_that_was_not_published(governed: MonthRecord) -> None:
    client = as_role(Role.COMMITTEE_MEMBER)
    before = told(client)
    assert "No paper has been published yet" in before
    assert governed.council not in before.split("<main")[1].split("</main>")[0]
    sample_published()
    page = told(client)
    assert '<div class="paper">' in page
    assert 'href="/papers/published/' in page
    assert 'href="/children' not in page


@pytest.mark.usefixtures("month")
def test_it_sees_what_the_doctor_finds_and_no_number_of_the_council(
    finance_import: ImportRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIGHNEEDS_HOME", str(tmp_path))
    page = told(as_role(Role.IT))
    for what in ("Version", "Disk", "Database", "Backup", "Audit"):
        assert f'<th scope="row">{what}</th>' in page
    assert "None was ever made here" in page
    assert f'href="/imports/{finance_import.pk}"' in page
    assert "£" not in page


def test_every_role_has_a_home_and_its_address() -> None:
    assert set(HOMES) == set(Role) == set(EXPECTED)
    assert {name for names in HOMES.values() for name in names} == set(PANELS)
    assert len({slug_of(role) for role in Role}) == len(Role)
