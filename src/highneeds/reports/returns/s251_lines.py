"""Which line of the section 251 return an amount stands in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import polars as pl

from highneeds.core import allocate
from highneeds.reports.returns.posted import LineAmount
from highneeds.rules import Setting
from highneeds.rules.establishments import ACADEMY_TYPES
from highneeds.rules.expenditure_rows import S251_LINES

PLACES: Final = "1.0.2"
MAINTAINED, ACADEMIES, INDEPENDENT, DIRECT = "1.2.1", "1.2.2", "1.2.3", "1.2.11"
SUPPORT, HOSPITAL, ALTERNATIVE, INCLUSION, THERAPIES, TRANSPORT = "1.2.5", "1.2.6", "1.2.7", "1.2.8", "1.2.13", "1.4.11"
# What is paid to colleges stands with academies, what is paid to private providers with the independent ones.
_LINE_OF_SETTING: Mapping[Setting, str] = {
    Setting.NON_MAINTAINED_SPECIAL: INDEPENDENT,
    Setting.INDEPENDENT_SPECIAL: INDEPENDENT,
    Setting.MAINSTREAM_INDEPENDENT: INDEPENDENT,
    Setting.EARLY_YEARS_PROVIDER: INDEPENDENT,
    Setting.PARENTAL_ARRANGEMENT: INDEPENDENT,
    Setting.FURTHER_EDUCATION: ACADEMIES,
    Setting.SIXTH_FORM_COLLEGE: ACADEMIES,
    Setting.SPECIALIST_POST_16: ACADEMIES,
    Setting.EDUCATION_OTHERWISE: DIRECT,
}
# A council names its own lines: the first word that fits tells; otherwise its own mapping says.
_WORDS = (
    (THERAPIES, ("therap", "health")),
    (HOSPITAL, ("hospital", "medical")),
    (ALTERNATIVE, ("referral", "alternative")),
    (TRANSPORT, ("transport",)),
    (DIRECT, ("direct payment", "personal budget")),
    (INCLUSION, ("inclusion", "behaviour", "partnership", "outreach")),
)


def academy_shares(cost_lines: pl.DataFrame, providers: pl.DataFrame) -> dict[str, float]:
    """By setting, the share of the yearly cost of placements that goes to academies; none where nothing is paid."""
    known = cost_lines.select(pl.col("setting").cast(pl.String), "urn", "amount_pence_per_year").join(
        providers.select("urn", "type_code"), on="urn"
    )
    paid = known.with_columns(is_academy=pl.col("type_code").is_in(sorted(ACADEMY_TYPES)))
    totals = paid.group_by("setting").agg(
        whole=pl.col("amount_pence_per_year").sum(),
        academies=pl.col("amount_pence_per_year").filter("is_academy").sum(),
    )
    return {setting: academies / whole for setting, whole, academies in totals.iter_rows() if whole > 0}


def by_line(amounts: Iterable[LineAmount], shares: Mapping[str, float], own: Mapping[str, str]) -> dict[str, int]:
    """Pence by return line; every line is given. ``own``: the council's own line by budget line."""
    found = dict.fromkeys(S251_LINES, 0)
    for amount in amounts:
        weights = _weights(amount, shares, own)
        for line, part in zip(weights, allocate(amount.pence, list(weights.values())), strict=True):
            found[line] += part
    return found


def _weights(amount: LineAmount, shares: Mapping[str, float], own: Mapping[str, str]) -> dict[str, float]:
    if amount.budget_line in own:
        return {own[amount.budget_line]: 1.0}
    if amount.kind == "places":
        return {PLACES: 1.0}
    if amount.kind != "placement":
        name = amount.budget_line.lower()
        return {next((line for line, stems in _WORDS if any(stem in name for stem in stems)), SUPPORT): 1.0}
    setting = Setting(amount.setting or Setting.OTHER)
    if setting in _LINE_OF_SETTING:
        return {_LINE_OF_SETTING[setting]: 1.0}
    academies = shares.get(setting.value, 0.0)
    return {MAINTAINED: 1.0 - academies, ACADEMIES: academies}
