"""Opaque identifiers: never a name, a UPN or an NHS number."""

from __future__ import annotations

from typing import NewType

ChildKey = NewType("ChildKey", str)  # keyed hash of UPN, else ULN, else name with birth date; 32 hex digits
SnapshotId = NewType("SnapshotId", str)
