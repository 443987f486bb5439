"""The workstreams, the targets and how likely they are, and what was promised, evidenced and forecast."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from highneeds.governance.papers.evidenced import withheld_kinds, withheld_measures
from highneeds.governance.papers.facts import MeasureLine, ProgrammeFacts, TargetYear
from highneeds.governance.papers.field_class import FieldClass
from highneeds.reports import words
from highneeds.reports.papers.charts import savings_chart, savings_in_words
from highneeds.reports.papers.context import Context
from highneeds.reports.papers.figures import moves_said_before
from highneeds.reports.papers.items import Drawing, Item, Shown, Words
from highneeds.reports.papers.money_words import chance, millions, span
from highneeds.reports.tables import Cell, Column, Kind, Table

WORKSTREAMS = {
    "case planning and review": "how need is assessed, plans reviewed and moves of phase prepared",
    "specialist teaching service": "what the service gives by law, what it gives all, and what schools buy",
    "independent placement commissioning": "how placements are found, priced and watched over",
    "sufficiency and provision": "places near home, in mainstream, in units and in special schools",
    "behaviour and inclusion": "help in school before an exclusion, with the partnerships",
    "children with medical needs": "education for children who cannot go to school",
}
_NOTHING_RUN = (
    "No programme was run on these figures, so that nothing is said of targets here. Run highneeds programme with the "
    "programme's file, then make the paper again."
)
_LIKELY, _EVEN = 0.8, 0.5


def workstreams(of: Context) -> Iterator[Item]:
    """The six, each with its measures, and this year's money."""
    programme = of.programme
    if programme is None:
        yield Words(_NOTHING_RUN)
        return
    year = str(of.facts.month.financial_year)
    rows: list[tuple[Cell, ...]] = []
    for number, (name, covers) in enumerate(WORKSTREAMS.items(), start=1):
        lines = [one for one in programme.lines if one.workstream == name and one.year == year]
        rows.append((f"{number} {words.sentence(name)}", words.sentence(covers), _named(lines), _owners(lines)))
    columns = (Column("Workstream"), Column("What it works on"), Column("Measures"), Column("Who answers"))
    without = [
        words.sentence(name) for name in WORKSTREAMS if not any(one.workstream == name for one in programme.lines)
    ]
    title = "Each of the six workstreams has a measure" if not without else f"No measure yet: {words.listed(without)}"
    yield Shown(Table("workstreams", title, columns, tuple(rows), ""))


def _named(lines: Sequence[MeasureLine]) -> str:
    return "; ".join(f"{one.ref} {one.name} ({one.state})" for one in lines) or "none"


def _owners(lines: Sequence[MeasureLine]) -> str:
    return "; ".join(dict.fromkeys(one.owner or "nobody yet" for one in lines)) or words.NOT_APPLICABLE


def targets(of: Context) -> Iterator[Item]:
    """What was promised to whom, the range of what is forecast, and the chance of each target."""
    programme = of.programme
    if programme is None:
        yield Words(_NOTHING_RUN)
        return
    now = of.target(str(of.facts.month.financial_year))
    if now is not None:
        yield Words(_kept(now))
    yield Words(
        "A saving is what would otherwise be spent; it never changes the budget. All measures are simulated together "
        f"on the same children, {programme.draws:,} times. *Weighted* counts each measure as often as its delivery "
        "confidence has it come about."
    )
    if programme.targets:
        table = _target_table(programme)
        large = savings_chart(programme, is_narrow=True)
        yield Shown(table, Drawing(savings_chart(programme), savings_in_words(programme), large=large))
    needed = [needs for one in programme.targets if (needs := _must_be_true(one))]
    if needed:
        yield Words(f"*What must be true.* {' '.join(needed)}")
    missing = sorted({name for name, _ in programme.findings})
    if missing:
        yield Shown(_finding_table(programme, len(missing)))


def _kept(now: TargetYear) -> str:
    verdict = "is likely to be missed"
    if now.prob_weighted >= _EVEN:
        verdict = "is likely to be met" if now.prob_weighted >= _LIKELY else "may be met"
    return (
        f"The target of {now.year}, {millions(now.target_pence)}, *{verdict}*: {millions(now.median_pence)} is "
        f"forecast (8-in-10 range {span(now.low_pence, now.high_pence)}), and the chance is "
        f"*{chance(now.prob_weighted)}*."
    )


