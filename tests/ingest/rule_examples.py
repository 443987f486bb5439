"""For each rule, how to break it in a small clean council; the clean council itself is the example that passes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from tests.ingest.exported_files import exported_ledger
from tests.ingest.hostile_workbooks import sheet_changed, with_sheets
from tests.ingest.invented_pupils import DASH, Row
from tests.ingest.small_council import SmallCouncil, clean_costs, write_csv

from highneeds.ingest.kinds import FileKind

Spoil = Callable[[SmallCouncil], None]


def _set(table: str, row: int, **values: object) -> Spoil:
    """Changes cells of one row of a module of the return."""

    def spoil(council: SmallCouncil) -> None:
        council.sen2[table][row].update(values)

    return spoil


def _add(table: str, row: int, **values: object) -> Spoil:
    """Adds a copy of a row of the return, with its own id, and these cells changed."""

    def spoil(council: SmallCouncil) -> None:
        rows = council.sen2[table]
        rows.append(rows[row] | {f"{table}tableid": 999} | values)

    return spoil


def _drop(table: str, row: int) -> Spoil:
    def spoil(council: SmallCouncil) -> None:
        del council.sen2[table][row]

    return spoil


def _cost(row: int, **values: object) -> Spoil:
    def spoil(council: SmallCouncil) -> None:
        council.costs[row].update({name.replace("_", " "): value for name, value in values.items()})

    return spoil


def _ceased_in_the_list(council: SmallCouncil) -> None:
    council.plan_list[0] |= {"Plan ceased": "31/07/2026", "Cease reason": 2, "Leaving date": "31/07/2026"}


def _without_first_cost(council: SmallCouncil) -> None:
    del council.costs[0]


def _repeat_reference(council: SmallCouncil) -> None:
    council.costs[1]["Line ref"] = "L1"


def _one_price_far_off(council: SmallCouncil) -> None:
    council.costs += [clean_costs()[0] | {"Line ref": f"M{n}", "Rate": 12000 + n} for n in range(5)]
    council.costs[0]["Rate"] = 120000


def _subtotals_and_notes(council: SmallCouncil) -> None:
    header = {name: name for name in council.costs[0]}
    council.costs[1:1] = [{"Provider": "Sub-total HN12", "Rate": 12000}, {}, header]
    council.costs += [{"Provider": "Grand total", "Rate": 26000}, {"": "Rates are net of VAT."}]


def _row(name: str, row: int, **values: object) -> Spoil:
    """Changes cells of one row of another file; an underscore in a name stands for a space."""

    def spoil(council: SmallCouncil) -> None:
        rows = getattr(council, name)
        rows[row].update({key.replace("_", " "): value for key, value in values.items()})

    return spoil


def _again(name: str, row: int) -> Spoil:
    def spoil(council: SmallCouncil) -> None:
        rows = getattr(council, name)
        rows.append(dict(rows[row]))

    return spoil


def _without_month(council: SmallCouncil) -> None:
    del council.ledger[3]


def _more_columns(council: SmallCouncil) -> None:
    council.ledger[0]["Journal"] = "J1"


def _a_year_left_out(council: SmallCouncil) -> None:
    for row in council.population:
        row["2028"] = 1002.5


def _a_formula_without_its_value(council: SmallCouncil) -> None:
    content = council.costs_file.read_bytes()
    unsaved = sheet_changed(lambda sheet: re.sub(rb"<v>12000</v>", b"<f>6000*2</f>", sheet))
    council.costs_file.write_bytes(unsaved(content))


def _rows_of(rows: list[dict[str, object]]) -> list[list[object]]:
    return [list(rows[0]), *(list(row.values()) for row in rows)]


def _with_budget_sheets(*states: str) -> Spoil:
    """The budget book once more for each state, of which one can be hidden."""

    def spoil(council: SmallCouncil) -> None:
        rows = _rows_of(council.budget)
        sheets = [(f"{state} {number}", state, rows) for number, state in enumerate(states)]
        council.budget_file.write_bytes(with_sheets(*sheets))

    return spoil


def _twenty_thousand_ragged(council: SmallCouncil) -> None:
    with council.ledger_file.open("a") as file:
        file.write("2026-27,1,HN12\n" * 20_001)


def _amount_twice(council: SmallCouncil) -> None:
    text = council.ledger_file.read_text()
    council.ledger_file.write_text(text.replace("Description", "Amount", 1))


def _other(kind: FileKind, values: Row) -> Spoil:
    """Changes cells of the first row of a file of places or pupils."""

    def spoil(council: SmallCouncil) -> None:
        council.others[kind][0].update(values)

    return spoil


def _twice_in_the_list(kind: FileKind) -> Spoil:
    def spoil(council: SmallCouncil) -> None:
        council.others[kind][1]["UPN"] = council.others[kind][0]["UPN"]

    return spoil


_ANNEX_A: Mapping[str, Row] = {
    "01a": {"Date of birth": ""},
    "01b": {"Gender": ""},
    "01c": {"Ethnicity": ""},
    "01d": {"SEN primary need": ""},
    "02a": {"Date of birth": "01/05/2001"},
    "02b": {"Date of birth": "01/05/2000"},
    "03": {"Does the child or young person have a disability?": ""},
    "05a": {"Date of birth": "01/11/2026"},
    "07": {"UPN": ""},
    "08a": {f"Main education establishment {DASH} URN": ""},
    "08b": {
        f"Main education establishment {DASH} URN": "",
        f"Main education establishment {DASH} phase": "",
        f"Subsidiary education establishment {DASH} phase (dual registration)": "Primary",
    },
}
_ANNEX_A_OF_PLANS: Mapping[str, Row] = {
    "05b": {"Date initial EHC plan issued": "01/11/2026"},
    "05c": {"Date updated EHC plan issued": "01/11/2026"},
    "05d": {"Date EHC plan last reviewed": "01/11/2026"},
    "06a": {"Date initial EHC plan issued": "02/03/2024"},
    "06b": {"Date EHC plan last reviewed": "31/01/2022"},
}
ANNEX_A_SPOILS: Mapping[str, Spoil] = {
    **{f"1{number}": _other(FileKind.ANNEX_A_PLANS, row) for number, row in (_ANNEX_A | _ANNEX_A_OF_PLANS).items()},
    **{f"2{number}": _other(FileKind.ANNEX_A_SUPPORT, row) for number, row in _ANNEX_A.items()},
    "109": _twice_in_the_list(FileKind.ANNEX_A_PLANS),
    "209": _twice_in_the_list(FileKind.ANNEX_A_SUPPORT),
}

_LONG_AGO = "2020-Feb-10 00:00:00"
_EARLY = "2019-Dec-01 00:00:00"

SPOILS: Mapping[str, Spoil] = {
    "F07": _more_columns,
    "F13": _row("payments", 0, Line_ref="1.23E+12"),
    "D01": _set("requests", 0, receiveddate="31st of May"),
    "H02": _set("sen2", 0, referencedate="2026-Jan-16 00:00:00"),
    "P01": _set("person", 0, personbirthdate="2027-May-01 00:00:00"),
    "P02": _set("person", 0, upn=""),
    "P03": _set("person", 0, upn="A999400020001"),
    "P05": lambda council: council.sen2["person"].append(council.sen2["person"][0] | {"persontableid": 9}),
    "K01": _add("activeplans", 0),
    "K03": _set("senneed", 0, activeplanstableid=12345),
    "R01": _set("requests", 0, requestoutcome="Q"),
    "R03": _set("requests", 0, requestoutcomedate=_EARLY),
    "N02": _set("namedplan", 0, ceasedate=_EARLY, ceasereason=2),
    "L01": _set("placementdetail", 0, urn=""),
    "L03": _set("placementdetail", 0, urn="", sensetting="HOME"),
    "L04": _set("placementdetail", 0, urn="998001"),
    "L15": lambda council: council.register[0].update({"CloseDate": "31-08-2020", "EstablishmentStatus (code)": 2}),
    "L17": _row("register", 1, **{"TypeOfResourcedProvision_(name)": "Resourced provision"}),
    "L18": _row("register", 2, **{"TypeOfEstablishment_(code)": 29}),
    "L08": _add("placementdetail", 0, entrydate="2022-Sep-01 00:00:00"),
    "L09": _set("placementdetail", 0, leavingdate=_EARLY),
    "L11": _drop("placementdetail", 0),
    "L12": _set("person", 2, personbirthdate="2016-Feb-29 00:00:00"),
    "S01": _drop("senneed", 0),
    "S02": _set("senneed", 0, sentype="NSA"),
    "H01": _set("sen2", 0, lea="99"),
    "P04": _set("person", 0, upnunknown="UN1"),
    "P07": _set("person", 0, sex="X"),
    "P08": _set("person", 0, ethnicity=""),
    "P09": _set("person", 0, uniquelearnernumber="12345"),
    "R06": _set("requests", 0, requesttribunal=1, requestmediation=0),
    "R08": _set("requests", 0, requestoutcomedate="2026-Feb-10 00:00:00"),
    "R09": _set("requests", 0, exported="999"),
    "N05": _set("person", 2, personbirthdate="2000-May-01 00:00:00"),
    "N06": _set("namedplan", 0, startdate="2026-Feb-01 00:00:00"),
    "L06": _set("placementdetail", 0, senunitindicator="", resourcedprovisionindicator=""),
    "L14": _set("namedplan", 0, ceasedate="2025-Dec-01 00:00:00", ceasereason=2),
    "L16": _set("placementdetail", 0, senunitindicator=1),
    "V07": _set("activeplans", 0, reviewmeeting="2026-Feb-01 00:00:00"),
    "V08": _set("activeplans", 0, lastreview="2020-Jan-20 00:00:00"),
    "R02": _set("requests", 0, requestoutcomedate=""),
    "R07": _set("requests", 0, exported="998"),
    "A01": _set("requests", 0, requestoutcome="N"),
    "A02": _set("assessment", 0, assessmentoutcomedate=""),
    "A03": _set("assessment", 0, assessmentoutcomedate="2020-May-11 00:00:00"),
    "N01": _add("plandetail", 0),
    "N03": _set("namedplan", 0, ceasedate="2026-Jan-02 00:00:00", ceasereason=1),
    "N04": _set("namedplan", 0, dp="E"),
    "L02": _set("placementdetail", 0, sensetting="OTH"),
    "L05": _set("placementdetail", 1, resourcedprovisionindicator=1),
    "L07": _set("placementdetail", 0, urn="", sensetting="NEET"),
    "L13": _set("placementdetail", 0, leavingdate="2026-Feb-01 00:00:00"),
    "S03": _add("senneed", 0, sentyperank=2),
    "S04": _add("senneed", 0, sentyperank=3, sentype="MLD"),
    "V01": _set("activeplans", 0, lastreview=""),
    "V04": _set("activeplans", 0, reviewdraft="2025-May-20 00:00:00"),
    "V06": _set("activeplans", 0, phasetransferduedate="2026-Feb-16 00:00:00"),
    "K02": _set("requests", 1, persontableid=1),
    "C01": _cost(0, UPN="A999400020009"),
    "C02": _ceased_in_the_list,
    "C03": _without_first_cost,
    "C04": _cost(0, Rate="TBC"),
    "C05": _cost(0, End=date(2026, 3, 1)),
    "C06": _cost(0, Cost_centre="HN99"),
    "C07": _repeat_reference,
    "C08": _one_price_far_off,
    "C09": _cost(0, Rate="£12,000"),
    "C10": _subtotals_and_notes,
    "C11": _cost(0, URN=None),
    "C12": _cost(0, Cost_type="Taxi"),
    "C13": _cost(0, Method="MOON"),
    "C14": _cost(0, Status="maybe"),
    "C15": _cost(0, Notice="a while"),
    "C16": lambda council: council.costs.append(council.costs[0] | {"Line ref": "L9", "Start": date(2026, 9, 1)}),
    "C17": _cost(0, Rate=-5),
    "C18": _cost(0, Per="session", Method=None),
    "Y01": _again("payments", 0),
    "Y02": _row("payments", 0, Paid_on="2025-02-27"),
    "Y03": _row("payments", 0, Period_to="2026-03-01"),
    "Y04": _row("payments", 0, Quantity="-3"),
    "Y05": _row("payments", 0, Cost_type="Taxi"),
    "T01": _row("term_dates", 0, Last_day="2026-08-01"),
    "T02": _row("term_dates", 1, First_day="2026-12-01"),
    "T03": _row("term_dates", 0, Holiday_last_day="2027-01-30"),
    "G01": _row("ledger", 0, Cost_centre="HN77"),
    "G02": _without_month,
    "G03": _row("ledger", 0, Amount="see journal"),
    "G04": _row("ledger", 0, Period=13),
    "G05": _row("ledger", 0, Financial_year="2027-28"),
    "G06": _row("ledger", 0, Financial_year="2017-18"),
    "B01": _row("budget", 0, Kind="misc"),
    "B02": _again("budget", 0),
    "U01": lambda council: council.population.append(council.population[0] | {"AGE_GROUP": "newborn"}),
    "U02": lambda council: council.population.append(council.population[3] | {"2026": -4}),
    "U03": lambda council: council.population.__delitem__(7),
    "U04": _a_year_left_out,
    "U06": lambda council: council.population.extend(
        row | {"AREA_CODE": f"E0600{number:04d}"} for number in range(16) for row in list(council.population[:26])
    ),
    "U05": _again("population", 3),
    "E01": _row("register", 0, URN="12"),
    "E02": lambda council: council.register[0].update({"TypeOfEstablishment (code)": 77}),
    "X01": _other(FileKind.BANDS, {"Band": ""}),
    "X02": _other(FileKind.CAPACITY, {"Provision": "annexe"}),
    "X03": _other(FileKind.CAPACITY, {"Places: capacity": "many"}),
    "X04": lambda council: council.others[FileKind.BANDS].append(dict(council.others[FileKind.BANDS][0])),
    "X05": _other(FileKind.ABSENCES, {"Absence last day": "01/10/2026"}),
    "E03": _other(FileKind.PROVIDER_LINKS, {"LinkURN": "900009"}),
    "O01": _other(FileKind.SETTING_OVERRIDES, {"URN": ""}),
    "M01": _other(FileKind.CAPACITY, {"Places: commissioned": 121}),
    "W01": lambda council: council.others[FileKind.BANDS].append(
        council.others[FileKind.BANDS][0] | {"Effective from": "01/09/2025", "Band": "B"}
    ),
    "W02": _other(FileKind.ABSENCES, {"Sessions missed": "21"}),
    **ANNEX_A_SPOILS,
}


def _long_over(council: SmallCouncil) -> None:
    council.sen2["requests"][0] |= {"receiveddate": "2020-Jan-10 00:00:00", "requestoutcomedate": _LONG_AGO}
    council.sen2["assessment"][0]["assessmentoutcomedate"] = "2020-May-10 00:00:00"


def _never_reviewed(council: SmallCouncil) -> None:
    council.sen2["namedplan"][0]["startdate"] = "2024-May-10 00:00:00"
    council.sen2["activeplans"][0] |= {"reviewmeeting": "", "reviewoutcome": "", "lastreview": ""}


ASKED_FOR: Mapping[str, Spoil] = {
    "R04": _long_over,
    "R05": _set("requests", 0, requestoutcomedate="2025-Feb-22 00:00:00"),
    "A04": _set("assessment", 0, assessmentoutcomedate="2025-May-31 00:00:00"),
    "L10": _set("placementdetail", 0, entrydate="2025-May-09 00:00:00"),
    "V02": _never_reviewed,
    "V03": _set("activeplans", 0, lastreview="2025-Dec-02 00:00:00"),
}
"""Rules that a council has to ask for, each broken by one day in the timely return where a day is what counts."""


def _empty(council: SmallCouncil) -> None:
    council.ledger_file.write_bytes(b"")


def _binary(council: SmallCouncil) -> None:
    council.ledger_file.write_bytes(bytes(range(256)) * 10)


def _wrong_columns(council: SmallCouncil) -> None:
    council.ledger_file.write_text("a,b,c\n1,2,3\n")


def _nobody_knows(council: SmallCouncil) -> None:
    (council.folder / "lunch.csv").write_text("dish,price\nsoup,3\n")


def _windows(council: SmallCouncil) -> None:
    council.ledger_file.write_bytes(
        council.ledger_file.read_text()
        .replace("Top-ups", "Top\u2011ups caf\xe9".replace("\u2011", "-"), 1)
        .encode("cp1252")
    )


def _ragged(council: SmallCouncil) -> None:
    text = council.ledger_file.read_text()
    council.ledger_file.write_text(text.replace("Top-ups", "Top-ups, and more", 1))


def _another_birth_date_a_year_before(council: SmallCouncil) -> None:
    for module, rows in council.sen2.items():
        earlier = [dict(row) for row in rows]
        if module == "sen2":
            earlier[0] |= {"year": 2025, "referencedate": "2025-Jan-16 00:00:00"}
        if module == "person":
            earlier[0]["personbirthdate"] = "2012-May-01 00:00:00"
        write_csv(council.folder / "sen2" / "2025" / f"Blade-Export_16-01-2025_{module}.csv", earlier)


def _edited_wrongly(council: SmallCouncil) -> None:
    exported_ledger(council.folder, amount="five pounds")


def _the_same_row_twice(council: SmallCouncil) -> None:
    exported_ledger(council.folder, again=True)


AFTER_WRITING: Mapping[str, Spoil] = {
    "Z01": _edited_wrongly,
    "Z02": _the_same_row_twice,
    "P06": _another_birth_date_a_year_before,
    "F01": _empty,
    "F02": _binary,
    "F03": _wrong_columns,
    "F04": _nobody_knows,
    "F05": _windows,
    "F06": _ragged,
    "F09": _a_formula_without_its_value,
    "F10": _with_budget_sheets("shown", "hidden"),
    "F11": _with_budget_sheets("shown", "shown"),
    "F12": _twenty_thousand_ragged,
    "F14": _amount_twice,
}
