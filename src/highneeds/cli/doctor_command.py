"""``highneeds doctor``."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from highneeds.cli.progress import console
from highneeds.operations.checked import Checked, Verdict
from highneeds.operations.doctor import examine

_NEEDS_MENDING = 1
_COLOURS = {Verdict.WELL: "green", Verdict.LOOK: "yellow", Verdict.MEND: "red"}


def doctor(
    *,
    deep: Annotated[bool, typer.Option("--deep", help="Also read every page of the database and every file.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for a program that watches.")] = False,
) -> None:
    """How this installation is, and how to mend what is not well. Exit code 1 when something must be mended."""
    found = []
    with console.status("Looking") as status:
        for one in examine(is_deep=deep):
            found.append(one)
            if not as_json:
                status.update(f"Looking: {len(found)} looked at")
                _show(one)
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], indent=2))
    if any(one.verdict is Verdict.MEND for one in found):
        raise typer.Exit(_NEEDS_MENDING)


def _show(one: Checked) -> None:
    console.print(f"  [{_COLOURS[one.verdict]}]{one.verdict.value:5}[/] {one.what:10}", end="")
    console.print(one.said, markup=False, soft_wrap=True)
    if one.mend:
        console.print(f"{'':18}{one.mend}", markup=False, soft_wrap=True)
