"""The queue of long work in the database: put in, taken by one worker, kept alive by it, ended; on both databases.

A worker holds a piece by a lease that it renews. Whoever was killed renews nothing: once the lease has run out, the
piece waits again, and after ``MOST_TIMES_GIVEN_BACK`` it has failed, since it may be what kills its workers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import ImportTask, WorkRow

LEASE = timedelta(seconds=60)
MOST_TIMES_GIVEN_BACK = 3
KILLED = "Its process was killed"
State = WorkRow.State
OPEN_STATES = (State.WAITING, State.AT_WORK)


class LeaseLostError(Exception):
    """Another worker has the piece by now, or it was ended."""


def put(
    kind: str, asked: Mapping[str, object], inputs_sha256: str, *, by: str, is_short: bool = False
) -> tuple[WorkRow, bool]:
    """A piece of work, and whether it is new: that of the same inputs, where it is on its way or was done last."""
    while True:
        done = WorkRow.objects.filter(kind=kind, state=State.DONE).order_by("-ended_at", "-pk").first()
        on_its_way = WorkRow.objects.filter(kind=kind, inputs_sha256=inputs_sha256, state__in=OPEN_STATES).first()
        found = on_its_way or (done if done is not None and done.inputs_sha256 == inputs_sha256 else None)
        if found is not None:
            return found, False
        try:
            with transaction.atomic():
                made = WorkRow.objects.create(
                    kind=kind, asked=dict(asked), inputs_sha256=inputs_sha256, asked_by=by, is_short=is_short
                )
        except IntegrityError:  # somebody asked for the same at this moment
            continue
        return made, True


def take(worker: str, *, is_short: bool | None = None) -> WorkRow | None:
    """The piece that has waited longest, now this worker's; None when nothing waits. One worker gets each.

    ``is_short``: of the short or of the long ones alone.
    """
    _give_back_the_dead()
    wanted = WorkRow.objects.filter(state=State.WAITING)
    if is_short is not None:
        wanted = wanted.filter(is_short=is_short)
    if not wanted.exists():  # most often so, and a reader locks nobody out
        return None
    with transaction.atomic():
        waiting = wanted.order_by("pk")
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        piece = waiting.first()
        if piece is None:
            return None
        piece.state, piece.worker, piece.lease_until = State.AT_WORK, worker, timezone.now() + LEASE
        piece.step = ""
        piece.save(update_fields=["state", "worker", "lease_until", "step"])
        return piece


def keep_alive(piece: WorkRow, *, step: str | None = None) -> bool:
    """Renew the lease; whether somebody asked to stop. Raises LeaseLostError."""
    fields: dict[str, object] = {"lease_until": timezone.now() + LEASE}
    if step is not None:
        fields["step"] = step
    if not _mine(piece).update(**fields):
        raise LeaseLostError(piece.pk)
    return WorkRow.objects.filter(pk=piece.pk, wants_stop=True).exists()


def end(piece: WorkRow, state: WorkRow.State, says: str) -> None:
    """Done, failed or stopped, in words. Raises LeaseLostError."""
    if not _mine(piece).update(state=state, says=says, ended_at=timezone.now(), worker="", lease_until=None, step=""):
        raise LeaseLostError(piece.pk)


def give_back(piece: WorkRow) -> None:
    """It waits again: its process was killed, or its worker ends. Too often, and it has failed."""
    _given_back(_mine(piece).first())


def ask_to_stop(number: int) -> WorkRow | None:
    """What waits is stopped at once, what is at work by its worker; None when there is no such piece."""
    piece = WorkRow.objects.filter(pk=number).first()
    if piece is None:
        return None
    waiting = WorkRow.objects.filter(pk=number, state=State.WAITING)
    if not waiting.update(state=State.STOPPED, ended_at=timezone.now()):
        WorkRow.objects.filter(pk=number, state=State.AT_WORK).update(wants_stop=True)
        ImportTask.objects.filter(work=number).update(wants_stop=True)  # which looks at that itself
    piece.refresh_from_db()
    return piece


def pieces(most: int = 50, *, by: str | None = None) -> list[WorkRow]:
    """The newest first; ``by``: of those that one person asked for."""
    asked = WorkRow.objects.order_by("-pk")
    return list((asked if by is None else asked.filter(asked_by=by))[:most])


def before(piece: WorkRow) -> int:
    """How many pieces are to be done before one that waits, by the workers that it waits for."""
    return WorkRow.objects.filter(state__in=OPEN_STATES, is_short=piece.is_short, pk__lt=piece.pk).count()


def is_open(piece: WorkRow | None) -> bool:
    """Whether it waits or is at work."""
    return piece is not None and piece.state in OPEN_STATES


def _mine(piece: WorkRow) -> QuerySet[WorkRow]:
    return WorkRow.objects.filter(pk=piece.pk, state=State.AT_WORK, worker=piece.worker)


def _give_back_the_dead() -> None:
    for piece in WorkRow.objects.filter(state=State.AT_WORK, lease_until__lt=timezone.now()):
        _given_back(piece)


def _given_back(piece: WorkRow | None) -> None:
    """By one of those who see it at the same moment."""
    if piece is None:
        return
    times = piece.given_back + 1
    held = WorkRow.objects.filter(pk=piece.pk, state=State.AT_WORK, worker=piece.worker, lease_until=piece.lease_until)
    if piece.wants_stop:
        held.update(state=State.STOPPED, worker="", lease_until=None, step="", ended_at=timezone.now())
    elif times >= MOST_TIMES_GIVEN_BACK:
        says = (
            f"{KILLED} {times} times, perhaps because it needs more memory than this machine has. "
            "Nothing of it was kept."
        )
        held.update(
            state=State.FAILED,
            worker="",
            lease_until=None,
            step="",
            given_back=times,
            says=says,
            ended_at=timezone.now(),
        )
    else:
        held.update(state=State.WAITING, worker="", lease_until=None, step="", given_back=times)
