"""Compiled kernels are kept where another version of the engine does not find them."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

SAME = "import numba, os; print(numba.config.CACHE_DIR == os.environ['NUMBA_CACHE_DIR'])"
QUEUE = """
from datetime import date, timedelta
from highneeds.operations.warming import queue_of_requests
from highneeds.casework import Chance, Learnt, OpenCase, Stream, arrivals, queue_ahead

def compiled():
    called = ("_fill_arrivals", "_fill_chances", "_fill_luck")  # what these call is compiled or kept with them
    return {name: getattr(arrivals, name).signatures for name in called}

queue_of_requests()
at_set_up, day = compiled(), date(2026, 10, 31)
for cases, stream in ((3, Stream(4.5, 40, None)), (0, Stream(4.5, 52, 3.0))):
    waiting = [OpenCase(day - timedelta(days=40 * case), is_assessing=case == 1) for case in range(cases)]
    queue_ahead(waiting, Learnt(stream, Chance(3, 4), Chance(9, 9)), day, least_weeks=9, weeks=26, draws=5, seed=1)
print(all(at_set_up.values()) and compiled() == at_set_up)
"""
PRICES = """
import numpy as np
from highneeds.operations import warming
from highneeds.forecast import many_scenes

shape = (2, 3, 4)
warming.prices_of_a_lever(shape)
at_set_up = list(many_scenes._factors.signatures)
acts = warming.scene((5, many_scenes.PRICE, many_scenes.PRICE), shape).acts
many_scenes.price_factors(acts, seed=2026, first_draw=0, draws=7, settings=3)
print(len(at_set_up) == 1 and many_scenes._factors.signatures == at_set_up)
"""
COMMANDS, PAGES = "import highneeds.operations", "import django; django.setup()"


@pytest.mark.parametrize("start", [COMMANDS, PAGES])
def test_the_compiler_is_told_where_kernels_are_kept_before_it_is_loaded(start: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    environment["DJANGO_SETTINGS_MODULE"] = "highneeds.web.settings"
    ask = [sys.executable, "-c", f"{start}; {SAME}"]
    done = subprocess.run(ask, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"


def test_all_that_draws_the_queue_of_requests_is_compiled_at_set_up() -> None:
    done = subprocess.run([sys.executable, "-c", QUEUE], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"


def test_prices_of_a_lever_are_compiled_at_set_up_as_the_scenario_room_asks_for_them() -> None:
    done = subprocess.run([sys.executable, "-c", PRICES], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"
