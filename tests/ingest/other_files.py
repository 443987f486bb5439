"""Small clean files of places and pupils, for the council of three children: one file of each kind."""

from __future__ import annotations

from tests.ingest.invented_pupils import DASH, Row, Rows, upn_with_letter

from highneeds.ingest.kinds import FileKind

SPECIAL, SCHOOL, COLLEGE = "900001", "900002", "900003"
UPNS = [upn_with_letter(f"99940002000{n}") for n in (1, 2, 3)]

FILE_OF_KIND = {
    FileKind.SETTING_OVERRIDES: "providers/setting-overrides.csv",
    FileKind.PROVIDER_LINKS: "providers/links_edubasealldata20261001.csv",
    FileKind.CAPACITY: "places/capacity.csv",
    FileKind.SCHOOL_CAPACITY: "places/school-capacity.csv",
    FileKind.PLACE_NUMBERS: "places/high-needs-place-numbers.csv",
    FileKind.BANDS: "finance/bands.csv",
    FileKind.POPULATION_BY_AGE: "population/own-by-age.csv",
    FileKind.POPULATION_BY_NC_YEAR: "population/own-by-nc-year.csv",
    FileKind.CENSUS_PUPILS: "census/Blade-Export_15-01-2026_pupilonroll.csv",
    FileKind.CENSUS_NEEDS: "census/Blade-Export_15-01-2026_senneeds.csv",
    FileKind.ABSENCES: "attendance/absences.csv",
    FileKind.CASE_EVENTS: "casework/case-events.csv",
    FileKind.ANNEX_A_PLANS: "inspection/list-1-2026-10-31.csv",
    FileKind.ANNEX_A_SUPPORT: "inspection/list-2-2026-10-31.csv",
    FileKind.PUBLISHED_FIGURES: "published/tribunal-appeals.csv",
    FileKind.AUTHORITY_POPULATION: "published/authority-population.csv",
    FileKind.STATISTICAL_NEIGHBOURS: "published/statistical-neighbours.csv",
}


