"""The machine on which something was measured, and how busy it was with other things."""

from __future__ import annotations

import os
import platform
import resource
import time
from importlib.metadata import version
from pathlib import Path


class OtherWork:
    """How many cores other work took from the making of this record to ``cores()``.

    From the kernel's account of busy time, less what this process and the children it has waited for have used.
    """

    def __init__(self) -> None:
        self._began, self._others = time.monotonic(), _busy_seconds() - _own_seconds()

    def cores(self) -> float:
        """Mean since then."""
        others = _busy_seconds() - _own_seconds() - self._others
        return max(0.0, others / (time.monotonic() - self._began))


def _busy_seconds() -> float:
    """Of all cores, since the machine was started: user, nice, system, interrupts; not idle, not waiting for disks."""
    user, nice, system, _, _, interrupts, soft_interrupts = map(
        int, Path("/proc/stat").read_text(encoding="ascii").split(maxsplit=8)[1:8]
    )
    return (user + nice + system + interrupts + soft_interrupts) / os.sysconf("SC_CLK_TCK")


def _own_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def machine() -> str:
    """Processor, memory, system and libraries."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "polars"))
    return (
        f"{_processor()}, {os.cpu_count()} cores, {_memory_gib():.0f} GiB, {_system()}, "
        f"Python {platform.python_version()}, {libraries}."
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def _system() -> str:
    return platform.freedesktop_os_release().get("PRETTY_NAME", platform.platform())


def _memory_gib() -> float:
    return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")) / 2**30
