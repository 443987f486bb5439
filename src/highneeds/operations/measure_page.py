"""What the page of one measure shows: its mechanism, money, people, evidence and history, and what may be done next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from highneeds.operations.lever_words import lever_in_words
from highneeds.operations.pages import ShownTable, month_on_show, shown
from highneeds.operations.programme_in_use import ProgrammeInUse, programme_in_use, programme_or_refuse
from highneeds.operations.programme_page import MONEY
from highneeds.operations.pseudonyms import pseudonym
from highneeds.operations.savings_ledger import Move, ledger_line, move_in
from highneeds.operations.sight import Sight, others_in_words
from highneeds.operations.slugs import ref_of
from highneeds.reports import Table, words
from highneeds.reports.papers.figures import EVIDENCED
from highneeds.reports.papers.figures import slug as paper_key
from highneeds.reports.tables import Cell, Column, Kind
from highneeds.savings import (
    Colour,
    Entry,
    Evidence,
    Guards,
    Measure,
    Rating,
    Role,
    Sort,
    State,
    findings,
    ways,
)
from highneeds.store.savings import entries, keep_override, overrides


@dataclass(frozen=True, slots=True)
class ShownEvidence:
    """``money`` is of one child's place where ``is_of_a_child``, of one provider where ``is_of_a_provider``.

    ``what`` is a child's pseudonym; ``child_key``, for the audit and the way to its page, "" of anything else.
    """

    day: date
    sort: str
    what: str
    child_key: str
    decision: str
    money: str
    matched: str
    trace: str
    is_of_a_provider: bool

    @property
    def is_of_a_child(self) -> bool:
        return bool(self.child_key)


@dataclass(frozen=True, slots=True)
class ShownStep:
    at: datetime
    change: str
    by: str
    role: str
    why: str


@dataclass(frozen=True, slots=True)
class Wait:
    what: str
    enabler: str
    ref: str
    when: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class MeasurePage:
    """``stops``: what keeps it from approval. ``moves``: states the programme may take it to; ``agrees``: finance.
    ``paper_figures``: keys of the figures that papers have of its money; none where they have none.
    """

    slug: str
    ref: str
    name: str
    workstream: str
    kind: str
    owner: str
    state: State
    lead: str
    facts: tuple[tuple[str, str], ...]
    levers: tuple[str, ...]
    waits: tuple[Wait, ...]
    harmed: str
    guards: tuple[tuple[str, tuple[str, ...]], ...]
    money: ShownTable
    delivery: Rating
    money_rating: Rating
    evidence: tuple[ShownEvidence, ...]
    other_evidence: str
    steps: tuple[ShownStep, ...]
    stops: tuple[str, ...]
    looks: tuple[str, ...]
    moves: tuple[State, ...]
    agrees: tuple[State, ...]
    others: tuple[tuple[str, str], ...]
    paper_figures: tuple[str, ...]

    @property
    def is_for_finance(self) -> bool:
        """Whether its next step is finance's."""
        return self.state in {State.EVIDENCED, State.FINANCE_AGREED}


def measure_page(slug: str, sight: Sight) -> MeasurePage | None:
    """None for a measure that the programme in use does not have. Evidence of a child is of one whom ``sight`` sees."""
    found = programme_in_use()
    ref = None if found is None else ref_of(slug, (one.ref for one in found.programme.measures))
    if found is None or ref is None:
        return None
    measure = next(one for one in found.programme.measures if one.ref == ref)
    kept = entries()
    entry = kept.get(ref, Entry(ref))
    this_year = next(line for line in found.of_year(found.this_year) if line.measure is measure)
    line = ledger_line(this_year, kept, overrides(), found.as_at)
    wrong = [one for one in findings(found.programme, as_at=found.as_at) if one.ref == ref]
    hidden = sight.hidden_among(one.what for one in entry.evidence if one.sort is Sort.MOVE)
    evidence = [one for one in entry.evidence if not (one.sort is Sort.MOVE and one.what in hidden)]
    return MeasurePage(
        slug=slug,
        paper_figures=_paper_figures(found, ref),
        ref=ref,
        name=measure.name,
        workstream=words.sentence(measure.workstream),
        kind=measure.kind.value,
        owner=measure.owner or "nobody",
        state=entry.state,
        lead=_lead(measure, entry),
        facts=tuple(_facts(measure)),
        levers=tuple(map(lever_in_words, measure.levers)),
        waits=tuple(_waits(measure, found.as_at)),
        harmed=measure.could_be_harmed,
        guards=tuple(_guards(measure)),
        money=shown(_money(found, measure)),
        delivery=line.delivery,
        money_rating=line.money,
        evidence=tuple(map(_evidence, evidence)),
        other_evidence=others_in_words(len(entry.evidence) - len(evidence), "piece"),
        steps=tuple(_steps(entry)),
        stops=tuple(words.sentence(one.words) for one in wrong if one.stops),
        looks=tuple(words.sentence(one.words) for one in wrong if not one.stops),
        moves=ways(entry.state, Role.PROGRAMME),
        agrees=ways(entry.state, Role.FINANCE),
        others=tuple((one.ref, one.name) for one in found.programme.measures if one.ref != ref),
    )


