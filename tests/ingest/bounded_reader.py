"""Reads files as an import would, each in a process that may take 10 seconds and one gigabyte, and tells what came out.

Run as a program it takes one JSON request a line and gives one JSON answer a line. It forks before anything has been
read, so that a request costs milliseconds and the end of one process is the end of one file.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from highneeds.ingest import FileKind, ImportUnit, ReadContext, ReadResult, UnitFile, find_units, read_unit

SECONDS = 10
BYTES = 1_000_000_000
_SLACK = 15  # this machine runs other things: the wall may take longer than the processor
_KEY = b"a secret of the tests"


@dataclass(frozen=True)
class Reading:
    """What became of one file. ``ended``: how its process ended when not by itself; ``error``: a traceback, or None."""

    results: list[dict[str, Any]]
    error: str | None
    ended: str | None
    cpu_seconds: float
    peak_bytes: int

    @property
    def faults(self) -> list[dict[str, Any]]:
        return [fault for result in self.results for fault in result["faults"]]

    @property
    def rules(self) -> set[str]:
        return {fault["rule"] for fault in self.faults}

    @property
    def rows_kept(self) -> int:
        return sum(result["kept"] for result in self.results)


class BoundedReader:
    """Sends requests to the program below."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def read(self, *paths: Path, kind: FileKind | None = None, as_user: int | None = None) -> Reading:
        """``kind``: read as one unit of that kind, whatever it looks like; else what an import takes it for."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        request = {"paths": [os.fspath(path) for path in paths], "kind": kind, "user": as_user}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return Reading(**json.loads(self._process.stdout.readline()))


@contextmanager
def bounded_reader() -> Iterator[BoundedReader]:
    command = [sys.executable, "-W", "error", str(Path(__file__).resolve())]
    environment = os.environ | {"POLARS_MAX_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        yield BoundedReader(process)
        assert process.stdin is not None
        process.stdin.close()


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    into, out_of = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(into)
        _child(request, out_of)
    os.close(out_of)
    timer = time.monotonic() + SECONDS * _SLACK
    ended = None
    with os.fdopen(into, "rb") as answers:
        os.set_blocking(into, False)
        content = b""
        while time.monotonic() < timer:
            part = answers.read()
            if part == b"":
                break
            content += part or b""
            time.sleep(0 if part else 0.005)
        else:
            os.kill(child, signal.SIGKILL)
            ended = "it did not come to an end"
    _, status, used = os.wait4(child, 0)
    if ended is None and status:
        ended = f"status {status}"
    found = json.loads(content) if content and ended is None else {"results": [], "error": None}
    return found | {
        "ended": ended, "cpu_seconds": used.ru_utime + used.ru_stime, "peak_bytes": used.ru_maxrss * 1024
    }  # fmt: skip


def _child(request: dict[str, Any], out: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if request["user"] is not None:
        os.setgroups([])
        os.setuid(request["user"])
    try:
        found = {"results": [_told(result) for result in _read(request)], "error": None}
    except BaseException:  # noqa: BLE001 - the parent's test shows it
        found = {"results": [], "error": traceback.format_exc()}
    with os.fdopen(out, "w", encoding="utf-8") as answer:
        json.dump(found, answer, default=str)
    os._exit(0)


def _read(request: dict[str, Any]) -> list[ReadResult]:
    paths = [Path(path) for path in request["paths"]]
    context = ReadContext(_KEY)
    if request["kind"] is not None:
        files = tuple(UnitFile(path, path.name) for path in paths)
        return [read_unit(ImportUnit(FileKind(request["kind"]), files, "0" * 64), context)]
    return [read_unit(unit, context) for unit in find_units(paths)]


def _told(result: ReadResult) -> dict[str, Any]:
    first = list(result.faults[:50])
    return {
        "kind": result.kind,
        "tables": {name: frame.height for name, frame in result.tables.items()},
        "rows": {name: frame.head(100).rows(named=True) for name, frame in result.tables.items()},
        "read": result.rows_read,
        "kept": result.rows_kept,
        "held": result.rows_held,
        "skipped": result.rows_skipped,
        "fault_count": len(result.faults),
        "faults": [
            {"file": one.file, "row": one.row, "field": one.field, "rule": one.rule, "severity": one.severity.value,
             "advice": one.advice, "value": one.value}
            for one in first
        ],
    }  # fmt: skip


def main() -> None:
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_answer(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
