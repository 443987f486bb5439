"""One line of the results, and how times and memory are taken."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeVar

Result = TypeVar("Result")


class Finding(NamedTuple):
    """What was measured; ``is_met`` is None where there is no target."""

    case: str
    what: str
    figure: str
    target: str = ""
    is_met: bool | None = None


def against_limit(case: str, what: str, seconds: float, figure: str, limit_seconds: float) -> Finding:
    """A finding whose target is a time."""
    return Finding(case, what, figure, f"at most {limit_seconds:g} s", seconds <= limit_seconds)


@dataclass
class Stopwatch:
    """Wall and processor seconds of several runs of the same work."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def time(self, work: Callable[[], Result]) -> Result:
        """Do ``work`` once more."""
        started, busy = time.perf_counter(), time.process_time()
        result = work()
        self.wall.append(time.perf_counter() - started)
        self.cpu.append(time.process_time() - busy)
        return result

    @property
    def median_seconds(self) -> float:
        return statistics.median(self.wall)

    def told(self) -> str:
        """Best and median wall time, as people read them."""
        return f"{min(self.wall):.2f} s (median {self.median_seconds:.2f})"


def peak_megabytes() -> float:
    """The most memory this process has held.

    From the kernel's own account of the process (Linux): the figure that ``getrusage`` gives also counts what the
    parent held when it started this one.
    """
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    message = "the peak of memory can be read on Linux only"
    raise OSError(message)
