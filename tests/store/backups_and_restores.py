"""What an installation of a test does: a program that reads what to do as JSON, a line each, and answers so.

The home and the database are those of the environment.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from tests.store.store_frames import ledger, run_of

from highneeds.core.errors import Refusal
from highneeds.governance.audit import Did
from highneeds.operations import audit, backup
from highneeds.operations.restore import Wish, restore_backup
from highneeds.store import keeping, migration_copy
from highneeds.store.audit import note
from highneeds.store.home import child_key_secret, home
from highneeds.store.home_files import kept_files
from highneeds.store.keys_in_use import key_marks
from highneeds.store.models import OriginalFile
from highneeds.store.originals import keep_original, write_original
from highneeds.store.postgresql_copy import put_back_postgresql
from highneeds.store.setup import open_store, steps_known, steps_to_come
from highneeds.store.sqlite_copy import rows_of_sqlite, steps_of_sqlite
from highneeds.store.steps import on_reaching

SECRET = b"a secret that only this test knows"


_dying = [""]  # the step at which it is to be killed; the last counts


class Told:
    """Calls ``at`` with each stage and detail."""

    def __init__(self, at: str = "") -> None:
        self._at = at

    def __call__(self, stage: str, /) -> None:
        self._stop(stage)

    def detail(self, text: str, /) -> None:
        """How far it has come."""

    def _stop(self, stage: str) -> None:
        if self._at and self._at in stage:
            kill()


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)


def fill(folder: Path, letter: str) -> None:
    """An import with its original file, a snapshot's file, an account's act."""
    open_store()
    child_key_secret()
    file = folder / f"ledger-{letter}.csv"
    file.write_text(f"{letter}\n" * 10)
    kept = keep_original(file)
    saved = keeping.save_result(run_of("ledger", letter), ledger(months=5))
    OriginalFile.objects.create(import_run=saved, name=file.name, sha256=kept.sha256, size_bytes=kept.size_bytes)
    snapshot = home() / "snapshots" / f"2026-M07-{letter * 8}"
    snapshot.mkdir(parents=True)
    (snapshot / "manifest.json").write_text(letter)
    (snapshot / "manifest.json").chmod(0o444)
    note("kim", Did.IMPORTED, "import", saved.pk)


def state() -> dict[str, object]:
    """What anybody sees: every row, every kept file, whether originals open and the audit is whole."""
    open_store()
    rows = {}
    with connection.cursor() as cursor:
        for name in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - its own names
            rows[name] = sorted(map(_told, cursor.fetchall()))
    return {
        "rows": {name: content for name, content in rows.items() if name != "store_audit"},
        "audit": rows["store_audit"],
        "files": {
            path.relative_to(home()).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in kept_files()
            if path.parent.name != "audit"
        },
        "originals": [_original(file.sha256) for file in OriginalFile.objects.order_by("pk")],
        "wrong": audit.verify().wrong,
        "keys": key_marks(),
    }


def _told(row: tuple[object, ...]) -> str:
    return repr([one.astimezone(UTC) if isinstance(one, datetime) and one.tzinfo else one for one in row])


def _original(sha256: str) -> bool:
    with (home() / "tmp-original").open("wb") as target:
        write_original(sha256, target)
    found = hashlib.sha256((home() / "tmp-original").read_bytes()).hexdigest()
    (home() / "tmp-original").unlink()
    return found == sha256


def make(file: Path, *, secret: bytes = SECRET, dies_at: str = "") -> dict[str, object]:
    made = backup.make_backup(file, secret, Told(dies_at))
    return {"file": str(made.file), "keys": str(made.keys), "rows": made.rows, "files": made.files}


def make_on_a_full_disk(file: Path) -> dict[str, object]:
    with mock.patch.object(backup, "refuse_little_room", return_value=None):
        return make(file)


def put_back(file: Path, *, dies_at: str = "", **wished: bool) -> dict[str, object]:
    _dying.append(dies_at)
    secret = b"another secret of the same length!" if wished.pop("wrong_secret", False) else SECRET
    found = restore_backup(Wish(file, secret, **wished), Told())
    return {"aside": None if found.aside is None else sorted(path.name for path in found.aside.iterdir())}


def to_older_tables() -> dict[str, object]:
    """As the version before the last migration left them."""
    open_store()
    before, last = sorted(steps_known())[-2:]
    call_command("migrate", "store", before, verbosity=0, interactive=False)
    return {"before": before, "last": last}


def start(*, dies_at: str = "", without_copy: bool = False, little_room: bool = False) -> dict[str, object]:
    """As a newer version does, or without touching the tables; what copies there are then, and what is to come."""
    _dying.append(dies_at)
    missing = 1_000_000 if little_room else 0
    if not without_copy:
        with mock.patch.object(migration_copy, "bytes_missing", return_value=missing):
            open_store()
    return {"copies": [str(path) for path in migration_copy.copies()], "to come": list(steps_to_come())}


def counted() -> dict[str, int]:
    """Rows of the tables that ``fill`` writes to; the tables stay as they are."""
    with connection.cursor() as cursor:
        found = {}
        for name in _COUNTED:
            cursor.execute(f'SELECT count(*) FROM "{name}"')  # noqa: S608 - a name of its own
            (found[name],) = cursor.fetchone()
        return found


def copied_rows(file: Path) -> dict[str, object]:
    """Of a copy, put into the place of this installation's database: its rows, and the last step that it has had."""
    if connection.vendor == "sqlite":
        rows = rows_of_sqlite(file)
        return {"rows": {name: rows[name] for name in _COUNTED}, "last": steps_of_sqlite(file)[-1]}
    work = home() / "work"
    work.mkdir(parents=True)
    put_back_postgresql(file, work)
    last = (
        MigrationRecorder(connection).migration_qs.filter(app="store").order_by("-name").values_list("name", flat=True)
    )
    return {"rows": counted(), "last": last[0]}


_COUNTED = ("store_audit", "store_original_files", "store_ledger")


def notes_without_end() -> None:
    """Writes to the audit until it is killed."""
    open_store()
    while True:
        note("jo", Did.SIGNED_IN)


def main() -> None:
    on_reaching(lambda step: kill() if step == _dying[-1] else None)
    for line in sys.stdin:
        what, given = json.loads(line)
        sys.stdout.write(json.dumps(answer(what, given)) + "\n")
        sys.stdout.flush()
        connection.close()


def answer(what: str, given: dict[str, object]) -> object:
    paths = {name: Path(str(value)) for name, value in given.items() if name in {"file", "folder"}}
    does = {
        "fill": fill,
        "state": state,
        "make": make,
        "make on a full disk": make_on_a_full_disk,
        "put back": put_back,
        "notes": notes_without_end,
        "to older tables": to_older_tables,
        "start": start,
        "copied rows": copied_rows,
        "counted": counted,
    }
    try:
        said: object = does[what](**{**given, **paths})  # type: ignore[operator] # what each takes is its own
    except Refusal as refusal:
        return {"refused": str(refusal)}
    return said


if __name__ == "__main__":
    main()
