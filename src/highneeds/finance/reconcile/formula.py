"""Formulas as a finance partner writes them: names of figures, numbers, + - * / and brackets. Nothing else is run."""

from __future__ import annotations

import ast
import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias, TypeVar

from highneeds.finance.reconcile.dimension import Dimension
from highneeds.finance.reconcile.interval import Interval
from highneeds.finance.reconcile.ratio import Ratio

LONGEST = 400  # characters: more than a person can read in one line, and short enough to be read without risk
_PLAIN = str.maketrans({"×": "*", "÷": "/", "−": "-", "–": "-"})  # noqa: RUF001 - signs that word processors put in

T = TypeVar("T", Fraction, Interval, Ratio, Dimension)


class FormulaError(ValueError):
    """The text is not a formula; the message says why."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number written in a formula: exact."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Name:
    """The key of a figure, or of a quantity worked out from figures."""

    key: str


@dataclass(frozen=True, slots=True)
class Operation:
    """``sign`` is one of + - * /."""

    sign: str
    left: Formula
    right: Formula


Formula: TypeAlias = Number | Name | Operation


class Relation(StrEnum):
    """How the left side of an identity should stand to the right."""

    AT_MOST = "<="
    AT_LEAST = ">="
    EQUAL = "="


_SIGNS: Mapping[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


def parse_formula(text: str) -> Formula:
    """Raises FormulaError when ``text`` is anything but figures, numbers, + - * / and brackets."""
    if len(text) > LONGEST:
        message = f"It is longer than {LONGEST} characters; name a part of it as a quantity of its own."
        raise FormulaError(message)
    try:
        tree = ast.parse(text.translate(_PLAIN).strip(), mode="eval")
    except (SyntaxError, ValueError) as error:
        message = f"{text.strip()!r} cannot be read as a formula."
        raise FormulaError(message) from error
    return _formula(tree.body)


def parse_relation(text: str) -> tuple[Formula, Relation, Formula]:
    """``left = right``, ``left <= right`` or ``left >= right``. Raises FormulaError."""
    for relation in Relation:
        left, found, right = text.partition(relation.value)
        if found:
            return parse_formula(left), relation, parse_formula(right)
    message = "It needs =, <= or >= between two formulas."
    raise FormulaError(message)


def _formula(node: ast.expr) -> Formula:
    if isinstance(node, ast.Name):
        return Name(node.id)
    if isinstance(node, ast.BinOp) and type(node.op) in _SIGNS:
        return Operation(_SIGNS[type(node.op)], _formula(node.left), _formula(node.right))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return Operation("*", Number(Fraction(-1)), _formula(node.operand))
    if isinstance(node, ast.Constant) and type(node.value) in {int, float} and math.isfinite(float(str(node.value))):
        return Number(Fraction(str(node.value)))
    message = f"{ast.unparse(node)!r} is not a figure's key, a number, or one of + - * / and brackets."
    raise FormulaError(message)


def names_in(formula: Formula) -> Counter[str]:
    """How often each key stands in it."""
    if isinstance(formula, Operation):
        return names_in(formula.left) + names_in(formula.right)
    return Counter([formula.key] if isinstance(formula, Name) else [])


def evaluate(formula: Formula, value_of: Callable[[str], T], number: Callable[[Fraction], T]) -> T:
    """The formula's value, whatever kind of value its names have; ``number`` makes that kind from a plain number."""
    if isinstance(formula, Number):
        return number(formula.value)
    if isinstance(formula, Name):
        return value_of(formula.key)
    left, right = evaluate(formula.left, value_of, number), evaluate(formula.right, value_of, number)
    if formula.sign == "+":
        return left + right
    if formula.sign == "-":
        return left - right
    return left * right if formula.sign == "*" else left / right


def substitute(formula: Formula, replacement: Callable[[str], Formula]) -> Formula:
    """The formula with each name replaced by what ``replacement`` gives for it, once."""
    if isinstance(formula, Name):
        return replacement(formula.key)
    if isinstance(formula, Number):
        return formula
    left, right = substitute(formula.left, replacement), substitute(formula.right, replacement)
    return Operation(formula.sign, left, right)
