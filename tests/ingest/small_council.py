"""A council of three children as files on disk, clean until a test spoils it, and its import in the right order."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import xlsxwriter
from tests.ingest.invented_pupils import Rows, upn_with_letter
from tests.ingest.other_files import FILE_OF_KIND, clean_others
from tests.ingest.read_before import read_once

from highneeds.core.faults import Fault
from highneeds.ingest import FileKind, ReadContext, ReadResult, find_units
from highneeds.ingest.crosschecks import check_everything
from highneeds.ingest.results import BY_THE_BOOK, RulesHere

KEY = b"a secret of the tests"
AS_AT = date(2026, 10, 31)

SPECIAL, SCHOOL, COLLEGE = "900001", "900002", "900003"


def _persons() -> Rows:
    births = ("2014-May-01 00:00:00", "2012-Nov-30 00:00:00", "2008-Feb-29 00:00:00")
    return [
        {
            "persontableid": number,
            "sen2tableid": 1,
            "surname": f"Testname{number}",
            "forename": "Robin",
            "personbirthdate": birth,
            "sex": "MFM"[number - 1],
            "ethnicity": "WBRI",
            "postcode": "ZZ99 9ZZ",
            "upn": upn_with_letter(f"99940002000{number}"),
            "uniquelearnernumber": "",
            "upnunknown": "",
        }
        for number, birth in enumerate(births, start=1)
    ]


def clean_return() -> dict[str, Rows]:
    """Three children, each with a request, an assessment, a plan, a place and a need."""
    numbers = (1, 2, 3)
    urns = (SPECIAL, SCHOOL, COLLEGE)
    return {
        "sen2": [
            {"sen2tableid": 1, "collection": "SEN2", "year": 2026, "referencedate": "2026-Jan-15 00:00:00",
             "sourcelevel": "L", "lea": "999"}
        ],
        "person": _persons(),
        "requests": [
            {"requeststableid": 10 + n, "persontableid": n, "receiveddate": "2020-Jan-10 00:00:00",
             "requestoutcome": "Y", "requestoutcomedate": "2020-Feb-10 00:00:00", "exported": ""} for n in numbers
        ],
        "assessment": [
            {"assessmenttableid": 20 + n, "requeststableid": 10 + n, "assessmentoutcome": "Y",
             "assessmentoutcomedate": "2020-May-10 00:00:00", "week20": 0} for n in numbers
        ],
        "namedplan": [
            {"namedplantableid": 30 + n, "assessmenttableid": 20 + n, "startdate": "2020-May-10 00:00:00",
             "ceasedate": "", "ceasereason": "", "pb": 0, "oa": 0, "dp": ""} for n in numbers
        ],
        "plandetail": [
            {"plandetailtableid": 40 + n, "namedplantableid": 30 + n, "urn": urn, "placementrank": 1}
            for n, urn in zip(numbers, urns, strict=True)
        ],
        "activeplans": [
            {"activeplanstableid": 50 + n, "requeststableid": 10 + n, "transferla": "",
             "reviewmeeting": "2025-May-01 00:00:00", "reviewoutcome": "M", "lastreview": "2025-May-20 00:00:00",
             "reviewdraft": "", "phasetransferduedate": "2026-Feb-15 00:00:00" if n == 2 else ""} for n in numbers
        ],
        "placementdetail": [
            {"placementdetailtableid": 60 + n, "activeplanstableid": 50 + n, "urn": urn, "ukprn": "",
             "sensetting": "", "placementrank": 1, "entrydate": "2020-Sep-01 00:00:00", "leavingdate": "",
             "senunitindicator": int(n == 2),              "resourcedprovisionindicator": 0,
             "res": ""} for n, urn in zip(numbers, urns, strict=True)
        ],
        "senneed": [
            {"senneedtableid": 70 + n, "activeplanstableid": 50 + n, "sentyperank": 1, "sentype": need}
            for n, need in zip(numbers, ("ASD", "SEMH", "MLD"), strict=True)
        ],
    }  # fmt: skip


def timely_return() -> dict[str, Rows]:
    """The clean return with every step within the limits of the law, and places entered once the plan was there."""
    modules = clean_return()
    new: dict[str, dict[str, object]] = {
        "requests": {"receiveddate": "2025-Jan-10 00:00:00", "requestoutcomedate": "2025-Feb-10 00:00:00"},
        "assessment": {"assessmentoutcomedate": "2025-May-10 00:00:00"},
        "namedplan": {"startdate": "2025-May-10 00:00:00"},
        "activeplans": {"reviewmeeting": "2025-Nov-03 00:00:00", "lastreview": "2025-Nov-20 00:00:00"},
        "placementdetail": {"entrydate": "2025-Sep-01 00:00:00"},
    }
    return {module: [row | new.get(module, {}) for row in rows] for module, rows in modules.items()}


def clean_plan_list() -> Rows:
    births = ("01/05/2014", "30/11/2012", "29/02/2008")
    return [
        {"UPN": upn_with_letter(f"99940002000{n}"), "ULN": "", "Date of birth": birth, "Sex": "M",
         "Primary need": "ASD",          "Plan start": "10/05/2020", "Plan ceased": "", "Cease reason": "",
         "URN": urn, "SEN setting": "",
         "SEN unit": int(n == 2), "Resourced provision": 0, "Entry date": "01/09/2020", "Leaving date": "",
         "Residential": ""}
        for n, birth, urn in zip((1, 2, 3), births, (SPECIAL, SCHOOL, COLLEGE), strict=True)
    ]  # fmt: skip


def clean_costs() -> Rows:
    lines = (("L1", 1, SPECIAL, "Alder Special School", 12000.0), ("L2", 2, SCHOOL, "Birch School", 8000.0),
             ("L3", 3, COLLEGE, "Cedar College", 6000.0))  # fmt: skip
    return [
        {"Line ref": ref, "UPN": upn_with_letter(f"99940002000{n}"), "ULN": "", "Provider": name, "URN": int(urn),
         "Cost type": "Top-up", "Rate": rate, "Per": "year", "Start": date(2026, 4, 1), "End": None,
         "Cost centre": "HN12",          "Contribution": None}
        for ref, n, urn, name, rate in lines
    ]  # fmt: skip


def clean_ledger() -> Rows:
    return [
        {
            "Financial year": "2026-27",
            "Period": month,
            "Cost centre": "HN12",
            "Description": "Top-ups",
            "Amount": "1,234.56",
        }
        for month in range(1, 8)
    ]


def clean_payments() -> Rows:
    """Alder's top-up of £1,000 each month, as its line says."""
    return [
        {
            "Payment ref": f"P{month}", "Invoice ref": f"INV{month}", "Financial year": "2026-27", "Period": month,
            "Paid on": f"2026-{month + 3:02d}-15", "Cost centre": "HN12", "Supplier": "Alder Special School",
            "URN": SPECIAL, "UPN": upn_with_letter("999400020001"), "ULN": "", "Line ref": "L1",
            "Cost type": "Top-up", "Period from": f"2026-{month + 3:02d}-01", "Period to": f"2026-{month + 3:02d}-28",
            "Quantity": "1", "Rate": "1,000.00", "Amount": "1,000.00", "Description": "for a child",
        }
        for month in range(1, 8)
    ]  # fmt: skip


