"""Everything a paper is made from, gathered from what is stored and frozen in one record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from highneeds.core import FinancialYear
from highneeds.core.errors import Refusal
from highneeds.finance.prices import live_on, net_pence_per_year
from highneeds.governance.agenda import next_meeting, waiting_money
from highneeds.governance.boards import Boards, Standing, latest
from highneeds.governance.disclosure import FEW
from highneeds.governance.papers.facts import (
    BoardFacts,
    Commitment,
    EarlierPaper,
    IndicatorFacts,
    LedgerTie,
    MeasureLine,
    PaperFacts,
    ProgrammeFacts,
    ProviderPrice,
    RiskFacts,
    RiskMoney,
    RiskMoneyRun,
    ScoreFacts,
    TextFile,
    WaitingFacts,
)
from highneeds.governance.papers.published import PublishedPaper
from highneeds.governance.record import MonthRecord
from highneeds.operations.boards import boards_in_use
from highneeds.operations.paper_benchmarks import benchmark_facts
from highneeds.operations.risks import planned_savings, risks_of_council
from highneeds.reports import words
from highneeds.reports.papers.kinds import PaperKind
from highneeds.risk import Standing as RiskStanding
from highneeds.risk import Watched
from highneeds.risk.known_measures import KNOWN_MEASURES
from highneeds.risk.live import LiveUnit
from highneeds.rules import Setting
from highneeds.savings import Entry, Sort
from highneeds.store.board_records import actions_done, decisions_made
from highneeds.store.closed_months import closings
from highneeds.store.governance_files import file_in_use
from highneeds.store.kept_records import IN_USE, record_in_use, records
from highneeds.store.months import latest_month
from highneeds.store.savings import entries
from highneeds.store.setup import open_store
from highneeds.store.snapshots import SnapshotDamagedError, read_snapshot

_LABELS = {key: measure.label for key, measure in KNOWN_MEASURES.items()}
_OF_PEOPLE = ("child", "young", "pupil", "plan", "appeal", "exclu")


def gather(kind: PaperKind, *, meeting: date | None, block: Path | None, narrative: Sequence[TextFile]) -> PaperFacts:
    """Of the latest month and all that is kept. ``meeting``: None for the next of the paper's board, else the month's.

    Raises Refusal before the first month, or where a file in use cannot be used.
    """
    open_store()
    month = latest_month()
    if month is None:
        message = "There is no month yet. Run 'highneeds month FOLDER' with the council's files first."
        raise Refusal(message)
    found = boards_in_use()
    boards = None if found is None else found.boards
    day = meeting or _meeting_of(kind, boards, month)
    return PaperFacts(
        kind=kind.key,
        ref=f"{kind.key}-{day.isoformat()}",
        meeting=day,
        month=month,
        programme=_programme(month),
        risks=_risks(block, month),
        boards=tuple(_boards(boards, day)),
        waiting=_waiting(boards, block, month),
        commitments=tuple(_commitments(boards)),
        providers=_providers(month),
        earlier=_earlier(kind, day),
        narrative=tuple(narrative),
        tie=_tie(),
        files=tuple(_files(block)),
        shown_before=tuple(sorted(_shown_before())),
        benchmarks=tuple(benchmark_facts()),
    )


def _meeting_of(kind: PaperKind, boards: Boards | None, month: MonthRecord) -> date:
    if boards is not None:
        named = [board.name for board in boards.boards if board.kind is kind.board]
        meeting = next_meeting(boards, named[0], month.as_at) if named else None
        if meeting is not None:
            return meeting.day
    return month.made_on


def _programme(month: MonthRecord) -> ProgrammeFacts | None:
    """The last run, with the ledger as it stands now."""
    run = record_in_use("programme", IN_USE, ProgrammeFacts)
    if run is None:
        return None
    kept = entries()
    first = str(month.financial_year)
    lines = tuple(_with_ledger(line, kept.get(line.ref)) for line in run.lines if line.year >= first)
    return replace(run, lines=lines)


def _with_ledger(line: MeasureLine, entry: Entry | None) -> MeasureLine:
    if entry is None:
        return line
    year = FinancialYear(int(line.year[:4]))
    moves = tuple(one.saved_in(year) for one in entry.evidence if one.sort is Sort.MOVE)
    return replace(
        line,
        state=entry.state.value,
        evidenced_pence=sum(one.saved_in(year) for one in entry.evidence),
        moves_pence=tuple(int(pence) for pence in moves if pence),
    )


def _risks(block: Path | None, month: MonthRecord) -> tuple[RiskFacts, ...]:
    if file_in_use("risks") is None:
        return ()
    view = risks_of_council(block=block, day=None)
    run = record_in_use("risk money", IN_USE, RiskMoneyRun)
    money = {} if run is None else dict(run.risks)
    return tuple(_risk(one, money.get(one.risk.ref), month) for one in view.standings)


def _risk(one: RiskStanding, money: RiskMoney | None, month: MonthRecord) -> RiskFacts:
    risk, current = one.risk, one.history.current
    prompt = "" if one.prompt is None else one.prompt.in_words(_LABELS).removeprefix(f"{risk.ref}: ")
    return RiskFacts(
        risk.ref,
        risk.title,
        risk.in_words(),
        risk.owner,
        risk.response.value,
        None if current is None else current.assessment.likelihood,
        None if current is None else current.assessment.impact,
        None if risk.target is None else risk.target.assessment.score,
        None if risk.target is None else risk.target.by,
        one.trend.value,
        tuple(ScoreFacts(said.scored_on, said.assessment.score, said.why) for said in one.history.scores),
        tuple(_indicator(seen) for seen in one.watched),
        prompt,
        tuple(f"{control.text} ({control.effectiveness})" for control in risk.controls),
        tuple(
            f"{action.text} ({action.owner}, {'late: was due' if action.is_late(month.made_on) else 'due'} "
            f"{words.day(action.due)})"
            for action in risk.actions
            if action.done_on is None
        ),
        money,
    )


def _indicator(seen: Watched) -> IndicatorFacts:
    """A count of few people is withheld before it comes near a paper."""
    measure = seen.measure
    value = None if seen.reading is None else seen.reading.value
    is_of_people = any(word in f"{measure.label} {measure.definition}".casefold() for word in _OF_PEOPLE)
    is_few = measure.unit is LiveUnit.COUNT and value is not None and FEW.is_few(words.whole(value))
    now = words.WITHHELD if is_few and is_of_people else seen.now_in_words()
    return IndicatorFacts(measure.label, now, seen.indicator.limit_in_words(measure), seen.state.value)


def _boards(boards: Boards | None, day: date) -> Iterator[BoardFacts]:
    for board in () if boards is None else boards.boards:
        meeting = next_meeting(boards, board.name, day) if boards is not None else None
        yield BoardFacts(
            board.name, board.kind.value, board.remit, board.reports_to, None if meeting is None else meeting.day
        )


def _waiting(boards: Boards | None, block: Path | None, month: MonthRecord) -> tuple[WaitingFacts, ...]:
    if boards is None:
        return ()
    found = waiting_money(boards, latest(decisions_made()), planned_savings(block), month.as_at)
    return tuple(
        WaitingFacts(
            one.decision.ref,
            one.decision.title,
            decides.name if (decides := boards.deciding_board(one.decision)) is not None else "no board may",
            one.decision.needed_by,
            one.standing is Standing.OVERDUE,
            one.pence_by_year,
        )
        for one in found
    )


def _commitments(boards: Boards | None) -> Iterator[Commitment]:
    done = {one.action: one for one in actions_done()}
    for action in () if boards is None else boards.actions:
        told = done.get(action.ref)
        yield Commitment(
            action.ref,
            action.text,
            action.owner,
            action.board,
            action.due,
            None if told is None else told.done_on,
            "" if told is None else told.note,
        )


def _providers(month: MonthRecord) -> tuple[ProviderPrice, ...]:
    """What independent schools are paid, by provider, on the day of the month."""
    try:
        lines = read_snapshot(month.snapshot).tables["cost_lines"]
    except (LookupError, SnapshotDamagedError):
        return ()
    of_day = lines.filter(
        live_on(month.as_at) & (pl.col("setting").cast(pl.String) == Setting.INDEPENDENT_SPECIAL.value)
    )
    found = (
        of_day.group_by("provider_name")
        .agg(pl.col("child_key").n_unique().alias("children"), net_pence_per_year().sum().alias("pence"))
        .sort("provider_name")
    )
    return tuple(ProviderPrice(name, int(children), int(pence)) for name, children, pence in found.iter_rows())


def _earlier(kind: PaperKind, day: date) -> EarlierPaper | None:
    """The last paper of this kind that readers saw before the meeting, or of the committee where there is none."""
    papers = [one.paper for one in records("published", PublishedPaper)] + list(records("earlier", EarlierPaper))
    before = [one for one in papers if one.day < day]
    own = [one for one in before if one.kind == kind.key] or [one for one in before if one.kind == "committee"]
    return max(own, key=lambda one: one.day, default=None)


def _shown_before() -> set[tuple[str, int]]:
    """Of every public paper, the figures that were not withheld and the children behind them."""
    return {
        (figure.key, figure.children)
        for one in records("published", PublishedPaper)
        if one.is_public
        for figure in one.paper.figures
        if figure.children is not None and figure.text != words.WITHHELD
    }


def _tie() -> LedgerTie | None:
    """Of the cost centres from which providers are paid: the others hold no payments to be matched."""
    found = closings()
    if not found:
        return None
    month = found[-1].month
    with_payments = [one for one in month.ties if one.matched_pence or one.unmatched_pence]
    ledger = sum(one.ledger_pence for one in with_payments)
    matched = sum(one.matched_pence for one in with_payments)
    unmatched = sum(one.unmatched_pence for one in with_payments)
    return LedgerTie(f"month {month.month} of {month.financial_year}", ledger, matched, unmatched)


def _files(block: Path | None) -> Iterator[tuple[str, str]]:
    for kept in (file_in_use("risks"), file_in_use("boards")):
        if kept is not None:
            yield f"{kept.file_name}, version {kept.version}", kept.sha256
    run = record_in_use("programme", IN_USE, ProgrammeFacts)
    if run is not None:
        yield "programme's file", run.sha256
    if block is not None:
        yield block.name, hashlib.sha256(block.read_bytes()).hexdigest()


def published_before(ref: str) -> tuple[PublishedPaper, ...]:
    """Every publication but this one's own, oldest first."""
    return tuple(one for one in records("published", PublishedPaper) if one.paper.ref != ref)


def known_names(facts: PaperFacts) -> tuple[str, ...]:
    """Names with a number in them that are no figures."""
    refs = (
        [one.ref for one in facts.risks] + [one.ref for one in facts.waiting] + [one.ref for one in facts.commitments]
    )
    measures = [] if facts.programme is None else [one.ref for one in facts.programme.lines]
    compared = [one.name for one in facts.benchmarks]
    return tuple(dict.fromkeys([*refs, *measures, *compared, "CFS 02"]))
