"""Importing through pages: a file is read, looked at, confirmed, and undone; or stopped, and nothing was changed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localtime
from tests.ingest.small_council import SmallCouncil
from tests.web.work_here import work_here

from highneeds.governance.rights import Role
from highneeds.operations import import_upload
from highneeds.operations.import_upload import MAX_UPLOAD_BYTES, plain_name
from highneeds.operations.importing import import_paths
from highneeds.operations.imports_list import recent_imports
from highneeds.store.accounts import let_import_files
from highneeds.store.models import ImportRun, ImportTask
from highneeds.store.roles import set_roles
from highneeds.store.tables import load_table

__all__ = ["work_here"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home", "work_here")]

HEADINGS = "Financial year,Period,Cost centre,Description,Amount\n"


def ledger(pence: int = 500, rows: int = 3, more: str = "") -> SimpleUploadedFile:
    text = HEADINGS + "".join(f"2026-27,{month},HN10,=1+1,{pence / 100}\n" for month in range(1, rows + 1)) + more
    return SimpleUploadedFile("ledger-2026-27.csv", text.encode())


def give(client: Client, *files: SimpleUploadedFile, kind: str = "") -> str:
    answer = client.post("/imports/new", {"files": list(files), "kind": kind})
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def test_a_file_is_read_shown_confirmed_kept_and_undone(signed_in: Client) -> None:
    address = give(signed_in, ledger(more="2026-27,4,HN10,Top-ups,none yet\n"))
    page = signed_in.get(address).content.decode()
    assert "Check this file before you import it" in page
    assert "<b>3 of 4 rows are ready.</b> 1 has a fault that stops it: held, not dropped." in page
    assert "Ledger postings" in page
    assert "The amount is not a number" in page
    assert "<td>=1+1</td>" in page  # shown as it stands, evaluated by nobody
    assert load_table("ledger").is_empty()
    assert "waits for you to confirm it" in signed_in.get("/imports").content.decode()
    signed_in.post(address, {"do": "confirm"})
    run = ImportRun.objects.get()
    assert signed_in.get(address).headers["Location"] == f"/imports/{run.pk}"
    assert load_table("ledger").height == 3
    shown = signed_in.get(f"/imports/{run.pk}").content.decode()
    assert "Undo this import" in shown
    assert "ledger-2026-27.csv</a>" in shown
    assert "exactly what they replaced" in signed_in.get(f"/imports/{run.pk}/undo").content.decode()
    assert load_table("ledger").height == 3
    signed_in.post(f"/imports/{run.pk}/undo")
    assert load_table("ledger").is_empty()
    assert "This import was undone." in signed_in.get(f"/imports/{run.pk}").content.decode()
    assert "This import cannot be undone" in signed_in.get(f"/imports/{run.pk}/undo").content.decode()


def test_a_newer_file_shows_what_it_would_change_and_stopping_changes_nothing(
    signed_in: Client, own_home: Path
) -> None:
    signed_in.post(give(signed_in, ledger()), {"do": "confirm"})
    address = give(signed_in, ledger(700, rows=2))
    page = " ".join(signed_in.get(address).content.decode().split())
    row = page.partition('<th scope="row">Ledger</th>')[2].partition("</tr>")[0]
    assert [part.partition("</td>")[0] for part in row.split('">')[1:]] == ["0", "2", "1", "0", "amount pence in 2"]
    signed_in.post(address, {"do": "stop"})
    assert load_table("ledger")["amount_pence"].to_list() == [500] * 3
    assert signed_in.get(address).status_code == 404
    assert list((own_home / "imports").iterdir()) == []


def test_the_same_file_again_says_so(signed_in: Client) -> None:
    signed_in.post(give(signed_in, ledger()), {"do": "confirm"})
    page = signed_in.get(give(signed_in, ledger())).content.decode()
    assert "The same file is in use already, as import" in page
    assert ImportRun.objects.count() == 1


def test_a_file_nobody_knows_is_refused_with_what_to_do_and_can_be_said_to_be_of_a_kind(signed_in: Client) -> None:
    letter = SimpleUploadedFile("letter.csv", b"Dear all,\n")
    page = signed_in.get(give(signed_in, letter)).content.decode()
    assert "letter.csv was refused" in page
    assert "It is not clear what this file is" in page
    letter = SimpleUploadedFile("letter.csv", b"Dear all,\n")
    assert "Columns are missing" in signed_in.get(give(signed_in, letter, kind="ledger")).content.decode()


def test_what_changed_meanwhile_is_compared_anew_before_it_is_kept(signed_in: Client, tmp_path: Path) -> None:
    address = give(signed_in, ledger(700))
    path = tmp_path / "ledger-2026-27.csv"
    path.write_bytes(ledger(900).read())
    import_paths([path])
    signed_in.post(address, {"do": "confirm"})
    page = signed_in.get(address).content.decode()
    assert "Check this file before you import it" in page
    assert "amount pence in 3" in page
    signed_in.post(address, {"do": "confirm", "second": "replaces"})
    assert load_table("ledger")["amount_pence"].to_list() == [700] * 3


def test_no_file_two_kinds_at_once_or_too_many_are_told_on_the_form(
    signed_in: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = signed_in.post("/imports/new", {})
    assert answer.status_code == 400
    assert "Choose a file." in answer.content.decode()
    other = SimpleUploadedFile("other.csv", b"just words\n")
    page = signed_in.get(give(signed_in, ledger(), other)).content.decode()
    assert "Give one file at a time" in page
    give(signed_in, ledger())
    monkeypatch.setattr(import_upload, "MAX_WAITING", 1)
    assert "1 imports wait already" in signed_in.post("/imports/new", {"files": [ledger(700)]}).content.decode()


def test_more_than_a_file_may_be_large_is_refused_before_it_is_read(signed_in: Client) -> None:
    answer = signed_in.post(
        "/imports/new",
        b"--x\r\n",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(MAX_UPLOAD_BYTES + 2_000_000),
    )
    assert answer.status_code == 400
    assert not ImportTask.objects.exists()


def test_a_strangers_file_is_not_taken_in(client: Client, own_home: Path) -> None:
    answer = client.post("/imports/new", {"files": [ledger()]})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in")
    assert not (own_home / "imports").exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\ledger 2026-27.csv", "ledger 2026-27.csv"),
        (".hidden", "hidden"),
        ("...", "file"),
        ("", "file"),
        ("a\0b\N{RIGHT-TO-LEFT OVERRIDE}c.csv", "a_b_c.csv"),
        ("x" * 500 + ".csv", "x" * 116 + ".csv"),
    ],
)
def test_a_name_leads_nowhere(given: str, kept: str) -> None:
    assert plain_name(given) == kept


def test_an_original_is_given_as_a_download_that_no_browser_opens(signed_in: Client) -> None:
    file = ledger()
    content = file.read()
    file.seek(0)
    signed_in.post(give(signed_in, file), {"do": "confirm"})
    run = ImportRun.objects.get()
    address = f"/imports/{run.pk}/original/{run.originals.get().pk}"
    answer = signed_in.post(address, {"purpose": "to mend it"})
    assert b"".join(answer.streaming_content) == content  # type: ignore[attr-defined] # a file's answer streams
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ledger-2026-27.csv"'
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert signed_in.get(f"/imports/{run.pk}/original/999").status_code == 404


def test_a_task_whose_process_died_can_be_gone_on_with_or_taken_off(signed_in: Client) -> None:
    address = give(signed_in, ledger())
    ImportTask.objects.update(state=ImportTask.State.READING)
    page = signed_in.get(address).content.decode()
    assert "did not finish" in page
    assert ImportTask.objects.get().state == ImportTask.State.READING  # looking changes nothing
    signed_in.post(address, {"do": "again"})
    assert "Check this file before you import it" in signed_in.get(address).content.decode()
    signed_in.post(address, {"do": "stop"})
    assert not ImportTask.objects.exists()


def test_the_first_process_alone_works_on_a_task(signed_in: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert signed_in
    with import_upload.new_task("x", "sam") as (task, _):
        assert import_upload.is_at_work(task)
        import_upload.again(task, by="sam")  # begins no second one
        assert task.state == ImportTask.State.READING
    time.sleep(0.01)
    assert not import_upload.is_at_work(task)


def test_who_gave_confirmed_and_undid_an_import_is_kept_and_shown(signed_in: Client) -> None:
    address = give(signed_in, ledger())
    kim = signed_in_as("kim")
    kim.post(address, {"do": "confirm"})
    run = ImportRun.objects.get()
    assert "given by sam, confirmed by kim" in signed_in.get(f"/imports/{run.pk}").content.decode()
    kim.post(f"/imports/{run.pk}/undo")
    run.refresh_from_db()
    assert (run.given_by, run.confirmed_by, run.undone_by) == ("sam", "kim", "kim")
    assert run.undone_at is not None
    undone = f"by kim, {localtime(run.undone_at):%-d %B %Y, %H:%M}"
    assert f"<dt>Undone</dt><dd>{undone}</dd>" in signed_in.get(f"/imports/{run.pk}").content.decode()
    assert f"Undone {undone}" in signed_in.get("/imports").content.decode()
    assert recent_imports()[0].undone == undone


def signed_in_as(name: str) -> Client:
    client = Client()
    user = let_import_files(name, may=True)
    set_roles(user, {Role.HEAD_OF_SEND})
    client.force_login(user)
    return client


def test_whoever_may_not_import_sees_no_button_and_is_told_in_plain_words(signed_in: Client) -> None:
    signed_in.post(give(signed_in, ledger()), {"do": "confirm"})
    run = ImportRun.objects.get()
    waiting = give(signed_in, ledger(700))
    let_import_files("sam", may=False)
    for address in ("/imports", f"/imports/{run.pk}"):
        page = signed_in.get(address).content.decode()
        assert "Import a file" not in page
        assert "Undo this import" not in page
        assert waiting not in page
        assert f"/imports/{run.pk}/original/" not in page
    tried = (
        ("/imports/new", {"files": [ledger(900)]}),
        *((waiting, {"do": wanted}) for wanted in ("confirm", "stop", "again")),
        (f"/imports/{run.pk}/undo", {}),
    )
    for address, form in tried:
        answer = signed_in.post(address, form)
        assert answer.status_code == 403
        assert "You may not import files" in answer.content.decode()
    assert load_table("ledger")["amount_pence"].to_list() == [500] * 3
    assert ImportTask.objects.filter(state=ImportTask.State.CHECKED).count() == 1


def test_rows_that_meet_nothing_are_shown_with_their_nearest_match(signed_in: Client, tmp_path: Path) -> None:
    council = SmallCouncil(tmp_path)
    upn = str(council.costs[1]["UPN"])
    council.costs[1]["UPN"] = upn[:-2] + upn[-1]
    council.write()
    import_paths([council.register_file, council.plan_list_file, council.budget_file])
    costs = SimpleUploadedFile(council.costs_file.name, council.costs_file.read_bytes())
    page = signed_in.get(give(signed_in, costs)).content.decode()
    assert "<h3>1 unmatched row in cost lines</h3>" in page
    place = f"{council.plan_list_file.name} row 3"
    assert f'<th scope="row">Row 6</th><td data-label="One slip away">{place}</td>' in page
    unmatched = page.partition("unmatched row")[2].partition("</table>")[0]
    assert upn[:6] not in unmatched


def test_an_extract_of_costs_says_what_it_does_to_the_years_commitment_before_it_is_confirmed(
    signed_in: Client, tmp_path: Path
) -> None:
    council = SmallCouncil(tmp_path)
    council.write()
    import_paths([council.register_file, council.plan_list_file, council.budget_file, council.costs_file])
    council.costs[0]["Rate"] = 13_000.0
    del council.costs[2]
    council.write()
    costs = SimpleUploadedFile(council.costs_file.name, council.costs_file.read_bytes())
    page = signed_in.get(give(signed_in, costs)).content.decode()
    shown = page.partition("What it would change in the commitment of 2026-27")[2].partition("</p>")[0]
    for label, lines, pounds in (
        ("New lines", 0, "£0"),
        ("Lines that cost otherwise", 1, "+£1,000"),
        ("Lines no longer there", 1, "\N{MINUS SIGN}£6,000"),
        ("Change in all", 2, "\N{MINUS SIGN}£5,000"),
    ):
        row = f'<th scope="row">{label}</th><td class="number" data-label="How many">{lines}</td>'
        assert f'{row}<td class="number" data-label="Committed cost">{pounds}</td>' in shown
    assert "Committed in 2026-27: £26,000 now, £21,000 with this file. Accrual, net of contributions" in shown


def test_of_a_second_file_for_a_month_the_page_asks_and_does_nothing_before_it_is_answered(signed_in: Client) -> None:
    signed_in.post(give(signed_in, ledger()), {"do": "confirm"})
    address = give(signed_in, ledger(700, rows=2))
    told = signed_in.get(address).content.decode()
    assert "April 2026, May 2026, June 2026: imported already. Does this file replace it, or add to it?" in told
    assert "It cannot add to what is there: 2 rows stand in both with other values." in told
    assert 'value="adds"' not in told
    asked = signed_in.post(address, {"do": "confirm"}, follow=True).content.decode()
    assert "Say which it is. Nothing has been changed." in asked
    assert load_table("ledger")["amount_pence"].to_list() == [500] * 3
    signed_in.post(address, {"do": "confirm", "second": "replaces"})
    assert load_table("ledger")["amount_pence"].to_list() == [700] * 2


def test_what_adds_to_a_month_on_the_page_stands_beside_what_was_there_and_is_undone(signed_in: Client) -> None:
    signed_in.post(give(signed_in, ledger()), {"do": "confirm"})
    before = load_table("ledger")
    text = f"{HEADINGS}2026-27,3,HN11,Top-ups,9.00\n"
    address = give(signed_in, SimpleUploadedFile("june.csv", text.encode()))
    assert 'value="adds"' in signed_in.get(address).content.decode()
    signed_in.post(address, {"do": "confirm", "second": "adds"})
    assert sorted(load_table("ledger")["amount_pence"]) == [500, 500, 500, 900]
    signed_in.post(f"/imports/{ImportRun.objects.order_by('-pk')[0].pk}/undo")
    assert load_table("ledger").equals(before)
