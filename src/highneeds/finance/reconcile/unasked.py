"""What should hold although nobody said so: tables that add up, one quantity stated twice, shares that fit a ratio."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, permutations

from highneeds.finance.reconcile.dimension import Unit
from highneeds.finance.reconcile.formula import Formula, Name, Number, Operation, Relation, names_in
from highneeds.finance.reconcile.ranges import Amount, NotCheckableError, amount, expanded
from highneeds.finance.reconcile.types import Identity, IdentityKind, Page, Stated

_MOST_FIGURES = 80  # on one page; beyond it the pairs are too many for a fit to mean anything


@dataclass(frozen=True, slots=True)
class Fit:
    """``part`` of ``whole`` (or its growth on ``whole``) comes to the share within rounding."""

    part: Stated
    whole: Stated
    is_growth: bool
    comes_to: Amount


@dataclass(frozen=True, slots=True)
class LooseShare:
    """A percentage in no declared identity, and every pair of figures of its period that it fits: maybe none."""

    share: Stated
    fits: tuple[Fit, ...]


def unasked_identities(page: Page) -> tuple[Identity, ...]:
    """The total of each table against its rows, and every two figures of one label, period, unit and basis."""
    return (*_tables(page), *_stated_twice(page))


def _tables(page: Page) -> Iterator[Identity]:
    tables: dict[tuple[str, Unit], list[Stated]] = defaultdict(list)
    for figure in page.figures:
        if figure.table and figure.unit in {Unit.POUNDS, Unit.CHILDREN, Unit.FTE, Unit.NUMBER, Unit.SHARE}:
            tables[figure.table, figure.unit].append(figure)
    for (table, unit), figures in tables.items():
        rows = [figure for figure in figures if not figure.is_total]
        for total in (figure for figure in figures if figure.is_total):
            if rows:
                added = _added([Name(row.key) for row in rows])
                written = f"{total.key} = {' + '.join(row.key for row in rows)}"
                name = f"Table {table!r}: the rows in {unit} add to {total.label}"
                yield _identity(f"table {table}, {total.key}", name, IdentityKind.SUM, Name(total.key), added, written)


def _added(parts: list[Formula]) -> Formula:
    """Their sum, halved over and over, so that a table of a thousand rows is ten additions deep."""
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    return Operation("+", _added(parts[:middle]), _added(parts[middle:]))


def _stated_twice(page: Page) -> Iterator[Identity]:
    alike: dict[object, list[Stated]] = defaultdict(list)
    for figure in page.figures:
        alike[_said_of(figure)].append(figure)
    for figures in alike.values():
        for one, two in pairwise(figures):
            name = f"{one.label}, {one.period}, is stated twice"
            written = f"{one.key} = {two.key}"
            kind = IdentityKind.STATED_TWICE
            yield _identity(f"twice {one.key}, {two.key}", name, kind, Name(one.key), Name(two.key), written)


def _said_of(figure: Stated) -> tuple[str, str, Unit, str]:
    return figure.label.lower(), figure.period.lower(), figure.unit, figure.basis.lower()


def _identity(key: str, name: str, kind: IdentityKind, left: Formula, right: Formula, written: str) -> Identity:
    return Identity(key, name, kind, left, Relation.EQUAL, right, written, is_declared=False)


def loose_shares(page: Page) -> tuple[LooseShare, ...]:
    """Every percentage that no declared identity uses, with what it fits."""
    used: set[str] = set()
    for identity in page.identities:
        for side in (identity.left, identity.right):
            used |= set(names_in(side)) | set(names_in(expanded(side, page)))
    shares = [one for one in page.figures if one.unit is Unit.SHARE and one.key not in used]
    figures = [one for one in page.figures if one.unit is not Unit.SHARE]
    if len(figures) > _MOST_FIGURES:
        return tuple(LooseShare(share, ()) for share in shares)
    return tuple(LooseShare(share, tuple(_fits(share, figures, page))) for share in shares)


def _fits(share: Stated, figures: list[Stated], page: Page) -> Iterator[Fit]:
    for part, whole in permutations(figures, 2):
        if part.unit.dimension != whole.unit.dimension:
            continue
        ratio: Formula = Operation("/", Name(part.key), Name(whole.key))
        is_growth = part.label.lower() == whole.label.lower() and part.period != whole.period
        if is_growth:
            ratio = Operation("-", ratio, Number(Fraction(1)))
        elif not (share.period == part.period == whole.period and abs(part.value) < abs(whole.value)):
            continue
        try:
            comes_to = amount(ratio, page)
        except NotCheckableError:  # nobody asked for this ratio: one that has no value is no fit
            continue
        if comes_to.could_be.meets(share.could_be):
            yield Fit(part, whole, is_growth, Amount(comes_to.value, comes_to.could_be, Unit.SHARE))
