"""A council run by the commands a person types, each in a process and all in a home of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = Path(sys.executable).parent


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
        return self._done([str(PROGRAMS / "highneeds"), *words])

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
        done = self._done([sys.executable, "-c", code])
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def _done(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, capture_output=True, text=True, env=self.environment, check=False, timeout=600)
