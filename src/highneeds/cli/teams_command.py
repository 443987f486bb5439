"""``highneeds teams``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from highneeds.cli.progress import console
from highneeds.operations.people import person_at_the_terminal
from highneeds.operations.teams_file import read_teams, team_lines

teams = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Teams: who is in which, and which roles see the children of their own teams alone.",
)


@teams.command("list")
def list_teams() -> None:
    """Everybody in a team, and which roles see the children of their own teams alone."""
    for line in team_lines():
        console.print(line, markup=False, soft_wrap=True)


@teams.command("read")
def read(file: Annotated[Path, typer.Argument(help="TOML; docs/guide/teams.md.")]) -> None:
    """Set everybody's teams from a file; every fault is told at once, and nothing is changed while there is one."""
    found = read_teams(file, by=person_at_the_terminal())
    roles = ", ".join(found.roles) or "no role"
    console.print(
        f"{found.people} people in teams, {len(found.changed)} changed. See own teams alone: {roles}.",
        markup=False,
        soft_wrap=True,
    )
