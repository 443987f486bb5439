"""A file that a person wrote as TOML, opened and parsed, or the one fault that says why it cannot be."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from highneeds.core.faults import Fault
from highneeds.ingest.rule import Rule


def text_of(path: Path, unreadable: Rule) -> str | Fault:
    """The text of the file, or what is wrong with it."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        return unreadable.fault(path.name, detail=f"It cannot be read: {error.strerror}.")
    except UnicodeDecodeError as error:
        return unreadable.fault(path.name, detail=f"{error}.")


def content_of(text: str, file: str, unreadable: Rule) -> Mapping[str, Any] | Fault:
    """What the TOML says, or the fault with its line."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        return unreadable.fault(file, row=int(line[1]) if line else None, detail=f"{error}.")
