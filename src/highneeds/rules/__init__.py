"""What the nation has set: settings, needs, roll-ups, dated rates and limits, each with its source."""

from highneeds.rules.census_days import census_day
from highneeds.rules.deficit import last_day_held_apart, last_day_of_grant
from highneeds.rules.establishments import (
    AGE_LIMITS,
    is_costed,
    is_place_funded,
    nc_year_limits,
    setting_of_code,
    setting_of_place,
    setting_of_type,
)
from highneeds.rules.needs import Need, needs_in_census
from highneeds.rules.parameters import load_parameters, parameter
from highneeds.rules.rollups import (
    AGE_BANDS,
    AREAS_OF_NEED,
    BENCHMARK_GROUPS,
    DSG_PLAN_ROWS,
    LSRP_ROWS,
    PHASES,
    SCAP_GROUPS,
    area_of_need,
    benchmark_group,
    comparable_need,
    dsg_age_band,
    dsg_plan_row,
    lsrp_age_band,
    lsrp_base_row,
    lsrp_row,
    phase,
    scap_group,
)
from highneeds.rules.settings import Setting

__all__ = [
    "AGE_BANDS",
    "AGE_LIMITS",
    "AREAS_OF_NEED",
    "BENCHMARK_GROUPS",
    "DSG_PLAN_ROWS",
    "LSRP_ROWS",
    "PHASES",
    "SCAP_GROUPS",
    "Need",
    "Setting",
    "area_of_need",
    "benchmark_group",
    "census_day",
    "comparable_need",
    "dsg_age_band",
    "dsg_plan_row",
    "is_costed",
    "is_place_funded",
    "last_day_held_apart",
    "last_day_of_grant",
    "load_parameters",
    "lsrp_age_band",
    "lsrp_base_row",
    "lsrp_row",
    "nc_year_limits",
    "needs_in_census",
    "parameter",
    "phase",
    "scap_group",
    "setting_of_code",
    "setting_of_place",
    "setting_of_type",
]
