"""A good file of every kind, for tests that spoil it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from tests.ingest.sen2_returns import Frames, as_template, as_workbook, as_xml
from tests.ingest.small_council import SmallCouncil
from tests.ingest.wide_files import small_release, write_wide

from highneeds.ingest import FileKind, ImportUnit, find_units
from highneeds.ingest.sen2_raw import Sen2Return
from highneeds.ingest.sen2_shapes import plain, read_shape


class GoodFiles:
    """The small council's files, its return also in the other three shapes; written into ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._shapes = folder / "shapes"
        self._shapes.mkdir()
        self.council = SmallCouncil(folder / "council").write()
        self._paths: dict[FileKind, Path] = {}

    def path(self, kind: FileKind) -> Path:
        """Written once, for a workbook tells the time at which it was."""
        if kind not in self._paths:
            self._paths[kind] = GOOD[kind](self)
        return self._paths[kind]

    def content(self, kind: FileKind) -> bytes:
        return self.path(kind).read_bytes()

    def others(self, kind: FileKind) -> list[Path]:
        """The other files of the unit: of an export of nine files the one spoilt is that of persons."""
        if kind is not FileKind.SEN2_BLADE:
            return []
        person = self.council.blade("person")
        return sorted(file for file in person.parent.iterdir() if file != person)

    def in_shape(self, write: Callable[[Path, int, Frames], ImportUnit]) -> Path:
        (unit,) = find_units([self.council.blade("person").parent])
        read = read_shape(unit)
        assert isinstance(read, Sen2Return)
        return write(self._shapes, read.year, dict(plain(read).frames)).files[0].path


GOOD: Mapping[FileKind, Callable[[GoodFiles], Path]] = {
    FileKind.PROVIDER_REGISTER: lambda files: files.council.register_file,
    FileKind.POPULATION: lambda files: files.council.population_file,
    FileKind.SEN2_BLADE: lambda files: files.council.blade("person"),
    FileKind.SEN2_XML: lambda files: files.in_shape(as_xml),
    FileKind.SEN2_TEMPLATE: lambda files: files.in_shape(as_template),
    FileKind.SEN2_WORKBOOK: lambda files: files.in_shape(as_workbook),
    FileKind.PLAN_LIST: lambda files: files.council.plan_list_file,
    FileKind.BUDGET_BOOK: lambda files: files.council.budget_file,
    FileKind.PLACEMENT_COSTS: lambda files: files.council.costs_file,
    FileKind.TERM_DATES: lambda files: files.council.term_dates_file,
    FileKind.LEDGER: lambda files: files.council.ledger_file,
    FileKind.PAYMENTS: lambda files: files.council.payments_file,
    FileKind.PUBLISHED_RELEASE: lambda files: write_wide(files.council.folder / "release.zip", small_release()),
}
