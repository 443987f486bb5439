"""``highneeds audit``: whether it is whole, who saw a child, what was done last, and its anchors."""

from __future__ import annotations

from typing import Annotated

import typer

from highneeds.cli.progress import console
from highneeds.core.errors import Refusal
from highneeds.operations.audit import (
    about_child,
    anchor_after_restoring,
    anchor_in_words,
    erase_words_about,
    last_lines,
    verify,
)

audit = typer.Typer(
    no_args_is_help=True, pretty_exceptions_enable=False, help="Who saw and did what, and whether that record is whole."
)
Child = Annotated[str, typer.Argument(help="A child's pseudonym as on the pages, or its key.", metavar="CHILD")]


@audit.command("verify")
def verify_chain(
    anchor: Annotated[
        list[str], typer.Option(help="A line that 'highneeds audit anchor' gave earlier: '1234 9f86d0...'.")
    ] = [],  # noqa: B006 - typer reads it and nobody changes it
) -> None:
    """Read the whole record: every entry unchanged, none missing, the end not cut off."""
    found = verify(anchors=tuple(anchor))
    if found.wrong:
        for wrong in found.wrong:
            console.print(wrong, markup=False, soft_wrap=True)
        message = (
            f"The audit of {found.entries:,} entries is NOT whole. Tell your auditor, and restore it from a backup."
        )
        raise Refusal(message)
    console.print(f"The audit is whole: {found.entries:,} entries, each unchanged and in its place.")
    if found.head is not None:
        console.print(f"Anchor: {found.head}", markup=False, soft_wrap=True)


@audit.command("anchor")
def anchor(
    after_restoring: Annotated[
        str, typer.Option(help="A backup was put back: why. The record goes on from what it holds now.", metavar="WHY")
    ] = "",
) -> None:
    """Print the last entry's number and digest, to be kept in minutes or on another machine."""
    if after_restoring:
        lost = anchor_after_restoring(after_restoring)
        console.print(f"Anchored anew; {len(lost)} earlier anchor(s) hold no more and stand in audit/given-up.")
    console.print(anchor_in_words(), markup=False, soft_wrap=True)


@audit.command("child")
def child(given: Child) -> None:
    """Who saw, took out or changed anything of a child, the newest first."""
    name, lines = about_child(given)
    console.print(f"{name}: {len(lines)} entries" if lines else f"Nobody saw {name}.", markup=False)
    for line in lines:
        console.print(line, markup=False, soft_wrap=True)


@audit.command("list")
def last(
    who: Annotated[str, typer.Option(help="Of this account alone.")] = "",
    most: Annotated[int, typer.Option(min=1, max=100_000, help="How many.")] = 50,
) -> None:
    """What was done last, the newest first."""
    for line in last_lines(most, who=who):
        console.print(line, markup=False, soft_wrap=True)


@audit.command("erase-words")
def erase_words(given: Child) -> None:
    """Erase what people said at entries of a child; that something was said and done stays, and the chain is whole."""
    console.print(f"Erased what was said at {erase_words_about(given)} entries.")
