"""What the page of one risk shows: cause to consequence, score and history, what holds it, live indicators, money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from highneeds.governance.risk_run import RiskDraws, RiskOnOff
from highneeds.operations.pages import Drawing, ShownTable, drawn, shown
from highneeds.operations.risk_dots import described, dots_chart
from highneeds.operations.risk_matrix import ShownMatrix, matrix_of
from highneeds.operations.risks import risks_of_council, score_risk
from highneeds.operations.slugs import ref_of
from highneeds.reports import Table, words
from highneeds.reports.papers.figures import slug as paper_key
from highneeds.reports.tables import Column, Kind
from highneeds.risk import History, ImpactOn, Matrix, Standing
from highneeds.risk.known_measures import KNOWN_MEASURES
from highneeds.store.governance_files import file_in_use
from highneeds.store.kept_records import ON_AND_OFF, record_in_use
from highneeds.store.setup import open_store

_LABELS = {key: measure.label for key, measure in KNOWN_MEASURES.items()}


@dataclass(frozen=True, slots=True)
class ShownIndicator:
    """``about``: what it is of, as at when and from where; why there is no value where there is none."""

    label: str
    definition: str
    now: str
    limit: str
    state: str
    bears_on: str
    about: str
    counter: str


@dataclass(frozen=True, slots=True)
class ShownScore:
    day: date
    score: str
    change: str
    by: str
    why: str
    evidence: str
    answers: str


@dataclass(frozen=True, slots=True)
class RiskPage:
    """``asks``: why a person should score it again, empty where nothing asks. ``money`` None: nothing was run of it.
    ``paper_figure``: the key of its score in papers.
    """

    slug: str
    ref: str
    title: str
    causes: tuple[str, ...]
    event: str
    consequences: tuple[str, ...]
    lead: str
    asks: str
    suggests: str
    facts: tuple[tuple[str, str], ...]
    matrix: ShownMatrix
    indicators: tuple[ShownIndicator, ...]
    scores: tuple[ShownScore, ...]
    money: Drawing | None
    money_note: str
    controls: ShownTable
    actions: ShownTable
    flags: tuple[str, ...]
    steps: tuple[tuple[str, str, tuple[tuple[int, str], ...]], ...]
    current: Mapping[str, int]
    paper_figure: str


def risk_page(slug: str) -> RiskPage | None:
    """None without a register, or for a risk that is not in it."""
    open_store()
    if file_in_use("risks") is None:
        return None
    view = risks_of_council()
    ref = ref_of(slug, (one.risk.ref for one in view.standings))
    if ref is None:
        return None
    one, matrix = view.standing(ref), view.file.register.matrix
    run = record_in_use("risk money", ON_AND_OFF, RiskDraws)
    of_risk = next((each for each in run.risks if each.risk == ref), None) if run is not None else None
    return RiskPage(
        slug=slug,
        paper_figure=f"risk_score_{paper_key(ref)}",
        ref=ref,
        title=one.risk.title,
        causes=one.risk.causes,
        event=one.risk.event,
        consequences=one.risk.consequences,
        lead=_lead(one, matrix),
        asks="" if one.prompt is None else one.prompt.in_words(_LABELS).removeprefix(f"{ref}: "),
        suggests=_suggests(of_risk, matrix),
        facts=tuple(_facts(one, matrix)),
        matrix=matrix_of(view, ref),
        indicators=tuple(_indicators(one)),
        scores=tuple(_scores(one.history, matrix)),
        money=None if run is None or of_risk is None else _money(run, of_risk),
        money_note=_money_note(run, of_risk, ref),
        controls=shown(_controls(one)),
        actions=shown(_actions(one, view.day)),
        flags=one.flags,
        steps=tuple(_steps(matrix)),
        current=_current(one),
    )


def _lead(one: Standing, matrix: Matrix) -> str:
    current = one.history.current
    if current is None:
        return f"Nobody has scored it yet. {one.risk.owner} answers for it."
    return (
        f"Scored {current.assessment.in_words(matrix)}, on {words.day(current.scored_on)}; over twelve months "
        f"{one.trend}. {one.risk.owner} answers for it."
    )


def _suggests(run: RiskOnOff | None, matrix: Matrix) -> str:
    if run is None or run.suggested_likelihood is None or run.suggested_money is None:
        return ""
    likelihood, money = run.suggested_likelihood, run.suggested_money
    return (
        f"The money speaks for likelihood {likelihood} ({matrix.likelihoods[likelihood - 1]}) and money {money} "
        f"({matrix.impacts[money - 1]}); a person decides."
    )


def _facts(one: Standing, matrix: Matrix) -> Iterator[tuple[str, str]]:
    risk = one.risk
    if risk.corporate_ref:
        yield "Corporate register", risk.corporate_ref
    yield "Category", risk.category
    yield "Before any control", risk.inherent.in_words(matrix)
    current = one.history.current
    if current is not None:
        impacts = ", ".join(f"{on} {step}" for on, step in current.assessment.impacts.items())
        yield "Now", f"{current.assessment.in_words(matrix)}; likelihood {current.assessment.likelihood}, {impacts}"
    if risk.target is not None:
        yield "Target", f"{risk.target.assessment.in_words(matrix)}, by {words.day(risk.target.by)}"
    yield "Appetite", _appetite(one)
    yield "Response", risk.response.value
    yield "How soon it could come", risk.proximity.value
    yield "Looked at by", words.listed(risk.boards) or "no board"
    if risk.decisions:
        yield "Waits on", words.listed([f"decision {ref}" for ref in risk.decisions])
    yield "Reviewed", f"every {risk.review_months} months"


def _appetite(one: Standing) -> str:
    if one.gap is None or one.gap.over_appetite is None:
        return "nobody has said how much is borne"
    over = one.gap.over_appetite
    return f"{over} above what is borne" if over > 0 else "within what is borne"


def _indicators(one: Standing) -> Iterator[ShownIndicator]:
    for seen in one.watched:
        reading, measure = seen.reading, seen.measure
        about = ""
        if reading is not None and reading.value is not None:
            about = f"{measure.period}, as at {words.day(reading.as_at)}, from {reading.source}"
            if reading.given_by:
                about += f", given by {reading.given_by}"
        counter = "" if measure.counter is None else _LABELS[measure.counter]
        yield ShownIndicator(
            measure.label,
            measure.definition,
            words.sentence(seen.now_in_words()),
            seen.indicator.limit_in_words(measure),
            seen.state.value,
            seen.indicator.bears_on.value,
            about,
            counter,
        )


def _scores(history: History, matrix: Matrix) -> Iterator[ShownScore]:
    """The newest first."""
    for position, score in reversed(list(enumerate(history.scores))):
        yield ShownScore(
            score.scored_on,
            score.assessment.in_words(matrix),
            history.change_in_words(position),
            score.scored_by,
            score.why,
            score.evidence,
            words.listed([_LABELS.get(key, key) for key in score.answers]),
        )


def _money(run: RiskDraws, one: RiskOnOff) -> Drawing:
    past = ""
    if one.past_limit_on is not None and one.past_limit_off is not None:
        past = (
            f"The chance of passing the deficit limit is {words.percent(one.past_limit_on, 0)} with the risk and "
            f"{words.percent(one.past_limit_off, 0)} without it"
        )
    finding = past or f"The risk adds {words.millions(one.expected_pence, 2)} to the deficit, over all draws"
    columns = (
        Column("Deficit"),
        Column("Middle, £m", Kind.MILLIONS),
        Column("1 in 10 below, £m", Kind.MILLIONS),
        Column("9 in 10 below, £m", Kind.MILLIONS),
        Column("Past the limit"),
    )
    rows = tuple(
        (
            name,
            words.in_millions(ends[1], 2),
            words.in_millions(ends[0], 2),
            words.in_millions(ends[2], 2),
            "no limit" if prob is None else words.percent(prob, 0),
        )
        for name, ends, prob in (
            ("Risk on: as it is judged", one.on, one.past_limit_on),
            ("Risk off: as if it could not happen", one.off, one.past_limit_off),
        )
    )
    note = described(run, one)
    table = Table("risk-money", finding, columns, rows, note)
    caption = f"Deficit on {words.day(run.day)}, on the same draws"
    return drawn(table, dots_chart(run, one), dots_chart(run, one, is_narrow=True), caption)


def _money_note(run: RiskDraws | None, one: RiskOnOff | None, ref: str) -> str:
    if run is None:
        return "The money of risks was not run yet: highneeds risks money runs it."
    held = dict(run.held).get(ref)
    if held is not None:
        return f"The forecast holds it already, so that nothing is added. {held}"
    if one is None:
        return "Nobody has said what it would cost, or it would cost nothing."
    first = (
        f"It comes about in {words.percent(one.prob, 0)} of {run.draws:,} draws and adds "
        f"{words.millions(one.expected_pence, 2)} on average over all of them. One dot is 1 chance in 20; filled dots "
        "are past the limit. Every measure is in both rows; do not add the risk to the forecast again."
    )
    parts = [first]
    if one.council_expected_pence:
        parts.append(
            f"Outside the block, from the council's own funds: {words.pounds(one.council_expected_pence)} expected."
        )
    parts.append(f"Snapshot {run.snapshot}.")
    return " ".join(parts)


def _controls(one: Standing) -> Table:
    columns = tuple(map(Column, ("Control, in place now", "Owner", "Works?", "Line of assurance", "Last tested")))
    rows = tuple(
        (
            each.text,
            each.owner,
            words.sentence(each.effectiveness),
            str(each.assurance_line),
            "never" if each.tested_on is None else words.day(each.tested_on),
        )
        for each in one.risk.controls
    )
    return Table("controls", "Controls hold the score where it is", columns, rows)


def _actions(one: Standing, day: date) -> Table:
    columns = tuple(map(Column, ("Action, not yet in place", "Owner", "Due", "State", "Meant to lower")))
    rows = []
    for each in one.risk.actions:
        state = f"done {words.day(each.done_on)}" if each.done_on else "late" if each.is_late(day) else "on its way"
        lowers = [
            f"{what} by {-steps}"
            for what, steps in (("likelihood", each.likelihood_steps), ("impact", each.impact_steps))
            if steps
        ]
        rows.append(
            (each.text, each.owner, words.day(each.due), words.sentence(state), words.listed(lowers) or "nothing said")
        )
    return Table("actions", "Actions are meant to lower it", columns, tuple(rows))


def _steps(matrix: Matrix) -> Iterator[tuple[str, str, tuple[tuple[int, str], ...]]]:
    """Of the form: name, label, and each step with what it means."""
    likelihoods = tuple(
        (step, f"{step} {label}: {matrix.chance_in_words(step)}")
        for step, label in enumerate(matrix.likelihoods, start=1)
    )
    yield "likelihood", "Likelihood", likelihoods
    for on in ImpactOn:
        impacts = tuple(
            (step, f"{step} {label}" + (f": {matrix.money_in_words(step)}" if on is ImpactOn.MONEY else ""))
            for step, label in enumerate(matrix.impacts, start=1)
        )
        yield on.value, f"Impact on {on}", impacts


def _current(one: Standing) -> Mapping[str, int]:
    current = one.history.current
    if current is None:
        return {}
    return {"likelihood": current.assessment.likelihood} | {
        on.value: step for on, step in current.assessment.impacts.items()
    }


def rescore(ref: str, steps: Mapping[str, str], *, by: str, why: str, evidence: str) -> None:
    """Give the risk a score, which may be the one it has; it answers what has crossed by now. ``steps`` by name, empty
    where it stays as it was. Raises Refusal as ``score_risk``.
    """
    given = [f"{name}={step}" for name, step in steps.items() if step]
    score_risk(ref, given, by=by, why=why, evidence=evidence, on=today())


def today() -> date:
    return date.today()  # noqa: DTZ011 - the council's own calendar day
