"""The scenario room of a stored council in a real browser, without JavaScript and with it."""

from __future__ import annotations

import re
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.operations.command_council import PROGRAMS, CommandCouncil
from tests.web.in_a_browser import faults_of, started_browser

pytestmark = pytest.mark.browser

PASSWORD = "seven slow brown barges"
_A_PAGE_AT_MOST = 120_000.0  # milliseconds; a busy machine takes its time
_ASKED_AT_MOST = 200


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started_browser() as started:
        yield started


@pytest.fixture(scope="module")
def link(imported: CommandCouncil) -> Iterator[str]:
    """Where the imported council is served: the link that signs the administrator in once."""
    imported.end()
    log = imported.folder / "server.log"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with log.open("w") as told:
        server = subprocess.Popen(
            [str(PROGRAMS / "highneeds"), "serve", "--port", str(port)],
            env=imported.environment,
            stdout=told,
            stderr=told,
        )
        try:
            yield _link_when_served(server, log, port)
        finally:
            server.terminate()
            server.wait(timeout=20)


def _link_when_served(server: subprocess.Popen[bytes], log: Path, port: int) -> str:
    for _ in range(1_800):
        assert server.poll() is None, log.read_text()
        found = re.search(r"http\S+/sign-in/once/\S+", log.read_text())
        with socket.socket() as probe:
            if found and probe.connect_ex(("127.0.0.1", port)) == 0:
                return found[0]
        time.sleep(0.1)
    pytest.fail(f"the server did not start: {log.read_text()}")


def test_a_scenario_is_lived_saved_and_set_beside_another_without_javascript_and_without_an_accessibility_fault(
    browser: Browser, link: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(_A_PAGE_AT_MOST)
    _sign_in(page, link)
    state = context.storage_state()
    address = link.split("/sign-in", maxsplit=1)[0] + "/scenarios"
    page.goto(address)
    page.get_by_text("Prices", exact=True).click()
    page.get_by_label("How much higher or lower prices are than they would be, %").fill("much")
    page.get_by_role("button", name="Apply").click()
    assert "How much: enter a number" in page.get_by_role("alert").inner_text()
    page.get_by_label("How much higher or lower prices are than they would be, %").first.fill("-2")
    _press(page, "Apply")
    assert "The scenario lowers the cost of" in page.locator(".lead").inner_text()
    page.get_by_label("Save it as").fill("Fees held")
    _press(page, "Save")
    assert page.get_by_role("heading", level=1).inner_text() == "Fees held"
    saved = page.url
    page.goto(address)
    page.get_by_role("checkbox", name="Fees held").check()
    page.get_by_role("button", name="Compare").click()
    for _ in range(_ASKED_AT_MOST):
        if not page.get_by_text("Look again").count():
            break
        time.sleep(0.5)
        page.reload()
    assert "Fees held beside things as they are" in page.locator(".lead").inner_text()
    compared = page.url
    context.close()
    for width in (1280, 320):
        looking = browser.new_context(viewport={"width": width, "height": 900}, storage_state=state)
        seen = looking.new_page()
        seen.set_default_timeout(_A_PAGE_AT_MOST)
        complaints: list[str] = []
        seen.on("console", lambda told, into=complaints: into.append(told.text) if told.type == "error" else None)
        for each in (address, saved, compared):
            seen.goto(each)
            expect(seen.get_by_text("Look again")).to_have_count(0, timeout=_A_PAGE_AT_MOST)  # it looks by itself
            assert faults_of(seen) == []
        assert complaints == []
        looking.close()


def _sign_in(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Set password").click()


def _press(page: Page, button: str) -> None:
    """And again for as long as the page says that it goes on, as a person without JavaScript does."""
    for _ in range(_ASKED_AT_MOST):
        page.get_by_role("button", name=button, exact=True).click()
        if not page.get_by_text("seconds so far").count():
            return
        time.sleep(0.5)
    pytest.fail(page.content())
