"""The page of long work: whoever runs it sees all, others what they asked for; nothing of a file stands there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.web.test_import_pages import HEADINGS
from tests.web.work_here import do_next

from highneeds.governance.rights import Role
from highneeds.operations import work, worker
from highneeds.operations.home_installation import long_work
from highneeds.operations.home_parts import Reader
from highneeds.operations.sight import EVERY_CHILD
from highneeds.operations.work_page import NO_WORKER
from highneeds.store.accounts import let_import_files
from highneeds.store.home import home
from highneeds.store.models import AuditRow, ImportRun, ImportTask, WorkRow
from highneeds.store.roles import set_roles
from highneeds.store.work_queue import State, end, give_back, put, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home", "at_once")]
MONEY = "Budget £121.4m, forecast outturn £127.6m."


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No page waits for what nobody does here; a worker was here just now."""
    monkeypatch.setattr(work, "SECONDS_A_PAGE_WAITS", 0)
    (home() / "worker.mark").touch()


def person(name: str, *roles: Role) -> Client:
    user = User.objects.create_user(name)
    set_roles(user, roles)
    client = Client()
    client.force_login(user)
    return client


def give(client: Client) -> ImportTask:
    file = SimpleUploadedFile("Zyx Canary.csv", f"{HEADINGS}2026-27,1,HN10,Secret words,5\n".encode())
    assert client.post("/imports/new", {"files": [file]}).status_code == 302
    return ImportTask.objects.order_by("-pk")[0]


