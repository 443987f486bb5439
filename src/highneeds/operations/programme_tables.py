"""A programme's effects, chances and findings as tables for CSV; money in pounds, saving positive."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from highneeds.finance.types import Floats
from highneeds.savings import Finding
from highneeds.savings.chance import YearChance
from highneeds.savings.effect import ProgrammeEffect

_PENCE_IN_A_POUND = 100.0
_RANGE = (0.1, 0.5, 0.9)
INTERACTION, JOINT = "Measures acting on one another", "All measures together"
UNMITIGATED, MITIGATED, WEIGHTED = "unmitigated", "mitigated", "risk-weighted"


def measure_table(effect: ProgrammeEffect) -> pl.DataFrame:
    """One row per (line, series, year): each measure alone and after those before it, the interaction, all together,
    and the cost of placements and places in three series.
    """
    lines: list[tuple[str, str, str, str, Floats]] = []
    for one in effect.measures:
        measure = one.measure
        for series, values in (("alone", one.alone), ("after those before it", one.marginal)):
            lines.append((measure.ref, measure.name, measure.kind.value, series, values))
    lines += [
        ("", INTERACTION, "", "saving", effect.interaction),
        ("", JOINT, "", "saving", effect.joint),
        ("", "Saving to count on, by delivery confidence", "", "saving", effect.weighted_saving),
        ("", "Placements and places", "", UNMITIGATED, effect.unmitigated),
        ("", "Placements and places, with investment", "", MITIGATED, effect.mitigated),
        ("", "Placements and places, with investment", "", WEIGHTED, effect.risk_weighted),
    ]
    rows = [
        (ref, name, kind, series, str(year), *_spread(values[:, position]))
        for ref, name, kind, series, values in lines
        for position, year in enumerate(effect.financial_years)
    ]
    columns = ["ref", "line", "kind", "series", "financial_year", "mean_gbp", "p10_gbp", "p50_gbp", "p90_gbp"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def _spread(pence: Floats) -> tuple[float, ...]:
    pounds = pence / _PENCE_IN_A_POUND
    return (float(pounds.mean()), *np.quantile(pounds, _RANGE).tolist())


def chance_table(chances: Sequence[YearChance]) -> pl.DataFrame:
    """One row per year of the target."""
    rows = [
        {
            "financial_year": str(one.year),
            "target_gbp": one.target_pence / _PENCE_IN_A_POUND,
            "saving_p10_gbp": one.low_pence / _PENCE_IN_A_POUND,
            "saving_p50_gbp": one.median_pence / _PENCE_IN_A_POUND,
            "saving_p90_gbp": one.high_pence / _PENCE_IN_A_POUND,
            "prob_if_all_delivered": one.prob_all_delivered,
            "prob_by_delivery_confidence": one.prob_weighted,
            "target_in_september_moves": None if one.volume is None else one.volume.september_moves,
            "share_of_placements": None if one.volume is None else one.volume.share_of_placements,
            "further_moves_for_even_chance": one.further_even,
            "further_moves_for_eight_in_ten": one.further_likely,
            "measure_to_stretch": None if one.stretch is None else one.stretch.name,
            "stretch_factor": None if one.stretch is None else one.stretch.factor,
            "must_deliver": "; ".join(one.must_deliver),
        }
        for one in chances
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def finding_table(found: Sequence[Finding]) -> pl.DataFrame:
    """One row per finding."""
    rows = [(one.ref, one.name, one.rule, one.words, one.stops) for one in found]
    return pl.DataFrame(rows, schema=["ref", "measure", "rule", "finding", "stops_approval"], orient="row")
