"""The audit: a chain of entries that the database lets nobody change, and, apart from it, words that can be erased."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from highneeds.store.models.sensitivity import OPEN, PERSONAL, SPECIAL, Classification


class AuditRow(models.Model):
    """One entry of ``governance.audit``. It points at nothing by key, so that no deletion elsewhere touches it.

    Triggers refuse whatever is not an entry added at the end (``store.audit_guard``). A migration that changes this
    table must put them back: on SQLite Django makes a changed table anew, without its triggers.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    who = models.TextField()
    did = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    ref = models.CharField(max_length=200)
    facts = models.TextField()  # canonical JSON, as text: the digest is over these very letters
    sealed_as = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    key_mark = models.CharField(max_length=16)
    digest = models.CharField(max_length=64)

    sensitivity: ClassVar[Classification] = {
        "number": OPEN,
        "at": OPEN,
        "who": PERSONAL,
        "did": OPEN,
        "kind": OPEN,
        "ref": PERSONAL,
        "facts": PERSONAL,
        "sealed_as": OPEN,
        "previous": OPEN,
        "key_mark": OPEN,
        "digest": OPEN,
    }

    class Meta:
        db_table = "store_audit"
        indexes: ClassVar = [
            models.Index(fields=["kind", "ref"], name="audit_by_what"),
            models.Index(fields=["who"], name="audit_by_whom"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.who} {self.did} {self.kind} {self.ref}"


class AuditWordsRow(models.Model):
    """What was said at an entry, such as a reason, and may tell of a child: erased without a break in the chain."""

    number = models.PositiveBigIntegerField(primary_key=True)
    salt = models.BinaryField()
    words = models.TextField()

    sensitivity: ClassVar[Classification] = {"number": OPEN, "salt": OPEN, "words": SPECIAL}

    class Meta:
        db_table = "store_audit_words"

    def __str__(self) -> str:
        return f"words of audit entry {self.number}"
