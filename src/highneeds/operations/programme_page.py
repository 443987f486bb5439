"""What the page of the programme shows: targets and chances, money by workstream and kind, and each measure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from highneeds.core import FinancialYear
from highneeds.governance.papers.facts import TargetYear
from highneeds.operations.pages import Drawing, ShownTable, drawn, shown
from highneeds.operations.profile_chart import described as profile_in_words
from highneeds.operations.profile_chart import profile_chart
from highneeds.operations.programme_chart import SavedYear, programme_chart
from highneeds.operations.programme_chart import described as saved_in_words
from highneeds.operations.programme_in_use import ProgrammeInUse, programme_in_use
from highneeds.operations.savings_ledger import LedgerLine, ledger_line
from highneeds.operations.series_chart import described as series_in_words
from highneeds.operations.series_chart import of_series, series_chart
from highneeds.operations.slugs import slug_of
from highneeds.reports import Table, words
from highneeds.reports.tables import Cell, Column, Kind
from highneeds.savings import Kind as SavingKind
from highneeds.savings import MeasureYear, Rating, Workstream, findings
from highneeds.store.savings import entries, overrides

MONEY = ("Promised", "Evidenced", "Finance agreed", "Forecast", "At risk")


@dataclass(frozen=True, slots=True)
class ShownMeasure:
    """One measure in the list, as it stands in the year."""

    slug: str
    ref: str
    name: str
    workstream: str
    kind: str
    owner: str
    state: str
    delivery: Rating
    money: Rating


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """Of one ``year``. Drawings and ``targets`` are None where nothing was run or the programme has no target."""

    name: str
    lead: str
    year: str
    years: tuple[str, ...]
    made: str
    targets: ShownTable | None
    saved: Drawing | None
    streams: ShownTable
    kinds: ShownTable
    profile: Drawing
    series: Drawing | None
    measures: tuple[ShownMeasure, ...]
    wrong: tuple[tuple[str, tuple[str, ...]], ...]


def programme_page(year: str = "") -> ProgrammePage | None:
    """Of the programme in use, in the year named, else in the first; None before the first run."""
    found = programme_in_use()
    if found is None:
        return None
    chosen = next((one for one in found.years if str(one) == year), found.this_year)
    kept, said = entries(), overrides()
    lines = [ledger_line(line, kept, said, found.as_at) for line in found.of_year(chosen)]
    return ProgrammePage(
        name=found.programme.name,
        lead=_lead(found),
        year=str(chosen),
        years=tuple(map(str, found.years)),
        made=_made(found),
        targets=_shown(targets_table(found)),
        saved=_saved(found),
        streams=shown(streams_table(found, chosen)),
        kinds=shown(kinds_table(found, chosen)),
        profile=_profile(found),
        series=_series(found),
        measures=tuple(
            _measure(line) for stream in Workstream for line in lines if line.year.measure.workstream is stream
        ),
        wrong=tuple(_wrong(found)),
    )


def _lead(found: ProgrammeInUse) -> str:
    targets = () if found.run is None else found.run.targets
    first = next((one for one in targets if one.year >= str(found.this_year)), None)
    if first is None:
        return "Nobody can say whether the programme meets its target: it has none for these years, or was not run."
    return (
        f"The target of {first.year} is {words.millions(first.target_pence, 2)}. All measures together are forecast to "
        f"save {words.millions(first.median_pence, 2)} ({words.millions(first.low_pence, 2)} to "
        f"{words.millions(first.high_pence, 2)}): the chance that the target is met is {_chance(first.prob_weighted)}."
    )


def _chance(prob: float) -> str:
    return f"{words.whole(100 * prob)} in 100"


def _made(found: ProgrammeInUse) -> str:
    if found.run is None:
        return f"Read from {found.kept.file_name}. Nothing was simulated, so that nothing is forecast."
    run = found.run
    return (
        f"Simulated from {found.kept.file_name} on data as at {words.day(run.as_at)}: all measures together, in order, "
        f"on the same {run.draws:,} draws, seed {run.seed}. The ledger is as it stands now."
    )


def _shown(table: Table | None) -> ShownTable | None:
    return None if table is None else shown(table)


def targets_table(found: ProgrammeInUse) -> Table | None:
    """Each year's target with the volume it asks for beside it, what is forecast, and how likely it is."""
    targets = () if found.run is None else found.run.targets
    if not targets or found.run is None:
        return None
    columns = (
        Column("Year"),
        Column("Target, £m", Kind.MILLIONS),
        Column("Volume needed: moves in September"),
        Column("Forecast, £m", Kind.MILLIONS),
        Column("Range, £m", Kind.MILLIONS),
        Column("Chance if all is delivered", Kind.COUNT),
        Column("Chance by delivery confidence", Kind.COUNT),
        Column("What must be true"),
    )
    likely = sum(one.prob_weighted >= 0.5 for one in targets)  # noqa: PLR2004 - an even chance
    title = f"{words.count(likely)} of {words.count(len(targets))} yearly targets are more likely met than not"
    note = (
        f"{found.run.move_in_words} A range holds eight draws in ten. The chance by delivery confidence has each "
        "measure come about as surely as its owner says it will."
    )
    return Table("targets", title, columns, tuple(_target_row(one) for one in targets), note.strip())


