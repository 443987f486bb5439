"""Homes with databases of their own, and the program that runs in each until it is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from tests.store.test_killed_imports import ROOT

PROGRAM = [sys.executable, "-m", "tests.store.backups_and_restores"]


@dataclass
class Installation:
    """A home, and a database of its own, in which a program runs until it is killed, and then another."""

    home: Path
    database_url: str
    _program: subprocess.Popen[str] | None = None

    def does(self, what: str, **given: object) -> dict[str, Any]:
        answer = self._asked(self._running(), what, given)
        assert answer, f"the program ended at {what}"
        said: dict[str, Any] = json.loads(answer) or {}
        return said

    def dies(self, what: str, **given: object) -> None:
        program = self._running()
        assert self._asked(program, what, given) == ""
        with program:  # closes its pipes
            assert program.wait() == -signal.SIGKILL

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Somebody else writes meanwhile."""
        with self._begun() as busy:
            try:
                self._ask(busy, "notes", {})
                yield
                assert busy.poll() is None
            finally:
                busy.kill()

    def end(self) -> None:
        if self._program is not None:
            self._program.communicate()

    def _running(self) -> subprocess.Popen[str]:
        if self._program is None or self._program.poll() is not None:
            self._program = self._begun()
        return self._program

    def _begun(self) -> subprocess.Popen[str]:
        settled = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        where = {"DATABASE_URL": self.database_url} if self.database_url else {}
        environment = {**settled, **where, "HIGHNEEDS_HOME": str(self.home), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        pipe = subprocess.PIPE
        return subprocess.Popen(PROGRAM, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True)

    def _asked(self, program: subprocess.Popen[str], what: str, given: object) -> str:
        self._ask(program, what, given)
        assert program.stdout is not None
        return program.stdout.readline()

    @staticmethod
    def _ask(program: subprocess.Popen[str], what: str, given: object) -> None:
        assert program.stdin is not None
        program.stdin.write(json.dumps([what, given], default=str) + "\n")
        program.stdin.flush()


@contextmanager
def databases(server: str, names: Sequence[str]) -> Iterator[None]:
    if not server:
        yield
        return
    with psycopg.connect(server, autocommit=True) as connection:
        for name in names:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield
        finally:
            for name in names:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
