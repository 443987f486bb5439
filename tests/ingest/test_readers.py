"""What each reader makes of good rows: amounts a year, settings, months added up, plans and placements told apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from tests.ingest.small_council import (
    COLLEGE,
    SCHOOL,
    SPECIAL,
    Imported,
    SmallCouncil,
    clean_costs,
    clean_population,
    import_folder,
)

from highneeds.caseload import RUNNING_LIST
from highneeds.ingest import FileKind


def _imported(folder: Path, change: Callable[[SmallCouncil], object]) -> Imported:
    council = SmallCouncil(folder, others={})  # they have no part in it, and take time to read
    change(council)
    council.write()
    return import_folder(folder)


def _as_it_is(_council: SmallCouncil) -> None:
    """No change."""


@pytest.mark.parametrize(
    ("per", "cost_type", "rate", "pence"),
    [
        ("year", "Top-up", 1234.56, 123456),
        ("term", "Fee", 10000, 3000000),
        ("Month", "Direct payment", 100.10, 120120),
        ("week", "Therapy", "£1,000.50", 3801900),
        ("week", "Residential", 1000, 5200000),
        ("per day", "1:1 support", 50.05, 950950),
        ("year", "Element 3", "1,234.50", 123450),
        ("year", "Top\u2011up", "500", 50000),
    ],
)
def test_rates_become_pence_a_year(tmp_path: Path, per: str, cost_type: str, rate: object, pence: int) -> None:
    spoil = {"Per": per, "Cost type": cost_type, "Rate": rate}
    lines = _imported(tmp_path, lambda council: council.costs[0].update(spoil)).tables["cost_lines"]
    assert lines.filter(pl.col("line_ref") == "L1")["amount_pence_per_year"].to_list() == [pence]


def test_a_line_that_says_no_more_is_committed_and_shared_out_as_its_rate_is_charged(tmp_path: Path) -> None:
    def charged(council: SmallCouncil) -> None:
        council.costs[0] |= {"Per": "week", "Cost type": "Residential"}
        council.costs[1] |= {"Per": "term"}
        council.costs[2] |= {"Per": "week"}

    lines = _imported(tmp_path, charged).tables["cost_lines"].sort("line_ref")
    told = lines.select("rate_pence", "rate_per", "method", "weeks_per_year", "term_calendar", "status").rows()
    assert told == [
        (12_000_00, "week", "WK", 52, "council", "committed"),
        (8_000_00, "term", "TRM", None, "council", "committed"),
        (6_000_00, "week", "WK", 38, "council", "committed"),
    ]
    assert lines["uplift_share"].null_count() == lines["notice_days"].null_count() == 3


def test_a_line_says_its_own_method_terms_notice_status_and_rise(tmp_path: Path) -> None:
    said = {
        "Method": "trm", "Term calendar": "900 001", "Status": "Agreed at panel", "Notice": "2 terms",
        "Uplift %": "4.5%", "Uplift from": "01/09/2026", "Uplift status": "Disputed",
    }  # fmt: skip

    def contracted(council: SmallCouncil) -> None:
        council.costs[0] |= said
        council.costs[1] |= {"Per": "week", "Weeks": 44, "Notice": "28 days", "Uplift %": 3}

    lines = _imported(tmp_path, contracted).tables["cost_lines"].sort("line_ref")
    first, second, _ = lines.iter_rows(named=True)
    assert (first["method"], first["term_calendar"], first["status"]) == ("TRM", "900001", "agreed at panel")
    assert (first["notice_terms"], first["notice_days"]) == (2, None)
    assert (first["uplift_share"], first["uplift_from"], first["uplift_status"]) == (
        0.045, date(2026, 9, 1), "disputed",
    )  # fmt: skip
    assert (second["weeks_per_year"], second["notice_days"]) == (44, 28)
    assert second["uplift_share"] is None  # a rise without its day says nothing


def test_sessions_equipment_places_and_transport_are_read_each_in_its_way(tmp_path: Path) -> None:
    def contracted(council: SmallCouncil) -> None:
        council.costs[0] |= {"Per": "session", "Sessions a year": 40, "Rate": 55.5, "Cost type": "Fee"}
        council.costs[1] |= {"Cost type": "Place", "Rate": 10_000}
        council.costs[2] |= {"Cost type": "Transport", "Cost centre": "GF77", "Contribution": 100, "Rate": 4_000}

    lines = _imported(tmp_path, contracted).tables["cost_lines"].sort("line_ref")
    told = lines.select("cost_element", "method", "rate_per", "rate_pence", "amount_pence_per_year").rows()
    assert told == [
        ("fee", "EVT", "session", 55_50, 2_220_00),
        ("place", "CAL", "year", 10_000_00, 10_000_00),
        ("transport", "CAL", "year", 4_000_00, 4_000_00),  # a cost centre of the council is no fault
        ("transport", "CAL", "year", -100_00, -100_00),  # what another body pays towards it is no income of the block
    ]


def test_payments_come_in_as_they_stand_with_receipts_negative_and_no_words_kept(tmp_path: Path) -> None:
    def paid(council: SmallCouncil) -> None:
        council.payments[1] |= {"Amount": "(250.50)", "Quantity": "", "Rate": "", "UPN": "", "URN": "", "Line ref": ""}
        council.payments[2] |= {"Period": "June", "Financial year": "2026/27", "Cost type": ""}

    payments = _imported(tmp_path, paid).tables["payments"].sort("payment_ref")
    first, second, third = payments.head(3).iter_rows(named=True)
    assert (first["period"], first["amount_pence"], first["line_ref"]) == ("2026-27 M01", 1_000_00, "L1")
    assert (first["quantity"], first["rate_pence"], first["cost_element"]) == (1.0, 1_000_00, "top_up")
    assert (second["amount_pence"], second["quantity"], second["child_key"], second["urn"]) == (
        -250_50,
        None,
        None,
        None,
    )
    assert (third["period"], third["cost_element"]) == ("2026-27 M03", None)
    assert not any("for a child" in str(value) for row in payments.iter_rows() for value in row)


def test_term_dates_know_the_council_and_providers_with_terms_of_their_own(tmp_path: Path) -> None:
    def termly(council: SmallCouncil) -> None:
        council.term_dates += [row | {"Owner": "900 001"} for row in council.term_dates]
        council.term_dates[0]["Owner"] = ""
        council.term_dates.append(council.term_dates[0] | {"Holiday first day": "2026-12-07", "Holiday last day":
                                  "2026-12-08"})  # fmt: skip

    terms = _imported(tmp_path, termly).tables["term_dates"]
    assert terms.group_by("owner").len().sort("owner").rows() == [("900001", 3), ("council", 4)]
    assert terms["academic_year"].unique().to_list() == ["2026/27"]


def test_a_contribution_is_a_line_of_its_own_that_lowers_the_cost(tmp_path: Path) -> None:
    lines = _imported(tmp_path, lambda council: council.costs[0].update(Contribution=2500)).tables["cost_lines"]
    added = lines.filter(pl.col("cost_element") == "contribution").row(0, named=True)
    assert (added["line_ref"], added["amount_pence_per_year"]) == ("L1/contribution", -250000)
    assert added["child_key"] == lines.filter(pl.col("line_ref") == "L1")["child_key"].item()


def test_a_cost_line_takes_the_setting_of_the_childs_own_place(tmp_path: Path) -> None:
    lines = _imported(tmp_path, _as_it_is).tables["cost_lines"]
    assert lines["setting"].to_list() == ["special", "sen_unit", "further_education"]


def test_a_cost_line_without_urn_takes_the_childs_place_of_that_time(tmp_path: Path) -> None:
    def moved(council: SmallCouncil) -> None:
        council.plan_list[0]["Entry date"] = "01/09/2026"
        council.plan_list.append(
            council.plan_list[0]
            | {"URN": "", "SEN setting": "EYP", "Entry date": "01/02/2026", "Leaving date": "31/08/2026"}
        )
        ended = {
            "Line ref": "L9",
            "Provider": "A childminder",
            "URN": None,
            "Start": date(2026, 4, 1),
            "End": date(2026, 8, 31),
        }
        council.costs.append(clean_costs()[0] | ended)

    imported = _imported(tmp_path, moved)
    line = imported.tables["cost_lines"].filter(pl.col("line_ref") == "L9").row(0, named=True)
    assert (line["setting"], line["provider_name"]) == ("early_years_provider", "A childminder")
    assert imported.of("C11") == []


def test_a_provider_matched_by_name_gives_its_urn(tmp_path: Path) -> None:
    imported = _imported(
        tmp_path, lambda council: council.costs[2].update({"URN": None, "Provider": " cedar  COLLEGE"})
    )
    assert imported.tables["cost_lines"]["urn"].to_list() == [SPECIAL, SCHOOL, COLLEGE]
    assert [fault.row for fault in imported.of("C11")] == [7]


def test_the_day_of_the_extract_comes_from_its_name_or_its_title(tmp_path: Path) -> None:
    council = SmallCouncil(tmp_path).write()
    council.costs_file.rename(council.costs_file.with_name("placement costs.xlsx"))
    lines = import_folder(tmp_path).tables["cost_lines"]
    assert lines["as_at"].unique().to_list() == [date(2026, 10, 31)]


def test_money_as_text_is_reported_once_with_its_count(tmp_path: Path) -> None:
    def typed(council: SmallCouncil) -> None:
        for row in council.costs:
            row["Rate"] = f"£{row['Rate']:,}"

    (fault,) = _imported(tmp_path, typed).of("C09")
    assert fault.row is None
    assert "In 3 rows." in fault.advice


def test_a_name_that_begins_with_total_is_no_total(tmp_path: Path) -> None:
    def named(council: SmallCouncil) -> None:
        council.ledger[0]["Description"] = "Total communication training"
        council.ledger.append({"Financial year": "Total", "Amount": "8,641.92"})
        council.budget[0]["Budget line"] = "Total support service"
        council.budget.append({"Budget line": "Total", "Budget £": 0})
        council.costs[0] |= {"Provider": "Total Care School", "UPN": ""}

    imported = _imported(tmp_path, named)
    heights = [imported.tables[name].height for name in ("ledger", "budget_lines", "cost_lines")]
    assert heights == [7, 2, 2]
    assert [(fault.rule, fault.row) for fault in imported.of("P02")] == [("P02", 5)]
    assert [Path(fault.file).name for fault in imported.of("C10")] == ["budget-book-2026-27.xlsx", "ledger-2026-27.csv"]


def test_postings_are_added_up_by_month_and_cost_centre(tmp_path: Path) -> None:
    def posted(council: SmallCouncil) -> None:
        council.ledger[0]["Amount"] = "(1,000.00)"
        council.ledger.append(council.ledger[0] | {"Amount": "-0.01", "Period": "P1"})
        council.ledger.append(council.ledger[0] | {"Amount": "2,000.11", "Period": "Apr", "Cost centre": "hn12"})

    imported = _imported(tmp_path, posted)
    ledger = imported.tables["ledger"]
    assert ledger.filter(pl.col("month") == 1)["amount_pence"].to_list() == [100010]
    assert ledger.height == 7
    assert ledger["source_row"].to_list()[0] == 4


def test_a_budget_book_gives_settings_children_and_the_grant_as_income(tmp_path: Path) -> None:
    lines = _imported(tmp_path, _as_it_is).tables["budget_lines"]
    assert lines.select("financial_year", "cost_centre", "kind", "setting", "children_fte", "amount_pence").rows() == [
        ("2026-27", "HN12", "placement", "special", 10.5, 12_000_000),
        ("2026-27", "HN90", "income", None, None, -12_000_000),
    ]


def _projections(folder: Path, change: Callable[[SmallCouncil], object]) -> pl.DataFrame:
    """The table of the national projections alone: the small council holds projections of its own beside them."""
    (result,) = (one for one in _imported(folder, change).results if one.kind is FileKind.POPULATION)
    return result.tables["population"]


def test_population_adds_sexes_up_unless_persons_are_given(tmp_path: Path) -> None:
    def by_sex(council: SmallCouncil) -> None:
        rows = clean_population()
        council.population = [row | {"SEX": sex} for row in rows for sex in ("females", "males")]

    added = _projections(tmp_path, by_sex)
    assert added.height == 52
    assert added.filter(pl.col("mid_year") == 2025)["children"].unique().to_list() == [2001.0]
    assert added.filter(pl.col("is_projected"))["mid_year"].unique().to_list() == [2026]


def test_persons_are_not_added_to_their_sexes(tmp_path: Path) -> None:
    def three_ways(council: SmallCouncil) -> None:
        rows = clean_population()
        council.population = [row | {"SEX": sex} for row in rows for sex in ("females", "males", "persons")]

    population = _projections(tmp_path, three_ways)
    assert population.height == 52
    assert sorted(set(population["children"])) == [1000.5, 1001.5]


def test_the_register_tells_base_settings_and_what_is_open(tmp_path: Path) -> None:
    def closed(council: SmallCouncil) -> None:
        council.register[1] |= {"EstablishmentStatus (code)": 2, "CloseDate": "31-08-2025", "PlacesFunded": "40"}

    providers = _imported(tmp_path, closed).tables["providers"]
    assert providers["setting"].to_list() == ["special", "mainstream", "further_education"]
    assert providers["is_open"].to_list() == [True, False, True]
    assert providers.select("open_date", "close_date", "places_funded").row(1) == (
        date(1990, 9, 1), date(2025, 8, 31), 40,
    )  # fmt: skip


def test_without_a_register_settings_are_unknown_but_for_codes(tmp_path: Path) -> None:
    council = SmallCouncil(tmp_path)
    council.sen2["placementdetail"][0] |= {"urn": "", "sensetting": "ola"}
    council.write()
    council.register_file.unlink()
    placements = import_folder(tmp_path).tables["placements"].filter(pl.col("return_year") == 2026)
    assert placements["setting"].to_list() == ["education_otherwise", "unknown", "unknown"]


def test_a_college_without_urn_is_found_by_its_ukprn(tmp_path: Path) -> None:
    spoil = {"urn": "", "ukprn": f"99{COLLEGE}"}
    imported = _imported(tmp_path, lambda council: council.sen2["placementdetail"][2].update(spoil))
    placements = imported.tables["placements"].filter(pl.col("return_year") == 2026)
    assert placements["setting"].to_list()[2] == "further_education"


def test_residence_until_2023_stands_with_the_active_plan(tmp_path: Path) -> None:
    imported = _imported(tmp_path, lambda council: council.sen2["activeplans"][1].update(res="B"))
    placements = imported.tables["placements"].filter(pl.col("return_year") == 2026)
    assert placements["is_residential"].to_list() == [False, True, False]


def test_an_active_plan_without_a_named_plan_is_a_plan_with_an_open_start(tmp_path: Path) -> None:
    def unnamed(council: SmallCouncil) -> None:
        del council.sen2["plandetail"][0]
        del council.sen2["namedplan"][0]
        council.sen2["activeplans"][0]["transferla"] = "998"

    plans = _imported(tmp_path, unnamed).tables["plans"].filter(pl.col("return_year") == 2026)
    assert plans.sort("request_ref").select("request_ref", "start_date", "transfer_la").row(0) == ("11", None, "998")


def test_the_running_list_makes_one_plan_of_several_places(tmp_path: Path) -> None:
    def moved(council: SmallCouncil) -> None:
        council.plan_list[0]["Leaving date"] = "31/08/2026"
        council.plan_list.append(
            council.plan_list[0] | {"URN": SCHOOL, "Entry date": "01/09/2026", "Leaving date": "", "Residential": "B"}
        )

    imported = _imported(tmp_path, moved)
    plans, placements = (
        imported.tables[name].filter(pl.col("return_year") == RUNNING_LIST) for name in ("plans", "placements")
    )
    assert (plans.height, placements.height) == (3, 4)
    assert imported.faults == []
    (result,) = (result for result in imported.results if result.kind is FileKind.PLAN_LIST)
    assert result.as_at == date(2026, 10, 31)


def test_a_plan_without_any_place_in_the_running_list_is_worth_a_look(tmp_path: Path) -> None:
    blank = {"URN": "", "Entry date": "", "SEN unit": ""}
    imported = _imported(tmp_path, lambda council: council.plan_list[1].update(blank))
    assert [(fault.rule, fault.row) for fault in imported.of("L11")] == [("L11", 3)]
    plans = imported.tables["plans"].filter(pl.col("return_year") == RUNNING_LIST)
    assert plans.height == 3


def test_two_assessments_of_one_request_leave_one_row(tmp_path: Path) -> None:
    def twice(council: SmallCouncil) -> None:
        first = council.sen2["assessment"][0]
        council.sen2["assessment"].append(first | {"assessmenttableid": 99, "assessmentoutcome": "N"})

    requests = _imported(tmp_path, twice).tables["requests"]
    assert requests["assessment_outcome"].to_list() == ["N", "Y", "Y"]


@pytest.mark.parametrize(
    ("birth_date", "is_wrong"),
    [("2000-Sep-01", False), ("2000-Aug-31", False), ("1999-Aug-31", True), ("1999-Sep-01", False)],
)
def test_a_child_may_be_25_on_the_last_31_august(tmp_path: Path, birth_date: str, is_wrong: bool) -> None:  # noqa: FBT001 - a parameter of the test
    imported = _imported(tmp_path, lambda council: council.sen2["person"][0].update(personbirthdate=birth_date))
    assert bool(imported.of("P01")) is is_wrong


@pytest.mark.parametrize("written", ["350.00-", "£350.00 -", "350-"])
def test_a_minus_after_the_amount_is_a_minus_in_ledger_and_payments(tmp_path: Path, written: str) -> None:
    def credited(council: SmallCouncil) -> None:
        council.ledger[0]["Amount"] = council.payments[0]["Amount"] = written

    tables = _imported(tmp_path, credited).tables
    assert tables["ledger"].sort("month")["amount_pence"].to_list()[:2] == [-35_000, 123_456]
    assert tables["payments"].sort("payment_ref")["amount_pence"].to_list()[:2] == [-35_000, 100_000]
