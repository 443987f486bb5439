"""The release of 2025 and of 2026 as a zip: generated counts in the real layout, which add up to England's of 2025."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.ingest.published_files import AREAS as FOUR_AND_BEFORE
from tests.ingest.published_files import Row, csv_text

AREAS: Mapping[str, tuple[str, str, str]] = {
    **FOUR_AND_BEFORE,
    "909": ("E10000006", "Cumbria", "North West"),
    "928": ("E10000021", "Northamptonshire", "East Midlands"),
    "940": ("E06000061", "North Northamptonshire", "East Midlands"),
    "941": ("E06000062", "West Northamptonshire", "East Midlands"),
    "942": ("E06000063", "Cumberland", "North West"),
    "943": ("E06000064", "Westmorland and Furness", "North West"),
    "999": ("E06000999", "Ashmere", "East of England"),
}
JANUARIES = tuple(range(2019, 2026))
# England, January 2025: published totals, with parts of our own that add up to them.
ENGLAND_TOTALS = {"mainstream_total": 278_236, "special_total": 193_880, "fe_total": 88_158, "ap_pru_total": 4_858,
                  "ed_elsewhere": 49_750}  # fmt: skip
ENGLAND_PLANS, PLACEMENT_UNKNOWN, EARLY_YEARS = 638_745, 19_339, 4_524
LEAVES: Mapping[str, Mapping[str, int]] = {
    "mainstream_total": {
        "mainstream_la_maintained": 95_000,
        "mainstream_la_maintained_resourced_provision": 6_700,
        "mainstream_la_maintained_senunit": 3_600,
        "mainstream_academy": 141_600,
        "mainstream_academy_resourced_provision": 8_500,
        "mainstream_academy_senunit": 5_700,
        "mainstream_free_school": 9_700,
        "mainstream_free_school_resourced_provision": 200,
        "mainstream_free_school_senunit": 100,
        "mainstream_independent": 7_136,
    },
    "special_total": {
        "special_la_maintained": 86_000,
        "special_academy_free": 73_932,
        "special_independent": 29_600,
        "special_non_maintained": 4_348,
    },
    "ap_pru_total": {"ap_pru_academy": 1_960, "ap_pru_free_school": 600, "ap_pru_la_maintained": 2_298},
    "fe_total": {
        "general_fe_tertiary_colleges": 70_900,
        "specialist_post_16_institutions": 9_600,
        "ukrlp_provider": 7_658,
    },
    "ed_elsewhere": {
        "elective_home_education": 7_100,
        "other_arrangements_la": 11_500,
        "other_arrangements_parents": 2_800,
        "online_provider": 120,
        "w_settings": 400,
        "other_schools": 170,
        "other_placement_settings": 2_400,
        "neet": 17_600,
        "neet_ntci": 2_260,
        "neet_other": 2_950,
        "neet_other_csa": 2_450,
    },
}
_NEW_IN_2023 = {"ukrlp_provider", "online_provider", "w_settings", "other_schools", "neet_ntci", "neet_other",
                "neet_other_csa", "placement_unknown"}  # fmt: skip
NEEDS = ("asd", "hi", "mld", "msi", "oth", "pd", "pmld", "semh", "slcn", "sld", "spld", "vi")


def codes_in(january: int) -> list[str]:
    gone = {"838", "839"} if january < 2020 else {"835", "836", "837"}
    gone |= {"940", "941"} if january < 2022 else {"928"}
    gone |= {"942", "943"} if january < 2024 else {"909"}
    return [code for code in AREAS if code not in gone]


def share(count: int, code: str, january: int) -> int:
    """An authority's part of a count of England: equal parts, and the first authority has what is over."""
    codes = codes_in(january)
    return count // len(codes) + (count % len(codes) if code == codes[0] else 0)


def area(period: int | str, identifier: str, code: str | None, topic: str, breakdown: str) -> Row:
    new_code, name, region = AREAS[code] if code else ("", "", "")
    return {
        "time_period": period,
        "time_identifier": identifier,
        "geographic_level": "Local authority" if code else "National",
        "country_code": "E92000001",
        "country_name": "England",
        "region_code": "E12000007" if code else "",
        "region_name": region,
        "new_la_code": new_code,
        "old_la_code": code or "",
        "la_name": name,
        "breakdown_topic": topic,
        "breakdown": breakdown,
    }


