"""From a register's or a return's code to a setting, and what each setting is: its ages, its places, its cost.

A place is resolved by URN, then UKPRN (both through the provider register), then the return's own setting code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from highneeds.rules.settings import Setting

# Get Information about Schools, column "TypeOfEstablishment (code)". The register has no type for a hospital school:
# most are special schools or pupil referral units there, so a council lists its own by URN.
_SETTING_OF_TYPE = {
    1: Setting.MAINSTREAM,  # community school
    2: Setting.MAINSTREAM,  # voluntary aided school
    3: Setting.MAINSTREAM,  # voluntary controlled school
    5: Setting.MAINSTREAM,  # foundation school
    6: Setting.MAINSTREAM,  # city technology college
    7: Setting.SPECIAL,  # community special school
    8: Setting.NON_MAINTAINED_SPECIAL,
    10: Setting.INDEPENDENT_SPECIAL,
    11: Setting.MAINSTREAM_INDEPENDENT,
    12: Setting.SPECIAL,  # foundation special school
    14: Setting.ALTERNATIVE_PROVISION,  # pupil referral unit
    15: Setting.NURSERY_SCHOOL,
    18: Setting.FURTHER_EDUCATION,
    24: Setting.OTHER,  # secure unit
    25: Setting.OTHER,  # offshore school
    26: Setting.OTHER,  # service children's education
    27: Setting.OTHER,  # miscellaneous
    28: Setting.MAINSTREAM,  # academy, sponsor led
    29: Setting.FURTHER_EDUCATION,  # higher education institution that gives further education
    30: Setting.OTHER,  # Welsh establishment
    31: Setting.SIXTH_FORM_COLLEGE,  # sixth form centre
    32: Setting.SPECIALIST_POST_16,
    33: Setting.SPECIAL,  # special academy, sponsor led
    34: Setting.MAINSTREAM,  # academy converter
    35: Setting.MAINSTREAM,  # free school
    36: Setting.SPECIAL,  # special free school
    37: Setting.OTHER,  # British school overseas
    38: Setting.ALTERNATIVE_PROVISION,  # free school, alternative provision
    39: Setting.SIXTH_FORM_COLLEGE,  # free school, 16 to 19
    40: Setting.MAINSTREAM,  # university technical college
    41: Setting.MAINSTREAM,  # studio school
    42: Setting.ALTERNATIVE_PROVISION,  # alternative provision academy, converter
    43: Setting.ALTERNATIVE_PROVISION,  # alternative provision academy, sponsor led
    44: Setting.SPECIAL,  # special academy converter
    45: Setting.SIXTH_FORM_COLLEGE,  # academy 16 to 19, converter
    46: Setting.SIXTH_FORM_COLLEGE,  # academy 16 to 19, sponsor led
    49: Setting.OTHER,  # online provider
    56: Setting.OTHER,  # institution funded by another government department
    57: Setting.OTHER,  # secure academy
}

# DfE SEN2 guide 2025, item 5.7c: the codes a return uses for a place without a URN or UKPRN.
_SETTING_OF_CODE = {
    "OLA": Setting.EDUCATION_OTHERWISE,
    "OPA": Setting.PARENTAL_ARRANGEMENT,
    "EHE": Setting.ELECTIVE_HOME_EDUCATION,
    "EYP": Setting.EARLY_YEARS_PROVIDER,
    "OTH": Setting.OTHER,
    "NEET": Setting.NOT_IN_EDUCATION,
    "NIEC": Setting.NOT_IN_EDUCATION,
    "NIEO": Setting.NOT_IN_EDUCATION,
}

# First and last national curriculum year in which a child may plausibly be placed there. Assumption of this system,
# kept wide on purpose: it moves a simulated child on, and must never call a real placement wrong. It starts from the
# usual age ranges of "Get Information about Schools" (columns StatutoryLowAge and StatutoryHighAge) and from the plan's
# own end at 25 (Children and Families Act 2014, sections 45 and 46).
AGE_LIMITS: Mapping[Setting, tuple[int, int]] = {
    Setting.MAINSTREAM: (-2, 14),  # many primary schools have a nursery class
    Setting.SEN_UNIT: (-2, 14),
    Setting.RESOURCED_PROVISION: (-2, 14),
    Setting.SPECIAL: (-2, 14),
    Setting.NON_MAINTAINED_SPECIAL: (-2, 14),
    Setting.INDEPENDENT_SPECIAL: (-2, 14),
    Setting.MAINSTREAM_INDEPENDENT: (-2, 14),
    Setting.ALTERNATIVE_PROVISION: (0, 14),
    Setting.HOSPITAL_SCHOOL: (0, 14),
    Setting.FURTHER_EDUCATION: (12, 20),
    Setting.SIXTH_FORM_COLLEGE: (12, 14),
    Setting.SPECIALIST_POST_16: (12, 20),
    Setting.NURSERY_SCHOOL: (-5, 0),
    Setting.EARLY_YEARS_PROVIDER: (-5, 0),
    Setting.EDUCATION_OTHERWISE: (-5, 20),
    Setting.PARENTAL_ARRANGEMENT: (-5, 20),
    Setting.ELECTIVE_HOME_EDUCATION: (-5, 20),
    Setting.NOT_IN_EDUCATION: (-5, 20),
    Setting.OTHER: (-5, 20),
    Setting.UNKNOWN: (-5, 20),
}

# DfE high needs operational guide: the institutions paid by place, whatever the number of children in them.
_PLACE_FUNDED = frozenset(
    {
        Setting.SEN_UNIT,
        Setting.RESOURCED_PROVISION,
        Setting.SPECIAL,
        Setting.NON_MAINTAINED_SPECIAL,
        Setting.ALTERNATIVE_PROVISION,
        Setting.HOSPITAL_SCHOOL,
        Setting.FURTHER_EDUCATION,
        Setting.SIXTH_FORM_COLLEGE,
        Setting.SPECIALIST_POST_16,
    }
)

# Where a child's placement costs the council a top-up or a fee, so that a missing cost line is worth a look. Many
# children in mainstream, nursery and hospital places need no top-up, and families arrange the others.
_COSTED = frozenset(
    {
        Setting.SEN_UNIT,
        Setting.RESOURCED_PROVISION,
        Setting.SPECIAL,
        Setting.NON_MAINTAINED_SPECIAL,
        Setting.INDEPENDENT_SPECIAL,
        Setting.MAINSTREAM_INDEPENDENT,
        Setting.ALTERNATIVE_PROVISION,
        Setting.FURTHER_EDUCATION,
        Setting.SIXTH_FORM_COLLEGE,
        Setting.SPECIALIST_POST_16,
        Setting.EDUCATION_OTHERWISE,
    }
)


def setting_of_type(type_code: int) -> Setting:
    """The base setting of a register type, before any unit flag; raises LookupError for an unknown code."""
    if type_code not in _SETTING_OF_TYPE:
        message = f"{type_code} is not a TypeOfEstablishment code of Get Information about Schools"
        raise LookupError(message)
    return _SETTING_OF_TYPE[type_code]


# Get Information about Schools, TypeOfEstablishment: university technical college, higher education, online, offshore
# and overseas, service children's and miscellaneous. Children with plans are rarely there: the number may be wrong.
ODD_TYPES: Final = frozenset({25, 26, 27, 29, 37, 40, 49})
"""Types of establishment in which a placement asks for a look."""

# Sources: Get Information about Schools, TypeOfEstablishment; groups "Academies" and "Free Schools".
ACADEMY_TYPES: Final = frozenset({28, 33, 34, 35, 36, 38, 39, 40, 41, 42, 43, 44, 45, 46, 57})
"""Schools whose places the department funds itself and takes off the council's block."""


