"""Files are gathered into units, recognised by what they hold, and put in the order of import."""

from __future__ import annotations

from pathlib import Path

from tests.ingest.small_council import KEY, SmallCouncil

from highneeds.ingest import FileKind, ReadContext, find_units, read_unit, recognise


def test_a_folder_gives_one_unit_for_each_kind_in_order_of_import(tmp_path: Path) -> None:
    SmallCouncil(tmp_path).write()
    units = find_units([tmp_path])
    one_shape = set(FileKind) - {FileKind.SEN2_XML, FileKind.SEN2_TEMPLATE, FileKind.SEN2_WORKBOOK}
    one_shape -= {FileKind.EXPORTED_TABLE}  # which comes from us
    one_shape -= {FileKind.PUBLISHED_RELEASE}  # which is of every authority, and large
    assert [unit.kind for unit in units] == [kind for kind in FileKind if kind in one_shape]
    assert {unit.kind: len(unit.files) for unit in units if len(unit.files) > 1} == {FileKind.SEN2_BLADE: 9}
    assert {unit.kind: unit.year for unit in units if unit.year} == {FileKind.SEN2_BLADE: 2026}


def test_a_file_is_recognised_whatever_its_name(tmp_path: Path) -> None:
    council = SmallCouncil(tmp_path).write()
    for number, unit in enumerate(find_units([tmp_path])):
        renamed = tmp_path / f"file {number}{unit.files[0].path.suffix}"
        unit.files[0].path.rename(renamed)
        assert recognise(renamed) is unit.kind
    assert not council.ledger_file.exists()


def test_returns_of_two_years_in_one_folder_stay_apart(tmp_path: Path) -> None:
    council = SmallCouncil(tmp_path).write()
    for module in council.sen2:
        path = council.blade(module)
        (path.parent / path.name.replace("15-01-2026", "16-01-2025")).write_bytes(path.read_bytes())
    returns = [unit for unit in find_units([tmp_path]) if unit.kind is FileKind.SEN2_BLADE]
    assert [(unit.year, len(unit.files)) for unit in returns] == [(2025, 9), (2026, 9)]


def test_the_same_contents_have_the_same_hash_wherever_they_are(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    SmallCouncil(one).write()
    other = SmallCouncil(two)
    other.sen2["person"][0]["forename"] = "Alex"
    other.write()
    (two / "sen2").rename(two / "returns")
    first, second = ({unit.kind: unit.sha256 for unit in find_units([folder])} for folder in (one, two))
    assert [kind for kind in first if first[kind] != second[kind] and str(kind).startswith("sen2")] == [
        FileKind.SEN2_BLADE
    ]
    assert first[FileKind.LEDGER] == second[FileKind.LEDGER]


def test_notes_hidden_files_and_open_locks_are_passed_over(tmp_path: Path) -> None:
    for name in ("README.txt", "planted-defects.csv", ".hidden.csv", "~$book.xlsx", "picture.png"):
        (tmp_path / name).write_text("x")
    assert find_units([tmp_path]) == []


def test_a_file_named_twice_is_read_once_and_an_unknown_one_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    path.write_text("a,b\n1,2\n")
    (unit,) = find_units([path, path])
    assert unit.kind is None
    result = read_unit(unit, ReadContext(KEY))
    assert [fault.rule for fault in result.faults] == ["F04"]
    assert result.tables == {}
