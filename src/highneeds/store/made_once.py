"""What a page shows of what is stored, made once for each state of it and held in this process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from highneeds.store.in_use import State

Made = TypeVar("Made")


class MadeOnce(Generic[Made]):
    """Of several who ask at once one makes it and the others wait.

    ``most``: how many are held, those that were asked for last, each of the state that was asked for last.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._held: dict[Hashable, tuple[State, Made]] = {}
        self._making = threading.RLock()  # what is made may be made from another

    def __len__(self) -> int:
        return len(self._held)

    def get(self, key: Hashable, state: Callable[[], State], make: Callable[[], Made]) -> Made:
        """What ``make`` gives of what is stored now; ``state()`` tells all that it reads."""
        held = self._held.get(key)
        if held is None or held[0] != state():
            with self._making:
                held = self._held_or_made(key, state, make)
        self._held[key] = self._held.pop(key, held)
        return held[1]

    def _held_or_made(self, key: Hashable, state: Callable[[], State], make: Callable[[], Made]) -> tuple[State, Made]:
        """Of what is stored at least as late as when this was asked: another may have made it meanwhile."""
        now = state()
        held = self._held.get(key)
        if held is None or held[0] != now:
            held = self._held[key] = now, make()
            for oldest in list(self._held)[: -self.most]:
                self._held.pop(oldest, None)
        return held
