"""How a published file is laid out: which rows and columns make which series."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Addends = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file. ``series`` maps the name of a series to the columns that are added up for it.

    Columns are given in sets: a set in which nothing is published does not apply (statements once they had ended) and
    adds nothing; a set published in part leaves the whole figure unpublished. With ``key``, the word in that column
    completes the name of the series (``{}``) once ``words`` has put it into ours; several words of the file may make
    one of ours (``adds_words``), and words of ``passed_over`` are not read. ``only`` names the rows that are read, by
    the words in their columns. ``parts`` are pairs of series of which the first cannot be larger than the second.
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

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column the file must have, each once."""
        wanted = [self.year, self.authority, self.authority_name, *self.only, *filter(None, (self.key, self.region))]
        return tuple(dict.fromkeys(wanted + [c for sets in self.series.values() for names in sets for c in names]))


def one(column: str) -> Addends:
    """A series that is one column as it stands."""
    return ((column,),)


TIMELY_PARTS = (
    ("plans_issued_within_20_weeks", "plans_issued"),
    ("plans_issued_without_exceptions_within_20_weeks", "plans_issued_without_exceptions"),
)
