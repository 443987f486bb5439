"""Serving: refused when it is not safe, and from a process that has no thread which its workers would miss."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from tests.operations.command_council import CommandCouncil

SERVE_AFTER_TOUCHING_TABLES = """
import os, sys
import polars as pl
pl.DataFrame({"a": range(100_000)}).group_by("a").len()
print(len(os.listdir("/proc/self/task")), flush=True)
from highneeds.operations.serving import serve
serve(port=int(sys.argv[1]))
"""


def test_the_command_refuses_what_is_not_safe_and_the_doctor_exits_1_for_it(tmp_path: Path) -> None:
    unsafe = CommandCouncil(tmp_path, tmp_path).environment | {"HIGHNEEDS_HOSTS": "*"}
    command = [str(Path(sys.executable).parent / "highneeds")]
    served = subprocess.run([*command, "serve"], env=unsafe, capture_output=True, text=True, check=False)
    assert served.returncode == 1
    assert "any name" in served.stderr
    looked = subprocess.run([*command, "doctor", "--json"], env=unsafe, capture_output=True, text=True, check=False)
    assert looked.returncode == 1
    found = json.loads(looked.stdout)
    assert {"what", "verdict", "said", "mend"} == found[0].keys()
    assert any(one["verdict"] == "mend" and "any name" in one["said"] for one in found)


def test_workers_are_forked_from_a_process_without_threads_whatever_was_touched_before(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = CommandCouncil(tmp_path, tmp_path).environment | {"PYTHONPATH": os.pathsep.join(sys.path)}
    program = [sys.executable, "-c", SERVE_AFTER_TOUCHING_TABLES, str(port)]
    with subprocess.Popen(program, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            assert int(server.stdout.readline()) > 1  # polars began its threads
            assert _answer(f"http://127.0.0.1:{port}/health", server) == b"ok"
            assert len(list(Path(f"/proc/{server.pid}/task").iterdir())) == 1
        finally:
            server.terminate()
            server.wait(timeout=30)


def _answer(address: str, server: subprocess.Popen[str]) -> bytes:
    while server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - our own address
                return bytes(answer.read())
        except OSError:  # it does not listen yet
            time.sleep(0.1)
    return b""
