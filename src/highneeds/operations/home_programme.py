"""Parts of a home page about the programme, risks and boards: what is off track, unproven, breached, undecided."""

from __future__ import annotations

from highneeds.core.errors import Refusal
from highneeds.governance.boards import Boards, Decision, standing_of
from highneeds.governance.boards import Standing as Decided
from highneeds.governance.rights import Right
from highneeds.operations.boards import boards_in_use
from highneeds.operations.home_parts import Panel, Way, not_yet, table_panel
from highneeds.operations.lists import default_day
from highneeds.operations.programme_in_use import ProgrammeInUse, programme_in_use
from highneeds.operations.risks import risks_of_council
from highneeds.operations.risks_page import asks_of
from highneeds.operations.savings_ledger import LedgerLine, ledger_line
from highneeds.operations.slugs import slug_of
from highneeds.reports import Table, words
from highneeds.reports.tables import Cell, Column, Kind
from highneeds.savings import Colour, State
from highneeds.store.board_records import decisions_made
from highneeds.store.savings import entries, overrides

_PROGRAMME = Way("The whole programme", "programme", needs=Right.SEE_PROGRAMME)
_NONE_RUN = "No programme of savings has been run yet. Run one: highneeds programme FILE."
_OVER = frozenset({State.BANKED, State.FAILED, State.REPLACED})


def _lines(found: ProgrammeInUse) -> tuple[LedgerLine, ...]:
    """Of this year, without those that are over."""
    kept, said = entries(), overrides()
    lines = (ledger_line(line, kept, said, found.as_at) for line in found.of_year(found.this_year))
    return tuple(line for line in lines if line.entry.state not in _OVER)


def off_track() -> Panel:
    """Measures whose delivery or money is not green, red first, then by ref."""
    name, title = "off-track", "Measures off track"
    found = programme_in_use()
    if found is None:
        return not_yet(name, title, _NONE_RUN)
    every = _lines(found)
    off = [line for line in every if {line.delivery.shown, line.money.shown} != {Colour.GREEN}]
    off.sort(key=lambda line: (Colour.RED not in {line.delivery.shown, line.money.shown}, line.year.measure.ref))
    columns = (
        Column("Measure"), Column("Owner"), Column("Delivery"), Column("Money"), Column("At risk, £m", Kind.MILLIONS),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            f"{line.year.measure.ref} {line.year.measure.name}",
            line.year.measure.owner or "Nobody",
            f"{words.sentence(line.delivery.shown)}: {line.delivery.cause}",
            f"{words.sentence(line.money.shown)}: {line.money.cause}",
            words.in_millions(line.year.at_risk, 2),
        )
        for line in off
    ]
    finding = f"{words.count(len(off))} of {words.plural(len(every), 'measure', 'measures')} are off track"
    note = f"Money of {found.this_year}, as at {words.day(found.as_at)}. Kinds of saving are never added."
    ways = tuple(_measure(line) for line in off)
    return table_panel(Table(name, finding, columns, tuple(rows), note), row_ways=ways, ways=(_PROGRAMME,))


def evidence_waiting() -> Panel:
    """Savings with evidence that finance has not agreed."""
    name, title = "evidence", "Evidence that waits for finance"
    found = programme_in_use()
    if found is None:
        return not_yet(name, title, _NONE_RUN)
    waits = [line for line in _lines(found) if line.year.evidenced > line.year.agreed]
    if not waits:
        return Panel(name, "No evidence waits for finance", ways=(_PROGRAMME,))
    columns = (
        Column("Measure"), Column("State"), Column("Kind"),
        *(Column(what, Kind.MILLIONS) for what in ("Evidenced, £m", "Agreed, £m", "Waits, £m")),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            f"{line.year.measure.ref} {line.year.measure.name}",
            words.sentence(line.entry.state),
            words.sentence(line.year.measure.kind),
            *(words.in_millions(pence, 2) for pence in (line.year.evidenced, line.year.agreed)),
            words.in_millions(line.year.evidenced - line.year.agreed, 2),
        )
        for line in waits
    ]
    finding = f"Evidence of {words.plural(len(waits), 'measure waits', 'measures waits')} for finance to agree"
    note = f"Of {found.this_year}. Kinds of saving are never added."
    return table_panel(
        Table(name, finding, columns, tuple(rows), note), row_ways=tuple(map(_measure, waits)), ways=(_PROGRAMME,)
    )


def _measure(line: LedgerLine) -> Way:
    ref = line.year.measure.ref
    return Way(ref, "measure", (slug_of(ref),), needs=Right.SEE_PROGRAMME)


def breaches() -> Panel:
    """Indicators that crossed their limit, and reviews that are due: they ask for a score and change none."""
    name, title = "breaches", "What asks for a new score"
    register = Way("The whole register", "risks", needs=Right.SEE_RISKS)
    try:
        view = risks_of_council()
    except Refusal:
        return not_yet(name, title, "No register of risks has been read yet. Read one: highneeds risks read FILE.")
    asked = [one for one in view.standings if one.prompt is not None]
    table = asks_of(view.standings)
    if table is None:
        return Panel(name, "No risk asks for a new score", ways=(register,))
    finding = f"{words.count(len(asked))} of {words.plural(len(view.standings), 'risk', 'risks')} ask for a new score"
    ways = tuple(Way(str(row[0]), "risk", (slug_of(str(row[0])),), needs=Right.SEE_RISKS) for row in table.rows)
    made = Table(name, finding, table.columns, table.rows, f"{table.note} As at {words.day(view.day)}.")
    return table_panel(made, row_ways=ways, ways=(register,))


def decisions() -> Panel:
    """Decisions of boards that wait, the day needed first."""
    name, title = "decisions", "Decisions that wait"
    found = boards_in_use()
    if found is None:
        return not_yet(name, title, "No file of boards has been read yet. Read one: highneeds boards read FILE.")
    boards, day, made = found.boards, default_day(), {one.decision: one for one in decisions_made()}
    standings = ((one, standing_of(one, made, day)) for one in boards.decisions)
    waiting = sorted((pair for pair in standings if pair[1] is not Decided.MADE), key=lambda pair: pair[0].needed_by)
    columns = tuple(map(Column, ("Decision", "Who decides", "Needed by", "How it stands")))
    rows: list[tuple[Cell, ...]] = [
        (f"{one.ref} {one.title}", _decider(boards, one), f"{one.needed_by:%-d %b %Y}", words.sentence(stands))
        for one, stands in waiting
    ]
    ways = tuple(Way(one.ref, "decision", (slug_of(one.ref),), needs=Right.SEE_RISKS) for one, _ in waiting)
    log = Way("Every decision, with the savings that wait on it", "decisions", needs=Right.SEE_RISKS)
    late = sum(stands is Decided.OVERDUE for _, stands in waiting)
    finding = f"{words.plural(len(waiting), 'decision waits', 'decisions wait')}, {words.count(late)} past their day"
    note = f"{boards.name}, as at {words.day(day)}."
    return table_panel(Table(name, finding, columns, tuple(rows), note), row_ways=ways, ways=(log,))


def _decider(boards: Boards, decision: Decision) -> str:
    board = boards.deciding_board(decision)
    return "No board may take it" if board is None else board.name
