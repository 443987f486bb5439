"""What authors write: one Markdown file for a section, in which a number can only come from the paper's figures.

``{figure: key}`` stands for a figure as it is read, ``{range: key}`` for its 8-in-10 range. A blank line parts
paragraphs; lines that begin with ``- `` are points, lettered in the paper. Words between asterisks are bold.
``changes.md`` says why a figure differs from the last paper: ``key: why`` on a line each. What stands in a file whose
name begins with ``exempt-`` goes to the part that is not for publication.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from highneeds.governance.papers.facts import TextFile
from highneeds.governance.papers.field_class import Part
from highneeds.governance.papers.figures import Figures

CHANGES = "changes.md"
ENDING = ".md"
_EXEMPT = "exempt-"
_POINT = re.compile(r"^\s*[-*]\s+")
TOKEN = re.compile(r"\{\s*(figure|range)\s*:\s*([^{}]*?)\s*\}")


@dataclass(frozen=True, slots=True)
class Token:
    """``line`` as a person counts it, from 1."""

    what: str
    key: str
    line: int


@dataclass(frozen=True, slots=True)
class Written:
    """A section's words as written, tokens still in them. ``line`` is where the paragraph or point begins."""

    text: str
    is_point: bool
    line: int


@dataclass(frozen=True, slots=True)
class Told:
    """A section's words as they are read."""

    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()


def section_of(file: TextFile) -> tuple[str, Part]:
    """The key of the section that a file is for, and the part it stands in."""
    name = file.name.removesuffix(ENDING)
    if name.startswith(_EXEMPT):
        return name.removeprefix(_EXEMPT), Part.EXEMPT
    return name, Part.PUBLIC


def written(text: str) -> tuple[Written, ...]:
    """Paragraphs and points in order; headings are the paper's and are left to the lint to refuse."""
    found: list[Written] = []
    lines: list[str] = []
    begun, is_point = 0, False

    def close() -> None:
        if lines:
            found.append(Written(" ".join(lines), is_point, begun))
            lines.clear()

    for number, line in enumerate(text.splitlines(), start=1):
        starts_point = _POINT.match(line)
        if not line.strip() or starts_point:
            close()
        if line.strip():
            if not lines:
                begun, is_point = number, bool(starts_point)
            lines.append(_POINT.sub("", line).strip() if starts_point else line.strip())
    close()
    return tuple(found)


def tokens(text: str) -> Iterator[Token]:
    for number, line in enumerate(text.splitlines(), start=1):
        for match in TOKEN.finditer(line):
            yield Token(match[1], match[2], number)


def told(files: Sequence[TextFile], section: str, part: Part, figures: Figures) -> Told:
    """A section's words with every token filled. Raises KeyError for a figure that there is not: lint first."""
    for file in files:
        if section_of(file) == (section, part):
            blocks = written(file.text)
            said = [(block.is_point, filled(block.text, figures)) for block in blocks]
            return Told(
                tuple(text for is_point, text in said if not is_point),
                tuple(text for is_point, text in said if is_point),
            )
    return Told()


def explanations(files: Sequence[TextFile]) -> Mapping[str, str]:
    """Why figures differ from the last paper, by key, with tokens still in them."""
    return {key: why for key, why, _ in explained_lines(files) if why}


def explained_lines(files: Sequence[TextFile]) -> Iterator[tuple[str, str, int]]:
    """Key, why and line of every line of ``changes.md`` that says something."""
    for file in files:
        if file.name == CHANGES:
            for number, line in enumerate(file.text.splitlines(), start=1):
                key, _, why = line.partition(":")
                if line.strip() and not line.lstrip().startswith("#"):
                    yield key.strip(), why.strip(), number


def filled(text: str, figures: Figures) -> str:
    """Every token as its figure is read. Raises KeyError for a figure that there is not."""

    def fill(match: re.Match[str]) -> str:
        figure = figures[match[2]]
        return figure.text if match[1] == "figure" else figure.range_text

    return TOKEN.sub(fill, text)
