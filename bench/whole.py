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
XML_PLANS, XML_PERSONS, XML_RUNS = 17_500, 20_000, 3
XML_LIMIT_SECONDS, XML_LIMIT_MEGABYTES = 30.0, 400.0


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
        runs = [run_command(Path(folder), "forecast", *files, *settings) for _ in range(FORECAST_RUNS)]
    seconds, megabytes = statistics.median(run.seconds for run in runs), max(run.megabytes for run in runs)
    is_met = seconds <= FORECAST_LIMIT_SECONDS and megabytes <= FORECAST_LIMIT_MEGABYTES
    target = f"at most {FORECAST_LIMIT_SECONDS:g} s, {FORECAST_LIMIT_MEGABYTES:.0f} MB"
    what = f"`highneeds forecast`, {draws:,} draws of {DEMO_YEARS} years: start, read, fit, simulate, write"
    return [Finding("forecast", what, _told(runs), target, is_met)]


def month(draws: int) -> list[Finding]:  # noqa: ARG001  a month has as many draws as the product gives it
    """``highneeds month`` on the demonstration county."""
    with TemporaryDirectory() as folder:
        home = Path(folder)
        run_command(home, "demo-files", f"{folder}/files", "--seed", "2026", "--plans", str(DEMO_PLANS))
        words = ["--council", "Ashmere County Council", "--invented"]
        runs = [
            run_command(home / str(number), "month", f"{folder}/files", "--out", f"{folder}/{number}/out", *words)
            for number in range(MONTH_RUNS)
        ]
    what = f"`highneeds month`, an invented county of {DEMO_PLANS:,} plans: files in, forecast, paper and pages out"
    return [Finding("month", what, _told(runs))]


def return_as_xml(draws: int) -> list[Finding]:  # noqa: ARG001  a return has none
    """A SEN2 return of more than 20,000 persons: written as XML from its nine files, and imported from there."""
    with TemporaryDirectory() as folder:
        home = Path(folder)
        run_command(home, "demo-files", f"{folder}/files", "--seed", "2026", "--plans", str(XML_PLANS))
        returns = sorted(path for path in (home / "files/sen2").iterdir() if path.is_dir())
        wrote = run_command(home, "sen2-xml", str(returns[-1]), f"{folder}/return.xml")
        size = (home / "return.xml").stat().st_size / 1_000_000
        persons = (home / "return.xml").read_bytes().count(b"<Person>")
        runs = [run_command(home / str(number), "import", f"{folder}/return.xml") for number in range(XML_RUNS)]
    seconds, megabytes = statistics.median(run.seconds for run in runs), max(run.megabytes for run in runs)
    is_met = persons >= XML_PERSONS and seconds <= XML_LIMIT_SECONDS and megabytes <= XML_LIMIT_MEGABYTES
    what = f"`highneeds import` of a SEN2 return in XML, {persons:,} persons, {size:.0f} MB"
    target = f"at most {XML_LIMIT_SECONDS:g} s, {XML_LIMIT_MEGABYTES:.0f} MB, for {XML_PERSONS:,} persons"
    return [
        Finding("return-xml", what, _told(runs), target, is_met),
        Finding("return-xml", "`highneeds sen2-xml` of the same return from its nine files", _told([wrote])),
    ]


def _told(runs: list[Used]) -> str:
    seconds, cpu, megabytes = zip(*runs, strict=True)
    times = f"{min(seconds):.2f} s (median {statistics.median(seconds):.2f}), {min(cpu):.2f} s of CPU"
    return f"{times}, {max(megabytes):.0f} MB"


def run_command(home: Path, *words: str) -> Used:
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
