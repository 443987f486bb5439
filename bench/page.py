"""Results as a table, and kept in docs/benchmarks.md: one block a run, the newest first."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.finding import Finding
from bench.machine import machine

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


def append_run(findings: Sequence[Finding], busy: Mapping[str, float]) -> None:
    """Set the block of this run under the heading; ValueError when the page has no such heading.

    ``busy``: by case, the cores that other work took meanwhile.
    """
    text = PAGE.read_text(encoding="utf-8")
    if RUNS_HEADING not in text:
        message = f"{PAGE} has no heading {RUNS_HEADING.strip()!r}"
        raise ValueError(message)
    before, after = text.split(RUNS_HEADING)
    heading = f"### {datetime.now(UTC):%d %B %Y, %H:%M} UTC, commit {_commit()}"
    block = "\n\n".join([heading, f"{machine()} {_others(busy)}", table(findings)])
    PAGE.write_text(f"{before}{RUNS_HEADING}\n{block}{after}", encoding="utf-8")


def _others(busy: Mapping[str, float]) -> str:
    cases = ", ".join(f"{case} {cores:.1f}" for case, cores in busy.items())
    return f"Cores that other work took meanwhile: {cases}."


def _commit() -> str:
    def git(*words: str) -> str:
        command = ["git", "-C", str(ROOT), *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603  fixed words

    is_changed = git("status", "--porcelain", "--untracked-files=no", "src", "bench")
    return git("rev-parse", "--short", "HEAD") + (" and changes not yet committed" if is_changed else "")
