"""What authors write: one Markdown file for a section, in which a number can only come from the paper's figures.

``{figure: key}`` stands for a figure as it is read, ``{range: key}`` for its 8-in-10 range; ``{block: name}``, alone in
its paragraph, for a table of the paper's own with its drawing. A blank line parts paragraphs; lines that begin with
``- `` are points, lettered in the paper. Words between asterisks are bold. ``changes.md`` says why a figure is not what
the last paper said: ``key: why`` on a line each. What stands in a file whose name begins with ``exempt-`` goes to the
part that is not for publication. A file such as ``purpose.added.md`` holds what was added to the section from pages,
beside what its author wrote.
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
ADDED = f".added{ENDING}"
_EXEMPT = "exempt-"
_POINT = re.compile(r"^\s*[-*]\s+")
BLOCK = "block"
TOKEN = re.compile(rf"\{{\s*(figure|range|{BLOCK})\s*:\s*([^{{}}]*?)\s*\}}")


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
class BlockNamed:
    """A table of the paper's own that a text asks for by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Told:
    """A section's words as they are read: ``after`` are paragraphs and tables that were added from pages."""

    paragraphs: tuple[str | BlockNamed, ...] = ()
    points: tuple[str, ...] = ()
    after: tuple[str | BlockNamed, ...] = ()


def is_changes(file: TextFile) -> bool:
    """Whether it says why figures differ, and is for no section."""
    return section_of(file)[0] == CHANGES.removesuffix(ENDING)


def section_of(file: TextFile) -> tuple[str, Part]:
    """The key of the section that a file is for, and the part it stands in."""
    name = file.name.removesuffix(ADDED).removesuffix(ENDING)
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
    paragraphs: dict[bool, list[str | BlockNamed]] = {False: [], True: []}
    points: list[str] = []
    for file in sorted(files, key=lambda one: one.name.endswith(ADDED)):
        if section_of(file) == (section, part):
            for block in written(file.text):
                if block.is_point:
                    points.append(filled(block.text, figures))
                else:
                    paragraphs[file.name.endswith(ADDED)].append(_paragraph(block.text, figures))
    return Told(tuple(paragraphs[False]), tuple(points), tuple(paragraphs[True]))


def _paragraph(text: str, figures: Figures) -> str | BlockNamed:
    name = block_named(text)
    return filled(text, figures) if name is None else BlockNamed(name)


def block_named(paragraph: str) -> str | None:
    """The block that a paragraph asks for; None for one of words."""
    match = TOKEN.fullmatch(paragraph.strip())
    return match[2] if match is not None and match[1] == BLOCK else None


def explanations(files: Sequence[TextFile]) -> Mapping[str, str]:
    """Why figures differ from the last paper, by key, with tokens still in them."""
    return {key: why for key, why, _ in explained_lines(files) if why}


def explained_lines(files: Sequence[TextFile]) -> Iterator[tuple[str, str, int]]:
    """Key, why and line of every line of ``changes.md`` that says something; what was added from pages comes last."""
    for file in sorted(files, key=lambda one: one.name.endswith(ADDED)):
        if is_changes(file):
            for number, line in enumerate(file.text.splitlines(), start=1):
                key, _, why = line.partition(":")
                if line.strip() and not line.lstrip().startswith("#"):
                    yield key.strip(), why.strip(), number


def filled(text: str, figures: Figures) -> str:
    """Every token as its figure is read. Raises KeyError for a figure that there is not."""

    def fill(match: re.Match[str]) -> str:
        if match[1] == BLOCK:
            return match[0]  # in the midst of a sentence: the lint says so
        figure = figures[match[2]]
        return figure.text if match[1] == "figure" else figure.range_text

    return TOKEN.sub(fill, text)
