"""``highneeds rules``."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from highneeds.cli.progress import console
from highneeds.operations.rules import rules_found, rules_lines, set_rule


def rules(
    change: Annotated[str | None, typer.Option("--set", help="The rule to set, such as L02.", metavar="RULE")] = None,
    to: Annotated[str, typer.Option(help="'as usual', 'stops the row', 'off' or 'asks for a look'.")] = "as usual",
    because: Annotated[str, typer.Option(help="Why: for whoever looks at the setting later.")] = "",
) -> None:
    """Tell what the rules found, by rule, school and officer and over the returns; or let a rule act otherwise."""
    if change is None:
        for line in rules_lines(rules_found()):
            console.print(line, markup=False, soft_wrap=True)
        return
    rule = set_rule(change, to, reason=because, set_by=getpass.getuser())
    console.print(
        f"{rule.id} ({rule.title}): {to}. What stops a row does so in imports from now on; to read a stored return "
        "anew, undo its import and import it again.",
        markup=False,
        soft_wrap=True,
    )
