"""The columns of the files about pupils: school census, absences, the two lists of an inspection of area SEND.

Sources of the names: the COLLECT export of the school census; Ofsted and CQC, area SEND inspections, annex A; DfE,
Working together to improve school attendance (the codes of absence).
"""

from __future__ import annotations

from typing import Final

from highneeds.caseload.pupil_tables import CENSUS_YEARS, NEED_VALUES, NO_ASSESSMENT
from highneeds.ingest.fields import Field, FieldType
from highneeds.rules.needs import Need

NEED_WORDS: Final = {value: value for value in (*NEED_VALUES, NO_ASSESSMENT)} | {
    need.label: need.value for need in Need
}
"""A need by its code or by its name."""

SEX_WORDS: Final = {"M": "M", "F": "F", "U": "U", "Male": "M", "Female": "F", "1": "M", "2": "F", "0": "U", "9": "U"}
_PROVISION_WORDS = {"N": "N", "K": "K", "E": "E", "S": "E", "A": "K", "P": "K"}  # S, A and P are of before 2015

ABSENCE_CODES: Final = (
    "C", "C1", "C2", "D", "E", "G", "H", "I", "J", "J1", "M", "N", "O", "Q", "R", "S", "T", "U", "X", "Y", "Y1", "Y2",
    "Y3", "Y4", "Y5", "Y6", "Y7",
)  # fmt: skip
"""Away with leave, away without, or unable to come; I is illness and M a medical or dental appointment."""

NOT_ABSENT_CODES: Final = ("/", "\\", "L", "B", "K", "P", "V", "W", "Z", "#", "-")
"""Present, at an approved activity, not on roll, or school closed: rows of these are passed over."""

CENSUS_PUPILS: Final = (
    Field("pupil_ref", "pupilonrolltableid", FieldType.NUMBER_AS_TEXT, "The export's own number of the pupil", "1",
          is_required=True, is_filled=True),
    Field("upn", "upn", FieldType.NUMBER_AS_TEXT, "Unique pupil number", "", is_required=True),
    Field("birth_date", "dob", FieldType.DAY, "Date of birth; not kept", "01/09/2015", aliases=("birth date",)),
    Field("urn", "urn", FieldType.NUMBER_AS_TEXT, "Unique reference number of the school", "123456"),
    Field("nc_year_taught", "ncyearactual", FieldType.CODE, "Year in which the pupil is taught", "4", is_required=True,
          codes={year: year for year in CENSUS_YEARS}),
    Field("sen_provision", "senprovision", FieldType.CODE, "E a plan, K SEN support, N neither", "E", is_required=True,
          is_filled=True, codes=_PROVISION_WORDS),
    Field("is_unit", "senunitindicator", FieldType.FLAG, "Member of the SEN unit", "0"),
    Field("is_resourced", "resourcedprovisionindicator", FieldType.FLAG, "Member of the resourced provision", "0"),
    Field("has_top_up", "topupfunding", FieldType.FLAG, "Whether the pupil attracts a top-up", "1", is_required=True),
)  # fmt: skip

CENSUS_NEEDS: Final = (
    Field("pupil_ref", "pupilonrolltableid", FieldType.NUMBER_AS_TEXT, "The export's own number of the pupil", "1",
          is_required=True, is_filled=True),
    Field("need", "sentype", FieldType.CODE, "Kind of need", "ASD", is_required=True, is_filled=True, codes=NEED_WORDS),
    Field("rank", "sentyperank", FieldType.WHOLE, "1 for the first need", "1", is_required=True, is_filled=True,
          least=1, most=9, aliases=("sentypeRank",)),
)  # fmt: skip

ABSENCES: Final = (
    Field("upn", "UPN", FieldType.NUMBER_AS_TEXT, "Unique pupil number", "", is_required=True),
    Field("uln", "ULN", FieldType.NUMBER_AS_TEXT, "Unique learner number, where there is no UPN", ""),
    Field("urn", "URN", FieldType.NUMBER_AS_TEXT, "Unique reference number of the school", "123456"),
    Field("first_day", "Absence first day", FieldType.DAY, "First day of the absence", "05/10/2026", is_required=True,
          is_filled=True, aliases=("attendance date", "absence date", "absence start")),
    Field("last_day", "Absence last day", FieldType.DAY, "Last day; blank for one day", "09/10/2026",
          aliases=("absence end",)),
    Field("sessions", "Sessions missed", FieldType.NUMBER, "Half days missed; blank for a whole day of two", "10",
          least=0, most=2000, aliases=("sessions",)),
    Field("half", "Session", FieldType.CODE, "AM or PM where a row is one half day", "",
          codes={"AM": "AM", "PM": "PM"}),
    Field("code", "Attendance code", FieldType.CODE, "The register's code: I is illness, M a medical appointment", "I",
          is_required=True, is_filled=True, codes={code: code for code in (*ABSENCE_CODES, *NOT_ABSENT_CODES)},
          aliases=("absence code", "attendance mark")),
)  # fmt: skip

