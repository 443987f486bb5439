"""Whether every original file that an import names is there, and opens."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator

from highneeds.core.errors import Refusal
from highneeds.operations.checked import Checked, to_mend, well
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import OriginalFile
from highneeds.store.originals import is_kept, write_original
from highneeds.store.sealing import SealBrokenError

_MOST_NAMED = 5
_MEND = "Restore them from a backup, with the key that sealed them."


def originals_checked(*, is_deep: bool) -> Iterator[Checked]:
    """``is_deep``: each is opened, and its content held against its hash."""
    named = dict(OriginalFile.objects.order_by("import_run_id").values_list("sha256", "import_run_id"))
    missing = [run for sha256, run in named.items() if not is_kept(sha256)]
    broken = [run for sha256, run in named.items() if is_deep and is_kept(sha256) and not _is_as_it_was(sha256)]
    if missing:
        yield to_mend("originals", f"{len(missing)} are missing, of imports {_numbers(missing)}.", _MEND)
    if broken:
        yield to_mend("originals", f"{len(broken)} do not open as they were, of imports {_numbers(broken)}.", _MEND)
    if not missing and not broken:
        yield well("originals", f"{len(named):,} kept{', each opened' if is_deep else ''}")


class _Hashing(io.RawIOBase):
    """Takes bytes in and keeps only their hash."""

    def __init__(self) -> None:
        self.digest = hashlib.sha256()

    def write(self, part: bytes, /) -> int:  # type: ignore[override] # only bytes come
        self.digest.update(part)
        return len(part)


def _is_as_it_was(sha256: str) -> bool:
    hashing = _Hashing()
    try:
        write_original(sha256, hashing)  # type: ignore[arg-type] # only write is asked of it
    except (SealBrokenError, Refusal):
        return False
    return hashing.digest.hexdigest() == sha256


def _numbers(runs: list[int]) -> str:
    few = sorted(set(runs))
    return ", ".join(map(str, few[:_MOST_NAMED])) + (" and others" if len(few) > _MOST_NAMED else "")
