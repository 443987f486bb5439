"""``highneeds reconcile``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from highneeds.cli.progress import console
from highneeds.core.errors import Refusal
from highneeds.operations.reconciling import reconcile_example, reconcile_page, write_checks
from highneeds.operations.reconciling_words import reconciliation_lines


def reconcile(
    *,
    file: Annotated[
        Path | None, typer.Argument(help="TOML: a page of figures; see docs/guide/reconcile.md.", metavar="PAGE")
    ] = None,
    example: Annotated[str | None, typer.Option(help="A page packed with highneeds: cfs02.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for checks.csv.", metavar="DIR")] = None,
) -> None:
    """Check what should hold between the figures of a page: what does not, by how much, and what would mend it.

    Every figure counts as any number that rounds to it, so that rounding never looks like a mistake.
    """
    if (file is None) == (example is None):
        message = "Name a page of figures, or an example: 'highneeds reconcile --example cfs02'."
        raise Refusal(message)
    found = reconcile_page(file) if file is not None else reconcile_example(str(example))
    for line in reconciliation_lines(found):
        console.print(line, markup=False, soft_wrap=True)
    if out is not None:
        console.print(f"Wrote {write_checks(found, out)}", markup=False, soft_wrap=True)
