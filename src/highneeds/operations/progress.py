"""How an operation tells the person who waits what it is doing."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Calling it begins a stage and ends the one before; ``detail`` says how far the stage has come."""

    def __call__(self, stage: str, /) -> None: ...

    def detail(self, text: str, /) -> None: ...
