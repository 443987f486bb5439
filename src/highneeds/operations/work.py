"""Long work that need not keep anybody waiting: its kinds, and what each depends on.

A kind is a use case that keeps its own result whole or not at all, so that doing it again after a kill is harmless.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from highneeds import __version__
from highneeds.core.errors import Refusal
from highneeds.operations.import_path import store_version
from highneeds.operations.progress import Progress
from highneeds.store.models import WorkRow
from highneeds.store.setup import open_store
from highneeds.store.work_queue import put

Asked = Mapping[str, object]
SECONDS_A_PAGE_WAITS = 1.0
"""What is done by then is shown at once; else the page says how far it is."""
_SECONDS_BETWEEN_LOOKS = 0.05


@dataclass(frozen=True, slots=True)
class Kind:
    """``does`` takes what was asked and gives in words what came of it. ``files``: which of what is asked are files.

    ``is_killed``: whether stopping it may end its process at once; else it looks for itself whether it is to stop.
    """

    name: str
    does: Callable[[Asked, Progress], str]
    files: tuple[str, ...] = ()
    is_killed: bool = True


def _month(asked: Asked, progress: Progress) -> str:
    from highneeds.operations.month import run_month  # noqa: PLC0415 - the engine loads only where it is run
    from highneeds.operations.papers import write_papers  # noqa: PLC0415 - as above
    from highneeds.operations.words import month_in_words  # noqa: PLC0415 - as above

    record = run_month(
        [],
        council=str(asked["council"]),
        is_invented=bool(asked["is_invented"]),
        draws=_number(asked, "draws"),
        seed=_number(asked, "seed"),
        progress=progress,
    )
    if asked.get("out"):
        progress("Writing the paper as PDF, Word and Excel")
        write_papers(record, Path(str(asked["out"])))
    return " ".join(month_in_words(record))


def _programme(asked: Asked, progress: Progress) -> str:
    from highneeds.operations.kept_runs import run_programme  # noqa: PLC0415 - the engine loads only where it is run
    from highneeds.operations.programme_words import chance_lines, target_lines  # noqa: PLC0415 - as above

    found = run_programme(
        Path(str(asked["file"])),
        years=_number(asked, "years"),
        draws=_number(asked, "draws"),
        seed=_number(asked, "seed"),
        out=Path(str(asked["out"])) if asked.get("out") else None,
        progress=progress,
    )
    return " ".join([*target_lines(found), *chance_lines(found)])


def _risk_money(asked: Asked, progress: Progress) -> str:
    from highneeds.operations.kept_runs import run_risk_money  # noqa: PLC0415 - the engine loads only where it is run

    files = {name: Path(str(asked[name])) if asked.get(name) else None for name in ("file", "scenario")}
    found = run_risk_money(
        block=files["file"],
        scenario=files["scenario"],
        years=_number(asked, "years"),
        draws=_number(asked, "draws"),
        seed=_number(asked, "seed"),
        progress=progress,
    )
    return f"The money of {len(found.risks)} risks, on {found.block.draws:,} draws."


def _read(asked: Asked, progress: Progress) -> str:
    from highneeds.operations.import_work import work_on  # noqa: PLC0415 - it uses this queue, too

    return work_on(_number(asked, "task"), "check", progress, is_anew=bool(asked["is_anew"]))


def _keep(asked: Asked, progress: Progress) -> str:
    from highneeds.operations.import_work import work_on  # noqa: PLC0415 - as above

    return work_on(_number(asked, "task"), "keep", progress)


def _undo(asked: Asked, progress: Progress) -> str:
    from highneeds.operations.undoing import undo_import  # noqa: PLC0415 - as above

    undo_import(_number(asked, "import"), progress, by=str(asked["by"]), goes_on=True)
    return f"Import {asked['import']} is undone: what it replaced is in use again."


READ, KEEP, UNDO = "read file", "keep file", "undo import"
ASKED_ON_PAGES = frozenset({READ, KEEP, UNDO})
KINDS = {
    kind.name: kind
    for kind in (
        Kind("month", _month),
        Kind("programme", _programme, files=("file",)),
        Kind("risk money", _risk_money, files=("file", "scenario")),
        Kind(READ, _read),
        Kind(KEEP, _keep, is_killed=False),
        Kind(UNDO, _undo, is_killed=False),
    )
}


def ask_for(kind: str, asked: Asked, *, by: str, is_short: bool = False) -> tuple[WorkRow, bool]:
    """Put it into the queue; the same asked of the same files and the same stored data is the piece that there is.

    ``is_short``: as it takes seconds, it does not wait for what takes minutes. Raises Refusal for an unknown kind, or a
    file that cannot be read.
    """
    if kind not in KINDS:
        message = f"There is no work called {kind!r}; there is {', '.join(KINDS)}."
        raise Refusal(message)
    open_store()
    whole = {
        name: str(Path(str(value)).absolute()) if _is_path(name) and value else value for name, value in asked.items()
    }
    return put(kind, whole, _inputs_sha256(KINDS[kind], whole), by=by, is_short=is_short)


def is_settled(asks: Callable[[], bool]) -> bool:
    """Ask again and again, for as long as a page may wait; whether it came to be so."""
    until = time.monotonic() + SECONDS_A_PAGE_WAITS
    while not asks():
        if time.monotonic() > until:
            return False
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    return True


def _is_path(name: str) -> bool:
    return name in {"file", "scenario", "out"}


def _inputs_sha256(kind: Kind, asked: Asked) -> str:
    """Over what was asked, each file's content, what is stored, and this version of highneeds."""
    contents = {name: _sha256_of(Path(str(asked[name]))) for name in kind.files if asked.get(name)}
    parts = {"asked": dict(asked), "files": contents, "stored": store_version(), "version": __version__}
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _sha256_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror})."
        raise Refusal(message) from error


def _number(asked: Asked, name: str) -> int:
    value = asked[name]
    if not isinstance(value, int):
        message = f"{name} is {value!r}; give a whole number."
        raise Refusal(message)
    return value
