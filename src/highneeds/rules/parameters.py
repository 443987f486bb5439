"""The dated national parameters: rates, thresholds and limits, each with its unit and its source.

Data files ``data/parameters-*.toml`` hold one table per key:

    [place_special_pence_per_year]
    label = "..."
    unit = "pence per place per year"
    [[place_special_pence_per_year.values]]
    effective = 2013-04-01
    value = "1000000"
    source = { title = "...", paragraph = "...", url = "..." }
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from types import MappingProxyType
from typing import Any

from highneeds.core.parameters import DatedValue, Parameter
from highneeds.rules.package_data import data_file_names, read_toml, require_exactly, source_of

_PREFIX = "parameters-"


@cache
def load_parameters() -> Mapping[str, Parameter]:
    """Every parameter by key. Raises ValueError, naming file and key, for one without unit, source or date."""
    parameters: dict[str, Parameter] = {}
    for name in data_file_names():
        if name.startswith(_PREFIX):
            read = parameters_of(read_toml(name), file=name)
            if twice := parameters.keys() & read.keys():
                message = f"{name}: {', '.join(sorted(twice))} stands in another file too"
                raise ValueError(message)
            parameters |= read
    return MappingProxyType(parameters)


def parameter(key: str) -> Parameter:
    """One parameter. Raises LookupError for an unknown key."""
    parameters = load_parameters()
    if key not in parameters:
        message = f"no parameter {key!r}"
        raise LookupError(message)
    return parameters[key]


def parameters_of(tables: Mapping[str, Any], *, file: str) -> dict[str, Parameter]:
    """The parameters of one file's tables; pure, so that a test can plant a bad one."""
    return {key: _parameter(key, table, where=f"{file}, {key}") for key, table in tables.items()}


def _parameter(key: str, table: object, *, where: str) -> Parameter:
    if not isinstance(table, dict):
        message = f"{where}: expected a table"
        raise ValueError(message)  # noqa: TRY004 - to the reader of the file every fault is a fault of its value
    require_exactly(table, {"label", "unit", "values"}, where=where)
    values = tuple(_dated_value(entry, where=where) for entry in table["values"])
    try:
        return Parameter(key, table["label"], table["unit"], values)
    except ValueError as error:
        message = f"{where}: {error}"
        raise ValueError(message) from error


def _dated_value(entry: Mapping[str, Any], *, where: str) -> DatedValue:
    require_exactly(entry, {"effective", "value", "source"}, where=where)
    effective = entry["effective"]
    if type(effective) is not date:  # a TOML date with a time is a datetime, which is a date too
        message = f"{where}: effective must be a day, not {effective!r}"
        raise ValueError(message)
    if not isinstance(entry["value"], str):
        message = f"{where}: write the value in quotes, so that it is read exactly"
        raise ValueError(message)  # noqa: TRY004 - to the reader of the file every fault is a fault of its value
    try:
        value = Decimal(entry["value"])
    except InvalidOperation as error:
        message = f"{where}: {entry['value']!r} is not a number"
        raise ValueError(message) from error
    if not value.is_finite():
        message = f"{where}: {entry['value']!r} is not a finite number"
        raise ValueError(message)
    return DatedValue(effective, value, source_of(entry["source"], where=where))
