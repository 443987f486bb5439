"""A paper's page: its words linted, each step by another person, the exempt part for few, and the register for all."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from tests.web.sample_papers import BLOCK, REF, sample_draft

from highneeds.governance.record import MonthRecord
from highneeds.governance.rights import Role
from highneeds.operations.drafts_page import draft_page
from highneeds.operations.programme_papers import lint_paper, make_paper
from highneeds.store.kept_records import keep_record
from highneeds.store.roles import set_roles

DRAFT = f"/papers/drafts/{REF}"


@pytest.fixture
def drafted(governed: MonthRecord) -> MonthRecord:
    sample_draft()
    return governed


def as_(name: str, role: Role) -> Client:
    user = User.objects.create_user(name)
    set_roles(user, {role})
    client = Client()
    client.force_login(user)
    return client


def act(client: Client, way: str, name: str, why: str = "") -> str:
    """What the page says when the step is refused, nothing when it is taken."""
    answer = client.post(f"{DRAFT}/{way}", {"act": name, "why": why})
    assert answer.status_code in {302, 400}
    return "" if answer.status_code == 302 else answer.content.decode()


def offers(client: Client) -> bool:
    """Whether the page offers to approve the paper."""
    return "Approve it" in client.get(DRAFT).content.decode()


def shown(client: Client) -> str:
    """The published paper's page, without the bar and its token."""
    return client.get(f"/papers/published/{REF}").content.decode().partition("<main")[2]


def test_a_paper_goes_from_draft_to_the_register_by_different_people(drafted: MonthRecord) -> None:
    assert drafted.draws
    ada, bea, dan = as_("ada", Role.PROGRAMME_MANAGER), as_("bea", Role.FINANCE_PARTNER), as_("dan", Role.HEAD_OF_SEND)
    assert "Nobody has submitted it yet" in ada.get(DRAFT).content.decode()
    assert act(dan, "write", "submit") == ""
    assert (offers(dan), offers(bea)) == (False, True)
    assert "nobody signs off their own work" in act(dan, "judge", "approve")
    assert ada.post(f"{DRAFT}/judge", {"act": "approve"}).status_code == 403
    assert "takes a reason" in act(bea, "judge", "return")
    assert act(bea, "judge", "return", why="The case for places is thin") == ""
    assert "The case for places is thin" in ada.get(DRAFT).content.decode()
    assert act(dan, "write", "submit") == ""
    assert act(bea, "judge", "approve") == ""
    assert not offers(bea)
    assert "has approved the paper" in act(bea, "judge", "approve")
    assert "to publish it is not possible now" in act(dan, "publish", "publish")
    eve = as_("eve", Role.FINANCE_PARTNER)
    assert act(eve, "judge", "approve") == ""
    assert act(dan, "publish", "publish") == ""
    member = as_("meg", Role.COMMITTEE_MEMBER)
    assert member.get(DRAFT).status_code == 403
    assert "bea, eve" in member.get("/papers/published").content.decode()
    told = member.get(f"/papers/published/{REF}").content.decode()
    assert "Part A: for publication" in told
    assert "Part B" not in told
    assert member.get(f"/papers/published/{REF}/file/odt").status_code == 404


def test_a_step_sets_no_page_of_the_paper_but_the_one_that_is_shown(
    drafted: MonthRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert drafted.draws
    dan = as_("dan", Role.HEAD_OF_SEND)

    def fail(_: str) -> None:
        raise AssertionError

    monkeypatch.setattr("highneeds.web.views.drafts.draft_page", fail)
    assert act(dan, "write", "submit") == ""
    assert dan.post("/papers/drafts/none/write", {"act": "submit"}).status_code == 404


def test_what_was_published_stays_when_the_draft_is_made_again(drafted: MonthRecord, tmp_path: Path) -> None:
    assert drafted.draws
    dan = as_("dan", Role.HEAD_OF_SEND)
    assert act(dan, "write", "submit") == ""
    for name in ("bea", "eve"):
        assert act(as_(name, Role.FINANCE_PARTNER), "judge", "approve") == ""
    assert act(dan, "publish", "publish") == ""
    before = shown(dan)
    (tmp_path / "purpose.md").write_text("Another purpose altogether.", encoding="utf-8")
    make_paper("committee", narrative=tmp_path, block=BLOCK)
    assert "Another purpose altogether" in dan.get(DRAFT).content.decode()
    assert shown(dan) == before


def test_a_draft_that_was_changed_says_so_and_is_not_approved(drafted: MonthRecord, tmp_path: Path) -> None:
    assert drafted.draws
    assert act(as_("ada", Role.PROGRAMME_MANAGER), "write", "submit") == ""
    (tmp_path / "purpose.md").write_text("Another purpose altogether.", encoding="utf-8")
    make_paper("committee", narrative=tmp_path, block=BLOCK)
    bea = as_("bea", Role.FINANCE_PARTNER)
    assert "It was changed after it was submitted" in bea.get(DRAFT).content.decode()
    assert "was changed after it was submitted" in act(bea, "judge", "approve")


def test_the_words_are_linted_by_file_and_line(drafted: MonthRecord, tmp_path: Path, in_every_office: Client) -> None:
    assert drafted.draws
    page = draft_page(REF)
    assert page is not None
    assert page.public is not None
    assert any(item.kind == "table" for section in page.public.sections for item in section.items)
    assert "The words have no fault" in in_every_office.get(DRAFT).content.decode()
    (tmp_path / "purpose.md").write_text("Good.\n\nWe save 2.4 million and {figure: nothing}.", encoding="utf-8")
    paper, faults = lint_paper("committee", narrative=tmp_path, block=BLOCK)
    assert faults
    keep_record("draft", REF, paper.facts)  # as another release would have kept it
    told = in_every_office.get(DRAFT).content.decode()
    assert "purpose.md, line 3" in told
    assert "It cannot be set while a token stands for no figure" in told
    assert "its words have faults" in act(in_every_office, "write", "submit")
    assert in_every_office.get(f"{DRAFT}/file/pdf").status_code == 400


def test_the_exempt_part_is_for_those_who_may_see_prices_and_legal_advice(drafted: MonthRecord, tmp_path: Path) -> None:
    assert drafted.draws
    (tmp_path / "exempt-risk.md").write_text("Counsel advises to wait.", encoding="utf-8")
    make_paper("committee", narrative=tmp_path, block=BLOCK)
    assert "Counsel advises to wait" not in as_("ada", Role.PROGRAMME_MANAGER).get(DRAFT).content.decode()
    assert "Counsel advises to wait" not in as_("bea", Role.FINANCE_PARTNER).get(DRAFT).content.decode()
    assert "Counsel advises to wait" in as_("dan", Role.HEAD_OF_SEND).get(DRAFT).content.decode()


def test_the_draft_can_be_had_as_word_and_only_in_forms_there_are(
    drafted: MonthRecord, in_every_office: Client
) -> None:
    assert drafted.draws
    answer = in_every_office.get(f"{DRAFT}/file/docx")
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"
    assert in_every_office.get(f"{DRAFT}/file/odt").status_code == 404


def test_authors_words_are_text_and_only_asterisks_make_them_bold(drafted: MonthRecord, tmp_path: Path) -> None:
    assert drafted.draws
    (tmp_path / "purpose.md").write_text("A *bold* claim & <b>no tag</b>, *open.", encoding="utf-8")
    make_paper("committee", narrative=tmp_path, block=BLOCK)
    told = as_("dan", Role.HEAD_OF_SEND).get(DRAFT).content.decode()
    assert "A <b>bold</b> claim &amp; &lt;b&gt;no tag&lt;/b&gt;, " in told
