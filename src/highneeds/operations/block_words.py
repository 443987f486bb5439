"""The block told for the screen: its allocation by version, each series by year in £m, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from highneeds.core import Labelled
from highneeds.finance.block import BlockLine, Series, block_lines
from highneeds.operations.amounts import YearTable
from highneeds.operations.block import CouncilBlock
from highneeds.reports import words

_UNIT_PENCE = 1_000_000  # £0.01m: the second decimal of a million
_PLACES = 2
_RANGES = ((0.1, "1 draw in 10 is below"), (0.5, "half the draws are below"), (0.9, "9 draws in 10 are below"))
_WITH_RANGE = ("in-year deficit", "deficit on 31 March")
_BALANCES = ("deficit on 1 April", "High Needs Stability Grant", "of which accrued", "deficit on 31 March")
_INTEREST = "interest, outside the block"


def block_tables(found: CouncilBlock) -> list[YearTable]:
    """The versions of this year's allocation, then two tables for each series."""
    lines = block_lines(found.outlook, unit_pence=_UNIT_PENCE)
    shown = [_versions(found)]
    for series in Series:
        of_series = [line for line in lines if line.series is series]
        year_lines = [line for line in of_series if line.line not in (*_BALANCES, _INTEREST)]
        balances = [line for line in of_series if line.line in (*_BALANCES, _INTEREST)]
        years = tuple(map(str, found.outlook.financial_years))
        shown.append(
            YearTable(f"{words.sentence(series)}: the year, £m; plus adds to the deficit", years, _rows(year_lines))
        )
        shown.append(YearTable(f"{words.sentence(series)}: what is owed, £m", years, _rows(balances)))
    return shown


def block_sentences(found: CouncilBlock) -> list[str]:
    """What each series comes to when the override ends (else in the last year), with ranges, and the interest."""
    outlook = found.outlook
    apart = outlook.last_year_held_apart
    year = apart or outlook.financial_years[-1]
    position = outlook.financial_years.index(year)
    said = []
    for series in Series:
        owed = outlook.balances[series].cumulative.values[:, position]
        said.append(f"{words.sentence(series)}: on {words.day(year.last_day)} the block {_owes(owed)}.")
    if apart is not None:
        said.append("The statutory override ends that day: what is then left falls on the council's own balances.")
    for series in Series:
        paid = outlook.borrowing[series].values[:, : position + 1].sum(axis=1)
        said.append(f"Interest until then, {series}: {words.millions(float(paid.mean()))}, outside the block.")
    return said


def assumption_lines(found: CouncilBlock) -> list[str]:
    return [f"{said.name}: {said.in_words}. ({said.source})" for said in found.outlook.assumptions]


def _versions(found: CouncilBlock) -> YearTable:
    first = found.outlook.financial_years[0]
    known = sorted(
        (each for each in found.outlook.plan.versions if each.financial_year == first),
        key=lambda version: version.published_on,
    )
    changes = {change.version: change.net_pence for change in found.changes}
    rows = (
        ("before import and export", [each.before_adjustment_pence for each in known]),
        ("import and export", [each.import_export_pence for each in known]),
        ("gross", [each.gross_pence for each in known]),
        ("deducted and paid by the department", [each.deducted_pence for each in known]),
        ("net", [each.net_pence for each in known]),
    )
    lines = [(name, tuple(words.pounds(pence) for pence in amounts)) for name, amounts in rows]
    lines.append(("change of net", tuple(words.pounds(changes[each]) if each in changes else "" for each in known)))
    columns = tuple(f"{each.published_on:%b %Y}" for each in known)
    return YearTable(
        f"Allocation of {first} by version; in use: the last of {_day(found)} or before", columns, tuple(lines)
    )


def _day(found: CouncilBlock) -> str:
    return words.day(found.as_at)


def _rows(lines: Sequence[BlockLine]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    rows: list[tuple[str, tuple[str, ...]]] = []
    for line in lines:
        name = f"{line.line}: {line.item}" if line.item else line.line
        rows.append((name, tuple(_millions(value) for value in line.values)))
        if line.line in _WITH_RANGE and line.draws is not None:
            rows.extend(_range_rows(line.draws))
    return tuple(rows)


def _range_rows(draws: Labelled) -> Iterable[tuple[str, tuple[str, ...]]]:
    for prob, name in _RANGES:
        ends = np.quantile(draws.values, prob, axis=0) / _UNIT_PENCE
        yield f"  {name}", tuple(_millions(words.whole(float(end))) for end in ends)


def _millions(hundredths: int) -> str:
    value = words.in_millions(hundredths * _UNIT_PENCE, _PLACES)
    return f"{words.MINUS if value < 0 else ''}{abs(value):,}"


def _owes(pence: np.ndarray[tuple[int], np.dtype[np.float64]]) -> str:
    mean = float(pence.mean())
    low, high = (float(end) for end in np.quantile(pence, (0.1, 0.9)))
    verb = "owes" if mean >= 0 else "has"
    minus = "" if low >= 0 else "; minus is a surplus"
    return f"{verb} {words.millions(abs(mean))} (eight draws in ten: {words.millions(low)} to {words.millions(high)}{minus})"
