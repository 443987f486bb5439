"""Shows a person what is going on: one line per stage, with a spinner while it lasts and its seconds when done."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from rich.console import Console

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


class stages:  # noqa: N801 - read as a verb: with stages() as begin
    """Calling it begins a stage; ``detail`` says how far it has come. A stage that fails is not called done."""

    def __init__(self) -> None:
        self._status = console.status("Starting")
        self._stage: tuple[str, float] | None = None

    def __enter__(self) -> Self:
        self._status.start()
        return self

    def __call__(self, stage: str, /) -> None:
        self._finish()
        self._stage = (stage, time.monotonic())
        self._status.update(stage)

    def detail(self, text: str, /) -> None:
        stage = self._stage[0] if self._stage else ""
        self._status.update(f"{stage}: {text}")

    @contextmanager
    def paused(self) -> Iterator[None]:
        """While a person is asked something."""
        self._status.stop()
        yield
        self._status.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._finish()
        self._status.stop()

    def _finish(self) -> None:
        if self._stage is not None:
            stage, started = self._stage
            console.print(f"  [green]done[/green]  {stage} [dim]{time.monotonic() - started:.1f} s[/dim]")
            self._stage = None
