"""Small files that a council keeps beside the large ones: places, the band scheme, absences of children with plans."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from highneeds.demo.case_events import weekday
from highneeds.demo.children import Child
from highneeds.demo.days import AS_AT
from highneeds.demo.luck import Luck
from highneeds.demo.places import Place
from highneeds.demo.providers import Provider
from highneeds.demo.text_files import slashed_date, write_csv
from highneeds.rules.settings import Setting

CAPACITY_FILE, BANDS_FILE, ABSENCES_FILE = "places/capacity.csv", "finance/bands.csv", "attendance/absences.csv"
_CAPACITY = (
    "URN", "Provision", "First NC year", "Last NC year", "Designation", "Valid from", "Valid to", "Places: capacity",
    "Places: commissioned", "Places: funded", "Source",
)  # fmt: skip
_BANDS = ("Band scheme version", "Effective from", "Setting", "Band", "Annual rate £")
_ABSENCES = ("UPN", "URN", "Absence first day", "Absence last day", "Sessions missed", "Attendance code")
_OWN = "999"
_PROVISION_OF_BASE = {"unit": "SEN unit", "rp": "Resourced provision"}
_POUNDS = {
    Setting.MAINSTREAM: (1_150, 2_900, 4_700, 6_800, 9_900, 13_500),
    Setting.SPECIAL: (3_600, 7_200, 11_400, 16_900, 23_800, 34_000),
}
_VERSIONS = {"2025": (date(2025, 4, 1), 1.0), "2026": (date(2026, 4, 1), 1.03)}
_RECEPTION_AGE = 4
_PROB_AWAY, _PROB_LONG = 0.07, 0.1
_FIRST_DAY = date(2026, 9, 1)
_SCHOOLS = frozenset({Place.MAINSTREAM, Place.UNIT, Place.SPECIAL})


def write_other_files(folder: Path, providers: list[Provider], children: list[Child], luck: Luck) -> None:
    write_csv(folder / CAPACITY_FILE, _CAPACITY, _capacity(providers, luck))
    write_csv(folder / BANDS_FILE, _BANDS, _bands())
    write_csv(folder / ABSENCES_FILE, _ABSENCES, _absences(children, luck))


def _capacity(providers: list[Provider], luck: Luck) -> Iterator[tuple[object, ...]]:
    """Of the council's own special schools and bases: a little more room than is agreed, which is all paid for."""
    for one in providers:
        provision = "Special school" if one.place is Place.SPECIAL else _PROVISION_OF_BASE.get(one.base)
        agreed = one.base_places if one.base else one.places_funded
        if one.la_code == _OWN and provision is not None and agreed:
            first, last = (age - _RECEPTION_AGE for age in one.ages)
            room = agreed + luck.whole(0, 6)
            yield one.urn, provision, first, last, "", "01/09/2026", "", room, agreed, agreed, "Place planning 2026"


def _bands() -> Iterator[tuple[object, ...]]:
    for version, (day, rise) in _VERSIONS.items():
        for setting, amounts in _POUNDS.items():
            for band, pounds in zip("ABCDEF", amounts, strict=True):
                yield version, slashed_date(day), setting.label, band, f"£{round(pounds * rise):,}"


def _absences(children: list[Child], luck: Luck) -> Iterator[tuple[object, ...]]:
    """Of the autumn term so far: mostly some days of illness, now and then weeks."""
    for child in children:
        spell = next((one for one in child.spells if one.touches(AS_AT, AS_AT) and one.place in _SCHOOLS), None)
        if spell is None or spell.provider is None or not child.upn or not luck.chance(_PROB_AWAY):
            continue
        days = luck.whole(21, 35) if luck.chance(_PROB_LONG) else luck.whole(0, 4)
        first = weekday(max(luck.day(_FIRST_DAY, AS_AT - timedelta(days=days + 3)), spell.entry))
        last = min(first + timedelta(days=days), AS_AT)
        yield child.upn, spell.provider.urn, slashed_date(first), slashed_date(last), "", luck.pick("IIIIM")
