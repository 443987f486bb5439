"""The pages in a real browser on a narrow screen, and a file with foreign headings on both."""

from __future__ import annotations

import pytest
from tests.web.in_a_browser import Served, faults_of, pages_without_a_fault, until

pytestmark = pytest.mark.browser


def test_no_page_of_320_pixels_has_an_accessibility_fault_or_scrolls_sideways(served: Served) -> None:
    assert pages_without_a_fault(served, 320) == []


def test_foreign_headings_are_told_without_javascript_on_a_page_without_an_accessibility_fault(served: Served) -> None:
    without = served.browser.new_context(java_script_enabled=False, storage_state=served.state).new_page()
    without.goto(served.address + "/imports/new")
    text = b"Prd,Cost code,Posted value\n1,HN10,5.00\n"
    without.get_by_label("File").set_input_files([{"name": "extract.csv", "mimeType": "text/csv", "buffer": text}])
    without.get_by_role("button", name="Read the file").click()
    until(without, "Say what the columns of extract.csv are")
    _look_at(served, without.url)
    without.get_by_label("What it is").select_option("Ledger postings")
    without.get_by_role("button", name="guess").click()
    without.get_by_role("button", name="Remember this and read the file").click()
    assert "write a value for all rows" in without.get_by_role("alert").inner_text()
    without.get_by_label("Financial year").fill("2026-27")
    without.get_by_role("button", name="Remember this and read the file").click()
    until(without, "Check this file before you import it")
    _look_at(served, without.url)
    without.get_by_role("button", name="Stop, import nothing").click()
    assert "extract.csv" not in without.content()
    without.context.close()


def _look_at(served: Served, address: str) -> None:
    for width in (1280, 320):
        context = served.browser.new_context(viewport={"width": width, "height": 900}, storage_state=served.state)
        page = context.new_page()
        page.goto(address)
        assert faults_of(page) == []
        context.close()
