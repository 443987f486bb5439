"""What the ledger of a whole year says of each line of its budget book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from highneeds.core import FinancialYear, allocate
from highneeds.finance import Books


@dataclass(frozen=True, slots=True)
class LineAmount:
    """An amount in pence on one line of a budget book. ``kind``: placement, places, service or unbudgeted."""

    kind: str
    setting: str | None
    budget_line: str
    pence: int


def budgeted(books: Books, year: FinancialYear) -> tuple[LineAmount, ...]:
    """The spending lines of the year's book."""
    return tuple(
        LineAmount(line["kind"], line["setting"], line["budget_line"], line["amount_pence"])
        for line in _book(books, year)
        if line["kind"] != "income"
    )


def posted(books: Books, year: FinancialYear) -> tuple[LineAmount, ...]:
    """The ledger by spending line; a cost centre of several lines is shared in proportion to their budgets."""
    book = _book(books, year)
    income = {line["cost_centre"] for line in book if line["kind"] == "income"}
    of_year = books.ledger.filter(pl.col("financial_year") == str(year))
    totals = of_year.group_by("cost_centre").agg(pl.col("amount_pence").sum()).sort("cost_centre")
    found = []
    for centre, pence in totals.filter(~pl.col("cost_centre").is_in(sorted(income))).iter_rows():
        lines = [line for line in book if line["cost_centre"] == centre]
        weights = [float(abs(line["amount_pence"])) for line in lines]
        if not sum(weights):
            found.append(LineAmount("unbudgeted", None, f"Cost centre {centre}", pence))
            continue
        found += [
            LineAmount(line["kind"], line["setting"], line["budget_line"], part)
            for line, part in zip(lines, allocate(pence, weights), strict=True)
        ]
    return tuple(found)


def _book(books: Books, year: FinancialYear) -> list[dict[str, Any]]:
    kinds = pl.col("kind", "setting").cast(pl.String)
    return books.budget.filter(pl.col("financial_year") == str(year)).with_columns(kinds).to_dicts()
