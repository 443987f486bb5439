"""First pages point to the benchmarks: a sentence of a real one where a release was imported, else what to import."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from tests.web.sample_figures import OWN, plans, sample_figures, sample_neighbours

from highneeds.forecast.benchmarking import MEASURES
from highneeds.governance.record import MonthRecord
from highneeds.governance.rights import Role
from highneeds.operations.benchmark_page import benchmarks_page
from highneeds.operations.home_benchmarks import INDEPENDENT, MONEY, PLACES, PLANS, beside
from highneeds.operations.home_places import in_full
from highneeds.store.roles import set_roles

ASKED = {
    Role.HEAD_OF_SEND: PLANS,
    Role.FINANCE_PARTNER: MONEY,
    Role.COMMISSIONING_MANAGER: INDEPENDENT,
    Role.PLACE_PLANNER: PLACES,
}


def told(role: Role) -> str:
    user, _ = User.objects.get_or_create(username=role.value)
    set_roles(user, {role})
    client = Client()
    client.force_login(user)
    page = " ".join(client.get("/").content.decode().split()).partition("<main")[2]
    return page.partition("Beside other authorities")[2]


@pytest.fixture
def council(month: MonthRecord) -> MonthRecord:
    """Ashmere's month, whose name says which authority it is."""
    sample_figures()
    sample_neighbours("998", "997")
    return month


def test_the_head_of_send_reads_how_many_plans_beside_england_and_neighbours(council: MonthRecord) -> None:
    assert council.draws
    own = plans(OWN, 2026) / 10
    page = told(Role.HEAD_OF_SEND)
    assert f"Ashmere {own:.1f}, Invented England " in page
    assert ", the middle of its neighbours " in page
    assert "(January 2026)." in page
    assert "Invented figures: the department published none of it." in page
    assert 'href="/benchmarks/plans_per_1000_to_25"' in page
    assert 'href="/benchmarks"' in page


def test_a_measure_of_which_nothing_is_published_gives_way_to_the_next_that_is_asked(council: MonthRecord) -> None:
    assert council.draws
    page = benchmarks_page()
    assert page is not None
    withheld = next(line for section in page.sections for line in section.lines if line.own.startswith("["))
    panel = beside("beside-plans", (withheld.key, "plans_per_1000_to_25"))
    assert "Ashmere 5" in panel.say
    none = beside("beside-plans", (withheld.key,))
    assert none.say == "What is asked here most is not among what was imported."
    assert [way.to for way in none.ways] == ["benchmarks"]


@pytest.mark.parametrize("role", ASKED)
@pytest.mark.usefixtures("db")
def test_before_a_release_was_imported_the_page_says_what_to_import(role: Role) -> None:
    page = told(role)
    assert "Nothing published has been imported yet." in page
    assert 'href="/benchmarks' not in page
    assert ('href="/imports/new"' in page) is (role is Role.FINANCE_PARTNER)


@pytest.mark.usefixtures("month")
def test_where_nobody_knows_which_authority_is_ours_those_who_may_say_it_are_asked() -> None:
    sample_figures({"901": "Elsewhere", "902": "Far"})
    assert "nothing says yet which of them is this council" in told(Role.PLACE_PLANNER)
    assert 'href="/benchmarks/neighbours"' not in told(Role.PLACE_PLANNER)
    assert 'href="/benchmarks/neighbours"' in told(Role.HEAD_OF_SEND)


def test_what_a_role_is_asked_about_is_known_to_the_benchmarks_and_in_a_fixed_order(council: MonthRecord) -> None:
    assert council.draws
    for asked in ASKED.values():
        assert set(asked) <= set(MEASURES)
        assert len(set(asked)) == len(asked)


@pytest.mark.parametrize(
    ("full", "groups", "said"),
    [
        (0, 2, "None of 2 groups of places is full"),
        (1, 1, "1 of 1 group of places is full"),
        (1, 2, "1 of 2 groups of places is full"),
        (2, 2, "2 of 2 groups of places are full"),
    ],
)
def test_one_group_is_full_and_two_are(full: int, groups: int, said: str) -> None:
    assert in_full(full, groups) == said
