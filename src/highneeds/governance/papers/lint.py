"""What keeps a paper from lying: faults in what authors wrote, each with its file, its line and how to mend it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from highneeds.core import Fault, Severity
from highneeds.governance.disclosure import FEW
from highneeds.governance.papers.facts import EarlierPaper, TextFile
from highneeds.governance.papers.field_class import EXEMPT_UNDER, Part
from highneeds.governance.papers.figures import Figures, PaperFigure, changes
from highneeds.governance.papers.narrative import (
    BLOCK,
    CHANGES,
    ENDING,
    TOKEN,
    block_named,
    explained_lines,
    explanations,
    is_changes,
    section_of,
    tokens,
    written,
)
from highneeds.governance.papers.typed import typed_numbers

RULES: Mapping[str, str] = {
    "L01": "A figure is typed",
    "L02": "A number of one to four children is typed",
    "L03": "There is no such figure",
    "L04": "The figure counts fewer than five children",
    "L05": "The figure differs from the last paper and nothing says why",
    "L06": "The figure may not stand in the part for publication",
    "L07": "A provider is named beside money in the part for publication",
    "L08": "The paper has no such section",
    "L09": "A heading is written",
    "L10": "A brace stands alone",
    "L11": "The figure has no range",
    "L12": "The table cannot be put in here",
}
"""Every rule by its id."""

_SUGGESTED = 3


@dataclass(frozen=True)
class Linted:
    """What is linted. ``sections``: keys that the paper has; ``names``: of things with a number in them, such as a
    risk's reference; ``providers``: names that may not stand beside money in public; ``blocks``: tables that a text may
    ask for: those that there are and that the paper does not have by itself.
    """

    files: Sequence[TextFile]
    figures: Figures
    sections: Sequence[str]
    earlier: EarlierPaper | None = None
    names: Sequence[str] = ()
    providers: Sequence[str] = ()
    blocks: Sequence[str] = ()


def lint(of: Linted) -> tuple[Fault, ...]:
    """Every fault at once, in the order of files and lines."""
    found: list[Fault] = []
    for file in of.files:
        found += _of_file(of, file)
    found += _repeated(of)
    found += _unexplained(of)
    return tuple(sorted(found, key=lambda fault: (fault.file, fault.row or 0, fault.rule)))


def _of_file(of: Linted, file: TextFile) -> Iterator[Fault]:
    section, part = section_of(file)
    if not is_changes(file) and section not in of.sections:
        known = ", ".join(f"{key}{ENDING}" for key in of.sections)
        yield _fault(file.name, None, "L08", f"Rename the file to one of {known}, or leave it out.", section)
    keys = [key for key, _, _ in explained_lines((file,))] if is_changes(file) else []
    for number, line in enumerate(file.text.splitlines(), start=1):
        if line.lstrip().startswith("#"):
            if not is_changes(file):
                yield _fault(file.name, number, "L09", "Take it out: headings are the paper's own.", line.strip())
            continue
        said = line.partition(":")[2] if any(line.startswith(f"{key}:") for key in keys) else line
        yield from _of_line(of, file.name, number, said, part)
    alone = {block.line for block in written(file.text) if block_named(block.text) is not None and not block.is_point}
    for token in tokens(file.text):
        if token.what == BLOCK:
            yield from _of_block(of, file.name, token.line, token.key, is_alone=token.line in alone)
        else:
            yield from _of_token(of, file.name, token.line, (token.what, token.key), part)


def _of_block(of: Linted, file: str, line: int, name: str, *, is_alone: bool) -> Iterator[Fault]:
    if name not in of.blocks:
        near = ", ".join(difflib.get_close_matches(name, of.blocks, _SUGGESTED) or of.blocks)
        yield _fault(
            file,
            line,
            "L12",
            f"There are {near}; what stands in the paper is not put in twice." if near else "There is none.",
            name,
        )
    elif not is_alone:
        yield _fault(file, line, "L12", f"Write {{{BLOCK}: {name}}} in a paragraph of its own.", name)


def _of_line(of: Linted, file: str, number: int, line: str, part: Part) -> Iterator[Fault]:
    without = TOKEN.sub(lambda match: " " * len(match[0]), line)
    if "{" in without or "}" in without:
        yield _fault(file, number, "L10", "Write a token whole: {figure: key}.", line.strip())
    for typed in typed_numbers(without, of.names):
        if typed.is_few and part is Part.PUBLIC:
            mend = "Say it without a number, such as: fewer than five children."
            yield _fault(file, number, "L02", mend, typed.text)
        else:
            mend = "Write {figure: key} in its place; highneeds paper figures lists every key."
            yield _fault(file, number, "L01", mend, typed.text)
    if part is Part.PUBLIC and ("£" in line or _has_money(line, of.figures)):
        for provider in of.providers:
            if re.search(rf"(?<!\w){re.escape(provider)}(?!\w)", line, re.IGNORECASE):
                mend = f"Move the sentence to a file named exempt-...{ENDING}: what one provider is paid is exempt."
                yield _fault(file, number, "L07", mend, provider)


def _repeated(of: Linted) -> Iterator[Fault]:
    asked = [(file.name, token) for file in of.files for token in tokens(file.text) if token.what == BLOCK]
    for number, (name, token) in enumerate(asked):
        if any(token.key == before.key for _, before in asked[:number]):
            yield _fault(name, token.line, "L12", "A text has it already: take one of the two out.", token.key)


def _has_money(line: str, figures: Figures) -> bool:
    return any(
        token.what != BLOCK and token.key in figures and "£" in figures[token.key].text for token in tokens(line)
    )


def _of_token(of: Linted, file: str, line: int, token: tuple[str, str], part: Part) -> Iterator[Fault]:
    what, key = token
    figure = of.figures.get(key)
    if figure is None:
        near = difflib.get_close_matches(key, of.figures, _SUGGESTED)
        hint = f"Did you mean {', '.join(near)}?" if near else "highneeds paper figures lists every key."
        yield _fault(file, line, "L03", hint, key)
        return
    if what == "range" and not figure.range_text:
        yield _fault(file, line, "L11", f"Write {{figure: {key}}}: it is certain, or nobody has said its range.", key)
    if part is Part.PUBLIC:
        yield from _in_public(figure, file, line)


def _in_public(figure: PaperFigure, file: str, line: int) -> Iterator[Fault]:
    if figure.part is Part.EXEMPT:
        why = f"It is {figure.field_class} (Schedule 12A, {EXEMPT_UNDER[figure.field_class]})."
        yield _fault(file, line, "L06", f"{why} Move the sentence to a file named exempt-...{ENDING}.", figure.key)
    if figure.children is not None and FEW.is_few(figure.children):
        mend = "Leave it out, or name a larger group: a reader could know who they are."
        yield _fault(file, line, "L04", mend, figure.key)


def _unexplained(of: Linted) -> Iterator[Fault]:
    """Headline figures and those that the words name: where they differ, somebody says why."""
    if of.earlier is None:
        return
    named = {
        token.key: (file.name, token.line) for file in of.files for token in tokens(file.text) if token.what != BLOCK
    }
    why = explanations(of.files)
    for change in changes(of.figures, of.earlier.figures, why):
        figure = change.figure
        if change.why or not (figure.is_headline or figure.key in named):
            continue
        place = named.get(figure.key, (CHANGES, None))
        how = "restated" if change.is_restated else "now"
        mend = (
            f"It was {change.before.text} in the paper of {of.earlier.day:%-d %B %Y}, and is {how} {figure.text}. "
            f"Write in {CHANGES}: {figure.key}: why it differs."
        )
        yield _fault(place[0], place[1], "L05", mend, figure.key)


def _fault(file: str, line: int | None, rule: str, mend: str, value: str) -> Fault:
    advice = f"{RULES[rule]}: {value}. {mend}"
    return Fault(file, line, None, rule, Severity.STOPS_FILE, advice, value)
