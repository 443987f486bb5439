"""IT's part of a home page: what the doctor finds, the last imports, and how old the last backup is."""

from __future__ import annotations

from django.utils import timezone
from django.utils.timezone import localtime

from highneeds.governance.rights import Right
from highneeds.operations.checked import Checked, Verdict
from highneeds.operations.doctor import examine
from highneeds.operations.home_parts import IMPORT, IMPORTS, Panel, Reader, Way, not_yet, table_panel
from highneeds.operations.imports_list import recent_imports
from highneeds.operations.work_page import WorkReader, work_list
from highneeds.reports import Table, words
from highneeds.reports.tables import Cell, Column, Kind

MOST_IMPORTS = 8
MOST_AUDIT_ENTRIES = 1_000
_SHAPES = {Verdict.WELL: "● Well", Verdict.LOOK: "▲ Look", Verdict.MEND: "■ Mend"}
_WORST_FIRST = (Verdict.MEND, Verdict.LOOK, Verdict.WELL)


def health() -> Panel:
    """Everything the doctor looks at, now: version, settings, disk, database, clock, work, originals, backup, audit."""
    found = worst_first(list(examine(audit_entries=MOST_AUDIT_ENTRIES)))
    rows: list[tuple[Cell, ...]] = [
        (words.sentence(one.what), _SHAPES[one.verdict], one.said, one.mend or "-") for one in found
    ]
    to_mend = sum(one.verdict is Verdict.MEND for one in found)
    to_look = sum(one.verdict is Verdict.LOOK for one in found)
    finding = "This installation is well"
    if to_mend or to_look:
        finding = f"{words.count(to_mend)} to mend, {words.count(to_look)} to look at, of {words.count(len(found))}"
    columns = tuple(map(Column, ("What", "How it is", "What was found", "How to mend it")))
    looked = f"{localtime(timezone.now()):%-d %B %Y, %H:%M}"
    note = (
        f"Looked at on {looked}. highneeds doctor says the same at the terminal, of "
        "every entry of the audit, and with --deep reads every page."
    )
    return table_panel(Table("health", finding, columns, tuple(rows), note))


def worst_first(found: list[Checked]) -> list[Checked]:
    """In the doctor's own order among those that are as bad as one another."""
    return sorted(found, key=lambda one: _WORST_FIRST.index(one.verdict))


def long_work(reader: Reader) -> Panel:
    """What is at work, waits and failed of everybody's, the newest of what was done; no figure of the council."""
    found = work_list(WorkReader("", reader.allowed))
    every = Way("All long work", "work", needs=Right.RUN_WORK)
    lines = (*found.open, *found.failed, *found.over)[:MOST_IMPORTS]
    if not lines:
        return Panel("work", "Long work", "Nobody has begun any long work yet.", ways=(every,))
    rows: list[tuple[Cell, ...]] = [
        (one.what, words.sentence(one.word), one.stands, one.asked_by, f"{one.asked_at:%-d %b %Y, %H:%M}")
        for one in lines
    ]
    columns = tuple(map(Column, ("Work", "State", "Where it stands", "Begun by", "Begun")))
    ways = tuple(Way(one.what, "piece", (one.number,), needs=Right.RUN_WORK) for one in lines)
    table = Table("work", f"Long work: {found.finding[:1].lower()}{found.finding[1:]}", columns, tuple(rows))
    return table_panel(table, row_ways=ways, ways=(every,))


def last_imports() -> Panel:
    """What came in last, by whom, and what of it was held."""
    name, title = "imports", "The last imports"
    found = recent_imports(MOST_IMPORTS)
    if not found:
        return not_yet(name, title, "Nothing has been imported yet. The provider register is the first file to import.")
    columns = (
        Column("File"), Column("Finished"), Column("By"), Column("Rows in use", Kind.COUNT),
        Column("Rows held", Kind.COUNT), Column("State"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            one.name,
            f"{localtime(one.finished_at):%-d %b %Y, %H:%M}",
            one.given or "not kept",
            one.rows_kept,
            one.rows_held,
            f"Undone {one.undone}" if one.undone else "In use" if one.is_in_use else "Replaced by a later file",
        )
        for one in found
    ]
    ways = tuple(Way(one.label, "import", (one.import_id,), needs=Right.SEE_IMPORTS) for one in found)
    finding = f"The last import was finished on {localtime(found[0].finished_at):%-d %B %Y, %H:%M}"
    return table_panel(Table(name, finding, columns, tuple(rows)), row_ways=ways, ways=(IMPORTS, IMPORT))
