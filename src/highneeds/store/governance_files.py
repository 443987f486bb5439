"""The files of risks and of boards: every version that was read is kept whole, and the latest is in use."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from django.db import transaction

from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import GovernanceFileRow

Kind = Literal["risks", "boards"]


@dataclass(frozen=True, slots=True)
class KeptFile:
    """``is_new`` is false when exactly this text was in use already."""

    kind: Kind
    version: int
    file_name: str
    text: str
    sha256: str
    is_new: bool


@transaction.atomic
def keep_file(kind: Kind, file_name: str, text: str) -> KeptFile:
    """The file as its next version, unless it is the one in use."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    latest = GovernanceFileRow.objects.filter(kind=kind).order_by("-version").first()
    if latest is not None and latest.sha256 == sha256:
        return KeptFile(kind, latest.version, latest.file_name, latest.text, sha256, is_new=False)
    version = 1 if latest is None else latest.version + 1
    GovernanceFileRow.objects.create(kind=kind, version=version, file_name=file_name, text=text, sha256=sha256)
    return KeptFile(kind, version, file_name, text, sha256, is_new=True)


def file_in_use(kind: Kind) -> KeptFile | None:
    """The latest version; None before the first."""
    row = GovernanceFileRow.objects.filter(kind=kind).order_by("-version").first()
    return None if row is None else KeptFile(kind, row.version, row.file_name, row.text, row.sha256, is_new=False)
