"""The releases of 2023 and 2024: long files as in 2022, with the count in one column and statements told by a word.

Known of them: files, headings and words of plans by establishment and by age, as DfE's own benchmarking tool and other
public programs read them; no release was at hand. Of the files of new plans only the form is assumed (one column whose
heading begins with num_), so what is not of it is told and left out.
"""

from __future__ import annotations

from highneeds.forecast.national.types import NEW_PLANS, TOTAL
from highneeds.forecast.published.types import AGE, SETTING
from highneeds.ingest.dfe.release import AGE_GROUPS, FLOWS, SETTING_OF_TYPE
from highneeds.ingest.dfe.rules import Faults
from highneeds.ingest.dfe.sheets import Sheet, one
from highneeds.ingest.dfe.shelf import Shelf
from highneeds.ingest.grid import UnreadableFileError
from highneeds.ingest.headers import normalised

PLANS_BY_AGE, PLANS_BY_PLACE = "sen2_age_caseload.csv", "sen2_estab_caseload.csv"
_NEW_BY_AGE = "sen2_age_new_plans.csv"
_SOURCE = "DfE, Education, health and care plans 2023 and 2024, release as downloaded"
_STATEMENTS, _COUNT = "ehcp_or_statement", "num_caseload"
_AGES = ("age", "characteristic_age")
_AUTHORITIES = {"geographic_level": "Local authority"}
_NOT_APPLICABLE = frozenset({"z"})
SETTING_OF_TYPE_LATER = SETTING_OF_TYPE | {
    "Not in education or training - notice to cease issued": "neet",
    "Not in education or training - other": "neet",
    "Not in education or training - other - compulsory school age": "neet",
    "UKRLP provider": "fe_general",
    "Other types": "other",
    "Unknown": "not_recorded",
}
"""Our setting of each ``establishment_type``; those of the person-level return are added to those of before."""


def is_long_with_counts(shelf: Shelf) -> bool:
    """By the heading that tells statements from plans: the release of 2022 has a column for each."""
    return PLANS_BY_PLACE in shelf.files and _STATEMENTS in _headings(shelf, PLANS_BY_PLACE)


def sheets_of(shelf: Shelf, faults: Faults) -> tuple[Sheet, ...]:
    """The file of all plans first; files that nobody knows are told."""
    ages = _age_column(shelf, PLANS_BY_AGE)
    sheets = [_sheet(PLANS_BY_AGE, {TOTAL: one(_COUNT)}, {ages: "Total"}, is_required=True)]
    sheets.append(
        _sheet(PLANS_BY_AGE, {AGE + "{}": one(_COUNT)}, {}, key=ages, words=AGE_GROUPS, leaves_out_unknown=True)
    )
    sheets.append(
        _sheet(
            PLANS_BY_PLACE, {SETTING + "{}": one(_COUNT)}, {}, key="establishment_type", words=SETTING_OF_TYPE_LATER,
            is_required=True,
        )
    )  # fmt: skip
    sheets += [sheet for sheet in (_new_plans(shelf), _flows(shelf)) if sheet is not None]
    unread = sorted(set(shelf.files) - {sheet.name for sheet in sheets})
    if unread:
        faults.add("Q22", shelf.name, detail=f"Not read: {', '.join(unread)[:300]}.")
    return tuple(sheets)


def _sheet(
    name: str,
    series: dict[str, tuple[tuple[str, ...], ...]],
    only: dict[str, str],
    *,
    key: str | None = None,
    words: dict[str, str] | None = None,
    is_required: bool = False,
    leaves_out_unknown: bool = False,
) -> Sheet:
    return Sheet(
        name,
        _SOURCE,
        series,
        year="time_period",
        region="region_name",
        key=key,
        words=words,
        passed_over=frozenset({"Total"}),
        only=_AUTHORITIES | {_STATEMENTS: "Total"} | only,
        is_required=is_required,
        adds_words=key is not None,
        years_are_academic=True,
        not_applicable=_NOT_APPLICABLE,
        leaves_out_unknown=leaves_out_unknown,
    )


def _new_plans(shelf: Shelf) -> Sheet | None:
    """None where the file is not there, or has not the one count that it should."""
    headings = _headings(shelf, _NEW_BY_AGE)
    counts = [heading for heading in headings if heading.startswith("num_")]
    if len(counts) != 1 or _STATEMENTS not in headings:
        return None
    return _sheet(_NEW_BY_AGE, {NEW_PLANS: one(counts[0])}, {_age_column(shelf, _NEW_BY_AGE): "Total"})


def _flows(shelf: Shelf) -> Sheet | None:
    """As in the release of 2022, where the file has its columns."""
    return FLOWS if set(FLOWS.columns) <= _headings(shelf, FLOWS.name) else None


def _age_column(shelf: Shelf, name: str) -> str:
    headings = _headings(shelf, name)
    return next((column for column in _AGES if column in headings), _AGES[0])


def _headings(shelf: Shelf, name: str) -> set[str]:
    """None of a file that is not there or cannot be opened: reading it says so."""
    if name not in shelf.files:
        return set()
    try:
        return {normalised(cell) for cell in shelf.open(name, first_rows=1).rows[0]}
    except (UnreadableFileError, IndexError):
        return set()
