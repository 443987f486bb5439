"""Papers of the programme: made from frozen facts, linted, composed with few children withheld, and written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from importlib.resources import files as package_files
from pathlib import Path

from highneeds.core import Fault
from highneeds.core.errors import Refusal
from highneeds.governance.disclosure import Pack, Place, UnsafeError
from highneeds.governance.papers.facts import EarlierPaper, PaperFacts, TextFile
from highneeds.governance.papers.figures import Figures
from highneeds.governance.papers.lint import Linted, lint
from highneeds.governance.papers.narrative import ADDED, BLOCK, CHANGES, ENDING, section_of, tokens
from highneeds.governance.papers.published import leaks_of, withheld_beside
from highneeds.ingest.earlier_paper_file import earlier_paper_of_text
from highneeds.ingest.risk_rules import EARLIER_RULES
from highneeds.ingest.toml_text import text_of
from highneeds.operations.look import look_or_refuse
from highneeds.operations.paper_facts import gather, known_names, published_before
from highneeds.operations.peer_inputs import told
from highneeds.operations.release_check import refuse_what_hides
from highneeds.reports.month_pack import children_pack
from highneeds.reports.papers.blocks.by_name import BLOCKS, block_of
from highneeds.reports.papers.compose import Composed, compose
from highneeds.reports.papers.context import Context
from highneeds.reports.papers.docx import default_template, document_docx
from highneeds.reports.papers.figures import figures_of
from highneeds.reports.papers.gate import held_back
from highneeds.reports.papers.items import Shown
from highneeds.reports.papers.kinds import KINDS, PaperKind
from highneeds.reports.papers.pdf import LARGE_PRINT, document_pdf
from highneeds.reports.write import write_whole
from highneeds.store.kept_records import content_hash, keep_record, record_in_use
from highneeds.store.setup import open_store

_NOT_MADE = "The paper is not made: what is written would let it lie."


@dataclass(frozen=True)
class Paper:
    """A paper whole. ``content``: the hash of its facts, which say all that is in it."""

    facts: PaperFacts
    content: str

    @property
    def kind(self) -> PaperKind:
        return KINDS[self.facts.kind]

    @cached_property
    def figures(self) -> Figures:
        return figures_of(self.facts)

    @property
    def pack(self) -> Pack:
        return children_pack(self.facts.month)

    @property
    def hidden(self) -> frozenset[Place]:
        return frozenset(self.facts.withheld)

    @cached_property
    def parts(self) -> Composed:
        return compose(Context(self.facts, self.figures, self.content))

    def leaks(self) -> tuple[str, ...]:
        """Few children that readers of this and of all papers published by now could work out; none is as it should
        be.
        """
        return leaks_of(self.pack, self.hidden, published_before(self.facts.ref))

    def refuse_what_tells_of_few(self) -> None:
        """Raises Refusal, with every place, where the part that all may read tells of few children or a provider's
        price, whichever file the words came from.
        """
        if not self.kind.is_public:
            return
        found = held_back(self.parts.public, [one.provider for one in self.facts.providers])
        if found:
            message = "\n".join(["The part for publication would tell what it must not.", *found])
            raise Refusal(message)


def make_paper(
    kind: str, *, narrative: Path | None, meeting: date | None = None, block: Path | None = None
) -> tuple[Paper, bool]:
    """Freeze the facts of a paper as its draft; whether that is new. Raises Refusal with every fault of the words."""
    paper, faults = lint_paper(kind, narrative=narrative, meeting=meeting, block=block)
    if faults:
        raise Refusal(told(faults, _NOT_MADE))
    paper.refuse_what_tells_of_few()
    before = record_in_use("draft", paper.facts.ref, PaperFacts)
    if before is not None:
        moved = tuple(_moved(before, paper.facts))
        if not moved:
            return paper_of(before), False
        paper = paper_of(replace(paper.facts, moved=moved))
    keep_record("draft", paper.facts.ref, paper.facts)
    return paper, True


def lint_paper(
    kind: str, *, narrative: Path | None, meeting: date | None = None, block: Path | None = None
) -> tuple[Paper, tuple[Fault, ...]]:
    """Every fault of what authors wrote, and nothing kept. Raises Refusal where papers published before leave nothing
    to hide few children behind.
    """
    described = kind_or_refuse(kind)
    facts = gather(described, meeting=meeting, block=block, narrative=texts_of(described, narrative))
    facts = replace(facts, narrative=_with_added(facts))
    try:
        hidden = withheld_beside(children_pack(facts.month), published_before(facts.ref))
    except UnsafeError as error:
        message = f"The paper cannot be published beside those before it. {error}"
        raise Refusal(message) from error
    paper = paper_of(replace(facts, withheld=tuple(sorted(hidden))))
    return paper, faults_of(paper)


def _with_added(facts: PaperFacts) -> tuple[TextFile, ...]:
    """The authors' texts, with what was added from pages to the draft before."""
    before = record_in_use("draft", facts.ref, PaperFacts)
    added = () if before is None else (one for one in before.narrative if one.name.endswith(ADDED))
    return _in_order({one.name: one.text for one in (*added, *facts.narrative)})


