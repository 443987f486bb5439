"""The council's register of risks: read and kept, as it stands beside the live measures, and scored by people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from highneeds.core import FinancialYear
from highneeds.core.errors import Refusal
from highneeds.core.faults import Fault
from highneeds.forecast.space import council_space
from highneeds.governance.programme_run import PlannedSavings
from highneeds.ingest.block_file import read_block_file
from highneeds.ingest.risk_file import RiskFile, risks_of_text
from highneeds.ingest.risk_rules import RISK_RULES
from highneeds.ingest.toml_text import text_of
from highneeds.operations.boards import boards_in_use
from highneeds.operations.live_measures import Programme, Sources, readings
from highneeds.operations.peer_inputs import told
from highneeds.operations.programme_in_use import programme_in_use
from highneeds.risk import Assessment, History, ImpactOn, Reading, Score, Standing, standings
from highneeds.risk.known_measures import KNOWN_MEASURES
from highneeds.store.board_records import actions_done, decisions_made
from highneeds.store.governance_files import KeptFile, file_in_use
from highneeds.store.kept_records import PLANNED, keep_record, record_in_use
from highneeds.store.months import latest_month
from highneeds.store.risk_scores import histories, keep_register, keep_score
from highneeds.store.setup import open_store

STEPS = ("likelihood", *(on.value for on in ImpactOn))
_YEARS_PLANNED = 5


@dataclass(frozen=True)
class RegisterRead:
    """What came of reading a file: its version, whether it is new, and how many of its scores are."""

    kept: KeptFile
    risks: int
    new_scores: int


@dataclass(frozen=True)
class RiskView:
    """The register on ``day``, with one reading of every live measure."""

    file: RiskFile
    day: date
    standings: tuple[Standing, ...]
    readings: Mapping[str, Reading]

    def standing(self, ref: str) -> Standing:
        """Raises Refusal, naming what there is, for a ref that is not in the register."""
        for one in self.standings:
            if one.risk.ref.casefold() == ref.casefold().strip():
                return one
        known = ", ".join(one.risk.ref for one in self.standings)
        message = f"The register has no risk {ref!r}. It has {known}."
        raise Refusal(message)


def read_register(path: Path) -> RegisterRead:
    """Keep the file as the register in use. Raises Refusal, with every fault, when it cannot be used."""
    open_store()
    text = text_of(path, RISK_RULES["V01"])
    if isinstance(text, Fault):
        raise Refusal(told((text,), _NOTHING_KEPT))
    found = risks_of_text(text, path.name, council_space())
    if found.faults:
        raise Refusal(told(found.faults, _NOTHING_KEPT))
    kept, new = keep_register(path.name, text, found.scores, found.register.matrix)
    return RegisterRead(kept, len(found.register.risks), new)


_NOTHING_KEPT = "The register cannot be used. Nothing was kept."


def register_in_use() -> RiskFile:
    """Raises Refusal when none was read."""
    open_store()
    kept = file_in_use("risks")
    if kept is None:
        message = "No register of risks was read yet. Read one with highneeds risks read FILE; docs/guide/risks.md."
        raise Refusal(message)
    found = _register_of(kept.text, kept.file_name)
    if found.faults:
        raise Refusal(told(found.faults, "The register in use was read by another release. Mend it and read it again."))
    return found


@lru_cache(maxsize=2)
def _register_of(text: str, file_name: str) -> RiskFile:
    """Pages ask for the register in use over and over; it is read from its text once."""
    return risks_of_text(text, file_name, council_space())


def risks_of_council(*, block: Path | None = None, day: date | None = None) -> RiskView:
    """``block``: the block's file, whose measures' savings may wait on decisions. ``day``: None for the later of the
    month's day and the last score's, so that what is shown is as at the data.

    Raises Refusal when no register was read or the block's file cannot be used.
    """
    file = register_in_use()
    scored = histories()
    on = day or _day_of_data(scored)
    found = readings(Sources(on, programme_of(block)), file.register.readings)
    return RiskView(file, on, standings(file.register, scored, KNOWN_MEASURES, found, day=on), found)


def programme_of(block: Path | None) -> Programme:
    """The boards in use and the savings planned in the block's file, by year."""
    boards = boards_in_use()
    made = {one.decision: one for one in decisions_made()}
    done = {one.action: one for one in actions_done()}
    return Programme(None if boards is None else boards.boards, made, done, planned_savings(block))


