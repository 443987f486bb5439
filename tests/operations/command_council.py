"""A council run by the commands a person types, all in a home of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parents[2]
_TYPISTS: dict[Path, subprocess.Popen[str]] = {}


@dataclass(frozen=True)
class CommandCouncil:
    """``folder``: where the home is, and what is written; ``files``: what is imported."""

    folder: Path
    files: Path

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def out(self) -> Path:
        return self.folder / "out"

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
        }
        return {**kept, "HIGHNEEDS_HOME": str(self.home), "COLUMNS": "200", "NO_COLOR": "1"}

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """In a process that goes on, since most of a short command is loading the program."""
        return self._asked(words=words)

    def alone(self, *words: str) -> subprocess.CompletedProcess[str]:
        """In a process of its own, as at a terminal."""
        command = [str(PROGRAMS / "highneeds"), *words]
        return subprocess.run(command, capture_output=True, text=True, env=self.environment, check=False, timeout=600)

    def said(self, *words: str) -> str:
        """What the command prints when it does what it is asked."""
        done = self.run(*words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def refused(self, *words: str) -> str:
        """What the command prints when it refuses, in one line."""
        done = self.run(*words)
        assert done.returncode == 1, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return " ".join((done.stdout + done.stderr).split())

    def python(self, code: str) -> str:
        """What our own program prints in this home."""
        done = self._asked(code=code)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def end(self) -> None:
        """End the process that goes on."""
        typist = _TYPISTS.pop(self.home, None)
        if typist is not None:
            typist.communicate(timeout=60)

    def _asked(self, **asked: object) -> subprocess.CompletedProcess[str]:
        typist = _TYPISTS.get(self.home) or self._begun()
        assert typist.stdin is not None
        assert typist.stdout is not None
        print(json.dumps(asked), file=typist.stdin, flush=True)
        answer = typist.stdout.readline()
        assert answer, f"the process ended at {asked}"
        said = json.loads(answer)
        return subprocess.CompletedProcess([str(asked)], said["returncode"], said["stdout"], said["stderr"])

    def _begun(self) -> subprocess.Popen[str]:
        typist = subprocess.Popen(
            [sys.executable, "-m", "tests.operations.typist"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**self.environment, "PYTHONPATH": os.pathsep.join([*sys.path, str(ROOT)])},
        )
        _TYPISTS[self.home] = typist
        return typist
