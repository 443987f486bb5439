"""What every page says about itself: whose figures, of which year and day, and who may see them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from highneeds.operations.look import look_in_use
from highneeds.operations.pages import month_on_show
from highneeds.web.rights import Right, may

_OF_IMPORTS = (
    "imports",
    "import",
    "new_import",
    "import_task",
    "import_headings",
    "undo_import",
    "faults",
    "import_faults",
)
_OF_CHECKS = ("links", "link", "rules", "rule")
_OF_PUBLISHED = ("published_papers", "published_paper")
_OF_PROGRAMME = ("programme", "measure", "move_measure", "agree_measure", "colour_measure")
_OF_SCENARIOS = ("scenarios", "scenario", "compare_scenarios", "submit_scenario", "judge_scenario")
_OF_PAPERS = ("papers", "draft", "draft_write", "draft_judge", "draft_publish", *_OF_PUBLISHED)
_WAYS = (
    ("Overview", "overview", ("overview", "past_forecasts"), Right.SEE_POSITION),
    (
        "Month end",
        "month_end",
        ("month_end", "closed_month", "exceptions", "journey", "moved_lines", "budget_lines"),
        Right.SEE_MONEY,
    ),
    ("Children", "children", ("children", "placements", "child", "other_team"), Right.SEE_CHILDREN),
    ("Providers", "providers", ("providers", "provider"), Right.SEE_PROVIDERS),
    ("Clocks", "clocks", ("clocks", "due"), Right.SEE_CLOCKS),
    ("Programme", "programme", _OF_PROGRAMME, Right.SEE_PROGRAMME),
    ("Scenarios", "scenarios", _OF_SCENARIOS, Right.SEE_SCENARIOS),
    ("Risks", "risks", ("risks", "risk", "score_risk"), Right.SEE_RISKS),
    ("Boards", "boards", ("boards", "board", "decisions", "decision", "action"), Right.SEE_RISKS),
    ("Benchmarks", "benchmarks", ("benchmarks", "benchmark", "neighbours"), Right.SEE_BENCHMARKS),
    ("Figures", "figures", ("figures", "figure"), Right.SEE_POSITION),
    ("Papers", "papers", _OF_PAPERS, Right.SEE_DRAFTS),
    ("Data", "imports", _OF_IMPORTS + _OF_CHECKS, Right.SEE_IMPORTS),
    ("Audit", "audit", ("audit",), Right.SEE_AUDIT),
    ("Long work", "work", ("work", "piece"), Right.RUN_WORK),
    ("Retention", "retention", ("retention",), Right.KEEP_RECORDS),
    ("Teams", "teams", ("teams",), Right.SET_TEAMS),
    ("Accounts", "accounts", ("accounts", "account", "api_tokens"), Right.GIVE_ROLES),
)


def about_this_page(request: HttpRequest) -> dict[str, Any]:
    """``about`` is the month on show, and ``ways`` the main navigation, to what this person may see.

    An anonymous page is told neither. ``look`` is the council's own, on every page.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"about": None, "ways": (), "look": look_in_use()}
    match = request.resolver_match
    here = match.url_name if match is not None else None
    ways = tuple((title, name, here in within) for title, name, within, right in _WAYS if may(user, right))
    if not may(user, Right.SEE_DRAFTS) and may(user, Right.SEE_PUBLISHED):
        ways += (("Papers", "published_papers", here in _OF_PUBLISHED),)
    if ways:
        ways = (("Home", "home", here == "home"), *ways)
    return {"about": month_on_show(), "ways": ways, "look": look_in_use()}
