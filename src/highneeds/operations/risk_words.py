"""Risks told for the screen: the register, one risk, prompts, live measures and money, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from highneeds.operations.risk_money import CouncilRiskMoney
from highneeds.operations.risks import RiskView
from highneeds.reports import words
from highneeds.risk import Indicator, Matrix, OnAndOff, RiskAction, Standing
from highneeds.risk.known_measures import KNOWN_MEASURES

_LABELS = {key: measure.label for key, measure in KNOWN_MEASURES.items()}
_THE_PERSON = "The system never changes a score: its owner does, with highneeds risks score REF."


def register_lines(view: RiskView) -> Iterator[str]:
    """Every risk with its score, trend and appetite, then what asks for a new score."""
    matrix = view.file.register.matrix
    yield f"{view.file.register.name}, as at {words.day(view.day)}"
    yield ""
    for one in view.standings:
        current = one.history.current
        score = "not scored" if current is None else current.assessment.in_words(matrix)
        yield f"{one.risk.ref:<7} {score:<34} {one.trend:<8} {_appetite(one):<26} {one.risk.title}"
    yield ""
    yield from prompt_lines(view)


def _appetite(one: Standing) -> str:
    if one.gap is None or one.gap.over_appetite is None:
        return "no appetite said"
    over = one.gap.over_appetite
    return f"{over} above what is borne" if over > 0 else "within what is borne"


def prompt_lines(view: RiskView) -> Iterator[str]:
    """What asks for a new score, and that the scores stand until somebody gives one."""
    asked = [one for one in view.standings if one.prompt is not None]
    yield f"{len(asked)} of {len(view.standings)} risks ask to be scored again"
    for one in asked:
        if one.prompt is not None:
            yield f"  {one.prompt.in_words(_LABELS)} It stands at {one.score or 'no score'}."
    if asked:
        yield f"  {_THE_PERSON}"


def risk_lines(view: RiskView, ref: str) -> Iterator[str]:
    """One risk whole."""
    one, matrix = view.standing(ref), view.file.register.matrix
    risk = one.risk
    corporate = f" (corporate register {risk.corporate_ref})" if risk.corporate_ref else ""
    yield f"{risk.ref}{corporate}: {risk.title}"
    yield f"  {risk.in_words()}"
    yield f"  Owner: {risk.owner}. Category: {risk.category}. Response: {risk.response}. Proximity: {risk.proximity}."
    yield f"  Boards: {words.listed(risk.boards) if risk.boards else 'none'}."
    yield ""
    yield f"  Before any control {risk.inherent.in_words(matrix)}"
    yield f"  Now                {_now(one, matrix)}"
    yield from _meaning(one, matrix)
    if risk.target is not None:
        yield f"  Target             {risk.target.assessment.in_words(matrix)}, by {words.day(risk.target.by)}"
    yield f"  {_appetite(one).capitalize()}; over twelve months {one.trend}."
    yield from _indicator_lines(one)
    yield from _history_lines(one)
    yield from _control_lines(one)
    if one.prompt is not None:
        yield ""
        yield f"  {one.prompt.in_words(_LABELS)}"
        yield f"  {_THE_PERSON}"
    for flag in one.flags:
        yield f"  To mend: {flag}"


def _now(one: Standing, matrix: Matrix) -> str:
    current = one.history.current
    if current is None:
        return "not scored"
    impacts = ", ".join(f"{on} {step}" for on, step in current.assessment.impacts.items())
    return f"{current.assessment.in_words(matrix)}; likelihood {current.assessment.likelihood}, {impacts}"


def _meaning(one: Standing, matrix: Matrix) -> Iterator[str]:
    """What the steps of the score now say in chances and in money."""
    current = one.history.current
    if current is None:
        return
    chance = f"likelihood {current.assessment.likelihood} is {matrix.chance_in_words(current.assessment.likelihood)}"
    money = current.assessment.money
    pounds = "" if money is None else f"; money {money} is {matrix.money_in_words(money)}"
    yield f"                     ({chance}{pounds})"


def _indicator_lines(one: Standing) -> Iterator[str]:
    yield ""
    yield "  Live indicators"
    for seen in one.watched:
        now, limit = seen.now_in_words(), seen.indicator.limit_in_words(seen.measure)
        yield f"    {seen.state:<20} {seen.measure.label}: {now}; limit {limit}; bears on {seen.indicator.bears_on}"


def _history_lines(one: Standing) -> Iterator[str]:
    yield ""
    yield "  Scores, the last first"
    scores = one.history.scores
    for position in reversed(range(len(scores))):
        given = scores[position]
        evidence = f" Evidence: {given.evidence}." if given.evidence else ""
        change = one.history.change_in_words(position)
        yield (
            f"    {words.day(given.scored_on)}: {given.assessment.score} ({change}), {given.scored_by}: "
            f"{given.why}.{evidence}"
        )


def _control_lines(one: Standing) -> Iterator[str]:
    yield ""
    yield "  Controls in place"
    for control in one.risk.controls:
        tested = "never tested" if control.tested_on is None else f"tested {words.day(control.tested_on)}"
        yield f"    {control.text} ({control.owner}): {control.effectiveness}, line {control.assurance_line}, {tested}"
    yield "  Actions to come"
    for action in one.risk.actions:
        done = "" if action.done_on is None else f", done {words.day(action.done_on)}"
        yield f"    {action.text} ({action.owner}): due {words.day(action.due)}{done}; {_effect(action)}"


def _effect(action: RiskAction) -> str:
    steps = (("likelihood", action.likelihood_steps), ("impact", action.impact_steps))
    parts = [f"{name} by {-step}" for name, step in steps if step]
    return f"lowers {words.listed(parts)}" if parts else "lowers no step by itself"


def measure_lines(view: RiskView) -> Iterator[str]:
    """Every live measure with its value or why there is none, which way is good, and its counter."""
    for key, measure in KNOWN_MEASURES.items():
        reading = view.readings[key]
        by = f", given by {reading.given_by}" if reading.given_by else ""
        yield f"{measure.label} ({key}): {reading.in_words(measure.unit)}"
        yield f"    {measure.definition}; {measure.polarity}; {measure.period}; owner {measure.owner}"
        yield f"    as at {words.day(reading.as_at)}, from {reading.source}{by}"
        if measure.counter is not None:
            other = KNOWN_MEASURES[measure.counter]
            yield f"    must not get worse: {other.label}, {view.readings[measure.counter].in_words(other.unit)}"
        for aim in view.file.register.aims:
            if aim.measure == key and reading.value is not None:
                met = "met" if aim.is_met(reading.value, measure.polarity) else "not met"
                yield f"    aim {aim.target:g} by {words.day(aim.target_by)}, from {aim.baseline:g}: {met} so far"


def library_lines(entries: Sequence[tuple[str, str, str, Sequence[Indicator]]]) -> Iterator[str]:
    """Key, title, money and indicators of each risk of the library."""
    for key, title, money, indicators in entries:
        yield f"{key}: {title}"
        yield f"    money: {money}"
        yield f"    indicators: {', '.join(_LABELS[one.measure] for one in indicators)}"


def money_lines(found: CouncilRiskMoney) -> Iterator[str]:
    """The deficit with each risk on and off, and what it would cost; never a sum of scores."""
    yield (
        f"The deficit on {words.day(found.year.last_day)} with each risk on and off, "
        f"on the {found.block.draws:,} draws of the forecast"
    )
    off = found.together.off
    yield f"  No risk comes about: middle {words.millions(off.p50)}, {_range(off.p10, off.p90)}"
    yield ""
    for one in found.risks:
        yield from _one_line(one)
        if one.risk in found.suggested:
            yield f"    {_suggested(found, one)}"
    yield ""
    yield from _one_line(found.together)
    yield "    Each alone and what they do to one another add to this in every draw; scores are never added."
    yield "    Measures count at their whole saving here: the risks are what may keep it from coming, and no weight of"
    yield "    delivery is taken off besides, so that nothing is netted twice."
    yield f"    Snapshot {found.snapshot}."
    for risk, why in found.held:
        yield f"  {risk}: in the forecast already, so that nothing is added. {why}"


def _one_line(one: OnAndOff) -> Iterator[str]:
    yield f"{one.risk}: comes about in {one.prob:.0%} of draws"
    yield f"    on: middle {words.millions(one.on.p50, 2)}, {_range(one.on.p10, one.on.p90)}"
    happens = one.if_it_happens
    if happens is not None:
        expected, middle = words.millions(one.expected_pence, 2), words.millions(happens.p50, 2)
        yield f"    expected {expected}; if it comes about {middle}, {_range(happens.p10, happens.p90)}"
    if one.council_expected_pence:
        pounds = words.pounds(one.council_expected_pence)
        yield f"    outside the block, from the council's own funds: {pounds} expected"
    if one.prob_past_limit_on is not None and one.prob_past_limit_off is not None:
        without, with_it = one.prob_past_limit_off, one.prob_past_limit_on
        yield f"    chance of passing the limit: {without:.0%} without it, {with_it:.0%} with it"


def _suggested(found: CouncilRiskMoney, one: OnAndOff) -> str:
    suggested = found.suggested[one.risk]
    likelihood, impact = suggested.likelihood, suggested.money_impact
    named = f"likelihood {likelihood} ({found.matrix.likelihoods[likelihood - 1]})"
    return f"as a score: {named}, money {impact} ({found.matrix.impacts[impact - 1]}); a person decides"


def _range(low: float, high: float) -> str:
    return f"eight draws in ten {words.millions(low, 2)} to {words.millions(high, 2)}"
