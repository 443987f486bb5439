"""Where compiled kernels are kept: import this before the engine.

Numba looks only at the file a kernel stands in, and would go on using it after a function it calls has changed. So the
folder is named by the contents of all of them: another version of the engine compiles anew.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

_HOUSE = Path(__file__).resolve().parents[1]
_COMPILED_ROOMS = ("core", "forecast", "casework")


def _kernel_folder() -> Path:
    digest = hashlib.sha256()
    for room in _COMPILED_ROOMS:
        for source in sorted((_HOUSE / room).glob("*.py")):  # found and not imported: numba is yet to be told
            digest.update(source.name.encode() + source.read_bytes())
    beside = _HOUSE / "__pycache__"
    home = Path(os.environ.get("HIGHNEEDS_HOME") or "var").absolute()
    keeper = beside if os.access(beside.parent, os.W_OK) else home / "cache"
    return keeper / f"kernels-{digest.hexdigest()[:12]}"


os.environ.setdefault("NUMBA_CACHE_DIR", str(_kernel_folder()))  # read when numba is first imported


def is_compiled() -> bool:
    """Whether this version of the engine was compiled to its end, as ``warming`` does at set-up."""
    return _marker().exists()


def mark_compiled() -> None:
    _marker().touch()


def kernel_folder() -> Path:
    return Path(os.environ["NUMBA_CACHE_DIR"])


def _marker() -> Path:
    return kernel_folder() / "compiled"
