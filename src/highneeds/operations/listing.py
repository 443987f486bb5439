"""A list of many rows as a page shows it: searched, filtered, sorted and cut into pages, with the columns one wants.

What a child costs never sorts, filters or finds anything: nobody is put in an order by their cost. A column that a
person may not see does not sort, filter or find either, since the order would tell what the cells leave out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from urllib.parse import urlencode

import polars as pl

from highneeds.governance.rights import Detail, Right
from highneeds.reports import words

ROWS_A_PAGE = 50
MOST_LETTERS = 100
KEY = "key"
"""Every frame has it: what tells the row, as the address of its page has it; null for a row without one."""
VERSION = "version"
"""Of what people may change of the row, where the frame has it."""
_FOUND_BY = "_found_by"
Allowed = Collection[Detail | Right]


class Kind(StrEnum):
    TEXT = "text"
    COUNT = "count"
    MONEY = "money"
    DAY = "day"
    YES_NO = "yes or no"


@dataclass(frozen=True, slots=True)
class Column:
    """``needs``: what one must be allowed to see; ``is_shown``: before anybody chooses columns.

    ``instead_of``: a column that this one stands for where a person may not see that one.
    """

    name: str
    title: str
    kind: Kind = Kind.TEXT
    needs: Detail | Right | None = None
    is_filter: bool = False
    is_searched: bool = False
    is_shown: bool = True
    can_sort: bool = True
    instead_of: str = ""

    @property
    def is_number(self) -> bool:
        return self.kind in {Kind.COUNT, Kind.MONEY}


@dataclass(frozen=True, slots=True)
class Listing:
    """The first column leads to the row's page. ``of_children``: each row is about one child."""

    name: str
    title: str
    columns: tuple[Column, ...]
    sorted_by: str
    of_children: bool

    def seen_by(self, allowed: Allowed) -> tuple[Column, ...]:
        may_see = [column for column in self.columns if column.needs is None or column.needs in allowed]
        names = {column.name for column in may_see}
        return tuple(column for column in may_see if column.instead_of not in names)

    def sorts(self, column: Column) -> bool:
        return column.can_sort and not (self.of_children and column.kind is Kind.MONEY)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of a list, put right where it asks for what there is not."""

    search: str
    filters: Mapping[str, str]
    sort: str
    is_descending: bool
    columns: tuple[str, ...]
    page: int
    extra: Mapping[str, str]

    def query(self, *, page: int = 1) -> str:
        """The address's part after the question mark that asks for the same."""
        parts: list[tuple[str, str]] = [("q", self.search)] if self.search else []
        parts += [*self.extra.items(), *self.filters.items()]
        parts.append(("sort", f"-{self.sort}" if self.is_descending else self.sort))
        parts += [("column", name) for name in self.columns]
        return urlencode(parts + ([("page", str(page))] if page > 1 else []))


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter with what it can be set to; a count says how many rows of the whole list have it."""

    column: Column
    options: tuple[tuple[str, int], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Row:
    key: str | None
    version: int
    cells: tuple[tuple[str, Column], ...]


@dataclass(frozen=True, slots=True)
class ListPage:
    """``total`` of the rows fit what was asked, of ``of_all``. ``sorts``: the columns that can be sorted by."""

    listing: Listing
    asked: Asked
    shown: tuple[Column, ...]
    hidden: tuple[Column, ...]
    sorts: tuple[Column, ...]
    choices: tuple[Choice, ...]
    rows: tuple[Row, ...]
    total: int
    of_all: int
    page: int
    pages: int

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(sorted({row.key for row in self.rows if row.key}))

    @property
    def is_narrowed(self) -> bool:
        return bool(self.asked.search or self.asked.filters)

    @property
    def query(self) -> str:
        return self.asked.query()

    @property
    def query_before(self) -> str:
        return self.asked.query(page=self.page - 1) if self.page > 1 else ""

    @property
    def query_after(self) -> str:
        return self.asked.query(page=self.page + 1) if self.page < self.pages else ""

    @property
    def first(self) -> int:
        return (self.page - 1) * ROWS_A_PAGE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1


def asked_of(
    listing: Listing, given: Mapping[str, Sequence[str]], allowed: Allowed, *, extra: Sequence[str] = ()
) -> Asked:
    """From an address's values, several of a name. ``extra``: names that the list's frame, not the list, goes by."""
    seen = {column.name: column for column in listing.seen_by(allowed)}
    one = {name: values[-1].strip() for name, values in given.items() if values and values[-1].strip()}
    sort = one.get("sort", "")
    column = seen.get(sort.removeprefix("-"))
    sorts = column is not None and listing.sorts(column)
    wanted = given.get("column", ())
    page = one.get("page", "1")
    return Asked(
        search=" ".join(one.get("q", "").split())[:MOST_LETTERS],
        filters={name: one[name] for name in seen if seen[name].is_filter and name in one},
        sort=sort.removeprefix("-") if sorts else listing.sorted_by,
        is_descending=sorts and sort.startswith("-"),
        columns=tuple(name for name in seen if name in wanted),
        page=int(page) if re.fullmatch(r"[1-9][0-9]{0,5}", page) else 1,
        extra={name: one[name] for name in extra if name in one},
    )


def made_ready(listing: Listing, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with what its rows are found by, worked out once; in the order that the list opens with."""
    found_by = [pl.col(column.name).cast(pl.String).fill_null("") for column in listing.columns if column.is_searched]
    return frame.with_columns(pl.concat_str(found_by, separator=" ").str.to_lowercase().alias(_FOUND_BY)).sort(
        listing.sorted_by, nulls_last=True, maintain_order=True
    )


