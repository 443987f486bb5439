"""``highneeds savings``, and the steps people take in its ledger."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE
from rich.table import Table

from highneeds.cli.progress import console, stages
from highneeds.operations.programme import MOST_YEARS
from highneeds.operations.savings_ledger import (
    Given,
    Ledger,
    add_evidence,
    add_moves,
    ledger_of,
    move_saving,
    show_colour,
)
from highneeds.reports import words
from highneeds.savings import Colour, Rating, Role, Sort, State

_File = Annotated[Path, typer.Argument(help="TOML: the programme; docs/guide/savings.md.", metavar="PROGRAMME")]
_Ref = Annotated[str, typer.Argument(help="The measure's ref.", metavar="REF")]
_By = Annotated[str, typer.Option(help="Who says so.")]
_DAYS = ["%Y-%m-%d"]


def savings(
    *,
    file: _File,
    forecast: Annotated[bool, typer.Option(help="Run the measures' levers too.")] = True,
    years: Annotated[int, typer.Option(min=1, max=MOST_YEARS, help="Financial years, this one among them.")] = 5,
    out: Annotated[Path | None, typer.Option(help="Folder for ledger.csv, profile.csv, profile.svg.")] = None,
    draws: Annotated[int, typer.Option(min=50, max=100_000, help="How many futures to simulate.")] = 1_000,
    seed: Annotated[int, typer.Option(min=0, max=2**32 - 1, help="The same seed gives the same numbers.")] = 2026,
) -> None:
    """List the ledger: each measure's state, what was promised, evidenced, agreed and forecast, and both colours."""
    with stages() as begin:
        ledger = ledger_of(file, is_forecast=forecast, years=years, draws=draws, seed=seed, out=out, progress=begin)
    _tell(ledger)


def _tell(ledger: Ledger) -> None:
    table = Table(box=SIMPLE, title=f"{ledger.programme.name}, as at {words.day(ledger.as_at)}, £m this year")
    for column in ("Measure", "State", "Promised", "Evidenced", "Agreed", "Forecast", "At risk", "Delivery", "Money"):
        table.add_column(column)
    for line in ledger.lines:
        year = line.year
        table.add_row(
            f"{year.measure.ref} {year.measure.name}",
            year.state,
            *(words.millions(pence, 2) for pence in (year.promised, year.evidenced, year.agreed)),
            "not run" if year.forecast is None else words.millions(year.forecast, 2),
            words.millions(year.at_risk, 2),
            _rating(line.delivery),
            _rating(line.money),
        )
    console.print(table)
    for profile in ledger.profile:
        for what in ("promised", "evidenced", "agreed", "forecast", "at_risk"):
            parts = [
                f"{one.kind} {words.millions(one.pence, 2)}" for one in getattr(profile, what).amounts if one.pence
            ]
            if parts:
                line_text = f"{profile.year}, {what.replace('_', ' ')}: {'; '.join(parts)}."
                console.print(line_text, markup=False, soft_wrap=True)
    for path in ledger.written:
        console.print(f"Wrote {path}", markup=False, soft_wrap=True)


def _rating(rating: Rating) -> str:
    if rating.override is None:
        return f"{rating.computed}: {rating.cause}"
    return f"{rating.shown} ({rating.by}: {rating.why}); computed {rating.computed}: {rating.cause}"


def saving_step(
    *,
    file: _File,
    ref: _Ref,
    state: Annotated[State, typer.Argument(help="The state it comes to.", metavar="STATE")],
    by: _By,
    role: Annotated[Role, typer.Option(help="In what capacity: only finance agrees and banks.")],
    why: Annotated[str, typer.Option(help="Why, in a sentence that an auditor can check.")],
    replaced_by: Annotated[str, typer.Option(help="Of a measure that is replaced: the ref of the other.")] = "",
) -> None:
    """Move a measure on in the ledger. Nothing is ever taken out of it."""
    entry = move_saving(file, ref, state, by=by, role=role, why=why, replaced_by=replaced_by)
    console.print(f"{ref} is now {entry.state}.", markup=False)


def saving_evidence(  # noqa: PLR0913  the options of a command
    *,
    file: _File,
    ref: _Ref,
    by: _By,
    what: Annotated[
        str, typer.Option(help="The provider or income line; none: the moves found in what is stored.")
    ] = "",
    sort: Annotated[Sort, typer.Option(help="What it is.")] = Sort.MOVE,
    day: Annotated[
        datetime | None, typer.Option(formats=_DAYS, help="From when it holds; of moves, since when to look.")
    ] = None,
    saves: Annotated[float, typer.Option(help="£ in a whole year.")] = 0.0,
    actual: Annotated[float | None, typer.Option(help="£ saved so far by what was paid.")] = None,
    trace: Annotated[str, typer.Option(help="The file and rows where it stands.")] = "",
) -> None:
    """Add evidence to a measure: the moves that were made at lawful decision points, a price change, or income."""
    on = None if day is None else day.date()
    if sort is Sort.MOVE and not what:
        new, left = add_moves(file, ref, by=by, since=on)
        console.print(f"{new} moves are new in evidence. {left} have no decision point or no price stored.")
        return
    if on is None:
        message = "Say from which day it holds: --day 2026-09-01."
        raise typer.BadParameter(message)
    new = add_evidence(file, ref, Given(sort, what, on, saves, actual, trace), by=by)
    console.print("It is in evidence." if new else "It was in evidence already.")


def saving_colour(
    *,
    file: _File,
    ref: _Ref,
    of: Annotated[str, typer.Argument(help="delivery or money.", metavar="OF")],
    by: _By,
    why: Annotated[str, typer.Option(help="Why it differs from the computed one.")],
    colour: Annotated[Colour | None, typer.Option(help="None: show the computed one again.")] = None,
) -> None:
    """Show another colour than the computed one; both stay side by side."""
    if of not in {"delivery", "money"}:
        message = "A colour is of delivery or of money."
        raise typer.BadParameter(message)
    show_colour(file, ref, of, colour, by=by, why=why)
    console.print(f"{ref}: {of} shows {colour or 'the computed colour'}.", markup=False)
