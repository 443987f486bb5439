"""What is wrong with a programme's measures, by name and all at once; a finding that stops keeps one from approval.

A measure with a finding still stands in the programme: a reader is to see it. What has no lever counts for nothing in
the forecast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from highneeds.core import FinancialYear
from highneeds.forecast.levers.types import AgeLimit, ChangeKeepUp, ChangeRate, NewPlanType, Rate
from highneeds.savings.types import CheckState, Guards, Measure, Programme, Target

_WHOLE_POUND = 100
_ROUND_PENCE = 100_000  # £1,000: what a person writes who estimates
_DONE = {CheckState.DONE, CheckState.NOT_NEEDED}


@dataclass(frozen=True, slots=True)
class Finding:
    """``ref`` and ``name``: of the measure. ``stops``: it is not approved while this stands."""

    ref: str
    name: str
    rule: str
    words: str
    stops: bool = True


@dataclass(frozen=True, slots=True)
class Check:
    """What a measure must have. ``words``: said of one that fails."""

    rule: str
    words: str
    fails: Callable[[Measure], bool]
    stops: bool = True


def presses_on_duties(measure: Measure) -> bool:
    """Whether it acts on who gets or keeps a plan, and when: drivers that statute decides child by child."""
    return any(
        isinstance(lever, AgeLimit | ChangeKeepUp | NewPlanType)
        or (isinstance(lever, ChangeRate) and lever.rate in {Rate.JOINING, Rate.LEAVING})
        for lever in measure.levers
    )


def _guarded(measure: Measure) -> set[Guards]:
    return {indicator.guards for indicator in measure.counter_indicators}


CHECKS = (
    Check("S01", "it has no mechanism: no lever on any driver, so that nothing is forecast", lambda m: not m.levers),
    Check("S02", "it has no owner", lambda m: not m.owner.strip()),
    Check("S03", "it has no evidence", lambda m: not m.evidence.strip()),
    Check("S04", "it names nothing that must not get worse (counter-indicator)", lambda m: not m.counter_indicators),
    Check("S05", "it does not say who could be harmed", lambda m: not m.could_be_harmed.strip()),
    Check(
        "S06",
        "it acts on who gets or keeps a plan, and needs indicators of statutory duty and of quality",
        lambda m: presses_on_duties(m) and _guarded(m) != set(Guards),
    ),
    Check("S07", "the equality check is not done", lambda m: m.equality_check not in _DONE),
    Check("S08", "the legal check is not done", lambda m: m.legal_check not in _DONE),
    Check(
        "S09",
        "it opens places and takes more children from dearer ones than the record shows",
        lambda m: m.substitution is not None and m.substitution.is_above_record,
        stops=False,
    ),
)


def findings(programme: Programme, *, as_at: date) -> tuple[Finding, ...]:
    """Of every measure in its order: ``CHECKS``, milestones that have passed, and figures that balance a target."""
    balancing = balancing_figures(programme)
    found: list[Finding] = []
    for measure in programme.measures:
        found += [
            Finding(measure.ref, measure.name, check.rule, check.words, check.stops)
            for check in CHECKS
            if check.fails(measure)
        ]
        found += [
            Finding(
                measure.ref,
                measure.name,
                "S10",
                f"it waits for {one.what} ({one.ref}), due {one.comes:%-d %B %Y}, and nobody has said when it comes",
                stops=False,
            )
            for one in measure.dependencies
            if one.is_overdue(as_at)
        ]
        if measure.ref in balancing:
            words = f"it is what is left of the target of {balancing[measure.ref]} after the others, to the pound"
            found.append(Finding(measure.ref, measure.name, "S11", words))
    return tuple(found)


def balancing_figures(programme: Programme) -> dict[str, FinancialYear]:
    """The refs of measures typed as target minus the others, with the first year in which one is.

    Amounts that add to their target to the pound are suspect, and the measure at fault is the one without mechanism or
    evidence; where all have both, the only one that is not round to £1,000. A sole measure that promises its whole
    target is one too, if it lacks either.
    """
    found: dict[str, FinancialYear] = {}
    for target in programme.targets:
        measures = [one for one in _under(programme, target) if one.promised is not None]
        for year in target.entered.years:
            for ref in _balancing(measures, target, year):
                found.setdefault(ref, year)
    return found


def _under(programme: Programme, target: Target) -> tuple[Measure, ...]:
    return programme.measures if target.workstream is None else programme.of(target.workstream)


def _balancing(measures: list[Measure], target: Target, year: FinancialYear) -> Iterator[str]:
    amounts = {measure.ref: measure.promised_in(year) for measure in measures}
    if abs(sum(amounts.values()) - target.entered.saved_in(year)) >= _WHOLE_POUND:
        return
    promising = [measure for measure in measures if amounts[measure.ref]]
    unfounded = [measure.ref for measure in promising if not measure.levers or not measure.evidence.strip()]
    uneven = [measure.ref for measure in promising if amounts[measure.ref] % _ROUND_PENCE]
    yield from unfounded or (uneven if len(uneven) == 1 and len(promising) > 1 else [])
