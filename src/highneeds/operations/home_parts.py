"""What a home page is made of: panels of numbers, rows and drawings, each number with the way to its cases."""

from __future__ import annotations

from dataclasses import dataclass, field

from highneeds.core import Figure
from highneeds.governance.rights import Detail, Right
from highneeds.operations.drafts_page import ShownPart
from highneeds.operations.pages import Drawing, ShownColumn, ShownTable, in_words, shown
from highneeds.operations.sight import Sight
from highneeds.reports import Table, words
from highneeds.store.teams import name_key

Allowed = frozenset[Right | Detail]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: what the account allows, of which children, and under which names a list of plans may know its person.

    ``leads``: the teams that the person leads.
    """

    allowed: Allowed
    sight: Sight
    names: frozenset[str] = frozenset()
    leads: frozenset[str] = frozenset()

    def is_called(self, officer: str | None) -> bool:
        return officer is not None and name_key(officer) in set(map(name_key, self.names))

    def may(self, *rights: Right | Detail) -> bool:
        return self.allowed.issuperset(rights)


@dataclass(frozen=True, slots=True)
class Way:
    """A link: words, the name of an address with its parts, and what stands after the question mark."""

    words: str
    to: str
    args: tuple[str | int, ...] = ()
    query: str = ""
    needs: Right | None = None


@dataclass(frozen=True, slots=True)
class HomeNumber:
    """``figure`` is None where nobody can say the number yet: ``context`` then says what is missing."""

    label: str
    figure: Figure | None
    value: str
    unit: str
    context: str
    change: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of a home page. ``row_ways``: where each row of the table leads, in its order.

    ``children``: the keys of the children it shows, for the audit and never for the page.
    """

    name: str
    title: str
    say: str = ""
    numbers: tuple[HomeNumber, ...] = ()
    table: ShownTable | None = None
    row_ways: tuple[Way | None, ...] = ()
    drawing: Drawing | None = None
    part: ShownPart | None = None
    note: str = ""
    ways: tuple[Way, ...] = ()
    children: tuple[str, ...] = field(default=(), repr=False)

    @property
    def rows(self) -> tuple[tuple[tuple[tuple[str, ShownColumn], ...], Way | None], ...]:
        """Each row of the table with the way from it."""
        if self.table is None:
            return ()
        ways = self.row_ways or (None,) * len(self.table.rows)
        return tuple(zip(self.table.rows, ways, strict=True))

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(number.figure for number in self.numbers if number.figure is not None)


IMPORT = Way("Import a file", "new_import", needs=Right.IMPORT_FILES)
IMPORTS = Way("See what was imported", "imports", needs=Right.SEE_IMPORTS)


def not_yet(name: str, title: str, say: str) -> Panel:
    """Of what nothing is known yet: what to import first, and where."""
    return Panel(name, title, say, ways=(IMPORT, IMPORTS))


def unknown(label: str, why: str) -> HomeNumber:
    """A number that nobody can say yet, with what is to be imported first."""
    return HomeNumber(label, None, "Not known", "", why, "", (IMPORT, IMPORTS))


def number(
    figure: Figure, context: str, *ways: Way, label: str = "", value: str = "", unit: str = "", change: str = ""
) -> HomeNumber:
    """A figure over its context and the ways to its cases."""
    said = value or in_words(figure.value, figure.unit)
    return HomeNumber(label or figure.label, figure, said, unit, context, change, ways)


def against_budget(over_pence: float) -> str:
    """``£6.2m over the budget``, or ``on budget``."""
    said = words.over_or_under(over_pence)
    return said if said == "on budget" else f"{said} the budget"


def table_panel(table: Table, *, ways: tuple[Way, ...] = (), row_ways: tuple[Way | None, ...] = ()) -> Panel:
    """A panel that is one table under its finding."""
    made = shown(table)
    return Panel(table.name, table.title, table=made, row_ways=row_ways, note=made.note, ways=ways)
