"""How a paper says that few children are withheld, and how it knows a sentence that counts few."""

from __future__ import annotations

import re

NOTE = (
    "[c] is withheld: fewer than 5 children, or the next smallest number, hidden so that the first cannot be worked "
    "out from the total."
)

_FEW_CHILDREN = re.compile(r"(?<![\d.,])[1-4] (more |fewer )?child(ren)?\b")


def tells_of_few(text: str) -> bool:
    """Whether a sentence counts 1 to 4 children, so that it, with the money in it, must not be published."""
    return _FEW_CHILDREN.search(text) is not None
