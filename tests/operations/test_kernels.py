"""Compiled kernels are kept where another version of the engine does not find them."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

SAME = "import numba, os; print(numba.config.CACHE_DIR == os.environ['NUMBA_CACHE_DIR'])"
COMMANDS, PAGES = "import highneeds.operations", "import django; django.setup()"


@pytest.mark.parametrize("start", [COMMANDS, PAGES])
def test_the_compiler_is_told_where_kernels_are_kept_before_it_is_loaded(start: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    environment["DJANGO_SETTINGS_MODULE"] = "highneeds.web.settings"
    ask = [sys.executable, "-c", f"{start}; {SAME}"]
    done = subprocess.run(ask, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"