def kind_or_refuse(kind: str) -> PaperKind:
    if kind not in KINDS:
        message = f"There is no paper {kind!r}. There are {', '.join(KINDS)}."
        raise Refusal(message)
    return KINDS[kind]


def paper_of(facts: PaperFacts) -> Paper:
    """From facts that are frozen already: the same, whenever it is called."""
    return Paper(facts, content_hash(facts))


def draft_or_refuse(ref: str) -> Paper:
    open_store()
    facts = record_in_use("draft", ref, PaperFacts)
    if facts is None:
        message = f"There is no paper {ref!r}. Make it first: highneeds paper committee --out DIR."
        raise Refusal(message)
    return paper_of(facts)


_INPUTS = {
    "programme": "the programme's run or ledger",
    "risks": "the register of risks",
    "boards": "the boards",
    "waiting": "decisions and the savings that wait for them",
    "commitments": "commitments",
    "providers": "prices by provider",
    "earlier": "the last paper",
    "tie": "the closed month",
    "files": "the files it stands on",
    "meeting": "the day of the meeting",
    "shown_before": "the papers published before",
    "benchmarks": "the published figures of other authorities",
    "withheld": "what is withheld beside the papers published before",
}


def _moved(before: PaperFacts, now: PaperFacts) -> Iterator[str]:
    """The inputs that differ, in words."""
    if before.month.snapshot != now.month.snapshot:
        yield f"the snapshot ({before.month.snapshot} before)"
    elif before.month != now.month:
        yield "the month's record"
    for each in fields(now):
        if each.name in _INPUTS and getattr(before, each.name) != getattr(now, each.name):
            yield _INPUTS[each.name]
    texts = {one.name: one.text for one in before.narrative}
    for one in now.narrative:
        if texts.pop(one.name, None) != one.text:
            yield one.name
    yield from (f"{name}, which is gone" for name in texts)


def faults_of(paper: Paper) -> tuple[Fault, ...]:
    facts = paper.facts
    return lint(
        Linted(
            facts.narrative,
            paper.figures,
            paper.kind.section_keys,
            facts.earlier,
            known_names(facts),
            tuple(one.provider for one in facts.providers),
            tables_to_put_in(paper) if _asks_for_tables(facts) else (),
        )
    )


def _asks_for_tables(facts: PaperFacts) -> bool:
    return any(token.what == BLOCK for text in facts.narrative for token in tokens(text.text))


def tables_to_put_in(paper: Paper) -> tuple[str, ...]:
    """Those that a text of this paper may ask for: they are there, and none of its sections has them by itself."""
    of = Context(paper.facts, paper.figures, paper.content)
    own = {
        item.table.name
        for section in paper.kind.sections
        for block in section.blocks
        for item in block(of)
        if isinstance(item, Shown)
    }
    return tuple(name for name in BLOCKS if name not in own and block_of(of, name) is not None)


