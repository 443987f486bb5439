"""Compiled kernels are kept where another version of the engine does not find them."""

from __future__ import annotations

import os
import subprocess
import sys

ASK = "import highneeds.operations, numba, os; print(numba.config.CACHE_DIR == os.environ['NUMBA_CACHE_DIR'])"


def test_the_compiler_is_told_where_kernels_are_kept_before_it_is_loaded() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    done = subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"
