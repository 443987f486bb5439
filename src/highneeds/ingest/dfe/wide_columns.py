"""The columns of the wide release by file: one registry, by pattern, of what each of them is to us.

Source: DfE, Education, health and care plans, releases of June 2025 and June 2026, data guidance and files. Names that
look misspelt are the real ones. Headings are compared in lower case, since the case differs between releases.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from highneeds.forecast.national.types import NEW_PLANS, TOTAL
from highneeds.forecast.published.types import NEED, SETTING

REASONS: Mapping[str, str] = {
    "x": "not available",
    "z": "not applicable",
    "c": "withheld so that no child can be recognised",
    "low": "too small to be shown, and not nought",
    "u": "too unsure to be shown",
    "k": "too small to be shown, and not nought",
    "~": "not available",
    ":": "not available",
    "..": "not available",
}
NOT_APPLICABLE = frozenset({"z"})
GEOGRAPHY = (
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code", "region_name",
    "new_la_code", "old_la_code", "la_name", "breakdown_topic", "breakdown",
)  # fmt: skip

_STATE = ("mainstream_la_maintained", "mainstream_academy", "mainstream_free_school")
_UNITS = tuple(f"{school}_{unit}" for school in _STATE for unit in ("resourced_provision", "senunit"))
_SPLIT = {"special_academy_free": ("special_academy", "special_free_school")}
_SETTINGS: Mapping[str, tuple[str, ...]] = {
    "mainstream_state": _STATE,
    "mainstream_unit_rp": _UNITS,
    "mainstream_independent": ("mainstream_independent",),
    "special_state": ("special_la_maintained", "special_academy_free"),
    "special_independent": ("special_independent",),
    "special_non_maintained": ("special_non_maintained",),
    "fe_general": ("general_fe_tertiary_colleges", "ukrlp_provider"),
    "specialist_post16": ("specialist_post_16_institutions",),
    "ap_pru": ("ap_pru_academy", "ap_pru_free_school", "ap_pru_la_maintained"),
    "early_years": ("nm_early_years",),
    "elective_home_ed": ("elective_home_education",),
    "awaiting_provision": ("await_prov_2022",),
    "neet": ("neet", "neet_ntci", "neet_other", "neet_other_csa"),
    "other": ("other_arrangements_la", "other_arrangements_parents", "online_provider", "w_settings", "other_schools",
              "other_placement_settings", "perm_ex_2022"),
    "not_recorded": ("placement_unknown",),
}  # fmt: skip
_ELSEWHERE = tuple(
    column
    for setting in ("elective_home_ed", "neet", "other")
    for column in _SETTINGS[setting]
    if column != "perm_ex_2022"
)
_TOTALS: Mapping[str, tuple[str, ...]] = {
    "mainstream_total": (*_STATE, *_UNITS, "mainstream_independent"),
    "special_total": (*_SETTINGS["special_state"], "special_independent", "special_non_maintained"),
    "ap_pru_total": _SETTINGS["ap_pru"],
    "fe_total": (*_SETTINGS["fe_general"], *_SETTINGS["specialist_post16"]),
    "ed_elsewhere": _ELSEWHERE,
}
_UNCOLLECTED = frozenset(
    {"ukrlp_provider", "online_provider", "w_settings", "other_schools", "other_placement_settings", "neet_ntci",
     "neet_other", "neet_other_csa", "elective_home_education", "placement_unknown", "await_prov_2022", "perm_ex_2022"}
)  # fmt: skip
"""Collected from 2023 on, or only before it."""
_NEEDS = r"number_(?:need_)?(asd|ds|hi|mld|msi|oth|pd|pmld|semh|slcn|sld|spld|vi|unknown)"


@dataclass(frozen=True, slots=True)
class WideFile:
    """One kind of file. ``name`` and ``other_names`` are without ``.csv``; ``series`` gives patterns of columns.

    All columns of a series are added up; where its name has ``{}``, each column that matches is a series of its own,
    named by the group of its pattern. ``passed_over`` are patterns of columns known and not read; shares are never
    read, since they are made again from the counts. ``not_in_every_release``: series whose absence is no fault.
    ``is_of_a_january``: a stock, whose 202425 is January 2025.
    """

    name: str
    series: Mapping[str, tuple[str, ...]]
    is_of_a_january: bool = False
    is_required: bool = False
    other_names: tuple[str, ...] = ()
    is_in_every_release: bool = True
    parts: tuple[tuple[str, str], ...] = ()
    split: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    totals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    uncollected: frozenset[str] = frozenset()
    not_in_every_release: frozenset[str] = frozenset()
    passed_over: tuple[str, ...] = ()

    def is_called(self, file: str) -> bool:
        """Whether ``file`` is the name of such a file; a file downloaded alone bears its day before its name."""
        plain = re.sub(r"^\d{4}-\d{2}-\d{2}-|\.csv$", "", file)
        return plain in (self.name, *self.other_names)


AGE_TOPIC = "child or young persons age"
_FIRST_AGE_OF = {"under_5": 0, "5_to_10": 5, "11_to_15": 11, "16_to_19": 16, "20_to_25": 20}
_YOUNGEST = ("2 and under", "2 and younger", "under 3", "under 5")
_NO_AGE = ("unknown", "age unknown", "age: unknown", "not recorded")


def _age_group(age: int) -> str:
    return max((first, group) for group, first in _FIRST_AGE_OF.items() if first <= age)[1]


def _any_case(words: Mapping[str, str]) -> dict[str, str]:
    return {form: group for word, group in words.items() for form in (word, word.capitalize(), word.title())}


AGE_GROUP_OF: Mapping[str, str] = _any_case(
    {form.format(age): _age_group(age) for age in range(26) for form in ("age {}", "aged {}", "{}")}
    | {form.format(word): "under_5" for word in _YOUNGEST for form in ("{}", "age {}", "aged {}")}
    | dict.fromkeys(_NO_AGE, "not_recorded")
)
"""The age group of a row of ages; their words differ between files and releases."""

SHARES = (r".*_pc", r"pc_.*", r"avg_.*")
_REVIEW = r"review_(?:completed|meeting)"

CASELOAD = WideFile(
    "caseload",
    {TOTAL: (r"ehc_?plans",)} | {SETTING + setting: columns for setting, columns in _SETTINGS.items()},
    is_of_a_january=True,
    is_required=True,
    split=_SPLIT,
    totals=_TOTALS,
    uncollected=_UNCOLLECTED,
)
FILES = (
    CASELOAD,
    WideFile(
        "newplans",
        {NEW_PLANS: (r"new_ehc_?plans",)}
        | {f"{NEW_PLANS}_{SETTING}{setting}": columns for setting, columns in _SETTINGS.items()},
        is_required=True,
        split=_SPLIT,
        totals=_TOTALS,
        uncollected=_UNCOLLECTED,
    ),
    WideFile(
        "sen_needs_all_plans",
        {NEED + "{}": (_NEEDS,)},
        is_of_a_january=True,
        other_names=("sen_need_all_plans",),
        passed_over=(r"ehc_?plans",),
    ),
    WideFile(
        "sen_need_newplans",
        {f"{NEW_PLANS}_{NEED}{{}}": (_NEEDS,)},
        other_names=("sen_needs_newplans",),
        passed_over=(r"(?:new_)?ehc_?plans",),
    ),
    WideFile(
        "requests",
        {
            "requests": ("requests_received_in_year",),
            "requests_refused": ("requests_decided_not_to_assess",),
            "requests_agreed": ("requests_decided_to_assess",),
            "requests_undecided": ("requests_decision_not_made",),
            "requests_withdrawn": ("requests_withdrawn",),
            "requests_decided_within_6_weeks": ("request_outcome_six_weeks",),
            "requests_decided_over_6_weeks": ("request_outcome_over_6_weeks",),
            "requests_mediation": ("mediation_related_request",),
            "requests_tribunal": ("tribunal_related_request",),
        },
        passed_over=("requests_rya", "tribunal_after_mediation_request"),
    ),
    WideFile(
        "assessments",
        {
            "assessments": ("assess_issued", "assess_not_issued"),
            "assessments_decided_in_time": ("outcome_decision_within_time",),
            "assessments_decided_late": ("outcome_decision_over_time",),
        },
        passed_over=("assess_.*", "number_.*"),
    ),
    WideFile(
        "timeliness_20_week",
        {
            "plans_issued": ("plans_issued_den",),
            "plans_issued_within_20_weeks": ("plans_issued_within_20_weeks",),
            "plans_issued_without_exceptions": ("plans_issued_den_exc?",),
            "plans_issued_without_exceptions_within_20_weeks": ("plans_issued_(?:within_)?20_weeks_exc?",),
            "plans_issued_in_20_to_52_weeks": ("plans_issued_gt20weeks_ltyear",),
            "plans_issued_over_52_weeks": ("plans_issued_gt_1_year",),
        },
        other_names=("timeliness_20_weeks",),
        passed_over=(r"plans_issued_gt.*_exc?",),
    ),
    WideFile(
        "annual_reviews",
        {
            "reviews_expected": (r"review_expected(?:_\d+)?",),
            "reviews_held": (_REVIEW + r"(?:_\d+)?",),
            "reviews_held_of_the_year_before": (_REVIEW + r"_prior(?:_\d+)?",),
            "reviews_not_held": (r"review_not_(?:completed|meeting)(?:_\d+)?",),
            "reviews_ended_amended": ("outcome_amend(?:ed)?",),
            "reviews_ended_ceased": ("outcome_ceased?",),
            "reviews_ended_maintained": ("outcome_maintai?n(?:ed)?",),
            "reviews_decided_within_4_weeks": (r"(?:number_)?deci?sion_4_?weeks",),
            "reviews_decided_over_4_weeks": (r"(?:number_)?deci?sion_over_?4_?weeks",),
        },
        not_in_every_release=frozenset({"reviews_not_held", "reviews_decided_over_4_weeks"}),
    ),
    WideFile(
        "ceased_plans",
        {
            "plans_discontinued": ("total_ceased",),
            "plans_discontinued:{}": ("(max_age|needs_met|he|employ|transfer|no_engage|moved_outside_eng|deceased)",),
            # The guidance seems to have exchanged what these two are, so they are told together.
            "plans_discontinued:other_or_not_recorded": ("other", "not_rec"),
        },
        uncollected=frozenset({"not_rec"}),
    ),
    WideFile(
        "phase_transfers",
        {
            "phase_transfers": ("number_plans",),
            "phase_transfers_due:{}": (r"due_(\d+)",),
            "phase_transfers_final:{}": (r"final_(\d+)",),
        },
        is_of_a_january=True,
        is_in_every_release=False,
    ),
)