def setting_of_place(base: Setting, *, is_sen_unit: bool, is_resourced_provision: bool) -> Setting:
    """The setting of a place within a school: the flags count in mainstream schools only; with both, the unit wins."""
    if base is not Setting.MAINSTREAM:
        return base
    if is_sen_unit:
        return Setting.SEN_UNIT
    return Setting.RESOURCED_PROVISION if is_resourced_provision else base


def setting_of_code(sen_setting_code: str) -> Setting:
    """The setting of a SEN2 ``SENSetting`` code, whatever its case; raises LookupError for a code not in the guide."""
    code = sen_setting_code.strip().upper()
    if code not in _SETTING_OF_CODE:
        message = f"{sen_setting_code!r} is not a SENSetting code; there are {', '.join(_SETTING_OF_CODE)}"
        raise LookupError(message)
    return _SETTING_OF_CODE[code]


def nc_year_limits(setting: Setting) -> tuple[int, int]:
    """First and last national curriculum year (``NcYear.number``) plausible in a setting, both inclusive."""
    return AGE_LIMITS[setting]


def is_place_funded(setting: Setting) -> bool:
    """Whether the setting is paid by place besides any top-up for the child."""
    return setting in _PLACE_FUNDED


def is_costed(setting: Setting) -> bool:
    """Whether a child placed there should have a cost line of their own."""
    return setting in _COSTED
