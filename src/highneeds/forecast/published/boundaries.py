"""Authorities that were abolished or made since 2010, and the area that holds the same people before and after."""

from __future__ import annotations

from dataclasses import dataclass

from highneeds.forecast.national.types import STOCKS
from highneeds.forecast.published.types import AGE, NEED, SETTING


@dataclass(frozen=True, slots=True)
class BoundaryChange:
    """``first_january`` is the first count of plans by the authorities that came after; ``name`` that of the area."""

    panel_code: str
    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    first_january: int

    def members(self, january: int) -> tuple[str, ...]:
        return self.after if january >= self.first_january else self.before


# By the Structural Changes Orders that took effect on 1 April 2019, 2021 and 2023. Christchurch came from Dorset.
BOUNDARY_CHANGES = (
    BoundaryChange(
        "DBP", "Dorset with Bournemouth, Christchurch and Poole", ("835", "836", "837"), ("838", "839"), 2020
    ),
    BoundaryChange("NNW", "North and West Northamptonshire", ("928",), ("940", "941"), 2022),
    BoundaryChange("CUM", "Cumbria", ("909",), ("942", "943"), 2024),
)
_BY_CODE = {code: change for change in BOUNDARY_CHANGES for code in change.before + change.after}
_BY_PANEL_CODE = {change.panel_code: change for change in BOUNDARY_CHANGES}


def panel_code_of(code: str) -> str:
    """The area of an authority: its own code, unless its boundary changed."""
    return _BY_CODE[code].panel_code if code in _BY_CODE else code


def members_of(panel_code: str, january: int) -> tuple[str, ...]:
    """The codes of the authorities that made up the area in that January."""
    change = _BY_PANEL_CODE.get(panel_code)
    return change.members(january) if change else (panel_code,)


def area_name(panel_code: str) -> str | None:
    """The name of a joined area; None for an authority by itself."""
    change = _BY_PANEL_CODE.get(panel_code)
    return change.name if change else None


def existed_in(code: str, january: int) -> bool:
    """Whether an authority had its own count of plans that January, as far as boundary changes say."""
    return code in members_of(panel_code_of(code), january)


def january_of(series: str, year: int) -> int:
    """The January whose authorities a figure is of: its own for a stock, the one after for a flow or a mid-year."""
    return year if series in STOCKS or series.startswith((SETTING, NEED, AGE)) else year + 1
