"""Each act on a page is one entry in the audit, with who did it; no entry holds what may tell of a child."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from tests.web.conftest import PASSWORD
from tests.web.sample_closing import CHILDREN
from tests.web.sample_figures import sample_figures
from tests.web.sample_import import sample_original
from tests.web.sample_papers import REF, sample_published
from tests.web.sample_returns import LINK_ID, sample_returns
from tests.web.sample_room import PRICES, in_use, sample_room, saved
from tests.web.test_every_address import EXPECTED

from highneeds.governance.audit import Did
from highneeds.governance.closed_month import Closing
from highneeds.governance.record import MonthRecord
from highneeds.governance.rights import Role
from highneeds.ingest.kinds import FileKind
from highneeds.operations.import_pages import CELLS_TELL_OF
from highneeds.store.audit import latest, of_child
from highneeds.store.models import AuditRow, FaultRow, ImportRun
from highneeds.store.roles import set_roles

# what gives a file: its address, and what the entry says was taken out
TAKEN_OUT = {
    "drawing_csv": ("/drawings/bridge.csv", "drawing"),
    "exceptions_csv": ("/month-end/2026-27/7/exceptions.csv", "exceptions"),
    "programme_csv": ("/programme/tables/targets.csv", "programme"),
    "scenario_csv": ("/scenarios/{scenario}/tables/levers.csv", "scenario"),
    "paper": ("/papers/paper.xlsx", "paper"),
    "draft_file": (f"/papers/drafts/{REF}/file/docx", "draft"),
    "published_file": (f"/papers/published/{REF}/file/docx", "published paper"),
    "children_file": ("/children/rows.csv", "children"),
    "placements_file": ("/placements/rows.xlsx", "placements"),
    "providers_file": ("/providers/rows.xlsx", "providers"),
    "budget_lines_file": ("/budget-lines/rows.csv", "budget-lines"),
    "original": ("/imports/{run}/original/{original}", "import"),
    "import_csv": ("/imports/{run}/faults.csv", "faults"),
    "benchmark_file": ("/benchmarks/plans_per_1000_to_25/years.xlsx", "benchmark"),
}
FOR_A_PURPOSE = {"exceptions_csv", "children_file", "placements_file", "original", "import_csv"}


def done() -> list[tuple[str, str, str, str]]:
    return [(one.entry.who, one.entry.did.value, one.entry.kind, one.entry.ref) for one in reversed(latest(100))]


def test_signing_in_and_out_and_failing_are_noted(client: Client, person: User) -> None:
    assert person.pk
    client.post("/sign-in", {"username": "sam", "password": "wrong"})
    client.post("/sign-in", {"username": "my secret password", "password": "wrong"})
    client.post("/sign-in", {"username": "sam", "password": PASSWORD})
    client.post("/password", {"old_password": "wrong", "new_password": "seven slow brown barges"})
    client.post("/password", {"old_password": PASSWORD, "new_password": "seven slow brown barges"})
    client.post("/sign-out")
    assert [(who, did) for who, did, *_ in done()] == [
        ("sam", "failed to sign in"),
        ("", "failed to sign in"),
        ("sam", "signed in"),
        ("sam", "failed to sign in"),
        ("sam", "set a password"),
        ("sam", "signed out"),
    ]
    assert not any("secret" in str(row) for row in AuditRow.objects.values_list())


def test_a_refusal_is_noted_by_page_and_never_by_record(looking: Client) -> None:
    assert looking.get("/imports/999/undo").status_code == 403
    assert done() == [("sam", "was refused", "page", "undo_import")]
    assert "999" not in str(latest(1))


def test_looking_at_lines_notes_the_children_that_were_shown_and_no_other(
    signed_in: Client, person: User, closing: Closing
) -> None:
    assert closing.version == 1
    address = "/month-end/2026-27/7/lines/new-placements"
    set_roles(person, {Role.PROGRAMME_MANAGER})
    before = AuditRow.objects.count()
    signed_in.get(address)
    assert AuditRow.objects.count() == before
    set_roles(person, {Role.FINANCE_PARTNER})
    signed_in.get(address)
    assert [(one.entry.who, one.entry.did) for one in of_child(CHILDREN[0])] == [("sam", Did.SAW_CHILD)]
    assert of_child(CHILDREN[1]) == ()


def test_a_faulty_cell_is_noted_at_its_child_where_it_is_shown_and_kept_back_from_others(
    looking: Client, person: User, finance_import: ImportRun
) -> None:
    FaultRow.objects.filter(import_run=finance_import, rule="C04").update(child_key=CHILDREN[0])
    address = f"/imports/{finance_import.pk}/faults/C04"
    set_roles(person, {Role.CASE_OFFICER})
    page = looking.get(address).content.decode()
    assert page.count("Kept back") == 9
    assert "it takes the right to see what one child&#x27;s place costs" in page
    assert of_child(CHILDREN[0]) == ()
    set_roles(person, {Role.PANEL_CHAIR})
    assert "tbc" in looking.get(address).content.decode()
    assert [(one.entry.did, one.entry.ref) for one in of_child(CHILDREN[0])] == [(Did.SAW_CHILD, "faults/C04")]


def test_every_kind_of_file_says_what_its_cells_may_tell_of_a_child() -> None:
    assert set(CELLS_TELL_OF) == {kind.value for kind in FileKind}


def test_the_cells_of_a_kind_that_nobody_described_are_kept_back(
    looking: Client, person: User, finance_import: ImportRun
) -> None:
    ImportRun.objects.filter(pk=finance_import.pk).update(kind="a kind to come")
    for role in (Role.CASE_OFFICER, Role.FINANCE_PARTNER):  # of whom neither may see needs and money both
        set_roles(person, {role})
        assert looking.get(f"/imports/{finance_import.pk}/faults/C04").content.decode().count("Kept back") == 9


def test_the_table_of_what_is_taken_out_names_every_address_that_gives_a_file() -> None:
    files = {name for name in EXPECTED if name.endswith(("_csv", "_file"))} | {"paper", "original"}
    assert set(TAKEN_OUT) == files


@pytest.mark.parametrize("name", TAKEN_OUT)
def test_whatever_is_taken_out_is_noted(
    name: str,
    in_every_office: Client,
    governed: MonthRecord,
    finance_import: ImportRun,
    closing: Closing,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert governed.draws
    assert closing.version == 1
    if name in {"draft_file", "published_file"}:
        sample_published()
    if name == "benchmark_file":
        sample_figures()
    scenario = ""
    if name == "scenario_csv":
        in_use(sample_room(), monkeypatch)
        scenario = saved("Prices held", PRICES, by="kim")
    original = sample_original(finance_import, tmp_path)
    address, kind = TAKEN_OUT[name]
    address = address.format(run=finance_import.pk, original=original, scenario=scenario)
    before = AuditRow.objects.count()
    answer = in_every_office.get(address)
    asks_for_a_purpose = not answer.streaming and b"What are these rows for?" in answer.content
    if asks_for_a_purpose:
        assert AuditRow.objects.count() == before
        answer = in_every_office.post(address, {"purpose": "the payments team"})
    answer.close()
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert [one[:3] for one in done()][-1] == ("sam", "took out", kind)
    assert asks_for_a_purpose == (name in FOR_A_PURPOSE)


def test_an_edit_is_noted_with_its_reason_kept_apart(signed_in: Client) -> None:
    sample_returns()
    signed_in.post(f"/links/{LINK_ID}", {"says": "one", "reason": "Kim moved school."})
    signed_in.post("/rules/C02", {"acts": "off", "reason": "Mended at the source."})
    assert [one[:3] for one in done()][-2:] == [("sam", "changed", "link"), ("sam", "changed", "rule")]
    assert latest(2)[1].words == "Kim moved school."
    assert not any("moved school" in str(row) for row in AuditRow.objects.values_list())


def test_what_cannot_be_noted_is_not_shown(
    signed_in: Client, closing: Closing, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert closing.version == 1

    def fail(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr("highneeds.web.noting.note", fail)
    signed_in.raise_request_exception = False
    answer = signed_in.get("/month-end/2026-27/7/lines/new-placements")
    assert answer.status_code == 500
    assert "L3" not in answer.content.decode()
