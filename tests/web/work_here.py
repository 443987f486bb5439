"""Long work of pages done at once and in the test's own process, which has the test's database."""

from __future__ import annotations

import pytest

from highneeds.operations import import_upload, import_work, work
from highneeds.operations.undoing import undo_import
from highneeds.store.models import ImportTask, WorkRow
from highneeds.store.work_queue import State, end, put, take


class NobodyWaits:
    """Stands where a progress stands."""

    def __call__(self, stage: str, /) -> None:
        """Nobody waits."""

    def detail(self, text: str, /) -> None:
        """Nobody waits."""


def do_next(worker: str = "here") -> WorkRow:
    """What waits longest, as a worker does it that nothing happens to."""
    piece = take(worker)
    assert piece is not None
    end(piece, State.DONE, work.KINDS[piece.kind].does(piece.asked, NobodyWaits()))
    piece.refresh_from_db()
    return piece


@pytest.fixture
def work_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read and kept, and imports undone, before the page answers."""

    def work_at_once(task: ImportTask, what: str, *, by: str, is_anew: bool = False) -> None:
        assert by
        import_work.work(task, what, NobodyWaits(), is_anew=is_anew)
        task.refresh_from_db()

    def undo_at_once(import_id: int, *, by: str) -> WorkRow:
        undo_import(import_id, by=by)
        piece, _ = put("undo import", {"import": import_id, "by": by}, f"{import_id:064x}", by=by)
        end(_taken(), State.DONE, "undone")
        return piece

    monkeypatch.setattr(import_upload, "start", work_at_once)
    monkeypatch.setattr("highneeds.web.views.import_tasks.begin_undo", undo_at_once)


def _taken() -> WorkRow:
    piece = take("here")
    assert piece is not None
    return piece
