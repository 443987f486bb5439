"""Random SEN2 returns of generated children, and the same return written in each of its four shapes."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import xlsxwriter
from hypothesis import strategies as st

from highneeds.core.years import CensusDay
from highneeds.ingest.kinds import FileKind
from highneeds.ingest.results import ImportUnit, UnitFile
from highneeds.reports.sen2_xml import write_sen2_xml
from highneeds.rules.census_days import census_day
from highneeds.rules.sen2_elements import SEN2_ELEMENTS, SEN2_PARENT, Element, elements_of

Frames = dict[str, pl.DataFrame]
YEARS = (2023, 2024, 2025, 2026)
TITLES = {
    "sen2": "Header Record", "person": "Person Record", "requests": "Requests Records",
    "assessment": "Assessments Records", "namedplan": "Named Plan Records", "plandetail": "Plan Detail Records",
    "activeplans": "Active Plan Records", "placementdetail": "Placement Detail Records", "senneed": "SEN Need Records",
}  # fmt: skip
SHEETS = {
    "person": "Person", "requests": "Requests", "assessment": "Assessments", "namedplan": "Named Plan",
    "plandetail": "Plan Detail", "activeplans": "Active Plan", "placementdetail": "Placement Detail",
    "senneed": "SEN Need",
}  # fmt: skip
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzéöñ&<>'"
_MOST = {
    "requests": 2,
    "assessment": 1,
    "namedplan": 1,
    "plandetail": 2,
    "activeplans": 1,
    "placementdetail": 3,
    "senneed": 2,
}
_texts = st.none() | st.text(_LETTERS, min_size=1, max_size=8)
_days = st.dates(date(1998, 9, 1), date(2026, 1, 15))


def _value(element: Element) -> st.SearchStrategy[str | None]:
    if element.kind == "date":
        return st.none() | _days.map(date.isoformat)
    if element.kind == "flag":
        return st.none() | st.sampled_from(["0", "1"])
    if element.kind == "whole":
        return st.none() | st.integers(1, 9).map(str)
    if element.column in {"urn", "ukprn", "uniquelearnernumber"}:
        return st.none() | st.integers(100_000, 9_999_999).map(str)
    if element.column == "upn":
        return st.none() | st.integers(10**11, 10**12 - 1).map(lambda number: f"A{number}")
    return _texts


@st.composite
def returns(draw: st.DrawFn, year: int | None = None) -> tuple[int, Frames]:
    """A census year and its nine frames as ``plain`` gives them, records in the order of the XML."""
    of_year = draw(st.sampled_from(YEARS)) if year is None else year
    rows: dict[str, list[dict[str, object]]] = {module: [] for module in SEN2_ELEMENTS}

    def add(module: str, parent: int | None) -> None:
        own = {element.column: draw(_value(element)) for element in elements_of(module, of_year)}
        if module == "person" or not any(own.values()):  # a row with nothing in it is no row in a file
            own[elements_of(module, of_year)[0].column] = "X" if module in {"person", "activeplans"} else _first(module)
        rows[module].append({**own, f"{module}tableid": len(rows[module]) + 1, "parent": parent})
        number = len(rows[module])
        for child, of in SEN2_PARENT.items():
            if of == module:
                for _ in range(draw(st.integers(0, _MOST[child]))):
                    add(child, number)

    day = census_day(CensusDay(of_year))
    rows["sen2"].append({"collection": "SEN2", "year": str(of_year), "referencedate": day.isoformat(), "lea": "999",
                         "serialno": "001", "sen2tableid": 1, "parent": None})  # fmt: skip
    for _ in range(draw(st.integers(1, 4))):
        add("person", 1)
    return of_year, frames_of(rows)


def _first(module: str) -> str:
    kind = SEN2_ELEMENTS[module][0].kind
    return {"date": "2025-03-01", "flag": "1", "whole": "1"}.get(kind, "123456" if "detail" in module else "Y")


def frames_of(rows: dict[str, list[dict[str, object]]]) -> Frames:
    """Frames of rows that each have their own id and ``parent``."""
    return {module: _frame(module, of) for module, of in rows.items()}


def _frame(module: str, rows: list[dict[str, object]]) -> pl.DataFrame:
    schema: dict[str, pl.DataType] = {f"{module}tableid": pl.Int64()}
    if module in SEN2_PARENT:
        schema[f"{SEN2_PARENT[module]}tableid"] = pl.Int64()
    schema |= {element.column: pl.String() for element in SEN2_ELEMENTS[module]}
    named = [
        {**row, **({f"{SEN2_PARENT[module]}tableid": row["parent"]} if module in SEN2_PARENT else {})} for row in rows
    ]
    return pl.DataFrame(named, schema=schema)


def as_xml(folder: Path, year: int, frames: Frames) -> ImportUnit:
    out = io.BytesIO()
    write_sen2_xml(frames, year, out)
    return _unit(FileKind.SEN2_XML, folder / "return.xml", out.getvalue())


def as_blade(folder: Path, year: int, frames: Frames) -> ImportUnit:
    """Dates as COLLECT writes them: 2025-Mar-01 00:00:00."""
    files = []
    for module, frame in frames.items():
        path = folder / f"Blade-Export_{census_day(CensusDay(year)):%d-%m-%Y}_{module}.csv"
        columns = elements_of(module, year)
        keys = [name for name in frame.columns if name.endswith("tableid")]
        with path.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow([*keys, "NativeId", f"{module}orderseqcolumn", *(one.column for one in columns)])
            for row in frame.iter_rows(named=True):
                fields = [_blade(row[one.column], one) for one in columns]
                writer.writerow([*(row[key] for key in keys), 1, 1, *fields])
        files.append(UnitFile(path, path.name))
    return ImportUnit(FileKind.SEN2_BLADE, tuple(files), "0" * 64)


def _blade(value: str | None, element: Element) -> str:
    if value is None:
        return ""
    return f"{date.fromisoformat(value):%Y-%b-%d} 00:00:00" if element.kind == "date" else value


def as_template(folder: Path, year: int, frames: Frames) -> ImportUnit:
    """Nine tables below one another; numbers as numbers, dates as Excel's days, headings with line breaks."""
    path = folder / "submission.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, row = book.add_worksheet("Data Entry Template"), 0
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for module, frame in frames.items():
            sheet.write_string(row, 0, TITLES[module])
            _table(sheet, row + 1, module, year, frames, day=day)
            row += frame.height + 4
    return ImportUnit(FileKind.SEN2_TEMPLATE, (UnitFile(path, path.name),), "0" * 64)


