"""The sample month served by gunicorn as a council would serve it, and a real browser that looks at its pages."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.web.sample_cases import FIRST
from tests.web.sample_papers import REF as DRAFT
from tests.web.sample_returns import LINK_ID
from tests.web.sample_work import AT_WORK, FAILED

from highneeds.governance.rights import Role

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
PASSWORD = "seven slow brown barges"
_SAMPLE = (sys.executable, "-m", "tests.web.serve_sample")
_FAULTS_ALONE = {"resultTypes": ["violations"]}  # of what is right, how much and no more
_EACH_COLOUR_READ_ONCE = """;(() => {
    const colour = axe.commons.color.Color.prototype, read = colour.parseString, known = new Map()
    colour.parseString = function (text) {
        if (!known.has(text)) {
            read.call(this, text)
            known.set(text, [this.r, this.g, this.b, this.alpha])
        }
        [this.r, this.g, this.b, this.alpha] = known.get(text)
        return this
    }
})()"""
"""axe reads what a style says of a colour anew for each piece of text on a page, a third of its time and more."""
LOOK = Axe(AXE_SCRIPT + _EACH_COLOUR_READ_ONCE)
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
    "/benchmarks",
    "/benchmarks/plans_per_1000_to_25",
    "/benchmarks/within_20_weeks",
    "/benchmarks/neighbours",
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
    "/work",
    f"/work/{FAILED}",
    f"/work/{AT_WORK}",
    "/imports",
    "/imports/new",
    "/imports/1",
    "/imports/1/undo",
    "/imports/1?severity=check",
    "/imports/1/faults/C02?page=2",
    "/faults/C04",
    "/password",
    "/second-factor",
    "/teams",
    "/children/other-team",
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
    """``state``: the administrator's cookies. ``sessions``: by account, the cookie of somebody signed in."""

    address: str
    link: str
    browser: Browser
    state: Path
    sessions: dict[str, str]


@contextmanager
def started_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield started
        started.close()


def store_sample(folder: Path) -> None:
    """The home that is served, with the whole sample in it: to be copied, never served itself."""
    home = folder / "home"
    home.mkdir(mode=0o700)
    subprocess.run(_SAMPLE, cwd=ROOT, env=_environment(home), check=True)


def _environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "HIGHNEEDS_HTTPS"}}
    return kept | {"HIGHNEEDS_HOME": str(home), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}


@contextmanager
def served_sample(browser: Browser, sample: Path, home: Path) -> Iterator[Served]:
    """A copy of the sample's folder, served by a process of its own, and the cookies of a person who came by the
    one-time link.
    """
    shutil.copytree(sample / "home", home)
    port = _free_port()
    with (home / "server.log").open("w+") as log:
        server = subprocess.Popen([*_SAMPLE, str(port)], cwd=ROOT, env=_environment(home), stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/health", server, home / "server.log")
            link = next(line for line in (home / "server.log").read_text().splitlines() if "/sign-in/once/" in line)
            state = home / "cookies.json"
            _sign_in(browser, link, state)
            sessions = json.loads((home / "sessions.json").read_text())
            yield Served(address, link, browser, state, sessions)
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


def watch(context: BrowserContext, address: str) -> Watched:
    page = context.new_page()
    watched = Watched(page, [], [])
    page.on("console", lambda message: watched.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: watched.complaints.append(str(error)))
    page.on(
        "request",
        lambda request: None if request.url.startswith((address, "data:")) else watched.elsewhere.append(request.url),
    )
    return watched


def pages_without_a_fault(served: Served, width: int) -> list[str]:
    """What is wrong with any page of the given width, in pixels."""
    problems: list[str] = []
    signed_in = served.browser.new_context(viewport={"width": width, "height": 900}, storage_state=served.state)
    stranger = served.browser.new_context(viewport={"width": width, "height": 900})
    for context, paths in ((signed_in, PAGES), (stranger, OPEN_PAGES)):
        watched = watch(context, served.address)
        for path in paths:
            watched.page.goto(served.address + path)
            problems += [f"{path}: {fault}" for fault in faults_of(watched.page)]
        expected = [text for text in watched.complaints if "404 (Not Found)" in text]
        problems += [text for text in watched.complaints if text not in expected] + watched.elsewhere
        context.close()
    return problems


def faults_of(page: Page) -> list[str]:
    """Of the page as it opens and with every table unfolded."""
    page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true })")
    found = LOOK.run(page, options=_FAULTS_ALONE).response
    assert len(found["passes"]) > 10  # axe did look
    faults = [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found["violations"]]
    return faults + scrolls_sideways(page)


def scrolls_sideways(page: Page) -> list[str]:
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return [f"scrolls sideways: {widths}"] if widths[0] > widths[1] else []


def until(page: Page, heading: str) -> None:
    """Look again, as a person without JavaScript does, until the page says it."""
    for _ in range(1_800):  # a busy machine takes more than a minute
        if page.get_by_role("heading", level=1).inner_text() == heading:
            return
        time.sleep(0.1)
        page.reload()
    pytest.fail(page.content())
