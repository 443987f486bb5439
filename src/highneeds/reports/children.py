"""The children and cost table: headcount beside full-time equivalent beside money, small counts withheld."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from highneeds.governance.disclosure import FEW, Place
from highneeds.governance.record import MonthRecord, SettingRow
from highneeds.reports import disclosure, words
from highneeds.reports.month_pack import ALL, children_pack, place, withheld, year_before
from highneeds.reports.tables import Cell, Column, Kind, Table, counts_that_add, millions_that_add

_HEADCOUNT = "Children on the day, headcount"


@dataclass(frozen=True, slots=True)
class _Shown:
    """A column as it may be published: None stands where a count is withheld."""

    cells: tuple[int | None, ...]
    total: int | None


def table(record: MonthRecord, hidden: frozenset[Place] | None = None) -> Table:
    """One row for each row of the DSG management plan and a total; ``[c]`` withheld, ``[z]`` not applicable.

    ``hidden``: the places to withhold, None for those that the month itself asks for.
    """
    rows, away = record.settings, withheld(record) if hidden is None else hidden
    before, now = _shown_on(record, year_before(record), away), _shown_on(record, record.as_at, away)
    fte = counts_that_add([row.forecast_fte for row in rows])
    budget_fte = counts_that_add([row.budget_fte or 0.0 for row in rows])
    cost = millions_that_add([row.forecast_pence for row in rows])
    cells = [
        (
            *(
                _short(row.setting),
                _shown(before.cells[i]),
                _shown(now.cells[i]),
                _change(before.cells[i], now.cells[i]),
            ),
            *_money(row, now.cells[i], (budget_fte[i], fte[i], cost[i])),
        )
        for i, row in enumerate(rows)
    ]
    total = (
        *("All plans", _shown(before.total), _shown(now.total), _change(before.total, now.total)),
        *(sum(budget_fte), sum(fte), _average(record), sum(cost, Decimal("0.00"))),
    )
    return Table(
        "children", _title(record), _columns(record), (*cells, total), _note(record, now, away), has_total=True
    )


def hidden_settings(record: MonthRecord) -> frozenset[str]:
    """The settings whose count today is withheld, so that nothing else of them may be printed either."""
    hidden = withheld(record)
    return frozenset(row.setting for row in record.settings if place(row.setting, record.as_at) in hidden)


def _shown_on(record: MonthRecord, day: date, hidden: frozenset[Place]) -> _Shown:
    counts = children_pack(record).counts

    def shown(setting: str) -> int | None:
        where = place(setting, day)
        return None if where in hidden else counts[where]

    return _Shown(tuple(shown(row.setting) for row in record.settings), shown(ALL))


def _columns(record: MonthRecord) -> tuple[Column, ...]:
    money = f"{record.financial_year}, year-average FTE and cost"
    day = record.as_at
    return (
        Column("Setting"),
        Column(f"{day.day} {day:%b} {day.year - 1}", Kind.COUNT, _HEADCOUNT),
        Column(f"{day.day} {day:%b} {day.year}", Kind.COUNT, _HEADCOUNT),
        Column("Change", Kind.CHANGE, _HEADCOUNT),
        Column("Budget FTE", Kind.COUNT, money),
        Column("Forecast FTE", Kind.COUNT, money),
        Column("£ each", Kind.POUNDS, money),
        Column("£m", Kind.MILLIONS, money),
    )


def _short(setting: str) -> str:
    """The row's title without its last word, which the table's heading says."""
    return setting.removesuffix(" placements")


def _shown(count: int | None) -> Cell:
    return words.WITHHELD if count is None else count


def _change(before: int | None, now: int | None) -> Cell:
    return words.WITHHELD if before is None or now is None else now - before


def _money(row: SettingRow, now: int | None, shown: tuple[int, int, Decimal]) -> tuple[Cell, ...]:
    budget_fte, fte, cost = shown
    budget = None if row.budget_fte is None else budget_fte
    if now is None:
        return (budget, words.WITHHELD, words.WITHHELD, words.WITHHELD)
    if not row.forecast_fte and not row.forecast_pence:
        return (budget, None, None, None)
    each = words.whole(row.forecast_pence / row.forecast_fte / 100) if row.forecast_fte else None
    return (budget, fte, each, cost)


def _average(record: MonthRecord) -> int:
    return words.whole(record.figure("average_cost_forecast").value / 100)


def _title(record: MonthRecord) -> str:
    now, before = record.figure("children_now").value, record.figure("children_year_ago").value
    more = words.more_or_fewer(now - before)
    return (
        f"{words.count(now)} children have a plan, {more if more != 'no change' else 'as many as'} a year ago".replace(
            "more a year ago", "more than a year ago"
        ).replace("fewer a year ago", "fewer than a year ago")
    )


def _note(record: MonthRecord, now: _Shown, hidden: frozenset[Place]) -> str:
    rows = record.settings
    headcount, fte = sum(row.children_now for row in rows), sum(row.forecast_fte for row in rows)
    parts = [_reconciled(headcount, fte, _without_cost(rows, now))]
    stated = words.whole(record.figure("children_now").value)
    if stated != headcount:
        parts.append(f"{words.count(abs(stated - headcount))} of {words.count(stated)} children are in no row.")
    parts.append("Amounts are rounded so that they add. [z] not applicable.")
    if hidden:
        parts.append(f"{disclosure.NOTE} Money of such a row is withheld with it.")
    return " ".join(parts)


def _without_cost(rows: Sequence[SettingRow], now: _Shown) -> int:
    """Children whose placement costs the block nothing, in the rows whose counts may be told; few are left among the
    others.
    """
    found = sum(row.children_without_cost for row, cell in zip(rows, now.cells, strict=True) if cell is not None)
    return 0 if FEW.is_few(found) else found


def _reconciled(headcount: int, fte: float, without_cost: int) -> str:
    other = headcount - words.whole(fte) - without_cost
    first = f"{words.count(without_cost)} whose placement costs this budget nothing" if without_cost else ""
    second = "part years and part-time places"
    equivalents = f"{words.count(fte)} year-average full-time equivalents (FTE)"
    start = f"From {words.count(headcount)} children on the day to {equivalents}"
    if other >= 0:
        steps = [f"less {first}"] if first else []
        return f"{start}: {', '.join([*steps, f'less {words.count(other)} for {second}'])}."
    steps = [f"less {first}"] if first else []
    return f"{start}: {', '.join([*steps, f'plus {words.count(-other)} who left in the year or start later in it'])}."
