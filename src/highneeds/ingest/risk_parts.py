"""The parts of a file of risks, each read from its TOML block; None where the block has a fault."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from highneeds.ingest.block_values import share, word
from highneeds.ingest.scenario_block import Block
from highneeds.risk import (
    Aim,
    Appetite,
    Assessment,
    BearsOn,
    CategoryAppetite,
    Control,
    Effectiveness,
    ImpactOn,
    Indicator,
    Matrix,
    Proximity,
    Reading,
    Response,
    Risk,
    RiskAction,
    Score,
    Target,
    usual_appetite,
)
from highneeds.risk.known_measures import KNOWN_MEASURES
from highneeds.risk.library import LibraryRisk, risk_library

T = TypeVar("T")
_RISK = ("ref", "owner", "inherent", "response", "proximity")
_FROM_LIBRARY = ("title", "causes", "event", "consequences", "category")
_MORE = ("library", "target", "target_by", "boards", "decisions", "corporate_ref", "review_months")
_IMPACTS = tuple(on.value for on in ImpactOn)
USUAL_REVIEW_MONTHS = 3


def made(block: Block, of_field: str, make: Callable[[], T]) -> T | None:
    """What ``make`` gives; where the record itself refuses, its words become a fault of the block."""
    if block.faults:
        return None
    try:
        return make()
    except ValueError as error:
        block.add("V05", of_field, detail=f"{str(error)[:1].upper()}{str(error)[1:]}.")
        return None


def texts(block: Block, name: str) -> tuple[str, ...]:
    """A list of words in quotation marks; a single one may stand without brackets. Empty where it is absent."""
    given = block.values.get(name, [])
    listed = given if isinstance(given, list) else [given]
    if not all(isinstance(each, str) and each.strip() for each in listed):
        block.add("V05", name, detail='It should be words in quotation marks: ["one", "two"].', value=given)
        return ()
    return tuple(each.strip() for each in listed)


def once(blocks: Sequence[Block], *fields: str) -> None:
    """A fault of each block that agrees with an earlier one in all ``fields``."""
    first: dict[tuple[str, ...], int | None] = {}
    for block in blocks:
        key = tuple(str(block.values.get(name)) for name in fields)
        if key in first and all(name in block.values for name in fields):
            block.add("V06", fields[-1], detail=f"It stands in line {first[key]} first.", value=" ".join(key))
        first.setdefault(key, block.row)


def words_of(block: Block, *names: str) -> dict[str, Any]:
    """Texts by field, all read at once, so that a fault of one hides none of another."""
    return {name: block.text(name) for name in names}


def read_matrix(block: Block) -> Matrix | None:
    fields = ("likelihoods", "prob_limits", "impacts", "money_limits", "medium_from", "high_from", "source")
    block.check_fields(fields, fields)
    numbers = {name: _numbers(block, name) for name in ("prob_limits", "money_limits")}
    labels = {name: texts(block, name) for name in ("likelihoods", "impacts")}
    medium, high, source = block.whole("medium_from"), block.whole("high_from"), block.text("source")
    return made(
        block,
        "likelihoods",
        lambda: Matrix(
            labels["likelihoods"],
            numbers["prob_limits"],
            labels["impacts"],
            numbers["money_limits"],
            medium,
            high,
            source,
        ),
    )


def _numbers(block: Block, name: str) -> tuple[float, ...]:
    given = block.values.get(name, [])
    if not isinstance(given, list) or not all(
        isinstance(each, int | float) and not isinstance(each, bool) for each in given
    ):
        block.add("V05", name, detail="It should be shares in brackets: [0.05, 0.2, 0.5, 0.8].", value=given)
        return ()
    return tuple(float(each) for each in given)


def read_appetite(block: Block, most: int) -> CategoryAppetite | None:
    block.check_fields(("category", "appetite", "most_score", "source"), ("category", "appetite", "source"))
    category, appetite, source = block.text("category"), word(block, "appetite", Appetite), block.text("source")
    if appetite is None or block.faults:
        return None
    if "most_score" not in block.values:
        return usual_appetite(category, appetite, most, source)
    score = block.whole("most_score")
    if not 1 <= score <= most:
        block.add("V07", "most_score", detail=f"Scores run from 1 to {most}.", value=score)
    return None if block.faults else CategoryAppetite(category, appetite, score, source)


def read_risk(block: Block) -> Risk | None:
    library = _library(block)
    required = _RISK if library else (*_RISK, *_FROM_LIBRARY)
    block.check_fields((*_RISK, *_FROM_LIBRARY, *_MORE), required)
    inherent, target = assessment_in(block, "inherent"), _target(block)
    response, proximity = word(block, "response", Response), word(block, "proximity", Proximity)
    words, said = words_of(block, "ref", "owner", "corporate_ref"), _said(block, library)
    boards, decisions = texts(block, "boards"), texts(block, "decisions")
    months = block.whole("review_months") if "review_months" in block.values else USUAL_REVIEW_MONTHS
    if response is None or proximity is None or inherent is None or block.faults:
        return None
    return made(
        block,
        "ref",
        lambda: Risk(
            inherent=inherent,
            target=target,
            response=response,
            proximity=proximity,
            boards=boards,
            decisions=decisions,
            review_months=months,
            **words,
            **said,
        ),
    )


def _library(block: Block) -> LibraryRisk | None:
    key = block.values.get("library")
    if key is None:
        return None
    block.name("library", tuple(risk_library()))
    return risk_library().get(str(key))


def _said(block: Block, library: LibraryRisk | None) -> dict[str, Any]:
    """The block's own words, and the library's where it is silent."""
    own = {
        "title": block.text("title"),
        "event": block.text("event"),
        "category": block.text("category"),
        "causes": texts(block, "causes"),
        "consequences": texts(block, "consequences"),
    }
    return {name: value or getattr(library, name, value) for name, value in own.items()}


def library_indicators(block: Block) -> tuple[Indicator, ...]:
    """Those of the library's risk, bound to the ref that the block gives it."""
    library = risk_library().get(str(block.values.get("library")))
    ref = block.text("ref")
    return () if library is None else tuple(replace(each, risk=ref) for each in library.indicators)


