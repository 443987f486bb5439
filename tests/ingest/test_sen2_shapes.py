"""One return in four shapes is one return, whichever it came in, and what is written as XML is read back the same."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ingest.sen2_histories import histories, history
from tests.ingest.sen2_returns import YEARS, Frames, as_blade, as_template, as_workbook, as_xml, returns

from highneeds.core.faults import Fault
from highneeds.ingest import ReadContext, read_unit
from highneeds.ingest.headers import ROW
from highneeds.ingest.kinds import FileKind
from highneeds.ingest.recognise import recognise
from highneeds.ingest.results import ImportUnit, UnitFile
from highneeds.ingest.sen2_names import columns_by_name
from highneeds.ingest.sen2_raw import Sen2Return
from highneeds.ingest.sen2_shapes import plain, read_shape
from highneeds.reports.sen2_xml import write_sen2_xml
from highneeds.rules.sen2_elements import SEN2_ELEMENTS, elements_of

SHAPES: dict[FileKind, Callable[[Path, int, Frames], ImportUnit]] = {
    FileKind.SEN2_XML: as_xml,
    FileKind.SEN2_BLADE: as_blade,
    FileKind.SEN2_TEMPLATE: as_template,
    FileKind.SEN2_WORKBOOK: as_workbook,
}
XML = """<?xml version="1.0"?>
<message>
  <HEADER><collectiondetails><Collection>SEN2</Collection><Year>2026</Year><ReferenceDate>2026-01-15</ReferenceDate>
  </collectiondetails><Source><LEA>999</LEA><SerialNo></SerialNo></Source></HEADER>
  <Persons>
    <Person><FamilyName>Ash</FamilyName><PersonBirthDate>2015-05-05</PersonBirthDate><UPN>A123456789012</UPN>
      <Colour>blue</Colour>
      <Requests><RequestOutcome>H</RequestOutcome><Exported></Exported>
        <Assessment><AssessmentOutcome>H</AssessmentOutcome>
          <NamedPlan><StartDate>2020-02-02</StartDate><PlanDetail><URN>123456</URN></PlanDetail><PB>0</PB></NamedPlan>
        </Assessment>
        <ActivePlans><TransferLA/><PlacementDetail><sensetting>OTH</sensetting></PlacementDetail></ActivePlans>
      </Requests>
    </Person>
  </Persons>
