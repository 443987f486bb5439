"""Settings: the one list of kinds of placement, finer than any return wants; ``rollups`` folds it into theirs."""

from __future__ import annotations

from enum import StrEnum


class Setting(StrEnum):
    """Where a child with a plan is placed. ``label`` is what a page says."""

    MAINSTREAM = "mainstream"
    SEN_UNIT = "sen_unit"
    RESOURCED_PROVISION = "resourced_provision"
    SPECIAL = "special"
    NON_MAINTAINED_SPECIAL = "non_maintained_special"
    INDEPENDENT_SPECIAL = "independent_special"
    MAINSTREAM_INDEPENDENT = "mainstream_independent"
    ALTERNATIVE_PROVISION = "alternative_provision"
    HOSPITAL_SCHOOL = "hospital_school"
    FURTHER_EDUCATION = "further_education"
    SIXTH_FORM_COLLEGE = "sixth_form_college"
    SPECIALIST_POST_16 = "specialist_post_16"
    NURSERY_SCHOOL = "nursery_school"
    EARLY_YEARS_PROVIDER = "early_years_provider"
    EDUCATION_OTHERWISE = "education_otherwise"
    PARENTAL_ARRANGEMENT = "parental_arrangement"
    ELECTIVE_HOME_EDUCATION = "elective_home_education"
    NOT_IN_EDUCATION = "not_in_education"
    OTHER = "other"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Setting.MAINSTREAM: "Mainstream school",
    Setting.SEN_UNIT: "SEN unit in a mainstream school",
    Setting.RESOURCED_PROVISION: "Resourced provision in a mainstream school",
    Setting.SPECIAL: "Maintained special school or special academy",
    Setting.NON_MAINTAINED_SPECIAL: "Non-maintained special school",
    Setting.INDEPENDENT_SPECIAL: "Independent special school",
    Setting.MAINSTREAM_INDEPENDENT: "Independent mainstream school",
    Setting.ALTERNATIVE_PROVISION: "Alternative provision or pupil referral unit",
    Setting.HOSPITAL_SCHOOL: "Hospital school",
    Setting.FURTHER_EDUCATION: "Further education college",
    Setting.SIXTH_FORM_COLLEGE: "Sixth form college",
    Setting.SPECIALIST_POST_16: "Specialist post-16 institution",
    Setting.NURSERY_SCHOOL: "Maintained nursery school",
    Setting.EARLY_YEARS_PROVIDER: "Private or voluntary early years provider",
    Setting.EDUCATION_OTHERWISE: "Education otherwise than at school, arranged by the council",
    Setting.PARENTAL_ARRANGEMENT: "Arranged by parents, not home education",
    Setting.ELECTIVE_HOME_EDUCATION: "Elective home education",
    Setting.NOT_IN_EDUCATION: "Not in education, employment or training",
    Setting.OTHER: "Other arrangement",
    Setting.UNKNOWN: "No placement recorded",
}
