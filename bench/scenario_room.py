"""The scenario room on the demonstration council of 7,000 plans: from pressing Apply to what the page shows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import highneeds.operations  # noqa: F401 - names the folder of compiled kernels before the engine is loaded
from bench.finding import Finding, against_limit

LIMIT_SECONDS = 2.0
_PLANS = 7_000
_RUNS = 20
_IN_ITS_HOME = """
import json, sys, time
import highneeds.operations
from dataclasses import replace
from datetime import date
from highneeds.operations.room_council import room_council
from highneeds.operations.room_levers import TypedLever, entered, scenario_of
from highneeds.operations.room_words import Target, results_of
from highneeds.operations.scenario_room import live_scenario

draws, runs = int(sys.argv[1]), int(sys.argv[2])
began = time.perf_counter()
room = room_council(wait_seconds=600.0)
told = {"read": time.perf_counter() - began, "children": room.children}
fewer = TypedLever("joining", -10.0, date(2026, 12, 1), size_sd=5.0)
places = TypedLever("places", 48.0, date(2027, 9, 1), setting="special")
fees = TypedLever("price", -2.0, date(2027, 9, 1), settings=("independent_special",))

def seconds(*typed, **how):
    began = time.perf_counter()
    lived = live_scenario(room, scenario_of("bench", entered(typed, "bench").levers.values()), draws=draws, **how)
    results_of(lived, Target("2029-30", 250_000_000))
    return time.perf_counter() - began

told["first"] = seconds(fees)
told["price"] = [seconds(replace(fees, size=-3.0 - run)) for run in range(runs)]
told["one"] = [seconds(replace(fewer, size=-11.0 - run / 2)) for run in range(runs)]
told["three"], told["alone"] = [], []
for run in range(runs):
    levers = fees, places, replace(fewer, size=-31.0 - run / 2)
    told["three"].append(seconds(*levers, has_levers=False))
    told["alone"].append(seconds(*levers))
print(json.dumps(told))
"""


def scenario_room(draws: int) -> list[Finding]:
    """Files are made and imported first, in a home of their own; wall time on all processors, 95 of 100 presses."""
    with tempfile.TemporaryDirectory(prefix="highneeds-bench-") as folder:
        told = _measured(Path(folder), draws)
    what = f"{told['children']:,.0f} children, {draws:,} draws, 4 financial years"
    room = "scenario-room"
    after = "then each of the three alone, of which one is lived"
    return [
        Finding(room, "the council's data read and fitted, once for each set of data", f"{told['read']:.1f} s"),
        Finding(room, f"the first Apply, with things as they are; {what}", f"{told['first']:.2f} s"),
        _against(room, f"a lever on prices changed; {what}", told["price"]),
        _against(room, f"a lever on joining changed, one life; {what}", told["one"]),
        _against(room, f"one of three levers changed: fan and chance, one life; {what}", told["three"]),
        Finding(room, f"{after}; {what}", _in_words(told["alone"])),
    ]


def _against(case: str, what: str, seconds: Sequence[float]) -> Finding:
    return against_limit(case, what, _of_95(seconds), _in_words(seconds), LIMIT_SECONDS)


def _of_95(seconds: Sequence[float]) -> float:
    return float(np.quantile(seconds, 0.95))


def _in_words(seconds: Sequence[float]) -> str:
    return f"95 in 100 within {_of_95(seconds):.2f} s (median {float(np.median(seconds)):.2f})"


def _measured(folder: Path, draws: int) -> dict[str, Any]:
    environment = {**os.environ, "HIGHNEEDS_HOME": str(folder / "home")}
    command = Path(sys.executable).with_name("highneeds")
    for words in (("demo-files", "files", "--plans", str(_PLANS)), ("import", "files")):
        subprocess.run([str(command), *words], cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", _IN_ITS_HOME, str(draws), str(_RUNS)],
        cwd=folder,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found
