"""Lists that are aggregates, as other systems are answered them: providers and budget lines, a page at a time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from highneeds.governance.rights import Detail, Right
from highneeds.operations.api_answers import About, about_list
from highneeds.operations.lists import default_day, listed

LINES_A_PAGE = 500
_UPLIFTS = "uplifts_open"


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list this is: page of pages, of total lines."""

    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class ProviderLine:
    """A provider; children_placed is a band, uplifts_open null where the token may not read prices."""

    provider: str
    urn: str
    setting: str | None
    is_section_41: bool | None
    is_open: bool | None
    children_placed: str
    places_agreed: int | None
    places_paid_for: int | None
    uplifts_open: int | None


@dataclass(frozen=True, slots=True)
class Providers:
    """Providers of the register by name. left_out: what the token may not read."""

    about: About
    of: Page
    left_out: tuple[str, ...]
    providers: tuple[ProviderLine, ...]


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A line of the budget, in pence of its financial year."""

    line: str
    financial_year: str
    cost_centre: str | None
    kind: str | None
    setting: str | None
    children_budgeted_fte: float | None
    budget_pence: int


@dataclass(frozen=True, slots=True)
class BudgetLines:
    """Lines of the budget by name."""

    about: About
    of: Page
    budget_lines: tuple[BudgetLine, ...]


def providers_answer(page: int, rights: Collection[Right | Detail]) -> Providers | None:
    """None where the list has no such page."""
    found = listed("providers", default_day())
    of = _page(page, found.frame.height)
    if of is None:
        return None
    sees_prices = Detail.PROVIDER_PRICES in rights
    lines = tuple(
        ProviderLine(
            row["provider"],
            row["urn"],
            row["setting"],
            row["is_section_41"],
            row["is_open"],
            row["children_band"],
            row["commissioned"],
            row["funded"],
            row[_UPLIFTS] if sees_prices else None,
        )
        for row in found.frame.slice((page - 1) * LINES_A_PAGE, LINES_A_PAGE).iter_rows(named=True)
    )
    about = about_list(
        "headcount of the council's children on the day, in bands; places as agreed and as paid for",
        "the day",
        found.day,
        "the register of providers, the file of places and the contracts, as imported",
        found.caution,
    )
    return Providers(about, of, () if sees_prices else (_UPLIFTS,), lines)


def budget_lines_answer(page: int) -> BudgetLines | None:
    """None where the list has no such page."""
    found = listed("budget-lines", default_day())
    of = _page(page, found.frame.height)
    if of is None:
        return None
    lines = tuple(
        BudgetLine(
            row["line"],
            row["year"],
            row["cost_centre"],
            row["kind"],
            row["setting"],
            row["children_fte"],
            row["budget"],
        )
        for row in found.frame.slice((page - 1) * LINES_A_PAGE, LINES_A_PAGE).iter_rows(named=True)
    )
    about = about_list(
        "budget, gross of income unless the line's kind is income; children as year-average full-time equivalent",
        "the financial year of each line",
        None,
        "the council's budget, as imported",
    )
    return BudgetLines(about, of, lines)


def _page(page: int, total: int) -> Page | None:
    pages = max(1, -(-total // LINES_A_PAGE))
    return Page(page, pages, total) if page <= pages else None
