"""How wide the columns of a table are: short ones as wide as what stands in them, the rest of the line for prose."""

from __future__ import annotations

from highneeds.reports.tables import Table

_SHORT = 17  # letters: a date stays on one line
_LETTER_MM, _PADDING_MM = 1.8, 2.6
_FIRST = 1.5  # the first column names its row, and names are long
_ROOM_MM = 110.0  # of 174, so that prose has the rest


def widths(table: Table) -> tuple[float, ...]:
    """One for each column: above nought millimetres, below nought a share of what is left."""
    texts = table.texts()
    found = []
    for position, column in enumerate(table.columns):
        cells = [row[position] for row in texts]
        longest_word = max((len(word) for text in (*cells, column.title) for word in text.split()), default=1)
        longest_text = max((len(text) for text in cells), default=1)
        if longest_text <= _SHORT or column.kind.is_number:
            found.append(max(longest_word, longest_text) * _LETTER_MM + _PADDING_MM)
        else:
            found.append(-max(longest_word, min(longest_text, 120) ** 0.75, 8.0))
    fixed = sum(width for width in found if width > 0)
    if fixed > _ROOM_MM or all(width > 0 for width in found):
        shares = [abs(width) if width < 0 else width / _LETTER_MM for width in found]
        return tuple(-share * (_FIRST if position == 0 else 1.0) for position, share in enumerate(shares))
    return tuple(found)
