"""What every page says about itself: whose figures, of which year and day, and who may see them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from highneeds.operations.pages import month_on_show

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
_WAYS = (
    ("Overview", "overview", ("overview", "past_forecasts")),
    ("Month end", "month_end", ("month_end", "closed_month", "exceptions", "journey", "moved_lines")),
    ("Clocks", "clocks", ("clocks",)),
    ("Risks", "risks", ("risks",)),
    ("Figures", "figures", ("figures", "figure")),
    ("Papers", "papers", ("papers",)),
    ("Data", "imports", _OF_IMPORTS + _OF_CHECKS),
)


def about_this_page(request: HttpRequest) -> dict[str, Any]:
    """``about`` is the month on show, and ``ways`` the main navigation; an anonymous page is told neither."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"about": None, "ways": ()}
    match = request.resolver_match
    here = match.url_name if match is not None else None
    ways = tuple((title, name, here in within) for title, name, within in _WAYS)
    return {"about": month_on_show(), "ways": ways}
