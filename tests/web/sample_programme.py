"""The demonstration's programme as if it had been run: its file, made-up draws, and a ledger that people have moved."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from importlib.resources import files

from highneeds.core import FinancialYear, Pence
from highneeds.forecast.space import council_space
from highneeds.governance.papers.facts import MeasureLine, ProgrammeFacts, TargetYear
from highneeds.governance.programme_run import KeptProgramme, RunYear
from highneeds.ingest.programme_file import programme_of_text
from highneeds.savings import Colour, DecisionPoint, Evidence, Role, Sort, State, Step
from highneeds.store.kept_records import IN_USE, THE_FILE, keep_record
from highneeds.store.savings import entries, keep_evidence, keep_override, take_step

YEARS = tuple(FinancialYear(2026 + ahead) for ahead in range(5))
CHILD = "c0ffee" * 5 + "00"
_MILLION = 100_000_000.0


def sample_programme_run() -> None:
    """Kept as ``highneeds programme`` keeps it."""
    text = (files("highneeds.demo") / "programme.toml").read_text(encoding="utf-8")
    said = programme_of_text(text, "programme.toml", council_space())
    assert not said.faults
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    years = tuple(
        RunYear(
            str(year),
            ((0.1 * n - 0.2) * _MILLION, 0.35 * n * _MILLION, (0.7 * n + 0.1) * _MILLION),
            ((110 + 8 * n) * _MILLION, (114 + 9 * n) * _MILLION, (119 + 10 * n) * _MILLION),
            ((110 + 7.5 * n) * _MILLION, (114 + 8.5 * n) * _MILLION, (119 + 9.4 * n) * _MILLION),
            ((110 + 7.8 * n) * _MILLION, (114 + 8.8 * n) * _MILLION, (119 + 9.7 * n) * _MILLION),
        )
        for n, year in enumerate(YEARS)
    )
    keep_record("programme", THE_FILE, KeptProgramme("programme.toml", text, sha256, years))
    lines = tuple(
        MeasureLine(
            measure.ref,
            measure.name,
            measure.workstream.value,
            measure.kind.value,
            measure.kind.lowers_the_budget,
            measure.owner,
            "idea",
            str(year),
            int(measure.promised_in(year)),
            0,
            *(
                (None, None, None)
                if not measure.levers
                else (0.08 * n * _MILLION, 0.03 * n * _MILLION, 0.15 * n * _MILLION)
            ),
        )
        for measure in said.programme.measures
        for n, year in enumerate(YEARS)
    )
    targets = tuple(
        TargetYear(
            str(year),
            pence,
            low,
            middle,
            high,
            chance,
            chance / 2,
            moves,
            moves / 300,
            12.0 * n + 4,
            (),
            ("CP1 Phase", 2.4),
        )
        for n, (year, pence, low, middle, high, chance, moves) in enumerate(
            (
                (YEARS[0], 15_000_000, -20e6, 0.0, 10e6, 0.07, 8.0),
                (YEARS[1], 90_000_000, -10e6, 35e6, 80e6, 0.06, 40.0),
                (YEARS[2], 180_000_000, 0.0, 70e6, 150e6, 0.05, 82.0),
                (YEARS[3], 260_000_000, 10e6, 105e6, 220e6, 0.05, 120.0),
            )
        )
    )
    keep_record(
        "programme",
        IN_USE,
        ProgrammeFacts(
            said.programme.name,
            date(2026, 10, 31),
            200,
            2026,
            sha256,
            targets,
            lines,
            (),
            (),
            "A move is from an independent special school to the average of all other placements.",
        ),
    )


def sample_ledger() -> None:
    """IP1 is in delivery, with a fee and a child's move in evidence, and its delivery shown as amber."""
    for after, by, role in (
        (State.COSTED, "ann", Role.OWNER),
        (State.APPROVED, "bea", Role.PROGRAMME),
        (State.IN_DELIVERY, "ann", Role.OWNER),
    ):
        entry = entries().get("IP1")
        before = State.IDEA if entry is None else entry.state
        take_step(
            "IP1", Step(before, after, by, role, datetime(2026, 11, 1, 9, tzinfo=UTC), "Board of 1 November, minute 4")
        )
    fee = Evidence(Sort.PRICE, "Fen Farm", date(2026, 9, 1), Pence(1_200_000), "costs.xlsx row 7", None, Pence(200_000))
    move = Evidence(
        Sort.MOVE,
        CHILD,
        date(2026, 9, 1),
        Pence(3_611_100),
        "plans.csv row 3",
        DecisionPoint.PHASE_TRANSFER,
        Pence(600_000),
    )
    keep_evidence("IP1", (fee, move), by="ann")
    keep_override("IP1", "delivery", Colour.AMBER, by="bea", why="Twelve schools have not signed")


def main() -> None:
    sample_programme_run()
    sample_ledger()
