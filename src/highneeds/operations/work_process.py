"""The process of one piece of work: ``python -m highneeds.operations.work_process NUMBER WORKER``.

Its worker keeps it alive and stops it; when its worker ends, however it ends, it ends too. Says what came of it as its
last line; exits 0 when done and 3 when refused.
"""

from __future__ import annotations

import os
import sys
import threading
import time

from highneeds.core.errors import Refusal
from highneeds.operations.work import KINDS
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import WorkRow
from highneeds.store.work_queue import LeaseLostError, keep_alive

REFUSED = 3
_LOST = 4
_SECONDS_BETWEEN_STEPS = 1.0


class _Steps:
    """Writes down what it is doing, at most once a second within a stage."""

    def __init__(self, piece: WorkRow) -> None:
        self._piece, self._stage, self._last = piece, "", 0.0

    def __call__(self, stage: str, /) -> None:
        self._stage = stage
        self._tell(stage)

    def detail(self, text: str, /) -> None:
        if time.monotonic() - self._last > _SECONDS_BETWEEN_STEPS:
            self._tell(f"{self._stage}: {text}")

    def _tell(self, step: str) -> None:
        self._last = time.monotonic()
        keep_alive(self._piece, step=step)


def main() -> None:
    number, worker = int(sys.argv[1]), sys.argv[2]
    threading.Thread(target=_end_with_the_worker, daemon=True).start()
    piece = WorkRow.objects.get(pk=number)
    piece.worker = worker
    try:
        says = KINDS[piece.kind].does(piece.asked, _Steps(piece))
    except Refusal as refusal:
        sys.stdout.write(" ".join(str(refusal).split()) + "\n")
        sys.exit(REFUSED)
    except LeaseLostError:
        sys.exit(_LOST)
    sys.stdout.write(" ".join(says.split()) + "\n")


def _end_with_the_worker() -> None:
    """Its end of the pipe closes with it."""
    while os.read(sys.stdin.fileno(), 1):  # not by Python's own buffer, whose lock an ending process waits for
        pass
    os._exit(_LOST)


if __name__ == "__main__":
    main()
