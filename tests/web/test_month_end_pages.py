"""The month end as a finance partner reads it: tables that add, exceptions that lead to their rows, no child named."""

from __future__ import annotations

import polars as pl
from django.contrib.auth.models import User
from django.test import Client
from tests.web.sample_closing import CHILDREN

from highneeds.governance.closed_month import Closing
from highneeds.governance.rights import Role
from highneeds.operations.journey_page import journey_page
from highneeds.operations.month_end_page import month_end_page
from highneeds.operations.moved_lines_page import lines_page
from highneeds.operations.pseudonyms import pseudonym
from highneeds.operations.rows_behind import placements_behind
from highneeds.operations.sight import EVERY_CHILD
from highneeds.store.roles import set_roles


def _numbers(row: tuple[tuple[str, object], ...]) -> list[int]:
    return [int(cell.replace(",", "").replace("\N{MINUS SIGN}", "-").replace("+", "")) for cell, _ in row[1:-1]]


def test_every_line_adds_across_and_the_lines_add_down(closing: Closing) -> None:
    page = month_end_page()
    assert page is not None
    assert page.closing == closing
    rows = [_numbers(row) for row in page.forecast.rows]
    for budget, actual, owed, to_come, forecast, variance in rows:
        assert actual + owed + to_come == forecast
        assert forecast - budget == variance
    assert [sum(column) for column in zip(*rows[:-1], strict=True)] == rows[-1]
    assert rows[-1][4] == round(closing.month.forecast_pence / 100)


def test_the_ledger_is_its_payments_and_journals(closing: Closing) -> None:
    page = month_end_page("2026-27", 7)
    assert page is not None
    assert page.ties.finding == "The forecast ties to the ledger but for £20 of journals"
    assert [cell for cell, _ in page.ties.rows[-1]] == ["All", "2,950", "2,850", "80", "20"]
    assert closing.month.lines


def test_the_page_says_what_is_wrong_and_leads_to_its_rows(signed_in: Client, closing: Closing) -> None:
    told = signed_in.get("/month-end").content.decode()
    assert "Month 7 close: October 2026" in told
    assert "over" in told
    assert "/month-end/2026-27/7/exceptions/X03" in told
    assert "X01" not in told  # a rule that nothing broke is not listed
    rows = signed_in.get("/month-end/2026-27/7/exceptions/X03").content.decode()
    assert "£1,201" in rows
    assert "finance/payments.csv" in rows
    assert "a" * 32 not in told + rows
    assert closing.version == 1


def test_the_file_of_exceptions_opens_as_data_and_names_no_child(signed_in: Client, closing: Closing) -> None:
    text = signed_in.post("/month-end/2026-27/7/exceptions.csv", {"purpose": "the payments team"}).content.decode(
        "utf-8-sig"
    )
    assert text.count("\r\n") == 5
    assert "for: the payments team. Audit entry " in text.splitlines()[-1]
    assert "'=L3" in text
    assert "a" * 32 not in text
    assert closing.month.month == 7


def test_the_ladder_goes_from_committed_to_what_may_come_each_with_its_range(closing: Closing) -> None:
    page = month_end_page()
    assert page is not None
    rows = {row[0][0]: [cell for cell, _ in row[1:]] for row in page.ladder.rows}
    assert list(rows) == ["Committed", "Unidentified growth", "Placement: tribunal"]
    assert rows["Unidentified growth"] == ["in the forecast", "[z]", "[z]", "100", "20", "190", "[z]"]
    assert rows["Placement: tribunal"] == ["beside it", "2", "50%", "400", "0", "800", "2,400"]
    assert closing.month.counted


def test_the_way_from_the_budget_leads_over_each_forecast_and_adds(signed_in: Client, closing: Closing) -> None:
    page = journey_page("2026-27")
    assert page is not None
    assert [_pounds(stage.stands_at) for stage in page.stages] == [4_850, 5_000]
    for stage, before in zip(page.stages, (4_800, 4_850), strict=True):
        assert before + sum(_pounds(step.money) for step in stage.steps) == _pounds(stage.stands_at)
    told = signed_in.get("/month-end/2026-27").content.decode()
    assert "/month-end/2026-27/6/lines/volume" in told
    assert "/month-end/2026-27/7/lines/new-placements" in told
    assert "/month-end/2026-27/7/lines/residual" in told
    assert "£4,920 to £5,090" in told
    assert "No year with a closed month is over yet" in told
    assert closing.version == 1


def test_every_step_leads_to_its_rows_which_add_to_it(signed_in: Client, closing: Closing) -> None:
    page = journey_page("2026-27")
    assert page is not None
    led = 0
    for stage in page.stages:
        for step in stage.steps:
            assert step.leads_to_rows
            behind = lines_page("2026-27", step.month, step.cause, page=1, with_children=False, sight=EVERY_CHILD)
            assert behind is not None
            assert sum(_pounds(row.money) for row in behind.rows) == _pounds(step.money) == _pounds(behind.money)
            told = signed_in.get(f"/month-end/2026-27/{step.month}/lines/{step.slug}").content.decode()
            assert all(f'<th scope="row">{row.name}</th>' in told for row in behind.rows)
            led += 1
    assert led == 6
    assert closing.month.movements[0].pence == 120_00


def test_volume_leads_to_the_placements_too(signed_in: Client, closing: Closing) -> None:
    told = signed_in.get("/month-end/2026-27/6/lines/volume").content.decode()
    assert "The placements, and what each costs in the year" in told
    assert told.count("finance/placement-costs.xlsx") == 2
    assert "£1,200" in told
    assert closing.version == 1


def test_children_behind_volume_stand_in_the_order_of_the_extract_whatever_they_cost() -> None:
    costs = {"C": 500, "A": 900, "B": 100}
    rows = [
        {"line_ref": ref, "child_key": ref, "setting": "special", "source_file": "costs.xlsx", "source_row": 2 + number}
        for number, ref in enumerate(costs)
    ]
    lines = pl.DataFrame(rows)
    timings = pl.DataFrame({"line_ref": list(costs), "year_pence": list(costs.values())}).sort("line_ref")
    found = placements_behind({"timings": timings, "cost_lines": lines})
    assert list(found["name"]) == ["C", "A", "B"]


def test_a_step_nobody_knows_is_not_found(signed_in: Client, closing: Closing) -> None:
    for address in ("7/lines/volume", "6/lines/new-placements", "5/lines/volume", "0/lines/residual", "7/lines/other"):
        assert signed_in.get(f"/month-end/2026-27/{address}").status_code == 404
    assert closing.version == 1


def test_a_child_is_a_pseudonym_and_only_for_those_who_may_see_children(
    signed_in: Client, person: User, closing: Closing
) -> None:
    address = "/month-end/2026-27/7/lines/new-placements"
    for roles in ({Role.PROGRAMME_MANAGER}, {Role.PROGRAMME_MANAGER, Role.CASE_OFFICER}):
        set_roles(person, roles)  # the second may see money and children, and not what one child costs
        told = signed_in.get(address).content.decode()
        assert pseudonym(CHILDREN[0]) not in told
        assert "those alone who may see children and what the place of one costs" in told
    set_roles(person, {Role.FINANCE_PARTNER})
    told = signed_in.get(address).content.decode()
    assert pseudonym(CHILDREN[0]) in told
    assert CHILDREN[0] not in told
    assert closing.month.month == 7


def _pounds(text: str) -> int:
    return int(text.replace("£", "").replace(",", "").replace("+", "").replace("\N{MINUS SIGN}", "-"))
