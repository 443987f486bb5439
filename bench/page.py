"""Results as a table, and kept in docs/benchmarks.md: one block a run, the newest first."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.finding import Finding

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
RUNS_HEADING = "## Runs, the newest first\n"
_SAID = {True: "met", False: "**missed**", None: ""}


def table(findings: Sequence[Finding], *, with_head: bool = True) -> str:
    """Markdown, a finding a row."""
    rows = [
        f"| {finding.case} | {finding.what} | {finding.figure} | {finding.target} | {_SAID[finding.is_met]} |"
        for finding in findings
    ]
    head = ["| case | measured | result | target | |", "|---|---|---|---|---|"] if with_head else []
    return "\n".join([*head, *rows]) + "\n"


def append_run(findings: Sequence[Finding]) -> None:
    """Set the block of this run under the heading; ValueError when the page has no such heading."""
    text = PAGE.read_text(encoding="utf-8")
    if RUNS_HEADING not in text:
        message = f"{PAGE} has no heading {RUNS_HEADING.strip()!r}"
        raise ValueError(message)
    before, after = text.split(RUNS_HEADING)
    block = f"\n### {datetime.now(UTC):%d %B %Y, %H:%M} UTC, commit {_commit()}\n\n{_machine()}\n\n{table(findings)}"
    PAGE.write_text(before + RUNS_HEADING + block + after, encoding="utf-8")


def _commit() -> str:
    def git(*words: str) -> str:
        command = ["git", "-C", str(ROOT), *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603  fixed words

    is_changed = git("status", "--porcelain", "--untracked-files=no", "src", "bench")
    return git("rev-parse", "--short", "HEAD") + (" and changes not yet committed" if is_changed else "")


def _machine() -> str:
    load = os.getloadavg()[-1]
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "polars"))
    return (
        f"{_cpu()}, {os.cpu_count()} cores, {_memory_gib():.0f} GiB, {_system()}, Python {platform.python_version()}, "
        f"{libraries}. Load in the 15 minutes before: {load:.1f}."
    )


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def _system() -> str:
    return platform.freedesktop_os_release().get("PRETTY_NAME", platform.platform())


def _memory_gib() -> float:
    return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")) / 2**30
