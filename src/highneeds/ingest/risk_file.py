"""Reads a council's register of risks, written as TOML: docs/guide/risks.md shows how.

Every fault of the file is told at once, with its line and field; a file with a fault is not used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TypeVar

from highneeds.core import Fault
from highneeds.forecast.types import StateSpace
from highneeds.ingest.risk_money_parts import DeficitLimit, read_limit, read_money
from highneeds.ingest.risk_parts import (
    library_indicators,
    once,
    read_action,
    read_aim,
    read_appetite,
    read_control,
    read_indicator,
    read_matrix,
    read_reading,
    read_risk,
    read_score,
)
from highneeds.ingest.risk_rules import RISK_RULES as RULES
from highneeds.ingest.scenario_block import Block
from highneeds.ingest.toml_blocks import blocks_of
from highneeds.ingest.toml_text import content_of
from highneeds.risk import USUAL_MATRIX, Indicator, Register, Risk, Score

_MANY = (
    "appetite", "risk", "control", "action", "indicator", "score", "money", "lever", "loss", "cost", "reading", "aim",
    "limit",
)  # fmt: skip
_OF_A_RISK = ("control", "action", "indicator", "score", "money")

T = TypeVar("T")


@dataclass(frozen=True)
class RiskFile:
    """``scores``: those the file gives, in its order. Not to be used while there are ``faults``."""

    file: str
    register: Register
    scores: tuple[Score, ...]
    limits: tuple[DeficitLimit, ...]
    faults: tuple[Fault, ...]


def risks_of_text(text: str, file: str, space: StateSpace) -> RiskFile:
    """What the text of the file says; needs and settings of levers are named as in ``space``."""
    content = content_of(text, file, RULES["V01"])
    if isinstance(content, Fault):
        return RiskFile(file, Register("", USUAL_MATRIX, (), (), ()), (), (), (content,))
    top, blocks = blocks_of(file, text, content, (*_MANY, "matrix"), RULES)
    top.check_fields(("name", *_MANY, "matrix"), ("name", "risk"))
    matrix = next(iter(_all(blocks["matrix"][:1], read_matrix)), USUAL_MATRIX)
    for extra in blocks["matrix"][1:]:
        extra.add("V06", "", detail="One is enough.")
    register = Register(
        top.text("name"),
        matrix,
        _all(blocks["appetite"], lambda block: read_appetite(block, matrix.most)),
        _risks(blocks),
        _indicators(blocks),
        read_money(blocks["money"], blocks["lever"], blocks["loss"], blocks["cost"], space),
        _all(blocks["reading"], read_reading),
        _all(blocks["aim"], read_aim),
    )
    found = RiskFile(file, register, _all(blocks["score"], read_score), _all(blocks["limit"], read_limit), ())
    _check_together(found, blocks)
    faults = tuple(fault for block in (top, *chain.from_iterable(blocks.values())) for fault in block.faults)
    return replace(found, faults=faults)


def _all(blocks: Sequence[Block], read: Callable[[Block], T | None]) -> tuple[T, ...]:
    return tuple(found for found in map(read, blocks) if found is not None)


def _risks(blocks: dict[str, list[Block]]) -> tuple[Risk, ...]:
    """Each with its own controls and actions."""
    controls = [(block.values.get("risk"), read_control(block)) for block in blocks["control"]]
    actions = [(block.values.get("risk"), read_action(block)) for block in blocks["action"]]
    return tuple(
        replace(
            risk,
            controls=tuple(control for ref, control in controls if control is not None and ref == risk.ref),
            actions=tuple(action for ref, action in actions if action is not None and ref == risk.ref),
        )
        for risk in _all(blocks["risk"], read_risk)
    )


def _indicators(blocks: dict[str, list[Block]]) -> tuple[Indicator, ...]:
    """The file's own, and the library's for measures to which the file binds none of the same risk."""
    own = _all(blocks["indicator"], read_indicator)
    bound = {(one.risk, one.measure) for one in own}
    of_library = chain.from_iterable(library_indicators(block) for block in blocks["risk"])
    return (*own, *(one for one in of_library if (one.risk, one.measure) not in bound))


def _check_together(found: RiskFile, blocks: dict[str, list[Block]]) -> None:
    """What is right alone and wrong beside the rest of the file."""
    refs = {str(block.values.get("ref")) for block in blocks["risk"]}
    for kind in _OF_A_RISK:
        for block in blocks[kind]:
            if "risk" in block.values and block.values["risk"] not in refs:
                block.add("V07", "risk", detail="No [[risk]] has this ref.", value=block.values["risk"])
    once(blocks["risk"], "ref")
    once(blocks["money"], "risk")
    once(blocks["lever"], "name")
    once(blocks["appetite"], "category")
    once(blocks["aim"], "measure")
    once(blocks["reading"], "measure", "as_at")
    once(blocks["indicator"], "risk", "measure")
    once(blocks["limit"], "financial_year")
    matrix = found.register.matrix
    outside = {risk.ref for risk in found.register.risks if not risk.inherent.fits(matrix)}
    outside |= {risk.ref for risk in found.register.risks if risk.target and not risk.target.assessment.fits(matrix)}
    for block in blocks["risk"]:
        if block.values.get("ref") in outside:
            steps = f"{len(matrix.likelihoods)} steps of likelihood and {len(matrix.impacts)} of impact"
            block.add("V07", "inherent", detail=f"The matrix has {steps}.")
