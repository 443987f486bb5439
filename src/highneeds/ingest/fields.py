"""What a column of a file means: one description that a reader, a template and its data dictionary are made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import polars as pl

from highneeds.ingest.headers import Columns, normalised
from highneeds.ingest.sieve import Sieve
from highneeds.ingest.single_file import plain_text, word_of
from highneeds.ingest.values import identifier_of, pence_of, pounds_of, whole_number_of


class FieldType(StrEnum):
    """The value is what a data dictionary says."""

    TEXT = "text"
    NUMBER_AS_TEXT = "digits kept as text"
    DAY = "date"
    MONEY = "pounds and pence"
    NUMBER = "number"
    WHOLE = "whole number"
    FLAG = "yes or no"
    CODE = "one of the codes"


FLAGS: Mapping[str, str] = {
    "1": "1", "1.0": "1", "true": "1", "t": "1", "yes": "1", "y": "1",
    "0": "0", "0.0": "0", "false": "0", "f": "0", "no": "0", "n": "0",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One column. ``name`` is ours, ``heading`` the file's and the template's, ``aliases`` other headings met.

    ``codes`` maps each word of a CODE column to what is stored. A file without an ``is_required`` column is stopped;
    a row with a blank ``is_filled`` cell is held.
    """

    name: str
    heading: str
    type: FieldType
    meaning: str
    example: str = ""
    is_required: bool = False
    is_filled: bool = False
    codes: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None


_NUMBERS: Mapping[FieldType, Callable[[str], pl.Expr]] = {
    FieldType.MONEY: pence_of,
    FieldType.NUMBER: pounds_of,
    FieldType.WHOLE: whole_number_of,
}


def columns_of(fields: Iterable[Field], *, ignored: Iterable[str] = ()) -> Columns:
    """The headings that a reader looks for."""
    described = list(fields)
    names = {normalised(word): one.name for one in described for word in (one.heading, *one.aliases)}
    required = frozenset(one.name for one in described if one.is_required)
    return Columns(names, required, frozenset(ignored))


def read_fields(sieve: Sieve, fields: Iterable[Field]) -> None:
    """Turns every text column into its type; a row with a cell that cannot be read, or a blank needed one, is held.

    X01: blank; X02: not one of the codes; X03: no number, or out of its range; D01: no date.
    """
    described = list(fields)
    sieve.read_dates(*(one.name for one in described if one.type is FieldType.DAY))
    others = [one for one in described if one.type is not FieldType.DAY]
    sieve.add_each({one.name: {f"_{one.name}": _value(one)} for one in others})
    blank = {one.name: pl.col(one.name).is_null() for one in described if one.is_filled}
    wrong = {one.name: pl.col(one.name).is_not_null() & pl.col(f"_{one.name}").is_null() for one in others}
    met_by = sieve.met(
        {f"blank {name}": mask for name, mask in blank.items()}
        | {f"wrong {name}": mask for name, mask in wrong.items()}
    )
    for one in described:
        if f"blank {one.name}" in met_by:
            sieve.hold(blank[one.name], "X01", one.name)
        if f"wrong {one.name}" in met_by:
            rule_id = "X02" if one.type in {FieldType.CODE, FieldType.FLAG} else "X03"
            sieve.hold(wrong[one.name], rule_id, one.name, detail=_detail(one))
    names = [one.name for one in others]
    sieve.frame = sieve.frame.drop(names).rename({f"_{name}": name for name in names})


def _value(one: Field) -> pl.Expr:
    if one.type is FieldType.CODE:
        return word_of(one.name, one.codes)
    if one.type is FieldType.FLAG:
        return plain_text(one.name).replace_strict(FLAGS, default=None, return_dtype=pl.String) == "1"
    if one.type is FieldType.NUMBER_AS_TEXT:
        return identifier_of(one.name)
    if one.type is FieldType.TEXT:
        return pl.col(one.name)
    value = _NUMBERS[one.type](one.name)
    within = pl.lit(value=True)
    if one.least is not None:
        within &= value >= one.least
    if one.most is not None:
        within &= value <= one.most
    return pl.when(within).then(value)


def _detail(one: Field) -> str:
    if one.type is FieldType.CODE:
        return f"The codes are {', '.join(dict.fromkeys(one.codes))[:200]}."
    if one.type is FieldType.FLAG:
        return "Write yes or no."
    bounds = [word for word in (_bound("from", one.least), _bound("to", one.most)) if word]
    return f"It may go {' '.join(bounds)}." if bounds else ""


def _bound(word: str, value: int | None) -> str:
    return "" if value is None else f"{word} {value:,}"
