"""The high needs lines of the section 251 return, budget and outturn, and what recoupment explains between them.

The budget holds every place, those of academies too; the outturn leaves out what the department takes off the block and
pays to academies and colleges itself. Unless that is added back, the two are not alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from highneeds.core import FinancialYear, round_to_add
from highneeds.reports.returns.s251_lines import PLACES
from highneeds.reports.returns.types import TOTAL, Basis, Heading, ReturnRow, ReturnTable, Unit
from highneeds.reports.tables import Cell
from highneeds.rules.expenditure_rows import S251_LINES

_PENCE_IN_A_POUND = 100


@dataclass(frozen=True, slots=True)
class S251Year:
    """One year in pence by return line, as the council's books hold it; ``outturn`` of this year is its forecast.

    ``recouped``: places the department pays itself, None where no allocation of the year says; ``do_books_hold_them``:
    whether the amounts in the books count them. ``carried_forward_*``: what the block owes at the end of the year,
    positive.
    """

    financial_year: FinancialYear
    basis: Basis
    budget: Mapping[str, int]
    outturn: Mapping[str, int]
    recouped: int | None
    do_books_hold_them: bool
    carried_forward_budget: int
    carried_forward_outturn: int


def s251_carried_forward(owed_pence: int) -> int:
    """Line 1.9.3 of what the block owes: plus is a deficit there as here, minus a surplus.

    Source: DfE financial benchmarking and insights tool, which reads a negative 1.9.3 as a surplus.
    """
    return owed_pence


def s251_tables(years: Sequence[S251Year]) -> tuple[ReturnTable, ...]:
    """Net, in whole pounds that add. ``years`` in order: the last whole one, if any, and this one."""
    returned = [(_pounds(_budget(year)), _pounds(_outturn(year))) for year in years]
    headings = tuple(Heading(str(year.financial_year), year.basis) for year in years)
    budgets = tuple(Heading(str(year.financial_year), Basis.BUDGET) for year in years)
    planned = [_gbp(s251_carried_forward(year.carried_forward_budget)) for year in years]
    came = [_gbp(s251_carried_forward(year.carried_forward_outturn)) for year in years]
    differences = [{line: after[line] - before[line] for line in (*S251_LINES, TOTAL)} for before, after in returned]
    return (
        _lines("budget", [before for before, _ in returned], budgets),
        ReturnTable("budget_carried_forward", budgets, (ReturnRow("1.9.3", tuple(planned)),), Unit.GBP, _SIGN),
        _lines("outturn", [after for _, after in returned], headings),
        ReturnTable("outturn_carried_forward", headings, (ReturnRow("1.9.3", tuple(came)),), Unit.GBP, _SIGN),
        _recoupment(years, returned, headings),
        _lines("lines", differences, headings),
        _general_fund(headings),
    )


_SIGN = "Plus is a deficit carried forward, minus a surplus."


def _budget(year: S251Year) -> dict[str, int]:
    """With every place."""
    missing = 0 if year.do_books_hold_them or year.recouped is None else year.recouped
    return {**year.budget, PLACES: year.budget[PLACES] + missing}


def _outturn(year: S251Year) -> dict[str, int]:
    """Without what the department pays itself."""
    held = year.recouped if year.do_books_hold_them and year.recouped is not None else 0
    return {**year.outturn, PLACES: year.outturn[PLACES] - held}


def _gbp(pence: int) -> int:
    return round_to_add([pence], _PENCE_IN_A_POUND)[0]


def _pounds(by_line: Mapping[str, int]) -> dict[str, int]:
    whole = round_to_add([by_line[line] for line in S251_LINES], _PENCE_IN_A_POUND)
    return {**dict(zip(S251_LINES, whole, strict=True)), TOTAL: sum(whole)}


def _lines(key: str, by_year: Sequence[Mapping[str, int]], headings: tuple[Heading, ...]) -> ReturnTable:
    rows = tuple(ReturnRow(line, tuple(year[line] for year in by_year)) for line in (*S251_LINES, TOTAL))
    note = "Net of contributions, which are taken off the placements they are for. Columns by phase are not made."
    return ReturnTable(key, headings, rows, Unit.GBP, note, has_total=True)


def _recoupment(
    years: Sequence[S251Year],
    returned: Sequence[tuple[Mapping[str, int], Mapping[str, int]]],
    headings: tuple[Heading, ...],
) -> ReturnTable:
    columns = [_explained(year, *pair) for year, pair in zip(years, returned, strict=True)]
    keys = ("budget", "budget_academies", "budget_maintained", "outturn", "outturn_academies", "outturn_all",
            "difference", "difference_recoupment", "difference_real")  # fmt: skip
    rows = tuple(ReturnRow(key, tuple(column[key] for column in columns)) for key in keys)
    note = (
        "Recoupment is read from the allocation of the year, in the block's file. Where none is given the books are "
        "taken as they are, and what recoupment explains is not known."
    )
    return ReturnTable("recoupment", headings, rows, Unit.GBP, note)


def _explained(year: S251Year, before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, Cell]:
    """Budget less outturn of line 1.0.2, cut into recoupment, which is no variance, and the rest."""
    recouped = None if year.recouped is None else _gbp(year.recouped)
    difference = after[PLACES] - before[PLACES]
    return {
        "budget": before[PLACES],
        "budget_academies": recouped,
        "budget_maintained": None if recouped is None else before[PLACES] - recouped,
        "outturn": after[PLACES],
        "outturn_academies": recouped,
        "outturn_all": None if recouped is None else after[PLACES] + recouped,
        "difference": difference,
        "difference_recoupment": None if recouped is None else -recouped,
        "difference_real": None if recouped is None else difference + recouped,
    }


def _general_fund(headings: tuple[Heading, ...]) -> ReturnTable:
    blank = tuple(None for _ in headings)
    rows = tuple(ReturnRow(line, blank) for line in ("2.1.1", "2.1.2", "2.1.4", "2.1.6", "2.1.7"))
    note = "Paid by the council's general fund, not by the block: not held in this system."
    return ReturnTable("general_fund", headings, rows, Unit.GBP, note)
