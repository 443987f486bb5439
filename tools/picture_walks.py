"""Every page and state that is photographed: by its address, or at the end of a walk over links and forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

PAGES = {
    "home": "/",
    **{
        f"home-{role}": f"/?as={role}"
        for role in (
            "finance-partner",
            "commissioning-manager",
            "place-planner",
            "case-officer",
            "panel-chair",
            "programme-manager",
            "risk-owner",
            "committee-member",
            "auditor",
            "it",
        )
    },
    "due": "/due",
    "overview": "/overview",
    "figures": "/figures",
    "figure": "/figures/forecast_outturn",
    "clocks": "/clocks",
    "children": "/children",
    "children-narrowed": "/children?q=school&sort=-plan_since&column=need&column=officer&column=cost",
    "placements": "/placements?state=Now",
    "providers": "/providers?sort=-children",
    "budget-lines": "/budget-lines?year=2026-27&sort=-budget",
    "month-end": "/month-end",
    "journey": "/month-end/2026-27",
    "moved-lines": "/month-end/2026-27/7/lines/volume",
    "closed-month": "/month-end/2026-27/7",
    "exceptions": "/month-end/2026-27/7/exceptions/X01",
    "programme": "/programme",
    "measure": "/programme/measures/ip1",
    "scenarios": "/scenarios",
    "benchmarks": "/benchmarks",
    "benchmark": "/benchmarks/plans_per_1000_to_25",
    "neighbours": "/benchmarks/neighbours",
    "risks": "/risks",
    "risk": "/risks/cfs-02",
    "risk-score": "/risks/cfs-02/score",
    "boards": "/boards",
    "board": "/boards/transformation-board",
    "decisions": "/decisions",
    "decision": "/decisions/d1",
    "published": "/papers/published",
    "past-forecasts": "/past-forecasts",
    "papers": "/papers",
    "work": "/work",
    "imports": "/imports",
    "accounts": "/accounts",
    "teams": "/teams",
    "other-team": "/children/other-team",
    "retention": "/retention",
    "api": "/api",
    "api-tokens": "/api/tokens",
    "audit": "/audit",
    "second-factor": "/second-factor",
    "confirm": "/confirm",
    "purpose": "/month-end/2026-27/7/exceptions.csv",
    "password": "/password",
    "accessibility": "/accessibility",
    "rules": "/rules",
    "links": "/links",
    "new-import": "/imports/new",
    "home-as-administrator": "/?as=head-of-send",
    "compare-nothing": "/scenarios/compare",
    "not-found": "/no-such-page",
}
WITH_A_CODE, PASSWORD = "with.a.code", "five tall green ladders"
"""The account that has a second factor, made for the picture of its code."""
ANSWERS = {"not-found": (404,), "confirm": (200, 403)}  # 403: of an account that has no password to confirm with


@dataclass(frozen=True, slots=True)
class Click:
    where: str


@dataclass(frozen=True, slots=True)
class Fill:
    where: str
    value: str


@dataclass(frozen=True, slots=True)
class Choose:
    where: str
    value: str


@dataclass(frozen=True, slots=True)
class Upload:
    """``files``: found so where the files are that the month was made from; ``changed``: words put for others."""

    where: str
    files: str
    changed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Wait:
    """Until something is there."""

    where: str


@dataclass(frozen=True, slots=True)
class Others:
    """What other people do meanwhile (``other_people.ACTS``); the page is then asked for again."""

    do: str


Step: TypeAlias = Click | Fill | Choose | Upload | Wait | Others


@dataclass(frozen=True, slots=True)
class Walk:
    """A picture of the page at the end of ``steps`` from ``start``; ``shows``: the name of that page's address."""

    name: str
    shows: str
    start: str
    steps: tuple[Step, ...]


def to(link: str) -> Click:
    """The first link of the page that leads to such an address."""
    return Click(f"main a[href*='{link}']")


