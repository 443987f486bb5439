"""Frozen records to JSON and back without loss: what their types say is all there is to it.

A field that an older record lacks takes its default, so that stored months go on opening when records grow.
"""

from __future__ import annotations

import math
import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, NewType, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

Json: TypeAlias = Any  # what json.loads gives
Hint: TypeAlias = Any  # what typing.get_type_hints gives
Record = TypeVar("Record")


def to_json(value: object) -> Json:
    """Plain dicts, lists, strings and numbers. Raises TypeError for any other type, ValueError for NaN or infinity."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
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
    record: Record = _read(kind, value)
    return record


def _read(kind: Hint, value: Json) -> Json:
    if isinstance(kind, NewType):
        return _read(kind.__supertype__, value)
    origin: Hint = get_origin(kind)
    if origin in (types.UnionType, Union):
        return None if value is None else _read(_only_other_than_none(kind), value)
    if origin is tuple:
        return _read_tuple(get_args(kind), value)
    return _read_value(kind, value)


def _read_value(kind: Hint, value: Json) -> Json:
    if isinstance(kind, type) and is_dataclass(kind):
        return kind(
            **{name: _read(hint, value[name]) for name, hint in _hints(kind).items() if _is_due(kind, name, value)}
        )
    if kind is date:
        return date.fromisoformat(value)
    if issubclass(kind, Enum):
        return kind(value)
    accepted = (int, float) if kind is float else kind
    if not isinstance(value, accepted):
        message = f"{value!r} is not a {kind.__name__}"
        raise ValueError(message)  # noqa: TRY004 - the JSON is wrong, not the caller's use of Python
    return kind(value)


def _is_due(kind: Hint, name: str, value: Json) -> bool:
    """Whether the field is read: always when it is there or must be, not when an older record can do without it."""
    return name in value or name not in _with_default(kind)


@cache
def _with_default(kind: Hint) -> frozenset[str]:
    of = fields(kind)
    return frozenset(each.name for each in of if each.default is not MISSING or each.default_factory is not MISSING)


def _read_tuple(kinds: tuple[Hint, ...], value: Json) -> tuple[Any, ...]:
    if kinds[1:] == (...,):
        return tuple(_read(kinds[0], item) for item in value)
    return tuple(_read(kind, item) for kind, item in zip(kinds, value, strict=True))


def _only_other_than_none(union: Hint) -> Hint:
    (kind,) = (arg for arg in get_args(union) if arg is not types.NoneType)
    return kind


@cache
def _hints(kind: Hint) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
