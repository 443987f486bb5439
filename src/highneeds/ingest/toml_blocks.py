"""A TOML file that a person wrote, as blocks that know in which line each of their fields stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from highneeds.ingest.rule import Rule
from highneeds.ingest.scenario_block import RULES, Block


def blocks_of(
    file: str, text: str, content: Mapping[str, Any], kinds: Sequence[str], rules: Mapping[str, Rule] = RULES
) -> tuple[Block, dict[str, list[Block]]]:
    """The top of the file, and its ``[[kind]]`` blocks by kind; a kind of the wrong form is a fault of the top."""
    top_rows: dict[str, int] = {}
    found: dict[str, list[tuple[int | None, dict[str, int]]]] = {kind: [] for kind in kinds}
    rows = top_rows
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(rf"\s*\[+\s*({'|'.join(kinds)})\s*\]+", line):
            rows = {}
            found[header[1]].append((number, rows))
        elif key := re.match(r"\s*\"?([\w-]+)\"?\s*=", line):
            rows.setdefault(key[1], number)
    top = Block(file, content, top_rows, None, rules=rules)
    return top, {kind: _of_kind(top, kind, found[kind]) for kind in kinds}


def _of_kind(top: Block, kind: str, found: list[tuple[int | None, dict[str, int]]]) -> list[Block]:
    given = top.values.get(kind, [])
    tables = [given] if isinstance(given, dict) else given
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        top.add("V05", kind, detail=f"Each begins with [[{kind}]].")
        return []
    places = found if len(found) == len(tables) else [(None, {}) for _ in tables]
    return [
        Block(top.file, table, rows, start, rules=top.rules)
        for table, (start, rows) in zip(tables, places, strict=True)
    ]
