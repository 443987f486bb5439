"""Two returns of the same five children, with two links in doubt."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
from tests.ingest.sen2_histories import history, upn_of
from tests.ingest.sen2_returns import Frames, as_xml

from highneeds.operations.importing import import_paths
from highneeds.operations.links import decide_link, links_found
from highneeds.operations.sight import EVERY_CHILD
from highneeds.store.models import ChildRow


def two_returns(folder: Path) -> None:
    """Two as before, Oak without a UPN, Yew with another; the fifth is Fir, then Larch, born elsewhen, of one UPN."""
    five = {"surname": ["Ash", "Elm", "Oak", "Yew", "Fir"], "forename": ["Bo"] * 5,
            "personbirthdate": [f"201{n}-05-01" for n in range(5)], "upn": [upn_of(n) for n in range(5)]}  # fmt: skip
    frames = {year: history(year, 5, random.Random(7)) for year in (2025, 2026)}  # noqa: S311 - an example
    sexes = {"sex": ["F"] * 5}
    take_in(folder, 2025, persons(frames[2025], **five, **sexes))
    later = five | {"upn": [upn_of(0), upn_of(1), None, upn_of(33), upn_of(4)]}
    later["surname"] = [*five["surname"][:4], "Larch"]
    later["personbirthdate"] = [*five["personbirthdate"][:4], "2014-06-01"]
    take_in(folder, 2026, persons(frames[2026], **later, **sexes))


def persons(frames: Frames, **changes: list[str | None]) -> Frames:
    """The same return, whose persons have these cells instead."""
    person = frames["person"].with_columns(pl.Series(name, values, dtype=pl.String) for name, values in changes.items())
    return frames | {"person": person}


def take_in(folder: Path, year: int, frames: Frames) -> None:
    place = folder / str(year)
    place.mkdir(exist_ok=True)
    assert not import_paths([as_xml(place, year, frames).files[0].path]).is_refused


def decide_both() -> None:
    """Yew's two keys are one child; Fir and Larch are two."""
    born, named = links_found().open
    decide_link(
        named.link.link_id,
        is_same_child=True,
        reason="The school confirmed the new UPN.",
        decided_by="sam",
        sight=EVERY_CHILD,
    )
    decide_link(
        born.link.link_id,
        is_same_child=False,
        reason="Two cousins; the UPN was mistyped.",
        decided_by="sam",
        sight=EVERY_CHILD,
    )


def key_in(year: int, birth_date: str) -> str:
    """The key that the return's file has of the child born on that day."""
    return ChildRow.objects.get(return_year=year, birth_date=birth_date).child_key
