"""Types one command after another in one process, so that a test of many commands loads the program once.

Reads a JSON object a line: ``words`` of a command, or ``code`` to run; answers with what was said and the exit code.
"""

from __future__ import annotations

import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import TextIO

from django.conf import settings
from django.db import connections

from highneeds.cli.main import main


def answer(asked: dict[str, object]) -> dict[str, object]:
    out, errors = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(errors):
        code = _run(asked)
    if settings.configured:
        connections.close_all()  # as when a process ends
    return {"returncode": code, "stdout": out.getvalue(), "stderr": errors.getvalue()}


def _run(asked: dict[str, object]) -> int:
    if "code" in asked:
        exec(str(asked["code"]), {"__name__": "__main__"})  # noqa: S102 - our own tests' code
        return 0
    words = asked["words"]
    sys.argv = ["highneeds", *(words if isinstance(words, list) else [])]
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def serve(asked: TextIO, answers: TextIO) -> None:
    for line in asked:
        print(json.dumps(answer(json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    own_answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever writes past Python is no answer
    serve(sys.stdin, own_answers)
