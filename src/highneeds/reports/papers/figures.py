"""The figures of a paper from its facts: every number that a token may name, in the words in which it is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from highneeds.core import Figure, Unit
from highneeds.governance.disclosure import FEW
from highneeds.governance.papers.evidenced import withheld_measures
from highneeds.governance.papers.facts import BenchmarkFacts, PaperFacts, ProgrammeFacts, RiskFacts, TargetYear
from highneeds.governance.papers.field_class import FieldClass
from highneeds.governance.papers.figures import Figures, PaperFigure, by_key
from highneeds.governance.record import MonthRecord
from highneeds.reports import findings, words
from highneeds.reports.papers.money_words import chance, millions, span
from highneeds.rules.parameters import load_parameters

_HEADLINES = frozenset({"forecast_outturn", "forecast_variance", "children_now", "independent_children"})
_WORSE_IF_MORE = frozenset({"forecast_outturn", "forecast_variance", "independent_cost", "average_cost_forecast"})
_COUNTS = frozenset({Unit.CHILDREN, Unit.FTE})
EVIDENCED = "saving_evidenced_"
_TIMES = frozenset({"days", "weeks", "months"})


def figures_of(facts: PaperFacts) -> Figures:
    """By key; ``highneeds paper figures`` lists them."""
    return by_key(
        (
            *_of_month(facts.month),
            *_of_programme(facts),
            *_of_risks(facts.risks),
            *_of_boards(facts),
            *_of_providers(facts),
            *_of_benchmarks(facts.benchmarks),
            *_of_law(facts.meeting),
        )
    )


def slug(name: str) -> str:
    """``CFS 02`` as ``cfs_02``."""
    return re.sub(r"\W+", "_", name.casefold()).strip("_")


def _of_month(record: MonthRecord) -> Iterator[PaperFigure]:
    budget, over, forecast = findings.budget_over_forecast(record)
    that_add = {
        "block_budget": findings.tenths(budget),
        "forecast_outturn": findings.tenths(forecast),
        "forecast_variance": findings.tenths_over(over),
    }
    few_independent = FEW.is_few(words.whole(record.figure("independent_children").value))
    for figure in record.figures:
        is_withheld = _is_few(figure) or (figure.key == "independent_cost" and few_independent)
        text = that_add.get(figure.key) or _read(figure)
        yield PaperFigure(
            figure.key,
            figure.label,
            words.WITHHELD if is_withheld else text,
            f"{figure.period}, as at {words.day(figure.as_at)}",
            str(figure.basis),
            figure.source,
            "" if is_withheld else _range(figure),
            field_class=FieldClass.CHILDREN if figure.unit in _COUNTS else FieldClass.TOTAL,
            children=words.whole(figure.value) if figure.unit in _COUNTS else None,
            is_headline=figure.key in _HEADLINES,
            value=figure.value,
            worse_if_more=True if figure.key in _WORSE_IF_MORE else None,
        )
    yield _plain("as_at", "Day of the figures", words.day(record.as_at), record.snapshot)
    yield _plain("financial_year", "Financial year", str(record.financial_year), record.snapshot)
    yield _plain("draws", "Simulated futures", f"{record.draws:,}", record.snapshot)
    yield from _later(record)


def _is_few(figure: Figure) -> bool:
    return figure.unit in _COUNTS and FEW.is_few(words.whole(figure.value))


def _read(figure: Figure) -> str:
    if figure.unit is Unit.PENCE:
        is_variance = figure.key.endswith("_variance")
        return words.over_or_under(figure.value, 2) if is_variance else millions(figure.value)
    if figure.unit is Unit.PENCE_PER_CHILD_YEAR:
        return words.pounds(figure.value)
    return words.percent(figure.value) if figure.unit is Unit.SHARE else words.count(figure.value)


def _range(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return ""
    if figure.key.endswith("_variance"):
        return words.range_over(figure.low, figure.high)
    if figure.unit is Unit.PENCE:
        return span(figure.low, figure.high)
    return f"{words.count(figure.low)} to {words.count(figure.high)}"


def _later(record: MonthRecord) -> Iterator[PaperFigure]:
    """The deficit at the end of this year and of the last that is forecast."""
    balance = findings.series(record, "cumulative_balance")
    if balance is None:
        return
    now = findings.year_of(balance, str(record.financial_year))
    for key, year in (("deficit_this_year", now), ("deficit_in_five_years", balance.years[-1])):
        if year is not None:
            yield PaperFigure(
                key,
                f"Balance of the block at the end of {year.label} (plus is a deficit)",
                f"{'a deficit' if year.mean >= 0 else 'a surplus'} of {words.millions(abs(year.mean))}",
                f"31 March {int(year.label[:4]) + 1}",
                balance.basis,
                f"snapshot {record.snapshot}",
                span(year.p10, year.p90),
                value=year.mean,
                worse_if_more=True,
            )


def _of_programme(facts: PaperFacts) -> Iterator[PaperFigure]:
    programme = facts.programme
    if programme is None:
        return
    source = f"programme {programme.sha256[:12]}, {programme.draws:,} draws, seed {programme.seed}"
    yield _plain("measures", "Measures in the programme", str(len({one.ref for one in programme.lines})), source)
    flawed = {name for name, _ in programme.findings}
    yield _plain("measures_flawed", "Measures with something wrong with them", str(len(flawed)), source)
    for target in programme.targets:
        yield from _of_target(target, programme, source)
    yield from _of_measures(facts, programme, source)


def _of_measures(facts: PaperFacts, programme: ProgrammeFacts, source: str) -> Iterator[PaperFigure]:
    """This year's promise and evidence of each measure."""
    year = str(facts.month.financial_year)
    lines = [one for one in programme.lines if one.year == year]
    hidden = withheld_measures(lines, moves_said_before(facts))
    about = f"{year}, as at {words.day(facts.month.as_at)}"
    for one in lines:
        key, name = f"{slug(one.ref)}_{slug(year)}", f"{one.ref}, {year}"
        promised, evidenced = millions(one.promised_pence), millions(one.evidenced_pence)
        yield PaperFigure(f"saving_promised_{key}", f"Promised by {name}", promised, about, "as entered", source)
        yield PaperFigure(
            f"{EVIDENCED}{key}",
            f"Evidenced of {name}",
            words.WITHHELD if one.ref in hidden else evidenced,
            about,
            "by moves, prices and income that are found in what is stored",
            source,
            field_class=FieldClass.CHILDREN if one.moves_pence else FieldClass.TOTAL,
            children=len(one.moves_pence) or None,
        )