_ANNEX_A_PERSON = (
    Field("pupil_ref", "Unique ID", FieldType.TEXT, "The council's own number; not kept", "1001", is_required=True,
          aliases=("child unique id",)),
    Field("upn", "UPN", FieldType.NUMBER_AS_TEXT, "Unique pupil number, or UN1 to UN10 where there is none", "",
          is_required=True, aliases=("unique pupil number (upn)", "unique pupil number")),
    Field("uln", "ULN", FieldType.NUMBER_AS_TEXT, "Unique learner number", "",
          aliases=("unique learner number (uln)", "unique learner number")),
    Field("birth_date", "Date of birth", FieldType.DAY, "Date of birth", "01/09/2015", is_required=True),
    Field("sex", "Gender", FieldType.CODE, "M, F or U", "F", is_required=True, codes=SEX_WORDS, aliases=("sex",)),
    Field("ethnicity", "Ethnicity", FieldType.TEXT, "Code of ethnicity; not kept, only whether it is there", "WBRI",
          is_required=True),
)  # fmt: skip
_ANNEX_A_PLAN = (
    Field("plan_issued", "Date initial EHC plan issued", FieldType.DAY, "First plan issued", "01/02/2022",
          is_required=True),
    Field("plan_updated", "Date updated EHC plan issued", FieldType.DAY, "Latest amended plan issued", "01/03/2024"),
    Field("plan_reviewed", "Date EHC plan last reviewed", FieldType.DAY, "Latest review", "01/02/2026",
          is_required=True),
)  # fmt: skip
_ANNEX_A_SCHOOL = (
    Field("primary_need", "SEN primary need", FieldType.CODE, "Primary need", "SEMH", is_required=True,
          codes=NEED_WORDS, aliases=("sen (primary need)", "primary need")),
    Field("urn", "Main education establishment - URN", FieldType.NUMBER_AS_TEXT, "Where the child is taught", "123456",
          is_required=True, aliases=("main education establishment - unique reference number (urn)",)),
    Field("main_phase", "Main education establishment - phase", FieldType.TEXT, "Its phase", "Primary"),
    Field("subsidiary_phase", "Subsidiary education establishment - phase", FieldType.TEXT,
          "Phase of the second place of a child registered at two", "",
          aliases=("subsidiary education establishment - phase (dual registration)",)),
)  # fmt: skip
_ANNEX_A_HOME = (
    Field("is_home_educated", "Elective home education", FieldType.FLAG, "Educated at home by choice", "no"),
)
_ANNEX_A_REST = (
    Field("suspensions", "Suspensions", FieldType.WHOLE, "Suspensions in the last twelve months", "0", least=0,
          aliases=("number of suspensions",)),
    Field("permanent_exclusions", "Permanent exclusions", FieldType.WHOLE, "Permanent exclusions in twelve months", "0",
          least=0),
    Field("absence_percent", "Absence", FieldType.NUMBER, "Sessions missed of a hundred", "7.5", least=0, most=100),
    Field("has_pupil_premium", "Pupil Premium", FieldType.FLAG, "Whether the child attracts it", "no"),
    Field("is_known_to_social_care", "Known to children's social care?", FieldType.FLAG,
          "Whether social care knows the child", "no", aliases=("known to childrens social care?",)),
    Field("social_care_team", "Which children's social care team?", FieldType.TEXT, "Team; not kept", "",
          aliases=("which childrens social care team?",)),
    Field("has_disability", "Does the child or young person have a disability?", FieldType.FLAG,
          "Whether the child is disabled", "yes", is_required=True),
)  # fmt: skip

ANNEX_A_PLANS: Final = (*_ANNEX_A_PERSON, *_ANNEX_A_PLAN, *_ANNEX_A_SCHOOL, *_ANNEX_A_HOME, *_ANNEX_A_REST)
ANNEX_A_SUPPORT: Final = (*_ANNEX_A_PERSON, *_ANNEX_A_SCHOOL, *_ANNEX_A_REST)