def found(listing: Listing, frame: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    """The rows of a ``made_ready`` frame that fit what is asked, in the order asked."""
    fits = [pl.col(name).cast(pl.String) == value for name, value in asked.filters.items()]
    fits += [pl.col(_FOUND_BY).str.contains(word, literal=True) for word in asked.search.lower().split()]
    rows = frame.filter(*fits) if fits else frame
    if asked.sort == listing.sorted_by and not asked.is_descending:
        return rows
    return rows.sort(asked.sort, descending=asked.is_descending, nulls_last=True, maintain_order=True)


def page_of(listing: Listing, frame: pl.DataFrame, asked: Asked, allowed: Allowed) -> ListPage | None:
    """None where there is no such page of what was found."""
    rows = found(listing, frame, asked)
    pages = max(1, -(-rows.height // ROWS_A_PAGE))
    if asked.page > pages:
        return None
    seen = listing.seen_by(allowed)
    shown = columns_of(listing, asked, allowed)
    cut = rows.slice((asked.page - 1) * ROWS_A_PAGE, ROWS_A_PAGE)
    return ListPage(
        listing,
        asked,
        shown,
        tuple(column for column in seen if column not in shown),
        tuple(column for column in seen if listing.sorts(column)),
        tuple(_choices(seen, frame, asked)),
        tuple(_rows(cut, shown)),
        rows.height,
        frame.height,
        asked.page,
        pages,
    )


def columns_of(listing: Listing, asked: Asked, allowed: Allowed) -> tuple[Column, ...]:
    """Those that were chosen, else those a list opens with; always the first."""
    seen = listing.seen_by(allowed)
    wanted = set(asked.columns) or {column.name for column in seen if column.is_shown}
    return tuple(column for column in seen if column.name in wanted | {seen[0].name})


def all_rows(listing: Listing, frame: pl.DataFrame, asked: Asked, allowed: Allowed) -> pl.DataFrame:
    """For a file: every row that was found, the columns by their titles, money in pounds."""
    rows = found(listing, frame, replace(asked, page=1))
    return rows.select(
        (pl.col(column.name) / 100 if column.kind is Kind.MONEY else pl.col(column.name)).alias(
            f"{column.title} (£)" if column.kind is Kind.MONEY else column.title
        )
        for column in columns_of(listing, asked, allowed)
    )


def keys_found(listing: Listing, frame: pl.DataFrame, asked: Asked) -> tuple[str, ...]:
    """What each row of ``all_rows`` is of, once."""
    return tuple(found(listing, frame, asked)[KEY].drop_nulls().unique(maintain_order=True))


def _choices(seen: Sequence[Column], frame: pl.DataFrame, asked: Asked) -> Iterator[Choice]:
    for column in seen:
        if column.is_filter:
            counted = frame[column.name].cast(pl.String).drop_nulls().value_counts(name="_rows").sort(column.name)
            yield Choice(column, tuple(counted.iter_rows()), asked.filters.get(column.name, ""))


def _rows(cut: pl.DataFrame, shown: Sequence[Column]) -> Iterator[Row]:
    for values in cut.iter_rows(named=True):
        cells = tuple((_in_words(values[column.name], column.kind), column) for column in shown)
        yield Row(values[KEY], values.get(VERSION, 0), cells)


def _in_words(value: object, kind: Kind) -> str:
    if value is None:
        return "-"
    if kind is Kind.MONEY and isinstance(value, int | float):
        return words.pounds(value)
    if kind is Kind.COUNT and isinstance(value, int | float):
        return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
    if isinstance(value, date):
        return f"{value:%-d %b %Y}"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value)
