"""The processes that do pieces of work: one for each long piece, and one kept ready for short ones, one after another.

A short piece is done before a new process would be there. Whatever ends the kept process, the next piece has another.
"""

from __future__ import annotations

import selectors
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import IO

from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import WorkRow

COMMAND = [sys.executable, "-P", "-m", "highneeds.operations.work_process"]
MOST_PIECES = 50
"""After so many a kept process is another, so that it holds no more memory in the evening than in the morning."""
_SECONDS_BETWEEN_STARTS = 5.0
"""One that dies as it starts is not started again and again: until then each piece has a process of its own."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How a piece ended: the code that its process exits with, below zero where it was killed, and its last words."""

    code: int
    said: str


class Hand:
    """A process at work on a piece. ``is_kept``: it does one after another, and answers each with a line."""

    def __init__(self, *words: str, is_kept: bool) -> None:
        pipe = subprocess.PIPE
        self.is_kept, self.pieces = is_kept, 0
        command = [*COMMAND, *words]
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, bufsize=0)  # noqa: S603 - our own module

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def begin(self, piece: WorkRow) -> None:
        """Of a kept one. Raises BrokenPipeError when it has just died."""
        self.pieces += 1
        given, _ = self._pipes()
        given.write(f"{piece.pk} {piece.worker}\n".encode())

    def answer(self, seconds: float) -> Answer | None:
        """None while it is at work, for so long as ``seconds``."""
        _, told = self._pipes()
        with selectors.DefaultSelector() as selector:
            selector.register(told, selectors.EVENT_READ)
            if not selector.select(seconds):
                return None
        line = told.readline()
        if self.is_kept and line.endswith(b"\n"):
            code, _, said = line.decode().strip().partition(" ")
            return Answer(int(code), said)
        rest = told.read()
        said = (rest or line).decode().strip().rpartition("\n")[2]
        return Answer(self._process.wait(), said)

    def end(self) -> None:
        if self.is_alive:
            self._process.kill()
        with self._process:  # closes its pipes
            self._process.wait()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        given, told = self._process.stdin, self._process.stdout
        if given is None or told is None:  # never: both are pipes
            raise BrokenPipeError
        return given, told


class Hands:
    """Begins each piece. ``keeps_one``: by a process that is ready, where there is one."""

    def __init__(self, *, keeps_one: bool) -> None:
        self._keeps_one = keeps_one
        self._kept: Hand | None = None
        self._starts_from = time.monotonic()

    def make_ready(self) -> None:
        if not self._keeps_one or (self._kept is not None and self._kept.is_alive):
            return
        self.close()
        if time.monotonic() >= self._starts_from:
            self._kept = Hand(is_kept=True)
            self._starts_from = time.monotonic() + _SECONDS_BETWEEN_STARTS

    def begin(self, piece: WorkRow) -> Hand:
        self.make_ready()
        hand, self._kept = self._kept, None
        if hand is None:
            return Hand(str(piece.pk), piece.worker, is_kept=False)
        try:
            hand.begin(piece)
        except BrokenPipeError:
            hand.end()
            return Hand(str(piece.pk), piece.worker, is_kept=False)
        return hand

    def over(self, hand: Hand) -> None:
        """Keep it for the next piece where it can be."""
        if hand.is_kept and hand.is_alive and hand.pieces < MOST_PIECES:
            self._kept = hand
        else:
            hand.end()

    def close(self) -> None:
        if self._kept is not None:
            self._kept.end()
            self._kept = None
