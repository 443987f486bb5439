"""A programme in words and tables for the screen."""

from __future__ import annotations

import numpy as np

from highneeds.finance.types import Floats
from highneeds.forecast.space import council_space
from highneeds.operations.amounts import YearTable
from highneeds.operations.programme import CouncilProgramme, TargetVolume
from highneeds.operations.programme_tables import INTERACTION, JOINT
from highneeds.reports import words
from highneeds.savings import Counting, Dependency, Entered, Guards, Kind, Target
from highneeds.savings.chance import EVEN, YearChance
from highneeds.savings.effect import ProgrammeEffect

_SETTINGS = council_space().settings


def programme_tables(found: CouncilProgramme) -> list[YearTable]:
    """Each measure alone, then in its order; none where nothing was run."""
    effect = found.effect
    if effect is None:
        return []
    years = tuple(map(str, effect.financial_years))
    alone = [(_name(one.measure.ref, one.measure.name), _means(one.alone)) for one in effect.measures]
    marginal = [(_name(one.measure.ref, one.measure.name), _means(one.marginal)) for one in effect.measures]
    joint = (JOINT, _means(effect.joint))
    return [
        YearTable(
            "Saved by each measure alone, £m: mean of all draws, minus costs more",
            years,
            (*alone, (INTERACTION, _means(effect.interaction)), joint),
        ),
        YearTable("Added by each measure after those above it, £m", years, (*marginal, joint)),
        YearTable("The same by kind, £m: kinds are not added", years, _by_kind(effect)),
        YearTable("Placements and places, £m", years, _series(effect)),
    ]


def _by_kind(effect: ProgrammeEffect) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What measures of each kind add in turn; kinds without a measure are left out."""
    of_kinds = {kind: [one.marginal for one in effect.measures if one.measure.kind is kind] for kind in Kind}
    return tuple(
        (words.sentence(kind), _means(np.sum(marginal, axis=0))) for kind, marginal in of_kinds.items() if marginal
    )


def _series(effect: ProgrammeEffect) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        ("Unmitigated", _means(effect.unmitigated)),
        ("Mitigated, with investment", _means(effect.mitigated)),
        ("Risk-weighted, with investment", _means(effect.risk_weighted)),
    )


def _name(ref: str, name: str) -> str:
    return f"{ref} {name}"


def _means(pence: Floats) -> tuple[str, ...]:
    return tuple(words.millions(float(mean), 2).replace("£", "").removesuffix("m") for mean in pence.mean(axis=0))


def target_lines(found: CouncilProgramme) -> list[str]:
    """The target as it was entered, what it is the other way, and the moves it asks for."""
    target = found.programme.target
    if target is None:
        return ["The programme has no target: nobody can say whether it is met."]
    lines = [entered_in_words(target)]
    return lines + [_volume_line(one, found) for one in found.volumes]


def entered_in_words(target: Target) -> str:
    """As entered, and then as the other counting would have it, said to be so."""
    entered = target.entered
    other = Counting.INCREMENTAL if entered.counting is Counting.CUMULATIVE else Counting.CUMULATIVE
    return (
        f"Target, as entered, {entered.counting}: {_by_year(entered)}. "
        f"The same counted {other}: {_by_year(entered.counted_as(other))}."
    )


def _by_year(entered: Entered) -> str:
    return words.listed([f"{words.millions(pence, 3)} in {year}" for year, pence in entered.pence_by_year])


def _volume_line(one: TargetVolume, found: CouncilProgramme) -> str:
    target = f"{words.millions(one.target_pence, 3)} in {one.year}"
    if one.volume is None or found.moves is None:
        return f"{target}: the data cannot say how many moves that is."
    needed = one.volume
    there = f"the {words.count(needed.placements)} placements"
    share = needed.share_of_placements
    reach = f"{words.percent(share, 0)} of {there}" if share <= 1 else f"more than {there} there are"
    return (
        f"{target} is about {words.count(needed.september_moves)} moves in September ({reach}), or "
        f"{words.count(needed.full_year_moves)} for the whole year, {found.moves.what}."
    )


def chance_lines(found: CouncilProgramme) -> list[str]:
    """How likely each year's target is, and what would have to be true."""
    return [_chance_line(one) for one in found.chances]