def moves_said_before(facts: PaperFacts) -> Mapping[str, tuple[int, ...]]:
    """By ref of measure, the children behind the money that each published paper showed as evidenced this year."""
    if facts.programme is None:
        return {}
    year = slug(str(facts.month.financial_year))
    refs = {one.ref for one in facts.programme.lines}
    return {
        ref: tuple(moves for key, moves in facts.shown_before if key == f"{EVIDENCED}{slug(ref)}_{year}")
        for ref in refs
    }


def _of_target(target: TargetYear, programme: ProgrammeFacts, source: str) -> Iterator[PaperFigure]:
    year, about = target.year, f"{target.year}, as at {words.day(programme.as_at)}"
    basis = "block's own money, all measures together on the same children"

    def figure(key: str, label: str, text: str, value: float, **more: object) -> PaperFigure:
        return PaperFigure(
            f"{key}_{slug(year)}",
            f"{label}, {year}",
            text,
            about,
            basis,
            source,
            value=value,
            range_text=str(more.get("range_text", "")),
            is_headline=bool(more.get("is_headline")),
            worse_if_more=False if more.get("is_headline") else None,
        )

    yield figure("saving_target", "Savings target", millions(target.target_pence), target.target_pence)
    yield figure(
        "saving_forecast",
        "Savings forecast",
        millions(target.median_pence),
        target.median_pence,
        range_text=span(target.low_pence, target.high_pence),
        is_headline=True,
    )
    yield figure("chance", "Chance of the target", chance(target.prob_weighted), target.prob_weighted, is_headline=True)
    as_planned = target.prob_as_planned
    yield figure("chance_as_planned", "Chance if every measure is delivered", chance(as_planned), as_planned)
    gap = target.target_pence - target.median_pence
    yield figure("saving_gap", "Target less forecast", millions(max(0.0, gap)), gap)
    if target.moves is not None and target.share_of_placements is not None:
        moves, share = words.count(target.moves), words.percent(target.share_of_placements, 0)
        yield figure("moves_needed", "September moves that the target asks for", moves, target.moves)
        yield figure("moves_share", "The same as a share of independent placements", share, target.share_of_placements)


