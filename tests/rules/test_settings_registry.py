"""Every setting has its words, its ages and its row in every return."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from highneeds.core import NcYear
from highneeds.rules import (
    AGE_LIMITS,
    BENCHMARK_GROUPS,
    DSG_PLAN_ROWS,
    LSRP_ROWS,
    SCAP_GROUPS,
    Setting,
    benchmark_group,
    dsg_plan_row,
    is_costed,
    is_place_funded,
    lsrp_base_row,
    lsrp_row,
    nc_year_limits,
    scap_group,
    setting_of_code,
    setting_of_place,
    setting_of_type,
)
from highneeds.rules.package_data import read_toml
from highneeds.rules.rollups import load_rollup, rollup_of

every_setting = pytest.mark.parametrize("setting", list(Setting))


@every_setting
def test_every_setting_has_a_label(setting: Setting) -> None:
    assert setting.label.strip()


def test_no_two_settings_share_a_label() -> None:
    assert len({setting.label for setting in Setting}) == len(Setting)


@every_setting
@pytest.mark.parametrize(
    ("row_of", "rows"), [(dsg_plan_row, DSG_PLAN_ROWS), (benchmark_group, BENCHMARK_GROUPS), (lsrp_row, LSRP_ROWS)]
)
def test_every_setting_has_a_row_in_every_return(
    setting: Setting, row_of: Callable[[Setting], str], rows: tuple[str, ...]
) -> None:
    assert row_of(setting) in rows


@every_setting
def test_the_capacity_survey_has_four_groups_and_leaves_the_rest_out(setting: Setting) -> None:
    assert scap_group(setting) in {*SCAP_GROUPS, None}


@pytest.mark.parametrize("name", ["dsg_plan", "benchmark", "scap", "lsrp"])
def test_every_row_of_a_return_is_used(name: str) -> None:
    rollup = load_rollup(name)
    used = {*rollup.row_of.values()}
    if name == "lsrp":
        used.add(lsrp_base_row(Setting.SEN_UNIT, NcYear(12)))
    assert used == set(rollup.rows)


def test_the_management_plan_and_the_benchmark_have_seven_rows_each() -> None:
    assert len(DSG_PLAN_ROWS) == len(BENCHMARK_GROUPS) == 7


def test_a_non_maintained_school_is_special_for_capacity_and_independent_everywhere_else() -> None:
    school = Setting.NON_MAINTAINED_SPECIAL
    assert scap_group(school) == scap_group(Setting.SPECIAL) == "SS"
    assert benchmark_group(school) == benchmark_group(Setting.INDEPENDENT_SPECIAL)
    assert dsg_plan_row(school) == dsg_plan_row(Setting.INDEPENDENT_SPECIAL)


def test_a_unit_has_another_reform_plan_row_from_year_12() -> None:
    assert lsrp_base_row(Setting.SEN_UNIT, NcYear(11)) == lsrp_row(Setting.SEN_UNIT)
    assert lsrp_base_row(Setting.RESOURCED_PROVISION, NcYear(12)) == "Mainstream post-16 specialist provision"
    assert lsrp_base_row(Setting.SPECIAL, NcYear(12)) == lsrp_row(Setting.SPECIAL)


def test_a_setting_that_a_return_forgets_does_not_load() -> None:
    table = read_toml("rollups.toml")["dsg_plan"]
    del table["settings"]["special"]
    with pytest.raises(ValueError, match=r"planted, settings: missing special"):
        rollup_of(table, where="planted")


def test_a_row_that_a_return_does_not_have_does_not_load() -> None:
    table = read_toml("rollups.toml")["benchmark"]
    table["settings"]["special"] = "Specials"
    with pytest.raises(ValueError, match="planted: Specials is not among its rows"):
        rollup_of(table, where="planted")


@every_setting
def test_every_setting_has_a_plausible_span_of_school_years(setting: Setting) -> None:
    first, last = nc_year_limits(setting)
    assert NcYear.FIRST <= first < last <= NcYear.LAST
    assert set(AGE_LIMITS) == set(Setting)


def test_every_school_year_has_a_costed_setting_and_a_free_one() -> None:
    for number in range(NcYear.FIRST, NcYear.LAST + 1):
        open_to = {setting for setting, (first, last) in AGE_LIMITS.items() if first <= number <= last}
        assert {is_costed(setting) for setting in open_to} == {True, False}


def test_a_child_at_home_or_nowhere_needs_no_cost_line() -> None:
    for setting in (
        Setting.ELECTIVE_HOME_EDUCATION,
        Setting.NOT_IN_EDUCATION,
        Setting.PARENTAL_ARRANGEMENT,
        Setting.UNKNOWN,
    ):
        assert not is_costed(setting)
        assert not is_place_funded(setting)


def test_independent_schools_cost_a_fee_and_are_not_paid_by_place() -> None:
    for setting in (Setting.INDEPENDENT_SPECIAL, Setting.MAINSTREAM_INDEPENDENT):
        assert is_costed(setting)
        assert not is_place_funded(setting)


@pytest.mark.parametrize(
    ("type_code", "setting"),
    [
        (1, Setting.MAINSTREAM),
        (34, Setting.MAINSTREAM),
        (7, Setting.SPECIAL),
        (44, Setting.SPECIAL),
        (8, Setting.NON_MAINTAINED_SPECIAL),
        (10, Setting.INDEPENDENT_SPECIAL),
        (11, Setting.MAINSTREAM_INDEPENDENT),
        (14, Setting.ALTERNATIVE_PROVISION),
        (15, Setting.NURSERY_SCHOOL),
        (18, Setting.FURTHER_EDUCATION),
        (31, Setting.SIXTH_FORM_COLLEGE),
        (32, Setting.SPECIALIST_POST_16),
        (30, Setting.OTHER),
    ],
)
def test_a_register_type_says_the_setting(type_code: int, setting: Setting) -> None:
    assert setting_of_type(type_code) is setting


def test_an_unknown_register_type_is_an_error_not_a_guess() -> None:
    with pytest.raises(LookupError, match="99 is not a TypeOfEstablishment code"):
        setting_of_type(99)


@pytest.mark.parametrize(
    ("is_sen_unit", "is_resourced_provision", "setting"),
    [
        (False, False, Setting.MAINSTREAM),
        (True, False, Setting.SEN_UNIT),
        (False, True, Setting.RESOURCED_PROVISION),
        (True, True, Setting.SEN_UNIT),
    ],
)
def test_the_flags_make_a_mainstream_place_a_unit_or_resourced_place(
    *, is_sen_unit: bool, is_resourced_provision: bool, setting: Setting
) -> None:
    place = setting_of_place(Setting.MAINSTREAM, is_sen_unit=is_sen_unit, is_resourced_provision=is_resourced_provision)
    assert place is setting


@pytest.mark.parametrize("base", [setting for setting in Setting if setting is not Setting.MAINSTREAM])
def test_the_flags_change_no_other_place(base: Setting) -> None:
    assert setting_of_place(base, is_sen_unit=True, is_resourced_provision=True) is base


@pytest.mark.parametrize(
    ("code", "setting"),
    [
        ("OLA", Setting.EDUCATION_OTHERWISE),
        ("OPA", Setting.PARENTAL_ARRANGEMENT),
        (" ehe ", Setting.ELECTIVE_HOME_EDUCATION),
        ("EYP", Setting.EARLY_YEARS_PROVIDER),
        ("OTH", Setting.OTHER),
        ("NEET", Setting.NOT_IN_EDUCATION),
        ("NIEC", Setting.NOT_IN_EDUCATION),
        ("NIEO", Setting.NOT_IN_EDUCATION),
    ],
)
def test_a_setting_code_of_the_return_says_the_setting(code: str, setting: Setting) -> None:
    assert setting_of_code(code) is setting


def test_an_unknown_setting_code_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(LookupError, match="there are OLA, OPA"):
        setting_of_code("XYZ")