def clean_others() -> dict[FileKind, Rows]:
    return {
        FileKind.SETTING_OVERRIDES: [
            {"URN": "401234", "UKPRN": "", "SEN setting": "", "SEN unit": "", "Resourced provision": "",
             "Setting is": "Independent special school", "Valid from": "01/09/2020", "Valid to": "",
             "Reason for override": "Ysgol over the border"}
        ],
        FileKind.PROVIDER_LINKS: [
            {"URN": "900009", "LinkURN": SCHOOL, "LinkName": "Birch School", "LinkType": "Successor",
             "LinkEstablishedDate": "01-09-2024"}
        ],
        FileKind.CAPACITY: [
            {"URN": SPECIAL, "Provision": "special", "First NC year": -1, "Last NC year": 14, "Designation": "Autism",
             "Valid from": "01/09/2025", "Valid to": "", "Places: capacity": 120, "Places: commissioned": 110,
             "Places: funded": 100, "Source": "Plan"},
            {"URN": SCHOOL, "Provision": "SEN unit", "First NC year": 7, "Last NC year": 11, "Designation": "",
             "Valid from": "01/09/2025", "Valid to": "", "Places: capacity": 24, "Places: commissioned": 20,
             "Places: funded": "", "Source": ""},
        ],
        FileKind.SCHOOL_CAPACITY: [
            {"time_period": "202526", "school_urn": SPECIAL, "school_name": "Alder", "school_main_phase": "Special",
             "school_places": 120, "pupils_on_roll": 118, "primary_SEND_unit_capacity": "z",
             "secondary_SEND_unit_capacity": "z", "primary_resourced_provision_capacity": "z",
             "secondary_resourced_provision_capacity": "z"},
            {"time_period": "202526", "school_urn": SCHOOL, "school_name": "Birch", "school_main_phase": "Secondary",
             "school_places": 900, "pupils_on_roll": 880, "primary_SEND_unit_capacity": "",
             "secondary_SEND_unit_capacity": 24, "primary_resourced_provision_capacity": "",
             "secondary_resourced_provision_capacity": 12},
        ],
        FileKind.PLACE_NUMBERS: [
            {"URN": SPECIAL, "Institution name": "Alder",
             "2026 to 2027 special academies - pre-16 Places (@£10k)": 100,
             "2026 to 2027 mainstream academies and free schools - pre-16 SEN Unit/RP Places (@£6k)": ""},
            {"URN": SCHOOL, "Institution name": "Birch",
             "2026 to 2027 special academies - pre-16 Places (@£10k)": "",
             "2026 to 2027 mainstream academies and free schools - pre-16 SEN Unit/RP Places (@£6k)": 20},
        ],
        FileKind.BANDS: [
            {"Band scheme version": version, "Effective from": day, "Setting": "Mainstream school", "Band": band,
             "Annual rate £": rate}
            for version, day, band, rate in (("2025", "01/04/2025", "A", "£1,100"), ("2026", "01/04/2026", "A", 1150))
        ],
        FileKind.POPULATION_BY_AGE: [
            {"Calendar year": year, "Age": age, "Area": "North", "Children projected": 1000 + age}
            for year in (2026, 2027) for age in range(27)
        ],
        FileKind.POPULATION_BY_NC_YEAR: [
            {"School year": year, "NC year": number, "Area": "North", "Children projected": 1000 + number}
            for year in ("2026/27", "2027/28") for number in range(-5, 21)
        ],
        FileKind.CENSUS_PUPILS: [
            {"pupilonrolltableid": n, "upn": UPNS[n - 1], "dob": "2012-Nov-30 00:00:00", "urn": SCHOOL,
             "ncyearactual": 8, "senprovision": "E", "senunitindicator": 1, "resourcedprovisionindicator": 0,
             "topupfunding": 1, "surname": "Testname"}
            for n in (1, 2)
        ],
        FileKind.CENSUS_NEEDS: [
            {"senneedstableid": n, "pupilonrolltableid": n, "sentype": "SEMH", "sentyperank": 1} for n in (1, 2)
        ],
        FileKind.ABSENCES: [
            {"UPN": UPNS[n], "ULN": "", "URN": SCHOOL, "Absence first day": "05/10/2026",
             "Absence last day": "16/10/2026", "Sessions missed": "20", "Session": "", "Attendance code": "I"}
            for n in (0, 1)
        ],
        FileKind.CASE_EVENTS: [
            _event(0, "Appeal", "05/10/2026", ground="Contents and placement"),
            _event(1, "Mediation", "01/09/2026", "20/09/2026", outcome="Not agreed"),
            _event(1, "Suspension", "05/10/2026", "09/10/2026"),
            _event(2, "Permanent exclusion", "05/10/2026", taught="13/10/2026"),
        ],
        FileKind.ANNEX_A_PLANS: [_listed(n, "1") for n in (1, 2, 3)],
        FileKind.ANNEX_A_SUPPORT: [_listed(n, "2") for n in (1, 2)],
        FileKind.PUBLISHED_FIGURES: [
            {"year": year, "old_la_code": code, "new_la_code": f"E10000{code}", "la_name": name,
             "appeals_registered": 10 + year - 2024}
            for year in (2024, 2025) for code, name in (("998", "Wrenholme"), ("999", "Ashmere"))
        ],
        FileKind.AUTHORITY_POPULATION: [
            {"Mid-year": 2025, "Authority code": f"E10000{code}", "Authority name": name,
             "Single year of age": f"Age {age}", "Residents": 100 + age}
            for code, name in (("998", "Wrenholme"), ("999", "Ashmere")) for age in range(27)
        ],
        FileKind.STATISTICAL_NEIGHBOURS: [
            {"Authority number": own, "Rank of neighbour": 1, "Neighbour number": near, "Closeness": "Close"}
            for own, near in (("998", "999"), ("999", "998"))
        ],
    }  # fmt: skip


def _event(
    n: int, kind: str, first: str, last: str = "", *, ground: str = "", outcome: str = "", taught: str = ""
) -> Row:
    return {
        "Event ref": f"{kind[0]}{n}", "UPN": UPNS[n], "ULN": "", "URN": SCHOOL, "Event": kind, "Event first day": first,
        "Event last day": last, "Sessions lost": "", "Ground of appeal": ground, "Event outcome": outcome,
        "Taught again from": taught,
    }  # fmt: skip


def _listed(number: int, which: str) -> Row:
    plan: Row = {
        "Date initial EHC plan issued": "01/02/2022", "Date updated EHC plan issued": "01/03/2024",
        "Date EHC plan last reviewed": "01/02/2026", "Elective home education": "no",
    }  # fmt: skip
    rest: Row = {
        "Unique ID": f"{which}00{number}", "UPN": upn_with_letter(f"99940002{which}00{number}"), "ULN": "",
        "Date of birth": "01/05/2014", "Gender": "F", "Ethnicity": "WBRI", "SEN primary need": "ASD",
        f"Main education establishment {DASH} URN": SPECIAL, f"Main education establishment {DASH} phase": "Special",
        f"Subsidiary education establishment {DASH} phase (dual registration)": "", "Suspensions": 0,
        "Permanent exclusions": 0, "Absence": "7.5", "Pupil Premium": "no",
        "Known to children\u2019s social care?": "no",
        "Which children\u2019s social care team?": "", "Does the child or young person have a disability?": "yes",
    }  # fmt: skip
    return rest | (plan if which == "1" else {})
