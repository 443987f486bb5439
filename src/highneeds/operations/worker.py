"""The worker: does one piece of work at a time, each in a process of its own, so that a kill or a stop harms no other.

What takes seconds, such as reading a small file, is done in a second thread beside what takes minutes, so that neither
waits for the other; for short pieces a process stands ready. ``python -m highneeds.operations.worker`` works until its
standard input is closed: the worker inside ``serve``.
"""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing

from django.db import DatabaseError, connection

from highneeds.operations.import_work import clear_up_ended
from highneeds.operations.reading_ahead import is_worth_it
from highneeds.operations.work import KINDS
from highneeds.operations.work_hands import Answer, Hand, Hands
from highneeds.operations.work_process import REFUSED
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.home import home
from highneeds.store.in_use import State, state_of
from highneeds.store.models import WorkRow
from highneeds.store.setup import open_store
from highneeds.store.work_queue import LeaseLostError, end, give_back, keep_alive, take
from highneeds.store.work_queue import State as Ended

logger = logging.getLogger("highneeds.web.worker")
_SECONDS_BETWEEN_LOOKS = 2.0
_SECONDS_BETWEEN_SHORT_LOOKS = 0.2
_SECONDS_BEFORE_ANOTHER_TRY = 5.0
_SECONDS_BETWEEN_HEARTBEATS = 5.0
_SECONDS_IN_A_MINUTE = 60.0
_SEEN = "worker.mark"
UNFORESEEN = "It failed in a way nobody foresaw; the log says how. Nothing of it was kept."
_READ_AHEAD = [sys.executable, "-P", "-m", "highneeds.operations.reading_ahead"]


def run_worker(
    *,
    is_wanted: Callable[[], bool],
    told: Callable[[str], None],
    ends_when_idle: bool = False,
    is_short: bool | None = None,
) -> None:
    """Work until ``is_wanted`` says no; ``ends_when_idle``: until nothing waits. What is begun then is given back.

    ``is_short``: do what is short, or what is long, alone.
    """
    open_store()
    with closing(Hands(keeps_one=bool(is_short))) as hands:
        _work_on(hands, is_wanted, told, ends_when_idle=ends_when_idle, is_short=is_short)


def _work_on(
    hands: Hands,
    is_wanted: Callable[[], bool],
    told: Callable[[str], None],
    *,
    ends_when_idle: bool,
    is_short: bool | None,
) -> None:
    name = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(4)}"
    read: State | None = None
    while is_wanted():
        (home() / _SEEN).touch()
        try:
            was_there = _one(name, hands, is_wanted, told, is_short=is_short)
            if not was_there and not is_short:
                clear_up_ended()
            if not was_there and not ends_when_idle and not is_short:
                read = _read_ahead(read, is_wanted)
        except (
            DatabaseError
        ):  # it restarts, or its disk is full; what was begun is begun anew once the lease has run out
            logger.exception("the queue of work could not be reached")
            connection.close()
            was_there = False
        if not was_there and ends_when_idle:
            return
        if not was_there:
            hands.make_ready()
            _wait(_SECONDS_BETWEEN_SHORT_LOOKS if is_short else _SECONDS_BETWEEN_LOOKS, is_wanted)


def _one(
    name: str,
    hands: Hands,
    is_wanted: Callable[[], bool],
    told: Callable[[str], None],
    *,
    is_short: bool | None,
) -> bool:
    """Do the piece that has waited longest; whether there was one."""
    piece = take(name, is_short=is_short)
    if piece is None:
        return False
    told(f"{piece.kind} {piece.pk}: begun")
    _do(piece, hands, is_wanted)
    clear_up_ended()
    piece.refresh_from_db()
    told(f"{piece.kind} {piece.pk}: {piece.get_state_display()}. {piece.says}".rstrip())
    return True


