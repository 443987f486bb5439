"""The OpenAPI document of the API, and the same told for people."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from highneeds.operations.api_tokens import READS
from highneeds.web.api.addresses import RIGHTS, api
from highneeds.web.api.problems import BEGINS, KIND

TAKES = "x-takes-right"
_JSON = "application/json"
_IN_WORDS = {"integer": "whole number", "number": "number", "string": "text", "boolean": "true or false"}


@dataclass(frozen=True, slots=True)
class Field:
    """``kind`` in words: ``whole number``, ``text or null``, ``list of Step``."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Kind:
    """What answers are made of."""

    name: str
    said: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Address:
    """``takes``: what the token must be given; ``answers``: the kind of its answer."""

    address: str
    title: str
    said: str
    takes: str
    asks: tuple[Field, ...]
    answers: str


@functools.cache
def document() -> dict[str, Any]:
    """OpenAPI 3.1, with the right that each address takes."""
    made = dict(api.get_openapi_schema(path_prefix=BEGINS))
    for methods in made["paths"].values():
        for operation in methods.values():
            operation[TAKES] = RIGHTS[operation["operationId"]].value
            for status, answer in operation["responses"].items():
                if int(status) >= 400:  # noqa: PLR2004 - where the refusals begin
                    answer["content"] = {KIND: answer["content"][_JSON]}
    return made


def addresses() -> tuple[Address, ...]:
    """In the order of the document."""
    found = []
    for address, methods in document()["paths"].items():
        get = methods["get"]
        answer = next(answer for status, answer in get["responses"].items() if int(status) == 200)  # noqa: PLR2004 - well
        found.append(
            Address(
                address,
                get["summary"],
                get["description"],
                READS[RIGHTS[get["operationId"]]],
                tuple(Field(one["name"], _kind(one["schema"])) for one in get["parameters"]),
                _named(answer["content"][_JSON]["schema"]["$ref"]),
            )
        )
    return tuple(found)


def kinds() -> tuple[Kind, ...]:
    """By name."""
    return tuple(
        Kind(
            name,
            schema.get("description", ""),
            tuple(Field(field, _kind(of)) for field, of in schema["properties"].items()),
        )
        for name, schema in sorted(document()["components"]["schemas"].items())
    )


def _kind(of: dict[str, Any]) -> str:
    if "anyOf" in of:
        return " or ".join(map(_kind, of["anyOf"]))
    if "$ref" in of:
        return _named(of["$ref"])
    if of.get("type") == "array":
        return f"list of {_kind(of['items'])}"
    return "day" if of.get("format") == "date" else _IN_WORDS.get(of["type"], of["type"])


def _named(reference: str) -> str:
    return reference.rpartition("/")[2]
