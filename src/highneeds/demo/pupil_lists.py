"""The school census of January 2026 and the two lists of an inspection, of the council's own children.

Beside the children with plans there are some with SEN support, whom no other file of the council names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from highneeds.demo.children import Child, Spell
from highneeds.demo.days import AS_AT, RETURN_YEARS, age_at_start_of_school_year, census_day
from highneeds.demo.identity import pupil_number
from highneeds.demo.luck import Luck
from highneeds.demo.manifest import Planted
from highneeds.demo.places import Place
from highneeds.demo.providers import HOME_LA, Provider
from highneeds.demo.text_files import blade_date, slashed_date, write_csv
from highneeds.rules.needs import Need

PUPILS_FILE = "census/Blade-Export_15-01-2026_pupilonroll.csv"
NEEDS_FILE = "census/Blade-Export_15-01-2026_senneeds.csv"
PLANS_FILE, SUPPORT_FILE = "inspection/list-1-2026-10-31.csv", "inspection/list-2-2026-10-31.csv"
_PUPILS = (
    "pupilonrolltableid", "upn", "dob", "urn", "ncyearactual", "senprovision", "senunitindicator",
    "resourcedprovisionindicator", "topupfunding",
)  # fmt: skip
_NEEDS = ("senneedstableid", "pupilonrolltableid", "sentype", "sentyperank")
_SCHOOLS = frozenset({Place.MAINSTREAM, Place.UNIT, Place.SPECIAL, Place.ALTERNATIVE})
_NO_CHILD_OF_A_PLAN = 3_000_000  # no child with a plan has so high a number, so no UPN is another's
_SUPPORTED_PER_PLAN = 0.5  # in England about three; fewer keep the files small
_SUPPORT_NEEDS = {"SLCN": 34, "SEMH": 22, "SPLD": 14, "MLD": 12, "ASD": 9, "NSA": 9}
_YOUNGEST_ON_ROLL, _RECEPTION, _OLDEST_ON_ROLL, _ULN_AGE, _UPN_AGE, _PLAN_ENDS = 2, 4, 18, 16, 6, 25
_NURSERY = {2: "N1", 3: "N2", 4: "R"}
_PRIMARY_ENDS, _SCHOOL_ENDS = 10, 15
_PLANTED_OF_EACH = 3
_URN = "Main education establishment \N{EN DASH} URN"
_PLAN_DATES = ("Date initial EHC plan issued", "Date updated EHC plan issued", "Date EHC plan last reviewed")
_PERSON = ("Unique ID", "UPN", "ULN", "Date of birth", "Gender", "Ethnicity")
_SCHOOL = (
    "SEN primary need", _URN, "Main education establishment \N{EN DASH} phase",
    "Subsidiary education establishment \N{EN DASH} phase (dual registration)",
)  # fmt: skip
_REST = (
    "Suspensions", "Permanent exclusions", "Absence", "Pupil Premium",
    "Known to children\N{RIGHT SINGLE QUOTATION MARK}s social care?",
    "Which children\N{RIGHT SINGLE QUOTATION MARK}s social care team?",
    "Does the child or young person have a disability?",
)  # fmt: skip
_HOME = "Elective home education"
_LIST_1 = (*_PERSON, *_PLAN_DATES, *_SCHOOL, _HOME, *_REST)
_LIST_2 = (*_PERSON, *_SCHOOL, *_REST)

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Supported:
    """A child with SEN support and no plan."""

    number: int
    upn: str
    birth: date
    sex: str
    need: str
    provider: Provider


def write_pupil_lists(folder: Path, providers: list[Provider], children: list[Child], luck: Luck) -> list[Planted]:
    """The four files; in return what is wrong on purpose in the list of children with plans."""
    supported = list(_supported(providers, children, luck))
    _write_census(folder, children, supported, luck)
    write_csv(folder / SUPPORT_FILE, _LIST_2, (_cells(_supported_row(one, luck), _LIST_2) for one in supported))
    return _write_plans(folder, children, luck)


def _supported(providers: list[Provider], children: list[Child], luck: Luck) -> Iterator[Supported]:
    schools = [one for one in providers if one.place is Place.MAINSTREAM and one.closed is None]
    plans = sum(child.is_live(AS_AT) for child in children)
    for number in range(_NO_CHILD_OF_A_PLAN, _NO_CHILD_OF_A_PLAN + round(_SUPPORTED_PER_PLAN * plans)):
        school = luck.weighted(schools, [one.size for one in schools])
        age = luck.whole(max(school.ages[0], _RECEPTION), min(school.ages[1], _SCHOOL_ENDS) - 1)
        birth = luck.day(date(AS_AT.year - age - 2, 9, 1), date(AS_AT.year - age - 1, 8, 31))
        need = luck.weighted(list(_SUPPORT_NEEDS), list(_SUPPORT_NEEDS.values()))
        upn = pupil_number(number, birth.year + _RECEPTION + 1)
        yield Supported(number, upn, birth, luck.pick("MF"), need, school)


def _write_census(folder: Path, children: list[Child], supported: list[Supported], luck: Luck) -> None:
    day = census_day(RETURN_YEARS[-1])
    pupils: list[tuple[object, ...]] = []
    needs: list[tuple[object, ...]] = []
    for child in children:
        spell = _spell_on(child, day)
        age = child.age(day)
        if spell is None or spell.provider is None or not _is_on_roll(child, spell, spell.provider, age):
            continue
        ref, base = len(pupils) + 1, spell.provider.base if spell.place is Place.UNIT else ""
        pupils.append((ref, child.upn, blade_date(child.birth), spell.provider.urn, _taught_year(age), "E",
                       int(base == "unit"), int(base == "rp"), 1))  # fmt: skip
        second = [child.second_need.value] if child.second_need else []
        needs += [(ref, rank, need) for rank, need in enumerate([child.need_on(day).value, *second], start=1)]
    for one in supported:
        ref, age = len(pupils) + 1, age_at_start_of_school_year(one.birth, day)
        top_up = int(luck.chance(0.05))
        pupils.append((ref, one.upn, blade_date(one.birth), one.provider.urn, _taught_year(age), "K", 0, 0, top_up))
        needs.append((ref, 1, one.need))
    write_csv(folder / PUPILS_FILE, _PUPILS, pupils)
    rows = ((number, ref, need, rank) for number, (ref, rank, need) in enumerate(needs, start=1))
    write_csv(folder / NEEDS_FILE, _NEEDS, rows)


def _spell_on(child: Child, day: date) -> Spell | None:
    if not child.is_live(day):
        return None
    return next((spell for spell in reversed(child.spells) if spell.touches(day, day)), None)


def _is_on_roll(child: Child, spell: Spell, provider: Provider, age: int) -> bool:
    is_ours = provider.la_code == HOME_LA and spell.place in _SCHOOLS
    return is_ours and bool(child.upn) and _YOUNGEST_ON_ROLL <= age <= _OLDEST_ON_ROLL


def _taught_year(age: int) -> str:
    return _NURSERY.get(age) or str(age - _RECEPTION)


def _write_plans(folder: Path, children: list[Child], luck: Luck) -> list[Planted]:
    """Children taught otherwise than at school are left out: that they have no establishment would be no fault."""
    rows: list[Row] = []
    for child in children:
        spell = _spell_on(child, AS_AT)
        if spell is not None and (spell.provider is not None or spell.place is Place.HOME) and _is_of_age(child):
            rows.append(_plan_row(child, spell, luck))
    planted = _plant(rows, luck)
    write_csv(folder / PLANS_FILE, _LIST_1, (_cells(row, _LIST_1) for row in rows))
    return planted


def _is_of_age(child: Child) -> bool:
    return _years(child.birth) < _PLAN_ENDS


def _years(birth: date) -> int:
    return AS_AT.year - birth.year - ((AS_AT.month, AS_AT.day) < (birth.month, birth.day))


def _plan_row(child: Child, spell: Spell, luck: Luck) -> Row:
    since = child.start or AS_AT
    reviews = (AS_AT - since).days // 365
    reviewed = since + timedelta(days=365 * reviews - luck.whole(0, 60)) if reviews else None
    is_too_old = child.upn_unknown == "UN1" and _years(child.birth) >= _UPN_AGE
    return {
        "Unique ID": f"A{child.number:05}",
        "UPN": child.upn or ("UN8" if is_too_old else child.upn_unknown),
        "ULN": child.uln if child.age(AS_AT) >= _ULN_AGE else "",
        "Date of birth": slashed_date(child.birth),
        "Gender": child.sex,
        "Ethnicity": child.ethnicity,
        **dict(zip(_PLAN_DATES, (slashed_date(since), "", slashed_date(reviewed)), strict=True)),
        "SEN primary need": child.need_on(AS_AT).value,
        **_place(spell.provider),
        _HOME: "yes" if spell.place is Place.HOME else "no",
        **_circumstances(luck, prob_disability=0.6),
    }


def _supported_row(child: Supported, luck: Luck) -> Row:
    person = (f"A{child.number}", child.upn, "", slashed_date(child.birth), child.sex, "WBRI")
    rest = _circumstances(luck, prob_disability=0.1)
    return {
        **dict(zip(_PERSON, person, strict=True)),
        "SEN primary need": child.need if child.need != "NSA" else Need.OTH.value,
        **_place(child.provider),
        **rest,
    }


def _place(provider: Provider | None) -> Row:
    phase = ""
    if provider is not None:
        oldest = provider.ages[1]
        phase = "Primary" if oldest <= _PRIMARY_ENDS else "Secondary" if oldest <= _OLDEST_ON_ROLL else "16 plus"
        phase = "Special" if provider.place is Place.SPECIAL else phase
    return dict(zip(_SCHOOL[1:], ("" if provider is None else provider.urn, phase, ""), strict=True))


def _circumstances(luck: Luck, *, prob_disability: float) -> Row:
    suspended, excluded = int(luck.chance(0.05)), int(luck.chance(0.003))
    absence, premium, known = f"{luck.whole(0, 300) / 10:.1f}", luck.chance(0.35), luck.chance(0.15)
    team = "Disabled children" if known else ""
    disability = luck.chance(prob_disability)
    words = ["yes" if one else "no" for one in (premium, known, disability)]
    return dict(zip(_REST, (suspended, excluded, absence, words[0], words[1], team, words[2]), strict=True))


def _plant(rows: list[Row], luck: Luck) -> list[Planted]:
    """Defects of an inspection's checks, each on children of its own."""
    free = iter(luck.shuffled(range(len(rows))))
    planted: list[Planted] = []
    reviewed_first = slashed_date(date(2015, 1, 5))
    for rule, field, value, note in (
        ("101d", "SEN primary need", "", "no primary need"),
        ("103", _REST[-1], "", "not said whether the child has a disability"),
        ("106b", _PLAN_DATES[2], reviewed_first, "reviewed before the plan was issued"),
        ("108a", _URN, "", "of school age, and no establishment"),
    ):
        for _ in range(_PLANTED_OF_EACH):
            number = next(one for one in free if _suits(rows[one], rule))
            rows[number][field] = value
            planted.append(Planted(rule, PLANS_FILE, number + 2, _PLAN_DATES[0] if rule == "106b" else field, note))
    return planted


def _suits(row: Row, rule: str) -> bool:
    """At a school, and of an age at which the rule asks for one; with a plan of after the day of the planted review."""
    born = int(str(row["Date of birth"])[-4:])
    is_at_school = bool(row[_URN]) and AS_AT.year - _SCHOOL_ENDS < born < AS_AT.year - _UPN_AGE
    return is_at_school and (rule != "106b" or int(str(row[_PLAN_DATES[0]])[-4:]) > 2015)  # noqa: PLR2004 - as planted


def _cells(row: Row, columns: tuple[str, ...]) -> list[object]:
    return [row[column] for column in columns]
