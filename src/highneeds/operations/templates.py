"""Write a template of every kind of file, with its data dictionary, from the same descriptions that readers use."""

from __future__ import annotations

from pathlib import Path

from highneeds.core.errors import Refusal
from highneeds.ingest.dictionary import DICTIONARY
from highneeds.ingest.fields import Field
from highneeds.ingest.kinds import FileKind
from highneeds.ingest.sen2_dictionary import SEN2_FIELDS, SEN2_SHEETS, blade_headings
from highneeds.reports.templates import (
    TemplateColumn,
    TemplateSheet,
    write_dictionary,
    write_headings,
    write_workbook,
)

DICTIONARY_FILE = "data-dictionary.csv"
_SHEET = "Data"
_MOST_CODES = 40


def write_templates(out: Path) -> tuple[Path, ...]:
    """For each kind of one table a workbook and a CSV; for SEN2 a workbook and the nine files of a COLLECT export.

    There is none for a return in XML, which no person fills in, and none in the department's own template, which it
    gives out itself. Raises Refusal when the folder cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        written = [path for kind, fields in DICTIONARY.items() for path in _of_kind(out, kind, fields)]
        written += _of_sen2(out)
        sheets = [TemplateSheet(kind.value, _columns(fields)) for kind, fields in DICTIONARY.items()]
        sheets += [TemplateSheet(f"sen2 {module}", _columns(fields)) for module, fields in SEN2_FIELDS.items()]
        written.append(write_dictionary(out / DICTIONARY_FILE, sheets))
    except OSError as error:
        message = f"The folder {out} cannot be written: {error.strerror}."
        raise Refusal(message) from error
    return tuple(written)


def _of_kind(out: Path, kind: FileKind, fields: tuple[Field, ...]) -> tuple[Path, Path]:
    columns = _columns(fields)
    book = write_workbook(out / f"{kind.value}.xlsx", kind.label, [TemplateSheet(_SHEET, columns)])
    return book, write_headings(out / f"{kind.value}.csv", columns)


def _of_sen2(out: Path) -> list[Path]:
    """The workbook keys its records by person and request, the export by numbers of every record."""
    kind = FileKind.SEN2_WORKBOOK
    sheets = [TemplateSheet(name, _columns(SEN2_FIELDS[module])) for module, name in SEN2_SHEETS.items()]
    written = [write_workbook(out / f"{kind.value}.xlsx", kind.label, sheets)]
    folder = out / FileKind.SEN2_BLADE.value
    folder.mkdir(exist_ok=True)
    for module in SEN2_FIELDS:
        columns = [TemplateColumn(heading, "", "", (), "", needed=False) for heading in blade_headings(module)]
        written.append(write_headings(folder / f"Blade-Export_DD-MM-YYYY_{module}.csv", columns))
    return written


def _columns(fields: tuple[Field, ...]) -> tuple[TemplateColumn, ...]:
    return tuple(
        TemplateColumn(
            one.heading,
            one.meaning,
            one.type.value,
            tuple(one.codes)[:_MOST_CODES],
            one.example,
            needed=one.is_required,
        )
        for one in fields
    )
