"""Which part of a paper a field may stand in: by what it is, not by who happens to write it down."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class FieldClass(StrEnum):
    """What a figure or a table tells of."""

    TOTAL = "a total of the council"
    CHILDREN = "a count of children"
    PROVIDER_PRICE = "a provider's price"
    ONE_CHILD = "one child"
    LEGAL_ADVICE = "legal advice"


class Part(StrEnum):
    """A is for everyone, B for the members alone."""

    PUBLIC = "A"
    EXEMPT = "B"


EXEMPT_UNDER: Mapping[FieldClass, str] = MappingProxyType(
    {
        FieldClass.PROVIDER_PRICE: "paragraph 3, business affairs",
        FieldClass.ONE_CHILD: "paragraphs 1 and 2, individuals",
        FieldClass.LEGAL_ADVICE: "paragraph 5, legal privilege",
    }
)
"""Local Government Act 1972, Schedule 12A, Part 1: what a committee may hear without the public."""


def part_of(field_class: FieldClass) -> Part:
    return Part.EXEMPT if field_class in EXEMPT_UNDER else Part.PUBLIC
