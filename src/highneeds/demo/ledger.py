"""The ledger: what was posted each month to each cost centre, near to the lines' cost but never just that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from highneeds.core import FinancialYear
from highneeds.demo.budget import BudgetLine
from highneeds.demo.days import LAST_FINANCIAL_YEAR
from highneeds.demo.finance_years import Pounds
from highneeds.demo.luck import Luck
from highneeds.demo.manifest import Planted
from highneeds.demo.text_files import write_csv

COLUMNS = ("Financial year", "Period", "Cost centre", "Description", "Amount")
_MONTHS_POSTED = 7
_TITLES = 2
_NOISE = 0.010
_JOURNAL_SHARE = 0.25  # of months and cost centres: a journal beside the payments
_JOURNAL = 0.006  # of the month's payments
_TERMLY_SHARE = 0.06  # of independent fees: billed at the start of the term
_TERMS = ((0, 5), (5, 9), (9, 12))  # months of the financial year: summer, autumn, spring
_UNKNOWN_CENTRES = (
    ("HN77", "Suspense: coding queried"),
    ("HN3O", "Journal, letter for a digit"),
    ("EY10", "Nursery payment run"),
)
_PLACEMENT_WORDS = {
    "HN10": "Mainstream top-ups", "HN11": "Unit and resourced provision top-ups", "HN12": "Special school top-ups",
    "HN13": "Independent and non-maintained fees", "HN14": "Post-16 element 3 and fees",
    "HN15": "Alternative provision", "HN16": "Education otherwise and direct payments", "HN20": "Place funding",
    "HN90": "Dedicated schools grant: high needs block",
}  # fmt: skip


@dataclass(slots=True)
class Posting:
    month: int
    cost_centre: str
    words: str
    pounds: float
    is_unknown: bool = False


def write_ledger(
    folder: Path,
    financial_year: FinancialYear,
    costs: Mapping[str, Pounds],
    book: list[BudgetLine],
    luck: Luck,
    *,
    months: int = 12,
) -> list[Planted]:
    """One year's postings; the manifest's entries in return (the latest year has unknown cost centres).

    ``costs``: pounds by cost centre and month; of the latest year what was paid, to which journals come. ``months``:
    how many of an earlier year are posted.
    """
    is_latest = financial_year.starts == LAST_FINANCIAL_YEAR
    months = _MONTHS_POSTED if is_latest else months
    post = _post_payments if is_latest else _post_placements
    postings = [posting for centre, pounds in costs.items() for posting in post(centre, pounds, luck)]
    postings += _post_budgeted(book, luck)
    postings = [posting for posting in postings if posting.month <= months]
    if is_latest:
        postings += [
            Posting(2 + 2 * number, centre, words, luck.between(800, 4_000), is_unknown=True)
            for number, (centre, words) in enumerate(_UNKNOWN_CENTRES)
        ]
    postings.sort(key=lambda posting: (posting.month, posting.cost_centre))
    file = f"finance/ledger-{financial_year}.csv"
    rows = [
        (str(financial_year), posting.month, posting.cost_centre, posting.words, _amount(posting.pounds, luck))
        for posting in postings
    ]
    titles = (
        f"Ashmere County Council: high needs postings {financial_year}",
        f"Periods 1 to {months}; spending positive",
    )
    write_csv(folder / file, COLUMNS, rows, titles=titles)
    return [
        Planted("G01", file, number, "Cost centre", f"{posting.cost_centre} is not in the budget book")
        for number, posting in enumerate(postings, start=_TITLES + 2)
        if posting.is_unknown
    ]


def _post_placements(centre: str, pounds: Pounds, luck: Luck) -> list[Posting]:
    """The cost of the month with noise, part of the independent fees by the term, and now and then a correction."""
    words = _PLACEMENT_WORDS[centre]
    posted = pounds.copy()
    if centre == "HN13":
        posted *= 1 - _TERMLY_SHARE
        for first, after in _TERMS:
            posted[first] += _TERMLY_SHARE * pounds[first:after].sum()
    posted *= np.array([1 + _NOISE * luck.between(-1.7, 1.7) for _ in range(12)])
    postings = []
    for month in range(12):
        correction = luck.between(0.004, 0.012) * posted[month] if luck.chance(0.3) else 0.0
        postings.append(Posting(month + 1, centre, words, float(posted[month] + correction)))
        if correction:
            postings.append(Posting(month + 1, centre, f"{words}: correction", -float(correction)))
    return postings


def _post_payments(centre: str, pounds: Pounds, luck: Luck) -> list[Posting]:
    """What was paid, to the penny, and now and then a journal that no payment explains."""
    words = _PLACEMENT_WORDS[centre]
    postings = []
    for month in range(12):
        postings.append(Posting(month + 1, centre, words, round(float(pounds[month]), 2)))
        if luck.chance(_JOURNAL_SHARE):
            journal = round(luck.between(-_JOURNAL, _JOURNAL) * float(pounds[month]), 2)
            postings.append(Posting(month + 1, centre, f"{words}: journal", journal))
    return postings


def _post_budgeted(book: list[BudgetLine], luck: Luck) -> list[Posting]:
    """Places, services and the grant run near their budget; services a little over."""
    budgets: dict[str, float] = defaultdict(float)
    words: dict[str, str] = dict(_PLACEMENT_WORDS)
    for line in book:
        if line.kind != "placement":
            budgets[line.cost_centre] += line.pounds
            words.setdefault(line.cost_centre, line.name)
    postings = []
    for centre, pounds in sorted(budgets.items()):
        is_fixed = centre in {"HN20", "HN90"}
        drift = 1.0 if is_fixed else luck.between(0.985, 1.035)
        for month in range(1, 13):
            noise = 1.0 if is_fixed else 1 + luck.between(-0.03, 0.03)
            postings.append(Posting(month, centre, words[centre], pounds / 12 * drift * noise))
    return postings


def _amount(pounds: float, luck: Luck) -> str:
    text = f"{abs(pounds):,.2f}"
    if pounds >= 0:
        return text
    return f"({text})" if luck.chance(0.5) else f"-{text}"
