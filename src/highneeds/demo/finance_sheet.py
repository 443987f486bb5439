"""The finance extract as a workbook, as untidy as real ones: titles, merged groups, sub-totals, text for numbers."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from highneeds.demo.costs import CostLine, rate, usual_cost_centre
from highneeds.demo.days import AS_AT
from highneeds.demo.luck import Luck
from highneeds.demo.manifest import Planted

FILE = "finance/placement-costs-2026-10-31.xlsx"
CREATED = datetime(2026, 11, 2, 9, 0, 0)  # noqa: DTZ001 - a fixed local time in the file's properties

_HEADER = (
    "Line ref", "UPN", "ULN", "Provider", "URN", "Cost\ntype", "Rate", "Per", "Start", "End", "Cost\ncentre",
    "Contribution", "Method", "Term calendar", "Notice", "Uplift %", "Uplift from", "Uplift status",
    "Status",
)  # fmt: skip
_GROUPS = (
    (0, 0, ""),
    (1, 2, "Child"),
    (3, 4, "Placement"),
    (5, 7, "Price"),
    (8, 9, "Dates"),
    (10, 11, "Coding"),
    (12, 18, "Contract"),
)
_RATE, _START, _END = 6, 8, 9
_ULN_AGE = 16
_HEADERS_REPEAT_EVERY = 900
_TEXT_RATE_SHARE = 0.12
_TEXT_DATE_SHARE = 0.04


class _Sheet:
    """Writes rows downwards and remembers what was untidy."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.sheet = book.add_worksheet("Placements Oct 26")
        self.bold = book.add_format({"bold": True})
        self.heading = book.add_format({"bold": True, "text_wrap": True, "border": 1})
        self.day = book.add_format({"num_format": "dd/mm/yyyy"})
        self.money = book.add_format({"num_format": "#,##0.00"})
        self.row = 0
        self.text_rates = 0
        self.skipped_rows = 0

    def header(self) -> None:
        self.sheet.write_row(self.row, 0, _HEADER, self.heading)
        self.row += 1

    def total(self, label: str, pounds: float) -> None:
        self.sheet.write_string(self.row, 3, label, self.bold)
        self.sheet.write_number(self.row, _RATE, round(pounds, 2), self.money)
        self.row += 2
        self.skipped_rows += 2


def write_extract(folder: Path, lines: list[CostLine], luck: Luck) -> list[Planted]:
    """The workbook; the manifest's entries in return, with the sheet rows."""
    path = folder / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    planted: list[Planted] = []
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"title": "High needs placement costs", "author": "SEND finance", "created": CREATED})
        sheet = _Sheet(book)
        _write_top(book, sheet)
        groups: dict[str, list[CostLine]] = defaultdict(list)
        for line in lines:
            groups[usual_cost_centre(line.spell.place)].append(line)
        for centre in sorted(groups):
            _write_group(sheet, centre, groups[centre], planted, luck)
        _write_bottom(sheet, lines)
        sheet.sheet.set_column(0, len(_HEADER) - 1, 14)
    note = f"{sheet.text_rates} rates are text such as £1,234"
    planted.append(Planted("C09", FILE, None, "Rate", note))
    note = f"{sheet.skipped_rows} blank, sub-total and repeated header rows among the lines"
    planted.append(Planted("C10", FILE, None, "Line ref", note))
    return planted


def _write_top(book: xlsxwriter.Workbook, sheet: _Sheet) -> None:
    merged = book.add_format({"bold": True, "align": "center", "border": 1})
    sheet.sheet.merge_range(0, 0, 0, len(_HEADER) - 1, "Ashmere County Council - High needs placements", sheet.bold)
    sheet.sheet.write_string(1, 0, f"Commitments as at {AS_AT:%d %B %Y}. Rates are 2026-27 prices, net of VAT.")
    for first, last, label in _GROUPS:
        if first == last:
            continue
        sheet.sheet.merge_range(3, first, 3, last, label, merged)
    sheet.row = 4
    sheet.header()


