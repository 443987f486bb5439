"""A figure says what it takes to read it rightly; a fault says where it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from highneeds.core import Basis, Fault, Figure, Severity, Unit

OVERSPEND = Figure(
    key="outturn",
    label="Forecast outturn",
    value=6_090_000_000,
    unit=Unit.PENCE,
    basis=Basis(money="accrual, gross"),
    period="2026-27",
    as_at=date(2026, 10, 31),
    scope="the high needs block",
    source="snapshot 1",
    trace="sum of the forecast of each budget line",
    low=6_000_000_000,
    high=6_200_000_000,
)


@pytest.mark.parametrize("name", ["key", "label", "period", "scope", "source", "trace"])
def test_a_figure_without_a_part_of_its_meaning_is_refused(name: str) -> None:
    blank: dict[str, Any] = {name: " "}
    with pytest.raises(ValueError, match=f"has no {name}"):
        replace(OVERSPEND, **blank)


def test_a_figure_without_a_basis_is_refused() -> None:
    with pytest.raises(ValueError, match="has no basis"):
        replace(OVERSPEND, basis=Basis())


@pytest.mark.parametrize(("low", "high"), [(None, 1.0), (1.0, None), (2.0, 1.0)])
def test_a_range_has_both_ends_in_order(low: float | None, high: float | None) -> None:
    with pytest.raises(ValueError, match="low end and a high end"):
        replace(OVERSPEND, low=low, high=high)


def test_money_is_whole_pence_and_shares_are_not() -> None:
    with pytest.raises(ValueError, match="whole pence"):
        replace(OVERSPEND, value=0.5)
    assert replace(OVERSPEND, value=0.5, unit=Unit.SHARE, low=None, high=None).value == 0.5


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_figure_is_a_finite_number(value: float) -> None:
    with pytest.raises(ValueError, match="not finite"):
        replace(OVERSPEND, value=value)


def test_a_basis_reads_as_words() -> None:
    assert str(Basis(count="headcount on census day", money="cash, net")) == "headcount on census day; cash, net"
    assert str(Basis(count="headcount on census day")) == "headcount on census day"


def test_a_fault_tells_its_place_as_far_as_it_is_known() -> None:
    fault = Fault("costs.xlsx", 412, "End", "C05", Severity.STOPS_ROW, "Check the two dates.")
    assert fault.place == "costs.xlsx, row 412, End"
    assert replace(fault, row=None, field=None).place == "costs.xlsx"
