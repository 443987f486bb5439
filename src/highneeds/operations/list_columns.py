"""What the lists of children, placements, providers and budget lines show, and to whom."""

from __future__ import annotations

from highneeds.governance.rights import Detail, Right
from highneeds.operations.listing import Column, Kind, Listing

CHILDREN = Listing(
    "children",
    "Children with a plan",
    (
        Column("child", "Child", is_searched=True),
        Column("school_year", "School year", Kind.COUNT, is_filter=True),
        Column("need", "Main need", needs=Detail.NEEDS, is_filter=True),
        Column("setting", "Setting", is_filter=True, is_searched=True),
        Column("provider", "Provider", is_searched=True),
        Column("plan_since", "Plan since", Kind.DAY),
        Column("placed_since", "Placed since", Kind.DAY, is_shown=False),
        Column("is_residential", "Residential", Kind.YES_NO, is_shown=False),
        Column("officer", "Officer", is_filter=True, is_searched=True),
        Column("team", "Team", is_filter=True, is_searched=True, is_shown=False),
        Column("cost", "Cost a year", Kind.MONEY, needs=Detail.MONEY_OF_A_CHILD, is_shown=False),
    ),
    "child",
    of_children=True,
)
PLACEMENTS = Listing(
    "placements",
    "Placements",
    (
        Column("child", "Child", is_searched=True),
        Column("state", "State", is_filter=True),
        Column("setting", "Setting", is_filter=True, is_searched=True),
        Column("provider", "Provider", is_searched=True),
        Column("urn", "URN", is_searched=True, is_shown=False),
        Column("rank", "Main or second", is_filter=True),
        Column("from", "From", Kind.DAY),
        Column("to", "To", Kind.DAY),
        Column("is_residential", "Residential", Kind.YES_NO, is_shown=False),
        Column("officer", "Officer", is_filter=True, is_searched=True, is_shown=False),
    ),
    "child",
    of_children=True,
)
PROVIDERS = Listing(
    "providers",
    "Providers",
    (
        Column("provider", "Provider", is_searched=True),
        Column("urn", "URN", is_searched=True),
        Column("setting", "Setting", is_filter=True, is_searched=True),
        Column("is_section_41", "Section 41", Kind.YES_NO, is_shown=False),
        Column("is_open", "Open", Kind.YES_NO, is_shown=False),
        Column("children", "Children placed", Kind.COUNT, needs=Right.SEE_CHILDREN),
        Column("children_band", "Children placed", is_filter=True, can_sort=False, instead_of="children"),
        Column("commissioned", "Places agreed", Kind.COUNT),
        Column("funded", "Places paid for", Kind.COUNT),
        Column("uplifts_open", "Uplifts open", Kind.COUNT, needs=Detail.PROVIDER_PRICES),
    ),
    "provider",
    of_children=False,
)
BUDGET_LINES = Listing(
    "budget-lines",
    "Budget lines",
    (
        Column("line", "Line", is_searched=True),
        Column("year", "Year", is_filter=True),
        Column("cost_centre", "Cost centre", is_searched=True),
        Column("kind", "Kind", is_filter=True),
        Column("setting", "Setting", is_filter=True, is_searched=True),
        Column("children_fte", "Children budgeted", Kind.COUNT),
        Column("budget", "Budget", Kind.MONEY),
    ),
    "line",
    of_children=False,
)
