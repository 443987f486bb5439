"""Reading strangers' files in a process of its own, with a limit on its memory and its time.

A file that would take more is stopped with a fault in words (F02), and the files after it are read by a new process.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import resource
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from highneeds.core.faults import Fault
from highneeds.ingest.results import BY_THE_BOOK, ImportUnit, ReadResult, RulesHere, UnitFile
from highneeds.ingest.rulebook import rule
from highneeds.ingest.staged import StagedUnit, open_staged, unit_from_json, unit_to_json, write_staged

MAX_BYTES = 3_000_000_000
"""Of address space, of which much is reserved and never used: with it the process stays under 1 GB of memory."""
SECONDS, SECONDS_PER_MEGABYTE = 20, 1
"""Of one processor, for the files of one unit; and ten times that by the clock, since others may be busy."""
_BY_THE_CLOCK = 10
_MEGABYTE = 1_000_000
_IN_LITTLE_MEMORY = {"POLARS_MAX_THREADS": "2", "_RJEM_MALLOC_CONF": "dirty_decay_ms:0,muzzy_decay_ms:0"}
"""Memory that polars has let go is given back at once, and no processor more keeps some for itself."""
_LOOK_EVERY_SECONDS = 0.2
_TOO_MUCH_MEMORY = "Reading it took more memory than a file may."
_ENDED = "Reading it ended before it was done."


class OverLimitError(Exception):
    """Which limit the process went over, in words."""


class BoundedReader:
    """Its process starts at once, and again when it died; ``end`` ends it.

    ``watch`` is called a few times a second while a file is being read, with the seconds so far; what it raises ends
    the process and goes on to the caller.
    """

    def __init__(self, watch: Callable[[float], None] = lambda _: None, *, max_bytes: int = MAX_BYTES) -> None:
        self.watch = watch
        self._max_bytes = max_bytes
        self._process = self._start()

    def find_units(self, paths: Iterable[Path]) -> list[ImportUnit]:
        """As ``ingest.find_units``; where one file goes over a limit, that file alone is stopped."""
        files = [str(path.absolute()) for path in paths]
        try:
            answer = self._ask({"do": "units", "paths": files}, _size(map(Path, files)))
        except OverLimitError:
            return self._one_by_one(files)
        return [unit_from_json(unit) for unit in answer]

    def read(
        self,
        unit: ImportUnit,
        *,
        key: bytes,
        context: Mapping[str, pl.DataFrame | None],
        folder: Path,
        rules: RulesHere = BY_THE_BOOK,
    ) -> StagedUnit:
        """The unit read into ``folder``, which is there. ``key``, ``rules`` and the frames as in ``ReadContext``."""
        given = {}
        for name, frame in context.items():
            if frame is not None:
                given[name] = str(folder / f"given-{name}.arrow")
                frame.write_ipc(given[name])
        asked = {
            "do": "read",
            "unit": unit_to_json(unit),
            "key": key.hex(),
            "rules": [sorted(each) for each in rules],
            "context": given,
            "folder": str(folder),
        }
        try:
            self._ask(asked, _size(file.path for file in unit.files))
        except OverLimitError as error:
            write_staged(ReadResult(unit.kind, {}, faults=(_fault(unit.name, error),)), folder)
        for path in given.values():
            Path(path).unlink()
        return open_staged(folder)

    def preview(self, unit: ImportUnit) -> list[list[str]]:
        """The first rows as they stand in the file; none when they cannot be shown."""
        rows: list[list[str]] = self._rows_of("preview", unit)
        return rows

    def heads(self, unit: ImportUnit) -> list[list[list[str]]]:
        """The first rows of every sheet, where headings may stand; none when they cannot be read."""
        sheets: list[list[list[str]]] = self._rows_of("heads", unit)
        return sheets

    def _rows_of(self, what: str, unit: ImportUnit) -> Any:  # noqa: ANN401 - what json.loads gives
        try:
            return self._ask({"do": what, "unit": unit_to_json(unit)}, _size(file.path for file in unit.files))
        except OverLimitError:
            return []

    def _one_by_one(self, files: Sequence[str]) -> list[ImportUnit]:
        units = []
        for name in files:
            try:
                answer = self._ask({"do": "units", "paths": [name]}, _size([Path(name)]))
                units += [unit_from_json(unit) for unit in answer]
            except OverLimitError as error:
                units.append(_stopped(Path(name), error))
        return units

    def _ask(self, asked: Mapping[str, object], size: int) -> Any:  # noqa: ANN401 - what json.loads gives
        seconds = SECONDS + SECONDS_PER_MEGABYTE * size // _MEGABYTE
        if self._process.poll() is not None:
            self.end()  # closes its pipes
            self._process = self._start()
        _allow_seconds(self._process.pid, seconds)
        try:
            answer = json.loads(self._answer_to(asked, seconds * _BY_THE_CLOCK))
        except BaseException:
            self.end()
            raise
        if "failed" in answer:
            self.end()
            if answer["failed"] == "disk":
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            raise OverLimitError(_TOO_MUCH_MEMORY)
        return answer["answer"]

    def _answer_to(self, asked: Mapping[str, object], seconds: float) -> bytes:
        """The line it answers with, while watching the clock; OverLimitError when it ended or took too long."""
        given, told = self._process.stdin, self._process.stdout
        if given is None or told is None:  # never: both are pipes
            raise OverLimitError(_ENDED)
        try:
            given.write((json.dumps(asked) + "\n").encode())
            given.flush()
        except BrokenPipeError as error:
            raise OverLimitError(_ENDED) from error
        started = time.monotonic()
        with selectors.DefaultSelector() as selector:
            selector.register(told, selectors.EVENT_READ)
            while not selector.select(_LOOK_EVERY_SECONDS):
                took = time.monotonic() - started
                self.watch(took)
                if took > seconds:
                    message = f"Reading it took longer than {seconds:.0f} seconds."
                    raise OverLimitError(message)
        line = told.readline()
        if not line.endswith(b"\n"):
            raise OverLimitError(_why_it_ended(self._process.wait()))
        return line

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "highneeds.ingest.reading_process"]
        process = subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment()
        )
        resource.prlimit(process.pid, resource.RLIMIT_AS, (self._max_bytes, self._max_bytes))
        resource.prlimit(process.pid, resource.RLIMIT_CORE, (0, 0))  # a dump would hold what the file says of children
        return process

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()


def _environment() -> dict[str, str]:
    """The same modules as here, and nothing it has no use for: no database's address, no key file's name."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "LC_ALL", "TMPDIR", "TZ"}}
    return kept | _IN_LITTLE_MEMORY | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def _allow_seconds(process_id: int, seconds: int) -> None:
    """Of processor time from now on, on top of what it has used."""
    _, hard = resource.prlimit(process_id, resource.RLIMIT_CPU)
    resource.prlimit(process_id, resource.RLIMIT_CPU, (int(_seconds_used(process_id)) + 1 + seconds, hard))


def _seconds_used(process_id: int) -> float:
    try:
        fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # it has just ended, which whoever asks it next will see
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _why_it_ended(code: int) -> str:
    if -code == signal.SIGXCPU:
        return "Reading it took more of the processor's time than a file may."
    is_memory = -code in {signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGKILL}
    return _TOO_MUCH_MEMORY if is_memory else _ENDED


def _size(paths: Iterable[Path]) -> int:
    """Bytes of the files, and of the files in the folders."""
    found = 0
    for path in paths:
        inside = path.rglob("*") if path.is_dir() else [path]
        found += sum(one.stat().st_size for one in inside if one.is_file())
    return found


def _fault(name: str, error: OverLimitError) -> Fault:
    return rule("F02").fault(name, detail=str(error))


def _stopped(path: Path, error: OverLimitError) -> ImportUnit:
    file = UnitFile(path, path.name)
    return ImportUnit(None, (file,), "", fault=_fault(path.name, error))
