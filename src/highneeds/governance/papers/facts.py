"""Everything a paper is made from, frozen: the month, the programme, the risks, the boards, and what was said before.

Nothing downstream looks anything up. The same facts give the same bytes, and another fact another hash.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from highneeds.governance.record import MonthRecord


@dataclass(frozen=True, slots=True)
class TargetYear:
    """One year's target in pence, what all measures together are forecast to save (8-in-10), and how likely it is.

    ``moves``: September moves that the whole target asks for, ``share_of_placements`` what share of the dear placements
    that is; ``further_moves``: those still missing for an even chance; ``stretch``: the measure, and how many times
    what is forecast of it would give one. None where nobody knows.
    """

    year: str
    target_pence: int
    low_pence: float
    median_pence: float
    high_pence: float
    prob_as_planned: float
    prob_weighted: float
    moves: float | None
    share_of_placements: float | None
    further_moves: float | None
    must_deliver: tuple[str, ...]
    stretch: tuple[str, float] | None = None


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure in one year, in pence; ``forecast_pence`` and its range None where it has no mechanism.

    ``moves_pence``: what each child's move among its evidence saves in that year, from which it is judged whether the
    sum would give a child away.
    """

    ref: str
    name: str
    workstream: str
    kind: str
    lowers_the_budget: bool
    owner: str
    state: str
    year: str
    promised_pence: int
    evidenced_pence: int
    forecast_pence: float | None
    low_pence: float | None
    high_pence: float | None
    moves_pence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ProgrammeFacts:
    """The programme as it was last run. ``overlap_pence``: joint effect less the marginal ones' medians, by year."""

    name: str
    as_at: date
    draws: int
    seed: int
    sha256: str
    targets: tuple[TargetYear, ...]
    lines: tuple[MeasureLine, ...]
    findings: tuple[tuple[str, str], ...]  # measure, what is wrong in words
    guards: tuple[tuple[str, str, str], ...]  # measure, statutory duty or quality, what must not get worse
    move_in_words: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorFacts:
    label: str
    now: str
    limit: str
    state: str


@dataclass(frozen=True, slots=True)
class ScoreFacts:
    day: date
    score: int
    why: str


@dataclass(frozen=True, slots=True)
class RiskMoney:
    """What it adds to the deficit if it comes about, in pence, and the share of futures in which it does."""

    prob: float
    expected_pence: float
    low_pence: float
    high_pence: float
    day: date


@dataclass(frozen=True, slots=True)
class RiskMoneyRun:
    """The money of risks as it was last run, by ref; ``snapshot``: what it was made from."""

    snapshot: str
    draws: int
    risks: tuple[tuple[str, RiskMoney], ...]


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """A risk as it stands; ``asks`` is why it should be scored again, empty where nothing asks."""

    ref: str
    title: str
    in_words: str
    owner: str
    response: str
    likelihood: int | None
    impact: int | None
    target_score: int | None
    target_by: date | None
    trend: str
    scores: tuple[ScoreFacts, ...]
    indicators: tuple[IndicatorFacts, ...]
    asks: str
    controls: tuple[str, ...]
    actions: tuple[str, ...]
    money: RiskMoney | None = None

    @property
    def score(self) -> int | None:
        return self.scores[-1].score if self.scores else None

    @property
    def is_corporate(self) -> bool:
        """Whether it is a risk of the whole council and not one of the programme's key risks."""
        return not self.ref.startswith("KR")


@dataclass(frozen=True, slots=True)
class BoardFacts:
    name: str
    kind: str
    remit: str
    reports_to: tuple[str, ...]
    next_meeting: date | None


@dataclass(frozen=True, slots=True)
class WaitingFacts:
    """A decision that is not made. ``pence_by_year``: the planned savings that wait for it."""

    ref: str
    title: str
    board: str
    needed_by: date
    is_overdue: bool
    pence_by_year: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Commitment:
    """What was promised. ``done_on`` and ``note`` only where it is done."""

    ref: str
    text: str
    owner: str
    board: str
    due: date
    done_on: date | None = None
    note: str = ""

    def state(self, day: date) -> str:
        if self.done_on is not None:
            return "done"
        return "late" if self.due < day else "open"


@dataclass(frozen=True, slots=True)
class LedgerTie:
    """Of the last closed month, in pence: what the ledger says, and what of it is matched to placements."""

    month: str
    ledger_pence: int
    matched_pence: int
    unmatched_pence: int


@dataclass(frozen=True, slots=True)
class ProviderPrice:
    """Exempt. ``children`` placed on the day and what they cost in a year, by provider."""

    provider: str
    children: int
    pence_per_year: int


@dataclass(frozen=True, slots=True)
class BenchmarkFacts:
    """A measure on published figures in its newest year, as it is read: ours, that of all authorities together, and the
    middle of our neighbours. ``all_name``: what the sum of all is called; ``""`` stands where nothing is published.
    """

    key: str
    name: str
    period: str
    own_name: str
    own: str
    all_name: str
    all: str
    neighbours: str
    source: str


@dataclass(frozen=True, slots=True)
class SaidFigure:
    """A figure as a paper said it: ``text`` as read, ``about`` the period and day it is of; ``children``: how many
    children stand behind it, which is not told.
    """

    key: str
    label: str
    text: str
    about: str = ""
    children: int | None = None


@dataclass(frozen=True, slots=True)
class EarlierPaper:
    """A paper that members have seen. ``source``: made here, or entered from the paper itself."""

    ref: str
    kind: str
    title: str
    day: date
    as_at: date
    content: str
    figures: tuple[SaidFigure, ...]
    commitments: tuple[Commitment, ...]
    source: str


LEFT_OUT_WHILE_EMPTY = MappingProxyType({"left out while empty": True})
"""Of a field that came later: a record without it is written as it was before, so that its hash stays."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file that an author wrote."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """``ref`` names the paper for good, such as ``committee-2026-11-27``.

    ``shown_before``: figures that published papers showed and the children behind each. ``withheld``: places that this
    paper keeps back with regard to all published before it. ``moved``: inputs that differ from the draft before. They
    are frozen with the rest, so that what was approved is what is published, to the byte.
    """

    kind: str
    ref: str
    meeting: date
    month: MonthRecord
    programme: ProgrammeFacts | None
    risks: tuple[RiskFacts, ...]
    boards: tuple[BoardFacts, ...]
    waiting: tuple[WaitingFacts, ...]
    commitments: tuple[Commitment, ...]
    providers: tuple[ProviderPrice, ...]
    earlier: EarlierPaper | None
    narrative: tuple[TextFile, ...]
    tie: LedgerTie | None = None
    files: tuple[tuple[str, str], ...] = ()  # what it stands on besides the month, each with its hash
    shown_before: tuple[tuple[str, int], ...] = ()
    withheld: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    benchmarks: tuple[BenchmarkFacts, ...] = field(default=(), metadata=LEFT_OUT_WHILE_EMPTY)
