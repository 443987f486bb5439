"""How a person said that the headings of a foreign table are to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class HeadingMapping:
    """What a person confirmed of a row of foreign headings: our name for each (None: not read).

    ``constants``: our names that the file has no column for, with the value that holds for all its rows.
    """

    fields: Mapping[str, str | None]
    constants: Mapping[str, str] = field(default_factory=dict)
