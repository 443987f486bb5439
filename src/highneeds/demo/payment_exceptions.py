"""The exceptions planted among the payments, and the list of them that a test compares with what is found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from highneeds.demo.costs import CostLine
from highneeds.demo.days import AS_AT
from highneeds.demo.luck import Luck
from highneeds.demo.payments import Payment, month_days
from highneeds.demo.text_files import write_csv

FILE = "planted-exceptions.csv"
COLUMNS = ("rule", "payment_ref", "line_ref", "note")
_TO_ANOTHER_COUNCIL = 5  # cease reason
_LINES_PER_EXCEPTION = 1300
_LEAST = 3
_YEAR_STARTS, _SUMMER_ENDS = date(2026, 4, 1), date(2026, 8, 31)
_LATE = 7  # October

Unpaid = list[tuple[str, str]]
"""Rule and line reference of what nobody paid, or received."""


def plant_exceptions(payments: list[Payment], lines: list[CostLine], luck: Luck) -> tuple[list[Payment], Unpaid]:
    """The payments with exceptions among them, and the lines left without any."""
    count = max(_LEAST, round(len(lines) / _LINES_PER_EXCEPTION))
    for payment in payments:
        payment.planted = _of_its_line(payment)
    clean = [line for line in lines if line.is_clean and line.child.is_live(AS_AT) and line.upn]
    steady = iter(luck.shuffled([line for line in clean if line.end is None and line.start <= _YEAR_STARTS]))
    by_line: dict[str, list[Payment]] = defaultdict(list)
    for one in payments:
        if not one.is_receipt and not one.planted:
            by_line[one.line.line_ref].append(one)
    unpaid = [("X02", next(steady).line_ref) for _ in range(count)]
    contributing = [line for line in clean if line.contribution and line.end is None and line.start <= _YEAR_STARTS]
    unpaid += [("X08", f"{line.line_ref}/contribution") for line in luck.shuffled(contributing)[:count]]
    extra = _twice(steady, by_line, count)
    _overpay(steady, by_line, count)
    _miscount(by_line, count)
    extra += _after_leaving(lines, by_line, count, luck)
    extra += _other_council(lines, by_line, count, luck)
    silent = {ref for _, ref in unpaid}
    return [one for one in payments if _ref(one) not in silent] + extra, unpaid


def _ref(payment: Payment) -> str:
    return f"{payment.line.line_ref}/contribution" if payment.is_receipt else payment.line.line_ref


def _of_its_line(payment: Payment) -> str:
    """What a line that is itself at fault makes of its payments."""
    rules = {rule for rule, _, _ in payment.line.rules}
    if payment.is_receipt:
        return ""
    if "C01" in rules:
        return "X01"
    if "C02" in rules:
        return "X05" if payment.line.child.cease_reason == _TO_ANOTHER_COUNCIL else "X03"
    return ""


def _twice(steady: Iterator[CostLine], by_line: dict[str, list[Payment]], count: int) -> list[Payment]:
    """X06: the same invoice, paid again in the next month."""
    again: list[Payment] = []
    while len(again) < count:
        paid = [one for one in by_line[next(steady).line_ref] if one.month < _LATE]
        if paid:
            first = paid[-1]
            again.append(
                replace(first, month=first.month + 1, paid_on=first.paid_on + timedelta(days=31), planted="X06")
            )
    return again


def _overpay(steady: Iterator[CostLine], by_line: dict[str, list[Payment]], count: int) -> None:
    """X04: a tenth too much."""
    done = 0
    while done < count:
        paid = [one for one in by_line[next(steady).line_ref] if one.quantity is None]
        if paid:
            paid[0].pence = round(paid[0].pence * 1.1)
            paid[0].planted = "X04"
            done += 1


def _miscount(by_line: dict[str, list[Payment]], count: int) -> None:
    """X07: days are charged that the quantity does not hold."""
    counted = [one for paid in by_line.values() for one in paid if one.quantity and not one.planted]
    for one in counted[:: max(1, len(counted) // count)][:count]:
        one.pence += 3 * (one.rate_pence or 0)
        one.planted = "X07"


def _after_leaving(lines: list[CostLine], by_line: dict[str, list[Payment]], count: int, luck: Luck) -> list[Payment]:
    """X09: a provider that the child has left for another is paid for October all the same."""
    left = [
        line
        for line in lines
        if line.is_clean and line.end is not None and line.end <= _SUMMER_ENDS and line.child.is_live(AS_AT)
        and not line.notice and by_line[line.line_ref]
    ]  # fmt: skip
    return [
        _of_october(by_line[line.line_ref][-1], "X09", number)
        for number, line in enumerate(luck.shuffled(left)[:count])
    ]


def _other_council(lines: list[CostLine], by_line: dict[str, list[Payment]], count: int, luck: Luck) -> list[Payment]:
    """X05: the plan went to another council, and this one pays on."""
    gone = [
        line
        for line in lines
        if line.is_clean and line.end is not None and line.end == line.child.cease and by_line[line.line_ref]
        and line.child.cease_reason == _TO_ANOTHER_COUNCIL and _YEAR_STARTS < line.end <= _SUMMER_ENDS
    ]  # fmt: skip
    return [
        _of_october(by_line[line.line_ref][-1], "X05", number)
        for number, line in enumerate(luck.shuffled(gone)[:count])
    ]


def _of_october(last: Payment, rule: str, number: int) -> Payment:
    first_day, last_day = month_days(_LATE)
    return replace(
        last,
        month=_LATE,
        first_day=first_day,
        last_day=last_day,
        paid_on=first_day + timedelta(days=9),
        invoice=f"INV-{rule}-{number + 1}",
        planted=rule,
        quantity=None,
        rate_pence=None,
    )


def write_planted(folder: Path, payments: list[Payment], unpaid: Unpaid) -> None:
    """``planted-exceptions.csv``: payments by their reference, and lines of which nothing was paid."""
    rows = [(one.planted, one.ref, "", one.line.line_ref) for one in payments if one.planted]
    rows += [(rule, "", ref, "") for rule, ref in unpaid]
    write_csv(folder / FILE, COLUMNS, sorted(rows))
