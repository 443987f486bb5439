"""Which number a school has now: a school that becomes an academy or merges gets another, and nobody moved.

Source: Get Information about Schools, links between establishments (predecessors and successors).
"""

from __future__ import annotations

import polars as pl


def latest_urns(links: pl.DataFrame) -> dict[str, str]:
    """The last successor of every number that has one (``ProviderLinks``), over any number of steps.

    A school that was split has several successors and stays as it is, since the children cannot be told apart; so does
    one whose links go in a circle.
    """
    after = _successors(links)
    return {urn: last for urn in after if (last := _last(urn, after)) != urn}


def with_latest_urns(frame: pl.DataFrame, links: pl.DataFrame, column: str = "urn") -> pl.DataFrame:
    """The frame with every number in ``column`` put forward to the one the school has now."""
    return frame.with_columns(pl.col(column).replace(latest_urns(links))) if links.height else frame


def _successors(links: pl.DataFrame) -> dict[str, str]:
    """The one successor of each number, whichever end of the link said so."""
    forward = pl.col("is_successor")
    pairs = links.select(
        before=pl.when(forward).then("urn").otherwise("link_urn"),
        after=pl.when(forward).then("link_urn").otherwise("urn"),
    ).unique()
    single = pairs.filter(pl.len().over("before") == 1)
    return dict(single.iter_rows())


def _last(urn: str, after: dict[str, str]) -> str:
    seen = {urn}
    last = urn
    while last in after:
        last = after[last]
        if last in seen:
            return urn
        seen.add(last)
    return last
