"""Whole processes as a council starts them: from the command to the last file, with their peak of memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bench.councils import DEMO, DEMO_FILES
from bench.finding import Finding

FORECAST_RUNS, MONTH_RUNS = 5, 2
FORECAST_LIMIT_SECONDS, FORECAST_LIMIT_MEGABYTES = 3.0, 400.0
DEMO_YEARS = 5
DEMO_PLANS = 7_000


class Used(NamedTuple):
    """What one command used."""

    seconds: float
    cpu_seconds: float
    megabytes: float


def forecast(draws: int) -> list[Finding]:
    """``highneeds forecast`` on the open demonstration."""
    if not DEMO.is_dir():
        return [Finding("forecast", "skipped: the files of witan.send are not here", "")]
    files = [word for name, path in DEMO_FILES.items() for word in (f"--{name.replace('_', '-')}", str(path))]
    with TemporaryDirectory() as folder:
        settings = ["--draws", str(draws), "--years", str(DEMO_YEARS), "--out", f"{folder}/out"]
        runs = [_run(Path(folder), "forecast", *files, *settings) for _ in range(FORECAST_RUNS)]
    seconds, megabytes = statistics.median(run.seconds for run in runs), max(run.megabytes for run in runs)
    is_met = seconds <= FORECAST_LIMIT_SECONDS and megabytes <= FORECAST_LIMIT_MEGABYTES
    target = f"at most {FORECAST_LIMIT_SECONDS:g} s, {FORECAST_LIMIT_MEGABYTES:.0f} MB"
    what = f"`highneeds forecast`, {draws:,} draws of {DEMO_YEARS} years: start, read, fit, simulate, write"
    return [Finding("forecast", what, _told(runs), target, is_met)]


def month(draws: int) -> list[Finding]:  # noqa: ARG001  a month has as many draws as the product gives it
    """``highneeds month`` on the demonstration county."""
    with TemporaryDirectory() as folder:
        home = Path(folder)
        _run(home, "demo-files", f"{folder}/files", "--seed", "2026", "--plans", str(DEMO_PLANS))
        words = ["--council", "Ashmere County Council", "--invented"]
        runs = [
            _run(home / str(number), "month", f"{folder}/files", "--out", f"{folder}/{number}/out", *words)
            for number in range(MONTH_RUNS)
        ]
    what = f"`highneeds month`, an invented county of {DEMO_PLANS:,} plans: files in, forecast, paper and pages out"
    return [Finding("month", what, _told(runs))]


def _told(runs: list[Used]) -> str:
    seconds, cpu, megabytes = zip(*runs, strict=True)
    times = f"{min(seconds):.2f} s (median {statistics.median(seconds):.2f}), {min(cpu):.2f} s of CPU"
    return f"{times}, {max(megabytes):.0f} MB"


def _run(home: Path, *words: str) -> Used:
    """Start one command and wait for it; CalledProcessError with its words when it fails."""
    home.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "highneeds.cli.main", *words]
    with (home / "said").open("w+b") as said:
        started = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603  our own command
            command, stdout=said, stderr=said, env=os.environ | {"HIGHNEEDS_HOME": str(home / "home")}
        )
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise subprocess.CalledProcessError(process.returncode, command, output=said.read())
    return Used(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
