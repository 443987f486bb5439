"""The last look at a public part as it will be read: from whatever file a sentence came, it tells of no few children
and names no provider beside money. The lint looks at what authors write; this also at registers, boards and programmes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from highneeds.reports.disclosure import tells_of_few
from highneeds.reports.papers.items import Document, Item, Points, Tiles, Words

_MONEY = re.compile(r"£|\bpence\b|\bpounds\b", re.IGNORECASE)


def held_back(document: Document, providers: Sequence[str]) -> tuple[str, ...]:
    """Why the part may not be published, a line for each place: section, words, and how to mend them."""
    named = [re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE) for name in providers]
    found = []
    for section in document.sections:
        for item in section.items:
            for words, is_money in _said(item):
                if tells_of_few(words):
                    mend = "Say it without the number in the file it comes from: fewer than five children."
                    found.append(f"{section.title}: {words!r} counts few children. {mend}")
                if (is_money or _MONEY.search(words)) and any(name.search(words) for name in named):
                    mend = "Take the name out of the file it comes from, or give it to the exempt part."
                    found.append(f"{section.title}: {words!r} names a provider beside money. {mend}")
    return tuple(found)


def _said(item: Item) -> Iterator[tuple[str, bool]]:
    """Each sentence, point, tile and row as it is read, and whether its column of money makes it tell of money."""
    if isinstance(item, Words):
        yield item.text, False
    elif isinstance(item, Points):
        yield from ((text, False) for text in item.texts)
    elif isinstance(item, Tiles):
        yield from ((f"{large} {under}", False) for large, under in item.tiles)
    else:
        table = item.table
        is_money = any(_MONEY.search(f"{column.title} {column.group} {table.note}") for column in table.columns)
        yield table.title, False
        yield table.note, False
        yield from ((" · ".join(row), is_money) for row in table.texts())
