"""Frozen records to JSON and back without loss: what their types say is all there is to it.

A field that an older record lacks takes its default, so that stored months go on opening when records grow. One that
says so is left out while it has its default, so that what was written before it came keeps its hash.
"""

from __future__ import annotations

import math
import types
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache, partial
from typing import Any, NewType, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

_LATER = "left out while empty"
Json: TypeAlias = Any  # what json.loads gives
Hint: TypeAlias = Any  # what typing.get_type_hints gives
Reader: TypeAlias = Callable[[Json], Any]
Record = TypeVar("Record")


def to_json(value: object) -> Json:
    """Plain dicts, lists, strings and numbers. Raises TypeError for any other type, ValueError for NaN or infinity."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: to_json(getattr(value, field.name))
            for field in fields(value)
            if not (_LATER in field.metadata and getattr(value, field.name) == field.default)
        }
    if isinstance(value, tuple):
        return [to_json(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        message = f"{value} is no number that a record may hold"
        raise ValueError(message)
    if isinstance(value, float):
        return value + 0.0  # PostgreSQL keeps no sign of a zero, so that -0.0 would come back as other bytes
    if value is None or isinstance(value, str | int):
        return value
    message = f"a record may not hold a {type(value).__name__}"
    raise TypeError(message)


def from_json(kind: type[Record], value: Json) -> Record:
    """The record of type ``kind``; raises ValueError or KeyError when the JSON is not one."""
    hint: Hint = kind
    record: Record = _reader(hint)(value)
    return record


@cache
def _reader(kind: Hint) -> Reader:
    """What reads a value of that type: a type is looked at once, however many values there are."""
    if isinstance(kind, NewType):
        return _reader(kind.__supertype__)
    origin: Hint = get_origin(kind)
    if origin in (types.UnionType, Union):
        return partial(_read_unless_none, _reader(_only_other_than_none(kind)))
    if origin is tuple:
        return _tuple_reader(get_args(kind))
    if isinstance(kind, type) and is_dataclass(kind):
        return partial(_read_record, kind)
    if kind is date:
        return date.fromisoformat
    return partial(_read_plain, kind, (int, float) if kind is float else kind)


def _tuple_reader(kinds: tuple[Hint, ...]) -> Reader:
    if kinds[1:] == (...,):
        return partial(_read_alike, _reader(kinds[0]))
    return partial(_read_each, tuple(map(_reader, kinds)))


def _read_unless_none(read: Reader, value: Json) -> Json:
    return None if value is None else read(value)


def _read_alike(read: Reader, value: Json) -> tuple[Any, ...]:
    return tuple(map(read, value))


def _read_each(readers: tuple[Reader, ...], value: Json) -> tuple[Any, ...]:
    return tuple(read(item) for read, item in zip(readers, value, strict=True))


def _read_record(kind: Hint, value: Json) -> Json:
    """A field is read when it is there or must be, not when an older record can do without it."""
    return kind(
        **{name: read(value[name]) for name, read, has_default in _fields(kind) if name in value or not has_default}
    )


def _read_plain(kind: Hint, accepted: Hint, value: Json) -> Json:
    if issubclass(kind, Enum):
        return kind(value)
    if not isinstance(value, accepted):
        message = f"{value!r} is not a {kind.__name__}"
        raise ValueError(message)  # noqa: TRY004 - the JSON is wrong, not the caller's use of Python
    return kind(value)


@cache
def _fields(kind: Hint) -> tuple[tuple[str, Reader, bool], ...]:
    """Each field's name, what reads it, and whether it has a default."""
    hints = get_type_hints(kind)
    return tuple((field.name, _reader(hints[field.name]), _has_default(field)) for field in fields(kind))


def _has_default(field: Field[Any]) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def _only_other_than_none(union: Hint) -> Hint:
    (kind,) = (arg for arg in get_args(union) if arg is not types.NoneType)
    return kind
