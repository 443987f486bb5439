"""One function prices any caseload, actual or simulated, so that monitoring and forecast agree by construction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import polars as pl

from highneeds.core import FinancialYear, Labelled, Pence
from highneeds.finance.path import month_label
from highneeds.finance.types import MONTHS_IN_A_YEAR, PricedCaseload, PriceUplift, Tally
from highneeds.rules import Setting, parameter


def price_caseload(tally: Tally, *, financial_years: Sequence[FinancialYear], uplift: PriceUplift) -> PricedCaseload:
    """Cost of each financial year: the mean of its twelve months' annual prices, at that year's price level.

    Axes draw, financial_year, setting; units GBP and children (year-average). Place funding is priced apart: it is paid
    whether or not a place is filled. Raises ValueError when a month is missing.
    """
    months = [str(label) for label in tally.children.labels("month")]
    positions = [_months_of(year, months) for year in financial_years]
    factors = np.array([uplift.factor(year) for year in financial_years])
    cost = np.stack([tally.price.values[:, months_of].mean(axis=1) for months_of in positions], axis=1)
    children = np.stack([tally.children.values[:, months_of].mean(axis=1) for months_of in positions], axis=1)
    axes = (
        ("draw", tally.children.labels("draw")),
        ("financial_year", tuple(str(year) for year in financial_years)),
        ("setting", tally.settings),
    )
    return PricedCaseload(
        Labelled(cost * factors[None, :, None], axes, "GBP"), Labelled(children, axes, "children, year-average")
    )


def _months_of(year: FinancialYear, months: list[str]) -> list[int]:
    wanted = [month_label(day) for day in year.months()]
    missing = [label for label in wanted if label not in months]
    if missing:
        message = f"the caseload does not cover {len(missing)} of {MONTHS_IN_A_YEAR} months of {year}: {missing[0]}"
        raise ValueError(message)
    return [months.index(label) for label in wanted]


_PLACE_RATES: Mapping[Setting, str] = {
    Setting.SPECIAL: "place_special_pence_per_year",
    Setting.SEN_UNIT: "place_unit_filled_pence_per_year",
    Setting.RESOURCED_PROVISION: "place_unit_filled_pence_per_year",
    Setting.MAINSTREAM: "place_unit_filled_pence_per_year",  # places a mainstream school is funded for are in its unit
    Setting.ALTERNATIVE_PROVISION: "place_alternative_provision_pence_per_year",
    Setting.NON_MAINTAINED_SPECIAL: "place_non_maintained_special_pence_per_year",
    Setting.FURTHER_EDUCATION: "place_further_education_pence_per_year",
    Setting.SIXTH_FORM_COLLEGE: "place_further_education_pence_per_year",
    Setting.SPECIALIST_POST_16: "place_further_education_pence_per_year",
}


def place_funding(providers: pl.DataFrame, day: date) -> Pence:
    """A whole year of funded places at the rates in force on ``day``: empty places cost as much as filled ones.

    From the provider register's own place numbers. A place in a setting without a place rate (independent schools are
    outside the place system) costs nothing here. Source of the rates: ``rules``, parameters of places.
    """
    total = 0
    open_places = providers.filter(pl.col("is_open") & pl.col("places_funded").is_not_null())
    for name, places in open_places.group_by("setting").agg(pl.col("places_funded").sum()).iter_rows():
        key = _PLACE_RATES.get(Setting(name))
        if key is not None:
            total += int(places * parameter(key).on(day))
    return Pence(total)
