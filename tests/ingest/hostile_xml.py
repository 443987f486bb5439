"""SEN2 returns in XML that attack their reader, each made from a good one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

Spoil = Callable[[bytes], Iterator[bytes]]
"""From the good content to the bad one, a part at a time, for some are large."""

_DOCTYPE = b"<!DOCTYPE Message "


def _after_declaration(good: bytes, inserted: bytes) -> Iterator[bytes]:
    head, mark, rest = good.partition(b"?>")
    yield (head + mark + inserted + rest) if mark else (inserted + good)


def _with_doctype(inside: bytes) -> Spoil:
    return lambda good: _after_declaration(good, _DOCTYPE + inside + b">")


def _within_person(inserted: Callable[[], Iterator[bytes]]) -> Spoil:
    def spoil(good: bytes) -> Iterator[bytes]:
        head, mark, rest = good.partition(b"<Person>")
        assert mark
        yield head + mark
        yield from inserted()
        yield rest

    return spoil


def _times(part: bytes, count: int) -> Callable[[], Iterator[bytes]]:
    def parts() -> Iterator[bytes]:
        at_once = max(1, (1 << 20) // len(part))
        for _ in range(count // at_once):
            yield part * at_once
        yield part * (count % at_once)

    return parts


def _around(before: bytes, middle: Callable[[], Iterator[bytes]], after: bytes) -> Callable[[], Iterator[bytes]]:
    def parts() -> Iterator[bytes]:
        yield before
        yield from middle()
        yield after

    return parts


def _names() -> Iterator[bytes]:
    for start in range(0, 2_000_000, 20_000):
        yield b"".join(b"<n%x/>" % number for number in range(start, start + 20_000))


def _recoded(codec: str, declared: str) -> Spoil:
    def spoil(good: bytes) -> Iterator[bytes]:
        text = good.decode("utf-8").partition("?>")[2]
        yield f'<?xml version="1.0" encoding="{declared}"?>{text}'.encode(codec)

    return spoil


_LAUGHS = b"".join(
    b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10 if level else b"lol") for level in range(10)
)

REFUSED: Mapping[str, Spoil] = {
    "billion laughs": _with_doctype(b"[" + _LAUGHS + b"]"),
    "quadratic blow-up": _with_doctype(b'[<!ENTITY a "' + b"a" * 100_000 + b'">]'),
    "an entity that is a file": _with_doctype(b'[<!ENTITY x SYSTEM "file:///etc/passwd">]'),
    "an entity on the network": _with_doctype(b'[<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]'),
    "a parameter entity": _with_doctype(b'[<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]'),
    "an external document type": _with_doctype(b'SYSTEM "http://127.0.0.1:9/x.dtd"'),
    "an undeclared entity": _within_person(lambda: iter([b"<UPN>&x;</UPN>"])),
    "ten thousand deep": _within_person(_times(b"<a>", 10_000)),
    "an attribute of 150 MB": _within_person(_around(b'<UPN a="', _times(b"x", 150_000_000), b'"></UPN>')),
    "a remark of 150 MB": _within_person(_around(b"<!--", _times(b"x", 150_000_000), b"-->")),
    "a field of 150 MB": _within_person(_around(b"<UPN>", _times(b"x", 150_000_000), b"</UPN>")),
    "two million names": _within_person(_names),
    "ten million empty records": _within_person(_times(b"<Requests/>", 10_000_000)),
    "declared as UTF-7": _recoded("utf-7", "UTF-7"),
    "an encoding nobody knows": _recoded("utf-8", "x-nobody-knows"),
    "an encoding of several bytes": _recoded("utf-8", "shift_jis"),
    "UTF-16 that says UTF-8": _recoded("utf-16-le", "UTF-8"),
    "a NUL": lambda good: iter([good.replace(b"<Person>", b"<Person>\0", 1)]),
    "a control character": lambda good: iter([good.replace(b"<Person>", b"<Person>&#27;", 1)]),
    "two roots": lambda good: iter([good + b"<Message/>"]),
}

READ: Mapping[str, Spoil] = {
    "UTF-16 that says so": _recoded("utf-16", "UTF-16"),
    "Windows-1252 that says so": _recoded("cp1252", "windows-1252"),
    "a namespace": lambda good: iter([good.replace(b"<Message>", b'<Message xmlns="urn:x">', 1)]),
    "marks of direction in a name": lambda good: iter([good.replace(b"<Surname>", "<Surname>\u202e".encode(), 1)]),
    "unclosed lines of Macintosh": lambda good: iter([good.replace(b"\n", b"\r")]),
}
