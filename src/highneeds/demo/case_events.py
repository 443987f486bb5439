"""Appeals, mediation, suspensions and exclusions of the demonstration's children, from September 2025 on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from highneeds.demo.children import Child
from highneeds.demo.days import AS_AT
from highneeds.demo.luck import Luck
from highneeds.demo.places import Place
from highneeds.demo.text_files import slashed_date, write_csv

FILE = "casework/case-events.csv"
COLUMNS = (
    "Event ref", "UPN", "ULN", "URN", "Event", "Event first day", "Event last day", "Sessions lost", "Ground of appeal",
    "Event outcome", "Taught again from",
)  # fmt: skip
FIRST_DAY = date(2025, 9, 2)
_PROBS = {"Appeal": 0.042, "Mediation": 0.035, "Suspension": 0.05, "Permanent exclusion": 0.003}
"""Of a child with a plan in these fourteen months; in the neighbourhood of what is published of England."""
_SCHOOLS = frozenset({Place.MAINSTREAM, Place.UNIT, Place.SPECIAL, Place.ALTERNATIVE})
_GROUNDS = {"Contents and placement": 60, "Contents": 14, "Placement": 14, "Refusal to amend": 4, "Ceasing": 8}
_ENDS = {"Conceded": 28, "Withdrawn": 22, "For the family": 33, "In part": 14, "For the council": 3}
_MEDIATED = {"Agreed": 70, "Not agreed": 30}
_SATURDAY = 5

_Cells = tuple[str, ...]


def write_case_events(folder: Path, children: list[Child], luck: Luck) -> None:
    rows = [row for child in children for row in _of_child(child, luck)]
    rows.sort(key=lambda row: row[0])
    write_csv(folder / FILE, COLUMNS, rows)


def _of_child(child: Child, luck: Luck) -> Iterator[_Cells]:
    for kind, prob in _PROBS.items():
        day = luck.day(FIRST_DAY, AS_AT) if luck.chance(prob) else None
        if day is None or not child.upn or not child.is_live(day):
            continue
        spell = next((spell for spell in child.spells if spell.touches(day, day) and spell.provider is not None), None)
        if spell is None or spell.provider is None or (kind in _OUT_OF_SCHOOL and spell.place not in _SCHOOLS):
            continue
        ref = f"{kind[0]}{child.number:05}"
        yield ref, child.upn, "", spell.provider.urn, kind, *_KINDS[kind](weekday(day), luck)


def _appeal(day: date, luck: Luck) -> _Cells:
    ended = _by_now(day + timedelta(days=luck.whole(150, 330)))
    ground, outcome = (luck.weighted(list(one), list(one.values())) for one in (_GROUNDS, _ENDS))
    return slashed_date(day), slashed_date(ended), "", ground, outcome if ended else "", ""


def _mediation(day: date, luck: Luck) -> _Cells:
    ended = _by_now(day + timedelta(days=luck.whole(20, 45)))
    outcome = luck.weighted(list(_MEDIATED), list(_MEDIATED.values()))
    return slashed_date(day), slashed_date(ended), "", "", outcome if ended else "", ""


def _suspension(day: date, luck: Luck) -> _Cells:
    return slashed_date(day), slashed_date(day + timedelta(days=luck.whole(0, 4))), "", "", "", ""


def _exclusion(day: date, luck: Luck) -> _Cells:
    """Mostly taught again by the sixth school day; some later, some not yet."""
    taught = day + timedelta(days=luck.weighted([luck.whole(5, 8), luck.whole(12, 40)], [75, 25]))
    return slashed_date(day), "", "", "", "", slashed_date(_by_now(weekday(taught)))


_KINDS = {"Appeal": _appeal, "Mediation": _mediation, "Suspension": _suspension, "Permanent exclusion": _exclusion}
_OUT_OF_SCHOOL = frozenset({"Suspension", "Permanent exclusion"})


def weekday(day: date) -> date:
    """The day, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) % 7) if day.weekday() >= _SATURDAY else day


def _by_now(day: date) -> date | None:
    return day if day <= AS_AT else None
