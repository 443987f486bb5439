"""A provider's page: children in bands and prices left out for whoever may see no child."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from django.contrib.auth.models import User
from django.test import Client
from tests.store.store_frames import cost_lines, run_of
from tests.web.conftest import PASSWORD
from tests.web.sample_cases import sample_cases

from highneeds.governance.rights import Role
from highneeds.store import keeping
from highneeds.store.roles import set_roles


@pytest.fixture(autouse=True)
def _cases(db: None) -> None:  # noqa: ARG001 - opens the database
    sample_cases()
    lines = cost_lines(date(2026, 12, 31), lines=2)["cost_lines"].with_columns(urn=pl.lit("123456"))
    keeping.save_result(run_of("placement-costs", "9"), {"cost_lines": lines})


def told(role: Role) -> str:
    user, _ = User.objects.get_or_create(username="kim", defaults={"password": PASSWORD})
    set_roles(user, {role})
    client = Client()
    client.force_login(user)
    answer = client.get("/providers/123456")
    assert answer.status_code == 200
    assert client.get("/providers/999999").status_code == 404
    return " ".join(answer.content.decode().split())


def test_a_commissioner_sees_rates_uplifts_and_children() -> None:
    page = told(Role.COMMISSIONING_MANAGER)
    assert "Ysgol y Bryn" in page
    assert "<dd>60</dd>" in page
    assert "2 lines are paid for" in page
    assert "65,432" in page
    assert "Requested" in page
    assert "5.0%" in page


@pytest.mark.parametrize(("lines", "said"), [(1, "1 line is paid"), (2, "2 lines are paid"), (21, "21 lines are paid")])
def test_lines_are_counted_in_words_that_go_with_their_number(lines: int, said: str) -> None:
    here = cost_lines(date(2026, 12, 31), lines=lines)["cost_lines"].with_columns(urn=pl.lit("123456"))
    keeping.save_result(run_of("placement-costs", "8"), {"cost_lines": here})
    assert f">{said} for<" in told(Role.COMMISSIONING_MANAGER)


def test_a_place_planner_sees_bands_and_no_price() -> None:
    page = told(Role.PLACE_PLANNER)
    assert "<dd>50 or more</dd>" in page
    assert "<dd>60</dd>" not in page
    assert "65,432" not in page
    assert "/placements" not in page