def clean_term_dates() -> Rows:
    days = (("2026-09-01", "2026-12-18", "2026-10-26", "2026-10-30"), ("2027-01-04", "2027-03-25", "", ""),
            ("2027-04-12", "2027-07-23", "2027-05-03", "2027-05-03"))  # fmt: skip
    return [
        {"Owner": "Council", "Academic year": "2026/27", "Term": number, "First day": first, "Last day": last,
         "Holiday first day": off, "Holiday last day": back}
        for number, (first, last, off, back) in enumerate(days, start=1)
    ]  # fmt: skip


def clean_budget() -> Rows:
    return [
        {"Budget line": "Special schools", "Cost centre": "HN12", "Kind": "placement",
         "Setting": "Maintained special school or special academy", "Children (FTE)": 10.5, "Budget £": 120000},
        {"Budget line": "High needs block allocation", "Cost centre": "HN90", "Kind": "income", "Setting": None,
         "Children (FTE)": None, "Budget £": -120000},
    ]  # fmt: skip


def clean_population() -> Rows:
    return [
        {"AREA_CODE": "E10000999", "AREA_NAME": "Ashmere", "COMPONENT": "Population", "SEX": "persons",
         "AGE_GROUP": age,          "2025": 1000.5, "2026": 1001.5}
        for age in [*map(str, range(26)), "26", "All ages"]
    ]  # fmt: skip


def clean_register() -> Rows:
    schools = (
        (SPECIAL, "Alder Special School", 7, "Not applicable"),
        (SCHOOL, "Birch School", 1, "Resourced provision and SEN unit"),
        (COLLEGE, "Cedar College", 18, "Not applicable"),
    )
    return [
        {"URN": urn, "UKPRN": f"99{urn}", "EstablishmentName": name, "TypeOfEstablishment (code)": code,
         "LA (code)": "999",          "EstablishmentStatus (code)": 1, "OpenDate": "01-09-1990", "CloseDate": "",
         "PlacesFunded": "", "TypeOfResourcedProvision (name)": bases, "LastChangedDate": "01-10-2026"}
        for urn, name, code, bases in schools
    ]  # fmt: skip