def as_workbook(folder: Path, year: int, frames: Frames) -> ImportUnit:
    path = folder / f"SEN2-{year}.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for module, name in SHEETS.items():
            _table(book.add_worksheet(name), 0, module, year, frames, day=day, is_plain=True)
    return ImportUnit(FileKind.SEN2_WORKBOOK, (UnitFile(path, path.name),), "0" * 64)


def _table(sheet: xlsxwriter.worksheet.Worksheet, top: int, module: str, year: int, frames: Frames, *,
           day: object, is_plain: bool = False) -> None:  # fmt: skip
    elements = elements_of(module, year)
    headings = [one.column if is_plain else one.name for one in elements]
    keys = [] if module == "sen2" else ["Person ID"] if module == "person" else ["Person ID", "Requests record ID"]
    notes = [key if is_plain else f"{key}\n\n(This must be a unique ID)" for key in keys]
    for column, heading in enumerate([*notes, *headings]):
        sheet.write_string(top, column, heading)
    for number, row in enumerate(frames[module].iter_rows(named=True), top + 1):
        for column, key in enumerate(_keys(module, row, frames)[: len(keys)]):
            sheet.write_number(number, column, key)
        for column, element in enumerate(elements, len(keys)):
            _cell(sheet, number, column, row[element.column], element, day)


def _cell(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: str | None, element: Element,
          day: object) -> None:  # fmt: skip
    if value is None:
        return
    if element.kind == "date":
        serial = date.fromisoformat(value) - date(1899, 12, 30)
        sheet.write_number(row, column, serial / timedelta(days=1), day)
    elif element.kind in {"flag", "whole"} or element.column in {"urn", "ukprn"}:
        sheet.write_number(row, column, int(value))
    else:
        sheet.write_string(row, column, value)


def _keys(module: str, row: dict[str, object], frames: Frames) -> list[int]:
    """The person's and the request's numbers of a record."""
    if module == "sen2":
        return []
    if module == "person":
        return [int(str(row["persontableid"]))]
    while module != "requests":
        parent = SEN2_PARENT[module]
        at = int(str(row[f"{parent}tableid"])) - 1
        row, module = frames[parent].row(at, named=True), parent
    return [int(str(row["persontableid"])), int(str(row["requeststableid"]))]


def _unit(kind: FileKind, path: Path, content: bytes) -> ImportUnit:
    path.write_bytes(content)
    return ImportUnit(kind, (UnitFile(path, path.name),), "0" * 64)
