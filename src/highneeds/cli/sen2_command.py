"""``highneeds sen2-xml``, ``highneeds sen2-out`` and ``highneeds sen2-forget``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from highneeds.cli.progress import console, stages
from highneeds.operations.sen2_out import Written, forget_names, write_return_as_xml, write_stored_return


def sen2_xml(
    given: Annotated[Path, typer.Argument(help="One return: XML, template, workbook, or the folder of nine files.")],
    out: Annotated[Path, typer.Argument(help="The XML file to write.")],
) -> None:
    """Write a SEN2 return, in whatever shape it is, as the XML that the department collects."""
    with stages() as begin:
        begin("Reading the return")
        written = write_return_as_xml(given, out)
    _tell(written)


def sen2_out(
    year: Annotated[int, typer.Argument(help="Census year of the stored return, for example 2026.")],
    out: Annotated[Path, typer.Argument(help="The XML file to write. It names children: keep it as such.")],
    original: Annotated[
        Path | None, typer.Option(help="The return as it was imported, for names the store does not keep.")
    ] = None,
    unread: Annotated[
        Path | None, typer.Option(help="A CSV of the fields that have no place in a return.", metavar="FILE.csv")
    ] = None,
) -> None:
    """Write a stored SEN2 return as the XML that the department collects, as it was imported."""
    with stages() as begin:
        begin("Taking the return out of the store")
        written = write_stored_return(year, out, original=original, unread=unread)
    _tell(written)
    if unread is not None:
        console.print(f"Wrote {unread}", markup=False, soft_wrap=True)


def sen2_forget(year: Annotated[int, typer.Argument(help="Census year of the returns, for example 2024.")]) -> None:
    """Erase the names, postcodes and pupil numbers kept of a year's returns; everything else stays."""
    persons = forget_names(year)
    console.print(f"Erased who {persons:,} persons of the returns of {year} are." if persons else "None were kept.")


def _tell(written: Written) -> None:
    records = ", ".join(f"{count:,} {module}" for module, count in written.records.items())
    console.print(f"Wrote {written.path}: the return of {written.year} with {records}.", markup=False, soft_wrap=True)
    for names, why in (
        (written.unknown, "since a return has no place for them"),
        (written.out_of_year, f"since the return of {written.year} does not have them"),
        ([f"{count:,} {module}" for module, count in written.out_of_place.items()], "since they belong to no record"),
    ):
        if names:
            console.print(f"Not written, {why}: {', '.join(names)}.", markup=False, soft_wrap=True)
