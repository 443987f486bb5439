"""The register and the boards of the demonstration council, read into the store, and made-up money of a risk."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from highneeds.governance.risk_run import RiskDraws, RiskOnOff
from highneeds.operations.boards import read_boards
from highneeds.operations.risks import planned_savings, read_register
from highneeds.store.kept_records import ON_AND_OFF, keep_record

EXAMPLES = Path(__file__).resolve().parents[2] / "docs/examples"


def sample_risks() -> None:
    read_register(EXAMPLES / "risks.toml")
    read_boards(EXAMPLES / "boards.toml")
    planned_savings(EXAMPLES / "block.toml")
    keep_record("risk money", ON_AND_OFF, sample_draws())


def sample_draws() -> RiskDraws:
    """CFS 02 triples the chance of passing a limit of £132m."""
    million = 100_000_000.0
    off = tuple((124 + 0.45 * n + 0.02 * n * n) * million for n in range(20))
    on = tuple(pence + 1.8 * million for pence in off)
    risk = RiskOnOff(
        "CFS 02",
        0.7,
        (126.3 * million, 130.1 * million, 134.8 * million),
        (125.4 * million, 128.3 * million, 132.0 * million),
        on,
        off,
        1.8 * million,
        12_000_000.0,
        sum(pence > 132 * million for pence in on) / 20,
        sum(pence > 132 * million for pence in off) / 20,
        4,
        5,
    )
    held = (("KR 4", "More exclusions are in the rates already."),)
    return RiskDraws("2026-M07-4f2a91c0", 1_000, date(2028, 3, 31), 13_200_000_000, "Cabinet", (risk,), held)