@dataclass
class SmallCouncil:
    """The tables of every file; a test changes them and then writes and imports."""

    folder: Path
    sen2: dict[str, Rows] = field(default_factory=clean_return)
    plan_list: Rows = field(default_factory=clean_plan_list)
    costs: Rows = field(default_factory=clean_costs)
    ledger: Rows = field(default_factory=clean_ledger)
    payments: Rows = field(default_factory=clean_payments)
    term_dates: Rows = field(default_factory=clean_term_dates)
    budget: Rows = field(default_factory=clean_budget)
    population: Rows = field(default_factory=clean_population)
    register: Rows = field(default_factory=clean_register)
    others: dict[FileKind, Rows] = field(default_factory=clean_others)

    def blade(self, module: str) -> Path:
        return self.folder / "sen2" / "2026" / f"Blade-Export_15-01-2026_{module}.csv"

    @property
    def plan_list_file(self) -> Path:
        return self.folder / "casework" / "plans-2026-10-31.csv"

    @property
    def costs_file(self) -> Path:
        return self.folder / "finance" / "placement-costs-2026-10-31.xlsx"

    @property
    def ledger_file(self) -> Path:
        return self.folder / "finance" / "ledger-2026-27.csv"

    @property
    def payments_file(self) -> Path:
        return self.folder / "finance" / "payments-2026-27.csv"

    @property
    def term_dates_file(self) -> Path:
        return self.folder / "finance" / "term-dates.csv"

    @property
    def budget_file(self) -> Path:
        return self.folder / "finance" / "budget-book-2026-27.xlsx"

    @property
    def population_file(self) -> Path:
        return self.folder / "population" / "population-by-age.csv"

    @property
    def register_file(self) -> Path:
        return self.folder / "providers" / "provider-register.csv"

    def write(self) -> SmallCouncil:
        for module, rows in self.sen2.items():
            write_csv(self.blade(module), rows)
        write_csv(self.plan_list_file, self.plan_list)
        write_sheet(self.costs_file, self.costs, titles=("High needs placements", "", "As at 31 October 2026"))
        write_csv(self.ledger_file, self.ledger, titles=("Ashmere County Council", "Postings"))
        write_csv(self.payments_file, self.payments)
        write_csv(self.term_dates_file, self.term_dates)
        write_sheet(self.budget_file, self.budget, titles=("Budget book 2026-27",))
        write_csv(self.population_file, self.population)
        write_csv(self.register_file, self.register, encoding="cp1252")
        self.write_others()
        return self

    def write_others(self) -> None:
        for kind, rows in self.others.items():
            write_csv(self.other_file(kind), rows)

    def other_file(self, kind: FileKind) -> Path:
        return self.folder / FILE_OF_KIND[kind]


def write_csv(path: Path, rows: Rows, *, titles: tuple[str, ...] = (), encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerows([title] for title in titles)
        columns = list(dict.fromkeys(name for row in rows for name in row))
        writer.writerow(columns)
        writer.writerows([row.get(name, "") for name in columns] for row in rows)
    return path


def write_sheet(path: Path, rows: Rows, *, titles: tuple[str, ...] = ()) -> Path:
    """Titles, the header and the rows; a row ``{"": "text"}`` writes a note into the first column."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": datetime(2026, 11, 2, tzinfo=UTC)})  # the same rows are the same bytes
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for number, title in enumerate(titles):
            sheet.write(number, 0, title)
        columns = [name for name in dict.fromkeys(name for row in rows for name in row) if name]
        sheet.write_row(len(titles), 0, [name.replace("Cost ", "Cost\n") for name in columns])
        for number, row in enumerate(rows, start=len(titles) + 1):
            if "" in row:
                sheet.write(number, 0, row[""])
            for column, name in enumerate(columns):
                value = row.get(name)
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)
                elif value is not None:
                    sheet.write(number, column, value)
    return path


@dataclass
class Imported:
    """What an import of a folder gave: results in order, all tables stacked, and every fault."""

    results: list[ReadResult]
    tables: dict[str, pl.DataFrame]
    faults: list[Fault]

    def rules(self) -> set[str]:
        return {fault.rule for fault in self.faults}

    def of(self, rule_id: str) -> list[Fault]:
        return [fault for fault in self.faults if fault.rule == rule_id]


def import_folder(folder: Path, rules: RulesHere = BY_THE_BOOK) -> Imported:
    """Units in dependency order, each read with the tables before it, then the checks between files."""
    tables: dict[str, pl.DataFrame] = {}
    results: list[ReadResult] = []
    for unit in find_units([folder]):
        context = ReadContext(
            key=KEY,
            rules=rules,
            providers=tables.get("providers"),
            placements=tables.get("placements"),
            budget_lines=tables.get("budget_lines"),
            setting_overrides=tables.get("setting_overrides"),
            provider_links=tables.get("provider_links"),
        )
        result = read_once(unit, context)
        results.append(result)
        for name, frame in result.tables.items():
            tables[name] = pl.concat([tables[name], frame]) if name in tables else frame
    faults = [fault for result in results for fault in result.faults]
    return Imported(results, tables, faults + list(check_everything(tables, AS_AT)))
