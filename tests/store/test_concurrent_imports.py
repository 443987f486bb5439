"""Two processes import the same file at the same moment: one run comes into use, and neither fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.store.store_frames import as_replacing
from tests.store.test_importing import ledger_file, outcomes

from highneeds.operations import import_path
from highneeds.operations.import_path import at_work, task_folder
from highneeds.operations.importing import Outcome, import_paths
from highneeds.store.models import ImportTask

SRC = Path(__file__).resolve().parents[2] / "src"
IMPORT_TOGETHER = """
import sys, time
from pathlib import Path
from highneeds.operations.importing import import_paths
from highneeds.store.setup import open_store
from highneeds.store.steps import on_reaching
meeting, own, other, path = Path(sys.argv[1]), *sys.argv[2:]
open_store()

def wait_for_the_other(step):
    (meeting / f"{own}-{step}").touch()
    until = time.monotonic() + 60
    while step == "use" and not (meeting / f"{other}-{step}").exists() and time.monotonic() < until:
        time.sleep(0.005)

on_reaching(wait_for_the_other)
print(import_paths([Path(path)], second=lambda _: "replaces").units[0].outcome)
"""
TELL_AND_CLEAR = """
import json
from highneeds.store.setup import open_store
open_store()
from highneeds.store.models import ImportRun, ImportTask, OriginalFile
from highneeds.store.tables import load_table
print(json.dumps([[run.state for run in ImportRun.objects.all()], ImportTask.objects.count(),
                  OriginalFile.objects.count(), load_table("ledger").height]))
ImportRun.objects.all().delete()
"""


def python(code: str, *words: str) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(SRC)}
    program = [sys.executable, "-c", code, *words]
    return subprocess.Popen(program, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_of_two_processes_with_the_same_file_one_imports_it_and_the_other_says_unchanged(
    tmp_path: Path, own_home: Path
) -> None:
    path = ledger_file(tmp_path)
    both = [python(IMPORT_TOGETHER, str(tmp_path), *names, str(path)) for names in ("ab", "ba")]
    said = [process.communicate(timeout=120) for process in both]
    assert sorted(out.strip() for out, _ in said) == ["imported", "unchanged"], said
    assert {name.name for name in tmp_path.glob("*-use")} == {"a-use", "b-use"}
    with python(TELL_AND_CLEAR) as process:
        out, errors = process.communicate()
    assert json.loads(out) == [["imported"], 0, 1, 3], errors
    assert len(list((own_home / "originals").iterdir())) == 1
    assert list((own_home / "imports").iterdir()) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("own_home")
def test_a_stopped_import_that_another_process_goes_on_with_is_left_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first process is played: it ends without clearing anything away, and its lock is taken again."""
    path = ledger_file(tmp_path)

    def die(step: str) -> None:
        if step == "original":
            raise ZeroDivisionError

    with monkeypatch.context() as dying:
        dying.setattr("highneeds.operations.importing.end_task", lambda *_: None)
        dying.setattr(ImportTask, "delete", lambda _self: None)
        dying.setattr(import_path, "reached", die)
        with pytest.raises(ZeroDivisionError):
            import_paths([path], second=as_replacing)
    task = ImportTask.objects.get()
    ImportTask.objects.update(state=ImportTask.State.STOPPED)
    with at_work(task):
        assert outcomes(import_paths([path], second=as_replacing)) == [Outcome.IMPORTED]
        assert (task_folder(task) / "result.json").exists()
        assert ImportTask.objects.get() == task
