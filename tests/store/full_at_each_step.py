"""Imports whose disk fills up at their first step, their second, and so on; what each said and left, as JSON.

Run as a program, in a home of its own on a small disk of its own; with ``never`` at last, once and without filling it
up. Otherwise as ``killed_at_each_step``, which it is made of.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

from django.db import connections
from tests.store.killed_at_each_step import in_a_fork, ledgers, retry, state, tell

from highneeds.core.errors import Refusal
from highneeds.operations.importing import import_paths
from highneeds.operations.second_file import Second
from highneeds.store.home import home
from highneeds.store.setup import open_store
from highneeds.store.steps import on_reaching

_BLOCK = 4096


def main() -> None:
    folder, first, then = Path(sys.argv[1]), Second(sys.argv[2]), Second(sys.argv[3])
    files = ledgers(folder)
    open_store()
    connections.close_all()
    in_a_fork(lambda: import_paths([files["a"]]))
    here, base, filler = home(), folder / "base", home().parent / "filler"
    shutil.copytree(here, base)
    tell({"before": state()})
    number, is_filled = (1_000 if sys.argv[4:] == ["never"] else 0), True
    while is_filled:
        number += 1
        in_a_fork(lambda number=number: _import_on_a_full_disk(files["b"], first, number, filler, folder / "said"))
        is_filled = filler.exists()
        filler.unlink(missing_ok=True)
        said = json.loads((folder / "said").read_text())
        between = state()
        in_a_fork(lambda: retry(files["b"], then, folder / "retried"))
        tell({**said, "between": between, "after": state(), **json.loads((folder / "retried").read_text())})
        shutil.rmtree(here)
        shutil.copytree(base, here)


def _import_on_a_full_disk(path: Path, answer: Second, number: int, filler: Path, told: Path) -> None:
    steps: list[str] = []

    def fill_up_at_the_last(step: str) -> None:
        steps.append(step)
        if len(steps) == number:
            _fill(filler)

    on_reaching(fill_up_at_the_last)
    said = ""
    try:
        import_paths([path], second=lambda _: answer)
    except Refusal as refusal:
        said = str(refusal)
    told.write_text(json.dumps({"step": steps[number - 1] if number <= len(steps) else "", "said": said}))


def _fill(filler: Path) -> None:
    """To the last block."""
    with filler.open("wb", buffering=0) as file:
        room = os.statvfs(filler.parent)
        os.posix_fallocate(file.fileno(), 0, max(_BLOCK, (room.f_bavail - 1) * room.f_frsize))
        file.seek(0, os.SEEK_END)
        try:
            while file.write(b"x" * _BLOCK):
                pass
        except OSError:  # now it is full
            return


if __name__ == "__main__":
    main()