def _read_ahead(read: State | None, is_wanted: Callable[[], bool]) -> State:
    """Have the tables read where they changed since ``read``; the state in which they are read now.

    A page that asks meanwhile reads for itself: nothing hangs on how this ends.
    """
    now = state_of()
    if now == read or not is_worth_it():
        return now
    with subprocess.Popen(_READ_AHEAD, stdin=subprocess.DEVNULL) as process:  # noqa: S603 - our own module
        while process.poll() is None:
            _wait(_SECONDS_BETWEEN_LOOKS, lambda: is_wanted() and process.poll() is None)
            (home() / _SEEN).touch()
            if not is_wanted():
                process.kill()
    return now


def work_until_stopped(*, told: Callable[[str], None], ends_when_idle: bool = False, reads_input: bool = False) -> None:
    """Until a signal to end; ``reads_input``: or the standard input is closed, as by the end of who began it.

    ``ends_when_idle``: one piece after another, until nothing waits.
    """
    ends = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ends.set())
    if reads_input:
        threading.Thread(target=_end_with_the_input, args=(ends,), daemon=True).start()
    if ends_when_idle:
        run_worker(is_wanted=lambda: not ends.is_set(), told=told, ends_when_idle=True)
        return
    open_store()
    short = threading.Thread(target=_work_on_what_is_short, args=(ends, told))
    short.start()
    try:
        run_worker(is_wanted=lambda: not ends.is_set(), told=told, is_short=False)
    finally:
        ends.set()
        short.join()


def _work_on_what_is_short(ends: threading.Event, told: Callable[[str], None]) -> None:
    """Whatever goes wrong ends no more than the piece that it went wrong with."""
    while not ends.is_set():
        try:
            run_worker(is_wanted=lambda: not ends.is_set(), told=told, is_short=True)
        except Exception:
            logger.exception("the worker of what is short failed, and goes on")
            ends.wait(_SECONDS_BEFORE_ANOTHER_TRY)


def _end_with_the_input(ends: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 1):  # not by Python's own buffer, whose lock an ending process waits for
        pass
    ends.set()


def seconds_since_a_worker_was_here() -> float | None:
    """None when none ever was."""
    path = home() / _SEEN
    return max(0.0, time.time() - path.stat().st_mtime) if path.exists() else None


def is_a_worker_here() -> bool:
    """Whether one was within a minute."""
    seconds = seconds_since_a_worker_was_here()
    return seconds is not None and seconds <= _SECONDS_IN_A_MINUTE


def _do(piece: WorkRow, hands: Hands, is_wanted: Callable[[], bool]) -> None:
    hand = hands.begin(piece)
    try:
        answer = _watch(hand, piece, is_wanted)
    except LeaseLostError:
        hand.end()
        return
    except BaseException:
        hand.end()
        raise
    if answer is None:
        hand.end()
        _end(piece, Answer(-signal.SIGKILL, ""), is_stopped=is_wanted())
    else:
        hands.over(hand)
        _end(piece, answer, is_stopped=False)


def _watch(hand: Hand, piece: WorkRow, is_wanted: Callable[[], bool]) -> Answer | None:
    """Until it has ended; None when somebody stops it, or this worker is to end."""
    while (answer := hand.answer(_SECONDS_BETWEEN_HEARTBEATS)) is None:
        (home() / _SEEN).touch()
        is_stopped = keep_alive(piece) and KINDS[piece.kind].is_killed
        if is_stopped or not is_wanted():
            return None
    return answer


def _end(piece: WorkRow, answer: Answer, *, is_stopped: bool) -> None:
    code, said = answer.code, answer.said
    try:
        if is_stopped:
            end(piece, Ended.STOPPED, "")
        elif code == 0:
            end(piece, Ended.DONE, said)
        elif code == REFUSED:
            end(piece, Ended.STOPPED if keep_alive(piece) else Ended.FAILED, said)
        elif code < 0:  # killed, as by a machine without memory, or by us because this worker ends
            give_back(piece)
        else:
            logger.error("work %s failed in a way nobody foresaw, exit code %s", piece.pk, code)
            end(piece, Ended.FAILED, UNFORESEEN)
    except LeaseLostError:
        logger.warning("work %s was taken by another worker, and ends there", piece.pk)


def _wait(seconds: float, is_wanted: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while is_wanted() and time.monotonic() < until:
        time.sleep(0.1)


if __name__ == "__main__":
    work_until_stopped(told=logger.info, reads_input=True)
