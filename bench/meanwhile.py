"""What goes on in a thread of its own while something else is measured."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from typing import Self


class Meanwhile(ABC):
    """Goes on from the beginning of a ``with`` to its end; ``ends`` is set when it is to stop."""

    def __init__(self) -> None:
        self.ends = threading.Event()
        self._thread = threading.Thread(target=self.go_on)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ends.set()
        self._thread.join()

    @abstractmethod
    def go_on(self) -> None:
        """Until ``ends``."""
