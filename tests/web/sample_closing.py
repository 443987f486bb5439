"""Two closed months for pages to show: the second has three exceptions of one rule, and lines that moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl

from highneeds.core import FinancialYear, SnapshotId
from highneeds.finance.movement import ROWS_SCHEMA
from highneeds.finance.payments import EXCEPTION_RULES
from highneeds.finance.payments.exceptions import EXCEPTION_SCHEMA
from highneeds.governance.closed_month import (
    FROM_BUDGET,
    Beside,
    ClosedLine,
    ClosedMonth,
    Closing,
    Counted,
    ExceptionCount,
    Movement,
    TieLine,
)
from highneeds.store.closed_months import keep_closed
from highneeds.store.snapshots import Manifest, write_snapshot

RULE = "X03"
ROWS = [(RULE, 120_050, 41, "P1", "L1"), (RULE, 90_000, 12, "P2", None), (RULE, 5_000, 3, "P3", "=L3")]


CHILDREN = ("a" * 32, "b" * 32)


def sample_closing() -> Closing:
    """Kept in the store: £5,000 of £4,800, one line over, residual of journals £20; £4,850 the month before."""
    before, _ = keep_closed(_the_month_before())
    rows = [(*row, "a" * 32, "finance/payments.csv", number) for number, row in enumerate(ROWS, 2)]
    exceptions = pl.DataFrame(rows, schema=EXCEPTION_SCHEMA, orient="row")
    behind = _behind(
        ("new placements", "L3", CHILDREN[0], "special", 12_000, "", "finance/placement-costs.xlsx", 8),
        ("rates changed", "L2", CHILDREN[1], "special", 2_000, "", "finance/placement-costs.xlsx", 7),
        ("journals and other one-off", "HN12, October 2026", None, None, 400, "", "finance/ledger.csv", 9),
        ("residual", "HN12", None, None, 600, "payments to date that match no placement", None, None),
    )
    frames = {"exceptions": exceptions, "behind": behind, **_costs(100_000, 122_000, new=12_000)}
    snapshot = write_snapshot(frames, Manifest(FinancialYear(2026), 7, 2026, 1_000, ()))
    closing, _ = keep_closed(replace(closed_month(snapshot), moved_from_snapshot=before.month.snapshot))
    return closing


def _the_month_before() -> ClosedMonth:
    behind = _behind(
        ("volume", "Placements: special", None, None, 3_000, "4.0 children against 3.0 budgeted", None, None),
        ("mix", "Placements: special", None, None, 2_000, "", None, None),
    )
    snapshot = write_snapshot(
        {"behind": behind, **_costs(100_000, 120_000)}, Manifest(FinancialYear(2026), 6, 2026, 1_000, ())
    )
    return replace(
        closed_month(snapshot),
        month=6,
        as_at=date(2026, 9, 30),
        lines=(ClosedLine("Placements", "HN12", "placement", 480_000, 240_000, 0, 0, 245_000, 0, 0),),
        moved_from=FROM_BUDGET,
        movements=(Movement("volume", 3_000, "more children"), Movement("mix", 2_000, "")),
    )


def _behind(*rows: tuple[object, ...]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=ROWS_SCHEMA, orient="row")


def _costs(*year_pence: int, new: int = 0) -> dict[str, pl.DataFrame]:
    """Cost lines and their timings, a rate being its year's pence: of whole years, and ``new`` of one from October."""
    starts = [date(2026, 4, 1)] * len(year_pence) + [date(2026, 10, 12)] * bool(new)
    pence = [*year_pence, *([new] if new else [])]
    lines = pl.DataFrame(
        {
            "line_ref": [f"L{number}" for number in range(1, len(pence) + 1)],
            "child_key": [CHILDREN[number % 2] for number in range(len(pence))],
            "setting": "special",
            "start_date": starts,
            "end_date": pl.Series([None] * len(pence), dtype=pl.Date),
            "rate_pence": pence,
            "uplift_status": pl.Series([None] * len(pence), dtype=pl.String),
            "source_file": "finance/placement-costs.xlsx",
            "source_row": list(range(6, 6 + len(pence))),
        }
    )
    return {"cost_lines": lines, "timings": lines.select("line_ref", year_pence="rate_pence")}


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
        moved_from="the forecast of month 6, version 1",
        movements=(
            Movement("new placements", 12_000, "1 lines"),
            Movement("rates changed", 2_000, "1 lines"),
            Movement("journals and other one-off", 400, ""),
            Movement("residual", 600, ""),
        ),
        assumptions=(("Prices", "as contracted", "finance extract"),),
        beside=(Beside("placement", "tribunal", 2, 0.5, 40_000, 80_000, 28_284, 240_000, "a starting judgement"),),
        counted=(
            Counted("committed", 405_070, 405_070, 405_070, "the ledger"),
            Counted("unidentified growth", 9_990, 2_000, 19_000, "the simulation"),
        ),
        low_pence=492_000,
        high_pence=509_000,
    )  # fmt: skip