def _chance_line(one: YearChance) -> str:
    said = (
        f"{one.year}: {words.millions(one.median_pence, 2)} saved in the middle draw "
        f"({words.millions(one.low_pence, 2)} to {words.millions(one.high_pence, 2)} in eight of ten), target "
        f"{words.millions(one.target_pence, 2)}. Chance of the target: {words.percent(one.prob_all_delivered, 0)} if "
        f"all is delivered, {words.percent(one.prob_weighted, 0)} by delivery confidence."
    )
    return f"{said} {_what_must_be_true(one)}".strip()


def _what_must_be_true(one: YearChance) -> str:
    if one.prob_all_delivered >= EVEN:
        if not one.must_deliver:
            return "It stands without any one of the measures."
        return f"It needs each of: {words.listed(one.must_deliver)}."
    parts = []
    if one.further_even is not None:
        parts.append(f"about {words.count(one.further_even)} more moves in September than are forecast")
    if one.stretch is not None:
        parts.append(f"{one.stretch.name} doing {one.stretch.factor:.1f} times what is forecast of it")
    return f"For an even chance: {', or '.join(parts)}." if parts else "No measure saves anything in it."


def finding_lines(found: CouncilProgramme) -> list[str]:
    """What is wrong, by the names of the measures; measures that lack the same are told together."""
    named: dict[tuple[str, ...], list[str]] = {}
    for measure in found.programme.measures:
        of_measure = [one for one in found.findings if one.ref == measure.ref]
        if of_measure:
            stops = "Cannot be approved" if any(one.stops for one in of_measure) else "To look at"
            said = (stops, *(one.words for one in of_measure))
            named.setdefault(said, []).append(_name(measure.ref, measure.name))
    return [
        f"{words.listed(names)}{'' if len(names) == 1 else ', each'}. {stops}: {'; '.join(said)}."
        for (stops, *said), names in named.items()
    ]


def guard_lines(found: CouncilProgramme) -> list[str]:
    """Who could be harmed by each measure, and what must not get worse while it is delivered."""
    lines = []
    for measure in found.programme.measures:
        watched = [
            f"{guards}: {words.listed([one.name for one in measure.counter_indicators if one.guards is guards])}"
            for guards in Guards
            if any(one.guards is guards for one in measure.counter_indicators)
        ]
        if watched or measure.could_be_harmed:
            harmed = f" Could be harmed: {measure.could_be_harmed}." if measure.could_be_harmed else ""
            said = f" Must not get worse: {'; '.join(watched)}." if watched else ""
            lines.append(f"{_name(measure.ref, measure.name)}.{harmed}{said}")
    return lines


def waiting_lines(found: CouncilProgramme) -> list[str]:
    """What each measure waits for, and how far its levers have slipped with it."""
    return [
        f"{_name(measure.ref, measure.name)} waits for {one.what} ({one.enabler} {one.ref}), {_comes(one)}."
        for measure in found.programme.measures
        for one in measure.dependencies
        if one.done is None
    ]


def _comes(one: Dependency) -> str:
    day = words.day(one.comes)
    if not one.slip_months:
        return f"due {day}"
    months = "1 month" if one.slip_months == 1 else f"{one.slip_months} months"
    return f"now expected {day}, {months} later than planned: its levers start so much later"


def substitution_lines(found: CouncilProgramme) -> list[str]:
    """Of new places, the share assumed to displace dearer ones, the local record, and what the forecast has."""
    effects = {} if found.effect is None else {one.measure.ref: one for one in found.effect.measures}
    lines = []
    for measure in found.programme.measures:
        one = measure.substitution
        if one is None:
            continue
        recorded = one.recorded_share
        record = (
            "nobody has counted what earlier places displaced"
            if recorded is None
            else f"of {one.opened} places opened before {one.displaced} did ({words.percent(recorded, 0)})"
        )
        said = (
            f"{_name(measure.ref, measure.name)}: {words.percent(one.share, 0)} of {one.places} places are assumed to "
            f"be taken in place of dearer ones, {words.count(one.children_moved)} children; {record}."
        )
        if measure.ref in effects:
            fewer = -float(effects[measure.ref].children_by_setting[-1, _SETTINGS.index(one.instead_of)])
            said += (
                f" The forecast has {words.count(abs(fewer))} {'fewer' if fewer >= 0 else 'more'} children there in "
                "its last January."
            )
        lines.append(said)
    return lines