def said(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def asked(kind: str = "month", letter: str = "a", by: str = "root (command line)") -> WorkRow:
    return put(kind, {"draws": 50}, letter * 64, by=by)[0]


def taken() -> WorkRow:
    piece = take("one")
    assert piece is not None
    return piece


def test_whoever_runs_the_work_sees_all_of_it_and_others_their_own_alone() -> None:
    it, finance, head = person("jo", Role.IT), person("kim", Role.FINANCE_PARTNER), person("sam", Role.HEAD_OF_SEND)
    asked()
    task = give(finance)
    everything = said(it, "/work")
    assert "2 waiting." in everything
    assert "Make the month" in everything
    assert "Read and check a file" in everything
    own = said(finance, "/work")
    assert "1 waiting." in own
    assert "Make the month" not in own
    assert "You have begun no long work yet" in said(head, "/work")
    (month, read) = WorkRow.objects.order_by("pk")
    for client, seen in ((it, (200, 200)), (finance, (404, 200)), (head, (404, 404))):
        assert tuple(client.get(f"/work/{piece.pk}").status_code for piece in (month, read)) == seen
        wanted = {"do": "stop"}
        assert seen[0] == 200 or client.post(f"/work/{month.pk}", wanted).status_code == 404
    month.refresh_from_db()
    assert month.state == State.WAITING
    assert task.work == read


def test_neither_a_file_s_name_nor_a_word_of_it_stands_there_whatever_becomes_of_it() -> None:
    it, finance = person("jo", Role.IT), person("kim", Role.FINANCE_PARTNER)
    seen = []
    give(finance)
    for _ in range(2):
        seen += [said(it, "/work"), said(it, f"/work/{WorkRow.objects.order_by('-pk')[0].pk}")]
        do_next()
        seen += [said(it, "/work"), said(it, f"/work/{WorkRow.objects.order_by('-pk')[0].pk}"), said(it, "/?as=it")]
        finance.post(f"/imports/on-their-way/{ImportTask.objects.get().pk}", {"do": "confirm"})
    assert "It came into use as import" in seen[-1]
    assert not any("Zyx" in page or "Secret" in page for page in seen)


def test_figures_that_a_month_found_are_told_to_those_who_may_see_them_elsewhere() -> None:
    asked(by="kim")
    end(taken(), State.DONE, MONEY)
    assert "£" not in said(person("jo", Role.IT), "/work").partition("<footer")[0]
    assert "It is done." in said(person("al", Role.IT), f"/work/{WorkRow.objects.get().pk}")
    assert MONEY in said(person("kim", Role.FINANCE_PARTNER), "/work")


def test_what_waits_says_behind_how_many_and_what_is_at_work_how_far_it_is() -> None:
    it = person("jo", Role.IT)
    first, second = asked(), asked(letter="b")
    assert "It is next." in said(it, f"/work/{first.pk}")
    assert "1 piece before it." in said(it, f"/work/{second.pk}")
    piece = taken()
    WorkRow.objects.filter(pk=piece.pk).update(step="simulating: 400 of 1,000 draws")
    page = said(it, f"/work/{first.pk}")
    assert "Make the month: at work" in page
    assert "Simulating: 400 of 1,000 draws." in page
    assert "data-follow" in page
    give_back(piece)
    assert "It was cut off, and is begun again: nothing is done twice." in said(it, f"/work/{first.pk}")


def test_where_no_worker_is_the_page_says_so_and_whom_to_ask() -> None:
    finance = person("kim", Role.FINANCE_PARTNER)
    task = give(finance)
    assert NO_WORKER not in said(finance, "/work")
    assert "It is next." in said(finance, f"/imports/on-their-way/{task.pk}")
    (home() / "worker.mark").unlink()
    assert NO_WORKER in said(finance, "/work")
    assert NO_WORKER in said(finance, f"/imports/on-their-way/{task.pk}")


@pytest.mark.parametrize(
    ("says", "to_do"),
    [
        ("The file is gone. Give another.", "Mend what it says, then try it again."),
        (worker.UNFORESEEN, "finds how in the log"),
        (None, "give the machine more memory"),
    ],
)
def test_what_failed_says_why_and_what_to_do_and_is_tried_again(says: str | None, to_do: str) -> None:
    it = person("jo", Role.IT)
    piece = asked()
    if says is None:
        for _ in range(3):
            give_back(taken())
    else:
        end(taken(), State.FAILED, says)
    page = said(it, f"/work/{piece.pk}")
    assert "Make the month: failed" in page
    assert to_do in page
    assert "1 failed in the last week" in said(it, "/work")
    tried = it.post(f"/work/{piece.pk}", {"do": "again"}).headers["Location"]
    assert tried != f"/work/{piece.pk}"
    assert it.post(f"/work/{piece.pk}", {"do": "again"}).headers["Location"] == tried  # once, however often
    assert "Make the month: waits" in said(it, tried)
    assert AuditRow.objects.filter(who="jo", kind="work").count() == 2


def test_what_waits_or_is_at_work_is_stopped_once() -> None:
    it = person("jo", Role.IT)
    waits = asked()
    assert "Stop it" in said(it, f"/work/{waits.pk}")
    it.post(f"/work/{waits.pk}", {"do": "stop"})
    assert "Make the month: stopped" in said(it, f"/work/{waits.pk}")
    answer = it.post(f"/work/{waits.pk}", {"do": "stop"})
    assert answer.status_code == 409
    assert "It stands otherwise by now" in answer.content.decode()
    at_work = asked(letter="b")
    taken()
    it.post(f"/work/{at_work.pk}", {"do": "stop"})
    page = said(it, f"/work/{at_work.pk}")
    assert "Make the month: being stopped" in page
    assert "Stop it" not in page
    assert it.post(f"/work/{at_work.pk}", {"do": "dance"}).status_code == 302
    at_work.refresh_from_db()
    assert at_work.state == State.AT_WORK


def test_an_import_is_stopped_and_tried_again_from_here_as_from_its_own_page() -> None:
    finance = person("kim", Role.FINANCE_PARTNER)
    task = give(finance)
    read = WorkRow.objects.get()
    assert f'href="/imports/on-their-way/{task.pk}"' not in said(finance, f"/work/{read.pk}")  # while it is read
    finance.post(f"/work/{read.pk}", {"do": "stop"})
    assert "Try again" in said(finance, f"/work/{read.pk}")
    tried = finance.post(f"/work/{read.pk}", {"do": "again"}).headers["Location"]
    assert "Try again" not in said(finance, f"/work/{read.pk}")  # it was
    do_next()
    assert f'href="/imports/on-their-way/{task.pk}"' in said(finance, tried)
    assert finance.post(f"/work/{read.pk}", {"do": "again"}).status_code == 409
    finance.post(f"/imports/on-their-way/{task.pk}", {"do": "confirm"})
    do_next()
    run = ImportRun.objects.get()
    assert f'href="/imports/{run.pk}"' in said(finance, f"/work/{WorkRow.objects.order_by('-pk')[0].pk}")


def test_an_undo_that_failed_is_tried_again_and_one_at_work_is_not_stopped_half_way() -> None:
    finance = person("kim", Role.FINANCE_PARTNER)
    give(finance)
    do_next()
    finance.post(f"/imports/on-their-way/{ImportTask.objects.get().pk}", {"do": "confirm"})
    do_next()
    run = ImportRun.objects.get()
    shown = finance.post(f"/imports/{run.pk}/undo").headers["Location"]
    piece = taken()
    assert shown == f"/work/{piece.pk}"
    page = said(finance, shown)
    assert f"Undo import {run.pk}: at work" in page
    assert "Stop it" not in page
    end(piece, State.FAILED, "The disk is full.")
    tried = finance.post(shown, {"do": "again"}).headers["Location"]
    do_next()
    assert f"Undo import {run.pk}: done" in said(finance, tried)
    assert f'href="/imports/{run.pk}"' in said(finance, tried)


def test_who_may_import_no_longer_sees_their_pieces_and_changes_none() -> None:
    finance = person("kim", Role.FINANCE_PARTNER)
    give(finance)
    set_roles(User.objects.get(username="kim"), {Role.COMMITTEE_MEMBER})
    let_import_files("kim", may=False)
    piece = WorkRow.objects.get()
    assert "Stop" not in said(finance, f"/work/{piece.pk}")
    assert finance.post(f"/work/{piece.pk}", {"do": "stop"}).status_code == 409
    piece.refresh_from_db()
    assert piece.state == State.WAITING


def test_it_s_first_page_shows_the_newest_work_and_the_way_to_all_of_it() -> None:
    it = person("jo", Role.IT)
    assert "Nobody has begun any long work yet." in said(it, "/?as=it")
    end_failed = asked()
    end(taken(), State.FAILED, "The file is gone.")
    WorkRow.objects.filter(pk=end_failed.pk).update(ended_at=timezone.now() - timedelta(days=8))
    page = said(it, "/?as=it")
    assert "Long work: nothing is at work, and nothing failed in the last week" in page
    assert f'href="/work/{end_failed.pk}"' in page
    assert 'href="/work">All long work</a>' in page
    panel = long_work(Reader(frozenset(), EVERY_CHILD))
    assert panel.table is None  # of nobody's who may not run the work