def _settings(code: str | None, january: int, times: float) -> Row:
    """Every setting column with its totals; columns that began in 2023 are ``x`` before it."""
    row: Row = {}
    for total, leaves in LEAVES.items():
        counts = {leaf: _count(count, code, january, times) for leaf, count in leaves.items()}
        shown = {leaf: "x" if january < 2023 and leaf in _NEW_IN_2023 else count for leaf, count in counts.items()}
        row |= shown | {total: sum(count for count in shown.values() if isinstance(count, int))}
        row[("AP_PRU_total" if total == "ap_pru_total" else total) + "_pc"] = 12.5
    row["nm_early_years"] = _count(EARLY_YEARS, code, january, times)
    row["placement_unknown"] = "x" if january < 2023 else _count(PLACEMENT_UNKNOWN, code, january, times)
    row["await_prov_2022"] = "x" if january >= 2023 else _count(6_342, code, january, times)
    row["perm_ex_2022"] = "x" if january >= 2023 else _count(121, code, january, times)
    return row


def _count(count: int, code: str | None, january: int, times: float) -> int:
    here = share(count, code, january) if code else count
    return int(here * times)


def plans_of(row: Row) -> int:
    """All plans: what stands in the totals and beside them."""
    names = (*LEAVES, "nm_early_years", "placement_unknown", "await_prov_2022", "perm_ex_2022")
    return sum(count for name in names if isinstance(count := row[name], int))


def _with_plans(row: Row, column: str) -> Row:
    return {column: plans_of(row)} | row


def _period(january: int) -> tuple[str, str]:
    return f"{january - 1}{january % 100:02d}", "Academic year"


def release_2025() -> dict[str, list[Row]]:
    """Every file by name; a test changes what it wants before writing."""
    stock = [(january, code) for january in JANUARIES for code in codes_in(january)]
    growth = {january: 1.0 if january == 2025 else 0.5 + 0.07 * (january - 2019) for january in JANUARIES}

    def flow(topic: str, values: Row) -> list[Row]:
        return [area(january - 1, "Calendar year", code, topic, topic) | values for january, code in stock]

    caseload = [
        area(*_period(january), code, "All EHC plans", "All EHC plans")
        | _with_plans(_settings(code, january, growth[january]), "ehcplans")
        for january, code in stock
    ]
    ages = [
        area(*_period(2025), "302", "Child or young persons age", label)
        | _with_plans(_settings("302", 2025, 0.1), "ehcplans")
        for label in ("age 10", "2 and under", "Age unknown")
    ]
    england = area(*_period(2025), None, "All EHC plans", "All EHC plans") | _with_plans(
        _settings(None, 2025, 1.0), "ehcplans"
    )
    return {
        "caseload.csv": [england, *caseload, *ages],
        "newplans.csv": [
            area(january - 1, "Calendar year", code, "All new EHC plans", "All new EHC plans")
            | _with_plans(_settings(code, january, growth[january] / 6), "new_ehc_plans")
            for january, code in stock
        ],
        "sen_needs_all_plans.csv": [
            area(*_period(2025), code, "All EHC plans", "All EHC plans")
            | {"ehc_plans": 130}
            | {f"number_{need}": 10 for need in NEEDS}
            | {"number_need_unknown": 10}
            | {f"{need}_pc": 7.7 for need in (*NEEDS, "unknown")}
            for code in codes_in(2025)
        ],
        "sen_need_newplans.csv": [
            area(2024, "Calendar year", code, "All new EHC plans", "All new EHC plans")
            | {f"number_{need}": 2 for need in NEEDS}
            | {"number_need_unknown": 1}
            for code in codes_in(2025)
        ],
        "requests.csv": flow(
            "All requests for EHC needs assessments",
            {"requests_received_in_year": 600, "requests_rya": 0, "requests_decided_to_assess": 400,
             "requests_decided_not_to_assess": 150, "requests_decision_not_made": 30, "requests_withdrawn": 20,
             "request_assess_pc": 66.7, "request_outcome_six_weeks": 500, "request_outcome_over_6_weeks": 50,
             "mediation_related_request": 9, "tribunal_related_request": 8, "tribunal_after_mediation_request": 1},
        ),
        "assessments.csv": flow(
            "All EHC needs assessments",
            {"assess_in_year": 420, "assess_issued": 380, "assess_issued_pc": 90, "assess_not_issued": 20,
             "assess_not_made": 10, "assess_withdrawn": 10, "outcome_decision_within_time": 300,
             "outcome_decision_over_time": 100, "number_assess_mediation": 3, "number_asssess_mediation_tribunal": 2},
        ),
        "timeliness_20_week.csv": flow(
            "All EHC plans issued",
            {"plans_issued_den": 380, "plans_issued_den_ex": 350, "plans_issued_within_20_weeks": 190,
             "plans_issued_20_weeks_ex": 182, "PC_plans_issued_20_weeks_ex": 52, "pc_plans_issued_within_20_weeks": 50,
             "plans_issued_gt20weeks_ltYear": 170, "plans_issued_gt20weeks_ltYear_ex": 150,
             "plans_issued_gt_1_year": 20, "plans_issued_gt_1_year_ex": 18},
        ),
        "annual_reviews.csv": [
            area(2024, "Calendar year", code, "All annual reviews", "All annual reviews")
            | {"review_expected_2024": 900, "review_meeting_24": 700, "review_meeting_prior_24": 60,
               "number_decsion_4weeks": 300, "pc_decsion_4weeks": 40, "outcome_maintan": 500, "outcome_amend": 150,
               "outcome_cease": 50}
            for code in codes_in(2025)
        ],
        "ceased_plans.csv": [
            area(2024, "Calendar year", code, "All ceased EHC plans", "All ceased EHC plans")
            | {"max_age": 10, "needs_met": 20, "he": 5, "employ": 5, "transfer": 30, "no_engage": 4,
               "moved_outside_eng": 3, "deceased": 1, "not_rec": 0, "other": 22, "total_ceased": 100}
            for code in codes_in(2025)
        ],
        "personal_budgets.csv": [area(*_period(2025), "302", "All EHC plans", "All EHC plans") | {"pb_health": 1}],
    }  # fmt: skip


