"""The DSG management plan and the local SEND reform plan, made from the same children, set against one another.

What has one basis in both must agree: all plans, and plans by need. Provision agrees where both place the same settings
in the row; else the settings that differ are named, and their children are the difference. Ages do not agree, since the
two plans count them by two rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from highneeds.reports.returns.demand import DSG_AGES, LSRP_AGES, Demand
from highneeds.reports.returns.sheets import SHEETS
from highneeds.reports.returns.template import Template
from highneeds.reports.returns.types import TOTAL, ReturnTable
from highneeds.rules import Setting, dsg_plan_row, lsrp_row

SAME, ROUNDED = "the same", "the same but for rounding row by row"
EXPLAINED, RULE, WRONG = "explained", "another rule of age", "DOES NOT AGREE"
_BASE_16 = "Mainstream post-16 specialist provision"
_ROWS_OF_SHEET: Mapping[str, tuple[str, ...]] = {
    "MmSoA": ("Mainstream schools or academies", "Early years, including private and voluntary"),
    "RPSEN": ("Specialist bases in mainstream", _BASE_16),
    "MdSSA": ("Maintained special schools or special academies",),
    "NMISS": ("NMSS or independent, funded by the local authority",),
    "HspAP": ("Alternative provision",),
    "P16FE": ("Mainstream post-16 institutions", "Specialist post-16 institutions"),
    "OTHER": (
        "Elective home education",
        "Education otherwise than at school",
        "Other suitable arrangements",
        "Other",
    ),
}
"""The rows of table 6 that stand for each sheet of the DSG plan."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of both plans in one January; ``why`` says what the difference is, or the rule that both share."""

    what: str
    january: int
    dsg_plan: int
    reform_plan: int
    verdict: str
    why: str

    @property
    def is_wrong(self) -> bool:
        return self.verdict == WRONG


def compare(
    dsg: Sequence[ReturnTable], reform: Sequence[ReturnTable], plan: Template, demand: Demand
) -> tuple[Compared, ...]:
    """Every line that both have, January by January; a calendar year of the reform plan is the January after.

    ``plan``: the DSG plan's template, whose words the lines have; ``demand``: what both were made from. Raises
    ValueError where a number that both should have is missing.
    """
    first = {table.key: table for table in dsg}
    second = {table.key: table for table in reform}
    named = {layout.key: {label.key: label.text for label in layout.labels} for layout in plan.layouts}
    return (
        *_all_plans(first, second),
        *_needs(first["summary_needs"], second["plans_by_need"], named["summary_needs"]),
        *_provision(first["summary_placements"], second["plans_by_provision"], named["summary_placements"], demand),
        *_ages(first["summary_ages"], second["plans_by_age"]),
    )


def said_of(compared: Sequence[Compared]) -> str:
    """How they agree, in one sentence."""
    agree = sum(one.verdict in {SAME, ROUNDED} for one in compared)
    explained, other, wrong = (sum(one.verdict == what for one in compared) for what in (EXPLAINED, RULE, WRONG))
    return (
        f"DSG plan and reform plan, made from the same children: {agree:,} numbers of one basis agree, {wrong:,} do "
        f"not; {explained:,} differ by settings that stand in another row; {other:,} are of ages, for which the two "
        "have different rules."
    )


def _all_plans(dsg: Mapping[str, ReturnTable], reform: Mapping[str, ReturnTable]) -> Iterator[Compared]:
    for key, what in (
        ("plans_by_age", "All plans, by age"),
        ("plans_by_provision", "All plans, by provision"),
        ("plans_by_need", "All plans, by need"),
    ):
        for january, one, other in _pairs(dsg["summary_placements"], (TOTAL,), reform[key], (TOTAL,)):
            yield _same(what, january, one, other, "one basis: every plan maintained in January")


def _needs(dsg: ReturnTable, reform: ReturnTable, labels: Mapping[str, str]) -> Iterator[Compared]:
    for key, text in labels.items():
        if key != TOTAL:
            for january, one, other in _pairs(dsg, (key,), reform, (key,)):
                yield _same(f"Need: {text}", january, one, other, "one basis: primary need")


def _provision(dsg: ReturnTable, reform: ReturnTable, labels: Mapping[str, str], demand: Demand) -> Iterator[Compared]:
    for sheet, rows in _ROWS_OF_SHEET.items():
        moved = settings_that_differ(sheet)
        known = tuple(row for row in rows if any(each.key == row for each in reform.rows))
        slack = (len(known) + len(moved) + 1) // 2
        for january, one, other in _pairs(dsg, (sheet,), reform, known):
            elsewhere = sum(_away(setting, sheet) * _children(demand, setting, january) for setting in moved)
            names = ", ".join(sorted(setting.label for setting in moved))
            why = f"in one of the two plans these stand elsewhere: {names}" if moved else "one basis: the same settings"
            what = f"Provision: {labels[sheet]}"
            yield Compared(what, january, one, other, _verdict(one - other, slack, elsewhere), why)


def _away(setting: Setting, sheet: str) -> int:
    """1 where the DSG plan alone counts the setting in the sheet, -1 where the reform plan alone does."""
    return 1 if dsg_plan_row(setting) == SHEETS[sheet] else -1


def _children(demand: Demand, setting: Setting, january: int) -> int:
    return demand.shown(demand.by_age[:, list(Setting).index(setting)].sum(axis=1))[demand.januaries.index(january)]


def settings_that_differ(sheet: str) -> tuple[Setting, ...]:
    """Those which one plan counts in the sheet, or the rows that stand for it, and the other does not."""
    return tuple(
        setting
        for setting in Setting
        if (SHEETS[sheet] == dsg_plan_row(setting)) != (lsrp_row(setting) in _ROWS_OF_SHEET[sheet])
    )


def _ages(dsg: ReturnTable, reform: ReturnTable) -> Iterator[Compared]:
    why = f"DSG plan: {DSG_AGES}. Reform plan: {LSRP_AGES}"
    for row in dsg.rows:
        if row.key != TOTAL:
            for january, one, other in _pairs(dsg, (row.key,), reform, (row.key,)):
                yield Compared(f"Age: {row.key}", january, one, other, RULE, why)


def _same(what: str, january: int, one: int, other: int, why: str) -> Compared:
    return Compared(what, january, one, other, _verdict(one - other, 0), why)


def _verdict(off: int, slack: int, elsewhere: int = 0) -> str:
    """``elsewhere``: by how much both may differ, within the slack of rounding, and must."""
    if abs(off - elsewhere) > slack:
        return WRONG
    if not off:
        return SAME
    return EXPLAINED if elsewhere else ROUNDED


def _pairs(
    dsg: ReturnTable, keys: Sequence[str], reform: ReturnTable, rows: Sequence[str]
) -> Iterator[tuple[int, int, int]]:
    """January, and both numbers, of the Januaries that both plans show."""
    first = {int(heading.label): position for position, heading in enumerate(dsg.headings)}
    for position, heading in enumerate(reform.headings):
        january = int(heading.label) + 1
        if january in first:
            yield january, _sum(dsg, keys, first[january]), _sum(reform, rows, position)


def _sum(table: ReturnTable, keys: Sequence[str], position: int) -> int:
    """Raises ValueError where a cell holds no number: a sum without it would be compared as if it were whole."""
    total = 0
    for key in keys:
        cell = table.row(key).cells[position]
        if not isinstance(cell, int):
            message = f"table {table.key}, row {key}, {table.headings[position].label}: {cell!r} cannot be compared"
            raise ValueError(message)  # noqa: TRY004 - of the table's content, not of a caller's argument
        total += cell
    return total