def _target_table(programme: ProgrammeFacts) -> Table:
    columns = (
        Column("Year"),
        Column("Target", Kind.MILLIONS),
        Column("Forecast", Kind.MILLIONS),
        Column("Range", Kind.MILLIONS),
        Column("Chance, weighted", Kind.MILLIONS),
        Column("Chance, all delivered", Kind.MILLIONS),
        Column("September moves", Kind.COUNT),
        Column("More for an even chance", Kind.COUNT),
    )
    rows = tuple(
        (
            one.year,
            words.in_millions(one.target_pence, 2),
            words.in_millions(one.median_pence, 2),
            _bare(one.low_pence, one.high_pence),
            chance(one.prob_weighted),
            chance(one.prob_as_planned),
            *_moves(one),
        )
        for one in programme.targets
    )
    met = sum(one.prob_weighted >= _EVEN for one in programme.targets)
    title = f"{met} of {len(programme.targets)} yearly targets are more likely to be met than missed"
    note = (
        "£m; targets are running totals where they were entered so. In brackets: moves as a share of the placements "
        f"to move from. {programme.move_in_words}"
    ).strip()
    return Table("targets", title, columns, rows, note)


def _moves(one: TargetYear) -> tuple[str | None, int | None]:
    """What the whole target asks for, and what is still missing for an even chance."""
    if one.moves is None or one.share_of_placements is None:
        return None, None
    share = words.percent(one.share_of_placements, 0)
    further = None if one.further_moves is None else words.whole(one.further_moves)
    return f"{words.count(one.moves)} ({share})", further


def _must_be_true(one: TargetYear) -> str:
    """For an even chance of one year's target; nothing where it has one and hangs on no single measure."""
    said = []
    if one.further_moves and words.whole(one.further_moves):
        said.append(f"{words.count(one.further_moves)} more September moves than are forecast")
    if one.stretch is not None:
        name, factor = one.stretch
        said.append(f'"{name}" to save {factor:.1f} times what is forecast of it')
    if said:
        return f"{one.year}: an even chance needs {', or '.join(said)}."
    if one.must_deliver:
        return f"{one.year}: without any one of {words.listed(one.must_deliver)} the target is missed."
    return ""


def _finding_table(programme: ProgrammeFacts, flawed: int) -> Table:
    by_measure: dict[str, list[str]] = {}
    for name, what in programme.findings:
        by_measure.setdefault(name, []).append(what)
    rows = tuple(
        (name, f"{words.sentence('; '.join(one.rstrip('.') for one in what))}.") for name, what in by_measure.items()
    )
    columns = (Column("Measure"), Column("What is wrong"))
    have = "measure is" if flawed == 1 else "measures are"
    return Table("findings", f"{flawed} {have} not in order", columns, rows)


def progress(of: Context) -> Iterator[Item]:
    """By measure: promised, evidenced, forecast; kinds of saving apart, since they have no sum."""
    programme = of.programme
    if programme is None:
        return
    year = str(of.facts.month.financial_year)
    lines = [one for one in programme.lines if one.year == year]
    next_year = next((one.year for one in programme.lines if one.year > year), None)
    later = {one.ref: one for one in programme.lines if one.year == next_year}
    hidden = withheld_measures(lines, moves_said_before(of.facts))
    rows: list[tuple[Cell, ...]] = []
    for kind in dict.fromkeys(one.kind for one in lines):
        of_kind = [one for one in lines if one.kind == kind]
        rows += [(*_now(one, one.ref in hidden), *_later(later.get(one.ref), next_year)) for one in of_kind]
        if len(of_kind) > 1:
            is_hidden = kind in withheld_kinds(lines, hidden)
            of_later = [later[one.ref] for one in of_kind if one.ref in later]
            rows.append((*_sum_now(kind, of_kind, is_hidden=is_hidden), *_sum_later(of_later, next_year)))
    note = (
        "£m. Forecast is the middle draw of what a measure adds after those before it; below nought it costs more than "
        "it saves. Kinds of saving have no common sum. [z] not applicable, or no mechanism."
    )
    if hidden:
        note += " [c]: the sum would tell what few children cost, or another could be worked out from it."
    title = _progress_title(lines, hidden, year)
    table = Table("progress", title, _progress_columns(year, next_year), tuple(rows), note)
    yield Shown(table, field_class=FieldClass.CHILDREN)