def planned_savings(block: Path | None) -> Mapping[str, Mapping[str, int]]:
    """Pence by measure and financial year, of the years from the month's on; those of levers are for the forecast to
    say, and are left out. Without a file those of the one that was last named, else what the programme promises.
    Raises Refusal when the file has faults.
    """
    if block is None:
        return _known_savings()
    file = read_block_file(block)
    if file.faults:
        raise Refusal(told(file.faults, "The block's file cannot be used."))
    record = latest_month()
    first = min((year for one in file.measures for year in one.savings_pence), default=None)
    start = record.financial_year if record is not None else first
    if start is None:
        return {}
    years = tuple(FinancialYear(start.starts + ahead) for ahead in range(_YEARS_PLANNED))
    found = {
        one.name: {str(year): int(pence) for year, pence in zip(years, one.over(years).savings.values[0], strict=True)}
        for one in file.measures
        if one.lever is None
    }
    keep_record(
        "programme", PLANNED, PlannedSavings(tuple((name, tuple(each.items())) for name, each in found.items()))
    )
    return found


def _known_savings() -> Mapping[str, Mapping[str, int]]:
    kept = record_in_use("programme", PLANNED, PlannedSavings)
    if kept is not None:
        return {name: dict(by_year) for name, by_year in kept.by_measure}
    programme = programme_in_use()
    if programme is None:
        return {}
    return {
        one.name: {str(year): int(one.promised_in(year)) for year in programme.years}
        for one in programme.programme.measures
        if one.promised is not None
    }


def score_risk(
    ref: str,
    steps: Sequence[str],
    *,
    by: str,
    why: str,
    evidence: str,
    on: date | None,
    block: Path | None = None,
) -> tuple[History, Standing]:
    """Give a risk a new score: ``steps`` such as ``money=4``, and for the rest those of the last score; without any the
    score stays and says why. It answers what has crossed by now. Gives the history, and how it stood before.

    Raises Refusal as ``History.add``, for a first score that says too little, or without who or why.
    """
    view = risks_of_council(block=block)
    standing = view.standing(ref)
    if not by.strip() or not why.strip():
        message = "A score says who gives it and why: --by and --why."
        raise Refusal(message)
    today = on or date.today()  # noqa: DTZ011 - the council's own calendar day
    score = Score(
        standing.risk.ref,
        today,
        by.strip(),
        why.strip(),
        _assessment(standing, _parsed(steps)),
        evidence.strip(),
        standing.crossed,
    )
    return keep_score(score, view.file.register.matrix), standing


def _parsed(steps: Sequence[str]) -> dict[str, int]:
    given = {}
    for text in steps:
        name, _, step = text.partition("=")
        if name.strip() not in STEPS or not step.strip().isdigit():
            message = f"{text!r} is no step. Write one of {', '.join(STEPS)} and its step: --step money=4."
            raise Refusal(message)
        given[name.strip()] = int(step)
    return given


def _assessment(standing: Standing, given: Mapping[str, int]) -> Assessment:
    current = standing.history.current
    before: dict[str, int] = {}
    if current is not None:
        before = {on.value: step for on, step in current.assessment.impacts.items()}
        before["likelihood"] = current.assessment.likelihood
    parts = before | dict(given)
    if "likelihood" not in parts or not any(on.value in parts for on in ImpactOn):
        message = "A first score needs --step likelihood=3 and at least one of service, people, reputation and money."
        raise Refusal(message)
    try:
        return Assessment(**parts)
    except ValueError as error:
        message = f"That is no score: {error}."
        raise Refusal(message) from error


def _day_of_data(scored: Mapping[str, History]) -> date:
    record = latest_month()
    days = [history.current.scored_on for history in scored.values() if history.current is not None]
    if record is not None:
        days.append(record.as_at)
    return max(days, default=date.today())  # noqa: DTZ011 - the council's own calendar day
