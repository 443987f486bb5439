"""One SEN2 return as tables of rows: flows of the calendar year before, and the stock on census day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from highneeds.demo.children import Child, Spell
from highneeds.demo.days import census_day
from highneeds.demo.places import Place
from highneeds.demo.providers import HOME_LA
from highneeds.demo.sen2_layout import MODULES, PARENT
from highneeds.demo.text_files import blade_date
from highneeds.rules.needs import DOWN_SYNDROME_FROM_CENSUS_YEAR, Need

Row = dict[str, object]

_YEAR = timedelta(days=365)
_ULN_AGE, _UPN_AGE = 16, 6
_PHASE_TRANSFER_AGES = frozenset({10, 15})  # the summer before Year 7 and before post-16


@dataclass(slots=True)
class PlanRows:
    """The rows that one plan has in the return."""

    child: Child
    person: Row
    request: Row
    named_plan: Row
    active_plan: Row
    placements: list[Row]
    needs: list[Row]


@dataclass(slots=True)
class Return:
    """``tables`` holds the rows of each module; a row's parent key is already in it."""

    year: int
    tables: dict[str, list[Row]] = field(default_factory=lambda: {module: [] for module in MODULES})
    plans: list[PlanRows] = field(default_factory=list)
    last_numbers: Counter[str] = field(default_factory=Counter)

    @property
    def day(self) -> date:
        return census_day(self.year)

    @property
    def first_day(self) -> date:
        """The first day of the calendar year whose flows are returned."""
        return date(self.year - 1, 1, 1)

    def add(self, module: str, parent: Row | None, **fields: object) -> Row:
        """Append a row with its own key, its parent's key and its fields; a field left out is blank in the file."""
        self.last_numbers[module] += 1  # not the length of the table: rows may have been taken out
        number = self.last_numbers[module]
        row: Row = {
            f"{module}tableid": self.year * 1_000_000 + number,
            "NativeId": number,
            f"{module}orderseqcolumn": number,
            "sourceid": 1,
        }
        if parent is not None:
            key = f"{PARENT[module]}tableid"
            row[key] = parent[key]
        row.update(fields)
        self.tables[module].append(row)
        return row


def build_return(year: int, children: list[Child]) -> Return:
    """The clean return of census ``year``."""
    result = Return(year)
    header = result.add(
        "sen2", None, collection="SEN2", year=year, referencedate=blade_date(result.day), sourcelevel="L", lea=HOME_LA,
        softwarecode="Demonstration", release="1.0", serialno="001", datetime=blade_date(date(year, 3, 3)),
        dmo="Y", dco="Y", dsco="N",
    )  # fmt: skip
    for child in children:
        since = child.transferred or child.start
        if since is not None and since <= result.day:
            if child.cease is None or child.cease >= result.first_day:
                _add_plan(result, header, child)
        elif child.received <= result.day and not child.transferred:
            _add_open_request(result, header, child)
    return result


def add_person(result: Return, header: Row, child: Child) -> Row:
    """The person's row; young people have a ULN from 16."""
    return result.add(
        "person", header, surname=child.surname, forename=child.forename, personbirthdate=blade_date(child.birth),
        sex=child.sex, gendercurrent=1 if child.sex == "M" else 2, ethnicity=child.ethnicity, postcode=child.postcode,
        upn=child.upn, uniquelearnernumber=child.uln if child.age(result.day) >= _ULN_AGE else "",
        upnunknown=_reason_without_upn(child, result.day),
    )  # fmt: skip


def _reason_without_upn(child: Child, day: date) -> str:
    """Who is six or more and has no UPN is not too young for one, but new to the authority."""
    years = day.year - child.birth.year - ((day.month, day.day) < (child.birth.month, child.birth.day))
    return "UN8" if child.upn_unknown == "UN1" and years >= _UPN_AGE else child.upn_unknown


def _add_plan(result: Return, header: Row, child: Child) -> None:
    person = add_person(result, header, child)
    is_old_request = bool(child.transfer_la) or child.decided < result.first_day
    request = _add_request(result, person, child, "H" if is_old_request else "Y")
    is_old_plan = bool(child.transfer_la) or child.start is None or child.start < result.first_day
    assessment = result.add(
        "assessment", request, assessmentoutcome="H" if is_old_plan else "Y",
        assessmentoutcomedate="" if is_old_plan else blade_date(child.start), assessmentmediation=0,
        assessmenttribunal=0, othermediation=0, othertribunal=0, week20=int(child.is_exception and not is_old_plan),
    )  # fmt: skip
    spells = [spell for spell in child.spells if spell.touches(result.first_day, result.day)]
    current = spells[-1]
    has_ceased = child.cease is not None and child.cease <= result.day
    has_budget = current.place is Place.OTHERWISE
    named = result.add(
        "namedplan", assessment, startdate=blade_date(child.start), planres=current.residential, planwbp="",
        pb=int(has_budget), oa=0, dp="E" if has_budget else "", ceasedate=blade_date(child.cease) if has_ceased else "",
        ceasereason=child.cease_reason if has_ceased else "",
    )  # fmt: skip
    result.add("plandetail", named, placementrank=1, **place_fields(current))
    active = _add_active_plan(result, request, child)
    placements = [_add_placement(result, active, spell) for spell in spells]
    result.plans.append(PlanRows(child, person, request, named, active, placements, _add_needs(result, active, child)))


