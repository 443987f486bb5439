"""The case system's list of plans at 31 October 2026: one row for each plan and placement since the January census."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from highneeds.demo.children import Child, Spell
from highneeds.demo.days import AS_AT
from highneeds.demo.identity import spoil_check_letter
from highneeds.demo.luck import Luck
from highneeds.demo.manifest import Planted
from highneeds.demo.places import NOT_COSTED
from highneeds.demo.sen2_return import Row, place_fields
from highneeds.demo.text_files import slashed_date, write_csv

FILE = "casework/plans-2026-10-31.csv"
COLUMNS = (
    "UPN", "ULN", "Date of birth", "Sex", "Primary need", "Plan start", "Plan ceased", "Cease reason", "URN",
    "SEN setting", "SEN unit", "Resourced provision", "Entry date", "Leaving date", "Residential",
    "Case officer",
)  # fmt: skip
FIRST_DAY = date(2026, 1, 16)
_OFFICERS = (
    "Abiola Fenwick", "Bethan Tarrow", "Callum Okonjo", "Dilys Marchbank", "Ewan Prashar", "Farida Holloway",
    "Gareth Sandell", "Hana Winterbourne", "Imran Castleton", "",
)  # fmt: skip
"""Invented, as all of the council is; the last post is vacant."""
_IN_A_ROW = 20  # children by number, so that what is odd about every fifth or twentieth falls on all officers
_ULN_AGE = 16
_PLANS_PER_DEFECT = 1800
_LEAST = 3
_UNKNOWN_URN = 998101

Entry = tuple[Child, Spell, Row]
Defect = tuple[str, Row, str, str]  # rule, row, field, note


def write_plan_list(
    folder: Path, children: list[Child], unpaid: set[int], luck: Luck, *, spared: set[int]
) -> list[Planted]:
    """The list; in return the manifest's entries, with those placed but not paid (``unpaid``: child numbers).

    ``spared``: children of whom other files tell something that a defect here would hide.
    """
    entries = [
        (child, spell, row_of(child, spell))
        for child in children
        if child.start is not None
        and (child.transferred or child.start) <= AS_AT
        and (child.cease is None or child.cease >= FIRST_DAY)
        for spell in child.spells
        if spell.touches(FIRST_DAY, AS_AT)
    ]
    defects = [
        ("C03", row, "Entry date", "placed, and no line in the finance extract")
        for child, spell, row in entries
        if child.number in unpaid and spell.touches(AS_AT, AS_AT)
    ]
    free = [entry for entry in entries if entry[0].number not in unpaid | spared]
    rows = [row for _, _, row in entries]
    defects += _plant(free, rows, luck)
    numbers = {id(row): number for number, row in enumerate(rows, start=2)}
    write_csv(folder / FILE, COLUMNS, ([row[column] for column in COLUMNS] for row in rows))
    return [Planted(rule, FILE, numbers[id(row)], field, note) for rule, row, field, note in defects]


def row_of(child: Child, spell: Spell, as_at: date = AS_AT) -> Row:
    """What the list says on a day of a child's spell at a place."""
    place = place_fields(spell)
    ceased = child.cease if child.cease is not None and child.cease <= as_at else None
    left = spell.leave if spell.leave is not None and spell.leave <= as_at else None
    return {
        "UPN": child.upn,
        "ULN": child.uln if child.age(as_at) >= _ULN_AGE else "",
        "Date of birth": slashed_date(child.birth),
        "Sex": child.sex,
        "Primary need": child.need_on(min(as_at, child.cease or as_at)).value,
        "Plan start": slashed_date(child.start),
        "Plan ceased": slashed_date(ceased),
        "Cease reason": "" if ceased is None else child.cease_reason,
        "URN": place["urn"],
        "SEN setting": place["sensetting"],
        "SEN unit": place["senunitindicator"],
        "Resourced provision": place["resourcedprovisionindicator"],
        "Entry date": slashed_date(spell.entry),
        "Leaving date": slashed_date(left),
        "Residential": spell.residential,
        "Case officer": _OFFICERS[child.number // _IN_A_ROW % len(_OFFICERS)],
    }


def _plant(entries: list[Entry], rows: list[Row], luck: Luck) -> list[Defect]:
    """Change rows or add some at the end. Rows that rules stop belong to children without cost lines."""
    count = max(_LEAST, round(len(entries) / _PLANS_PER_DEFECT))
    rows_of_child = Counter(child.number for child, _, _ in entries)
    free = [entry for entry in luck.shuffled(entries) if rows_of_child[entry[0].number] == 1]
    defects: list[Defect] = []
    for planter, suits in _PLANTERS:
        chosen = [entry for entry in free if suits(entry)][:count]
        used = {id(row) for _, _, row in chosen}
        free = [entry for entry in free if id(entry[2]) not in used]
        for number, entry in enumerate(chosen):
            defect = planter(entry, number)
            defects.append(defect)
            if defect[1] is not entry[2]:
                rows.append(defect[1])
    return defects


def _is_uncosted(entry: Entry) -> bool:
    child, spell, _ = entry
    return spell.place in NOT_COSTED and child.is_live(AS_AT) and child.is_live(FIRST_DAY)


def _ceased_before_april(entry: Entry) -> bool:
    return entry[0].cease is not None and entry[0].cease < date(2026, 4, 1)


def _ceased(entry: Entry) -> bool:
    return entry[0].cease is not None and entry[0].cease <= AS_AT


def _placed_long_ago(entry: Entry) -> bool:
    child, spell, _ = entry
    return (
        child.is_live(AS_AT) and spell.provider is not None and spell.entry < date(2025, 12, 1) and spell.leave is None
    )


def _placed_lately(entry: Entry) -> bool:
    child, spell, _ = entry
    return (
        child.is_live(AS_AT)
        and spell.provider is not None
        and spell.entry > date(2026, 5, 1)
        and len(child.spells) == 1
    )


def _birth_date(entry: Entry, number: int) -> Defect:
    row = entry[2]
    row["Date of birth"] = ("", "14/02/2031", "09/09/1979")[number % 3]
    return "P01", row, "Date of birth", ("blank", "in the future", "older than 25")[number % 3]


def _no_number(entry: Entry, _number: int) -> Defect:
    entry[2].update({"UPN": "", "ULN": ""})
    return "P02", entry[2], "UPN", "neither UPN nor ULN"


def _wrong_letter(entry: Entry, _number: int) -> Defect:
    entry[2]["UPN"] = spoil_check_letter(entry[0].upn)
    return "P03", entry[2], "UPN", "check letter does not fit the digits"


def _contradictory_end(entry: Entry, _number: int) -> Defect:
    start = entry[0].start or AS_AT
    entry[2]["Plan ceased"] = slashed_date(start - timedelta(days=100))
    return "N02", entry[2], "Plan ceased", "ceased before it started"


def _no_reason(entry: Entry, _number: int) -> Defect:
    entry[2]["Cease reason"] = ""
    return "N02", entry[2], "Cease reason", "cease date without a reason"


def _no_need(entry: Entry, _number: int) -> Defect:
    entry[2]["Primary need"] = ""
    return "S01", entry[2], "Primary need", "no primary need"


def _unknown_urn(entry: Entry, number: int) -> Defect:
    entry[2]["URN"] = str(_UNKNOWN_URN + number)
    return "L04", entry[2], "URN", "URN is not in the register"


def _another(entry: Entry, first: date, last: date, setting: str) -> Row:
    blank = {"URN": "", "SEN setting": setting, "SEN unit": 0, "Resourced provision": 0, "Residential": ""}
    return entry[2] | blank | {"Entry date": slashed_date(first), "Leaving date": slashed_date(last)}


def _overlap(entry: Entry, _number: int) -> Defect:
    row = _another(entry, date(2026, 3, 2), date(2026, 3, 27), "EHE")
    return "L08", row, "Entry date", "overlaps the child's other placement"


def _nowhere(entry: Entry, _number: int) -> Defect:
    row = _another(entry, entry[1].entry - timedelta(days=40), entry[1].entry - timedelta(days=1), "")
    return "L01", row, "URN", "placement without URN or setting"


def _left_before_coming(entry: Entry, _number: int) -> Defect:
    row = _another(entry, date(2026, 2, 25), date(2026, 1, 30), "EHE")
    return "L09", row, "Leaving date", "leaves before it enters"


_PLANTERS: tuple[tuple[Callable[[Entry, int], Defect], Callable[[Entry], bool]], ...] = (
    (_contradictory_end, _ceased_before_april),
    (_no_reason, _ceased),
    (_nowhere, _placed_lately),
    (_birth_date, _is_uncosted),
    (_no_number, _is_uncosted),
    (_wrong_letter, _is_uncosted),
    (_overlap, _placed_long_ago),
    (_unknown_urn, _placed_long_ago),
    (_left_before_coming, _placed_long_ago),
    (_no_need, _placed_long_ago),
)