def release_2026() -> dict[str, list[Row]]:
    """As 2025 but renamed: lower case, two kinds of state special schools, reviews by other names, phase transfers."""
    files = release_2025()
    for name in ("caseload.csv", "newplans.csv"):
        for row in files[name]:
            both = row.pop("special_academy_free")
            academies = int(str(both)) // 3
            row |= {"special_academy": academies, "special_free_school": int(str(both)) - academies}
    for row in files["sen_needs_all_plans.csv"]:
        row |= {"number_ds": 10, "ds_pc": 7.1}
    for row in files["annual_reviews.csv"]:
        for old, new in (
            ("review_expected_2024", "review_expected_2025"), ("review_meeting_24", "review_completed_2025"),
            ("review_meeting_prior_24", "review_completed_prior_2025"), ("number_decsion_4weeks", "decision_4_weeks"),
            ("outcome_maintan", "outcome_maintained"), ("outcome_amend", "outcome_amended"),
            ("outcome_cease", "outcome_ceased"),
        ):  # fmt: skip
            row[new] = row.pop(old)
        del row["pc_decsion_4weeks"]
        row |= {"review_not_completed": 140, "decision_over_4_weeks": 200}
    for row in files["timeliness_20_week.csv"]:
        row |= {"avg_weeks_issue_plan": 22.5, "avg_weeks_issue_plan_exc": 23.1}
    files["phase_transfers.csv"] = [
        area(*_period(2025), code, "All phase transfers", "All phase transfers")
        | {"number_plans": 50, "due_25": 40, "due_26": 10, "final_25": 30, "final_26": 8}
        for code in codes_in(2025)
    ]
    return {name: [{key.lower(): cell for key, cell in row.items()} for row in rows] for name, rows in files.items()}


def small_release() -> dict[str, list[Row]]:
    """That of 2025 with two authorities and two Januaries of it."""
    ends = {"202324", "202425", 2023, 2024}
    return {
        name: [row for row in rows if row["old_la_code"] in {"301", "302"} and row["time_period"] in ends]
        for name, rows in release_2025().items()
        if name != "personal_budgets.csv"
    }


def wide_text(rows: list[Row]) -> bytes:
    """As the department writes it: a byte-order mark, and lines that end with carriage return and line feed."""
    return csv_text(rows).replace("\n", "\r\n").encode("utf-8-sig")


def write_wide(path: Path, files: Mapping[str, list[Row]]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("data-guidance/data-guidance.txt", "Guidance")
        package.writestr("supporting-files/SEND tribunals.csv", "a,b\r\n1,2\r\n")
        for name, rows in files.items():
            package.writestr(f"data/{name}", wide_text(rows))
    return path


def rows_of(files: Mapping[str, list[Row]], file: str, code: str, topic: str = "All") -> Iterator[Row]:
    """The rows of an authority in a file, of the topic of all."""
    return (row for row in files[file] if row["old_la_code"] == code and str(row["breakdown_topic"]).startswith(topic))
