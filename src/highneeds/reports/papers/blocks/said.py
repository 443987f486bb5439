"""What changed since the last paper, what does not reconcile, and how the figures were made."""

from __future__ import annotations

from collections.abc import Iterator

from highneeds.governance.papers.figures import Change
from highneeds.reports import annexes, words
from highneeds.reports.papers.blocks.boards import commitments
from highneeds.reports.papers.context import Context
from highneeds.reports.papers.items import Item, Shown, Words
from highneeds.reports.tables import Cell, Column, Table

_HASH_SHOWN = 12
_A_POUND = 100


def changed(of: Context) -> Iterator[Item]:
    """Headline figures beside those of the last paper, each with its reason; then what became of commitments."""
    earlier = of.facts.earlier
    if earlier is None:
        yield Words("This is the first paper on record, so that there is nothing to compare it with.")
    else:
        told = [change for change in of.changes() if change.figure.is_headline or change.why]
        same = [
            figure.label
            for figure in of.figures.values()
            if figure.is_headline and any(one.key == figure.key and one.text == figure.text for one in earlier.figures)
        ]
        source = "" if earlier.source == "made here" else f" ({earlier.source})"
        yield Words(
            f"The last paper was {earlier.title}, {words.day(earlier.day)}, with figures as at "
            f"{words.day(earlier.as_at)}{source}."
            + (f" Unchanged: {words.listed([_first_low(label) for label in same])}." if same else "")
        )
        if told:
            yield Shown(_change_table(of, told))
    yield from commitments(of)


def _change_table(of: Context, told: list[Change]) -> Table:
    earlier = of.facts.earlier
    before = "Then" if earlier is None else f"{earlier.day.day} {earlier.day:%b %Y}"
    rows = tuple((one.figure.label, one.before.text, one.figure.text, one.why or "not explained") for one in told)
    columns = (Column("Figure"), Column(before), Column("Now"), Column("Why it differs"))
    restated = [one.figure.label for one in told if one.is_restated]
    note = f"Restated, of the same period and day: {words.listed(restated)}." if restated else ""
    figures = "figure differs" if len(told) == 1 else "figures differ"
    return Table("changes", f"{len(told)} {figures} from the last paper", columns, rows, note)


def _first_low(label: str) -> str:
    return label[:1].lower() + label[1:]


def reconciled(of: Context) -> Iterator[Item]:
    """Figures that look as if they should agree and do not, each with the reason."""
    rows = tuple(_notes(of))
    columns = (Column("Figure"), Column("One source"), Column("Another"), Column("Gap"), Column("Why"))
    yield Words(
        "Every figure carries its basis and its day. These do not agree, and are shown so that no one need find them."
    )
    yield Shown(Table("reconciliation", f"{len(rows)} pairs of figures do not agree", columns, rows))


def _notes(of: Context) -> Iterator[tuple[Cell, ...]]:
    yield from _of_children(of)
    yield from _of_money(of)
    yield from _of_programme(of)


def _of_children(of: Context) -> Iterator[tuple[Cell, ...]]:
    record = of.facts.month
    headcount, fte = sum(row.children_now for row in record.settings), sum(row.forecast_fte for row in record.settings)
    gap = headcount - words.whole(fte)
    if gap:
        yield (
            "Children",
            f"{words.count(headcount)} on {words.day(record.as_at)}",
            f"{words.count(fte)} year-average FTE",
            words.change(gap),
            "one counts heads on a day, the other shares of a year; some are placed and cost this budget nothing",
        )
    stated = words.whole(record.figure("children_now").value)
    if stated != headcount:
        yield (
            "Children by setting",
            words.count(stated),
            f"{words.count(headcount)} in rows",
            words.change(stated - headcount),
            "children without a row of the DSG management plan",
        )


