"""Random but lawful histories of generated children, as the nine frames of a return: what no check holds back.

Beside ``sen2_returns``, whose cells are any text, these have dates in order: several requests a person, rank spells,
plans that came from elsewhere, historical requests, one or two needs, and fields left empty.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from hypothesis import strategies as st
from tests.ingest.sen2_returns import YEARS, Frames, frames_of

from highneeds.core.years import CensusDay
from highneeds.rules.census_days import census_day
from highneeds.rules.sen2_elements import SEN2_ELEMENTS, elements_of

Row = dict[str, object]
_WEIGHTS = range(2, 14)
_CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_NEEDS = ("ASD", "SEMH", "SLCN", "MLD", "SLD", "PD", "HI")
_SETTINGS = ("OLA", "OPA", "EHE", "EYP", "OTH", "NIEO")


def upn_of(number: int) -> str:
    """A well-formed UPN."""
    digits = f"{number:012d}"
    place = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % len(_CHECK_LETTERS)
    return _CHECK_LETTERS[place] + digits


@st.composite
def histories(draw: st.DrawFn, year: int | None = None, most: int = 8) -> tuple[int, Frames]:
    """A census year and its nine frames as ``plain`` gives them."""
    of_year = draw(st.sampled_from(YEARS)) if year is None else year
    luck = random.Random(draw(st.integers(0, 2**32)))  # noqa: S311 - an example, not a secret
    return of_year, history(of_year, draw(st.integers(1, most)), luck)


def history(year: int, persons: int, luck: random.Random) -> Frames:
    """The nine frames of a return of so many persons."""
    rows: dict[str, list[Row]] = {module: [] for module in SEN2_ELEMENTS}
    day = census_day(CensusDay(year))
    header = {"collection": "SEN2", "year": str(year), "referencedate": day.isoformat(), "sourcelevel": "L",
              "lea": "999", "serialno": "001"}  # fmt: skip
    _add(rows, "sen2", None, year, header)
    for number in range(persons):
        _person(rows, number, year, day, luck)
    return frames_of(rows)


def _add(rows: dict[str, list[Row]], module: str, parent: int | None, year: int, values: Row) -> int:
    known = {element.column for element in elements_of(module, year)}
    own = len(rows[module]) + 1
    rows[module].append({**{k: v for k, v in values.items() if k in known}, f"{module}tableid": own, "parent": parent})
    return own


def _person(rows: dict[str, list[Row]], number: int, year: int, day: date, luck: random.Random) -> None:
    born = day - timedelta(days=luck.randint(3 * 366, 24 * 365))
    sex = luck.choice("MF")
    own = _add(rows, "person", 1, year, {
        "surname": f"Ash{number}", "forename": luck.choice(["Bo", "Cy", None]), "personbirthdate": born.isoformat(),
        "sex": sex, "gendercurrent": "1" if sex == "M" else "2", "ethnicity": luck.choice(["WBRI", None]),
        "postcode": luck.choice(["ZZ99 3CZ", None]), "upn": upn_of(luck.randrange(10**9) * 100 + number),
    })  # fmt: skip
    for _ in range(luck.choice([1, 1, 1, 2, 3])):
        _request(rows, own, year, day, luck)


def _days(luck: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=luck.randint(0, max(0, (last - first).days)))


def _request(rows: dict[str, list[Row]], person: int, year: int, day: date, luck: random.Random) -> None:
    is_old = luck.random() < 0.5
    asked = (
        _days(luck, date(year - 6, 1, 1), date(year - 2, 12, 1)) if is_old else _days(luck, date(year - 1, 1, 1), day)
    )
    outcome = "H" if is_old else luck.choice("YYYNAW")
    told = {"requestoutcomedate": asked.isoformat()} if outcome in "YN" else {}
    own = _add(rows, "requests", person, year, {
        **told, "receiveddate": None if is_old and luck.random() < 0.5 else asked.isoformat(),
        "requestoutcome": outcome, "rya": luck.choice(["0", None]), "requestsource": luck.choice(["1", "2", None]),
    })  # fmt: skip
    if outcome not in "YH":
        return
    decided = "H" if is_old else luck.choice("YYNA")
    start = _days(luck, asked, day)
    date_of_it = {"assessmentoutcomedate": start.isoformat()} if decided in "YN" else {}
    assessment = _add(rows, "assessment", own, year, {
        **date_of_it, "assessmentoutcome": decided, "week20": luck.choice(["0", "1", None]),
    })  # fmt: skip
    if decided not in "YH":
        return
    if luck.random() < 0.9:
        _named_plan(rows, assessment, year, start, day, luck)
    if luck.random() < 0.9:
        _active_plan(rows, own, year, start, day, luck)


def _named_plan(
    rows: dict[str, list[Row]], assessment: int, year: int, start: date, day: date, luck: random.Random
) -> None:
    ended = luck.random() < 0.3
    cease = (
        {"ceasedate": _days(luck, max(start, date(year - 1, 1, 1)), day).isoformat(), "ceasereason": "9"}
        if ended
        else {}
    )
    own = _add(rows, "namedplan", assessment, year, {
        **cease, "startdate": start.isoformat() if luck.random() < 0.95 else None, "planres": luck.choice(["A", None]),
        "pb": "0",
    })  # fmt: skip
    _add(rows, "plandetail", own, year, {**_place(luck), "placementrank": "1"})


def _place(luck: random.Random) -> Row:
    if luck.random() < 0.3:
        return {"sensetting": luck.choice(_SETTINGS)}
    return {"urn": str(luck.randint(100_000, 100_009)), "senunitindicator": luck.choice("01"),
            "resourcedprovisionindicator": "0"}  # fmt: skip


def _active_plan(
    rows: dict[str, list[Row]], request: int, year: int, start: date, day: date, luck: random.Random
) -> None:
    own = _add(rows, "activeplans", request, year, {
        "transferla": "998" if luck.random() < 0.25 else None, "res": luck.choice(["A", None]),
        "lastreview": luck.choice([day.isoformat(), None]),
        "reviewmeeting": luck.choice([(day - timedelta(days=20)).isoformat(), None]),
    })  # fmt: skip
    for rank in ("1", "2"):
        _spells(rows, own, year, rank, start, day, luck)
    needs = luck.sample(_NEEDS, luck.choice([0, 1, 1, 2]))
    for rank, need in enumerate(needs, 1):
        _add(rows, "senneed", own, year, {"sentype": need, "sentyperank": str(rank)})


def _spells(
    rows: dict[str, list[Row]], plan: int, year: int, rank: str, start: date, day: date, luck: random.Random
) -> None:
    """Spells of one rank follow one another, with gaps or none; the last may be open, the first may have no entry."""
    begin = _days(luck, start - timedelta(days=100), day)
    for number in range(luck.choice([0, 1, 1, 2, 3]) if rank == "1" else luck.choice([0, 0, 1])):
        end = begin + timedelta(days=luck.randint(0, 200))
        is_open = end >= day or luck.random() < 0.2
        _add(rows, "placementdetail", plan, year, {
            **_place(luck), "placementrank": rank, "res": luck.choice(["B", None]),
            "entrydate": None if number == 0 and luck.random() < 0.1 else begin.isoformat(),
            "leavingdate": None if is_open else end.isoformat(),
        })  # fmt: skip
        if is_open:
            return
        begin = end + timedelta(days=luck.choice([0, 1, 30]))


def days_around(year: int) -> st.SearchStrategy[date]:
    """Days within a return and a little outside, census days among them."""
    edges = st.sampled_from(
        [census_day(CensusDay(year)), date(year - 1, 1, 1), date(year - 1, 8, 31), date(year - 1, 9, 1)]
    )
    return edges | st.dates(date(year - 2, 6, 1), date(year, 4, 1))
