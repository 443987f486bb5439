"""A service follows the children it serves as far as it is said to, on the same draws, and otherwise only grows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from highneeds.core import FinancialYear, Labelled, Pence
from highneeds.finance import Growth, Outlook, ServiceDriver, usual_outlook
from highneeds.finance.services import services_by_draw
from highneeds.finance.types import Outturn, OutturnLine

SETTINGS = ("mainstream", "special")


def line(name: str, gbp: int, kind: str = "service") -> OutturnLine:
    pence = Pence(gbp * 100)
    return OutturnLine(
        budget_line=name, cost_centre="HN30", kind=kind, setting=None, budget_pence=pence, budget_fte=None,
        actual_to_date_pence=Pence(0), accrued_pence=Pence(0), committed_pence=Pence(0), expected_pence=Pence(0),
        remaining_pence=pence, forecast_fte=None,
    )  # fmt: skip


def outturn(*lines: OutturnLine) -> Outturn:
    values = np.zeros((2, 0))
    placements = Labelled(values, (("draw", (0, 1)), ("setting", ())), "GBP")
    return Outturn(FinancialYear(2026), 7, lines, placements, np.zeros(2), ())


def children(values: list[list[list[float]]]) -> Labelled:
    axes = (("draw", (0, 1)), ("financial_year", ("2026-27", "2027-28")), ("setting", SETTINGS))
    return Labelled(np.array(values), axes, "children")


def outlook(*drivers: ServiceDriver, growth: float = 0.0) -> Outlook:
    usual = usual_outlook(FinancialYear(2026))
    return replace(usual, services=Growth(growth, "a test"), drivers=drivers)


GROWN = children([[[100, 50], [120, 50]], [[100, 50], [80, 100]]])


def test_half_responsive_therapy_rises_by_half_of_the_rise_in_children() -> None:
    driver = ServiceDriver("Therapies", frozenset({"mainstream"}), 0.5, "a test")
    found = services_by_draw(outturn(line("Therapies", 1_000)), GROWN, outlook(driver))
    assert found.tolist() == [[1_000, 1_100], [1_000, 900]]


def test_without_settings_it_follows_all_children() -> None:
    driver = ServiceDriver("Therapies", frozenset(), 1.0, "a test")
    found = services_by_draw(outturn(line("Therapies", 1_500)), GROWN, outlook(driver))
    assert found.tolist() == [[1_500, 1_700], [1_500, 1_800]]


@given(st.floats(0, 1), st.floats(-0.1, 0.2))
def test_this_year_is_the_forecast_and_a_service_without_a_driver_only_grows(share: float, growth: float) -> None:
    driver = ServiceDriver("Therapies", frozenset({"special"}), share, "a test")
    both = outturn(line("Therapies", 700), line("Teaching", 300), line("Placements", 9_999, "placement"))
    found = services_by_draw(both, GROWN, outlook(driver, growth=growth))
    assert found[:, 0] == pytest.approx([1_000, 1_000])
    plain = services_by_draw(outturn(line("Teaching", 300)), GROWN, outlook(growth=growth))
    assert plain[:, 1] == pytest.approx(300 * (1 + growth))


def test_where_this_year_has_no_such_children_there_is_nothing_to_follow() -> None:
    driver = ServiceDriver("Therapies", frozenset({"special"}), 1.0, "a test")
    none_yet = children([[[1, 0], [1, 9]], [[1, 0], [1, 0]]])
    found = services_by_draw(outturn(line("Therapies", 10)), none_yet, outlook(driver))
    assert found.tolist() == [[10, 10], [10, 10]]


def test_a_driver_of_no_service_is_refused() -> None:
    with pytest.raises(ValueError, match="no service is called Tea"):
        services_by_draw(outturn(line("Therapies", 1)), GROWN, outlook(ServiceDriver("Tea", frozenset(), 1.0, "x")))


@pytest.mark.parametrize(("share", "source"), [(1.1, "a test"), (-0.1, "a test"), (0.5, " ")])
def test_a_driver_needs_a_share_and_a_source(share: float, source: str) -> None:
    with pytest.raises(ValueError, match="needs a responsiveness from 0 to 1 and a source"):
        ServiceDriver("Therapies", frozenset(), share, source)
