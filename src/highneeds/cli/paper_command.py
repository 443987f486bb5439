"""``highneeds paper``: the month's paper, and the papers of the programme from draft to publication."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from highneeds.cli.progress import console
from highneeds.core.errors import Refusal
from highneeds.governance.sign_off import Act, SignOff
from highneeds.operations.paper_sign_off import act_on, publish, register_lines, submit
from highneeds.operations.papers import write_latest_paper
from highneeds.operations.programme_papers import (
    draft_or_refuse,
    lint_paper,
    make_paper,
    read_earlier,
    write_paper,
    write_template,
    write_texts,
)
from highneeds.reports.papers.kinds import KINDS


class _WithFile(TyperGroup):
    """``highneeds paper november.pdf`` still writes the month's paper, as it did before there were others."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - click's types, which typer carries
        if args and args[0] not in self.commands and Path(args[0]).suffix:
            args = ["month", *args]
        return super().resolve_command(ctx, args)


paper = typer.Typer(
    cls=_WithFile,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Papers: made from frozen figures, linted, signed off by a second person, published.",
)

Out = Annotated[Path, typer.Option(help="Folder for the files.", metavar="DIR")]
Narrative = Annotated[
    Path | None, typer.Option(help="Folder of the authors' texts; none: those that come with it.", metavar="DIR")
]
Meeting = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of the meeting; none: the board's next.")
]
Block = Annotated[Path | None, typer.Option("--file", help="The block's file, whose savings may wait on a decision.")]
Template = Annotated[Path | None, typer.Option(help="The council's own Word template.", metavar="DOCX")]
Large = Annotated[bool, typer.Option("--large-print", help="Also write a PDF in large print.")]
Ref = Annotated[str, typer.Argument(help="The paper's reference, such as committee-2026-11-27.")]
By = Annotated[str, typer.Option(help="Who does it.")]


@paper.command("month")
def month(
    file: Annotated[
        Path, typer.Argument(help="Where to write: a name that ends in .pdf, .docx or .xlsx.", metavar="FILE")
    ],
) -> None:
    """Write the latest month's paper: tagged PDF, editable Word, or the Excel annex with every figure's basis."""
    record = write_latest_paper(file)
    _say([f"Wrote {file}: as at {record.as_at:%-d %B %Y}, snapshot {record.snapshot}"])


def _maker(kind: str) -> Callable[..., None]:
    def make(
        *,
        out: Out,
        narrative: Narrative = None,
        meeting: Meeting = None,
        file: Block = None,
        template: Template = None,
        large_print: Large = False,
    ) -> None:
        made, is_new = make_paper(
            kind, narrative=narrative, meeting=None if meeting is None else meeting.date(), block=file
        )
        state = "a new draft" if is_new else "the draft as it was"
        lines = [f"{made.facts.ref}: {state}, content {made.content[:12]}, snapshot {made.facts.month.snapshot}"]
        if made.facts.moved:
            lines.append(f"Since the draft before: {', '.join(made.facts.moved)}")
        _say([*lines, *(f"Wrote {path}" for path in write_paper(made, out, template=template, is_large=large_print))])

    return make


for _kind in KINDS.values():
    paper.command(_kind.key, help=f"{_kind.title}: make the draft, as PDF and Word.")(_maker(_kind.key))


@paper.command("lint")
def lint(
    kind: Annotated[str, typer.Argument(help=f"One of {', '.join(KINDS)}.")] = "committee",
    *,
    narrative: Narrative = None,
    meeting: Meeting = None,
    file: Block = None,
) -> None:
    """Say what in the authors' texts would let the paper lie, with file, line and how to mend it. Fails if anything."""
    made, faults = lint_paper(
        kind, narrative=narrative, meeting=None if meeting is None else meeting.date(), block=file
    )
    if faults:
        lines = [f"{fault.place}: {fault.advice} [{fault.rule}]" for fault in faults]
        raise Refusal("\n".join([f"{len(faults)} faults in the texts of {made.facts.ref}.", *lines]))
    _say([f"{made.facts.ref}: no fault in {len(made.facts.narrative)} texts."])


@paper.command("figures")
def figures(
    kind: Annotated[str, typer.Argument(help=f"One of {', '.join(KINDS)}.")] = "committee", *, file: Block = None
) -> None:
    """List every figure that a text may name, with what it reads now."""
    made, _ = lint_paper(kind, narrative=None, block=file)
    for one in made.figures.values():
        exempt = "" if one.part == "A" else " (exempt part only)"
        span = f" ({one.range_text})" if one.range_text else ""
        _say([f"{{figure: {one.key}}}  {one.text}{span}  {one.label}{exempt}"])


@paper.command("texts")
def texts(
    kind: Annotated[str, typer.Argument(help=f"One of {', '.join(KINDS)}.")],
    folder: Annotated[Path, typer.Argument(metavar="DIR")],
) -> None:
    """Write the texts that a paper begins with, for its authors to change; a file that is there stays."""
    _say(f"Wrote {path}" for path in write_texts(kind, folder))


@paper.command("template")
def template(file: Annotated[Path, typer.Argument(metavar="FILE.docx")]) -> None:
    """Write the Word template that comes with highneeds, to be given the council's own styles."""
    write_template(file)
    _say([f"Wrote {file}"])


@paper.command("read-earlier")
def earlier(file: Annotated[Path, typer.Argument(help="TOML; docs/guide/papers.md.")]) -> None:
    """Read what a paper said that was made elsewhere, so that the next can tell what has changed."""
    read = read_earlier(file)
    _say([f"{read.ref}: {len(read.figures)} figures and {len(read.commitments)} commitments, {read.day:%-d %B %Y}."])


@paper.command("submit")
def submit_paper(ref: Ref, *, by: By) -> None:
    """Put the draft before those who approve it."""
    _say([_standing(ref, submit(ref, by=by))])


@paper.command("approve")
def approve(ref: Ref, *, by: By) -> None:
    """Approve it: never by who wrote it; what the public reads needs two people."""
    _say([_standing(ref, act_on(ref, Act.APPROVE, by=by))])


@paper.command("return")
def give_back(ref: Ref, *, by: By, why: Annotated[str, typer.Option(help="What is to be mended.")]) -> None:
    """Give it back to its authors."""
    _say([_standing(ref, act_on(ref, Act.RETURN, by=by, why=why))])


@paper.command("publish")
def publish_paper(ref: Ref, *, by: By, out: Out, template: Template = None, large_print: Large = False) -> None:
    """Publish what was approved, and put it into the register against which the next paper is held."""
    made, after = publish(ref, by=by)
    written = write_paper(made, out, template=template, is_large=large_print)
    _say([_standing(ref, after), *(f"Wrote {path}" for path in written)])


@paper.command("again")
def again(ref: Ref, *, out: Out, template: Template = None, large_print: Large = False) -> None:
    """Write a paper's files once more from its frozen facts: the same bytes."""
    _say(f"Wrote {path}" for path in write_paper(draft_or_refuse(ref), out, template=template, is_large=large_print))


@paper.command("list")
def list_papers() -> None:
    """Every paper: where it stands, and who did what when."""
    _say(register_lines())


def _standing(ref: str, after: SignOff) -> str:
    missing = after.approvals_needed - len(after.approvals)
    waits = f", {missing} more to approve" if after.state == "submitted" and missing else ""
    return f"{ref}: {after.state}{waits}."


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        console.print(line, markup=False, soft_wrap=True)
