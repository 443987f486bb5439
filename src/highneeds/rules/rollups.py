"""The roll-ups each return wants of settings, ages and needs, in the department's own row titles and order.

The mapping itself is data (``data/rollups.toml``, with its source). Every setting has a row or is listed as left out;
otherwise nothing loads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from highneeds.core.parameters import Source
from highneeds.core.years import NcYear
from highneeds.rules.needs import Need
from highneeds.rules.package_data import read_toml, require_exactly, source_of
from highneeds.rules.settings import Setting

_FILE = "rollups.toml"


@dataclass(frozen=True, slots=True)
class RollUp:
    """One return's rows, in its order, and the row of each setting that the return counts."""

    rows: tuple[str, ...]
    row_of: Mapping[Setting, str]
    source: Source


@cache
def load_rollup(name: str) -> RollUp:
    """``dsg_plan``, ``benchmark``, ``scap`` or ``lsrp``; raises ValueError as ``rollup_of`` does."""
    return rollup_of(read_toml(_FILE)[name], where=f"{_FILE}, {name}")


def rollup_of(table: Mapping[str, Any], *, where: str) -> RollUp:
    """One table of the data file. Raises ValueError when a setting is neither given a row nor left out."""
    require_exactly(table, {"rows", "settings", "source"}, where=where, optional={"leaves_out"})
    rows, row_of = tuple(table["rows"]), table["settings"]
    counted = {setting.value for setting in Setting} - set(table.get("leaves_out", ()))
    require_exactly(row_of, counted, where=f"{where}, settings")
    if unknown := set(row_of.values()) - set(rows):
        message = f"{where}: {', '.join(sorted(unknown))} is not among its rows"
        raise ValueError(message)
    by_setting = {Setting(setting): row for setting, row in row_of.items()}
    return RollUp(rows, MappingProxyType(by_setting), source_of(table["source"], where=where))


DSG_PLAN_ROWS: Final = load_rollup("dsg_plan").rows
BENCHMARK_GROUPS: Final = load_rollup("benchmark").rows
SCAP_GROUPS: Final = load_rollup("scap").rows
LSRP_ROWS: Final = load_rollup("lsrp").rows


def dsg_plan_row(setting: Setting) -> str:
    """The sheet title of the DSG management plan that holds the setting; every setting has one."""
    return load_rollup("dsg_plan").row_of[setting]


def benchmark_group(setting: Setting) -> str:
    """The group of the DfE's benchmarking of education, health and care plans; every setting has one."""
    return load_rollup("benchmark").row_of[setting]


def scap_group(setting: Setting) -> str | None:
    """The provision of the School Capacity survey's forecasts (UR, SS, IN or AP); None for what it leaves out."""
    return load_rollup("scap").row_of.get(setting)


def lsrp_row(setting: Setting) -> str:
    """The provision row of the local SEND reform plan. For a unit, the row to Year 11: see ``lsrp_base_row``."""
    return load_rollup("lsrp").row_of[setting]


LSRP_POST_16_BASE: Final = "Mainstream post-16 specialist provision"
_FIRST_POST_16_NC_YEAR = 12
_BASES = frozenset({Setting.SEN_UNIT, Setting.RESOURCED_PROVISION})


def lsrp_base_row(setting: Setting, nc_year: NcYear) -> str:
    """As ``lsrp_row``, with units and resourced provision from Year 12 in the row of their own."""
    if setting in _BASES and nc_year.number >= _FIRST_POST_16_NC_YEAR:
        return LSRP_POST_16_BASE
    return lsrp_row(setting)


# First national curriculum year of each band, last band first. A child of NC year n is n + 4 at the start of the school
# year and turns n + 5 in it.
_AGE_BANDS = ((20, "Age 20 to 25"), (16, "Age 16 to 19"), (11, "Age 11 to 15"), (5, "Age 5 to 10"))
_UNDER_FIVE = "Under 5"
AGE_BANDS: Final = (_UNDER_FIVE, *(band for _, band in reversed(_AGE_BANDS)))


def _band_of_age(age: int) -> str:
    return next((band for first_age, band in _AGE_BANDS if age >= first_age), _UNDER_FIVE)


def dsg_age_band(nc_year: NcYear) -> str:
    """The DSG management plan's band, by age on 31 August before the school year: Reception is under 5.

    Source: DfE DSG management plan guidance, definitions of age groups.
    """
    return _band_of_age(nc_year.number + 4)


def lsrp_age_band(nc_year: NcYear) -> str:
    """The local SEND reform plan's band, by the age turned in the school year: Year 11 is 16 to 19.

    The template's own definition was not seen; this is the rule as practised, and pages print which rule they use.
    """
    return _band_of_age(nc_year.number + 5)


# First national curriculum year of each phase, last phase first.
_PHASES = ((15, "19 to 25"), (12, "16 to 19"), (7, "secondary"), (0, "primary"))
_EARLY = "early childhood"
PHASES: Final = (_EARLY, *(phase for _, phase in reversed(_PHASES)))


def phase(nc_year: NcYear) -> str:
    """The phase of education of a national curriculum year: two nursery years and below are early childhood."""
    return next((name for first, name in _PHASES if nc_year.number >= first), _EARLY)


# SEND code of practice 2015, paragraphs 6.28 to 6.35: the four broad areas.
_AREA_OF_NEED = {
    Need.SPLD: "Cognition and learning",
    Need.MLD: "Cognition and learning",
    Need.SLD: "Cognition and learning",
    Need.PMLD: "Cognition and learning",
    Need.DS: "Cognition and learning",
    Need.SEMH: "Social, emotional and mental health",
    Need.SLCN: "Communication and interaction",
    Need.ASD: "Communication and interaction",
    Need.HI: "Sensory and physical",
    Need.VI: "Sensory and physical",
    Need.MSI: "Sensory and physical",
    Need.PD: "Sensory and physical",
    Need.OTH: "Other",
    Need.NOT_RECORDED: "Not recorded",
}
AREAS_OF_NEED: Final = tuple(dict.fromkeys(_AREA_OF_NEED.values()))


def area_of_need(need: Need) -> str:
    """The broad area of a primary need."""
    return _AREA_OF_NEED[need]


def comparable_need(need: Need) -> Need:
    """The need to use when years before and after 2025 stand side by side: Down syndrome counts as other.

    Before 2025 the return had no code of its own for it. Source: DfE SEN2 guide 2025, item 5.8.
    """
    return Need.OTH if need is Need.DS else need
