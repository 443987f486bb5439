"""Risks and boards: the files as they were read, and what people recorded of scores, decisions, actions, sign-offs."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from highneeds.governance.boards import Outcome
from highneeds.governance.sign_off import Act, State
from highneeds.store.models.sensitivity import OPEN, PERSONAL, Classification

LONGEST_REF = 200


def _said(*fields: str, name: str) -> models.CheckConstraint:
    """None of these words is empty."""
    condition = Q()
    for field in fields:
        condition &= ~Q(**{field: ""})
    return models.CheckConstraint(condition=condition, name=name)


class GovernanceFileRow(models.Model):
    """A file of risks or of boards, whole, in each version that was read; the latest is in use. It names people."""

    kind = models.CharField(max_length=10)
    version = models.PositiveIntegerField()
    file_name = models.TextField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    read_at = models.DateTimeField(auto_now_add=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "kind": OPEN,
        "version": OPEN,
        "file_name": OPEN,
        "text": PERSONAL,
        "sha256": OPEN,
        "read_at": OPEN,
    }

    class Meta:
        db_table = "store_governance_files"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "version"], name="governance_file_version_once"),
            models.CheckConstraint(condition=Q(kind__in=["risks", "boards"]), name="governance_file_kind_known"),
            models.CheckConstraint(condition=Q(version__gte=1), name="governance_file_versions_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, version {self.version}"


class RiskScoreRow(models.Model):
    """One score, never changed once given. The four impacts are None where the risk does not touch that."""

    risk = models.CharField(max_length=LONGEST_REF)
    scored_on = models.DateField()
    scored_by = models.TextField()
    why = models.TextField()
    likelihood = models.PositiveSmallIntegerField()
    service = models.PositiveSmallIntegerField(null=True)
    people = models.PositiveSmallIntegerField(null=True)
    reputation = models.PositiveSmallIntegerField(null=True)
    money = models.PositiveSmallIntegerField(null=True)
    evidence = models.TextField(blank=True)
    answers = models.JSONField(default=list)
    recorded_at = models.DateTimeField(auto_now_add=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "risk": OPEN,
        "scored_on": OPEN,
        "scored_by": PERSONAL,
        "why": PERSONAL,
        "likelihood": OPEN,
        "service": OPEN,
        "people": OPEN,
        "reputation": OPEN,
        "money": OPEN,
        "evidence": PERSONAL,
        "answers": OPEN,
        "recorded_at": OPEN,
    }

    class Meta:
        db_table = "store_risk_scores"
        indexes: ClassVar = [models.Index(fields=["risk", "scored_on"], name="risk_score_by_day")]
        constraints: ClassVar = [
            _said("risk", "scored_by", "why", name="risk_score_has_who_and_why"),
            models.CheckConstraint(condition=Q(likelihood__gte=1), name="risk_score_likelihood_from_one"),
            models.CheckConstraint(
                # a comparison with nothing is neither true nor false, and a check lets it pass: ask for presence
                condition=Q(service__isnull=False)
                | Q(people__isnull=False)
                | Q(reputation__isnull=False)
                | Q(money__isnull=False),
                name="risk_score_falls_on_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.risk} on {self.scored_on}"


class DecisionMadeRow(models.Model):
    """What came of a decision; a later word on the same decision stands beside the earlier one."""

    decision = models.CharField(max_length=LONGEST_REF)
    board = models.TextField()
    outcome = models.CharField(max_length=20)
    decided_on = models.DateField()
    recorded_by = models.TextField()
    minute = models.TextField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "decision": OPEN,
        "board": OPEN,
        "outcome": OPEN,
        "decided_on": OPEN,
        "recorded_by": PERSONAL,
        "minute": OPEN,
        "recorded_at": OPEN,
    }

    class Meta:
        db_table = "store_decisions_made"
        constraints: ClassVar = [
            _said("decision", "board", "recorded_by", "minute", name="decision_made_has_who_and_minute"),
            models.CheckConstraint(condition=Q(outcome__in=[one.value for one in Outcome]), name="outcome_known"),
        ]

    def __str__(self) -> str:
        return f"{self.decision}: {self.outcome}"


class ActionDoneRow(models.Model):
    """An action that somebody says is done: once, with what was done."""

    action = models.CharField(max_length=LONGEST_REF, unique=True)
    done_on = models.DateField()
    done_by = models.TextField()
    note = models.TextField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "action": OPEN,
        "done_on": OPEN,
        "done_by": PERSONAL,
        "note": PERSONAL,
        "recorded_at": OPEN,
    }

    class Meta:
        db_table = "store_actions_done"
        constraints: ClassVar = [_said("action", "done_by", "note", name="action_done_has_who_and_what")]

    def __str__(self) -> str:
        return f"{self.action} done"


class AssumptionRow(models.Model):
    """One version of an assumption; versions are never changed, and the latest is in use."""

    name = models.CharField(max_length=LONGEST_REF)
    version = models.PositiveIntegerField()
    value = models.TextField()
    unit = models.TextField()
    source = models.TextField()
    owner = models.TextField()
    review_on = models.DateField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "name": OPEN,
        "version": OPEN,
        "value": OPEN,
        "unit": OPEN,
        "source": OPEN,
        "owner": PERSONAL,
        "review_on": OPEN,
        "recorded_at": OPEN,
    }

    class Meta:
        db_table = "store_assumptions"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "version"], name="assumption_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="assumption_versions_from_one"),
            _said("name", "value", "unit", "source", "owner", name="assumption_has_source_and_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"


class SignOffRow(models.Model):
    """One thing on its way to be signed off. ``approved_by`` is the last approver of the content as it stands.

    The database itself refuses an approval without its time, and one by the person who began it; that nobody approves
    what they changed later is for ``governance.sign_off``, since several people may have.
    """

    kind = models.CharField(max_length=40)
    ref = models.CharField(max_length=LONGEST_REF)
    content_sha256 = models.CharField(max_length=64)
    authors = models.JSONField(default=list)
    begun_by = models.TextField()
    begun_at = models.DateTimeField()
    state = models.CharField(max_length=10)
    approvals_needed = models.PositiveSmallIntegerField()
    approved_by = models.TextField(null=True)
    approved_at = models.DateTimeField(null=True)
    published_by = models.TextField(null=True)
    published_at = models.DateTimeField(null=True)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "kind": OPEN,
        "ref": OPEN,
        "content_sha256": OPEN,
        "authors": PERSONAL,
        "begun_by": PERSONAL,
        "begun_at": OPEN,
        "state": OPEN,
        "approvals_needed": OPEN,
        "approved_by": PERSONAL,
        "approved_at": OPEN,
        "published_by": PERSONAL,
        "published_at": OPEN,
    }

    class Meta:
        db_table = "store_sign_offs"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "ref"], name="sign_off_once"),
            models.CheckConstraint(condition=Q(state__in=[one.value for one in State]), name="sign_off_state_known"),
            models.CheckConstraint(condition=Q(approvals_needed__gte=1), name="sign_off_needs_a_second_person"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="sign_off_approved_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True, published_at__isnull=True)
                | Q(published_by__isnull=False, published_at__isnull=False),
                name="sign_off_published_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("begun_by")),
                name="sign_off_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.APPROVED.value, State.PUBLISHED.value]) | Q(approved_by__isnull=False),
                name="sign_off_approved_before_published",
            ),
            models.CheckConstraint(
                condition=Q(state=State.PUBLISHED.value, published_by__isnull=False)
                | (~Q(state=State.PUBLISHED.value) & Q(published_by__isnull=True)),
                name="sign_off_published_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}: {self.state}"


class SignOffStepRow(models.Model):
    """One step of a sign-off, never changed."""

    sign_off = models.ForeignKey(SignOffRow, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=10)
    by = models.TextField()
    at = models.DateTimeField()
    why = models.TextField(blank=True)
    content_sha256 = models.CharField(max_length=64)

    sensitivity: ClassVar[Classification] = {
        "id": OPEN,
        "sign_off": OPEN,
        "number": OPEN,
        "act": OPEN,
        "by": PERSONAL,
        "at": OPEN,
        "why": PERSONAL,
        "content_sha256": OPEN,
    }

    class Meta:
        db_table = "store_sign_off_steps"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sign_off", "number"], name="sign_off_step_once"),
            models.CheckConstraint(condition=Q(act__in=[one.value for one in Act]), name="sign_off_act_known"),
            _said("by", name="sign_off_step_has_who"),
        ]

    def __str__(self) -> str:
        return f"{self.act} by {self.by}"
