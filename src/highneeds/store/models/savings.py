"""The ledger of savings: steps, evidence and colours that people set, added to and never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from highneeds.savings import Colour, DecisionPoint, Role, Sort, State
from highneeds.store.models.sensitivity import OPEN, PERSONAL, SPECIAL, Classification

_FINANCE_STATES = [State.FINANCE_AGREED.value, State.BANKED.value]


class SavingStep(models.Model):
    """One change of state of one measure; ``number`` counts its steps from 1, so that two people cannot take one."""

    ref = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField()
    before = models.CharField(max_length=20)
    after = models.CharField(max_length=20)
    by = models.CharField(max_length=150)
    role = models.CharField(max_length=20)
    at = models.DateTimeField()
    why = models.TextField()
    replaced_by = models.CharField(max_length=40, blank=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "ref": OPEN,
        "number": OPEN,
        "before": OPEN,
        "after": OPEN,
        "by": PERSONAL,
        "role": OPEN,
        "at": OPEN,
        "why": OPEN,
        "replaced_by": OPEN,
    }

    class Meta:
        db_table = "store_saving_steps"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ref", "number"], name="saving_step_once"),
            models.CheckConstraint(condition=Q(after__in=[state.value for state in State]), name="saving_state_known"),
            models.CheckConstraint(condition=Q(role__in=[role.value for role in Role]), name="saving_role_known"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="saving_step_moves"),
            models.CheckConstraint(condition=~Q(by="") & ~Q(why=""), name="saving_step_has_who_and_why"),
            models.CheckConstraint(
                condition=~Q(after__in=_FINANCE_STATES) | Q(role=Role.FINANCE.value), name="saving_agreed_by_finance"
            ),
            models.CheckConstraint(
                condition=Q(after=State.REPLACED.value) ^ Q(replaced_by=""), name="saving_replaced_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} to {self.after}"


class SavingEvidence(models.Model):
    """One thing that shows that a measure's saving came. Of a move, ``what`` is the child's pseudonymous key."""

    ref = models.CharField(max_length=40)
    sort = models.CharField(max_length=20)
    what = models.TextField()
    day = models.DateField()
    pence_per_year = models.BigIntegerField()
    trace = models.TextField()
    decision = models.CharField(max_length=30, null=True)
    actual_pence = models.BigIntegerField(null=True)
    added_by = models.CharField(max_length=150)
    added_at = models.DateTimeField(auto_now_add=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "ref": OPEN,
        "sort": OPEN,
        "what": SPECIAL,
        "day": SPECIAL,
        "pence_per_year": PERSONAL,
        "trace": PERSONAL,
        "decision": SPECIAL,
        "actual_pence": PERSONAL,
        "added_by": PERSONAL,
        "added_at": OPEN,
    }

    class Meta:
        db_table = "store_saving_evidence"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sort", "what", "day"], name="saving_evidence_counts_once"),
            models.CheckConstraint(condition=Q(sort__in=[sort.value for sort in Sort]), name="saving_evidence_sort"),
            models.CheckConstraint(
                condition=Q(
                    sort=Sort.MOVE.value,
                    decision__isnull=False,  # a list that is compared with nothing would refuse nothing
                    decision__in=[point.value for point in DecisionPoint],
                )
                | (~Q(sort=Sort.MOVE.value) & Q(decision__isnull=True)),
                name="saving_move_has_decision",
            ),
            models.CheckConstraint(condition=~Q(added_by=""), name="saving_evidence_has_who"),
        ]

    def __str__(self) -> str:
        return f"{self.sort} for {self.ref}"


class SavingColour(models.Model):
    """A colour that a person shows in place of the computed one; the newest holds. ``colour`` empty: none any more."""

    ref = models.CharField(max_length=40)
    of = models.CharField(max_length=10)
    colour = models.CharField(max_length=10, blank=True)
    by = models.CharField(max_length=150)
    why = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "ref": OPEN,
        "of": OPEN,
        "colour": OPEN,
        "by": PERSONAL,
        "why": OPEN,
        "at": OPEN,
    }

    class Meta:
        db_table = "store_saving_colours"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(of__in=["delivery", "money"]), name="saving_colour_of_known"),
            models.CheckConstraint(
                condition=Q(colour__in=["", *(colour.value for colour in Colour)]), name="saving_colour_known"
            ),
            models.CheckConstraint(condition=~Q(by="") & ~Q(why=""), name="saving_colour_has_who_and_why"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.of}: {self.colour or 'as computed'}"
