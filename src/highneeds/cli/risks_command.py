"""``highneeds risks``: the register, its prompts and its money."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from highneeds.cli.progress import console, stages
from highneeds.operations.block import FEWEST_YEARS, MOST_YEARS
from highneeds.operations.governance_out import write_risks
from highneeds.operations.kept_runs import run_risk_money
from highneeds.operations.risk_words import (
    library_lines,
    measure_lines,
    money_lines,
    prompt_lines,
    register_lines,
    risk_lines,
)
from highneeds.operations.risks import STEPS, read_register, risks_of_council, score_risk
from highneeds.risk.library import risk_library

risks = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The register of risks: read it, see what the data ask of it, score it, and see its money.",
)

Block = Annotated[
    Path | None, typer.Option("--file", help="The block's file, whose measures' savings may wait; docs/guide/block.md.")
]
Day = Annotated[
    datetime | None, typer.Option("--day", formats=["%Y-%m-%d"], help="As at this day; none: the day of the data.")
]
Ref = Annotated[str, typer.Argument(help="The risk's reference, such as 'CFS 02'.")]


@risks.command("read")
def read(file: Annotated[Path, typer.Argument(help="TOML; docs/guide/risks.md.")]) -> None:
    """Read the register from a file; every fault is told at once, and nothing is kept while there is one."""
    found = read_register(file)
    news = "is in use" if found.kept.is_new else "was in use already"
    what = f"{found.kept.file_name}: {found.risks} risks, version {found.kept.version} {news}"
    _say([f"{what}; {found.new_scores} new scores."])


@risks.command("list")
def list_risks(*, file: Block = None, day: Day = None) -> None:
    """Every risk with its score, trend and appetite, and which ask to be scored again."""
    _say(register_lines(risks_of_council(block=file, day=_day(day))))


@risks.command("show")
def show(ref: Ref, *, file: Block = None, day: Day = None) -> None:
    """One risk whole: cause, event, consequence, indicators, scores with who and why, controls and actions."""
    _say(risk_lines(risks_of_council(block=file, day=_day(day)), ref))


@risks.command("prompts")
def prompts(*, file: Block = None, day: Day = None) -> None:
    """What asks for a new score. Nothing here changes one."""
    _say(prompt_lines(risks_of_council(block=file, day=_day(day))))


@risks.command("measures")
def measures(*, file: Block = None, day: Day = None) -> None:
    """Every live measure with its value, or why the data cannot say."""
    _say(measure_lines(risks_of_council(block=file, day=_day(day))))


@risks.command("library")
def library() -> None:
    """The risks a council may start from: the corporate risk CFS 02 of 2017 and the ten of its project."""
    _say(library_lines([(one.key, one.title, one.money, one.indicators) for one in risk_library().values()]))


@risks.command("score")
def score(
    ref: Ref,
    *,
    by: Annotated[str, typer.Option(help="Who gives the score.")],
    why: Annotated[str, typer.Option(help="Why; of a score that stays, why it stays.")],
    step: Annotated[
        list[str] | None, typer.Option(help=f"One of {', '.join(STEPS)}, such as money=4. May repeat.")
    ] = None,
    evidence: Annotated[str, typer.Option(help="What shows that the risk is lower; a fall needs it.")] = "",
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day; none: today.")] = None,
    file: Block = None,
) -> None:
    """Give a risk a new score, or say why it stays: leave --step out. It answers the indicators crossed by now."""
    history, _ = score_risk(ref, step or (), by=by, why=why, evidence=evidence, on=_day(on), block=file)
    position = len(history.scores) - 1
    now = history.scores[position]
    _say([f"{history.risk}: {now.assessment.score} ({history.change_in_words(position)}), {now.scored_by}: {now.why}."])


@risks.command("money")
def money(
    *,
    file: Block = None,
    scenario: Annotated[Path | None, typer.Option(help="The levers that measures of the block's file name.")] = None,
    years: Annotated[int, typer.Option(min=FEWEST_YEARS, max=MOST_YEARS, help="Financial years ahead.")] = FEWEST_YEARS,
    draws: Annotated[int, typer.Option(min=50, max=100_000, help="How many futures to simulate.")] = 1_000,
    seed: Annotated[int, typer.Option(min=0, max=2**32 - 1, help="The same seed gives the same numbers.")] = 2026,
) -> None:
    """The deficit with each risk on and off, on the draws of the month's own forecast."""
    with stages() as begin:
        found = run_risk_money(block=file, scenario=scenario, years=years, draws=draws, seed=seed, progress=begin)
    _say(money_lines(found))


@risks.command("export")
def export(
    out: Annotated[Path, typer.Argument(help="A folder.", metavar="DIR")], *, file: Block = None, day: Day = None
) -> None:
    """Write the register as it was read, and the risks, scores and live measures as CSV. It names people."""
    _say(f"Wrote {path}" for path in write_risks(risks_of_council(block=file, day=_day(day)), out))


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        console.print(line, markup=False, soft_wrap=True)


def _day(given: datetime | None) -> date | None:
    return None if given is None else given.date()
