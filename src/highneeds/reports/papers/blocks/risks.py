"""The corporate risk as a card, and the programme's key risks with what the data say beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from highneeds.governance.papers.facts import IndicatorFacts, RiskFacts
from highneeds.reports import words
from highneeds.reports.papers.context import Context
from highneeds.reports.papers.items import Item, Shown, Words
from highneeds.reports.papers.money_words import chance, millions, span
from highneeds.reports.tables import Cell, Column, Kind, Table

_NO_REGISTER = "No register of risks is kept here yet: read one with highneeds risks read, then make the paper again."
_A_PERSON = "An indicator past its limit asks for a new score and never makes one: its owner does, with a reason."
_CROSSED, _UNKNOWN = "crossed", "the data cannot say"
_MOST_SCORES = 4


def corporate_risk(of: Context) -> Iterator[Item]:
    """The risk that the committee asked about: what it is, where it stands and came from, and what is done."""
    risk = next((one for one in of.facts.risks if one.is_corporate), None)
    if risk is None:
        yield Words(_NO_REGISTER)
        return
    yield Words(f"*{risk.ref}.* {risk.in_words}")
    yield Words(" ".join(_standing(risk)))
    yield Words(f"*In place:* {_listed(risk.controls)} *To come:* {_listed(risk.actions)}")
    yield Shown(_history(risk))


def _standing(risk: RiskFacts) -> Iterator[str]:
    if risk.score is None:
        yield "It has *not been scored* yet."
    else:
        before = f", {_moved(risk)}" if len(risk.scores) > 1 else ""
        yield f"It stands at *{risk.score} of 25* (likelihood {risk.likelihood}, impact {risk.impact}){before}."
    if risk.target_score is not None and risk.target_by is not None:
        yield f"The target is {risk.target_score} by {words.day(risk.target_by)}."
    if risk.asks:
        yield f"*The data ask for a new score:* {risk.asks}"
    money = risk.money
    if money is not None and words.in_millions(money.high_pence, 2):
        yield (
            f"If it comes about, the deficit of {words.day(money.day)} is {span(money.low_pence, money.high_pence)} "
            f"higher (8-in-10); over all futures {millions(money.expected_pence)}."
        )


def _moved(risk: RiskFacts) -> str:
    now, before = risk.scores[-1], risk.scores[-2]
    if now.score == before.score:
        return f"unchanged since {words.day(before.day)}"
    return f"{'up' if now.score > before.score else 'down'} from {before.score} on {words.day(now.day)}"


def _listed(texts: Sequence[str]) -> str:
    return f"{'; '.join(texts)}." if texts else "nothing."


def _history(risk: RiskFacts) -> Table:
    rows = tuple((words.day(one.day), one.score, one.why) for one in reversed(risk.scores[-_MOST_SCORES:]))
    columns = (Column("Scored on"), Column("Score", Kind.COUNT), Column("Why"))
    return Table("scores", f"How the score of {risk.ref} came to be", columns, rows)


def key_risks(of: Context) -> Iterator[Item]:
    risks = [one for one in of.facts.risks if not one.is_corporate]
    if not risks:
        yield Words(_NO_REGISTER)
        return
    asking = [one for one in risks if one.asks]
    rows = tuple(_row(one) for one in risks)
    columns = (
        Column("Risk"),
        Column("Score", Kind.COUNT),
        Column("Trend"),
        Column("Live indicator"),
        Column("Limit"),
        Column("Now"),
        Column("£m range", Kind.MILLIONS),
    )
    title = f"{len(asking)} of {len(risks)} key risks ask to be scored again"
    note = (
        f"! past its limit. {_A_PERSON} £m: what the risk adds to the deficit if it comes about, 8-in-10; the ranges "
        "overlap and are not added. [z] not priced, or not in the block. [c] fewer than 5, withheld."
    )
    yield Shown(Table("risks", title, columns, rows, note))


def _row(risk: RiskFacts) -> tuple[Cell, ...]:
    shown = next((one for one in risk.indicators if one.state == _CROSSED), None) or next(
        (one for one in risk.indicators if one.state != _UNKNOWN), None
    )
    return (
        f"{risk.ref} {risk.title}",
        risk.score,
        risk.trend,
        *_indicator(shown),
        _money(risk),
    )


def _money(risk: RiskFacts) -> str | None:
    """What it adds if it comes about; None where nobody priced it or the block does not bear it."""
    money = risk.money
    if money is None or not words.in_millions(money.high_pence, 2):
        return None
    return span(money.low_pence, money.high_pence).replace("£", "").replace("m", "")


def _indicator(shown: IndicatorFacts | None) -> tuple[str, str, str]:
    if shown is None:
        return (_UNKNOWN, "", words.NOT_APPLICABLE)
    return (shown.label, shown.limit, f"{shown.now} !" if shown.state == _CROSSED else shown.now)


def prompts(of: Context) -> Iterator[Item]:
    """For a page: how many risks ask, and which."""
    asking = [one for one in of.facts.risks if one.asks]
    if not of.facts.risks:
        return
    text = f"{len(asking)} of {len(of.facts.risks)} risks ask to be scored again"
    named = words.listed([f"{one.ref} ({one.score or 'not scored'})" for one in asking])
    yield Words(f"{text}: {named}." if asking else f"{text}.")
    dear = [one for one in of.facts.risks if one.money is not None]
    if dear:
        worst = max(dear, key=lambda one: one.money.expected_pence if one.money else 0.0)
        if worst.money is not None:
            likely = f"in {chance(worst.money.prob)} futures"
            yield Words(f"The dearest of them is {worst.ref}, {worst.title}: it comes about {likely}.")
