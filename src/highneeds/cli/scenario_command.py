"""``highneeds scenario``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from highneeds.cli.progress import console, errors, stages
from highneeds.cli.year_tables import print_year_table
from highneeds.operations.effects_words import effect_sentences, effect_year_tables
from highneeds.operations.peer_inputs import peer_files_or_none
from highneeds.operations.scenario import WHAT_COST_IS, ScenarioEffects, effects_from_transitions, effects_on_council


def scenario(  # noqa: PLR0913  the options of a command
    *,
    file: Annotated[Path, typer.Argument(help="TOML: the levers; see docs/guide/scenarios.md.", metavar="SCENARIO")],
    transitions: Annotated[Path | None, typer.Option(help="CSV: one row per child per year. Needs all four.")] = None,
    population: Annotated[Path | None, typer.Option(help="CSV: resident children by year and age.")] = None,
    costs: Annotated[Path | None, typer.Option(help="CSV: £ a year by need and setting.")] = None,
    valid_states: Annotated[Path | None, typer.Option(help="CSV: what each setting allows.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for effects.csv, effects.svg and scenario.json.")] = None,
    draws: Annotated[int, typer.Option(min=1, max=100_000, help="Simulated worlds.")] = 1_000,
    seed: Annotated[
        int, typer.Option(min=0, max=2**32 - 1, help="The same seed gives the same numbers, on any machine.")
    ] = 2026,
    years: Annotated[
        int | None, typer.Option(min=1, max=30, help="Years ahead; as many as there can be when not given.")
    ] = None,
) -> None:
    """Show what a scenario would do: each lever alone, what they do to one another, and all together.

    Without files: to the stored council, with its places and late plans. With the four files of witan.send: to those.
    The same worlds are run with and without each lever, so that luck cancels and small effects are seen.
    """
    files = peer_files_or_none(transitions, population, costs, valid_states)
    with stages() as begin:
        begin(f"Reading, fitting, and running {draws:,} worlds with and without each lever")

        def tell(done: int, of: int) -> None:
            begin.detail(f"{done / of:.0%}")

        if files is None:
            found = effects_on_council(file, out=out, draws=draws, seed=seed, years=years, progress=tell)
        else:
            found = effects_from_transitions(file, files, out=out, draws=draws, seed=seed, years=years, progress=tell)
    _tell(found)


def _tell(found: ScenarioEffects) -> None:
    for fault in found.faults:
        errors.print(f"{fault.severity}: {fault.place}: {fault.advice}", markup=False, soft_wrap=True)
    for table in effect_year_tables(found.table):
        print_year_table(table, bold=table.lines[-1][0])
    for line in effect_sentences(found.table):
        console.print(line, markup=False, soft_wrap=True)
    console.print(WHAT_COST_IS, soft_wrap=True)
    console.print(f"Scenario: {found.scenario.name}, fingerprint {found.scenario.fingerprint}.", soft_wrap=True)
    for path in found.written:
        console.print(f"Wrote {path}", markup=False, soft_wrap=True)
