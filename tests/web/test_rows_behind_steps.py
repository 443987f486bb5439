"""The rows behind a correction, behind the step to the outturn, and behind more lines than a page holds: all add."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from tests.store.store_frames import ledger, run_of
from tests.web.sample_closing import CHILDREN, closed_month

from highneeds.core import FinancialYear, SnapshotId
from highneeds.finance.movement import ROWS_SCHEMA
from highneeds.governance.closed_month import ClosedLine, Closing, Movement
from highneeds.governance.vintages import CORRECTED, RESIDUAL
from highneeds.operations.moved_lines_page import ROWS_A_PAGE, lines_page
from highneeds.operations.pseudonyms import pseudonym
from highneeds.operations.rows_behind import RowsBehind, rows_behind
from highneeds.operations.sight import EVERY_CHILD
from highneeds.store import keeping
from highneeds.store.closed_months import closing_of, keep_closed
from highneeds.store.snapshots import Manifest, write_snapshot

YEAR = FinancialYear(2026)


def _told(found: RowsBehind | None) -> dict[str, tuple[int, str]]:
    """By name, of rows that add to their step."""
    assert found is not None
    assert found.rows is not None
    assert found.rows["pence"].sum() == found.step.pence != 0
    return {name: (pence, said) for name, pence, said in found.rows.select("name", "pence", "in_words").iter_rows()}


def test_what_a_correction_changed_leads_to_the_budget_lines_that_it_changed(closing: Closing) -> None:
    before = closing_of(YEAR, closing.month.month - 1)
    assert before is not None
    assert rows_behind("2026-27", 7, CORRECTED) is None
    (line,) = before.month.lines
    lines = (replace(line, expected_pence=line.expected_pence - 1_500),
             ClosedLine("Therapies", "HN35", "service", 0, 700, 0, 0, 0, 0, 0))  # fmt: skip
    snapshot = SnapshotId("2026-M06-11111111")
    keep_closed(replace(before.month, lines=lines, snapshot=snapshot), correction="the college was paid twice")
    assert _told(rows_behind("2026-27", 7, CORRECTED)) == {
        "Placements": (1_500, "£4,850 in the version it moved from, £4,835 in the one before it now"),
        "Therapies": (-700, "£0 in the version it moved from, £7 in the one before it now"),
    }


def test_the_step_to_the_outturn_leads_to_cost_centres_whose_rows_add_to_it(closing: Closing) -> None:
    assert rows_behind("2026-27", 0, RESIDUAL) is None
    posted = ledger("2026-27", 12, pence=35_000)["ledger"]
    centres = pl.when(pl.col("month") == 12).then(pl.lit("HN35")).otherwise(pl.lit("HN12"))
    keeping.save_result(run_of("ledger"), {"ledger": posted.with_columns(cost_centre=centres)})
    found = rows_behind("2026-27", 0, RESIDUAL)
    assert found is not None
    assert found.step.pence == 12 * 35_000 - closing.month.forecast_pence
    assert _told(found) == {
        "HN12": (385_000 - 415_060, "£3,850 in the ledger of the year, £4,151 forecast"),
        "HN35": (35_000 - 84_940, "£350 in the ledger of the year, £849 forecast"),
    }


@pytest.mark.django_db
def test_rows_over_several_pages_add_to_their_step_and_each_page_shows_its_own(own_home: Path) -> None:
    assert not own_home.exists()
    number, pence = 2 * ROWS_A_PAGE + 30, 133  # each of £1.33: whole pounds add over all pages alone
    names = [f"L{row}" for row in range(number)]
    rows = [("new placements", name, CHILDREN[i % 2], "special", pence, "", "costs.xlsx", i) for i, name in
            enumerate(names, 2)]  # fmt: skip
    behind = pl.DataFrame(rows, schema=ROWS_SCHEMA, orient="row")
    snapshot = write_snapshot({"behind": behind}, Manifest(YEAR, 7, 2026, 1_000, ()))
    keep_closed(replace(closed_month(snapshot), movements=(Movement("new placements", number * pence, ""),)))
    shown, money = [], 0
    for page in (1, 2, 3):
        found = lines_page("2026-27", 7, "new-placements", page=page, with_children=True, sight=EVERY_CHILD)
        assert found is not None
        assert (found.pages, found.total, found.money) == (3, number, "+£306")
        assert {row.child for row in found.rows} == {pseudonym(child) for child in CHILDREN}
        shown += [row.name for row in found.rows]
        money += sum(int(row.money.removeprefix("+£")) for row in found.rows)
    assert shown == names
    assert money == 306
    assert lines_page("2026-27", 7, "new-placements", page=4, with_children=True, sight=EVERY_CHILD) is None
