"""An import confirmed on a page, its process killed at named steps and begun anew; what is there at the end, as JSON.

Run as a program, in a home of its own: the worker of this process, and a process for each try that ends itself at the
step which comes next in ``die-at``.
"""

from __future__ import annotations

import json
import sys

from tests.web.work_here import do_next

from highneeds.operations import import_upload, work_hands
from highneeds.operations.worker import run_worker
from highneeds.store.home import home
from highneeds.store.models import ImportRun, ImportTask, OriginalFile, WorkRow
from highneeds.store.setup import open_store
from highneeds.store.tables import load_table

LEDGER = "Financial year,Period,Cost centre,Description,Amount\n2026-27,1,HN10,Top-ups,5\n2026-27,2,HN10,Top-ups,7\n"
DIES = """
import os, signal
from highneeds.operations import import_path, work_process
from highneeds.store.home import home
from highneeds.store.steps import on_reaching

plan = home() / "die-at"
import_path.ROWS_AT_A_TIME = 1


def die(step):
    steps = plan.read_text().split()
    if steps and steps[0] == step.replace(" ", "-"):
        plan.write_text(" ".join(steps[1:]))
        os.kill(os.getpid(), signal.SIGKILL)


on_reaching(die)
work_process.main()
"""


def main() -> None:
    open_store()
    work_hands.COMMAND[:] = [sys.executable, "-c", DIES]
    task = import_upload.take_in([("ledger.csv", [LEDGER.encode()])], kind=None, asked_by="sam")
    do_next()
    task.refresh_from_db()
    import_upload.confirm(task, by="sam")
    found = {
        "task": works_until_idle(task, "rows old-rows"),
        "rows": load_table("ledger")["amount_pence"].to_list(),
        "runs": [run.state for run in ImportRun.objects.all()],
        "originals": OriginalFile.objects.count(),
        "folders": len(list((home() / "imports").iterdir())),
    }
    ImportRun.objects.all().delete()
    ImportTask.objects.all().delete()
    WorkRow.objects.all().delete()
    sys.stdout.write(json.dumps(found))


def works_until_idle(task: ImportTask, die_at: str) -> list[object]:
    """How the task and its piece stand then."""
    (home() / "die-at").write_text(die_at)
    run_worker(is_wanted=lambda: True, told=lambda _: None, ends_when_idle=True)
    task.refresh_from_db()
    piece = WorkRow.objects.order_by("-pk")[0]
    return [task.state, piece.state, piece.given_back, (home() / "die-at").read_text()]


if __name__ == "__main__":
    main()
