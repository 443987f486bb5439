"""The pages in a real browser, served by gunicorn as a council would serve them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.web.sample_cases import FIRST
from tests.web.sample_papers import REF as DRAFT
from tests.web.sample_returns import LINK_ID

from highneeds.core.errors import Refusal
from highneeds.governance.rights import Role
from highneeds.operations.serving import refuse_taken_port

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
PASSWORD = "seven slow brown barges"
OPEN_PAGES = ("/sign-in", "/sign-in/once/abc", "/accessibility")
PAGES = (
    "/",
    *(f"/?as={role.replace(' ', '-').casefold()}" for role in Role if role is not Role.HEAD_OF_SEND),
    "/overview",
    "/due?when=Overdue",
    "/figures",
    "/figures/forecast_outturn",
    "/clocks",
    "/children",
    "/children?day=2026-10-31&officer=Lou&column=need&column=cost",
    f"/children/{FIRST}",
    f"/children/{FIRST}/notes/new",
    f"/children/{FIRST}/officer",
    "/children?q=nobody",
    "/children/rows.csv",
    "/placements?day=2026-10-31",
    "/providers",
    "/providers/123456",
    "/budget-lines",
    "/month-end",
    "/month-end/2026-27",
    "/month-end/2026-27/7/lines/new-placements",
    "/month-end/2026-27/7/exceptions/X03",
    "/programme",
    "/programme/measures/ip1",
    "/programme/measures/mn1",
    "/programme/measures/ip1/move",
    "/programme/measures/ip1/colour",
    "/scenarios",
    "/scenarios/compare",
    "/risks",
    "/risks/cfs-02",
    "/risks/cfs-02/score",
    "/boards",
    "/boards/transformation-board",
    "/decisions",
    "/decisions/d1",
    "/actions/a1",
    "/past-forecasts",
    "/papers",
    f"/papers/drafts/{DRAFT}",
    "/papers/published",
    "/retention",
    "/api",
    "/api/tokens",
    "/rules",
    "/rules/L02",
    "/links",
    f"/links/{LINK_ID}",
    "/imports",
    "/imports/new",
    "/imports/1",
    "/imports/1/undo",
    "/imports/1?severity=check",
    "/imports/1/faults/C02?page=2",
    "/faults/C04",
    "/password",
    "/second-factor",
    "/accounts",
    "/accounts/2",
    "/audit",
    "/audit?child=00000000",
    "/confirm?next=/figures",
    f"/children/{'a' * 32}/names",
    "/month-end/2026-27/7/exceptions.csv",
    "/no-such-page",
)


@dataclass
class Served:
    address: str
    link: str
    browser: Browser
    state: Path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield started
        started.close()


@pytest.fixture(scope="module")
def served(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The server in a process of its own, and the cookies of a person who came by the one-time link."""
    home = tmp_path_factory.mktemp("served")
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "HIGHNEEDS_HTTPS"}}
    environment |= {"HIGHNEEDS_HOME": str(home), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    with (home / "server.log").open("w+") as log:
        command = [sys.executable, "-m", "tests.web.serve_sample", str(port)]
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/health", server, home / "server.log")
            link = next(line for line in (home / "server.log").read_text().splitlines() if "/sign-in/once/" in line)
            state = home / "cookies.json"
            _sign_in(browser, link, state)
            yield Served(address, link, browser, state)
        finally:
            server.terminate()
            server.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(900):  # a busy machine takes its time to start a server
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own address
                assert answer.read() == b"ok"
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the server did not start: {log.read_text()}")


def _sign_in(browser: Browser, link: str, state: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Set password").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Head of SEND"
    context.storage_state(path=state)
    context.close()


@dataclass
class Watched:
    """A page that notes what the browser complained of and what was asked of other machines."""

    page: Page
    complaints: list[str]
    elsewhere: list[str]


def _watch(context: BrowserContext, address: str) -> Watched:
    page = context.new_page()
    watched = Watched(page, [], [])
    page.on("console", lambda message: watched.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: watched.complaints.append(str(error)))
    page.on(
        "request",
        lambda request: None if request.url.startswith((address, "data:")) else watched.elsewhere.append(request.url),
    )
    return watched


@pytest.mark.parametrize("width", [1280, 320])
def test_no_page_has_an_accessibility_fault_or_scrolls_sideways(served: Served, width: int) -> None:
    problems: list[str] = []
    signed_in = served.browser.new_context(viewport={"width": width, "height": 900}, storage_state=served.state)
    stranger = served.browser.new_context(viewport={"width": width, "height": 900})
    for context, paths in ((signed_in, PAGES), (stranger, OPEN_PAGES)):
        watched = _watch(context, served.address)
        for path in paths:
            watched.page.goto(served.address + path)
            problems += [f"{path}: {fault}" for fault in _faults(watched.page)]
        expected = [text for text in watched.complaints if "404 (Not Found)" in text]
        problems += [text for text in watched.complaints if text not in expected] + watched.elsewhere
        context.close()
    assert problems == []


def _faults(page: Page) -> list[str]:
    """Of the page as it opens and with every table unfolded."""
    page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true })")
    found = Axe().run(page).response
    assert len(found["passes"]) > 10  # axe did look
    faults = [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found["violations"]]
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return faults + ([f"scrolls sideways: {widths}"] if widths[0] > widths[1] else [])


def test_signing_in_with_a_password_and_out_again(served: Served) -> None:
    context = served.browser.new_context()
    watched = _watch(context, served.address)
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


def test_foreign_headings_are_told_without_javascript_on_a_page_without_an_accessibility_fault(served: Served) -> None:
    without = served.browser.new_context(java_script_enabled=False, storage_state=served.state).new_page()
    without.goto(served.address + "/imports/new")
    text = b"Prd,Cost code,Posted value\n1,HN10,5.00\n"
    without.get_by_label("File").set_input_files([{"name": "extract.csv", "mimeType": "text/csv", "buffer": text}])
    without.get_by_role("button", name="Read the file").click()
    _until(without, "Say what the columns of extract.csv are")
    _look_at(served, without.url)
    without.get_by_label("What it is").select_option("Ledger postings")
    without.get_by_role("button", name="guess").click()
    without.get_by_role("button", name="Remember this and read the file").click()
    assert "write a value for all rows" in without.get_by_role("alert").inner_text()
    without.get_by_label("Financial year").fill("2026-27")
    without.get_by_role("button", name="Remember this and read the file").click()
    _until(without, "Check this file before you import it")
    _look_at(served, without.url)
    without.get_by_role("button", name="Stop, import nothing").click()
    assert "extract.csv" not in without.content()
    without.context.close()


def _until(page: Page, heading: str) -> None:
    """Look again, as a person without JavaScript does, until the page says it."""
    for _ in range(1_800):  # a busy machine takes more than a minute
        if page.get_by_role("heading", level=1).inner_text() == heading:
            return
        time.sleep(0.1)
        page.reload()
    pytest.fail(page.content())


def _look_at(served: Served, address: str) -> None:
    for width in (1280, 320):
        context = served.browser.new_context(viewport={"width": width, "height": 900}, storage_state=served.state)
        page = context.new_page()
        page.goto(address)
        assert _faults(page) == []
        context.close()
