"""Reads the package's own TOML data, and refuses what a file should not hold."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from importlib.resources import files
from typing import Any

from highneeds.core.parameters import Source


def data_file_names() -> tuple[str, ...]:
    """The names of the data files, in order of name."""
    folder = files("highneeds.rules") / "data"
    return tuple(sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml")))


def read_toml(name: str) -> dict[str, Any]:
    """The content of ``data/<name>``."""
    return tomllib.loads((files("highneeds.rules") / "data" / name).read_text(encoding="utf-8"))


def require_exactly(
    table: Mapping[str, Any], keys: AbstractSet[str], *, where: str, optional: AbstractSet[str] = frozenset()
) -> None:
    """Raises ValueError, naming the place and the keys, when a key is missing or is not one we know."""
    if missing := keys - table.keys():
        message = f"{where}: missing {', '.join(sorted(missing))}"
        raise ValueError(message)
    if unknown := table.keys() - keys - optional:
        message = f"{where}: unknown {', '.join(sorted(unknown))}"
        raise ValueError(message)


def source_of(table: Mapping[str, Any], *, where: str) -> Source:
    """A source with title, paragraph and, where there is one, url. Raises ValueError that names the place."""
    require_exactly(table, {"title", "paragraph"}, where=f"{where}, source", optional={"url"})
    try:
        return Source(table["title"], table["paragraph"], table.get("url"))
    except ValueError as error:
        message = f"{where}: {error}"
        raise ValueError(message) from error