def _write_group(sheet: _Sheet, centre: str, group: list[CostLine], planted: list[Planted], luck: Luck) -> None:
    for position, line in enumerate(group, start=1):
        if position % _HEADERS_REPEAT_EVERY == 0:
            sheet.row += 1
            sheet.header()
            sheet.skipped_rows += 2
        _write_line(sheet, line, luck)
        planted += [Planted(rule, FILE, sheet.row, field, note) for rule, field, note in line.rules]
    sheet.total(f"Sub-total {centre}", sum(rate(line) for line in group if line.rate_text is None))


def _write_line(sheet: _Sheet, line: CostLine, luck: Luck) -> None:
    write, row = sheet.sheet, sheet.row
    provider = line.spell.provider
    write.write_string(row, 0, line.line_ref)
    write.write_string(row, 1, line.upn)
    if line.child.age(AS_AT) >= _ULN_AGE and line.upn == line.child.upn:
        write.write_string(row, 2, line.child.uln)
    write.write_string(row, 3, provider.name if provider else _name_without_provider(line))
    if provider is not None and not line.is_urn_blank:
        write.write_number(row, 4, int(provider.urn))
    write.write_string(row, 5, line.cost_type)
    _write_rate(sheet, line, luck)
    write.write_string(row, 7, line.per)
    _write_date(sheet, _START, line.start, luck)
    _write_date(sheet, _END, line.end, luck)
    write.write_string(row, 10, line.cost_centre)
    if line.contribution:
        write.write_number(row, 11, line.contribution)
    _write_contract(sheet, line)
    sheet.row += 1


def _write_contract(sheet: _Sheet, line: CostLine) -> None:
    for column, text in ((12, line.method), (13, line.term_calendar), (14, line.notice)):
        if text:
            sheet.sheet.write_string(sheet.row, column, text)
    if line.uplift is not None:
        percent, since, status = line.uplift
        sheet.sheet.write_number(sheet.row, 15, percent)
        sheet.sheet.write_datetime(sheet.row, 16, since, sheet.day)
        sheet.sheet.write_string(sheet.row, 17, status)
    if line.status:
        sheet.sheet.write_string(sheet.row, 18, line.status)


def _name_without_provider(line: CostLine) -> str:
    if line.cost_type == "Direct payment":
        return "Personal budget paid to family"
    return "Home tuition package" if line.cost_centre == "HN16" else "Childcare provider (not registered as a school)"


def _write_rate(sheet: _Sheet, line: CostLine, luck: Luck) -> None:
    if line.rate_text is not None:
        sheet.sheet.write_string(sheet.row, _RATE, line.rate_text)
        return
    pounds = rate(line)
    if luck.chance(_TEXT_RATE_SHARE):
        is_whole = pounds == int(pounds)
        text = f"{pounds:,.0f}" if is_whole and luck.chance(0.5) else f"{pounds:,.2f}"
        sheet.sheet.write_string(sheet.row, _RATE, f"£{text}" if luck.chance(0.7) else text)
        sheet.text_rates += 1
    else:
        sheet.sheet.write_number(sheet.row, _RATE, pounds, sheet.money)


def _write_date(sheet: _Sheet, column: int, day: date | None, luck: Luck) -> None:
    if day is None:
        return
    if luck.chance(_TEXT_DATE_SHARE):
        sheet.sheet.write_string(sheet.row, column, f"{day:%d/%m/%Y}")
    else:
        sheet.sheet.write_datetime(sheet.row, column, day, sheet.day)


def _write_bottom(sheet: _Sheet, lines: list[CostLine]) -> None:
    sheet.total("Grand total", sum(rate(line) for line in lines if line.rate_text is None))
    for note in (
        "Notes",
        "Totals add rates as they stand, whatever the period; do not use them for forecasting.",
        "Contribution: health or social care money towards the placement, a year.",
    ):
        sheet.sheet.write_string(sheet.row, 0, note)
        sheet.row += 1
