"""Records that papers stand on, into the database and out again: the latest version of each is in use."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import Any, Literal, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from highneeds.core.errors import Refusal
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import KeptRecordRow
from highneeds.store.record_json import from_json, to_json

Kind = Literal["programme", "risk money", "draft", "earlier", "published"]
Record = TypeVar("Record")
IN_USE = "in use"
"""The ref of a run of which papers take the latest."""
THE_FILE = "file"
"""The ref of a programme's file as it was last run."""
ON_AND_OFF = "on and off"
"""The ref of the money of risks with each on and off."""
PLANNED = "planned savings"
"""The ref of the savings planned in the block's file that was last named."""


def content_hash(record: object) -> str:
    """The sha256 of a record's canonical JSON, read back once so that numbers are in the types of their fields."""
    plain = to_json(from_json(type(record), to_json(record)))
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def keep_record(kind: Kind, ref: str, record: object) -> str:
    """Keep it as the version in use, unless it is; gives its hash. Raises Refusal for a second publication of a ref."""
    sha256 = content_hash(record)
    latest = KeptRecordRow.objects.filter(kind=kind, ref=ref).order_by("-pk").first()
    if latest is not None and latest.sha256 == sha256:
        return sha256
    try:
        with transaction.atomic():
            KeptRecordRow.objects.create(kind=kind, ref=ref, sha256=sha256, record=to_json(record))
    except IntegrityError as error:
        message = f"The paper {ref} is published already, and stays as it was."
        raise Refusal(message) from error
    return sha256


def hold(kind: Kind, ref: str) -> None:
    """Inside a transaction: whoever else would change it waits until this is done. Nothing where there is none yet."""
    versions = KeptRecordRow.objects.select_for_update().filter(kind=kind, ref=ref)
    list(versions.order_by("pk").values_list("pk", flat=True)[:1])


def record_in_use(kind: Kind, ref: str, of: type[Record]) -> Record | None:
    """The latest version; None before the first."""
    return _first(KeptRecordRow.objects.filter(kind=kind, ref=ref), of)


def version_of(kind: Kind, ref: str, sha256: str, of: type[Record]) -> Record | None:
    """The version with this hash, whether or not it is still in use; None where there is none."""
    return _first(KeptRecordRow.objects.filter(kind=kind, ref=ref, sha256=sha256), of)


def _first(versions: QuerySet[KeptRecordRow], of: type[Record]) -> Record | None:
    found = versions.order_by("-pk").values_list("pk", "sha256").first()
    if found is None:
        return None
    kind: Any = of
    record: Record = _read(*found, kind)
    return record


@lru_cache(maxsize=8)
def _read(key: int, sha256: str, of: Any) -> Any:  # noqa: ANN401, ARG001 - its type is ``of``; the hash tells its content
    """Pages ask for the same version over and over, and none is ever changed."""
    return from_json(of, KeptRecordRow.objects.get(pk=key).record)


def records(kind: Kind, of: type[Record]) -> tuple[Record, ...]:
    """The latest version of every ref, oldest first."""
    rows = {row.ref: row for row in KeptRecordRow.objects.filter(kind=kind).order_by("pk")}
    return tuple(from_json(of, row.record) for row in rows.values())
