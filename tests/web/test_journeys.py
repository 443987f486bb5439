"""What each role does on a Monday, in a real browser, with JavaScript and without: every state of it can be used."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page
from tests.web.in_a_browser import Served, Watched, faults_of, scrolls_sideways, watch

pytestmark = pytest.mark.browser

NARROW, WIDE = 320, 1280
MOST_MILLISECONDS = 180_000  # a busy machine takes more than a minute
A4 = 794  # pixels at 96 to the inch
MOST_TABS = 80
REFUSED = re.compile(r"\b(400|403|409) \(")
FOCUSED = """() => {
    const here = document.activeElement
    return ((here.labels && here.labels.length ? here.labels[0] : here).textContent || "").trim()
}"""


@dataclass
class Walk:
    """One person on their way; ``has_scripts``: whether the browser runs JavaScript."""

    watched: Watched
    address: str
    has_scripts: bool
    found: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    @property
    def page(self) -> Page:
        return self.watched.page

    def follow(self, name: str, heading: str, *, is_exact: bool = False) -> None:
        """The first link of that name; the page it leads to is looked at."""
        self.page.get_by_role("link", name=name, exact=is_exact).first.click()
        self.arrives(heading)

    def press(self, name: str, heading: str) -> None:
        with self.page.expect_navigation():  # a form that is refused comes back under the same heading
            self.page.get_by_role("button", name=name, exact=True).first.click()
        self.arrives(heading)

    def press_and_wait(self, name: str, heading: str) -> None:
        """Press what begins long work; its page looks again by itself, or has a link for that."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).first.click()
        there = self.page.get_by_role("heading", level=1, name=re.compile(f"^({heading})"))
        while not self.has_scripts and not there.is_visible():
            with self.page.expect_navigation():  # else the page before is looked at, which has the link still
                self.page.get_by_role("link", name="See how far it is").click()
        there.wait_for(timeout=MOST_MILLISECONDS)
        self.arrives(there.inner_text())

    def arrives(self, heading: str) -> None:
        """At a page of that heading, which can be used by everybody, at 320 pixels too."""
        self.page.get_by_role("heading", level=1, name=heading).wait_for()
        state = self.page.url + self.page.title()
        if not self.has_scripts or state in self.seen:
            return
        self.seen.add(state)
        self.found += [f"{self.page.url}: {fault}" for fault in faults_of(self.page)]
        self.page.set_viewport_size({"width": NARROW, "height": 900})
        self.found += [f"{self.page.url}: {fault}" for fault in scrolls_sideways(self.page)]
        self.page.set_viewport_size({"width": WIDE, "height": 900})

    def prints(self) -> None:
        """On A4 nothing is cut off, nothing that only a screen needs stands there, and what was folded is open."""
        if self.has_scripts:
            self.page.emulate_media(media="print")
            self.page.set_viewport_size({"width": A4, "height": 1123})
            self.found += scrolls_sideways(self.page)
            for gone in ("nav.ways", ".actions", ".button"):
                assert not any(each.is_visible() for each in self.page.locator(gone).all()), gone
            assert all(each.is_visible() for each in self.page.locator("h1, main table").all())
            self.page.emulate_media(media="screen")
            self.page.set_viewport_size({"width": WIDE, "height": 900})

    def by_keys(self, what: str) -> None:
        """Tab until the focus is on what says ``what``: a link, a button, or the field of that label."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            said = str(self.page.evaluate(FOCUSED))
            if said.startswith(what):
                return
        pytest.fail(f"{self.page.url}: no key leads to {what!r}")

    def says(self, text: str) -> None:
        assert text in " ".join(self.page.locator("main").inner_text().split()), self.page.url

    def ends(self) -> None:
        """The browser complained of nothing but pages that refuse, and asked no other machine for anything."""
        self.found += [text for text in self.watched.complaints if not REFUSED.search(text)]
        assert self.found + self.watched.elsewhere == []
        self.page.context.close()


Begin = Callable[[str, str], Walk]


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def begin(served: Served, request: pytest.FixtureRequest) -> Begin:
    """A person on their home."""
    return lambda account, heading: at_home(served, account, heading, has_scripts=bool(request.param))


def at_home(served: Served, account: str, heading: str, *, has_scripts: bool = True) -> Walk:
    context = served.browser.new_context(viewport={"width": WIDE, "height": 900}, java_script_enabled=has_scripts)
    context.add_cookies([{"name": "sessionid", "value": served.sessions[account], "url": served.address}])
    walk = Walk(watch(context, served.address), served.address, has_scripts)
    walk.page.goto(served.address)
    walk.arrives(heading)
    return walk


def test_the_head_of_send_goes_from_a_number_to_its_cases_and_back(begin: Begin) -> None:
    walk = begin("head-of-send", "Head of SEND")
    walk.follow("See them by officer", "Children with a plan")
    walk.says("60 rows, as at 31 October 2026")
    walk.page.locator("table a").first.click()
    walk.arrives("Child ")
    walk.says("Who this child is stands nowhere on this page")
    walk.prints()
    walk.follow("Children with a plan", "Children with a plan")
    walk.follow("Home", "Head of SEND", is_exact=True)
    walk.ends()


def test_a_finance_partner_follows_the_close_over_the_bridge_to_its_rows(begin: Begin) -> None:
    walk = begin("finance-partner", "Finance partner")
    walk.follow("The whole closing", "Month 7 close: October 2026")
    walk.says("The forecast ties to the ledger but for £20 of journals")
    walk.prints()
    walk.follow("The whole way from the budget", "2026-27")
    walk.follow("New placements", "New placements")
    walk.says("finance/placement-costs.xlsx")
    walk.follow("Month end", "Month 7 close: October 2026")
    walk.follow("Ceased but paid", "Ceased but paid")
    walk.ends()


def test_a_commissioner_finds_a_provider_and_the_uplift_it_asks_for(begin: Begin) -> None:
    walk = begin("commissioning-manager", "Commissioning manager")
    walk.says("1 line has an uplift requested")
    walk.follow("Every provider", "Providers")
    walk.page.get_by_label("Search").fill("bryn")
    walk.press("Show", "Providers")
    walk.follow("Ysgol y Bryn", "Ysgol y Bryn")
    walk.says("65,432")
    walk.says("5.0%")
    walk.ends()


def test_a_place_planner_sees_where_places_run_short_and_the_forecast_behind(begin: Begin) -> None:
    walk = begin("place-planner", "Place planner")
    walk.follow("Maintained special school or special academy", "Providers")
    walk.says("50 or more")
    walk.follow("Home", "Place planner", is_exact=True)
    walk.follow("The forecast of all children", "Children with a plan in January 2031")
    walk.says("8-in-10 range")
    walk.ends()


def test_a_case_officer_goes_from_what_is_due_to_the_child_and_writes_a_note(begin: Begin) -> None:
    walk = begin("kim", "Case officer")
    walk.says("Your due list: 1 overdue")
    walk.page.locator("main table a").first.click()
    walk.arrives("Child e0cca296")
    walk.follow("Add a note", "Add a note")
    walk.press("Keep", "Add a note")
    walk.says("There is a problem")
    words = f"Rang the school {'with' if walk.has_scripts else 'without'} an answer."
    walk.page.get_by_label("Note").fill(words)
    walk.press("Keep", "Child e0cca296")
    walk.says(words)
    walk.ends()


def test_a_panel_chair_sees_what_waits_on_a_decision_the_longest_overdue_first(begin: Begin) -> None:
    walk = begin("panel-chair", "Panel chair")
    walk.says("2 overdue and 1 within 4 weeks")
    walk.follow("Decide after the review meeting (3)", "Due and waiting")
    walk.says("3 rows")
    walk.page.get_by_role("link", name="child 84e0c0ea").click()
    walk.arrives("Child 84e0c0ea")
    walk.says("The place costs £65,432 a year")
    walk.ends()


def test_a_programme_manager_moves_a_measure_on_with_a_reason(begin: Begin) -> None:
    walk = begin("programme-manager", "Programme manager")
    ref = "ST1" if walk.has_scripts else "SP1"
    walk.follow(f"{ref} ", ref)
    walk.follow("Move it on", "Move it on")
    walk.press("Move it on", "Move it on")
    walk.says("There is a problem")
    walk.page.get_by_label("It comes to").select_option("costed")
    walk.page.get_by_label("Why").fill("Board of 24 November, minute 6")
    walk.press("Move it on", ref)
    walk.says("It stands at costed")
    walk.ends()


def test_a_figure_goes_from_the_overview_into_a_paper_and_out_of_it_again(begin: Begin) -> None:
    walk = begin("programme-manager", "Programme manager")
    walk.follow("Overview", "Month 7", is_exact=True)
    walk.page.locator("main a[href$='block=months']").click()
    walk.arrives("Add to a paper: Spending by month")
    walk.page.locator("main table th a").first.click()
    walk.arrives("Add to Update on risk CFS 02")
    walk.says("The same in both.")
    walk.page.get_by_label("Section").select_option("Budget and outturn")
    walk.page.get_by_label("Words").fill("It is 3 million over.")
    walk.press("Add it", "Add to Update on risk CFS 02")
    walk.says("A figure is typed")
    run = "with" if walk.has_scripts else "without"
    walk.page.get_by_label("Words").fill(f"Spent, read {run} a script: {{figure: actual_to_date}}.")
    walk.press("Add it", "Update on risk CFS 02")
    walk.says(f"Spent, read {run} a script: £")
    walk.says("The table: Spending by month")
    for _ in range(2):
        walk.press("Take it out of Budget and outturn, number 1", "Update on risk CFS 02")
    assert "Added from pages" not in walk.page.locator("main").inner_text()
    walk.ends()


def test_a_risk_owner_scores_a_risk_again_with_a_reason(begin: Begin) -> None:
    walk = begin("risk-owner", "Risk owner")
    ref = "KR 6" if walk.has_scripts else "KR 2"
    walk.follow(ref, ref)
    walk.follow("Score it, or keep the score and say why", f"Score {ref}")
    walk.press("Give this score", f"Score {ref}")
    walk.says("There is a problem")
    walk.page.get_by_label("Why").fill("Talked through with the team: it stays as it is.")
    walk.press("Give this score", ref)
    walk.says("it stays as it is")
    walk.ends()


def test_a_committee_member_reads_one_page_and_gets_no_further(begin: Begin) -> None:
    walk = begin("committee-member", "Committee member")
    walk.says("Published for the meeting of 20 November 2026")
    walk.follow("Every published paper", "Published papers")
    walk.page.locator("main table a, main li a").first.click()
    walk.arrives("Update on risk CFS 02")
    walk.prints()
    walk.page.goto(f"{walk.address}/children")
    walk.arrives("You may not see children")
    walk.ends()


def test_an_auditor_finds_who_saw_a_child(begin: Begin) -> None:
    walk = begin("auditor", "Auditor")
    walk.follow("Children", "Children with a plan", is_exact=True)
    walk.page.locator("main table a").first.click()
    walk.arrives("Child ")
    name = walk.page.get_by_role("heading", level=1).inner_text().removeprefix("Child ")
    walk.follow("Audit", "Who saw and did what", is_exact=True)
    walk.page.get_by_label("Child").fill(name)
    walk.press("Show", "Who saw and did what")
    walk.says(f"auditor saw child {name}")
    walk.ends()


def test_it_sees_how_the_installation_is_and_what_came_in(begin: Begin) -> None:
    walk = begin("it", "IT")
    walk.says("The last import was finished on")
    walk.says("each unchanged and in its place")
    walk.follow("Current list of plans from the case system", "Current list of plans from the case system")
    walk.follow("All imports", "Imports")
    walk.ends()


def test_it_sees_all_long_work_and_tries_again_what_failed(begin: Begin) -> None:
    walk = begin("it", "IT")
    walk.follow("All long work", "Long work")
    walk.says("Simulating children: 400 of 1,000 draws.")
    walk.follow("Run the programme", "Run the programme: failed")
    walk.says("cannot be read (No such file or directory). Mend what it says, then try it again.")
    walk.press("Try again", "Run the programme: failed")
    walk.says("There is a problem")
    walk.follow("All long work", "Long work")
    walk.ends()


HEADINGS = {True: ("Prd", "Cost code", "Posted value"), False: ("Accounting month", "Centre", "Sum")}
"""Others with JavaScript than without: what was said of headings is remembered."""
LEDGER = "7,HN10,12.34\n7,HN11,none yet\n8,HN10,5.00\n"


def test_an_importer_mends_the_mapping_of_a_faulty_file_brings_it_into_use_and_undoes_it(begin: Begin) -> None:
    walk = begin("finance-partner", "Finance partner")
    walk.follow("Data", "Imports", is_exact=True)
    walk.follow("Import a file", "Import a file")
    walk.press("Read the file", "Import a file")
    walk.says("Choose a file.")
    name = f"extract {'with' if walk.has_scripts else 'without'}.csv"
    headings = HEADINGS[walk.has_scripts]
    content = f"{','.join(headings)}\n{LEDGER}".encode()
    walk.page.get_by_label("File", exact=True).set_input_files({"name": name, "mimeType": "", "buffer": content})
    walk.press_and_wait("Read the file", f"Say what the columns of {name} are")
    walk.page.get_by_label("What it is").select_option("Ledger postings")
    walk.page.get_by_role("button", name=re.compile("guess", re.IGNORECASE)).click()
    walk.page.get_by_role("heading", name="Its columns").wait_for()
    walk.arrives(f"Say what the columns of {name} are")
    for heading, ours in zip(headings, ("period", "cost_centre", "amount"), strict=True):
        walk.page.get_by_label(f"{heading} is read as").select_option(ours)
    walk.press("Remember this and read the file", f"Say what the columns of {name} are")
    walk.says("Say which column is Financial year, or write a value for all rows")
    walk.page.get_by_label("Financial year").fill("2026-27")
    walk.press_and_wait("Remember this and read the file", "Check this file before you import it")
    walk.says("2 of 3 rows are ready. 1 has a fault that stops it")
    walk.press_and_wait("Import these rows", "Ledger postings, 2026-27")
    walk.says("2 of 3 rows are in use.")
    walk.follow("Undo this import", "Undo the import of Ledger postings, 2026-27?")
    walk.press_and_wait("Undo this import", "Ledger postings, 2026-27|Undo import [0-9]+: done")
    walk.page.goto(f"{walk.address}/work")
    walk.arrives("Long work")
    walk.says("This is what you have begun.")
    walk.follow("Undo import", "Undo import")
    walk.follow("See the import", "Ledger postings, 2026-27")
    walk.says("This import was undone.")
    walk.ends()


def test_a_note_is_written_with_the_keyboard_alone(served: Served) -> None:
    walk = at_home(served, "kim", "Case officer")
    for link, heading in (("child e0cca296", "Child e0cca296"), ("Add a note", "Add a note")):
        walk.by_keys(link)
        walk.page.keyboard.press("Enter")
        walk.arrives(heading)
    walk.by_keys("Note")
    walk.page.keyboard.type("Written without a mouse.")
    walk.by_keys("Keep")
    walk.page.keyboard.press("Enter")
    walk.arrives("Child e0cca296")
    walk.says("Written without a mouse.")
    walk.ends()


def test_a_risk_is_scored_with_the_keyboard_alone(served: Served) -> None:
    walk = at_home(served, "risk-owner", "Risk owner")
    for link, heading in (("CFS 02", "CFS 02"), ("Score it, or keep the score", "Score CFS 02")):
        walk.by_keys(link)
        walk.page.keyboard.press("Enter")
        walk.arrives(heading)
    walk.by_keys("Why")
    walk.page.keyboard.type("Looked at again, and kept.")
    walk.by_keys("Give this score")
    walk.page.keyboard.press("Enter")
    walk.arrives("CFS 02")
    walk.says("Looked at again, and kept.")
    walk.ends()
