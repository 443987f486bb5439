"""A file with foreign headings: a guess is shown, a person confirms or corrects it, and it is remembered."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web.test_import_pages import give
from tests.web.work_here import work_here

from highneeds.operations.mapping import remembered_mappings
from highneeds.store.accounts import let_import_files
from highneeds.store.models import ImportRun, ImportTask
from highneeds.store.tables import load_table

__all__ = ["work_here"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home", "work_here")]

FOREIGN = "Fin Year,Prd,Cost code,Narrative,Posted value,Officer\n2026-27,{month},HN10,Top-ups,{pounds},A Carter\n"
WITHOUT_YEAR = "Prd,Cost code,Posted value\n1,HN10,5.00\n"


def foreign(month: int = 1, pounds: str = "5.00", text: str = FOREIGN) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"extract {month}.csv", text.format(month=month, pounds=pounds).encode())


def columns(page: str) -> dict[str, str]:
    """By heading, what its list of choices stands at."""
    found = {}
    for row in page.split('<tr><th scope="row">')[1:]:
        chosen = re.search(r'value="(\w+)" selected', row)
        found[row.partition("<")[0]] = chosen.group(1) if chosen else ""
    return found


def form(page: str) -> dict[str, str]:
    """What a browser would send of the page as it stands."""
    kind = re.search(r'name="kind" value="([a-z-]+)"', page)
    assert kind is not None
    places = {f"column-{at}": name for at, name in enumerate(columns(page).values())}
    values = dict(re.findall(r'<input name="(value-\w+)" id="value-\w+" value="([^"]*)"', page))
    return {"kind": kind.group(1)} | places | values


def asked(client: Client, file: SimpleUploadedFile, kind: str = "") -> str:
    """The address of the page that asks."""
    address = give(client, file, kind=kind)
    answer = client.get(address)
    assert answer.headers["Location"] == f"{address}/headings"
    return f"{address}/headings"


def test_foreign_headings_are_guessed_confirmed_and_the_next_file_passes_without_asking(signed_in: Client) -> None:
    address = asked(signed_in, foreign())
    assert "Waits for you to say what its columns are" in signed_in.get("/imports").content.decode()
    page = signed_in.get(address, {"kind": "ledger"}).content.decode()
    assert columns(page) == {
        "Fin Year": "financial_year",
        "Prd": "period",
        "Cost code": "cost_centre",
        "Narrative": "description",
        "Posted value": "amount",
        "Officer": "",
    }
    answer = signed_in.post(address, form(page))
    task_address = address.removesuffix("/headings")
    assert answer.headers["Location"] == task_address
    assert "<b>1 of 1 rows are ready.</b>" in signed_in.get(task_address).content.decode()
    assert load_table("ledger").is_empty()
    signed_in.post(task_address, {"do": "confirm"})
    assert load_table("ledger")["amount_pence"].to_list() == [500]
    (kept,) = remembered_mappings()
    assert (kept.kind, kept.confirmed_by) == ("ledger", "sam")
    later = give(signed_in, foreign(2))
    assert "Check this file before you import it" in signed_in.get(later).content.decode()


def test_the_likeliest_kind_is_shown_first_and_another_can_be_chosen(signed_in: Client) -> None:
    address = asked(signed_in, foreign())
    assert 'value="ledger" selected' in signed_in.get(address).content.decode()
    other = signed_in.get(address, {"kind": "payments"}).content.decode()
    assert 'value="payments" selected' in other
    assert 'value="ledger" selected' in signed_in.get(address, {"kind": "no kind"}).content.decode()
    unknown = asked(signed_in, foreign(text="Apples,Pears,Plums\n{month},{pounds},x\n"))
    page = signed_in.get(unknown).content.decode()
    assert "Choose what it is first" in page
    assert "Remember this" not in page


def test_what_is_lacking_or_said_twice_is_told_on_the_page_and_nothing_is_remembered(signed_in: Client) -> None:
    address = asked(signed_in, foreign(text=WITHOUT_YEAR), kind="ledger")
    page = signed_in.get(address).content.decode()
    assert "Needed, and no column seems to be it" in page
    wrong = signed_in.post(address, form(page) | {"column-1": "amount"})
    told = wrong.content.decode()
    assert wrong.status_code == 400
    assert "Error: Say what the columns are" in told
    assert 'href="#value-financial_year">Say which column is Financial year, or write a value for all rows' in told
    assert 'href="#column-2">“Posted value” cannot be Amount too' in told
    assert list(remembered_mappings()) == []
    signed_in.post(address, form(page) | {"value-financial_year": " 2026-27 "})
    signed_in.post(address.removesuffix("/headings"), {"do": "confirm"})
    assert load_table("ledger")["amount_pence"].to_list() == [500]
    assert next(iter(remembered_mappings())).mapping.constants == {"financial_year": "2026-27"}


def test_of_changed_headings_the_page_says_which_are_remembered(signed_in: Client) -> None:
    first = asked(signed_in, foreign())
    signed_in.post(first, form(signed_in.get(first).content.decode()))
    changed = asked(signed_in, foreign(2, text=FOREIGN.replace("Posted value", "Posted value in pounds")))
    page = signed_in.get(changed).content.decode()
    assert page.count('data-label="How sure">Remembered') == 5
    assert columns(page)["Posted value in pounds"] == "amount"


def test_a_form_sent_with_nonsense_reads_nothing_and_says_so(signed_in: Client) -> None:
    address = asked(signed_in, foreign())
    for sent in ({}, {"kind": "ledger", "column-0": "no such name", "value-x": "y"}, {"kind": "sen2-xml"}):
        assert signed_in.post(address, sent).status_code == 400
    assert list(remembered_mappings()) == []
    assert ImportTask.objects.get().state == ImportTask.State.ASKING


def test_headings_are_told_once_and_by_those_who_may_import(signed_in: Client) -> None:
    address = asked(signed_in, foreign())
    sent = form(signed_in.get(address).content.decode())
    let_import_files("sam", may=False)
    assert signed_in.get(address).status_code == signed_in.post(address, sent).status_code == 403
    let_import_files("sam", may=True)
    signed_in.post(address, sent)
    assert signed_in.post(address, sent).status_code == 404
    assert not ImportRun.objects.exists()


def test_an_import_that_asks_can_be_stopped(signed_in: Client) -> None:
    address = asked(signed_in, foreign())
    assert signed_in.post(address.removesuffix("/headings"), {"do": "stop"}).headers["Location"] == "/imports"
    assert not ImportTask.objects.exists()


def test_a_cell_of_a_foreign_file_is_shown_and_never_run(signed_in: Client) -> None:
    text = "Fin Year,Prd,Cost code,<script>alert(1)</script>\n2026-27,1,HN10,<b>5</b>\n"
    page = signed_in.get(asked(signed_in, foreign(text=text))).content.decode()
    assert "<script>alert" not in page
    assert "&lt;b&gt;5&lt;/b&gt;" in page
