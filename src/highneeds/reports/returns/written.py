"""A return as it is written: its template, its tables, what they stand on, and for whom it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from highneeds.governance import disclosure
from highneeds.reports import words
from highneeds.reports.disclosure import tells_of_few
from highneeds.reports.returns.money_rows import PLACEMENT_ROWS
from highneeds.reports.returns.template import Layout, Template, check_layout
from highneeds.reports.returns.two_plans import Compared
from highneeds.reports.returns.types import TOTAL, ReturnRow, ReturnTable, Stated, Unit

FOR_SUBMISSION = "For submission, not for publication"
FOR_PUBLICATION = "For publication: few children are withheld"
Sum = tuple[tuple[str, str], tuple[tuple[str, str], ...]]
"""A total and its parts in tables of their own, each by table and row."""
Place = tuple[str, str, int]
"""Table, row, and the position of the column."""


@dataclass(frozen=True, slots=True)
class Return:
    """Raises ValueError where tables and template do not fit each other. ``is_invented``: the council is made up.

    ``compared``: the plan beside the other one made from the same children; not of what is published.
    """

    template: Template
    tables: tuple[ReturnTable, ...]
    stated: tuple[Stated, ...]
    council: str
    marking: str = FOR_SUBMISSION
    is_invented: bool = False
    compared: tuple[Compared, ...] = ()

    def __post_init__(self) -> None:
        check_layout(self.template, self.tables)

    def table(self, key: str) -> ReturnTable:
        return next(table for table in self.tables if table.key == key)

    @property
    def placed(self) -> Iterator[tuple[Layout, ReturnTable]]:
        """Tables in the template's order, each with its place."""
        for layout in self.template.layouts:
            yield layout, self.table(layout.key)


def for_publication(made: Return, *, across: tuple[Sum, ...]) -> Return:
    """The return with few children withheld, and what would give them away.

    ``across``: the sums that tables share (all ages, and the ages of each sheet), also of one part only. Where the
    children of a placement sheet are withheld in any year, so is its money in every year, and the money of the next
    smallest sheet with it, so that it cannot be worked out from the block's. What the return stands on is left out
    where it counts few children.
    """
    hidden = _withheld(made, across)
    sheets = _sheets_without_money(made, hidden)
    without_money = {f"cost:{tab}" for tab in sheets} | {PLACEMENT_ROWS[tab] for tab in sheets}
    tables = tuple(_hide(table, hidden, without_money) for table in made.tables)
    stated = tuple(each for each in made.stated if not tells_of_few(f"{each.name} {each.in_words} {each.source}"))
    return replace(made, tables=tables, stated=stated, marking=FOR_PUBLICATION, compared=())


def _sheets_without_money(made: Return, hidden: frozenset[Place]) -> set[str]:
    costs = {table.key.removeprefix("cost:"): table for table in made.tables if table.key.startswith("cost:")}
    few = {tab for tab in costs for table, row, _ in hidden if table == f"cost:{tab}" or row == tab}
    others = {tab: table.row("total_cost").cells for tab, table in costs.items() if tab not in few}
    if len(few) == 1 and others:
        few.add(min(others, key=lambda tab: sum(cell for cell in others[tab] if isinstance(cell, int))))
    return few


def _withheld(made: Return, across: tuple[Sum, ...]) -> frozenset[Place]:
    """Means over draws are each rounded by themselves and need not add: the reader is taken to know by how much they do
    not, so that less is left to guess than there is. Raises UnsafeError where there are too few children to hide among.
    """
    counts = _counts(made)
    names = {place: "{} · {} · {}".format(*place) for place in counts}
    known = [
        (total, parts)
        for total, every in _sums(made, across)
        if total in counts and (parts := [part for part in every if part in counts])
    ]
    offs = [abs(counts[total] - sum(counts[part] for part in parts)) for total, parts in known]
    rounded = {total[2] for (total, _), off in zip(known, offs, strict=True) if off}
    pack = disclosure.Pack(
        {names[place]: count for place, count in counts.items()},
        tuple(
            disclosure.Sum(names[total], tuple(names[part] for part in parts), off)
            for (total, parts), off in zip(known, offs, strict=True)
        ),
        rounded=frozenset(name for place, name in names.items() if place[2] in rounded),
    )
    hidden = disclosure.protected(pack, disclosure.FEW)
    return frozenset(place for place, name in names.items() if name in hidden)


def _counts(made: Return) -> dict[Place, int]:
    return {
        (table.key, row.key, i): cell
        for table in made.tables
        for row in table.rows
        if table.unit_of(row) is Unit.CHILDREN
        for i, cell in enumerate(row.cells)
        if isinstance(cell, int)
    }


def _sums(made: Return, across: tuple[Sum, ...]) -> list[tuple[Place, tuple[Place, ...]]]:
    found: list[tuple[Place, tuple[Place, ...]]] = []
    for table in made.tables:
        if table.unit is Unit.CHILDREN and table.has_total:
            for i in range(len(table.headings)):
                known = [row for row in table.rows if row.key != TOTAL and row.cells[i] is not None]
                found.append(((table.key, TOTAL, i), tuple((table.key, row.key, i) for row in known)))
    for whole, parts in across:
        columns = range(len(made.table(whole[0]).headings))
        found += [((*whole, i), tuple((*part, i) for part in parts)) for i in columns]
    return found


def _hide(table: ReturnTable, hidden: frozenset[Place], without_money: set[str]) -> ReturnTable:
    is_bare = table.key in without_money
    rows = tuple(
        ReturnRow(
            row.key,
            tuple(
                words.WITHHELD if is_bare or row.key in without_money or (table.key, row.key, i) in hidden else cell
                for i, cell in enumerate(row.cells)
            ),
            row.unit,
        )
        for row in table.rows
    )
    return replace(table, rows=rows)