def _target(block: Block) -> Target | None:
    assessment, by = assessment_in(block, "target"), block.day("target_by")
    if (assessment is None) != (by is None) and not block.faults:
        block.add("V02", "target_by" if by is None else "target", detail="A target has a score and a day.")
    return None if assessment is None or by is None else Target(assessment, by)


def assessment_in(block: Block, name: str) -> Assessment | None:
    """From ``{ likelihood = 4, money = 5, people = 3 }``; None where it is absent or (with a fault) none."""
    given = block.values.get(name)
    if given is None:
        return None
    if not isinstance(given, Mapping):
        block.add("V05", name, detail="It should be { likelihood = 4, money = 5, people = 3 }.", value=given)
        return None
    return assessment_of(block, given, name)


def assessment_of(block: Block, given: Mapping[str, Any], name: str) -> Assessment | None:
    unknown = sorted(set(given) - {"likelihood", *_IMPACTS})
    if unknown or not all(isinstance(step, int) and not isinstance(step, bool) for step in given.values()):
        detail = f"It has whole numbers for likelihood and any of {', '.join(_IMPACTS)}."
        block.add("V05", name, detail=detail, value=given)
        return None
    if "likelihood" not in given:
        block.add("V02", name, detail="It needs a likelihood.")
        return None
    return made(block, name, lambda: Assessment(**given))


def read_score(block: Block) -> Score | None:
    """``answers`` are added when the score is kept: what had crossed then is not for a file to say."""
    fields = ("risk", "scored_on", "scored_by", "why", "likelihood")
    block.check_fields((*fields, *_IMPACTS, "evidence"), fields)
    given = {name: block.values[name] for name in ("likelihood", *_IMPACTS) if name in block.values}
    day, assessment = block.day("scored_on"), assessment_of(block, given, "likelihood")
    words = words_of(block, "risk", "scored_by", "why", "evidence")
    if day is None or assessment is None or block.faults:
        return None
    return made(
        block,
        "why",
        lambda: Score(scored_on=day, assessment=assessment, **words),
    )


def read_control(block: Block) -> Control | None:
    required = ("risk", "text", "owner", "effectiveness", "assurance_line")
    block.check_fields((*required, "tested_on", "evidence"), required)
    effectiveness, tested_on = word(block, "effectiveness", Effectiveness), block.day("tested_on")
    line, words = block.whole("assurance_line"), words_of(block, "text", "owner", "evidence")
    if effectiveness is None or block.faults:
        return None
    return made(
        block,
        "tested_on",
        lambda: Control(effectiveness=effectiveness, assurance_line=line, tested_on=tested_on, **words),
    )


def read_action(block: Block) -> RiskAction | None:
    required = ("risk", "text", "owner", "due")
    block.check_fields((*required, "lowers_likelihood", "lowers_impact", "done_on", "done_by"), required)
    due, done_on = block.day("due"), block.day("done_on")
    likelihood, impact = block.whole("lowers_likelihood"), block.whole("lowers_impact")
    words = words_of(block, "text", "owner", "done_by")
    if due is None or block.faults:
        return None
    return made(
        block,
        "due",
        lambda: RiskAction(due=due, likelihood_steps=-likelihood, impact_steps=-impact, done_on=done_on, **words),
    )


def read_indicator(block: Block) -> Indicator | None:
    required = ("risk", "measure", "threshold", "near", "bears_on", "agreed")
    block.check_fields(required, required)
    measure = KNOWN_MEASURES.get(block.name("measure", tuple(KNOWN_MEASURES))) if "measure" in block.values else None
    bears_on, words = word(block, "bears_on", BearsOn), words_of(block, "risk", "agreed")
    threshold, near = block.number("threshold"), block.number("near")
    if measure is None or bears_on is None or block.faults:
        return None
    indicator = Indicator(measure=measure.key, threshold=threshold, near=near, bears_on=bears_on, **words)
    if not indicator.is_in_order(measure.polarity):
        detail = f"Of {measure.key} {measure.polarity}, so that near comes before the threshold on the other side."
        block.add("V07", "near", detail=detail, value=indicator.near)
    return None if block.faults else indicator


def read_reading(block: Block) -> Reading | None:
    required = ("measure", "value", "as_at", "source", "given_by")
    block.check_fields(required, required)
    key = block.name("measure", tuple(KNOWN_MEASURES)) if "measure" in block.values else ""
    day, value, words = block.day("as_at"), block.number("value"), words_of(block, "source", "given_by")
    if day is None or block.faults:
        return None
    return made(block, "value", lambda: Reading(measure=key, value=value, as_at=day, **words))


def read_aim(block: Block) -> Aim | None:
    required = ("measure", "baseline", "baseline_on", "target", "target_by", "tolerance", "source")
    block.check_fields(required, required)
    key = block.name("measure", tuple(KNOWN_MEASURES)) if "measure" in block.values else ""
    first, last = block.day("baseline_on"), block.day("target_by")
    baseline, target, tolerance = block.number("baseline"), block.number("target"), share(block, "tolerance")
    source = block.text("source")
    if first is None or last is None or block.faults:
        return None
    return made(
        block,
        "tolerance",
        lambda: Aim(key, baseline, first, target, last, tolerance, source),
    )