PRESS = Click("main form button.button")
FIRST_ROW = Click("tbody th a")
A_CHILD = (FIRST_ROW,)
IS_READ = Wait("button:has-text('Import these rows')")
AN_IMPORT = Click("table:has(caption:has-text('Imports in use')) tbody tr:has-text('Placement costs') th a")
GIVE = Click(".at-once button")
BANDS = "finance/bands.csv"
WALKS = (
    Walk("child", "child", "/children?q=independent", A_CHILD),
    Walk("note", "note", "/children?q=independent", (*A_CHILD, to("/notes/new"))),
    Walk("note-without-words", "note", "/children?q=independent", (*A_CHILD, to("/notes/new"), PRESS)),
    Walk("officer", "officer", "/children?q=independent", (*A_CHILD, to("/officer"))),
    Walk("names", "names", "/children?q=independent", (*A_CHILD, to("/names"))),
    Walk("names-open", "names", "/children?q=independent",
         (*A_CHILD, to("/names"), Fill("#id_reason", "A parent asks for their own file."), PRESS)),
    Walk("children-ticked-none", "set_officers", "/children", (GIVE,)),
    Walk("children-given", "changed_at_once", "/children",
         (Click("tbody input[type=checkbox]"), Fill("#id_officer", "Officer 7"), GIVE)),
    Walk("provider", "provider", "/providers?q=independent", (FIRST_ROW,)),
    Walk("rule", "rule", "/rules", (FIRST_ROW,)),
    Walk("rule-faults", "faults", "/rules", (to("/faults/"),)),
    Walk("link", "link", "/links", (to("/links/"),)),
    Walk("action", "action", "/decisions", (to("/actions/"),)),
    Walk("measure-moved", "move_measure", "/programme", (FIRST_ROW, to("/move"))),
    Walk("measure-colour", "colour_measure", "/programme", (FIRST_ROW, to("/colour"))),
    Walk("scenario-applied", "scenarios", "/scenarios",
         (Click("details.lever summary"), Fill("details.lever input[type=text]", "10"), Click("button[value=apply]"),
          Wait("#results"))),
    Walk("scenario-saved", "scenario", "/scenarios",
         (Click("details.lever summary"), Fill("details.lever input[type=text]", "10"),
          Fill("#id_name", "Ten in a hundred"), Click("button[value=save]"), Wait("#results"))),
    Walk("scenario-submitted", "scenario", "/scenarios",
         (to("/scenarios/"), Click("button:has-text('Submit it')"), Wait("#results"))),
    Walk("draft", "draft", "/papers", (to("/papers/drafts/"),)),
    Walk("add-to-paper", "add_to_paper", "/overview", (to("/papers/add"),)),
    Walk("add-to-draft", "add_to_paper", "/past-forecasts", (to("/papers/add"), Click("tbody th a"))),
    Walk("add-to-draft-refused", "add_to_paper", "/overview",
         (to("/papers/add"), Click("tbody th a"), Fill("#id_words", "It is 3 million over."),
          Choose("#id_section", "purpose"), PRESS)),
    Walk("draft-added-to", "draft", "/overview",
         (to("/papers/add"), Click("tbody th a"), Choose("#id_section", "purpose"), PRESS)),
    Walk("published-paper", "published_paper", "/papers",
         (Others("publish a draft"), to("/papers/published/"))),
    Walk("measure-agreed", "agree_measure", "/programme",
         (Others("say that a saving is evidenced"), FIRST_ROW, to("/agree"))),
    Walk("account", "account", "/accounts", (FIRST_ROW,)),
    Walk("account-made", "accounts", "/accounts", (Fill("#id_name", "a.person"), PRESS)),
    Walk("api-token-made", "api_tokens", "/api/tokens",
         (Fill("#id_name", "the council's reports"), Click("main form input[type=checkbox]"), PRESS)),
    Walk("import-refused", "new_import", "/imports/new", (PRESS,)),
    Walk("import-headings", "import_headings", "/imports/new",
         (Upload("#id_files", BANDS, (("Annual rate", "What we pay"),)), PRESS)),
    Walk("import-preview", "import_task", "/imports/new",
         (Upload("#id_files", BANDS, (("1,150", "1,250"),)), PRESS, IS_READ)),
    Walk("import-faults-found", "import_task", "/imports/new",
         (Upload("#id_files", BANDS, (("01/04/2025", "31/02/2025"),)), PRESS, IS_READ)),
    Walk("work-piece", "piece", "/work", (to("/work/"),)),
    Walk("import", "import", "/imports", (AN_IMPORT,)),
    Walk("import-faults", "import_faults", "/imports", (AN_IMPORT, to("/faults/"))),
    Walk("import-undo", "undo_import", "/imports", (AN_IMPORT, to("/undo"))),
)  # fmt: skip
"""From what changes nothing to what does: a later picture shows what an earlier one left."""

NO_PICTURE = {
    "health": "one word for a machine",
    "look_css": "a style sheet",
    "look_logo": "a picture of the council's own",
    "sign_on": "leads to the council's own sign-in",
    "sign_on_back": "comes from the council's own sign-in",
    "sign_out": "leads to the page of signing in",
    "sign_out_there": "leads to the council's own sign-in",
    "sign_in": "taken before all else, since whoever is signed in does not see it",
    "sign_in_once": "taken then, by the link itself",
    "sign_in_code": "taken then, with an account that has a second factor",
    "draft_write": "leads back to the draft",
    "draft_take_out": "leads back to the draft",
    "draft_judge": "leads back to the draft",
    "draft_publish": "leads to what was published",
    "submit_scenario": "leads back to the scenario",
    "judge_scenario": "leads back to the scenario",
    "revoke_api_token": "leads back to the tokens",
    "saved_view": "leads to the list as it was kept",
    "save_view": "leads back to the list",
    "delete_view": "leads back to the list",
}
"""Addresses that show no page of their own, and why; beside those that send a file."""

FILES = (
    "drawing_csv", "programme_csv", "scenario_csv", "paper", "draft_file", "published_file",
    "children_file", "placements_file", "providers_file", "budget_lines_file", "api_document", "original", "import_csv",
    "api_bridge", "api_budget_lines", "api_children", "api_figure", "api_figures", "api_forecasts", "api_outturn",
    "api_providers", "benchmark_file",
)  # fmt: skip
"""Addresses that send a file, or what programs read; what some ask for first is among the pictures (purpose)."""