</message>
"""


def read(unit: ImportUnit) -> Frames:
    found = read_shape(unit)
    assert isinstance(found, Sen2Return), found
    return {module: frame.drop(ROW) for module, frame in plain(found).frames.items()}


def fault_of(unit: ImportUnit) -> Fault:
    found = read_shape(unit)
    assert isinstance(found, tuple)
    return found[0]


def xml_unit(folder: Path, content: str | bytes) -> ImportUnit:
    path = folder / "return.xml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return ImportUnit(FileKind.SEN2_XML, (UnitFile(path, path.name),), "0" * 64)


@pytest.mark.parametrize("kind", SHAPES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_return_of_any_year_is_the_same_in_every_shape(kind: FileKind, data: st.DataObject) -> None:
    year, frames = data.draw(returns())
    with TemporaryDirectory() as folder:
        found = read(SHAPES[kind](Path(folder), year, frames))
    if kind is FileKind.SEN2_WORKBOOK:  # it has no header but its year
        found["sen2"] = found["sen2"].with_columns(frames["sen2"].select("lea", "serialno"))
    for module, frame in frames.items():
        assert found[module].equals(frame), (module, found[module].to_dicts(), frame.to_dicts())


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(returns())
def test_in_out_and_in_again_is_the_identity(given_return: tuple[int, Frames]) -> None:
    year, frames = given_return
    with TemporaryDirectory() as folder:
        first = read_shape(as_blade(Path(folder), year, frames))
        assert isinstance(first, Sen2Return)
        assert first.year == year
        out = io.BytesIO()
        write_sen2_xml(plain(first).frames, year, out)
        again = read(xml_unit(Path(folder), out.getvalue()))
        twice = io.BytesIO()
        write_sen2_xml(again, year, twice)
    assert all(again[module].equals(frames[module]) for module in frames)
    assert twice.getvalue() == out.getvalue()


@pytest.mark.parametrize("year", YEARS)
def test_a_written_return_has_the_elements_of_its_year_in_their_order(year: int, tmp_path: Path) -> None:
    unit = xml_unit(tmp_path, XML)
    out = io.BytesIO()
    write_sen2_xml(read(unit), year, out)
    text = out.getvalue().decode()
    names = [element.name for element in elements_of("activeplans", year)]
    places = [text.index(f"<{name}>", text.index("<ActivePlans>")) for name in names]
    assert places == sorted(places)
    assert text.index("<StartDate>") < text.index("<PlanDetail>") < text.index("<PlanRes>")
    assert ("<PhaseTransferDueDate>" in text) == (year >= 2025)
    assert ("<GenderCurrent>" in text) == (year == 2023)


def test_names_are_matched_whatever_their_case_and_others_are_told(tmp_path: Path) -> None:
    unit = xml_unit(tmp_path, XML)
    found = read(unit)
    assert found["person"]["surname"].to_list() == ["Ash"]
    assert found["placementdetail"]["sensetting"].to_list() == ["OTH"]
    assert found["requests"]["exported"].to_list() == [None]
    result = read_unit(unit, ReadContext(b"k" * 32))
    assert "Colour" in next(fault.advice for fault in result.faults if fault.rule == "F07")
    assert result.tables["children"].height == 1
    assert result.tables["placements"]["source_row"].to_list() == [12]  # the line it begins on
    assert result.as_at is not None
    assert result.as_at.isoformat() == "2026-01-15"


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories())
def test_a_lawful_history_is_the_same_in_every_shape(given_history: tuple[int, Frames]) -> None:
    year, frames = given_history
    for kind, write in SHAPES.items():
        with TemporaryDirectory() as folder:
            found = read(write(Path(folder), year, frames))
        if kind is FileKind.SEN2_WORKBOOK:
            found["sen2"] = frames["sen2"]
        assert all(found[module].equals(frame) for module, frame in frames.items()), kind


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(returns(), st.randoms(use_true_random=False))
def test_the_case_of_names_does_not_matter(given_return: tuple[int, Frames], luck: Random) -> None:
    year, frames = given_return
    with TemporaryDirectory() as folder:
        path = as_xml(Path(folder), year, frames).files[0].path
        text = re.sub(r"(?<=<)(/?)(\w+)", lambda tag: tag[1] + _other_case(tag[2], luck), path.read_text("utf-8"))
        changed = _paired(text)
        found = read(xml_unit(Path(folder), changed))
    assert all(found[module].equals(frame) for module, frame in frames.items())


def _other_case(name: str, luck: Random) -> str:
    return luck.choice([name, name.lower(), name.upper(), name.swapcase()])


def _paired(text: str) -> str:
    """Each end tag with the letters of its start, as XML wants it."""
    opened: list[str] = []

    def mend(tag: re.Match[str]) -> str:
        if tag[1]:
            return f"</{opened.pop()}"
        opened.append(tag[2])
        return tag[0]

    return re.sub(r"<(/?)(\w+)", mend, text)


@pytest.mark.parametrize("kind", SHAPES)
def test_a_field_that_nobody_knows_is_kept_and_told(kind: FileKind, tmp_path: Path) -> None:
    unit = SHAPES[kind](tmp_path, 2026, history(2026, 2, Random(5)))  # noqa: S311 - an example, not a secret
    _add_a_field(unit, kind)
    found = read_shape(unit)
    assert isinstance(found, Sen2Return)
    assert found.unread.drop(ROW).rows() == [("person", "Nickname", "Bee")]
    told = [fault.advice for fault in read_unit(unit, ReadContext(b"k" * 32)).faults if fault.rule == "F07"]
    assert any("Nickname" in advice for advice in told)


def _add_a_field(unit: ImportUnit, kind: FileKind) -> None:
    """A field “Nickname” that the first person has."""
    path = next(file.path for file in unit.files if len(unit.files) == 1 or file.name.endswith("_person.csv"))
    if kind is FileKind.SEN2_XML:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("<Surname>", "<Nickname>Bee</Nickname><Surname>", 1), encoding="utf-8")
    elif kind is FileKind.SEN2_BLADE:
        first, second, *others = path.read_text(encoding="utf-8").splitlines()
        lines = [f"{first},Nickname", f"{second},Bee", *(f"{line}," for line in others)]
        path.write_text("\n".join(lines), encoding="utf-8")
    else:
        book = openpyxl.load_workbook(path)
        sheet = book["Person"] if "Person" in book.sheetnames else book.active
        header = next(row for row in sheet.iter_rows() if any(str(cell.value).lower() == "surname" for cell in row))
        width = max(cell.column for cell in header if cell.value) + 1
        sheet.cell(header[0].row, width, "Nickname")
        sheet.cell(header[0].row + 1, width, "Bee")
        book.save(path)


def test_the_same_checks_serve_every_shape(tmp_path: Path) -> None:
    broken = XML.replace("2015-05-05", "2035-05-05")
    result = read_unit(xml_unit(tmp_path, broken), ReadContext(b"k" * 32))
    assert "P01" in {fault.rule for fault in result.faults}
    assert result.rows_held > 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "b">]>' + XML[21:], "document type"),
        (XML[:400], "no well-formed XML"),
        (XML.replace("<Persons>", "<Persons>" + "<a>" * 30 + "</a>" * 30), "nested more than"),
        (XML.replace("blue", "b" * 20_000), "longer than"),
        (XML.replace("<HEADER>", "<Bar>").replace("</HEADER>", "</Bar>"), "no header"),
    ],
)
def test_what_no_return_holds_is_refused_in_words(content: str, words: str, tmp_path: Path) -> None:
    unit = xml_unit(tmp_path, content)
    faults = read_unit(unit, ReadContext(b"k" * 32)).faults
    assert words in faults[0].advice


def test_a_record_in_the_wrong_place_belongs_to_nobody(tmp_path: Path) -> None:
    moved = XML.replace("<Requests>", "<NamedPlan><StartDate>2021-01-01</StartDate></NamedPlan><Requests>")
    found = read(xml_unit(tmp_path, moved))
    assert found["namedplan"]["assessmenttableid"].to_list() == [None, 1]


@pytest.mark.parametrize(("encoding", "mark"), [("utf-16", ""), ("utf-8-sig", "")])
def test_other_encodings_of_xml_are_read(encoding: str, mark: str, tmp_path: Path) -> None:
    text = (mark + XML).replace('<?xml version="1.0"?>\n', "").replace("Ash", "Ashé")
    unit = xml_unit(tmp_path, text.encode(encoding))
    assert recognise(unit.files[0].path) is FileKind.SEN2_XML
    assert read(unit)["person"]["surname"].to_list() == ["Ashé"]


@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_each_shape_is_known_by_what_it_holds(data: st.DataObject) -> None:
    year, frames = data.draw(returns())
    for kind, write in SHAPES.items():
        with TemporaryDirectory() as folder:
            unit = write(Path(folder), year, frames)
            assert {recognise(file.path) for file in unit.files} == {kind}


def test_a_workbook_without_its_year_asks_for_it(tmp_path: Path) -> None:
    unit = as_workbook(
        tmp_path, 2026, {module: frame.clear() for module, frame in read(xml_unit(tmp_path, XML)).items()}
    )
    path = unit.files[0].path.rename(tmp_path / "extract.xlsx")
    assert "put the census year" in fault_of(ImportUnit(unit.kind, (UnitFile(path, path.name),), "0" * 64)).advice


def test_every_field_has_a_name_and_no_name_means_two() -> None:
    for module, elements in SEN2_ELEMENTS.items():
        known = columns_by_name(module)
        assert {element.column for element in elements} <= set(known.values())
        assert all(known[element.column] == element.column for element in elements)
