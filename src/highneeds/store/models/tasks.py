"""Imports on their way: from the file to its use, where each stands and what it is doing."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from highneeds.store.models.runs import ImportRun
from highneeds.store.models.sensitivity import OPEN, PERSONAL, Classification
from highneeds.store.models.work import WorkRow


class ImportTask(models.Model):
    """One unit of files on its way: read, checked by a person, kept. A task that is done leaves only its run.

    ``folder``: its own in the home, with what was read; whoever works on the task holds the lock in it. ``basis`` tells
    the state of the store that its changes were worked out against. ``work``: the piece of the queue that reads or
    keeps it, None on the command line. ``given_sha256`` is over the files as they came through a page and what they
    were said to be: the same again is this task, until it ends.
    """

    class State(models.TextChoices):
        READING = "reading", "being read"
        ASKING = "asking", "waits to be told what its columns are"
        CHECKED = "checked", "read; waits to be confirmed"
        KEEPING = "keeping", "being kept"
        DONE = "done", "in use"
        REFUSED = "refused", "refused; nothing of it was kept"
        STOPPED = "stopped", "stopped; nothing was changed"

    state = models.CharField(max_length=20, choices=State.choices, default=State.READING)
    name = models.TextField()
    kind = models.CharField(max_length=40, null=True)
    unit_sha256 = models.CharField(max_length=64)
    folder = models.CharField(max_length=40, unique=True)
    asked_by = models.TextField()
    confirmed_by = models.TextField(default="")
    step = models.TextField(default="")
    wants_stop = models.BooleanField(default=False)
    says = models.TextField(default="")
    basis = models.TextField(default="")
    changes = models.JSONField(default=list)
    import_run = models.ForeignKey(ImportRun, on_delete=models.SET_NULL, null=True, related_name="+")
    work = models.ForeignKey(WorkRow, on_delete=models.SET_NULL, null=True, related_name="+")
    given_sha256 = models.CharField(max_length=64, default="")
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField(auto_now=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "state": OPEN,
        "name": OPEN,
        "kind": OPEN,
        "unit_sha256": OPEN,
        "folder": OPEN,
        "asked_by": PERSONAL,
        "confirmed_by": PERSONAL,
        "step": OPEN,
        "wants_stop": OPEN,
        "says": OPEN,
        "basis": OPEN,
        "changes": OPEN,
        "import_run": OPEN,
        "work": OPEN,
        "given_sha256": OPEN,
        "started_at": OPEN,
        "changed_at": OPEN,
    }

    class Meta:
        db_table = "store_import_tasks"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["reading", "asking", "checked", "keeping", "done", "refused", "stopped"]),
                name="task_state_known",
            ),
            models.UniqueConstraint(
                fields=["given_sha256"],
                condition=Q(state__in=["reading", "asking", "checked", "keeping"]) & ~Q(given_sha256=""),
                name="task_once_at_a_time_for_the_same_files",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_state_display()}"


class OriginalFile(models.Model):
    """A file as it was imported, kept by its hash in the home folder, whatever became of its rows."""

    import_run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="originals")
    name = models.TextField()
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField()

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "import_run": OPEN,
        "name": OPEN,
        "sha256": OPEN,
        "size_bytes": OPEN,
    }

    class Meta:
        db_table = "store_original_files"

    def __str__(self) -> str:
        return self.name