def _target_row(one: TargetYear) -> tuple[Cell, ...]:
    return (
        one.year,
        words.in_millions(one.target_pence, 2),
        _volume(one),
        words.in_millions(one.median_pence, 2),
        f"{_millions(one.low_pence)} to {_millions(one.high_pence)}",
        _chance(one.prob_as_planned),
        _chance(one.prob_weighted),
        _must_be_true(one),
    )


def _volume(one: TargetYear) -> str:
    if one.moves is None:
        return "the data cannot say"
    share = one.share_of_placements
    reach = "" if share is None else f", {words.percent(share, 0)} of the placements"
    return (
        f"{words.count(one.moves)} moves{reach if share is None or share <= 1 else ', more than there are placements'}"
    )


def _must_be_true(one: TargetYear) -> str:
    if one.prob_as_planned >= 0.5:  # noqa: PLR2004 - an even chance
        if not one.must_deliver:
            return "It stands without any one of the measures."
        return f"It needs each of {words.listed(one.must_deliver)}."
    parts = []
    if one.further_moves is not None:
        parts.append(f"{words.count(one.further_moves)} more moves in September than are forecast")
    if one.stretch is not None:
        parts.append(f"{one.stretch[0]} doing {one.stretch[1]:.1f} times what is forecast of it")
    return f"For an even chance: {', or '.join(parts)}." if parts else "No measure saves anything in it."


def _millions(pence: float) -> str:
    value = words.in_millions(pence, 2)
    return f"{words.MINUS if value < 0 else ''}{abs(value):,}"


def _saved(found: ProgrammeInUse) -> Drawing | None:
    if not found.kept.years or found.run is None:
        return None
    targets = {one.year: float(one.target_pence) for one in found.run.targets}
    years = [SavedYear(one.year, *one.saved, targets.get(one.year)) for one in found.kept.years]
    short = [one for one in years if one.target is not None and one.middle < one.target]
    of = sum(one.target is not None for one in years)
    finding = f"The middle forecast falls short of the target in {words.count(len(short))} of {words.count(of)} years"
    columns = (
        Column("Year"),
        Column("Target", Kind.MILLIONS),
        *(Column(name, Kind.MILLIONS) for name in ("1 in 10 below", "Middle", "9 in 10 below")),
    )
    rows = tuple(
        (
            one.year,
            None if one.target is None else words.in_millions(one.target, 2),
            *(words.in_millions(pence, 2) for pence in (one.low, one.middle, one.high)),
        )
        for one in years
    )
    table = Table("saved", finding, columns, rows, saved_in_words(years))
    return drawn(table, programme_chart(years), programme_chart(years, is_narrow=True), _SAVED)


_SAVED = "£ million saved in the financial year by all measures together"
_PROFILE = "£ million in the financial year, by year and kind"
_COST = "£ million: cost of placements and places in the financial year, with investment where measures act"


def streams_table(found: ProgrammeInUse, year: FinancialYear) -> Table:
    """Money by workstream and kind. Kinds stand in rows of their own, and nothing is summed over them."""
    columns = (
        Column("Workstream"),
        Column("Kind of saving"),
        *(Column(f"{each}, £m", Kind.MILLIONS) for each in MONEY),
    )
    rows: list[tuple[Cell, ...]] = []
    of_year = found.of_year(year)
    for stream in Workstream:
        mine = [line for line in of_year if line.measure.workstream is stream]
        rows += _kind_rows(mine, words.sentence(stream)) or [(words.sentence(stream), "no measure", *(None,) * 5)]
    short = sum(line.at_risk > 0 for line in of_year)
    title = f"In {year} {words.count(short)} of {words.count(len(of_year))} measures bring less than they promised"
    note = (
        "At risk: promised, and neither evidenced nor forecast. Forecast: the middle draw of what a measure adds after "
        "those before it; [z] where no mechanism is known. Kinds of saving are never added."
    )
    return Table("workstreams", title, columns, tuple(rows), note)


def _kind_rows(lines: Sequence[MeasureYear], first: str) -> list[tuple[Cell, ...]]:
    return [
        (first, str(kind), *_money([line for line in lines if line.measure.kind is kind]))
        for kind in SavingKind
        if any(line.measure.kind is kind for line in lines)
    ]


