"""Fifty people at the pages of a large council while an import runs, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.postgresql import postgresql

from bench.finding import Finding
from bench.imports import write_lines
from bench.meanwhile import Meanwhile
from bench.people import Answer, People

PEOPLE, SECONDS, THINKING_SECONDS = 50, 300.0, 10.0
LIMIT_READ_SECONDS, LIMIT_WRITE_SECONDS, LIMIT_MEGABYTES = 1.0, 2.0, 2048.0
_PLANS = 14_500  # more than 100,000 placements in six returns
_IMPORTED_LINES, _SECONDS_BETWEEN_IMPORTS = 100_000, 100.0
_PORT = 8_431
_SECONDS_TO_START, _SECONDS_SERVED_BEFORE = 60.0, 30.0
_ACCOUNTS = """
import os
import sys
os.environ["DJANGO_SETTINGS_MODULE"] = "highneeds.web.settings"
import django
django.setup()
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from highneeds.governance.rights import Role
from highneeds.operations.accounts import change_roles
from highneeds.store.accounts import make_one_time_sign_in
from highneeds.store.models import User
from highneeds.store.tables import load_as_given

make_one_time_sign_in("administrator", by="bench")
roles = list(Role)
for number in range(int(sys.argv[1])):
    name, role = f"person{number}", roles[number % len(roles)]
    change_roles(name, give=[role.value], by="bench")
    user = User.objects.get(username=name)
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    print(role.name, session.session_key)
print("placements", load_as_given("placements", ["child_key"]).height, file=sys.stderr)
"""


def fifty_people(draws: int) -> list[Finding]:
    """With few ``draws`` a minute of ten people, which has no target."""
    people, seconds = (PEOPLE, SECONDS) if draws >= 1_000 else (10, 60.0)  # noqa: PLR2004 - a whole measurement
    findings = []
    with TemporaryDirectory(prefix="highneeds-bench-") as folder:
        files = Path(folder) / "files"
        _run(Path(folder), {}, "demo-files", str(files), "--plans", str(_PLANS))
        findings += _measured("SQLite", Path(folder) / "sqlite", files, {}, people, seconds)
        with postgresql(is_safe=True) as address:
            home = Path(folder) / "postgresql"
            findings += _measured("PostgreSQL", home, files, {"DATABASE_URL": address}, people, seconds)
    return findings


def _measured(
    database: str, home: Path, files: Path, more: dict[str, str], people: int, seconds: float
) -> list[Finding]:
    _run(home, more, "month", str(files), "--out", str(home / "out"), "--draws", "200", "--invented")
    _run(home, more, "close", "--out", str(home / "out"))
    made = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", _ACCOUNTS, str(people)], env=_environment(home, more), check=True, capture_output=True,
        text=True,
    )  # fmt: skip
    placements = int(made.stderr.rpartition("placements")[2])
    sessions = [tuple(line.split()) for line in made.stdout.splitlines()]
    with _served(home, more), _Importing(home, more) as importing, _Memory(home) as memory:
        crowd = People(_PORT, [(role, key) for role, key in sessions], THINKING_SECONDS)
        answers = crowd.work(seconds)
    return _findings(database, answers, placements, (people, seconds), importing.done, memory.most)


def _findings(
    database: str, answers: list[Answer], placements: int, crowd: tuple[int, float], imports: int, megabytes: float
) -> list[Finding]:
    people, seconds = crowd
    reads = sorted(one.seconds for one in answers if not one.is_write)
    writes = sorted(one.seconds for one in answers if one.is_write)
    wrong = [one for one in answers if not one.is_right]
    slowest = max((one for one in answers if not one.is_write), key=lambda one: one.seconds)
    first = (
        f"{database}: {people} people for {seconds / 60:.0f} minutes, {THINKING_SECONDS:.0f} s between pages, "
        f"{placements:,} placements, {imports} imports of {_IMPORTED_LINES:,} cost lines meanwhile, from "
        f"{_SECONDS_SERVED_BEFORE:.0f} s after the server began"
    )
    pages = (
        f"{len(reads):,} pages, half of them within {_at(reads, 0.5):.2f} s, 95 in 100 within {_at(reads, 0.95):.2f} s"
    )
    wrote = f"{len(writes):,} writes, 95 in 100 within {_at(writes, 0.95):.2f} s, the longest {writes[-1]:.2f} s"
    told = ", ".join(f"{status} of {path}" for status, path in sorted({(one.status, one.path) for one in wrong}))
    return [
        Finding("load", first, f"{pages}; the longest {slowest.seconds:.1f} s ({slowest.path})",
                f"95 in 100 within {LIMIT_READ_SECONDS:g} s", _at(reads, 0.95) <= LIMIT_READ_SECONDS),
        Finding("load", f"{database}: notes written meanwhile", wrote, f"95 in 100 within {LIMIT_WRITE_SECONDS:g} s",
                _at(writes, 0.95) <= LIMIT_WRITE_SECONDS),
        Finding("load", f"{database}: answers that were not right", told or "none", "none", not wrong),
        Finding("load", f"{database}: memory of the server, its workers and the imports together",
                f"{megabytes:,.0f} MB", f"at most {LIMIT_MEGABYTES:,.0f} MB", megabytes <= LIMIT_MEGABYTES),
    ]  # fmt: skip


def _at(ordered: list[float], share: float) -> float:
    if not ordered:
        message = "nobody did it: let more people work for longer"
        raise ValueError(message)
    return ordered[int(share * (len(ordered) - 1))]


def _environment(home: Path, more: dict[str, str]) -> dict[str, str]:
    return os.environ | {"HIGHNEEDS_HOME": str(home)} | more


def _run(home: Path, more: dict[str, str], *words: str) -> None:
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    command = [sys.executable, "-m", "highneeds.cli.main", *words]
    subprocess.run(command, env=_environment(home, more), check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - as above


@contextmanager
def _served(home: Path, more: dict[str, str]) -> Iterator[None]:
    command = [sys.executable, "-m", "highneeds.cli.main", "serve", "--port", str(_PORT), "--no-link"]
    with subprocess.Popen(command, env=_environment(home, more), stdout=subprocess.DEVNULL) as server:  # noqa: S603 - as above
        try:
            _wait_for_it()
            time.sleep(_SECONDS_SERVED_BEFORE)  # people come to a server that is ready, not as it begins
            yield
        finally:
            server.terminate()


def _wait_for_it() -> None:
    until = time.monotonic() + _SECONDS_TO_START
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{_PORT}/health", timeout=5):
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


class _Importing(Meanwhile):
    """Extracts of cost lines, each newer than the one before: one begins every so often until the crowd goes home."""

    def __init__(self, home: Path, more: dict[str, str]) -> None:
        super().__init__()
        self.done = 0
        self._home, self._more = home, more

    def go_on(self) -> None:
        day = date(2026, 11, 1)
        while not self.ends.is_set():
            path = self._home / f"placement-costs-{day:%Y-%m-%d}.csv"
            write_lines(path, _IMPORTED_LINES, pounds_more=self.done)
            began = time.monotonic()
            _run(self._home, self._more, "import", str(path))
            self.done += 1
            day += timedelta(days=1)
            self.ends.wait(max(0.0, began + _SECONDS_BETWEEN_IMPORTS - time.monotonic()))


class _Memory(Meanwhile):
    """The most that all processes of a home hold together, each page of memory counted once (Linux)."""

    def __init__(self, home: Path) -> None:
        super().__init__()
        self.most = 0.0
        self._mark = f"HIGHNEEDS_HOME={home}".encode()

    def go_on(self) -> None:
        while not self.ends.wait(2.0):
            self.most = max(self.most, sum(map(self._megabytes, Path("/proc").glob("[0-9]*"))))

    def _megabytes(self, process: Path) -> float:
        try:
            if self._mark not in (process / "environ").read_bytes().split(b"\0"):
                return 0.0
            lines = (process / "smaps_rollup").read_text(encoding="ascii").splitlines()
        except (FileNotFoundError, ProcessLookupError, PermissionError):  # it ended meanwhile, or is another's
            return 0.0
        return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
