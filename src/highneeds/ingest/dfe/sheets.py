"""How a published file is laid out: which rows and columns make which series."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from highneeds.ingest.headers import Columns

Addends = tuple[tuple[str, ...], ...]
OFFICE_CODE = "new_la_code"
"""Nine characters by which the Office for National Statistics knows an authority."""


@dataclass(frozen=True, slots=True)
class Wide:
    """What more there is to say of a file with one column for each indicator.

    ``reasons``: why there is no figure, by the mark that stands in its place; ``not_applicable`` marks add nothing to a
    sum, every other leaves it unpublished. ``uncollected``: columns that were not collected in every year, which add
    nothing in a year in which no authority has them. ``split``: columns that other releases give in parts, with those
    parts that this file has; ``made`` are those of them that it has in parts alone. ``totals``: published sums, by
    column, with the columns that add up to them.
    """

    reasons: Mapping[str, str]
    not_applicable: frozenset[str]
    uncollected: frozenset[str]
    split: Mapping[str, tuple[str, ...]]
    made: frozenset[str]
    totals: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file. ``series`` maps the name of a series to the columns that are added up for it.

    Columns are given in sets: a set in which nothing is published does not apply (statements once they had ended) and
    adds nothing; a set published in part leaves the whole figure unpublished. With ``key``, the word in that column
    completes the name of the series (``{}``) once ``words`` has put it into ours; several words of the file may make
    one of ours (``adds_words``), and words of ``passed_over`` are not read. ``only`` names the rows that are read, by
    the words in their columns, ``only_begins`` by how those begin, in any case. ``parts`` are pairs of series of which
    the first cannot be larger than the second.
    ``not_applicable``: marks of rows that add nothing. ``leaves_out_unknown``: words that are not known are told once,
    and all that the file has of those authorities and years is left out. ``may_have_no_rows``: then nothing is told.
    ``years_are_academic``: 202425 is the January of 2025. ``wide``: only of a file with one column for each indicator.
    Headings are in lower case.
    """

    name: str
    source: str
    series: Mapping[str, Addends]
    year: str = "year"
    authority: str = "old_la_code"
    authority_name: str = "la_name"
    region: str | None = None
    key: str | None = None
    words: Mapping[str, str] | None = None
    passed_over: frozenset[str] = frozenset()
    only: Mapping[str, str] = field(default_factory=dict)
    years_are_financial: bool = False
    may_be_negative: bool = False
    is_required: bool = False
    adds_words: bool = False
    parts: tuple[tuple[str, str], ...] = ()
    only_begins: Mapping[str, str] = field(default_factory=dict)
    years_are_academic: bool = False
    wide: Wide | None = None
    not_applicable: frozenset[str] = frozenset()
    leaves_out_unknown: bool = False
    may_have_no_rows: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column the file must have, each once."""
        wanted = [self.year, self.authority, self.authority_name, *self.only, *self.only_begins]
        wanted += [*filter(None, (self.key, self.region)), *self.figures]
        return tuple(dict.fromkeys(name for name in wanted if self.wide is None or name not in self.wide.made))

    @property
    def headings(self) -> Columns:
        """The same as a reader of tables wants them, each under its own name; the office's code is read where it is."""
        return Columns({name: name for name in (*self.columns, OFFICE_CODE)}, frozenset(self.columns))

    @property
    def figures(self) -> tuple[str, ...]:
        """Every column of figures, each once, with those that are made of their parts."""
        names = [column for sets in self.series.values() for added in sets for column in added]
        if self.wide is not None:
            names += [part for parts in self.wide.split.values() for part in parts]
            names += self.wide.totals
        return tuple(dict.fromkeys(names))


def one(column: str) -> Addends:
    """A series that is one column as it stands."""
    return ((column,),)


TIMELY_PARTS = (
    ("plans_issued_within_20_weeks", "plans_issued"),
    ("plans_issued_without_exceptions_within_20_weeks", "plans_issued_without_exceptions"),
)
