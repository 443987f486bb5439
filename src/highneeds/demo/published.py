"""An invented release of the department, in its own form, and the files that a council keeps beside it.

Every authority in them is invented and has a code that nobody has (``ingest.dfe.kept``), so that whatever is shown of
them is said to be invented.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from highneeds.demo.authorities import (
    JANUARIES,
    OWN,
    SMALLEST,
    Authority,
    Counts,
    drawn_counts,
    invented_authorities,
    leaning_of_all,
    own_counts,
)
from highneeds.demo.children import Child
from highneeds.demo.luck import Luck
from highneeds.demo.manifest import Planted
from highneeds.demo.population import residents_of
from highneeds.demo.text_files import write_csv

RELEASE = "published/invented-education-health-and-care-plans-2026.zip"
_GUIDANCE = """\
Invented for a demonstration. Every authority and every number here is made up; the Department for Education
published none of it. The form is that of its release "Education, health and care plans".
"""
_WHEN = (2026, 6, 25, 9, 30, 0)
_SETTINGS = (
    "mainstream_la_maintained", "mainstream_academy", "mainstream_free_school",
    "mainstream_la_maintained_resourced_provision", "mainstream_la_maintained_senunit",
    "mainstream_academy_resourced_provision", "mainstream_academy_senunit",
    "mainstream_free_school_resourced_provision", "mainstream_free_school_senunit", "mainstream_independent",
    "special_la_maintained", "special_academy", "special_free_school", "special_independent",
    "special_non_maintained", "ap_pru_la_maintained", "ap_pru_academy", "ap_pru_free_school",
    "general_fe_tertiary_colleges", "specialist_post_16_institutions", "ukrlp_provider", "nm_early_years",
    "elective_home_education", "other_arrangements_la", "other_arrangements_parents", "online_provider", "w_settings",
    "other_schools", "other_placement_settings", "neet", "neet_ntci", "neet_other", "neet_other_csa",
    "placement_unknown",
)  # fmt: skip
_NEEDS = ("asd", "ds", "hi", "mld", "msi", "oth", "pd", "pmld", "semh", "slcn", "sld", "spld", "vi", "unknown")
_FEW = 5
_LATE = "980"
"""Gave no dates of its newest plans that could be published."""
_NOT_AVAILABLE, _WITHHELD = "x", "c"
_NEIGHBOURS = 10
_LINES = {
    "topup_maintained_total": 310.0, "topup_independent_total": 160.0, "sen_support_inclusion": 60.0,
    "ap_services": 25.0, "hospital_education": 4.0, "therapies_health": 7.0,
}  # fmt: skip
"""Pounds for each child aged 2 to 18 in 2025-26."""

Row = dict[str, object]
_Years = Mapping[int, Counts]


def write_published(folder: Path, children: Sequence[Child], plans: int, seed: int) -> list[Planted]:
    """Gives what the files keep back on purpose: figures that are not published."""
    every = invented_authorities(seed)
    own = own_counts(children)
    of_all = leaning_of_all(seed, own)
    counts = {one.code: own if one.code == OWN else drawn_counts(one, own, of_all) for one in every}
    _write_release(folder / RELEASE, every, counts)
    residents = residents_of(plans, Luck(seed, "population"))
    _write_beside(folder / "published", every, counts, residents)
    return [
        Planted("Q19", f"{RELEASE}/data/{name}", None, "", note)
        for name, note in (
            ("timeliness_20_week.csv", "one authority has no dates"),
            ("sen_needs_all_plans.csv", "few children are withheld of the smallest authority"),
        )
    ]


def _write_release(path: Path, every: Sequence[Authority], counts: Mapping[str, _Years]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(_part("data-guidance/data-guidance.txt"), _GUIDANCE)
        for name, rows in _files(every, counts).items():
            package.writestr(_part(f"data/{name}"), _text(rows))


def _part(name: str) -> zipfile.ZipInfo:
    """Of a fixed moment, so that the same council gives the same bytes."""
    part = zipfile.ZipInfo(name, _WHEN)
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def _text(rows: Sequence[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _files(every: Sequence[Authority], counts: Mapping[str, _Years]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for one in every:
        for january, counted in counts[one.code].items():
            for name, row in _rows(one, january, counted):
                found.setdefault(name, []).append(row)
    return found


def _rows(one: Authority, january: int, counted: Counts) -> Iterator[tuple[str, Row]]:
    stock, flow = _of_january(one, january), _of_year(one, january - 1)
    settings = {name: counted.settings.get(name, 0) for name in _SETTINGS}
    yield "caseload.csv", stock | {"ehcplans": counted.plans} | settings
    for age, plans in sorted(counted.ages.items()):
        by_age = {"breakdown_topic": "Child or young persons age", "breakdown": f"age {age}", "ehcplans": plans}
        yield "caseload.csv", stock | by_age | dict.fromkeys(_SETTINGS, _NOT_AVAILABLE)
    yield "sen_needs_all_plans.csv", stock | {"ehc_plans": counted.plans} | _needs(one, counted)
    made = counted.flows
    share = made["issued"] / max(1, counted.plans)
    parts = {name: int(count * share) for name, count in settings.items()}
    parts["placement_unknown"] += made["issued"] - sum(parts.values())
    yield "newplans.csv", flow | {"new_ehc_plans": made["issued"]} | parts
    yield "sen_need_newplans.csv", flow | {f"number_{need}": int(counted.needs.get(need, 0) * share) for need in _NEEDS}
    yield "requests.csv", flow | _requests(made)
    yield "assessments.csv", flow | _assessments(made)
    yield "timeliness_20_week.csv", flow | _timeliness(one, january, made)
    yield "annual_reviews.csv", flow | _reviews(counted.plans)
    yield "ceased_plans.csv", flow | _ceased(made["ceased"])


def _of_january(one: Authority, january: int) -> Row:
    return _area(one, f"{january - 1}{january % 100:02d}", "Academic year", "All EHC plans")


def _of_year(one: Authority, year: int) -> Row:
    return _area(one, f"{year}", "Calendar year", "All in the year")


def _area(one: Authority, period: str, identifier: str, topic: str) -> Row:
    return {
        "time_period": period, "time_identifier": identifier, "geographic_level": "Local authority",
        "country_code": "invented", "country_name": "Invented", "region_code": "", "region_name": one.region,
        "new_la_code": one.ons_code, "old_la_code": one.code, "la_name": one.name, "breakdown_topic": topic,
        "breakdown": topic,
    }  # fmt: skip


def _needs(one: Authority, counted: Counts) -> Row:
    found = {need: counted.needs.get(need, 0) for need in _NEEDS}
    is_few = {need: one.code == SMALLEST and 0 < count < _FEW for need, count in found.items()}
    return {f"number_{need}": _WITHHELD if is_few[need] else count for need, count in found.items()}


def _requests(made: Mapping[str, int]) -> Row:
    agreed = made["requests"] - made["refused"]
    in_time = round(0.9 * made["requests"])
    return {
        "requests_received_in_year": made["requests"], "requests_decided_to_assess": agreed,
        "requests_decided_not_to_assess": made["refused"], "requests_decision_not_made": 0, "requests_withdrawn": 0,
        "request_outcome_six_weeks": in_time, "request_outcome_over_6_weeks": made["requests"] - in_time,
        "mediation_related_request": made["refused"] // 8, "tribunal_related_request": made["refused"] // 10,
    }  # fmt: skip


def _assessments(made: Mapping[str, int]) -> Row:
    every = made["issued"] + made["not_issued"]
    return {
        "assess_issued": made["issued"], "assess_not_issued": made["not_issued"],
        "outcome_decision_within_time": round(0.7 * every), "outcome_decision_over_time": every - round(0.7 * every),
    }  # fmt: skip


def _timeliness(one: Authority, january: int, made: Mapping[str, int]) -> Row:
    late = made["issued"] - made["issued_in_time"]
    row: Row = {
        "plans_issued_den": made["issued"], "plans_issued_within_20_weeks": made["issued_in_time"],
        "plans_issued_den_ex": made["issued_plain"], "plans_issued_20_weeks_ex": made["issued_plain_in_time"],
        "plans_issued_gt20weeks_ltyear": late - late // 12, "plans_issued_gt_1_year": late // 12,
    }  # fmt: skip
    return dict.fromkeys(row, _NOT_AVAILABLE) if one.code == _LATE and january == JANUARIES[-1] else row


def _reviews(plans: int) -> Row:
    held = round(0.8 * plans)
    return {
        "review_expected": plans, "review_completed": held, "review_completed_prior": round(0.05 * plans),
        "review_not_completed": plans - held, "outcome_amended": round(0.3 * held),
        "outcome_ceased": round(0.04 * held), "outcome_maintained": round(0.6 * held),
        "decision_4_weeks": round(0.5 * held), "decision_over_4_weeks": round(0.4 * held),
    }  # fmt: skip


def _ceased(ceased: int) -> Row:
    named = ("max_age", "needs_met", "he", "employ", "transfer", "no_engage", "moved_outside_eng", "deceased")
    parts: Row = dict.fromkeys(named, ceased // 10)
    rest = ceased - len(named) * (ceased // 10)
    return parts | {"not_rec": 0, "other": rest, "total_ceased": ceased}


def _write_beside(
    folder: Path, every: Sequence[Authority], counts: Mapping[str, _Years], residents: Mapping[tuple[int, int], float]
) -> None:
    sizes = {one.code: one.size * one.luck.between(0.9, 1.1) if one.code != OWN else 1.0 for one in every}
    mid_years = [january - 1 for january in JANUARIES]
    write_csv(
        folder / "authority-population.csv",
        ("Mid-year", "Authority code", "Authority name", "Single year of age", "Residents"),
        (
            (year, one.ons_code, one.name, f"Age {age}", round(residents[year, age] * sizes[one.code]))
            for year in mid_years
            for one in every
            for age in range(26)
        ),
    )
    write_csv(
        folder / "statistical-neighbours.csv",
        ("Authority number", "Rank of neighbour", "Neighbour number", "Closeness"),
        (
            (one.code, rank, near, "Close" if rank <= _NEIGHBOURS // 2 else "Somewhat close")
            for one in every
            for rank, near in enumerate(_nearest(one, every), start=1)
        ),
    )
    write_csv(
        folder / "tribunal-appeals.csv",
        ("year", "old_la_code", "new_la_code", "la_name", "appeals_registered"),
        (
            (year, one.code, one.ons_code, one.name, one.luck.round(counts[one.code][year + 1].flows["issued"] * 0.09))
            for year in mid_years
            for one in every
        ),
    )
    write_csv(folder / "section-251.csv", _MONEY_COLUMNS, _money(every, sizes, residents))


_MONEY_COLUMNS = ("financial_year", "old_la_code", "la_name", "line", "s251_budget_or_value", "s251_outturn")


def _nearest(one: Authority, every: Sequence[Authority]) -> list[str]:
    """By size alone: nobody invents how people live."""
    others = [other for other in every if other.code != one.code]
    return [other.code for other in sorted(others, key=lambda other: abs(other.size - one.size))][:_NEIGHBOURS]


def _money(
    every: Sequence[Authority], sizes: Mapping[str, float], residents: Mapping[tuple[int, int], float]
) -> Iterator[tuple[object, ...]]:
    for january in JANUARIES:
        year = january - 1
        named = f"{year}-{january % 100:02d}"
        for one in every:
            aged = round(sum(residents[year, age] for age in range(2, 19)) * sizes[one.code])
            yield named, one.code, one.name, "population_2_18", aged, ""
            for line, pounds in _LINES.items():
                spent = round(aged * pounds * 1.08 ** (january - JANUARIES[-1]) * one.luck.mostly_middle(0.6, 1.4))
                yield named, one.code, one.name, line, round(0.94 * spent), spent