def _paper_figures(found: ProgrammeInUse, ref: str) -> tuple[str, ...]:
    """Promised and evidenced this year: a paper has them of a measure that was run in the month's year."""
    month = month_on_show()
    if month is None or found.run_line(ref, month.financial_year) is None:
        return ()
    key = f"{paper_key(ref)}_{paper_key(str(month.financial_year))}"
    return (f"saving_promised_{key}", f"{EVIDENCED}{key}")


def _lead(measure: Measure, entry: Entry) -> str:
    return f"{words.sentence(measure.kind)}. It stands at {entry.state}; {measure.owner or 'nobody'} answers for it."


def _facts(measure: Measure) -> Iterator[tuple[str, str]]:
    yield "Workstream", words.sentence(measure.workstream)
    yield "Kind of saving", words.sentence(measure.kind)
    yield "Owner", measure.owner or "nobody"
    yield "Delivery", f"{measure.delivery}: {words.percent(measure.weight, 0)} of it is counted on"
    yield "Evidence for it", f"{measure.evidence or 'none'}{f' ({measure.source})' if measure.source else ''}"
    spent = [f"{words.pounds(pence)} in {year}" for year, pence in sorted(measure.investment_pence.items()) if pence]
    yield "Investment", words.listed(spent) or "none"
    if measure.promised is not None:
        entered = [f"{words.pounds(pence)} in {year}" for year, pence in measure.promised.pence_by_year]
        yield "Promised, as entered", f"{words.listed(entered)}, {measure.promised.counting}"
    yield "Equality check", measure.equality_check.value
    yield "Legal check", measure.legal_check.value
    if measure.overlap_group:
        yield "Acts on the same children as", f"other measures of the group {measure.overlap_group}"


def _waits(measure: Measure, as_at: date) -> Iterator[Wait]:
    for one in measure.dependencies:
        if one.done is not None:
            when = f"came on {words.day(one.done)}"
        elif one.slip_months:
            months = f"{one.slip_months} month{'s' if one.slip_months > 1 else ''}"
            when = f"expected {words.day(one.comes)}, {months} later than planned"
        else:
            when = f"due {words.day(one.comes)}"
        yield Wait(words.sentence(one.what), one.enabler.value, one.ref, when, one.is_overdue(as_at))


def _guards(measure: Measure) -> Iterator[tuple[str, tuple[str, ...]]]:
    for guards in Guards:
        watched = tuple(words.sentence(one.name) for one in measure.counter_indicators if one.guards is guards)
        if watched:
            yield words.sentence(guards), watched


def _money(found: ProgrammeInUse, measure: Measure) -> Table:
    columns = (Column("Year"), *(Column(f"{each}, £", Kind.POUNDS) for each in MONEY), Column("Range of the forecast"))
    lines = [line for line in found.lines if line.measure is measure]
    rows: list[tuple[Cell, ...]] = []
    for line in lines:
        run = found.run_line(measure.ref, line.year)
        spread = "[z]"
        if run is not None and run.low_pence is not None and run.high_pence is not None:
            spread = f"{words.pounds(run.low_pence)} to {words.pounds(run.high_pence)}"
        pence = (line.promised, line.evidenced, line.agreed, line.forecast, line.at_risk)
        rows.append((str(line.year), *(None if one is None else words.whole(one / 100) for one in pence), spread))
    risk = [line for line in lines if line.at_risk]
    title = f"Money is at risk in {words.count(len(risk))} of {words.count(len(lines))} years"
    note = (
        f"{words.sentence(measure.kind)}. Forecast: the middle draw of what it adds after the measures before it; "
        "eight draws in ten are within the range. At risk: promised, and neither evidenced nor forecast."
    )
    return Table("money", title, columns, tuple(rows), note)


def _evidence(one: Evidence) -> ShownEvidence:
    is_of_a_child = one.sort is Sort.MOVE
    return ShownEvidence(
        one.day,
        one.sort.value,
        pseudonym(one.what) if is_of_a_child else one.what,
        one.what if is_of_a_child else "",
        "" if one.decision is None else one.decision.value,
        words.pounds(one.pence_per_year),
        "not matched to payments" if one.actual_pence is None else f"{words.pounds(one.actual_pence)} so far",
        one.trace,
        one.sort is Sort.PRICE,
    )


def _steps(entry: Entry) -> Iterator[ShownStep]:
    """The newest first."""
    for step in reversed(entry.steps):
        change = f"{step.before} to {step.after}"
        if step.replaced_by:
            change += f" by {step.replaced_by}"
        yield ShownStep(step.at, change, step.by, step.role.value, step.why)


def move_measure(ref: str, move: Move) -> Entry:
    """One step for a measure of the programme in use. Raises Refusal, with every reason, where it may not be taken."""
    found = programme_or_refuse()
    return move_in(found.programme, ref, move)


def colour_measure(ref: str, of: str, colour: Colour | None, *, by: str, why: str) -> None:
    """Show a colour in place of the computed one of "delivery" or "money"; None: the computed one again."""
    keep_override(ref, of, colour, by=by, why=why)