def _of_risks(risks: Iterable[RiskFacts]) -> Iterator[PaperFigure]:
    known = tuple(risks)
    source = "register of risks"
    keys = [risk for risk in known if not risk.is_corporate]
    if known:
        yield _plain("key_risks", "Key risks of the programme", str(len(keys)), source)
        asking = sum(bool(risk.asks) for risk in keys)
        yield _plain("risks_asking", "Key risks that ask to be scored again", str(asking), source)
    for risk in known:
        last = risk.scores[-1] if risk.scores else None
        yield PaperFigure(
            f"risk_score_{slug(risk.ref)}",
            f"Score of risk {risk.ref}",
            "not scored" if last is None else f"{last.score} of 25",
            "" if last is None else f"scored {words.day(last.day)}",
            "likelihood by the greatest impact",
            source,
            is_headline=risk.is_corporate,
            value=None if last is None else float(last.score),
            worse_if_more=True,
        )


def _of_boards(facts: PaperFacts) -> Iterator[PaperFigure]:
    source = "boards and their decisions"
    pence = sum(pence for one in facts.waiting for _, pence in one.pence_by_year)
    day = facts.month.as_at
    about = f"as at {words.day(day)}"
    overdue = sum(one.is_overdue for one in facts.waiting)
    late = sum(one.state(facts.meeting) == "late" for one in facts.commitments)
    for key, label, text in (
        ("waiting_decisions", "Decisions not yet made", str(len(facts.waiting))),
        ("overdue_decisions", "Decisions past the day they were needed", str(overdue)),
        ("waiting_saving", "Planned savings that wait on a decision, all years", millions(pence)),
        ("commitments_late", "Commitments that are late", str(late)),
    ):
        yield PaperFigure(key, label, text, about, "counted from the record", source)


def _of_providers(facts: PaperFacts) -> Iterator[PaperFigure]:
    """Exempt, each of them: a token of it may stand in the exempt part alone."""
    taken: set[str] = set()
    for one in facts.providers:
        key = f"provider_price_{slug(one.provider)}"
        if key in taken:
            continue
        taken.add(key)
        is_few = FEW.is_few(one.children)
        yield PaperFigure(
            key,
            f"Average price at {one.provider}",
            words.WITHHELD if is_few or not one.children else words.pounds(one.pence_per_year / one.children),
            f"as at {words.day(facts.month.as_at)}",
            "what is invoiced in a year, divided by children placed",
            f"snapshot {facts.month.snapshot}",
            field_class=FieldClass.PROVIDER_PRICE,
            children=one.children,
        )


def benchmark_keys(of: BenchmarkFacts) -> tuple[tuple[str, str, str], ...]:
    """Key, whose and text of each number that is published: ours first."""
    found = (
        (f"benchmark_{of.key}", of.own_name, of.own),
        (f"benchmark_of_all_{of.key}", of.all_name, of.all),
        (f"benchmark_of_neighbours_{of.key}", "the middle of its neighbours", of.neighbours),
    )
    return tuple(one for one in found if one[2])


def _of_benchmarks(benchmarks: Iterable[BenchmarkFacts]) -> Iterator[PaperFigure]:
    for of in benchmarks:
        for key, whose, text in benchmark_keys(of):
            yield PaperFigure(key, f"{of.name}, {whose}", text, f"in {of.period}", "as published", of.source)


def _of_law(day: date) -> Iterator[PaperFigure]:
    """Time limits in force on ``day``: an author who writes of the twenty weeks takes them from here."""
    for parameter in load_parameters().values():
        if parameter.unit in _TIMES and parameter.values[0].effective <= day:
            limit = parameter.dated(day)
            text = f"{limit.value} {parameter.unit}"
            yield PaperFigure(parameter.key, parameter.label, text, "", "a limit in law", str(limit.source.title))


def _plain(key: str, label: str, text: str, source: str) -> PaperFigure:
    return PaperFigure(key, label, text, "", "counted from the record", source)
