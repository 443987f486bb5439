"""Imports that wait for a person do not wait for ever: what they hold of children is cleared away, and that is said."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from highneeds.core.errors import Refusal
from highneeds.operations.import_path import at_work, end_task, forget_unless_at_work
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import ImportRun, ImportTask
from highneeds.store.work_queue import ask_to_stop

State = ImportTask.State
WAITS_DAYS = 7
"""Highneeds' own choice: a file given on one Monday can be confirmed until the next."""


def clear_long_waiting() -> None:
    """Stop what nobody touched for ``WAITS_DAYS`` days, and take off the list what was stopped or refused as long ago.

    So who looks within a week after it was cleared away still reads that it was. An import at work is left alone.
    """
    long_ago = timezone.now() - timedelta(days=WAITS_DAYS)
    for task in ImportTask.objects.filter(changed_at__lt=long_ago).exclude(state=State.DONE):
        if task.state in {State.STOPPED, State.REFUSED}:
            forget_unless_at_work(task)
        else:
            _stop(task)


def _stop(task: ImportTask) -> None:
    says = (
        f"The import of {task.name} waited {WAITS_DAYS} days and was cleared away. Nothing was changed. "
        "Give the file again if it is still wanted."
    )
    try:
        with at_work(task):
            came_into_use = task.import_run is not None and task.import_run.state != ImportRun.State.LOADING
            end_task(task, State.DONE if came_into_use else State.STOPPED, "" if came_into_use else says)
            if task.work is not None:  # no worker ever came to it
                ask_to_stop(task.work.pk)
    except FileNotFoundError:  # its folder is gone
        end_task(task, State.STOPPED, says)
    except Refusal:  # a process works on it
        return