def _of_money(of: Context) -> Iterator[tuple[Cell, ...]]:
    record = of.facts.month
    parts = sum(record.figure(key).value for key in ("placements_forecast", "places_forecast", "services_forecast"))
    total = record.figure("forecast_outturn").value
    if words.in_millions(total - parts, 2):
        yield _money_row(
            "Forecast outturn", total, parts, "placements, places and services", "lines that are none of them"
        )
    residual = next((step for step in record.bridge if step.cause == "residual"), None)
    if residual is not None and words.in_millions(residual.pence, 2):
        over = record.figure("forecast_variance").value
        yield _money_row("Bridge from the budget", over, over - residual.pence, "explained", residual.in_words)
    if of.facts.tie is not None:
        tie = of.facts.tie
        if words.in_millions(tie.ledger_pence - tie.matched_pence, 2):
            yield _money_row(
                f"Ledger of placements, {tie.month}",
                tie.ledger_pence,
                tie.matched_pence,
                "matched to a child",
                f"{words.millions(tie.unmatched_pence, 2)} of payments are not matched; the rest are journals",
            )
    fte = sum(row.forecast_fte for row in record.settings)
    average, cost = record.figure("average_cost_forecast").value, record.figure("placements_forecast").value
    if fte and abs(average - cost / fte) >= _A_POUND:
        yield (
            "Average cost of a placement",
            words.pounds(average),
            f"{words.pounds(cost / fte)} over all FTE",
            words.pounds(abs(average - cost / fte)),
            "the average is of budget lines that say a number of children",
        )


def _money_row(name: str, one: float, other: float, what: str, why: str) -> tuple[Cell, ...]:
    gap = words.millions(abs(one - other), 2)
    return (name, words.millions(one, 2), f"{words.millions(other, 2)} {what}", gap, why)


def _of_programme(of: Context) -> Iterator[tuple[Cell, ...]]:
    programme = of.programme
    if programme is None:
        return
    for target in programme.targets:
        promised = sum(one.promised_pence for one in programme.lines if one.year == target.year)
        if any(one.year == target.year for one in programme.lines) and words.in_millions(
            promised - target.target_pence, 2
        ):
            yield _money_row(
                f"Savings, {target.year}",
                target.target_pence,
                promised,
                "promised by measures",
                "the target was agreed by itself; kinds of saving are added here to compare, and nowhere else",
            )
    if programme.as_at != of.facts.month.as_at:
        yield (
            "Day of the programme's run",
            words.day(programme.as_at),
            f"{words.day(of.facts.month.as_at)}, the month",
            f"{abs((of.facts.month.as_at - programme.as_at).days)} days",
            "the programme was run on earlier data; run it again before the meeting",
        )


def how_made(of: Context) -> Iterator[Item]:
    """The snapshot, the seed, every file with its hash; and, against the draft before, what of it is not the same."""
    record = of.facts.month
    yield Words(
        f"Every figure is made from snapshot {record.snapshot}, which cannot change, by {record.draws:,} simulated "
        f"futures of each child's plan, placement and cost (seed {record.seed}). The whole of this paper has the hash "
        f"{of.content[:_HASH_SHOWN]}: the same inputs give the same bytes."
    )
    if of.facts.moved:
        yield Words(f"*Since the draft before this one, these inputs have changed:* {words.listed(of.facts.moved)}.")
    rows = tuple((name, sha256[:_HASH_SHOWN]) for name, sha256 in of.facts.files)
    if rows:
        yield Shown(Table("inputs", "What it stands on", (Column("Input"), Column("Hash")), rows))


def assumptions(of: Context) -> Iterator[Item]:
    """What the forecast takes as given; the papers that members read leave it to the month's own."""
    if of.facts.month.assumptions:
        yield Shown(annexes.assumptions(of.facts.month))


def faults_told(of: Context) -> Iterator[Item]:
    """How good the files were that it stands on."""
    faulty, held = of.text("faults_rows"), of.text("held_rows")
    yield Words(
        f"Reading the files found {faulty} rows with a fault; {held} are held out with the reason until mended."
    )


def in_a_glance(of: Context) -> Iterator[Item]:
    """For one page: each headline figure that differs, in a line, and how commitments stand."""
    told = [change for change in of.changes() if change.figure.is_headline]
    for one in told:
        yield Words(f"{one.figure.label}: *{one.figure.text}*, was {one.before.text}. {one.why}".strip())
    if of.facts.earlier is None:
        yield Words("This is the first paper on record.")
    late = [one for one in of.facts.commitments if one.state(of.facts.meeting) == "late"]
    if late:
        yield Words(f"*Late:* {'; '.join(f'{one.text} ({one.owner})' for one in late)}.")