def _money(lines: Sequence[MeasureYear]) -> tuple[Cell, ...]:
    forecasts = [line.forecast for line in lines if line.forecast is not None]
    return (
        words.in_millions(sum(line.promised for line in lines), 2),
        words.in_millions(sum(line.evidenced for line in lines), 2),
        words.in_millions(sum(line.agreed for line in lines), 2),
        words.in_millions(sum(forecasts), 2) if forecasts else None,
        words.in_millions(sum(line.at_risk for line in lines), 2),
    )


def kinds_table(found: ProgrammeInUse, year: FinancialYear) -> Table:
    """The same by kind alone."""
    columns = (
        Column("Kind of saving"),
        Column("This year's budget"),
        *(Column(f"{each}, £m", Kind.MILLIONS) for each in MONEY),
    )
    lines = found.of_year(year)
    rows = tuple(
        (
            words.sentence(kind),
            "falls" if kind.lowers_the_budget else "does not fall",
            *_money([line for line in lines if line.measure.kind is kind]),
        )
        for kind in SavingKind
        if any(line.measure.kind is kind for line in lines)
    )
    cashable = sum(line.promised for line in lines if line.measure.kind.lowers_the_budget)
    title = f"{words.millions(cashable, 2)} of what is promised for {year} would lower the budget"
    note = "There is no total: avoided growth and cost moved elsewhere never lower this year's budget."
    return Table("kinds", title, columns, rows, note)


def profile_table(found: ProgrammeInUse) -> Table:
    """Every year and kind."""
    columns = (Column("Year"), Column("Kind of saving"), *(Column(each, Kind.MILLIONS) for each in MONEY))
    rows = tuple(row for year in found.years for row in _kind_rows(found.of_year(year), str(year)))
    last = found.years[-1]
    risk = sum(line.at_risk > 0 for line in found.of_year(last))
    title = f"By {last} {words.count(risk)} of {words.count(len(found.programme.measures))} measures have money at risk"
    return Table("benefits", title, columns, rows, profile_in_words(found.lines))


def _profile(found: ProgrammeInUse) -> Drawing:
    wide, narrow = (profile_chart(found.lines, is_narrow=narrow) for narrow in (False, True))
    return drawn(profile_table(found), wide, narrow, _PROFILE)


def series_table(found: ProgrammeInUse) -> Table | None:
    """Unmitigated, risk-weighted and mitigated cost, each year, with ranges."""
    years = found.kept.years
    if not years:
        return None
    columns = (
        Column("Year"),
        *(
            Column(name, Kind.MILLIONS, words.sentence(series))
            for series, _ in of_series(years[0])
            for name in ("Middle", "Range")
        ),
    )
    rows = tuple(
        (
            year.year,
            *(
                cell
                for _, (low, middle, high) in of_series(year)
                for cell in (words.in_millions(middle, 2), f"{_millions(low)} to {_millions(high)}")
            ),
        )
        for year in years
    )
    last = years[-1]
    less = last.unmitigated[1] - last.risk_weighted[1]
    side = "lower" if less >= 0 else "higher"
    title = (
        f"In {last.year} cost is {words.millions(abs(less), 2)} {side} by what may be counted on, "
        f"{words.millions(abs(last.unmitigated[1] - last.mitigated[1]), 2)} by all of it"
    )
    return Table("series", title, columns, rows, series_in_words(years))


def _series(found: ProgrammeInUse) -> Drawing | None:
    table = series_table(found)
    if table is None:
        return None
    years = found.kept.years
    return drawn(table, series_chart(years), series_chart(years, is_narrow=True), _COST)


def _measure(line: LedgerLine) -> ShownMeasure:
    measure = line.year.measure
    return ShownMeasure(
        slug_of(measure.ref),
        measure.ref,
        measure.name,
        words.sentence(measure.workstream),
        measure.kind.value,
        measure.owner or "nobody",
        line.entry.state.value,
        line.delivery,
        line.money,
    )


def _wrong(found: ProgrammeInUse) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Findings by measure, in order."""
    named: dict[str, list[str]] = {}
    for one in findings(found.programme, as_at=found.as_at):
        name = f"{one.ref} {one.name}".strip() or "The programme"
        named.setdefault(name, []).append(words.sentence(one.words))
    for name, every in named.items():
        yield name, tuple(every)


TABLES: Mapping[str, Callable[[ProgrammeInUse, FinancialYear], Table | None]] = {
    "targets": lambda found, _: targets_table(found),
    "workstreams": streams_table,
    "kinds": kinds_table,
    "benefits": lambda found, _: profile_table(found),
    "series": lambda found, _: series_table(found),
}
"""Those that can be downloaded."""


def programme_table(name: str, year: str) -> Table | None:
    """One of ``TABLES`` for a download; None where there is none such."""
    found = programme_in_use()
    if found is None or name not in TABLES:
        return None
    chosen = next((one for one in found.years if str(one) == year), found.this_year)
    return TABLES[name](found, chosen)
