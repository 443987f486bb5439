"""The lines of the finance extract at 31 October 2026, with the defects planted among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from highneeds.demo.children import Child
from highneeds.demo.costs import CostLine
from highneeds.demo.days import AS_AT
from highneeds.demo.finance_years import setting_of
from highneeds.demo.identity import pupil_number
from highneeds.demo.luck import Luck
from highneeds.rules.establishments import is_costed

YEAR_STARTS = date(2026, 4, 1)
_SEPTEMBER = date(2026, 9, 1)
_CONTRACTS_FROM = date(2025, 9, 1)
_LINES_PER_DEFECT = 1300
_LEAST = 3
_FIRST_REF = 260_001
_FIRST_UNKNOWN_CHILD = 900_001
_NO_NUMBERS = ("TBC", "see contract", "£6,4OO", "awaiting invoice", "as per IPA")
_UNKNOWN_CENTRES = ("HN99", "XX10", "HN1O")


def lines_of_the_year(priced: list[CostLine]) -> list[CostLine]:
    """Clean copies of the lines that run at any time from 1 April to 31 October 2026, with reference numbers."""
    live = [line for line in priced if line.start <= AS_AT and (line.end is None or line.end >= YEAR_STARTS)]
    return [
        replace(line, line_ref=f"L{_FIRST_REF + number}", start=_rate_holds_from(line), rules=[])
        for number, line in enumerate(live)
    ]


def _rate_holds_from(line: CostLine) -> date:
    return max(line.start, YEAR_STARTS if line.per == "year" else _CONTRACTS_FROM)


def plant_in_lines(lines: list[CostLine], children: list[Child], luck: Luck) -> tuple[list[CostLine], set[int]]:
    """The extract's lines with defects, and the numbers of the children whose lines were taken out (C03)."""
    count = max(_LEAST, round(len(lines) / _LINES_PER_DEFECT))
    of_child: dict[int, list[CostLine]] = defaultdict(list)
    for line in lines:
        of_child[line.child.number].append(line)
    alone = [
        group[0]
        for group in of_child.values()
        if len(group) == 1 and group[0].end is None and group[0].spell.provider and group[0].child.is_live(AS_AT)
    ]
    costed = [line for line in luck.shuffled(alone) if is_costed(setting_of(line.spell))]
    unpaid = {line.child.number for line in costed[:count]}
    takers = iter(luck.shuffled([line for line in alone if line.child.number not in unpaid]))
    kept = [line for line in lines if line.child.number not in unpaid]
    for number in range(count):
        _overprice(next(takers), number)
        _blank_urn(next(takers))
    extra = [line for planter in _EXTRAS for number in range(count) for line in [planter(next(takers), number)]]
    extra += _still_paid(children, lines, count, luck)
    for number, line in enumerate(extra):
        line.line_ref = line.line_ref if line.rules[0][0] == "C07" else f"L{_FIRST_REF + len(lines) + number}"
    return kept + extra, unpaid


def _overprice(line: CostLine, number: int) -> None:
    factor = 10.0 if number % 2 == 0 else 0.1
    line.pounds_per_year *= factor
    note = "ten times the usual: a digit too many" if factor > 1 else "a tenth of the usual: a digit is missing"
    line.rules.append(("C08", "Rate", note))


def _blank_urn(line: CostLine) -> None:
    line.is_urn_blank = True
    line.rules.append(("C11", "URN", "URN blank; the provider's name is in the register"))


def _extra(line: CostLine, **changes: object) -> CostLine:
    """A second line for a child that already has a good one, so that no other rule is broken."""
    fresh = replace(line, cost_type="Therapy", pounds_per_year=2_500.0, per="year", contribution=0, rules=[])
    return replace(fresh, **changes)  # type: ignore[arg-type]  # dataclasses.replace checks the names


def _unknown_child(line: CostLine, number: int) -> CostLine:
    upn = pupil_number(_FIRST_UNKNOWN_CHILD + number, 2019)
    changed = replace(line, upn=upn, rules=[("C01", "UPN", "well-formed UPN that no plan has")])
    changed.contribution = 0
    return changed


def _no_rate(line: CostLine, number: int) -> CostLine:
    text = _NO_NUMBERS[number % len(_NO_NUMBERS)]
    return _extra(line, rate_text=text, rules=[("C04", "Rate", f"{text!r} is not an amount")])


def _ends_early(line: CostLine, _number: int) -> CostLine:
    return _extra(line, start=_SEPTEMBER, end=date(2026, 5, 31), rules=[("C05", "End", "ends before it starts")])


def _unknown_centre(line: CostLine, number: int) -> CostLine:
    centre = _UNKNOWN_CENTRES[number % len(_UNKNOWN_CENTRES)]
    return _extra(line, cost_centre=centre, rules=[("C06", "Cost centre", f"{centre} is not in the budget book")])


def _same_ref(line: CostLine, _number: int) -> CostLine:
    return _extra(line, rules=[("C07", "Line ref", "the same reference as the child's first line")])


_EXTRAS: tuple[Callable[[CostLine, int], CostLine], ...] = (
    _unknown_child,
    _no_rate,
    _ends_early,
    _unknown_centre,
    _same_ref,
)


def _still_paid(children: list[Child], lines: list[CostLine], count: int, luck: Luck) -> list[CostLine]:
    """Plans that ceased in the summer term or holidays, paid again from September."""
    ceased = {
        child.number
        for child in children
        if child.cease is not None and YEAR_STARTS + timedelta(days=30) <= child.cease < _SEPTEMBER
    }
    last = [line for line in lines if line.child.number in ceased and line.end == line.child.cease and line.is_clean]
    chosen = {line.child.number: line for line in luck.shuffled(last)}
    return [
        replace(line, start=_SEPTEMBER, end=None, rules=[("C02", "Start", f"plan ceased on {line.end:%d/%m/%Y}")])
        for line in list(chosen.values())[:count]
    ]
