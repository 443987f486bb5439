"""A council of two settings, small enough to reckon by hand: for the tests of finance."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from highneeds.core import FinancialYear, Labelled
from highneeds.finance import Assumption, Growth, Outlook, PriceUplift, Tally

YEAR = FinancialYear(2026)
AS_AT = date(2026, 10, 31)
SETTINGS = ("special", "independent_special", "other")
TIMING = Assumption("When in the year change happens", "evenly", "made up")
SPECIAL_PENCE, INDEPENDENT_PENCE = 18_250_00, 54_750_00  # £50 and £150 a day
_LONG_AGO = date(2025, 9, 1)


def census(special: int = 4, independent: int = 2) -> pl.DataFrame:
    """So many children in each setting, placed long ago."""
    settings = ["special"] * special + ["independent_special"] * independent
    return pl.DataFrame(
        {
            "child_key": [f"{number:032x}" for number in range(len(settings))],
            "setting": settings,
            "entry_date": [_LONG_AGO] * len(settings),
        },
        schema={"child_key": pl.String, "setting": pl.String, "entry_date": pl.Date},
    )


def cost_line(child: int, setting: str, pence: int, end: date | None = None, **other: object) -> dict[str, object]:
    values: dict[str, object] = {
        "line_ref": f"L{child}",
        "child_key": f"{child:032x}",
        "setting": setting,
        "cost_element": "top_up" if setting == "special" else "fee",
        "amount_pence_per_year": pence,
        "start_date": _LONG_AGO,
        "end_date": end,
        "cost_centre": "HN12" if setting == "special" else "HN13",
    }
    return values | other


COST_SCHEMA = {
    "line_ref": pl.String,
    "child_key": pl.String,
    "setting": pl.String,
    "cost_element": pl.String,
    "amount_pence_per_year": pl.Int64,
    "start_date": pl.Date,
    "end_date": pl.Date,
    "cost_centre": pl.String,
}


def costs(*lines: dict[str, object], special: int = 4, independent: int = 2) -> pl.DataFrame:
    """One line for each child of ``census``, and ``lines``."""
    every = [cost_line(child, "special", SPECIAL_PENCE) for child in range(special)]
    every += [cost_line(special + child, "independent_special", INDEPENDENT_PENCE) for child in range(independent)]
    return pl.DataFrame([*every, *lines], schema=COST_SCHEMA)


def budget() -> pl.DataFrame:
    """Placements £182,500, places £40,000, services £12,000, and a grant for all of it."""
    rows = [
        ("2026-27", "Special schools", "HN12", "placement", "special", 4.0, 73_000_00),
        ("2026-27", "Independent schools", "HN13", "placement", "independent_special", 2.0, 109_500_00),
        ("2026-27", "Special school places", "HN20", "places", None, None, 40_000_00),
        ("2026-27", "Specialist teaching", "HN30", "service", None, None, 12_000_00),
        ("2026-27", "High needs block", "HN90", "income", None, None, -234_500_00),
    ]
    names = ("financial_year", "budget_line", "cost_centre", "kind", "setting", "children_fte", "amount_pence")
    return pl.DataFrame(rows, schema=names, orient="row")


def ledger(*rows: tuple[str, int, str, int], months: int = 7) -> pl.DataFrame:
    """What the lines of ``costs`` come to by the day from April, places and services as budgeted; and ``rows``."""
    days = (30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28, 31)
    every = []
    for month in range(1, months + 1):
        every += [
            ("2026-27", month, "HN12", 200_00 * days[month - 1]),
            ("2026-27", month, "HN13", 300_00 * days[month - 1]),
            ("2026-27", month, "HN20", 40_000_00 // 12),
            ("2026-27", month, "HN30", 1_100_00),
            ("2026-27", month, "HN90", -234_500_00 // 12),
        ]
    names = ("financial_year", "month", "cost_centre", "amount_pence")
    return pl.DataFrame([*every, *rows], schema=names, orient="row")


def months_of(first_year: int, count: int) -> tuple[str, ...]:
    return tuple(f"{first_year + month // 12}-{month % 12 + 1:02d}" for month in range(count))


def steady_months(draws: int = 3, years: int = 7, *, growth: float = 0.0) -> Tally:
    """The caseload of ``census``, ``growth`` more a year, evenly, the same in each draw but for a tilt."""
    children, price = np.zeros((draws, 12 * years + 1, 3)), np.zeros((draws, 12 * years + 1, 3))
    for draw in range(draws):
        for month in range(12 * years + 1):
            size = 1 + growth * month / 12 * (1 + 0.5 * (draw - (draws - 1) / 2))
            children[draw, month] = (4 * size, 2 * size, 0)
            price[draw, month] = (4 * size * SPECIAL_PENCE / 100, 2 * size * INDEPENDENT_PENCE / 100, 0)
    children, price = np.maximum(children, 0.0), np.maximum(price, 0.0)
    axes = (("draw", tuple(range(draws))), ("month", months_of(2026, 12 * years + 1)), ("setting", SETTINGS))
    return Tally(Labelled(children, axes, "children"), Labelled(price, axes, "GBP per year"))


def flat_outlook() -> Outlook:
    """Nothing rises."""
    none = Growth(0.0, "made up")
    return Outlook(PriceUplift(YEAR, 0.0, "made up"), none, none, none)