def texts_of(kind: PaperKind, folder: Path | None) -> tuple[TextFile, ...]:
    """The texts that come with highneeds, and over them the authors': those of the folder are for every paper that has
    the section, those of its subfolder of the paper's name for this one alone; an empty file takes a text away.

    Raises Refusal for a folder that cannot be read.
    """
    found = {text.name: text.text for text in default_texts(kind)}
    if folder is None:
        return _in_order(found)
    own = folder / kind.key
    try:
        for place in (folder, own) if own.is_dir() else (folder,):
            for path in sorted(one for one in place.iterdir() if one.suffix == ENDING):
                section, _ = section_of(TextFile(path.name, ""))
                if place == own or section in kind.section_keys or section not in _ELSEWHERE:
                    found[path.name] = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"The authors' texts in {folder} cannot be read: {error}. Name a folder of Markdown files in UTF-8."
        raise Refusal(message) from error
    return _in_order(found)


_ELSEWHERE = frozenset(key for kind in KINDS.values() for key in kind.section_keys)


def _in_order(texts: dict[str, str]) -> tuple[TextFile, ...]:
    return tuple(TextFile(name, texts[name]) for name in sorted(texts))


def default_texts(kind: PaperKind) -> tuple[TextFile, ...]:
    """What stands in a paper until authors write something better; it holds no number but by token."""
    room = package_files("highneeds.reports.papers") / "texts"
    shared = (room / "every", room / kind.key)
    found: dict[str, str] = {}
    for folder in shared:
        if folder.is_dir():
            for entry in folder.iterdir():
                if entry.name.endswith(ENDING) and entry.name.removesuffix(ENDING) in kind.section_keys:
                    found[entry.name] = entry.read_text(encoding="utf-8")
    return _in_order(found)


def write_texts(kind: str, folder: Path) -> tuple[Path, ...]:
    """The texts that come with highneeds, for authors to begin from; a file that is there already stays."""
    described = kind_or_refuse(kind)
    written = []
    changes = TextFile(CHANGES, "# Why a figure differs from the last paper, one on a line: forecast_variance: why\n")
    for text in (*default_texts(described), changes):
        path = folder / text.name
        if not path.exists():
            _write(path, text.text.encode())
            written.append(path)
    return tuple(written)


def write_paper(paper: Paper, out: Path, *, template: Path | None = None, is_large: bool = False) -> tuple[Path, ...]:
    """PDF and DOCX of each part, and the large print of the public one. Raises Refusal where one cannot be written."""
    ours = None if template is None else _read(template)
    made_on, ref = paper.facts.month.made_on, paper.facts.ref
    public, look = paper.parts.public, look_or_refuse()
    contents = {
        f"{ref}.pdf": document_pdf(public, made_on, look=look),
        f"{ref}.docx": document_docx(public, made_on, ours),
    }
    if is_large:
        contents[f"{ref}-large-print.pdf"] = document_pdf(public, made_on, scale=LARGE_PRINT, look=look)
    if paper.parts.exempt is not None:
        contents[f"{ref}-exempt.pdf"] = document_pdf(paper.parts.exempt, made_on, look=look)
        contents[f"{ref}-exempt.docx"] = document_docx(paper.parts.exempt, made_on, ours)
    refuse_what_hides(contents, author=public.council)
    for name, content in contents.items():
        _write(out / name, content)
    return tuple(out / name for name in contents)


def write_template(path: Path) -> None:
    _write(path, default_template())


def read_earlier(path: Path) -> EarlierPaper:
    """Keep what a paper said that was made elsewhere. Raises Refusal with every fault of the file."""
    open_store()
    text = text_of(path, EARLIER_RULES["V01"])
    nothing = "The earlier paper cannot be used. Nothing was kept."
    if isinstance(text, Fault):
        raise Refusal(told((text,), nothing))
    found = earlier_paper_of_text(text, path.name)
    if found.paper is None:
        raise Refusal(told(found.faults, nothing))
    keep_record("earlier", found.paper.ref, found.paper)
    return found.paper


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"The template {path} cannot be read: {error.strerror}."
        raise Refusal(message) from error


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    except OSError as error:
        message = f"{path} cannot be written ({error.strerror}). Close it if it is open, or choose another place."
        raise Refusal(message) from error
