"""The rows behind one step of a forecast's movement, as a page shows them: they add to the step.

A child is a pseudonym, and only for those who may see children and what one costs; the page says which file and row
to open.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from highneeds.core import round_to_add
from highneeds.finance.movement import LINE_CAUSES, ROWS_SCHEMA
from highneeds.operations.month_end_page import month_name
from highneeds.operations.pseudonyms import pseudonym
from highneeds.operations.rows_behind import RowsBehind, rows_behind
from highneeds.operations.sight import Sight, others_in_words
from highneeds.reports import words
from highneeds.rules import Setting

ROWS_A_PAGE = 100
_COLUMNS = ("name", "child_key", "setting", "in_words", "source_file", "source_row")
_POUND = 100


@dataclass(frozen=True, slots=True)
class RowBehind:
    """``child``: a pseudonym that is the same on every page, or nothing where the reader may not see it."""

    name: str
    child: str
    what: str
    money: str
    file: str
    row: int | None


@dataclass(frozen=True, slots=True)
class LinesPage:
    """``rows`` add to ``money``, that of the step, over all pages. ``placements``: beside volume, mix and price.

    ``child_keys``: the children that this page shows, for the audit; never for the page. ``others``: what is said of
    rows of children whom the reader does not see.
    """

    name: str
    financial_year: str
    month: int
    what: str
    lead: str
    total: int
    children: int
    money: str
    rows: tuple[RowBehind, ...]
    placements: tuple[RowBehind, ...]
    page: int
    pages: int
    shows_children: bool
    child_keys: tuple[str, ...]
    is_kept: bool
    others: str

    @property
    def has_files(self) -> bool:
        return any(row.file for row in self.rows)


def lines_page(year: str, month: int, cause: str, *, page: int, with_children: bool, sight: Sight) -> LinesPage | None:
    """None where no such month is closed, there is no such step, or no such page of it."""
    found = rows_behind(year, month, cause)
    if found is None:
        return None
    rows, every = _split(found)
    paged = sight.of(every)
    pages = max(1, -(-paged.height // ROWS_A_PAGE))
    if not 1 <= page <= pages:
        return None
    first = (page - 1) * ROWS_A_PAGE
    of_page = paged.slice(first, ROWS_A_PAGE)
    shown = _shown(paged, with_children, is_change=found.placements is None, first=first, most=ROWS_A_PAGE)
    is_of_lines = found.step.cause in LINE_CAUSES
    of_children = rows if found.placements is None else found.placements
    return LinesPage(
        name="the outturn" if month == 0 else month_name(found.closed),
        financial_year=year,
        month=month,
        what=found.step.cause,
        lead=_lead(found, is_of_lines=is_of_lines),
        total=rows.height,
        children=of_children["child_key"].drop_nulls().n_unique(),
        money=words.signed_pounds(found.step.pence),
        rows=shown if found.placements is None else _shown(rows, with_children, is_change=True),
        placements=() if found.placements is None else shown,
        page=page,
        pages=pages,
        shows_children=with_children,
        child_keys=tuple(sorted(set(of_page["child_key"].drop_nulls()))) if with_children else (),
        is_kept=found.rows is not None,
        others=others_in_words(every.height - paged.height),
    )


def _split(found: RowsBehind) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that add to the step, and those that go over pages."""
    rows = pl.DataFrame(schema=ROWS_SCHEMA) if found.rows is None else found.rows
    return rows, rows if found.placements is None else found.placements


def _lead(found: RowsBehind, *, is_of_lines: bool) -> str:
    if found.step.month == 0:
        return f"The ledger of the year by cost centre, less the forecast of {month_name(found.closed)}."
    since = f"since {found.closed.moved_from}"
    if is_of_lines:
        return f"Each line adds to the year's cost, or takes from it, {since}."
    if found.placements is not None:
        cause = words.sentence(found.step.cause)
        return f"{cause} is told of all placements together: what each budget line has of it adds to the step."
    return f"Each row adds to the forecast, or takes from it, {since}."


def _shown(
    frame: pl.DataFrame,
    with_children: bool,  # noqa: FBT001 - a right, handed on
    *,
    is_change: bool,
    first: int = 0,
    most: int | None = None,
) -> tuple[RowBehind, ...]:
    """At ``most`` so many of the rows, from ``first`` on: whole pounds that add over all of them, where the rows are
    changes that do.
    """
    of_page = frame.slice(first, most)
    pounds = round_to_add(frame["pence"].to_list(), _POUND)[first : first + of_page.height]
    in_pounds = words.signed_pounds if is_change else words.pounds
    return tuple(
        RowBehind(
            name,
            pseudonym(child) if with_children and child else "",
            said or (Setting(setting).label if setting else ""),
            in_pounds(amount * _POUND),
            file or "",
            row,
        )
        for (name, child, setting, said, file, row), amount in zip(
            of_page.select(_COLUMNS).iter_rows(), pounds, strict=True
        )
    )
