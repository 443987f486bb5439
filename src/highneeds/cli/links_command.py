"""``highneeds links``."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from highneeds.cli.progress import console
from highneeds.operations.links import decide_link, link_lines, links_found
from highneeds.operations.sight import EVERY_CHILD


def links(
    join: Annotated[str | None, typer.Option(help="The link whose two records are one child.", metavar="LINK")] = None,
    part: Annotated[str | None, typer.Option(help="The link whose records are two children.", metavar="LINK")] = None,
    because: Annotated[str, typer.Option(help="Why: for whoever looks at the decision later.")] = "",
) -> None:
    """List the links between returns that are in doubt, or decide one: a decision holds for every later import."""
    if join is not None and part is not None:
        message = "Decide one link at a time: --join or --part."
        raise typer.BadParameter(message)
    chosen = join or part
    if chosen is None:
        for line in link_lines(links_found()):
            console.print(line, markup=False, soft_wrap=True)
        return
    decided = decide_link(
        chosen, is_same_child=join is not None, reason=because, decided_by=getpass.getuser(), sight=EVERY_CHILD
    )
    console.print(f"{decided.link.link_id} counts as {decided.counts_as} from now on.", markup=False)
