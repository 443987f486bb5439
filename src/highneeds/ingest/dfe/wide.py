"""The release of 2025 and later as explore-education-statistics gives it: a zip of files with a column an indicator.

One release covers several years: that of 2025 the Januaries 2019 to 2025. Files are found by name, columns by pattern
without regard to case; what cannot be told apart or is not known is told and left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from highneeds.forecast.national.types import TOTAL
from highneeds.forecast.published.types import AGE
from highneeds.ingest.dfe.rules import Faults
from highneeds.ingest.dfe.sheets import TIMELY_PARTS, Addends, Sheet, Wide
from highneeds.ingest.dfe.shelf import Shelf
from highneeds.ingest.dfe.wide_columns import (
    AGE_GROUP_OF,
    AGE_TOPIC,
    CASELOAD,
    FILES,
    GEOGRAPHY,
    NOT_APPLICABLE,
    REASONS,
    SHARES,
    WideFile,
)
from highneeds.ingest.grid import UnreadableFileError
from highneeds.ingest.headers import normalised

_SOURCE = "DfE, Education, health and care plans, release as downloaded"
_AUTHORITIES = {"geographic_level": "Local authority"}
_SHORT_YEAR = re.compile(r"\d{2}")


def is_wide(shelf: Shelf) -> bool:
    """Whether it holds a wide release: by the file of all plans."""
    return _found(shelf, CASELOAD) is not None


def sheets_of(shelf: Shelf, faults: Faults) -> tuple[Sheet, ...]:
    """The sheets that the release holds, the file of all plans first; every other fault of headings is told."""
    sheets = []
    for file in FILES:
        name = _found(shelf, file)
        if name is not None:
            sheet = _sheet(shelf, file, name, faults)
            sheets += [sheet] if sheet is not None else []
            sheets += [] if sheet is None or file is not CASELOAD else _ages(sheet)
        elif file.is_in_every_release:
            faults.add("Q01" if file.is_required else "Q02", f"{file.name}.csv")
    return tuple(sheets)


def _found(shelf: Shelf, file: WideFile) -> str | None:
    return next((name for name in shelf.files if file.is_called(name)), None)


def _sheet(shelf: Shelf, file: WideFile, name: str, faults: Faults) -> Sheet | None:
    shown = shelf.shown(name)
    try:
        header = [normalised(cell) for cell in shelf.open(name, first_rows=1).rows[0]]
    except UnreadableFileError as error:
        faults.append(error.fault)
        return None
    twice = {heading for heading, times in Counter(header).items() if heading and times > 1}
    columns = set(header) - twice - {""}
    _tell_headings(columns, twice, file, shown, faults)
    split = {whole: parts for whole, parts in file.split.items() if set(parts) <= columns}
    made = frozenset(split) - columns
    series = _series(file, columns | made, twice, shown, faults)
    if not series or (file.is_required and next(iter(file.series)) not in series):
        faults.add("F03", shown, detail=f"Not found: {_plain(next(iter(_patterns(file.series))))}.")
        return None
    wide = Wide(REASONS, NOT_APPLICABLE, file.uncollected, split, made, _totals(file, columns, made))
    return Sheet(
        name,
        _SOURCE,
        series,
        year="time_period",
        region="region_name",
        only=_AUTHORITIES,
        only_begins={"breakdown_topic": "all "} if "breakdown_topic" in columns else {},
        is_required=file.is_required,
        years_are_academic=file.is_of_a_january,
        parts=tuple(pair for pair in TIMELY_PARTS if set(pair) <= set(series)),
        wide=wide,
    )


def _ages(plans: Sheet) -> list[Sheet]:
    """The rows by age of the file of all plans, where it has any."""
    if not plans.only_begins or plans.wide is None:
        return []
    wide = replace(plans.wide, split={}, made=frozenset(), totals={})
    by_age = replace(
        plans,
        series={AGE + "{}": plans.series[TOTAL]},
        key="breakdown",
        words=AGE_GROUP_OF,
        only_begins={"breakdown_topic": AGE_TOPIC},
        is_required=False,
        adds_words=True,
        leaves_out_unknown=True,
        may_have_no_rows=True,
        parts=(),
        wide=wide,
    )
    return [by_age]


def _tell_headings(columns: set[str], twice: set[str], file: WideFile, shown: str, faults: Faults) -> None:
    """Q17 for those given twice, Q16 for those that nobody knows."""
    if twice:
        faults.add("Q17", shown, detail=f"Given twice: {', '.join(sorted(twice))}.")
    parts = (part for parts in file.split.values() for part in parts)
    known = [*_patterns(file.series), *parts, *file.totals, *file.passed_over, *SHARES]
    unknown = sorted(one for one in columns if one not in GEOGRAPHY and not _matches(one, known))
    if unknown:
        faults.add("Q16", shown, detail=f"Not read: {', '.join(unknown)[:300]}.")


def _series(file: WideFile, columns: set[str], twice: set[str], shown: str, faults: Faults) -> dict[str, Addends]:
    series: dict[str, Addends] = {}
    for name, patterns in file.series.items():
        found = {pattern: sorted(one for one in columns if re.fullmatch(pattern, one)) for pattern in patterns}
        if "{}" in name:
            series |= {name.format(_group(pattern, one)): ((one,),) for pattern, of in found.items() for one in of}
            continue
        several = sorted(one for of in found.values() if len(of) > 1 for one in of)
        missing = [pattern for pattern, of in found.items() if not of and pattern not in file.uncollected]
        if several:
            faults.add("Q17", shown, detail=f"Each could be {_said(name)}: {', '.join(several)}.")
        elif not missing and any(found.values()):
            series[name] = tuple((of[0],) for of in found.values() if of)
        elif missing and name not in file.not_in_every_release and not any(_matches(one, missing) for one in twice):
            faults.add("Q21", shown, detail=f"{', '.join(map(_plain, missing))}, for {_said(name)}.")
    return series


def _said(series: str) -> str:
    return series.replace("_", " ").replace(":", ", ")


def _plain(pattern: str) -> str:
    """A heading that the pattern matches, for a fault's words."""
    without_options = re.sub(r"\(\?:[^()]*\)\?|[a-z_]\?", "", pattern)
    first = re.sub(r"\((?:\?:)?([^()|]*)[^()]*\)", r"\1", without_options)
    return first.replace(r"\d+", "2025")


def _group(pattern: str, column: str) -> str:
    """What names the series of a column: its group, a year in four digits."""
    matched = re.fullmatch(pattern, column)
    found = matched.group(1) if matched else column
    return f"20{found}" if _SHORT_YEAR.fullmatch(found) else found


def _totals(file: WideFile, columns: set[str], made: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """The totals of the file all of whose parts it has."""
    totals = {}
    for total, parts in file.totals.items():
        has = tuple(part for part in parts if part in columns | made)
        if total in columns and set(parts) - set(has) <= file.uncollected:
            totals[total] = has
    return totals


def _patterns(series: Mapping[str, tuple[str, ...]]) -> Iterable[str]:
    return (pattern for patterns in series.values() for pattern in patterns)


def _matches(heading: str, patterns: Iterable[str]) -> bool:
    return any(re.fullmatch(pattern, heading) for pattern in patterns)
