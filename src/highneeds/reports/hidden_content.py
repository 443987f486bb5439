"""What a file carries beside what its reader sees: the way in which councils have given children away.

Looked for before a file is published: hidden sheets, rows and columns, names that point at data, pivot caches,
comments, tracked changes, hidden words, embedded and linked files, macros, authors, attachments and scripts of a PDF,
formulas, and a pupil number or a child's key anywhere in it.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePath

from highneeds.core.text_cells import STARTS_A_FORMULA

_UPN = re.compile(r"(?<![0-9A-Za-z])[A-HJ-NP-RT-Z]\d{11}[0-9A-HJ-NP-RT-Z](?![0-9A-Za-z])")
_CHILD_KEY = re.compile(r"(?<![0-9A-Za-z])(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{32}(?![0-9A-Za-z])")
_PARTS_THAT_HIDE = (
    (re.compile(r"vbaProject|/macros/"), "a macro"),
    (re.compile(r"/externalLinks/"), "a link to another workbook"),
    (re.compile(r"/pivot(Cache|Tables)/"), "the data behind a pivot table"),
    (re.compile(r"/(threaded)?[cC]omments"), "comments"),
    (re.compile(r"/embeddings/|/activeX/"), "an embedded file"),
    (re.compile(r"/queryTables/|/connections"), "a link to a database"),
)
_MARKUP_THAT_HIDES = (
    ("xl/workbook.xml", re.compile(r'state="(very)?[hH]idden"'), "a hidden sheet"),
    ("xl/worksheets/", re.compile(r'<(row|col)\b[^>]*\bhidden="(1|true)"'), "a hidden row or column"),
    ("xl/worksheets/", re.compile(r"<f\b"), "a formula"),
    ("word/", re.compile(r"<w:(ins|del|moveFrom|moveTo)\b"), "tracked changes"),
    ("word/document", re.compile(r"<w:vanish\s*/>|<w:vanish w:val=\"(1|true)\""), "hidden words"),
)
_DEFINED_NAME = re.compile(r'<definedName\b[^>]*\bname="([^"]*)"')
_NAMES_FOR_PRINT = {"_xlnm.Print_Titles", "_xlnm.Print_Area", "_xlnm._FilterDatabase"}
_AUTHOR = re.compile(r"<(?:\w+:)?(?:creator|lastModifiedBy|Manager|Company)\b[^>]*>([^<]*)<")
_PDF_NAMES = (
    (re.compile(rb"/EmbeddedFiles?\b"), "an attached file"),
    (re.compile(rb"/(JavaScript|JS|Launch|OpenAction)\b(?!\w)"), "a script"),
    (re.compile(rb"/Subtype\s*/(Text|FreeText|Popup|FileAttachment)\b"), "a note"),
)
_PDF_AUTHOR = re.compile(rb"/Author\s*(?:\(((?:[^()\\]|\\.)*)\)|<([0-9A-Fa-f\s]*)>)")
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_MOST_UNPACKED = 200_000_000


def hidden_in(name: str, content: bytes, *, author: str = "highneeds") -> tuple[str, ...]:
    """What the file hides, in words, each once; nothing for one that shows all it holds. ``author``: who may be named.

    A file of another kind than these cannot be looked into, and says so.
    """
    look = _LOOKS.get(PurePath(name).suffix.lower())
    if look is None:
        return ("what cannot be looked into: publish PDF, DOCX, XLSX or CSV",)
    try:
        return tuple(dict.fromkeys(look(content, author)))
    except (zipfile.BadZipFile, UnicodeDecodeError):
        return ("what cannot be read: the file is broken",)


def _in_office(content: bytes, author: str) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        if sum(part.file_size for part in package.infolist()) > _MOST_UNPACKED:
            yield "more than can be looked through"
            return
        for part in package.namelist():
            yield from (what for pattern, what in _PARTS_THAT_HIDE if pattern.search(part))
            if part.endswith((".xml", ".rels")):
                yield from _in_markup(part, package.read(part).decode(), author)


def _in_markup(part: str, text: str, author: str) -> Iterator[str]:
    for begins, pattern, what in _MARKUP_THAT_HIDES:
        if part.startswith(begins) and pattern.search(text):
            yield what
    for name in _DEFINED_NAME.findall(text):
        if name not in _NAMES_FOR_PRINT:
            yield f"the name {name}, which points at data"
    if part.startswith("docProps/"):
        named = {html.unescape(name.strip()) for name in _AUTHOR.findall(text)}
        yield from (f"the author {name}" for name in sorted(named - {"", author}))
    if 'TargetMode="External"' in text and "oleObject" in text:
        yield "a link to another file"
    words = re.sub(r"<[^>]*>", " ", text)
    if part.startswith("customXml/") and words.strip():  # Word's own empty list of sources has none
        yield "custom data"
    yield from _of_a_child(words)


def _in_pdf(content: bytes, author: str) -> Iterator[str]:
    """What stands open in it, and in streams that are packed."""
    if not content.startswith(b"%PDF-"):
        yield "what cannot be read: the file is no PDF"
        return
    texts = [content]
    for stream in _STREAM.findall(content):
        unpacker = zlib.decompressobj()
        try:
            texts.append(unpacker.decompress(stream, _MOST_UNPACKED))
        except zlib.error:
            continue  # a picture or a font
    for text in texts:
        yield from (what for pattern, what in _PDF_NAMES if pattern.search(text))
        named = {_pdf_text(*groups) for groups in _PDF_AUTHOR.findall(text)}
        yield from (f"the author {name}" for name in sorted(named - {"", author}))
        yield from _of_a_child(text.decode("latin-1"))


def _pdf_text(plain: bytes, in_hex: bytes) -> str:
    """A text of a PDF: UTF-16 where it begins so, else one letter for each byte."""
    found = bytes.fromhex(in_hex.decode()) if in_hex else _ESCAPED.sub(_letter, plain)
    return (
        found.decode("utf-16", "replace") if found.startswith((b"\xfe\xff", b"\xff\xfe")) else found.decode("latin-1")
    )


def _letter(escaped: re.Match[bytes]) -> bytes:
    """A letter that is written as its number of three octal figures, or after a stroke."""
    said = escaped[1]
    return bytes([int(said, 8) & 255]) if said.isdigit() else said


def _in_csv(content: bytes, _author: str) -> Iterator[str]:
    text = content.decode("utf-8-sig")
    for cell in re.split(r'[,\r\n]"?', text):
        bare = cell.strip().replace(",", "")
        if bare.startswith(STARTS_A_FORMULA) and not re.fullmatch(r"[+-][\d.]+%?\"?", bare):
            yield "a formula"
    yield from _of_a_child(text)


def _of_a_child(text: str) -> Iterator[str]:
    if _UPN.search(text):
        yield "a pupil number"
    if _CHILD_KEY.search(text):
        yield "the key of a child"


_LOOKS: dict[str, Callable[[bytes, str], Iterator[str]]] = {
    ".xlsx": _in_office,
    ".docx": _in_office,
    ".pdf": _in_pdf,
    ".csv": _in_csv,
}
