"""Small valid frames of every canonical table, for the store's tests."""

from __future__ import annotations

from datetime import date

import polars as pl
from django.utils import timezone

from highneeds.operations.importing import UnitOutcome
from highneeds.operations.second_file import Second
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import ImportRun

JANUARY = date(2026, 1, 15)


def sen2_tables(year: int = 2026, children: int = 3) -> dict[str, pl.DataFrame]:
    keys = [f"{number:032x}" for number in range(children)]
    refs = [f"request-{number}" for number in range(children)]

    def common(file: str) -> dict[str, object]:
        return {
            "return_year": [year] * children,
            "child_key": keys,
            "source_file": [f"sen2/{year}/{file}.csv"] * children,
            "source_row": list(range(2, children + 2)),
        }

    return {
        "children": pl.DataFrame(
            common("person")
            | {"birth_date": [date(2012, 2, 29)] * children, "sex": ["F"] * children, "is_upn_missing": False}
        ),
        "identities": pl.DataFrame(
            common("person")
            | {"upn_key": keys, "uln_key": [None] * children, "name_key": [None] * children, "is_upn_temporary": False}
        ).cast({"uln_key": pl.String, "name_key": pl.String}),
        "requests": pl.DataFrame(
            common("requests")
            | {
                "request_ref": refs,
                "received_date": [None] * children,
                "request_outcome": ["Y"] * children,
                "request_outcome_date": [JANUARY] * children,
                "assessment_outcome": [None] * children,
                "assessment_outcome_date": [None] * children,
                "is_exception_to_20_weeks": True,
            }
        ),
        "plans": pl.DataFrame(
            common("plans")
            | {
                "request_ref": refs,
                "start_date": [JANUARY] * children,
                "cease_date": [None] * children,
                "cease_reason": [None] * children,
                "transfer_la": ["Å 'quoted' %s"] * children,
                "primary_need": ["SEMH"] * children,
                "review_meeting": [JANUARY] * children,
                "review_outcome": ["M"] * children,
                "last_review": [JANUARY] * children,
                "review_draft": [None] * children,
                "phase_transfer_due": [None] * children,
                "phase_transfer_final": [None] * children,
                "officer": [None] * children,
            }
        ),
        "placements": pl.DataFrame(
            common("placements")
            | {
                "request_ref": refs,
                "urn": ["123456"] * children,
                "ukprn": [None] * children,
                "setting": ["special"] * children,
                "rank": [1] * children,
                "entry_date": [JANUARY] * children,
                "leaving_date": [None] * children,
                "is_residential": False,
            }
        ),
    }


def ledger(year: str = "2026-27", months: int = 7, pence: int = -(2**40)) -> dict[str, pl.DataFrame]:
    frame = pl.DataFrame(
        {
            "financial_year": [year] * months,
            "month": list(range(1, months + 1)),
            "cost_centre": ["HN10"] * months,
            "amount_pence": [pence] * months,
            "source_file": [f"ledger-{year}.csv"] * months,
            "source_row": list(range(4, months + 4)),
        }
    )
    return {"ledger": frame}


def cost_lines(as_at: date = date(2026, 10, 31), lines: int = 2) -> dict[str, pl.DataFrame]:
    frame = pl.DataFrame(
        {
            "line_ref": [f"L{number}" for number in range(lines)],
            "child_key": ["0" * 32] * lines,
            "urn": [None] * lines,
            "provider_name": ["Fen Farm"] * lines,
            "setting": ["independent_special"] * lines,
            "cost_element": ["fee"] * lines,
            "amount_pence_per_year": [6_543_210] * lines,
            "rate_pence": [2_181_070] * lines,
            "rate_per": ["term"] * lines,
            "method": ["TRM"] * lines,
            "weeks_per_year": [None] * lines,
            "term_calendar": ["council"] * lines,
            "status": ["committed"] * lines,
            "notice_days": [None] * lines,
            "notice_terms": [1] * lines,
            "uplift_share": [0.05] * lines,
            "uplift_from": [date(2026, 9, 1)] * lines,
            "uplift_status": ["requested"] * lines,
            "start_date": [date(2026, 4, 1)] * lines,
            "end_date": [None] * lines,
            "cost_centre": ["HN13"] * lines,
            "as_at": [as_at] * lines,
            "source_file": ["costs.xlsx"] * lines,
            "source_row": list(range(5, lines + 5)),
        }
    )
    return {"cost_lines": frame}


def payments(months: tuple[int, ...] = (6, 7), each: int = 2, prefix: str = "P") -> dict[str, pl.DataFrame]:
    rows = [(month, number) for month in months for number in range(each)]
    count = len(rows)
    frame = pl.DataFrame(
        {
            "payment_ref": [f"{prefix}{month}-{number}" for month, number in rows],
            "invoice_ref": ["INV 1"] * count,
            "period": [f"2026-27 M{month:02d}" for month, _ in rows],
            "paid_on": [date(2026, 10, 5)] * count,
            "cost_centre": ["HN13"] * count,
            "supplier": ["Fen Farm"] * count,
            "urn": [None] * count,
            "child_key": [None] * count,
            "line_ref": ["L0"] * count,
            "cost_element": ["fee"] * count,
            "period_first_day": [date(2026, 9, 1)] * count,
            "period_last_day": [None] * count,
            "quantity": [1.0] * count,
            "rate_pence": [2_181_070] * count,
            "amount_pence": [2_181_070] * count,
            "source_file": ["payments.csv"] * count,
            "source_row": list(range(2, count + 2)),
        }
    )
    return {"payments": frame}


def term_dates() -> dict[str, pl.DataFrame]:
    frame = pl.DataFrame(
        {
            "owner": ["council"],
            "academic_year": ["2026/27"],
            "term": [1],
            "first_day": [date(2026, 9, 1)],
            "last_day": [date(2026, 12, 18)],
            "holiday_first_day": [date(2026, 10, 26)],
            "holiday_last_day": [date(2026, 10, 30)],
            "source_file": ["terms.csv"],
            "source_row": [2],
        }
    )
    return {"term_dates": frame}


def other_tables() -> dict[str, dict[str, pl.DataFrame]]:
    """Budget book, population and register, by kind."""
    source = {"source_file": ["a file"], "source_row": [2]}
    return {
        "budget-book": {
            "budget_lines": pl.DataFrame(
                {
                    "financial_year": ["2026-27"],
                    "budget_line": ["High needs block allocation"],
                    "cost_centre": ["HN90"],
                    "kind": ["income"],
                    "setting": [None],
                    "children_fte": [None],
                    "amount_pence": [-9_000_000_000],
                }
                | source
            )
        },
        "population": {
            "population": pl.DataFrame(
                {"mid_year": [2024], "age": [25], "children": [8123.4], "is_projected": [False]} | source
            )
        },
        "provider-register": {
            "providers": pl.DataFrame(
                {
                    "urn": ["123456"],
                    "ukprn": [None],
                    "name": ["Ysgol y Bryn"],
                    "type_code": [7],
                    "setting": ["special"],
                    "la_code": ["999"],
                    "is_open": [True],
                    "open_date": [date(1971, 9, 1)],
                    "close_date": [None],
                    "places_funded": [120],
                }
                | source
            )
        },
    }


def run_of(kind: str, sha: str = "a") -> ImportRun:
    return ImportRun(
        kind=kind, unit_sha256=sha * 64, file_names=[f"{kind}.csv"], rows_read=3, started_at=timezone.now()
    )


def as_replacing(_unit: UnitOutcome) -> Second:
    """What a person says of a second file that is the newer one."""
    return Second.REPLACES
