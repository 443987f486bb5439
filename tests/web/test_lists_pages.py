"""The lists: what each shows to whom, that children shown are noted, that a file says what for, and saved views."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial

import openpyxl
import polars as pl
import pytest
from django.contrib.auth.models import User
from django.test import Client
from polars.testing import assert_frame_equal
from tests.store.store_frames import cost_lines, other_tables, run_of
from tests.web.conftest import PASSWORD, confirm_now
from tests.web.sample_cases import CHILDREN, FIRST, sample_cases

from highneeds.governance.audit import Did
from highneeds.governance.rights import Role
from highneeds.operations import lists
from highneeds.operations.lists import LISTS, Listed, listed
from highneeds.operations.pseudonyms import pseudonym
from highneeds.store import case_records, keeping, kept_frames
from highneeds.store.audit import of_child
from highneeds.store.kept_frames import FEWEST_ROWS, forget_frames
from highneeds.store.made_once import MadeOnce
from highneeds.store.models import SavedViewRow
from highneeds.store.roles import set_roles

DAY = "day=2026-10-31"


@pytest.fixture(autouse=True)
def _cases(db: None) -> None:  # noqa: ARG001 - opens the database
    sample_cases()


def told(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def as_role(role: Role) -> Client:
    user = User.objects.create_user("kim", password=PASSWORD)
    set_roles(user, {role})
    client = Client()
    client.force_login(user)
    confirm_now(client)
    return client


def test_children_are_pseudonyms_and_those_on_the_page_are_noted(signed_in: Client) -> None:
    page = told(signed_in, f"/children?{DAY}")
    assert f"<b>{CHILDREN}</b> rows, as at 31 October 2026" in page
    assert pseudonym(FIRST) in page
    assert "2012" not in page
    seen = [one for one in of_child(FIRST) if one.entry.did is Did.SAW_CHILD]
    assert len(seen) == (1 if pseudonym(FIRST) in page else 0)


@pytest.mark.parametrize("address", [f"/children/rows.csv?{DAY}", f"/placements/rows.xlsx?{DAY}"])
def test_a_list_taken_out_is_noted_at_each_child_in_it_and_at_no_other(address: str, signed_in: Client) -> None:
    found = f"{address}&q={pseudonym(FIRST).split()[1]}"
    assert signed_in.post(found, {"purpose": "the panel"}).status_code == 200
    assert [(one.entry.did, one.words) for one in of_child(FIRST)] == [(Did.TOOK_OUT, "the panel")]
    assert of_child(f"{1:032x}") == ()
    signed_in.post(address, {"purpose": "the panel"})
    assert [one.entry.did for one in of_child(f"{1:032x}")] == [Did.TOOK_OUT]


def test_needs_and_costs_are_shown_by_right() -> None:
    chosen = f"/children?{DAY}&column=need&column=cost&q={pseudonym(FIRST).split()[1]}"
    officer = as_role(Role.CASE_OFFICER)
    page = told(officer, chosen)
    assert "Social, emotional and mental health" in page
    assert "£65,432" not in page
    user = User.objects.get(username="kim")
    set_roles(user, {Role.FINANCE_PARTNER})
    page = told(officer, chosen)
    assert "Social, emotional" not in page
    assert "£65,432" in page


def test_a_list_is_narrowed_and_says_so(signed_in: Client) -> None:
    page = told(signed_in, f"/children?{DAY}&officer=Lou&sort=-school_year")
    assert "<b>20</b> of 60 rows fit" in page
    assert 'aria-sort="descending"' in page
    assert "No row fits" in told(signed_in, f"/children?{DAY}&q=nobody")


def test_providers_count_children_for_some_and_in_bands_for_others() -> None:
    client = as_role(Role.PLACE_PLANNER)
    page = told(client, f"/providers?{DAY}")
    assert "50 or more" in page
    assert ">60<" not in page
    set_roles(User.objects.get(username="kim"), {Role.HEAD_OF_SEND})
    assert ">60<" in told(client, f"/providers?{DAY}")


def test_budget_lines_are_money_and_sort(signed_in: Client) -> None:
    page = told(signed_in, "/budget-lines?sort=-budget")
    assert "£90,000,000" in page


def test_rows_about_children_leave_for_a_purpose_that_the_file_says(signed_in: Client) -> None:
    address = f"/children/rows.csv?{DAY}&officer=Lou&column=officer"
    asked = signed_in.get(address)
    assert "What are these rows for?" in asked.content.decode()
    file = signed_in.post(address, {"purpose": "=audit sample"})
    text = file.content.decode("utf-8-sig")
    assert len(text.splitlines()) == 22
    assert "for: =audit sample. Audit entry" in text
    assert all(not line.startswith(("=", "+", "@")) for line in text.splitlines())
    book = openpyxl.load_workbook(
        io.BytesIO(signed_in.post(address.replace("csv", "xlsx"), {"purpose": "sample"}).content)
    )
    assert book.worksheets[0].max_row == 21
    assert "sample" in book.worksheets[0].oddFooter.left.text


def test_a_file_of_providers_opens_as_a_workbook_without_a_formula(signed_in: Client) -> None:
    book = openpyxl.load_workbook(io.BytesIO(signed_in.get("/providers/rows.xlsx").content))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert cells
    assert not any(cell.data_type == "f" for cell in cells)


def test_a_view_is_kept_handed_on_and_let_go(signed_in: Client) -> None:
    kept = signed_in.post(f"/lists/children/views?{DAY}&officer=Lou", {"name": "Lou's cases"})
    link = kept.headers["Location"]
    assert "officer=Lou" in signed_in.get(link).headers["Location"]
    assert "Lou&#x27;s cases" in told(signed_in, f"/children?{DAY}")
    other = as_role(Role.AUDITOR)
    assert "officer=Lou" in other.get(link).headers["Location"]
    assert other.post(f"{link}/delete").status_code == 404
    set_roles(User.objects.get(username="kim"), {Role.PLACE_PLANNER})
    assert other.get(link).status_code == 404
    assert signed_in.post(f"{link}/delete").status_code == 302
    assert not SavedViewRow.objects.exists()


def test_a_view_without_a_name_is_asked_for_one(signed_in: Client) -> None:
    answer = signed_in.post("/lists/children/views", {"name": " "})
    assert answer.status_code == 400
    assert "Give the view a name" in answer.content.decode()


@pytest.mark.parametrize(("name", "role"), [("children", Role.PLACE_PLANNER), ("budget-lines", Role.CASE_OFFICER)])
def test_a_view_without_a_name_shows_no_list_to_who_may_not_see_it(name: str, role: Role) -> None:
    answer = as_role(role).post(f"/lists/{name}/views?column=cost", {"name": " "})
    assert answer.status_code == 404
    assert "rows" not in answer.content.decode()


def test_a_list_is_made_anew_by_what_it_shows_and_by_nothing_else() -> None:
    def all_lists() -> dict[str, Listed]:
        return {name: listed(name, date(2026, 10, 31)) for name in LISTS}

    def made_anew(before: dict[str, Listed]) -> set[str]:
        now = all_lists()
        return {name for name in LISTS if now[name] is not before[name]}

    before = all_lists()
    case_records.keep(case_records.NOTE, case_records.Change("n1", FIRST, 0, {"words": "Rang."}), by="kim")
    assert made_anew(before) == set()
    case_records.keep(case_records.OFFICER, case_records.Change(FIRST, FIRST, 0, {"officer": "Ada"}), by="kim")
    assert made_anew(before) == {"children", "due", "placements"}
    before = all_lists()
    keeping.save_result(run_of("placement-costs", "9"), cost_lines(date(2026, 12, 31), lines=2))
    assert made_anew(before) == {"children", "due", "providers"}  # what is due is told of the list of children
    before = all_lists()
    keeping.save_result(run_of("budget-book", "a"), other_tables()["budget-book"])
    assert made_anew(before) == {"budget-lines"}


def test_the_lists_asked_for_last_are_those_that_are_kept() -> None:
    often, *others = (date(2025, 10, day) for day in range(1, 2 + lists._held.most))
    kept = listed("budget-lines", often)
    made = [listed("budget-lines", day) for day in others if listed("budget-lines", often) is kept]
    assert len(made) == lists._held.most  # the one asked for often was there each time
    assert listed("budget-lines", others[-1]) is made[-1]
    assert listed("budget-lines", others[0]) is not made[0]
    assert len(lists._held) == lists._held.most


def test_of_several_who_ask_for_a_list_at_once_one_makes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[date] = []
    before = listed("budget-lines", date(2026, 10, 31)).frame
    all_here = threading.Barrier(4)

    def make(day: date) -> pl.DataFrame:
        made.append(day)
        time.sleep(0.1)  # long enough for the others to come to the lock
        return before

    recipe = replace(lists._RECIPES["budget-lines"], make=make, state=lambda: ("another state",))
    monkeypatch.setitem(lists._RECIPES, "budget-lines", recipe)
    monkeypatch.setattr(lists, "open_store", all_here.wait)
    with ThreadPoolExecutor(4) as threads:
        shown = list(threads.map(partial(listed, "budget-lines"), [date(2026, 10, 31)] * 4))
    assert made == [date(2026, 10, 31)]
    assert all(one is shown[0] for one in shown)


def test_a_long_list_is_made_once_for_all_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    day = date(2026, 10, 31)
    short = listed("budget-lines", day).frame
    long = pl.concat([short] * (FEWEST_ROWS // short.height + 1))
    recipe = replace(lists._RECIPES["budget-lines"], make=lambda _: long, state=lambda: ("long",))
    monkeypatch.setattr(kept_frames, "_is_in_transaction", lambda: False)
    monkeypatch.setitem(lists._RECIPES, "budget-lines", recipe)
    made = listed("budget-lines", day)
    assert made.frame.height == long.height
    monkeypatch.setattr(lists, "_held", MadeOnce(8))  # as in another process
    never = replace(recipe, make=lambda _: pytest.fail("it was made again"))
    monkeypatch.setitem(lists._RECIPES, "budget-lines", never)
    assert_frame_equal(listed("budget-lines", day).frame, made.frame)
    forget_frames()


def test_of_several_rows_of_a_provider_every_list_shows_the_last(
    signed_in: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = lists.load_table

    def with_an_older_row(name: str, columns: Sequence[str] | None = None) -> pl.DataFrame:
        rows = load(name, columns)
        older = rows.with_columns(name=pl.lit("Bryn House")) if name == "providers" else rows.clear()
        return pl.concat([older, rows])

    monkeypatch.setattr(lists, "load_table", with_an_older_row)
    for address in (f"/providers?{DAY}", f"/placements?{DAY}"):
        page = told(signed_in, address)
        assert "Ysgol y Bryn" in page
        assert "Bryn House" not in page
