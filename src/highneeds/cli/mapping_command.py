"""``highneeds mapping`` and ``highneeds mappings``."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from highneeds.cli.progress import console
from highneeds.core.errors import Refusal
from highneeds.operations.mapping import (
    Proposal,
    change_proposal,
    confirm_mapping,
    forget_mapping,
    propose_mapping,
    remembered_mappings,
)
from highneeds.store.setup import open_store

_NOT_READ = {"", "-", "none"}


def mapping(
    *,
    file: Annotated[Path, typer.Argument(help="A table with headings of its own.", metavar="FILE")],
    kind: Annotated[str | None, typer.Option(help="What the file is: for example 'placement-costs'.")] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(help="What a heading is; nothing after = leaves it unread.", metavar="HEADING=NAME"),
    ] = None,
    constant: Annotated[
        list[str] | None, typer.Option(help="A value that holds for all rows.", metavar="NAME=VALUE")
    ] = None,
    confirm: Annotated[bool, typer.Option("--confirm", help="Remember it for every file with these headings.")] = False,
) -> None:
    """Say which column of a foreign table is which of ours, and remember it.

    Guesses by heading and content and shows examples. With --confirm, this file and later ones with the same headings
    are imported without asking; of other headings only those not met before are asked again.
    """
    said = {heading: None if name in _NOT_READ else name for heading, name in _pairs(column)}
    proposal = change_proposal(propose_mapping(file, kind), said, dict(_pairs(constant)))
    _print(proposal)
    if confirm:
        confirm_mapping(proposal, by=getpass.getuser())
        console.print("Remembered. Import the file now.", markup=False)
    elif proposal.lacking:
        console.print(f"Nothing gives {', '.join(proposal.lacking)}: use --column or --constant.", markup=False)
    else:
        console.print("Add --confirm to remember it, or correct it with --column 'HEADING=NAME'.", markup=False)


def mappings(
    *,
    forget: Annotated[int | None, typer.Option(help="Forget the mapping of this number.", metavar="NUMBER")] = None,
) -> None:
    """List the mappings that are remembered, or forget one."""
    if forget is not None:
        forget_mapping(forget)
        console.print(f"Mapping {forget} is forgotten.", markup=False)
        return
    open_store()
    found = list(remembered_mappings())
    for one in found:
        read = ", ".join(f"{heading} = {name}" for heading, name in one.mapping.fields.items() if name)
        fixed = "".join(f"; {name} is always {value}" for name, value in one.mapping.constants.items())
        when = f"{one.confirmed_at:%-d %B %Y}"
        console.print(f"{one.mapping_id}. {one.kind.label}, confirmed by {one.confirmed_by} on {when}", markup=False)
        console.print(f"   {read}{fixed}", markup=False, soft_wrap=True)
    if not found:
        console.print("No mapping is remembered.", markup=False)


def _pairs(texts: list[str] | None) -> list[tuple[str, str]]:
    pairs = [text.rpartition("=")[::2] for text in texts or []]
    wrong = [text for text, (left, _) in zip(texts or [], pairs, strict=True) if not left]
    if wrong:
        message = f"Write NAME=VALUE, not {', '.join(wrong)}."
        raise Refusal(message)
    return [(left.strip(), right.strip()) for left, right in pairs]


def _print(proposal: Proposal) -> None:
    console.print(f"{proposal.name} as {proposal.kind.label}; headings in row {proposal.header_row}", markup=False)
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("Heading", "Read as", "How sure", "Examples"):
        table.add_column(heading, overflow="fold")
    for guess in proposal.guesses:
        is_guess = guess.name is not None and not guess.is_settled
        sure = f"{guess.how_sure} ({guess.confidence:.0%})" if is_guess else guess.how_sure
        table.add_row(escape(guess.heading), guess.name or "-", sure, escape("; ".join(guess.examples)))
    console.print(table)
    for name, value in proposal.constants.items():
        console.print(f"{name} is always {value}", markup=False)
