"""The last look at a file before it leaves: it shows all that it holds."""

from __future__ import annotations

from collections.abc import Mapping

from highneeds.core.errors import Refusal
from highneeds.reports.hidden_content import hidden_in
from highneeds.reports.words import listed


def refuse_what_hides(files: Mapping[str, bytes], *, author: str) -> None:
    """Raises Refusal with all that the files, by name, hold beside what a reader sees. ``author``: the council."""
    found = []
    for name, content in files.items():
        hidden = hidden_in(name, content, author=author)
        if hidden:
            found.append(f"{name} holds {listed(hidden)}.")
    if found:
        message = "\n".join(["Nothing was written: what would be published holds more than its reader sees.", *found])
        raise Refusal(message)
