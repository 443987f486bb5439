"""``highneeds sen2-xml``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from highneeds.cli.progress import console, stages
from highneeds.operations.sen2_out import write_return_as_xml


def sen2_xml(
    given: Annotated[Path, typer.Argument(help="One return: XML, template, workbook, or the folder of nine files.")],
    out: Annotated[Path, typer.Argument(help="The XML file to write.")],
) -> None:
    """Write a SEN2 return, in whatever shape it is, as the XML that the department collects."""
    with stages() as begin:
        begin("Reading the return")
        written = write_return_as_xml(given, out)
    records = ", ".join(f"{count:,} {module}" for module, count in written.records.items())
    console.print(f"Wrote {written.path}: the return of {written.year} with {records}.", soft_wrap=True)
    if written.unknown:
        console.print(f"Not written, since a return has no place for them: {', '.join(written.unknown)}.")