def _progress_title(lines: Sequence[MeasureLine], hidden: frozenset[str], year: str) -> str:
    evidenced = [one for one in lines if one.evidenced_pence > 0]
    if not evidenced:
        return f"Nothing promised for {year} is evidenced yet"
    if hidden:
        return f"{len(evidenced)} of {len(lines)} measures have evidence for {year}; some of its money is withheld"
    return f"{len(evidenced)} of {len(lines)} measures have evidence for {year}"


def _progress_columns(year: str, next_year: str | None) -> tuple[Column, ...]:
    named = ("Promised", "Evidenced", "Forecast", "Range")
    columns = (Column("Measure"), Column("State"), *(Column(name, Kind.MILLIONS, year) for name in named))
    if next_year is None:
        return columns
    return (*columns, *(Column(name, Kind.MILLIONS, next_year) for name in ("Promised", "Forecast")))


def _now(one: MeasureLine, is_hidden: bool) -> tuple[Cell, ...]:  # noqa: FBT001 - what its only caller asks of each line
    has_range = one.low_pence is not None and one.high_pence is not None
    return (
        f"{one.ref} {one.name}",
        one.state,
        words.in_millions(one.promised_pence, 2),
        words.WITHHELD if is_hidden else words.in_millions(one.evidenced_pence, 2),
        None if one.forecast_pence is None else words.in_millions(one.forecast_pence, 2),
        _bare(one.low_pence or 0.0, one.high_pence or 0.0) if has_range else None,
    )


def _later(one: MeasureLine | None, year: str | None) -> tuple[Cell, ...]:
    if year is None:
        return ()
    if one is None:
        return (None, None)
    forecast = None if one.forecast_pence is None else words.in_millions(one.forecast_pence, 2)
    return (words.in_millions(one.promised_pence, 2), forecast)


def _sum_now(kind: str, lines: Sequence[MeasureLine], *, is_hidden: bool) -> tuple[Cell, ...]:
    promised, evidenced = sum(one.promised_pence for one in lines), sum(one.evidenced_pence for one in lines)
    shown = words.WITHHELD if is_hidden else words.in_millions(evidenced, 2)
    return (f"All: {kind}", "", words.in_millions(promised, 2), shown, None, None)


def _sum_later(lines: Sequence[MeasureLine], year: str | None) -> tuple[Cell, ...]:
    return () if year is None else (words.in_millions(sum(one.promised_pence for one in lines), 2), None)


def _bare(low: float, high: float) -> str:
    """A range in a table of £m."""
    return span(low, high).replace("£", "").replace("m", "")


def guards(of: Context) -> Iterator[Item]:
    """What must not get worse while the money falls."""
    programme = of.programme
    if programme is None or not programme.guards:
        return
    rows: dict[str, dict[str, list[str]]] = {}
    for measure, sort, what in programme.guards:
        rows.setdefault(measure, {}).setdefault(sort, []).append(what)
    cells = tuple(
        (
            name,
            "; ".join(by_sort.get("statutory duty", [])) or "none named",
            "; ".join(by_sort.get("quality", [])) or "none named",
        )
        for name, by_sort in rows.items()
    )
    columns = (Column("Measure"), Column("Statutory duty"), Column("Quality"))
    without = [name for name, duty, quality in cells if "none named" in {duty, quality}]
    title = "What must not get worse while a measure is delivered"
    note = f"Without one of the two: {words.listed(without)}." if without else ""
    yield Shown(Table("guards", title, columns, cells, note))


def in_a_glance(of: Context) -> Iterator[Item]:
    """For one page: each target with its range and chance."""
    programme = of.programme
    if programme is None or not programme.targets:
        yield Words(_NOTHING_RUN)
        return
    rows = tuple(
        (
            one.year,
            words.in_millions(one.target_pence, 2),
            words.in_millions(one.median_pence, 2),
            _bare(one.low_pence, one.high_pence),
            chance(one.prob_weighted),
        )
        for one in programme.targets
    )
    numbers = (Column(name, Kind.MILLIONS) for name in ("Target", "Forecast", "8-in-10 range", "Chance"))
    first = programme.targets[0]
    drawing = Drawing(savings_chart(programme, is_narrow=True), savings_in_words(programme), is_narrow=True)
    yield Shown(Table("glance", _kept(first).replace("*", ""), (Column("£m"), *numbers), rows), drawing)
