"""Three small authorities and one joined area as DfE would publish them, in the tidy form and as a release."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

Row = dict[str, object]

# Dorset's two authorities came in the place of three before January 2020.
AREAS: Mapping[str, tuple[str, str, str]] = {
    "301": ("E09000002", "Barking and Dagenham", "London"),
    "302": ("E09000003", "Barnet", "London"),
    "835": ("E10000009", "Dorset", "South West"),
    "836": ("E06000029", "Poole", "South West"),
    "837": ("E06000028", "Bournemouth", "South West"),
    "838": ("E06000059", "Dorset", "South West"),
    "839": ("E06000058", "Bournemouth, Christchurch and Poole", "South West"),
}
JANUARIES = (2019, 2020, 2021)
SETTINGS = {
    "mainstream_state": "Mainstream - LA maintained",
    "mainstream_unit_rp": "Mainstream - Academy - SEN unit",
    "mainstream_independent": "Mainstream - Independent",
    "special_state": "Special - LA maintained",
    "special_independent": "Special - Independent",
    "special_non_maintained": "Special - Non-maintained",
    "fe_general": "Sixth form college",
    "specialist_post16": "Specialist post-16 institutions",
    "neet": "NEET",
}


def codes_in(january: int) -> list[str]:
    gone = {"838", "839"} if january < 2020 else {"835", "836", "837"}
    return [code for code in AREAS if code not in gone]


def plans(code: str, january: int, setting: str) -> int:
    """10 to 90 by setting, more each year and in each later authority."""
    return 10 * (list(SETTINGS).index(setting) + 1) + (january - 2019) + list(AREAS).index(code)


def all_plans(code: str, january: int) -> int:
    return sum(plans(code, january, setting) for setting in SETTINGS)


def tidy_rows() -> dict[str, list[Row]]:
    """Every file of the tidy form by name; a test changes what it wants before writing."""

    def area(year: int | str, code: str) -> Row:
        new_code, name, region = AREAS[code]
        return {"year": year, "old_la_code": code, "new_la_code": new_code, "la_name": name, "region_name": region}

    stock = [(january, code) for january in JANUARIES for code in codes_in(january)]
    flow = [(january - 1, code) for january, code in stock]
    money = [(f"{year}-{(year + 1) % 100:02d}", code) for year, code in flow]
    lines = ("topup_independent_total", "topup_maintained_total", "population_2_18")
    names = {
        "discontinued_lea": 1, "discontinued_left": 2, "discontinued_met": 3, "discontinued_other": 4,
        "discontinued_lea_ehc": "", "discontinued_left_ehc": "",
        "discontinued_met_ehc": "", "discontinued_other_ehc": "",
    }  # fmt: skip
    return {
        "ehcp_stock_total.csv": [area(*at) | {"plans": all_plans(at[1], at[0])} for at in stock],
        "ehcp_stock_placement.csv": [
            area(*at) | {"placement": setting, "plans": plans(at[1], at[0], setting)}
            for at in stock
            for setting in SETTINGS
        ],
        "new_plans_total.csv": [area(*at) | {"new_plans": 40} for at in flow],
        "process.csv": [
            area(*at)
            | {"requests": 60, "req_refused": 10, "assess_issued": 40, "assess_not_issued": 5, "plans_issued": 40}
            | {"within_20wk": 30, "plans_issued_excl_exceptions": 36, "within_20wk_excl_exc": 27}
            for at in flow
        ],
        "mi_2023_release_2014_2022.csv": [area(*at) | names for at in flow],
        "tribunal_appeals.csv": [area(*at) | {"appeals_registered": 4} for at in flow],
        "population_0_17_mid_year.csv": [area(*at) | {"population_0_17": 10_000} for at in flow],
        "dsg_high_needs_allocations.csv": [
            {"financial_year": at[0], **area(*at), "high_needs_block": 5_000_000.5} for at in money
        ],
        "s251_high_needs_lines_2021_22.csv": [
            {"financial_year": at[0], **area(*at), "line": line, "s251_budget_or_value": 900, "s251_outturn": 1_000}
            for at in money
            for line in lines
        ],
        "dsg_cumulative_balance_2019_2021.csv": [
            {"financial_year": at[0], "la_name": AREAS[at[1]][1], "dsg_cumulative_balance_pc_of_income": -2.5}
            for at in money
        ],
        "statistical_neighbours_2025.csv": [
            {"old_la_code": "301", "rank": 1, "neighbour_old_la_code": "839"},
            {"old_la_code": "301", "rank": 2, "neighbour_old_la_code": "302"},
            {"old_la_code": "839", "rank": 1, "neighbour_old_la_code": "838"},
            {"old_la_code": "839", "rank": 2, "neighbour_old_la_code": "302"},
        ],
        "national_profiles_2024_25_shares_only.csv": [
            {"profile": "ehcp_need", "key": "asd", "share": 0.6},
            {"profile": "ehcp_need", "key": "semh", "share": 0.4},
            {"profile": "ehcp_stock_sex_2024_2025", "key": "Male", "share": 0.7},
        ],
    }


def release_rows() -> dict[str, list[Row]]:
    """The same figures as the release gives them: a national row too, ``z`` where a column does not apply."""

    def area(year: int, code: str) -> Row:
        new_code, name, region = AREAS[code]
        names = {"region_name": region, "old_la_code": code, "new_la_code": new_code, "la_name": name}
        return {"time_period": year, "geographic_level": "Local authority", **names}

    england = {"geographic_level": "National", "region_name": "", "old_la_code": "", "new_la_code": "", "la_name": ""}
    stock = [(january, code) for january in JANUARIES for code in codes_in(january)]
    flow = [(january - 1, code) for january, code in stock]
    mi = {
        "InreqEHC": 60, "AssRefusedEHC": 10, "NewallEHC": 40, "AssnoneEHC": 5, "TotIncExcEHC": 40,
        "IncExc20weekEHC": 30,
        "TotNoExcEHC": 36, "NoExc20weekEHC": 27, "Dislea": "z", "Disleft": "z", "Dismet": "z", "Disoth": "z",
        "DisleaEHC": 1, "DisleftEHC": 2, "DismetEHC": 3, "DisothEHC": 4,
    }  # fmt: skip
    return {
        "sen2_age_caseload.csv": [
            {"time_period": 2021, **england, "characteristic_age": "Total", "Total_st": "z", "Total_all": 9_999},
            *(area(*at) | {"characteristic_age": "Under 5", "Total_st": "z", "Total_all": 7} for at in stock),
            *(
                area(*at) | {"characteristic_age": "Total", "Total_st": "z", "Total_all": all_plans(at[1], at[0])}
                for at in stock
            ),
        ],
        "sen2_estab_caseload.csv": [
            area(*at) | {"establishment_type": word, "establishment_group": "any", "Total_all": count}
            for at in stock
            for word, count in [
                ("Total", all_plans(at[1], at[0])),
                *((word, plans(at[1], at[0], setting)) for setting, word in SETTINGS.items()),
            ]
        ],
        "sen2_age_new_plans.csv": [area(*at) | {"characteristic_age": "Total", "Total_new_all": 40} for at in flow],
        "sen2_mi.csv": [area(*at) | mi for at in flow],
    }


def csv_text(rows: list[Row]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write_tidy(folder: Path, files: Mapping[str, list[Row]]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in files.items():
        (folder / name).write_text(csv_text(rows), encoding="utf-8")
    return folder


def write_release(path: Path, files: Mapping[str, list[Row]]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("data-guidance/data-guidance.txt", "Guidance")
        for name, rows in files.items():
            package.writestr(f"data/{name}", csv_text(rows))
    return path
