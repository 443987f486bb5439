"""The block told for the screen: its allocation by version, each series by year in £m, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from highneeds.core import Labelled
from highneeds.finance.block import BlockLine, Series, block_lines
from highneeds.finance.types import Floats
from highneeds.operations.amounts import YearTable
from highneeds.operations.block import CouncilBlock
from highneeds.reports import words

_UNIT_PENCE = 1_000_000  # £0.01m: the second decimal of a million
_PLACES = 2
_RANGES = ((0.1, "1 draw in 10 is below"), (0.5, "half the draws are below"), (0.9, "9 draws in 10 are below"))
_IN_YEAR, _OWED, _ACCRUED = "in-year deficit", "deficit on 31 March", "of which accrued"
_INCOME = ("allocation, gross", "deducted and paid by the department", "allocation, net", "transfers in", "spending")
_OF_MEASURES = ("in-year deficit, unmitigated", "saving", "investment")
_BALANCE = (
    "deficit on 1 April",
    _IN_YEAR,
    "High Needs Stability Grant",
    _OWED,
    _ACCRUED,
    "interest, outside the block",
)


@dataclass(frozen=True)
class BlockTable:
    """``bold`` names its chief line."""

    shown: YearTable
    bold: str


def block_tables(found: CouncilBlock) -> list[BlockTable]:
    """The versions of this year's allocation; then of each series what the year adds and what is owed."""
    lines = block_lines(found.outlook, unit_pence=_UNIT_PENCE)
    years = tuple(map(str, found.outlook.financial_years))
    shown = [BlockTable(_versions(found), "net")]
    for series in _different(found):
        of_series = [line for line in lines if line.series is series]
        parts = _INCOME if series is Series.UNMITIGATED else _OF_MEASURES
        name = words.sentence(series)
        of_year = YearTable(f"{name}: what the year adds, £m", years, _rows(of_series, (*parts, _IN_YEAR), {_IN_YEAR}))
        owed = YearTable(f"{name}: what is owed, £m", years, _rows(of_series, _BALANCE, {_OWED}))
        shown += [BlockTable(of_year, _IN_YEAR), BlockTable(owed, _OWED)]
    return shown


def block_sentences(found: CouncilBlock) -> list[str]:
    """What each series comes to when the override ends (else in the last year), with ranges, and the interest."""
    outlook = found.outlook
    apart = outlook.last_year_held_apart
    year = apart or outlook.financial_years[-1]
    upto = outlook.financial_years.index(year) + 1
    said = []
    for series in _different(found):
        balances = outlook.balances[series]
        owed, granted = balances.cumulative.values[:, upto - 1], balances.grant.values[:, :upto].sum(axis=1) > 0
        interest = float(outlook.borrowing[series].values[:, :upto].sum(axis=1).mean())
        said.append(
            f"{words.sentence(series)}. On {words.day(year.last_day)} the block {_owes(owed)}"
            f"{_by_grant(owed, granted)}. Interest until then: {words.millions(interest)}, outside the block."
        )
    if not outlook.measures:
        said.append("No measure is given: mitigated and risk-weighted are the same as unmitigated.")
    if apart is not None:
        said.append("The statutory override ends that day: what is then left falls on the council's own balances.")
    return said


def _different(found: CouncilBlock) -> tuple[Series, ...]:
    """Without a measure all series are one."""
    return tuple(Series) if found.outlook.measures else (Series.UNMITIGATED,)


def _by_grant(owed: Floats, granted: npt.NDArray[np.bool_]) -> str:
    """The two cases apart where draws differ in whether the grant comes: their mean is neither."""
    if granted.all() or not granted.any():
        return ""
    with_it, without = float(owed[granted].mean()), float(owed[~granted].mean())
    return (
        f": with the grant {words.millions(with_it)}, without {words.millions(without)} ({granted.mean():.0%} of draws)"
    )


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


def _rows(
    lines: Sequence[BlockLine], wanted: Sequence[str], with_range: AbstractSet[str]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Lines of those names, in that order; one of an item that is nought in every year is left out."""
    rows: list[tuple[str, tuple[str, ...]]] = []
    for name in wanted:
        for line in lines:
            if line.line == name and (any(line.values) or not line.item):
                rows.append((_named(line), tuple(map(_millions, line.values))))
                if name in with_range and line.draws is not None:
                    rows.extend(_range_rows(line.draws))
    return tuple(rows)


def _named(line: BlockLine) -> str:
    if line.line == _ACCRUED:
        return f"  accrued {line.item}"
    return f"{line.line}: {line.item}" if line.item else line.line


def _range_rows(draws: Labelled) -> Iterable[tuple[str, tuple[str, ...]]]:
    for prob, name in _RANGES:
        ends = np.quantile(draws.values, prob, axis=0) / _UNIT_PENCE
        yield f"  {name}", tuple(_millions(words.whole(float(end))) for end in ends)


def _millions(hundredths: int) -> str:
    value = words.in_millions(hundredths * _UNIT_PENCE, _PLACES)
    return f"{words.MINUS if value < 0 else ''}{abs(value):,}"


def _owes(pence: Floats) -> str:
    mean = float(pence.mean())
    low, high = (float(end) for end in np.quantile(pence, (0.1, 0.9)))
    verb = "owes" if mean >= 0 else "holds a surplus of"
    minus = "" if low >= 0 else "; minus is a surplus"
    ends = f"{words.millions(low)} to {words.millions(high)}{minus}"
    return f"{verb} {words.millions(abs(mean))} (eight draws in ten: {ends})"
