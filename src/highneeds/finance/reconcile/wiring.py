"""What cannot be right in a page before a single number is compared: names that are not there, circles, units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from highneeds.finance.reconcile.dimension import Dimension, DimensionError
from highneeds.finance.reconcile.formula import Formula, Name, Operation, evaluate, names_in
from highneeds.finance.reconcile.types import Page, Reading, WorkedOut


@dataclass(frozen=True, slots=True)
class Wrong:
    """``field`` of the block whose key is ``key`` breaks ``rule``; ``word`` is the name in question, if one is."""

    key: str
    field: str
    rule: str
    message: str
    word: str = ""


NOT_THERE, CIRCLE, UNITS, TOO_LONG = "not there", "circle", "units", "too long"
_MOST_PARTS = 300  # in one formula, all quantities written out: two doubled forty times over would fill the machine


def wrongs(page: Page) -> tuple[Wrong, ...]:
    """Everything wrong. Units are checked where all names are there and none runs in a circle."""
    found = [*_absent(page), *_circles(page)] or [*_too_long(page)]
    return tuple(found) if found else tuple(_mixed_units(page))


def _formulas(page: Page) -> Iterator[tuple[str, str, Formula]]:
    """Every formula with the key of its block and its field."""
    for quantity in page.worked_out:
        yield quantity.key, "formula", quantity.formula
    for identity in page.identities:
        yield identity.key, "holds", identity.left
        yield identity.key, "holds", identity.right
    for reading in page.readings:
        if reading.becomes is not None:
            yield reading.key, "becomes", reading.becomes


def _absent(page: Page) -> Iterator[Wrong]:
    known = page.by_key.keys() | {one.key for one in page.worked_out}
    for key, field, formula in _formulas(page):
        for name in names_in(formula):
            if name not in known:
                yield Wrong(key, field, NOT_THERE, f"There is no figure {name!r}.", name)
    identities = {one.key for one in page.identities}
    for reading in page.readings:
        if reading.figure not in known:
            yield Wrong(reading.key, "figure", NOT_THERE, f"There is no figure {reading.figure!r}.", reading.figure)
        for name in sorted(reading.only_in - identities):
            yield Wrong(reading.key, "only_in", NOT_THERE, f"There is no identity {name!r}.", name)


def _circles(page: Page) -> Iterator[Wrong]:
    uses = {one.key: set(names_in(one.formula)) for one in page.worked_out}
    for key, used in uses.items():
        reached: set[str] = set()
        ahead = set(used)
        while ahead:
            reached |= ahead
            ahead = {name for one in ahead for name in uses.get(one, ())} - reached
        if key in reached:
            yield Wrong(key, "formula", CIRCLE, f"{key} is worked out from itself.", key)


def _too_long(page: Page) -> Iterator[Wrong]:
    """Formulas of more than ``_MOST_PARTS`` once quantities are written out; each quantity within counts one more."""
    parts = dict.fromkeys(page.by_key, 1)
    for quantity in _in_order(page):
        parts[quantity.key] = 1 + _parts(quantity.formula, parts)
    for key, field, formula in _formulas(page):
        if _parts(formula, parts) > _MOST_PARTS:
            yield Wrong(key, field, TOO_LONG, f"Written out it has more than {_MOST_PARTS} parts.", key)


def _parts(formula: Formula, parts: Mapping[str, int]) -> int:
    if isinstance(formula, Operation):
        return _parts(formula.left, parts) + _parts(formula.right, parts)
    return parts[formula.key] if isinstance(formula, Name) else 1


def _in_order(page: Page) -> Iterator[WorkedOut]:
    """The worked-out quantities, each after all that it uses; there are no circles, so that every round finds one."""
    known = set(page.by_key)
    pending = list(page.worked_out)
    while pending:
        ready = [one for one in pending if known.issuperset(names_in(one.formula))]
        yield from ready
        known.update(one.key for one in ready)
        pending = [one for one in pending if one.key not in known]


def _mixed_units(page: Page) -> Iterator[Wrong]:
    dimensions: dict[str, Dimension] = {figure.key: figure.unit.dimension for figure in page.figures}
    for quantity in _in_order(page):
        try:
            dimensions[quantity.key] = _dimension(quantity.formula, dimensions)
        except DimensionError as error:
            yield Wrong(quantity.key, "formula", UNITS, str(error))
            return
        if quantity.unit is not None and quantity.unit.dimension != dimensions[quantity.key]:
            message = f"It comes to {dimensions[quantity.key]} and cannot be shown in {quantity.unit}."
            yield Wrong(quantity.key, "unit", UNITS, message)
    for identity in page.identities:
        try:
            sides = [_dimension(side, dimensions) for side in (identity.left, identity.right)]
        except DimensionError as error:
            yield Wrong(identity.key, "holds", UNITS, str(error))
            continue
        if sides[0] != sides[1]:
            yield Wrong(identity.key, "holds", UNITS, f"It compares {sides[0]} with {sides[1]}.")
    for reading in page.readings:
        yield from _mixed_reading(reading, dimensions)


def _mixed_reading(reading: Reading, dimensions: Mapping[str, Dimension]) -> Iterator[Wrong]:
    if reading.becomes is None:
        return
    try:
        becomes = _dimension(reading.becomes, dimensions)
    except DimensionError as error:
        yield Wrong(reading.key, "becomes", UNITS, str(error))
        return
    if becomes != dimensions[reading.figure]:
        message = f"It reads {dimensions[reading.figure]} as {becomes}."
        yield Wrong(reading.key, "becomes", UNITS, message)


def _dimension(formula: Formula, dimensions: Mapping[str, Dimension]) -> Dimension:
    def plain(_: Fraction) -> Dimension:
        return Dimension()

    return evaluate(formula, dimensions.__getitem__, plain)
