"""What shows only when figures stand beside each other: authorities and years absent, parts larger than the whole."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from highneeds.forecast.national.types import NEW_PLANS, TOTAL
from highneeds.forecast.published.boundaries import january_of, members_of, panel_code_of
from highneeds.forecast.published.placements import REST, Series
from highneeds.forecast.published.types import SETTING
from highneeds.ingest.dfe.authorities import Authorities
from highneeds.ingest.dfe.rules import Faults
from highneeds.ingest.dfe.sheets import Sheet


def tell_absent(figures: pl.DataFrame, sheet: Sheet, known: Authorities, file: str, faults: Faults) -> None:
    """Q12 for each authority that has no figure at all in a year in which others have."""
    seen = set(figures.select("year", "code").unique().iter_rows())
    series = next(iter(sheet.series))
    areas = sorted({panel_code_of(code) for code in known.by_code})
    absent: dict[str, list[int]] = {}
    for year in sorted({year for year, _ in seen}):
        for area in areas:
            for code in members_of(area, january_of(series, year)):
                if (year, code) not in seen:
                    absent.setdefault(code, []).append(year)
    for code, years in sorted(absent.items()):
        named = f"{known.by_code[code].name} ({code})" if code in known.by_code else code
        faults.add("Q12", file, detail=f"{named} has none for {', '.join(map(str, years))}.")


def tell_ends(values: Mapping[str, Series], where: str, faults: Faults) -> None:
    """Q07 when placements or new plans end before the count of all plans does."""
    settings = [series for name, series in values.items() if name.startswith(SETTING)]
    last = max((year for year, _ in values.get(TOTAL, {})), default=0)
    for said, found, wanted in (("placements", settings, last), ("new plans", [values.get(NEW_PLANS, {})], last - 1)):
        ends = max((year for series in found for year, _ in series), default=wanted)
        if ends < wanted:
            faults.add("Q07", where, detail=f"All plans are counted to January {last}, but {said} end in {ends}.")


def tell_contradictions(values: Mapping[str, Series], groups: Mapping[str, Series], file: str, faults: Faults) -> None:
    """Q13 where more plans stand in the named groups of placements than there are plans."""
    named = [series for name, series in groups.items() if name != REST]
    for (year, code), plans in sorted(values.get(TOTAL, {}).items()):
        placed = sum(series.get((year, code), 0.0) for series in named)
        if placed > plans:
            faults.add(
                "Q13", file, field="placement", value=f"{placed:g}", detail=f"{code} in {year} has {plans:g} plans."
            )
