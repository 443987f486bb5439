"""Defects planted in a SEN2 return: each on a plan of its own, and so that no other rule is broken by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from highneeds.demo.children import Child
from highneeds.demo.identity import spoil_check_letter
from highneeds.demo.luck import Luck
from highneeds.demo.sen2_return import PlanRows, Return, Row
from highneeds.demo.text_files import blade_date
from highneeds.rules.needs import DOWN_SYNDROME_FROM_CENSUS_YEAR

_PLANS_PER_DEFECT = 1400
_LEAST = 3
_UNKNOWN_URN = 998001
_COSTED_CODES = frozenset({"OLA", "EYP"})


@dataclass(frozen=True, slots=True)
class PlantedRow:
    """A defect in a row of a return, before the row's number in the file is known."""

    rule: str
    module: str
    row: Row
    field: str
    note: str


Planter = Callable[[Return, PlanRows, int], PlantedRow]


def plant(result: Return, is_needed: Callable[[Child], bool], luck: Luck) -> list[PlantedRow]:
    """Plant every rule's defects in ``result``. ``is_needed``: which children may carry one (known elsewhere too)."""
    count = max(_LEAST, round(len(result.plans) / _PLANS_PER_DEFECT))
    free = luck.shuffled([rows for rows in result.plans if is_needed(rows.child)])
    planted: list[PlantedRow] = []
    for planter, suits in _PLANTERS:
        suited = [rows for rows in free if suits(result, rows)][:count]
        planted += [planter(result, rows, number) for number, rows in enumerate(suited)]
        used = {id(rows) for rows in suited}
        free = [rows for rows in free if id(rows) not in used]
    return planted


def _is_live(result: Return, rows: PlanRows) -> bool:
    return rows.child.is_live(result.day)


def _is_live_uncosted(result: Return, rows: PlanRows) -> bool:
    """Live, and in no place that costs: a child whose number is wrong here cannot seem placed but not paid."""
    return _is_live(result, rows) and not _is_costed(rows)


def _is_costed(rows: PlanRows) -> bool:
    return any(row["urn"] or row["sensetting"] in _COSTED_CODES for row in rows.placements)


def _has_ceased(_result: Return, rows: PlanRows) -> bool:
    return bool(rows.named_plan["ceasedate"])


def _has_ceased_uncosted(result: Return, rows: PlanRows) -> bool:
    """A plan whose end is not believed looks live in the return before: it must not then seem placed but not paid."""
    return _has_ceased(result, rows) and not _is_costed(rows)


def _is_decided(_result: Return, rows: PlanRows) -> bool:
    return rows.request["requestoutcome"] == "Y"


def _has_second_need(result: Return, rows: PlanRows) -> bool:
    return len(rows.needs) > 1 and _is_live(result, rows)


def _has_one_long_school_spell(result: Return, rows: PlanRows) -> bool:
    spells = rows.child.spells
    last_year = date(result.year - 1, 2, 1)
    is_school = len(rows.placements) == 1 and bool(rows.placements[0]["urn"])
    return _is_live(result, rows) and is_school and spells[-1].entry < last_year and rows.child.cease is None


def _birth_date(result: Return, rows: PlanRows, number: int) -> PlantedRow:
    birth = (None, date(result.year + 1, 5, 5), date(result.year - 40, 3, 3))[number % 3]
    rows.person["personbirthdate"] = blade_date(birth)
    note = ("birth date is blank", "birth date is in the future", "older than 25")[number % 3]
    return PlantedRow("P01", "person", rows.person, "personbirthdate", note)


def _no_number(_result: Return, rows: PlanRows, _number: int) -> PlantedRow:
    rows.person.update({"upn": "", "uniquelearnernumber": "", "upnunknown": ""})
    return PlantedRow("P02", "person", rows.person, "upn", "neither UPN nor ULN, and no reason code")


def _wrong_letter(_result: Return, rows: PlanRows, number: int) -> PlantedRow:
    upn = str(rows.person["upn"])
    rows.person["upn"] = spoil_check_letter(upn) if number % 2 == 0 else upn[:-1]
    note = "check letter does not fit the digits" if number % 2 == 0 else "a digit is missing"
    return PlantedRow("P03", "person", rows.person, "upn", note)


def _same_number_twice(result: Return, rows: PlanRows, _number: int) -> PlantedRow:
    twin: Row = {key: value for key, value in rows.person.items() if key not in _KEYS}
    person = result.add("person", result.tables["sen2"][0], **twin)
    received = blade_date(date(result.year - 1, 12, 20))
    result.add(
        "requests", person, receiveddate=received, requestsource=2, rya=0, requestoutcome="A", requestmediation=0,
        requesttribunal=0,
    )  # fmt: skip
    return PlantedRow("P05", "person", person, "upn", f"same UPN as persontableid {rows.person['persontableid']}")


_KEYS = frozenset({"persontableid", "NativeId", "personorderseqcolumn", "sourceid", "sen2tableid"})


