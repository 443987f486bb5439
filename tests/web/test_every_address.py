"""One table of every address, for strangers and for who may see it. One that is missing from it fails the build."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import get_resolver
from tests.web.by_token import BY_TOKEN
from tests.web.sample_returns import LINK_ID

from highneeds.governance.record import MonthRecord
from highneeds.web.middleware import CONTENT_POLICY
from highneeds.web.urls import urlpatterns

SIGN_IN = 302
# address, anonymous GET, signed-in GET, signed-in POST
EXPECTED = {
    "home": ("/", SIGN_IN, 200, 405),
    "overview": ("/overview", SIGN_IN, 200, 405),
    "health": ("/health", 200, 200, 405),
    "look_css": ("/look.css", 200, 200, 405),
    "look_logo": ("/look/logo.png", 404, 404, 405),
    "accessibility": ("/accessibility", 200, 200, 405),
    "sign_in": ("/sign-in", 200, 302, 302),
    "sign_in_once": ("/sign-in/once/abc", 200, 200, 403),
    "sign_in_code": ("/sign-in/code", SIGN_IN, 302, 302),
    "sign_on": ("/sign-in/council", 404, 404, 405),
    "sign_on_back": ("/sign-in/council/back", 404, 404, 405),
    "sign_out_there": ("/sign-in/council/out", 404, 404, 405),
    "sign_out": ("/sign-out", SIGN_IN, 405, 302),
    "password": ("/password", SIGN_IN, 200, 200),
    "second_factor": ("/second-factor", SIGN_IN, 200, 200),
    "confirm": ("/confirm", SIGN_IN, 200, 200),
    "figures": ("/figures", SIGN_IN, 200, 405),
    "figure": ("/figures/forecast_outturn", SIGN_IN, 200, 405),
    "benchmarks": ("/benchmarks", SIGN_IN, 200, 405),
    "neighbours": ("/benchmarks/neighbours", SIGN_IN, 200, 200),
    "benchmark": ("/benchmarks/none", SIGN_IN, 404, 405),
    "benchmark_file": ("/benchmarks/none/years.csv", SIGN_IN, 404, 405),
    "drawing_csv": ("/drawings/bridge.csv", SIGN_IN, 200, 405),
    "clocks": ("/clocks", SIGN_IN, 200, 405),
    "month_end": ("/month-end", SIGN_IN, 200, 405),
    "closed_month": ("/month-end/2026-27/7", SIGN_IN, 200, 405),
    "journey": ("/month-end/2026-27", SIGN_IN, 200, 405),
    "moved_lines": ("/month-end/2026-27/7/lines/new-placements", SIGN_IN, 200, 405),
    "exceptions_csv": ("/month-end/2026-27/7/exceptions.csv", SIGN_IN, 200, 400),
    "exceptions": ("/month-end/2026-27/7/exceptions/X03", SIGN_IN, 200, 405),
    "programme": ("/programme", SIGN_IN, 200, 405),
    "programme_csv": ("/programme/tables/targets.csv", SIGN_IN, 200, 405),
    "measure": ("/programme/measures/ip1", SIGN_IN, 200, 405),
    "move_measure": ("/programme/measures/ip1/move", SIGN_IN, 200, 400),
    "agree_measure": ("/programme/measures/ip1/agree", SIGN_IN, 200, 400),
    "colour_measure": ("/programme/measures/ip1/colour", SIGN_IN, 200, 400),
    "scenarios": ("/scenarios", SIGN_IN, 200, 400),
    "compare_scenarios": ("/scenarios/compare", SIGN_IN, 200, 405),
    "scenario": ("/scenarios/none", SIGN_IN, 404, 404),
    "scenario_csv": ("/scenarios/none/tables/cost.csv", SIGN_IN, 404, 405),
    "submit_scenario": ("/scenarios/none/submit", SIGN_IN, 405, 404),
    "judge_scenario": ("/scenarios/none/judge", SIGN_IN, 405, 404),
    "risks": ("/risks", SIGN_IN, 200, 405),
    "risk": ("/risks/cfs-02", SIGN_IN, 200, 405),
    "score_risk": ("/risks/cfs-02/score", SIGN_IN, 200, 400),
    "boards": ("/boards", SIGN_IN, 200, 405),
    "board": ("/boards/transformation-board", SIGN_IN, 200, 405),
    "decisions": ("/decisions", SIGN_IN, 200, 405),
    "decision": ("/decisions/d1", SIGN_IN, 200, 400),
    "action": ("/actions/a1", SIGN_IN, 200, 400),
    "past_forecasts": ("/past-forecasts", SIGN_IN, 200, 405),
    "papers": ("/papers", SIGN_IN, 200, 405),
    "paper": ("/papers/paper.odt", SIGN_IN, 404, 405),
    "add_to_paper": ("/papers/add?figure=forecast_outturn", SIGN_IN, 200, 400),
    "draft": ("/papers/drafts/none", SIGN_IN, 404, 405),
    "draft_file": ("/papers/drafts/none/file/pdf", SIGN_IN, 404, 405),
    "draft_write": ("/papers/drafts/none/write", SIGN_IN, 405, 404),
    "draft_take_out": ("/papers/drafts/none/take-out", SIGN_IN, 405, 404),
    "draft_judge": ("/papers/drafts/none/judge", SIGN_IN, 405, 404),
    "draft_publish": ("/papers/drafts/none/publish", SIGN_IN, 405, 404),
    "published_papers": ("/papers/published", SIGN_IN, 200, 405),
    "published_paper": ("/papers/published/none", SIGN_IN, 404, 405),
    "published_file": ("/papers/published/none/file/pdf", SIGN_IN, 404, 405),
    "rules": ("/rules", SIGN_IN, 200, 405),
    "rule": ("/rules/C02", SIGN_IN, 200, 400),
    "links": ("/links", SIGN_IN, 200, 405),
    "link": (f"/links/{LINK_ID}", SIGN_IN, 200, 400),
    "children": ("/children", SIGN_IN, 200, 405),
    "children_file": ("/children/rows.csv", SIGN_IN, 200, 400),
    "child": (f"/children/{'a' * 32}", SIGN_IN, 200, 405),
    "set_officers": ("/children/officers", SIGN_IN, 405, 400),
    "changed_at_once": ("/children/changes/none", SIGN_IN, 404, 404),
    "note": (f"/children/{'a' * 32}/notes/new", SIGN_IN, 200, 400),
    "officer": (f"/children/{'a' * 32}/officer", SIGN_IN, 200, 302),
    "due": ("/due", SIGN_IN, 200, 405),
    "placements": ("/placements", SIGN_IN, 200, 405),
    "placements_file": ("/placements/rows.xlsx", SIGN_IN, 200, 400),
    "providers": ("/providers", SIGN_IN, 200, 405),
    "provider": ("/providers/999999", SIGN_IN, 404, 405),
    "providers_file": ("/providers/rows.xlsx", SIGN_IN, 200, 405),
    "budget_lines": ("/budget-lines", SIGN_IN, 200, 405),
    "budget_lines_file": ("/budget-lines/rows.csv", SIGN_IN, 200, 405),
    "save_view": ("/lists/none/views", SIGN_IN, 405, 404),
    "saved_view": ("/views/none", SIGN_IN, 404, 405),
    "delete_view": ("/views/none/delete", SIGN_IN, 405, 404),
    "names": (f"/children/{'a' * 32}/names", SIGN_IN, 200, 400),
    "accounts": ("/accounts", SIGN_IN, 200, 400),
    "account": ("/accounts/999", SIGN_IN, 404, 404),
    "teams": ("/teams", SIGN_IN, 200, 400),
    "other_team": ("/children/other-team", SIGN_IN, 200, 400),
    "api": ("/api", SIGN_IN, 200, 405),
    "api_document": ("/api/openapi.json", SIGN_IN, 200, 405),
    "api_tokens": ("/api/tokens", SIGN_IN, 200, 400),
    "revoke_api_token": ("/api/tokens/revoke", SIGN_IN, 405, 302),
    **{name: (address, 401, 401, 401) for name, (address, _) in BY_TOKEN.items()},
    "audit": ("/audit", SIGN_IN, 200, 405),
    "retention": ("/retention", SIGN_IN, 200, 400),
    "work": ("/work", SIGN_IN, 200, 405),
    "piece": ("/work/999", SIGN_IN, 404, 404),
    "imports": ("/imports", SIGN_IN, 200, 405),
    "new_import": ("/imports/new", SIGN_IN, 200, 400),
    "import_task": ("/imports/on-their-way/999", SIGN_IN, 404, 404),
    "import_headings": ("/imports/on-their-way/999/headings", SIGN_IN, 404, 404),
    "import": ("/imports/{run}", SIGN_IN, 200, 405),
    "undo_import": ("/imports/{run}/undo", SIGN_IN, 200, 302),
    "original": ("/imports/{run}/original/1", SIGN_IN, 404, 404),
    "import_csv": ("/imports/{run}/faults.csv", SIGN_IN, 200, 400),
    "import_faults": ("/imports/{run}/faults/C02", SIGN_IN, 200, 405),
    "faults": ("/faults/C02", SIGN_IN, 200, 405),
}
COUNCIL_SIGN_ON = {"sign_on", "sign_on_back", "sign_out_there"}
PUBLIC = {
    "health",
    "look_css",
    "look_logo",
    "accessibility",
    "sign_in",
    "sign_in_once",
    "sign_in_code",
    *COUNCIL_SIGN_ON,
}
# leads back to the first step of signing in; there is no logo here, and the council's sign-on is off
WITHOUT_A_PAGE = {"sign_in_code", "look_logo", *COUNCIL_SIGN_ON}


def test_the_table_names_every_address_and_no_other() -> None:
    names = {pattern.name for pattern in urlpatterns}
    assert names == set(EXPECTED)
    assert {pattern.name for pattern in get_resolver().url_patterns} == names


def test_only_pages_without_data_are_open_to_strangers() -> None:
    assert {name for name, (_, anonymous, *_rest) in EXPECTED.items() if anonymous == 200} == PUBLIC - WITHOUT_A_PAGE


def test_the_policy_allows_no_inline_script_or_style() -> None:
    assert "unsafe" not in CONTENT_POLICY
    assert CONTENT_POLICY.startswith("default-src 'none'")


@pytest.mark.parametrize(
    "address",
    [
        "/no-such-page",
        "/figures/none",
        "/imports/999",
        "/work/999",
        "/faults/Z99",
        "/drawings/x.csv",
        "/month-end/2026-27/8",
        "/month-end/2026-28/7",
        "/month-end/2024-25",
        "/month-end/2026-28",
        "/month-end/2026-27/7/lines/services",
        "/month-end/2026-27/7/lines/new-placements?page=2",
        "/month-end/2026-27/7/exceptions/X99",
        "/children?page=9",
        "/children/rows.pdf",
        "/views/abc",
        f"/children/{'c' * 32}",
        "/children/abc",
        "/risks/zz9",
        "/boards/zz9",
        "/decisions/zz9",
        "/actions/zz9",
        "/programme/measures/zz9",
        "/programme/tables/zz.csv",
    ],
)
def test_what_is_not_there_is_said_in_plain_words(address: str, signed_in: Client, month: MonthRecord) -> None:
    answer = signed_in.get(address)
    assert answer.status_code == 404
    assert "Page not found" in answer.content.decode()
    assert month.draws


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/overview",
        "/due",
        "/figures",
        "/past-forecasts",
        "/papers",
        "/imports",
        "/work",
        "/month-end",
        "/clocks",
        "/risks",
        "/links",
        "/rules",
        "/children",
        "/placements",
        "/providers",
        "/budget-lines",
        "/programme",
        "/scenarios",
        "/scenarios/compare",
        "/benchmarks",
        "/benchmarks/neighbours",
    ],
)
def test_before_the_first_month_pages_say_what_to_do(address: str, signed_in: Client) -> None:
    answer = signed_in.get(address)
    assert answer.status_code == 200
    assert "highneeds" in answer.content.decode()
    assert "yet" in answer.content.decode()
