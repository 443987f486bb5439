"""The pages in a real browser on a wide screen, served by gunicorn as a council would serve them."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.web.in_a_browser import LOOK, PASSWORD, Served, pages_without_a_fault, watch

from highneeds.core.errors import Refusal
from highneeds.operations.serving import refuse_taken_port

pytestmark = pytest.mark.browser


def test_no_page_has_an_accessibility_fault_or_scrolls_sideways(served: Served) -> None:
    assert pages_without_a_fault(served, 1280) == []


def test_what_axe_finds_is_the_same_when_it_reads_each_colour_once(served: Served) -> None:
    shades = [
        f"color: {name}" for name in ("#767676", "#777", "rgb(120 120 120 / 80%)", "hsl(210, 10%, 60%)", "inherit")
    ]
    text = "".join(f"<p style='{shade}'>Plain words</p>" for shade in (*shades, *shades))
    page = served.browser.new_page()
    page.set_content(f"<html lang='en'><title>Shades</title><main style='background: #fefefe'><h1>Shades</h1>{text}")
    found, known = (each.run(page, options={}).response for each in (LOOK, Axe()))
    assert [len(each["nodes"]) for each in found["violations"]] == [6]
    for what in ("violations", "passes", "incomplete", "inapplicable"):
        assert found[what] == known[what]
    page.close()


def test_signing_in_with_a_password_and_out_again(served: Served) -> None:
    context = served.browser.new_context()
    watched = watch(context, served.address)
    page = watched.page
    page.goto(served.address + "/papers")
    page.get_by_label("User name").fill("administrator")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    assert page.url == served.address + "/papers"
    page.get_by_role("button", name="Sign out").click()
    page.goto(served.address + "/")
    assert "/sign-in" in page.url
    assert watched.complaints == []
    context.close()


def test_the_components_start_and_the_first_stop_skips_to_the_content(served: Served) -> None:
    context = served.browser.new_context(storage_state=served.state)
    page = context.new_page()
    page.goto(served.address + "/")
    page.wait_for_selector("body.govuk-frontend-supported")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    context.close()


def test_everything_works_without_javascript(served: Served) -> None:
    context = served.browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served.address + "/")
    page.get_by_label("User name").fill("administrator")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Place planner").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Place planner"
    page.get_by_role("link", name="Overview").click()
    assert "£121.4m: £6.2m over the budget" in page.locator(".lead").inner_text()
    page.get_by_text("The numbers in this chart, as a table").first.click()
    assert page.locator("figure table").first.is_visible()
    page.get_by_role("link", name="Data").click()
    page.wait_for_url("**/imports")
    page.get_by_role("link", name="Placement costs").last.click()
    page.wait_for_url("**/imports/*")
    page.get_by_role("link", name="See rows for rule C02").click()
    page.get_by_role("link", name="Next page").click()
    assert "page 2 of 3" in page.get_by_role("heading", level=2).inner_text()
    page.get_by_role("button", name="Sign out").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Sign in"
    context.close()


def test_the_one_time_link_does_not_work_again(served: Served) -> None:
    context = served.browser.new_context()
    page = context.new_page()
    page.goto(served.link)
    page.get_by_role("button", name="Sign in").click()
    assert page.get_by_role("heading", level=1).inner_text() == "This link cannot be used"
    context.close()


def test_the_drawing_fits_the_screen(served: Served) -> None:
    for width, shown, hidden in ((1280, "wide", "narrow"), (320, "narrow", "wide")):
        context = served.browser.new_context(viewport={"width": width, "height": 900}, storage_state=served.state)
        page = context.new_page()
        page.goto(served.address + "/overview")
        first = page.locator("figure").first
        assert first.locator(f".drawing-{shown} svg").is_visible()
        assert not first.locator(f".drawing-{hidden} svg").is_visible()
        context.close()


def test_a_second_server_on_the_same_port_is_refused_in_plain_words(served: Served) -> None:
    port = int(served.address.rsplit(":", 1)[1])
    with pytest.raises(Refusal, match=f"Port {port} cannot be used"):
        refuse_taken_port(port)
