"""The process of one piece of work: ``python -m highneeds.operations.work_process NUMBER WORKER``.

Its worker keeps it alive and stops it; when its worker ends, however it ends, it ends too. Says what came of it as its
last line; exits 0 when done and 3 when refused. Without number and worker it makes ready to read files, and does one
piece after another as lines of its standard input tell, each answered by such a line with the code before it.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from queue import Queue
from typing import IO, NoReturn

from django.db import connection

from highneeds.core.errors import Refusal
from highneeds.operations.file_reader import borrowed_reader
from highneeds.operations.work import KINDS
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import WorkRow
from highneeds.store.work_queue import LeaseLostError, keep_alive

REFUSED = 3
LOST = 4
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
    with os.fdopen(os.dup(sys.stdout.fileno()), "w") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what else is printed is no answer
        if not sys.argv[1:]:
            _do_one_after_another(answers)
        threading.Thread(target=_end_with_the_worker, daemon=True).start()
        code, says = _do(*sys.argv[1:])
        answers.write(f"{says}\n")
    sys.exit(code)


def _do(number: str, worker: str) -> tuple[int, str]:
    """The code to exit with, and what came of it in one line."""
    piece = WorkRow.objects.get(pk=int(number))
    piece.worker = worker
    try:
        return 0, " ".join(KINDS[piece.kind].does(piece.asked, _Steps(piece)).split())
    except Refusal as refusal:
        return REFUSED, " ".join(str(refusal).split())
    except LeaseLostError:
        return LOST, ""


def _do_one_after_another(answers: IO[str]) -> NoReturn:
    """Each as a line of the standard input tells, answered by a line of code and words, until the worker ends."""
    from highneeds.operations import import_work  # noqa: F401, PLC0415 - loaded before it is needed, and by this alone

    with borrowed_reader():  # begins the process that reads files
        told: Queue[list[str]] = Queue()
        threading.Thread(target=_listen, args=(told,), daemon=True).start()
    while True:
        code, says = _do(*told.get())
        connection.close()  # it may be long before the next
        answers.write(f"{code} {says}\n")
        answers.flush()


def _listen(told: Queue[list[str]]) -> None:
    """Ends the process with its worker, at work or not."""
    line = b""
    while part := os.read(sys.stdin.fileno(), 1):
        line += part
        if part == b"\n":
            told.put(line.decode("ascii").split())
            line = b""
    os._exit(LOST)


def _end_with_the_worker() -> None:
    """Its end of the pipe closes with it."""
    while os.read(sys.stdin.fileno(), 1):  # not by Python's own buffer, whose lock an ending process waits for
        pass
    os._exit(LOST)


if __name__ == "__main__":
    main()
