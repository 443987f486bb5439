"""What a programme does to the block: each measure alone and after those before it, and all together, in whole pence.

A saving is a difference of two forecasts on the same draws and never changes the budget. Measures without a mechanism
count for nothing. Pence are rounded once, on running totals, so that parts add to their whole to the penny.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from highneeds.core import FinancialYear
from highneeds.finance.block.levered import savings_of
from highneeds.finance.types import Floats, PriceUplift
from highneeds.forecast.effects import Group, JointEffects, Outcome
from highneeds.savings.types import Measure, Programme


@dataclass(frozen=True)
class MeasureEffect:
    """``alone``, ``marginal``: pence saved ``[draw, financial year]``, below nothing where the measure costs.

    ``children_by_setting[january, setting]``: mean change it makes alone.
    """

    measure: Measure
    alone: Floats
    marginal: Floats
    children_by_setting: Floats


@dataclass(frozen=True)
class ProgrammeEffect:
    """Pence ``[draw, financial year]``: ``marginal`` of all measures adds to ``joint``; ``alone`` of all and
    ``interaction`` do too. ``unmitigated``: what placements and places cost with none of it.
    """

    financial_years: tuple[FinancialYear, ...]
    measures: tuple[MeasureEffect, ...]
    interaction: Floats
    joint: Floats
    unmitigated: Floats
    investment: Floats
    children_by_setting: Floats

    @property
    def mitigated(self) -> Floats:
        """With every measure as planned, and what it costs to bring it about."""
        return self.unmitigated - self.joint + self.investment

    @property
    def risk_weighted(self) -> Floats:
        """With of each measure's marginal saving the share to count on; investments are spent all the same."""
        return self.unmitigated - self.weighted_saving + self.investment

    @property
    def weighted_saving(self) -> Floats:
        weighted = [np.rint(effect.marginal * effect.measure.weight) for effect in self.measures]
        return np.asarray(sum(weighted, np.zeros_like(self.joint)))


def groups_of(programme: Programme) -> tuple[Group, ...]:
    """The measures that have a mechanism as groups of levers, in the programme's order, as late as they slipped."""
    groups = [Group(measure.ref, measure.levers_as_expected()) for measure in programme.measures]
    return tuple(group for group in groups if group.levers)


def programme_effect(
    programme: Programme, effects: JointEffects, financial_years: Sequence[FinancialYear], uplift: PriceUplift
) -> ProgrammeEffect:
    """``effects`` of ``groups_of(programme)``, in pence of each year. ValueError where they are of other measures."""
    years = tuple(financial_years)
    by_ref = {measure.ref: measure for measure in programme.measures}
    if [group.name for group in effects.groups] != [group.name for group in groups_of(programme)]:
        message = "these effects are not of this programme's measures"
        raise ValueError(message)
    measures, before, running = [], np.zeros((len(effects.joint.children), len(years))), None
    for group in effects.groups:
        running = group.marginal if running is None else running + group.marginal
        upto = _saved(running, years, uplift)
        alone = _saved(group.alone, years, uplift)
        measures.append(MeasureEffect(by_ref[group.name], alone, upto - before, group.children_by_setting))
        before = upto
    joint = _saved(effects.joint, years, uplift)
    alone_sum = np.asarray(sum((effect.alone for effect in measures), np.zeros_like(joint)))
    spent = [sum(one.investment_pence.get(year, 0) for one in programme.measures) for year in years]
    return ProgrammeEffect(
        years,
        tuple(measures),
        joint - alone_sum,
        joint,
        -_saved(effects.baseline, years, uplift),
        np.array(spent, np.float64),
        effects.children_by_setting,
    )


def _saved(difference: Outcome, years: tuple[FinancialYear, ...], uplift: PriceUplift) -> Floats:
    return savings_of(difference, years, uplift).values