def _nowhere(result: Return, rows: PlanRows, _number: int) -> PlantedRow:
    row = result.add(
        "placementdetail", rows.active_plan, placementrank=2, entrydate=blade_date(date(result.year - 1, 9, 6)),
        senunitindicator=0, resourcedprovisionindicator=0,
    )  # fmt: skip
    return PlantedRow("L01", "placementdetail", row, "urn", "second placement without URN, UKPRN or setting code")


def _unknown_urn(_result: Return, rows: PlanRows, number: int) -> PlantedRow:
    row = rows.placements[-1]
    row["urn"] = str(_UNKNOWN_URN + number)
    return PlantedRow("L04", "placementdetail", row, "urn", "URN is not in the register")


def _overlap(result: Return, rows: PlanRows, _number: int) -> PlantedRow:
    row = result.add(
        "placementdetail", rows.active_plan, placementrank=1, sensetting="EHE",
        entrydate=blade_date(date(result.year - 1, 3, 3)), leavingdate=blade_date(date(result.year - 1, 5, 22)),
        senunitindicator=0, resourcedprovisionindicator=0,
    )  # fmt: skip
    note = f"overlaps placementdetailtableid {rows.placements[-1]['placementdetailtableid']}, both rank 1"
    return PlantedRow("L08", "placementdetail", row, "entrydate", note)


def _left_before_coming(result: Return, rows: PlanRows, _number: int) -> PlantedRow:
    entry = date(result.year - 1, 9, 6)
    row = result.add(
        "placementdetail", rows.active_plan, placementrank=2, sensetting="EHE", entrydate=blade_date(entry),
        leavingdate=blade_date(entry - timedelta(days=60)), senunitindicator=0, resourcedprovisionindicator=0,
    )  # fmt: skip
    return PlantedRow("L09", "placementdetail", row, "leavingdate", "leaves before it enters")


def _no_placement(result: Return, rows: PlanRows, _number: int) -> PlantedRow:
    gone = {id(row) for row in rows.placements}
    result.tables["placementdetail"] = [row for row in result.tables["placementdetail"] if id(row) not in gone]
    return PlantedRow("L11", "namedplan", rows.named_plan, "startdate", "live plan without any placement")


def _cease_without_reason(_result: Return, rows: PlanRows, _number: int) -> PlantedRow:
    rows.named_plan["ceasereason"] = ""
    return PlantedRow("N02", "namedplan", rows.named_plan, "ceasereason", "cease date without a reason")


def _ceased_before_start(_result: Return, rows: PlanRows, _number: int) -> PlantedRow:
    start = rows.child.start or rows.child.received
    rows.named_plan["ceasedate"] = blade_date(start - timedelta(days=200))
    return PlantedRow("N02", "namedplan", rows.named_plan, "ceasedate", "ceased before it started")


def _reason_without_cease(_result: Return, rows: PlanRows, _number: int) -> PlantedRow:
    rows.named_plan["ceasereason"] = 2
    return PlantedRow("N02", "namedplan", rows.named_plan, "ceasedate", "cease reason without a date; the plan is live")


def _told_before_asked(_result: Return, rows: PlanRows, _number: int) -> PlantedRow:
    rows.request["requestoutcomedate"] = blade_date(rows.child.received - timedelta(days=30))
    return PlantedRow("R03", "requests", rows.request, "requestoutcomedate", "outcome before the request was received")


def _need_missing_or_twice(result: Return, rows: PlanRows, number: int) -> PlantedRow:
    if number % 2 == 0:
        gone = {id(row) for row in rows.needs}
        result.tables["senneed"] = [row for row in result.tables["senneed"] if id(row) not in gone]
        return PlantedRow("S01", "activeplans", rows.active_plan, "sentyperank", "no primary need")
    code = "SPLD" if rows.needs[0]["sentype"] != "SPLD" else "MLD"
    row = result.add("senneed", rows.active_plan, sentyperank=1, sentype=code)
    return PlantedRow("S01", "senneed", row, "sentyperank", "second need of rank 1")


def _unknown_need(result: Return, rows: PlanRows, number: int) -> PlantedRow:
    too_early = "DS" if result.year < DOWN_SYNDROME_FROM_CENSUS_YEAR else "NSA"
    rows.needs[1]["sentype"] = too_early if number % 2 == 0 else "XLD"
    return PlantedRow("S02", "senneed", rows.needs[1], "sentype", "code is not in this year's set (a second need)")


_PLANTERS: tuple[tuple[Planter, Callable[[Return, PlanRows], bool]], ...] = (
    (_told_before_asked, _is_decided),
    (_ceased_before_start, _has_ceased_uncosted),
    (_cease_without_reason, _has_ceased),
    (_unknown_need, _has_second_need),
    (_overlap, _has_one_long_school_spell),
    (_unknown_urn, _has_one_long_school_spell),
    (_nowhere, _has_one_long_school_spell),
    (_left_before_coming, _has_one_long_school_spell),
    (_no_placement, _is_live),
    (_reason_without_cease, _is_live),
    (_need_missing_or_twice, _is_live),
    (_birth_date, _is_live),
    (_no_number, _is_live_uncosted),
    (_wrong_letter, _is_live_uncosted),
    (_same_number_twice, _is_live),
)
