"""This year and those to come: placements from the draws, places and services by stated growth, and the deficit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from highneeds.core import FinancialYear, Labelled, Pence
from highneeds.finance.outlook import Growth, Outlook
from highneeds.finance.pricing import price_caseload
from highneeds.finance.services import driver_in_words, services_by_draw
from highneeds.finance.types import Assumption, FiveYears, Outturn, Tally, YearSummary
from highneeds.rules import Setting, dsg_plan_row

YEARS_AHEAD = 5
_PENCE_IN_A_POUND = 100


def five_years(
    *,
    outturn: Outturn,
    path: Tally,
    outlook: Outlook,
    opening_deficit_pence: Pence,
    years_ahead: int = YEARS_AHEAD,
) -> FiveYears:
    """The block's cost and deficit for the outturn's year and ``years_ahead`` more (five), draw by draw.

    ``path``: months at today's prices to the end of the last year (``path_through``), with the outturn's draws; this
    year is the outturn's own. ``opening_deficit_pence``: owed on 1 April of this year, positive. No grant towards the
    deficit is counted. Raises ValueError when the path ends too early.
    """
    this_year = outturn.financial_year
    years = tuple(FinancialYear(this_year.starts + ahead) for ahead in range(years_ahead + 1))
    priced = price_caseload(path, financial_years=years, uplift=outlook.price)
    cost = priced.cost.values.copy()
    cost[:, 0] = _of_settings(outturn, path.settings)
    draws, labels = path.children.labels("draw"), tuple(str(year) for year in years)
    axes = (("draw", draws), ("financial_year", labels))
    places_gbp = outlook.places.factors(len(years)) * (outturn.total("places") / _PENCE_IN_A_POUND)
    services = services_by_draw(outturn, priced.children, outlook)
    allocation_gbp = outlook.allocation.factors(len(years)) * (-outturn.total("income") / _PENCE_IN_A_POUND)
    block = cost.sum(axis=2) + places_gbp + services
    block[:, 0] = outturn.spending_draws_gbp
    in_year = block - allocation_gbp
    cumulative = opening_deficit_pence / _PENCE_IN_A_POUND + in_year.cumsum(axis=1)
    return FiveYears(
        years,
        Labelled(cost, (*axes, ("setting", path.settings)), "GBP"),
        priced.children,
        places_gbp,
        services.mean(axis=0),
        allocation_gbp,
        Labelled(block, axes, "GBP"),
        Labelled(in_year, axes, "GBP"),
        Labelled(cumulative, axes, "GBP"),
        _assumptions(outlook, opening_deficit_pence, this_year),
    )


def summaries(series: Labelled) -> tuple[YearSummary, ...]:
    """Mean, p10, p50 and p90 over draws of each year of a series with the axes draw and financial_year."""
    low, middle, high = (series.quantile(prob, over="draw").values for prob in (0.1, 0.5, 0.9))
    return tuple(
        YearSummary(FinancialYear.parse(str(label)), float(mean), float(p10), float(p50), float(p90))
        for label, mean, p10, p50, p90 in zip(
            series.labels("financial_year"), series.mean("draw").values, low, middle, high, strict=True
        )
    )


def by_dsg_plan_row(series: Labelled) -> Labelled:
    """Settings added into the rows of the DSG management plan; the axis becomes ``dsg_plan_row``."""
    rows = [dsg_plan_row(Setting(str(label))) for label in series.labels("setting")]
    return series.grouped("setting", rows, name="dsg_plan_row")


def _of_settings(outturn: Outturn, settings: Sequence[str]) -> npt.NDArray[np.float64]:
    """This year's placements [draw, setting] as ``settings`` run; one without a setting is ``other`` or the last."""
    values = np.zeros((len(outturn.spending_draws_gbp), len(settings)))
    for position, label in enumerate(outturn.placements.labels("setting")):
        name = str(label) if label in settings else Setting.OTHER.value
        column = settings.index(name) if name in settings else len(settings) - 1
        values[:, column] += outturn.placements.values[:, position]
    return values


def _assumptions(outlook: Outlook, opening: int, this_year: FinancialYear) -> tuple[Assumption, ...]:
    def growth(name: str, given: Growth) -> Assumption:
        words = f"{given.share_per_year:+.1%} a year" if given.share_per_year else "unchanged in cash"
        return Assumption(name, words, given.source)

    return (
        Assumption(
            "Fees and top-ups",
            f"{outlook.price.share_per_year:+.1%} each April after {outlook.price.base}",
            outlook.price.source,
        ),
        growth(f"Grant after {this_year}", outlook.allocation),
        growth(f"Place funding after {this_year}", outlook.places),
        growth(f"Services after {this_year}", outlook.services),
        *(driver_in_words(driver) for driver in outlook.drivers),
        Assumption(
            f"Deficit on 1 April {this_year.starts}",
            f"£{opening / _PENCE_IN_A_POUND:,.0f}",
            "spending less grant of the earlier years imported, and what was owed before them if given",
        ),
        Assumption(
            "What the ranges leave out",
            "prices, grant, places and services of later years are taken as certain",
            "the range of a later year is of its children and their placements",
        ),
        Assumption(
            "Grants towards the deficit",
            "none counted; from 1 April 2028 the deficit no longer stands apart from the council's own balances",
            "regulation 30L of SI 2003/3146, as extended to 31 March 2028 in June 2025",
        ),
    )
