"""Shows a person what is going on: one line per stage, with a spinner while it lasts and its seconds when done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


@contextmanager
def stages() -> Iterator[Callable[[str], None]]:
    """Yields ``begin(stage)``; beginning a stage ends the one before it."""
    current: list[tuple[str, float]] = []

    def finish() -> None:
        if current:
            stage, started = current.pop()
            console.print(f"  [green]done[/green]  {stage} [dim]{time.monotonic() - started:.1f} s[/dim]")

    with console.status("Starting") as status:

        def begin(stage: str) -> None:
            finish()
            current.append((stage, time.monotonic()))
            status.update(stage)

        yield begin
        finish()