def _add_request(result: Return, person: Row, child: Child, outcome: str) -> Row:
    return result.add(
        "requests", person, receiveddate="" if outcome == "H" else blade_date(child.received),
        requestsource=child.request_source, rya=0,
        requestoutcomedate=blade_date(child.decided) if outcome in {"Y", "N"} else "", requestoutcome=outcome,
        requestmediation=0, requesttribunal=0, exported="",
    )  # fmt: skip


def _add_open_request(result: Return, header: Row, child: Child) -> None:
    """A request that has not led to a plan by census day: refused, withdrawn, or still on its way."""
    if child.closed is not None and child.closed < result.first_day:
        return
    person = add_person(result, header, child)
    is_decided = child.decided <= result.day
    request = _add_request(result, person, child, child.request_outcome if is_decided else "A")
    if is_decided and child.request_outcome == "Y":
        is_refused = child.closed is not None and child.closed <= result.day
        result.add(
            "assessment", request, assessmentoutcome="N" if is_refused else "A",
            assessmentoutcomedate=blade_date(child.closed) if is_refused else "", assessmentmediation=0,
            assessmenttribunal=0, othermediation=0, othertribunal=0, week20=0,
        )  # fmt: skip


def _add_active_plan(result: Return, request: Row, child: Child) -> Row:
    is_transfer = child.transferred is not None and child.transferred >= result.first_day
    fields: Row = {"transferla": child.transfer_la if is_transfer else "", "res": child.spells[-1].residential}
    met = date(result.year - 1, 1 + child.number % 12, 1 + child.number % 27)
    if (
        child.start is not None
        and child.start + _YEAR < met
        and (child.cease is None or child.cease > met + _YEAR / 12)
    ):
        fields |= {"reviewmeeting": blade_date(met), "reviewoutcome": "AM"[child.number % 5 > 0]}
        fields["lastreview"] = blade_date(met + timedelta(days=28))
        if fields["reviewoutcome"] == "A":
            fields["reviewdraft"] = blade_date(met + timedelta(days=28))
    if child.age(result.day) in _PHASE_TRANSFER_AGES:
        due = (
            date(result.year, 2, 15) if child.age(result.day) == min(_PHASE_TRANSFER_AGES) else date(result.year, 3, 31)
        )
        fields["phasetransferduedate"] = blade_date(due)
    return result.add("activeplans", request, **fields)


def _add_placement(result: Return, active: Row, spell: Spell) -> Row:
    left = spell.leave if spell.leave is not None and spell.leave <= result.day else None
    return result.add(
        "placementdetail", active, placementrank=1, entrydate=blade_date(spell.entry), leavingdate=blade_date(left),
        res=spell.residential, **place_fields(spell),
    )  # fmt: skip


def _add_needs(result: Return, active: Row, child: Child) -> list[Row]:
    first = _as_coded(child.need_on(min(result.day, child.cease or result.day)), result.year)
    rows = [result.add("senneed", active, sentyperank=1, sentype=first.value)]
    second = None if child.second_need is None else _as_coded(child.second_need, result.year)
    if second is not None and second is not first:
        rows.append(result.add("senneed", active, sentyperank=2, sentype=second.value))
    return rows


def _as_coded(need: Need, year: int) -> Need:
    """Down syndrome had no code of its own before 2025."""
    return Need.MLD if need is Need.DS and year < DOWN_SYNDROME_FROM_CENSUS_YEAR else need


def place_fields(spell: Spell) -> Row:
    """URN (and UKPRN for colleges), or the setting code where there is no establishment; with the unit flags."""
    provider = spell.provider
    base = provider.base if provider is not None and spell.place is Place.UNIT else ""
    is_college = spell.place in {Place.COLLEGE, Place.SPECIALIST_COLLEGE}
    return {
        "urn": "" if provider is None else provider.urn,
        "ukprn": provider.ukprn if provider is not None and is_college else "",
        "sensetting": spell.place.value if provider is None else "",
        "sensettingother": _OTHER_WORDS.get(spell.place, "") if provider is None else "",
        "senunitindicator": int(base == "unit"),
        "resourcedprovisionindicator": int(base == "rp"),
    }


_OTHER_WORDS = {Place.OTHER: "Community project", Place.AWAITING: "Awaiting a place"}
