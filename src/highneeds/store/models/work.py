"""Long work that waits for, or is at, a worker; and what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from highneeds.store.models.sensitivity import OPEN, PERSONAL, Classification


class WorkRow(models.Model):
    """One piece of work: what was asked, by whom, who is at it and until when that counts, and its result.

    ``lease_until``: a worker that has not said by then that it is alive is taken to be dead. ``given_back`` counts how
    often that happened. ``inputs_sha256`` is over all that the result depends on. ``is_short``: it
    takes seconds, so it need not wait for what takes minutes.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "waits"
        AT_WORK = "at work", "at work"
        DONE = "done", "done"
        FAILED = "failed", "failed; nothing of it was kept"
        STOPPED = "stopped", "stopped; nothing of it was kept"

    kind = models.CharField(max_length=40)
    asked = models.JSONField(default=dict)
    inputs_sha256 = models.CharField(max_length=64)
    is_short = models.BooleanField(default=False)
    asked_by = models.TextField()
    asked_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=20, choices=State.choices, default=State.WAITING)
    worker = models.CharField(max_length=64, default="")
    lease_until = models.DateTimeField(null=True)
    given_back = models.PositiveSmallIntegerField(default=0)
    step = models.TextField(default="")
    wants_stop = models.BooleanField(default=False)
    says = models.TextField(default="")
    ended_at = models.DateTimeField(null=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "kind": OPEN,
        "asked": OPEN,
        "inputs_sha256": OPEN,
        "is_short": OPEN,
        "asked_by": PERSONAL,
        "asked_at": OPEN,
        "state": OPEN,
        "worker": OPEN,
        "lease_until": OPEN,
        "given_back": OPEN,
        "step": OPEN,
        "wants_stop": OPEN,
        "says": OPEN,
        "ended_at": OPEN,
    }

    class Meta:
        db_table = "store_work"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "inputs_sha256"],
                condition=Q(state__in=["waiting", "at work"]),
                name="work_once_at_a_time_for_the_same_inputs",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "at work", "done", "failed", "stopped"]), name="work_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="at work") | (~Q(worker="") & Q(lease_until__isnull=False)),
                name="work_at_work_has_a_worker_and_a_lease",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "id"], name="work_by_state")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}: {self.get_state_display()}"
