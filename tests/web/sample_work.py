"""Long work in every state: one failed, one stopped, one done, and one at work for a day by a worker of elsewhere."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from highneeds.store.models import WorkRow
from highneeds.store.work_queue import State, ask_to_stop, end, put, take

NO_FILE = "/srv/none/programme.toml"
FAILED, AT_WORK = 1, 4
"""The numbers of two of them, where they are the first."""


def sample_work(by: str = "root (command line)") -> None:
    for letter, state, says in (
        ("a", State.FAILED, f"{NO_FILE} cannot be read (No such file or directory)."),
        ("b", State.STOPPED, ""),
        ("c", State.DONE, "The money of 5 risks, on 1,000 draws."),
    ):
        kind, asked = ("programme", {"file": NO_FILE}) if letter == "a" else ("risk money", {})
        piece, _ = put(kind, asked, letter * 64, by=by)
        if state == State.STOPPED:
            ask_to_stop(piece.pk)
        else:
            end(_taken(), state, says)
    put("month", {}, "d" * 64, by=by)
    WorkRow.objects.filter(pk=_taken().pk).update(
        step="simulating children: 400 of 1,000 draws", lease_until=timezone.now() + timedelta(days=1)
    )


def _taken() -> WorkRow:
    piece = take("elsewhere")
    if piece is None:
        message = "Another worker took it."
        raise LookupError(message)
    return piece
