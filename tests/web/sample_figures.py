"""A small invented release in the store: Ashmere and three others, three Januaries, figures that are not published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl
from tests.store.store_frames import run_of

from highneeds.ingest.dfe.kept import FIRST_INVENTED_CODE, INVENTED
from highneeds.store.keeping import save_result

OWN = "999"
NAMES = {"996": "Tarnwick", "997": "Umberley", "998": "Wrenholme", OWN: "Ashmere"}
JANUARIES = (2024, 2025, 2026)
WITHHELD, NOT_AVAILABLE = ("997", 2026), (OWN, 2026)
"""Whose plans with hearing impairment, and whose twenty weeks, are not published."""


def sample_figures(names: Mapping[str, str] = NAMES, *, sha: str = "d", release: str = "EHC plans 2026") -> None:
    """Residents 10,000 each; plans 400 and 20 more for each January and authority.

    Said to be invented where all codes are those of nobody, as the reader says it.
    """
    is_invented = all(int(code) >= FIRST_INVENTED_CODE for code in names)
    source = (INVENTED if is_invented else "") + "DfE, Education, health and care plans"
    rows = list(_rows(names))
    figures = pl.DataFrame(
        rows, schema=["series", "year", "code", "value", "mark", "why"], orient="row", infer_schema_length=None
    ).with_columns(
        release=pl.lit(release),
        release_year=pl.lit(2026),
        source=pl.lit(source),
        source_file=pl.lit("release.zip/data/caseload.csv"),
        source_row=pl.int_range(2, len(rows) + 2),
    )
    authorities = pl.DataFrame(
        {"code": list(names), "name": list(names.values()), "region": ["Northvale", *["Eastmark"] * (len(names) - 1)]}
    ).with_columns(
        release=pl.lit(release),
        release_year=pl.lit(2026),
        ons_code=pl.concat_str(pl.lit("E10000"), "code"),
        source_file=pl.lit("release.zip/data/caseload.csv"),
        source_row=pl.lit(2),
    )
    save_result(
        run_of("published-release", sha),
        {"published_figures": figures, "published_authorities": authorities},
    )


def sample_neighbours(*codes: str) -> None:
    """Of Ashmere, nearest first."""
    frame = pl.DataFrame({"neighbour_code": list(codes)}).with_columns(
        code=pl.lit(OWN),
        rank=pl.int_range(1, len(codes) + 1),
        closeness=pl.lit("Close"),
        source_file=pl.lit("neighbours.csv"),
        source_row=pl.int_range(2, len(codes) + 2),
    )
    save_result(run_of("statistical-neighbours", codes[0][-1]), {"published_neighbours": frame})


def plans(code: str, january: int) -> float:
    return 400.0 + 20 * list(NAMES).index(code) + 20 * (january - JANUARIES[0])


def _rows(names: Mapping[str, str]) -> Iterator[tuple[str, int, str, float | None, str | None, str | None]]:
    for january in JANUARIES:
        for number, code in enumerate(names):
            count = 400.0 + 20 * number + 20 * (january - JANUARIES[0])
            yield "total", january, code, count, None, None
            yield "residents_0_25", january - 1, code, 10_000.0, None, None
            yield "setting:special_independent", january, code, 4.0, None, None
            withheld = (None, "c", "withheld so that no child can be recognised")
            yield "need:hi", january, code, *(withheld if (code, january) == WITHHELD else (8.0, None, None))
            is_gone = (code, january) == NOT_AVAILABLE
            for series, value in (("plans_issued", 60.0), ("plans_issued_within_20_weeks", 30.0)):
                yield series, january - 1, code, *((None, "x", "not available") if is_gone else (value, None, None))
