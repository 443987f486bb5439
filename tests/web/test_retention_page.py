"""The page on which what the schedule keeps no longer is proposed by one person and approved by another."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from tests.store.store_frames import run_of
from tests.store.test_retention import of_year, set_schedule
from tests.web.conftest import confirm_now

from highneeds.core import SnapshotId
from highneeds.governance.closed_month import Closing
from highneeds.governance.rights import Role
from highneeds.operations.pseudonyms import pseudonym
from highneeds.store import keeping
from highneeds.store.models import ChildRow, RetentionRow
from highneeds.store.roles import set_roles
from highneeds.store.snapshots import forget_snapshot


@pytest.fixture
def home(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: ARG001 - opens the database
    monkeypatch.setenv("HIGHNEEDS_HOME", str(tmp_path / "home"))
    set_schedule(tmp_path / "home")
    keeping.save_result(run_of("sen2-blade", "a"), of_year(2001, 2))
    return tmp_path / "home"


def second_person() -> Client:
    user = User.objects.create_user("lee")
    set_roles(user, {Role.IT})
    client = Client()
    client.force_login(user)
    confirm_now(client)
    return client


def test_one_proposes_and_another_approves_and_no_child_is_named(home: Path, signed_in: Client) -> None:
    assert home.exists()
    told = signed_in.get("/retention").content.decode()
    assert "Propose to delete it" in told
    assert "20 years after the last that is known of it" in told
    assert "Backups made before hold it still" in told
    for key in ChildRow.objects.values_list("child_key", flat=True):
        assert key not in told
        assert pseudonym(key).removeprefix("child ") not in told
    assert signed_in.post("/retention", {"do": "propose"}).headers["Location"] == "/retention"
    number = RetentionRow.objects.get().pk
    told = signed_in.get("/retention").content.decode()
    assert "You proposed it" in told
    assert "Approve, and delete it" not in told
    answer = signed_in.post("/retention", {"do": "approve", "number": number})
    assert answer.status_code == 400
    assert "Nobody approves what they proposed" in answer.content.decode()
    other = second_person()
    assert "Approve, and delete it" in other.get("/retention").content.decode()
    assert ChildRow.objects.count() == 2
    assert other.post("/retention", {"do": "approve", "number": number}).status_code == 302
    assert not ChildRow.objects.exists()
    told = other.get("/retention").content.decode()
    assert "done, approved by lee" in told
    assert "Nothing is due." in told


def test_a_proposal_is_taken_back_and_what_is_not_asked_rightly_does_nothing(home: Path, signed_in: Client) -> None:
    assert home.exists()
    signed_in.post("/retention", {"do": "propose"})
    for wrong in ({"do": "burn"}, {"do": "approve", "number": "x"}, {"do": "approve", "number": "999"}, {}):
        assert signed_in.post("/retention", wrong).status_code == 400
    signed_in.post("/retention", {"do": "take-back", "number": RetentionRow.objects.get().pk})
    assert "taken back by sam" in signed_in.get("/retention").content.decode()
    assert ChildRow.objects.count() == 2


def test_without_a_schedule_the_page_says_how_to_write_one(home: Path, signed_in: Client) -> None:
    (home / "retention.toml").unlink()
    told = signed_in.get("/retention").content.decode()
    assert "There is no schedule yet" in told
    assert '<pre class="as-written"><code>[children]' in told
    assert "Propose" not in told


def test_rows_of_a_month_that_were_deleted_are_said_to_be_gone_and_its_totals_stand(
    closing: Closing, signed_in: Client
) -> None:
    month = closing.month
    forget_snapshot(SnapshotId(month.snapshot))
    year = str(month.financial_year)
    answer = signed_in.get(f"/month-end/{year}/{month.month}/exceptions/X03")
    assert answer.status_code == 410
    assert "These rows were deleted" in answer.content.decode()
    assert signed_in.get(f"/month-end/{year}/{month.month}").status_code == 200
