"""The register: every risk of a council with its indicators, and what is wrong with it, by name and all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from highneeds.risk.appetite import CategoryAppetite, Gap, gap_of
from highneeds.risk.history import History, Trend, months_before
from highneeds.risk.indicators import Indicator, Prompt, State, Watched, prompt_of, watched
from highneeds.risk.live import Aim, LiveMeasure, Reading
from highneeds.risk.matrix import Matrix
from highneeds.risk.money import RiskMoney
from highneeds.risk.types import Risk

_TEST_MONTHS = 12


@dataclass(frozen=True)
class Register:
    """As a council wrote it. ``money`` has no entry of a risk that costs nothing or whose cost nobody has said."""

    name: str
    matrix: Matrix
    appetites: tuple[CategoryAppetite, ...]
    risks: tuple[Risk, ...]
    indicators: tuple[Indicator, ...]
    money: tuple[RiskMoney, ...] = ()
    readings: tuple[Reading, ...] = ()
    aims: tuple[Aim, ...] = ()

    def risk(self, ref: str) -> Risk:
        """Raises KeyError for a ref that is not in it."""
        for risk in self.risks:
            if risk.ref == ref:
                return risk
        raise KeyError(ref)

    def indicators_of(self, ref: str) -> tuple[Indicator, ...]:
        return tuple(indicator for indicator in self.indicators if indicator.risk == ref)

    def money_of(self, ref: str) -> RiskMoney | None:
        return next((money for money in self.money if money.risk == ref), None)

    def appetite_of(self, risk: Risk) -> CategoryAppetite | None:
        return next((one for one in self.appetites if one.category == risk.category), None)


@dataclass(frozen=True)
class Standing:
    """A risk as it stands on a day: what was judged, and what the data say beside it. ``flags``: what is wrong with the
    entry itself.
    """

    risk: Risk
    history: History
    trend: Trend
    gap: Gap | None
    watched: tuple[Watched, ...]
    prompt: Prompt | None
    flags: tuple[str, ...]

    @property
    def score(self) -> int | None:
        current = self.history.current
        return None if current is None else current.assessment.score

    @property
    def crossed(self) -> tuple[str, ...]:
        """Keys of the measures that have crossed: what a score given now would answer."""
        return tuple(sorted({one.indicator.measure for one in self.watched if one.state is State.CROSSED}))


def standings(
    register: Register,
    histories: Mapping[str, History],
    measures: Mapping[str, LiveMeasure],
    readings: Mapping[str, Reading],
    *,
    day: date,
) -> tuple[Standing, ...]:
    """Every risk, in the register's order. Nothing here changes a score."""
    found = []
    for risk in register.risks:
        history = histories.get(risk.ref, History(risk.ref))
        seen = watched(register.indicators_of(risk.ref), measures, readings)
        current = history.on(day)
        target = None if risk.target is None else risk.target.assessment.score
        gap = None if current is None else gap_of(current.assessment.score, target, register.appetite_of(risk))
        found.append(
            Standing(
                risk,
                history,
                history.trend(day),
                gap,
                seen,
                prompt_of(history, seen, day=day, review_months=risk.review_months),
                tuple(flags_of(register, risk, history, day=day)),
            )
        )
    return tuple(found)


def flags_of(register: Register, risk: Risk, history: History, *, day: date) -> Iterator[str]:
    """What somebody should mend in the entry; none of it hides the risk."""
    yield from _of_scores(risk, history)
    yield from _of_controls_and_actions(risk, day)
    if not register.indicators_of(risk.ref):
        yield "No indicator is bound to it: no data can prompt a new score."
    if register.appetite_of(risk) is None:
        yield f'Nobody has said how much risk is tolerated in "{risk.category}".'
    yield from _of_money(register, risk, history)


def _of_scores(risk: Risk, history: History) -> Iterator[str]:
    current = history.current
    if not risk.owner.strip():
        yield "It has no owner."
    if risk.target is None:
        yield "It has no target."
    if current is None:
        return
    if current.assessment.score > risk.inherent.score:
        yield f"It is scored {current.assessment.score}, above the {risk.inherent.score} before any control."
    if risk.target is not None and risk.target.assessment.score > current.assessment.score:
        yield f"Its target of {risk.target.assessment.score} is above where it stands."


def _of_controls_and_actions(risk: Risk, day: date) -> Iterator[str]:
    current_from = months_before(day, _TEST_MONTHS)
    for control in risk.controls:
        if control.tested_on is None or control.tested_on < current_from:
            yield f'The control "{control.text}" was not tested in the last twelve months.'
    for action in risk.actions:
        if action.is_late(day):
            yield f'The action "{action.text}" was due on {action.due:%-d %B %Y} and is not done.'
    if risk.response.value == "treat" and not any(action.done_on is None for action in risk.actions):
        yield "It is to be treated, and no action is still to come."


def _of_money(register: Register, risk: Risk, history: History) -> Iterator[str]:
    money, current = register.money_of(risk.ref), history.current
    if money is None or current is None:
        return
    step = register.matrix.likelihood_of(money.prob)
    if step != current.assessment.likelihood:
        yield (
            f"Its money is reckoned with a chance of {money.prob:.0%} a year, which is "
            f"{register.matrix.likelihoods[step - 1]}; its score says "
            f"{register.matrix.likelihoods[current.assessment.likelihood - 1]}."
        )
