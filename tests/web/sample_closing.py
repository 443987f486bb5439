"""A closed month for pages to show, with three exceptions of one rule."""

from __future__ import annotations

from datetime import date

import polars as pl

from highneeds.core import FinancialYear, SnapshotId
from highneeds.finance.payments import EXCEPTION_RULES
from highneeds.finance.payments.exceptions import EXCEPTION_SCHEMA
from highneeds.governance.closed_month import (
    FROM_BUDGET,
    Beside,
    ClosedLine,
    ClosedMonth,
    Closing,
    ExceptionCount,
    Movement,
    TieLine,
)
from highneeds.store.closed_months import keep_closed
from highneeds.store.setup import open_store
from highneeds.store.snapshots import Manifest, write_snapshot

RULE = "X03"
ROWS = [(RULE, 120_050, 41, "P1", "L1"), (RULE, 90_000, 12, "P2", None), (RULE, 5_000, 3, "P3", "=L3")]


def sample_closing() -> Closing:
    """Kept in the store: £5,000 of £4,800, one line over, residual of journals £20."""
    rows = [(*row, "a" * 32, "finance/payments.csv", number) for number, row in enumerate(ROWS, 2)]
    exceptions = pl.DataFrame(rows, schema=EXCEPTION_SCHEMA, orient="row")
    snapshot = write_snapshot({"exceptions": exceptions}, Manifest(FinancialYear(2026), 7, 2026, 1_000, ()))
    closing, _ = keep_closed(closed_month(snapshot))
    return closing


def closed_month(snapshot: SnapshotId) -> ClosedMonth:
    return ClosedMonth(
        financial_year=FinancialYear(2026),
        month=7,
        as_at=date(2026, 10, 31),
        snapshot=snapshot,
        lines=(
            ClosedLine("Placements: special", "HN12", "placement", 400_050, 250_000, 10_030, 5_000, 150_040, 9_990, 0,
                       480_000),
            ClosedLine("Therapies", "HN35", "service", 79_950, 45_000, 0, 0, 0, 0, 39_940),
            ClosedLine("Allocation", "HN90", "income", -450_000, -250_000, 0, 0, 0, 0, -200_000),
        ),
        ties=(TieLine("HN12", 250_000, 240_000, 8_000), TieLine("HN35", 45_000, 45_000, 0)),
        exceptions=tuple(
            ExceptionCount(rule.id, rule.title, *((3, 215_050, 41) if rule.id == RULE else (0, 0, 0)))
            for rule in EXCEPTION_RULES.values()
        ),
        moved_from=FROM_BUDGET,
        movements=(Movement("volume", 15_000, "more children"), Movement("residual", 5_000, "")),
        assumptions=(("Prices", "as contracted", "finance extract"),),
        beside=(Beside("placement", "tribunal", 2, 0.5, 40_000, 80_000, 28_284, 240_000, "a starting judgement"),),
    )  # fmt: skip


if __name__ == "__main__":
    open_store()
    sample_closing()
