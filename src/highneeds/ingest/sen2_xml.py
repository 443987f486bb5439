"""Reads a SEN2 return in XML as a stream: no document type, no entities, nothing fetched, a few megabytes at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from xml.parsers import expat

from highneeds.core.faults import Fault
from highneeds.ingest.opened import open_given
from highneeds.ingest.results import UnitFile
from highneeds.ingest.rulebook import rule
from highneeds.ingest.sen2_names import column_of
from highneeds.ingest.sen2_raw import Sen2Return, empty_return, gathered
from highneeds.rules.sen2_elements import SEN2_PARENT, SEN2_RECORDS

_CHUNK = 1 << 20
_HEAD = 1 << 16
_DEEPEST = 20  # a return is nine deep
_LONGEST_TEXT = 10_000
_LONGEST_TAG = 4 << 20  # the parser keeps a tag or comment whole until it ends
_MOST_RECORDS = 1_000_000  # three times the largest council's
_MOST_NAMES = 1_000
_MODULE_OF = {name.lower(): module for module, name in SEN2_RECORDS.items()}
_HEADER_PARTS = frozenset({"collectiondetails", "source"})
_FRAMES = frozenset({"message", "header", "persons"}) | _HEADER_PARTS
_IS_SEN2 = re.compile(r"<\s*collection\s*>\s*sen2\s*<", re.IGNORECASE)


def is_sen2_xml(head: bytes) -> bool:
    """Whether the first bytes of a file are those of a SEN2 return."""
    text = head.decode("utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", errors="replace")
    return _IS_SEN2.search(text) is not None


def head_of(path: Path) -> bytes:
    """Raises OSError."""
    with open_given(path) as stream:
        return stream.read(_HEAD)


def read_sen2_xml(file: UnitFile) -> Sen2Return | Fault:
    """The return, or the fault (F02) that stops the file. A row's number is the line on which its record begins.

    Element names are compared without case or namespace. Raises nothing for any content.
    """
    reader = _Reader()
    try:
        if not head_of(file.path).strip():
            return rule("F01").fault(file.name)
        with open_given(file.path) as stream:
            while chunk := stream.read(_CHUNK):
                reader.feed(chunk)
        reader.feed(b"", is_last=True)
    except OSError as error:
        return rule("F02").fault(file.name, detail=f"It cannot be opened ({error.strerror}).")
    except _RefusedError as refused:
        return rule("F02").fault(file.name, row=reader.line, detail=str(refused))
    except (LookupError, ValueError):  # expat asks Python for an encoding that it does not know itself
        return rule("F02").fault(file.name, row=1, detail="Its encoding is not known: save it as UTF-8.")
    except expat.ExpatError as error:
        detail = f"It is no well-formed XML ({expat.errors.messages[error.code]})."
        return rule("F02").fault(file.name, row=error.lineno, detail=detail)
    return gathered(file.name, reader.modules, reader.unknown)


class _RefusedError(Exception):
    """What a return never holds, and an attack may."""


class _Reader:
    """Takes the elements as they come; keeps the rows of the nine modules and the names it did not know."""

    def __init__(self) -> None:
        self.modules = empty_return()
        self.unknown: set[str] = set()
        self._open: list[str] = []
        self._records: dict[str, int] = {}
        self._within: list[str] = []
        self._text: list[str] = []
        self._length = 0
        self._fed = 0
        self._names: dict[str, str] = {}
        self._kept = 0
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._take
        self._parser.buffer_text = True

    @property
    def line(self) -> int:
        return self._parser.CurrentLineNumber

    def feed(self, chunk: bytes, *, is_last: bool = False) -> None:
        self._fed += len(chunk)
        self._parser.Parse(chunk, is_last)
        if self._fed - self._parser.CurrentByteIndex > _LONGEST_TAG:
            message = f"A tag or remark is longer than {_LONGEST_TAG >> 20} MB."
            raise _RefusedError(message)

    def _refuse_doctype(self, *_: object) -> None:
        message = "It has a document type, which may hide other content: export it again without one."
        raise _RefusedError(message)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if attributes or name not in self._names:
            self._note_names(name, attributes)
        self._open.append(self._names[name])
        self._text, self._length = [], 0
        if len(self._open) > _DEEPEST:
            message = f"Its elements are nested more than {_DEEPEST} deep."
            raise _RefusedError(message)
        module = "sen2" if self._open[-1] == "header" else _MODULE_OF.get(self._open[-1])
        if module is not None:
            self._kept += 1
            if self._kept > _MOST_RECORDS:
                message = f"It has more than {_MOST_RECORDS:,} records."
                raise _RefusedError(message)
            self._records[module] = self.modules[module].begin(self.line, self._parent_of(module))
            self._within.append(module)

    def _note_names(self, name: str, attributes: Iterable[str]) -> None:
        """Each with what it is called without its space of names and in small letters."""
        self._names.update((each, each.rpartition(":")[2].lower()) for each in (name, *attributes))
        if len(self._names) > _MOST_NAMES:  # the parser never forgets one
            message = f"It has more than {_MOST_NAMES:,} different names of elements."
            raise _RefusedError(message)

    def _parent_of(self, module: str) -> int | None:
        """The record it stands in; every person belongs to the header. None where it stands in the wrong place."""
        parent = SEN2_PARENT.get(module)
        if parent == "sen2":
            return self._records.get(parent)
        return self._records[parent] if parent in self._within else None

    def _take(self, text: str) -> None:
        self._length += len(text)
        if self._length > _LONGEST_TEXT:
            message = f"A field is longer than {_LONGEST_TEXT:,} letters."
            raise _RefusedError(message)
        self._text.append(text)

    def _end(self, written: str) -> None:
        name = self._open.pop()
        if name == "header" or name in _MODULE_OF:
            self._within.pop()
        elif name not in _FRAMES and self._within:
            column, rows = column_of(self._within[-1], name), self.modules[self._within[-1]]
            if column is None or column not in rows.cells:
                self.unknown.add(written)
                rows.put_unread(written, "".join(self._text))
            else:
                rows.put(column, "".join(self._text))
        self._text, self._length = [], 0
