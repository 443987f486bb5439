"""What was imported of the published figures of every authority, as the benchmark pages need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from highneeds.forecast.national.types import PLACEMENT_GROUPS
from highneeds.forecast.published import Authority, PublishedFigures
from highneeds.forecast.published.placements import Series, group_plans
from highneeds.forecast.published.types import SETTING
from highneeds.ingest.dfe.kept import FIRST_INVENTED_CODE, INVENTED
from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.in_use import state_of
from highneeds.store.made_once import MadeOnce
from highneeds.store.models import KeptPeriod
from highneeds.store.tables import load_table

_TABLES = ("published_figures", "published_authorities", "published_neighbours")
_PLACED = f"{SETTING}mainstream_state"
_AREA = ["series", "year", "code"]


@dataclass(frozen=True, slots=True)
class FromImport:
    """The import that a release came by."""

    release: str
    import_id: int
    file: str
    as_at: date | None
    imported_at: datetime


@dataclass(frozen=True, slots=True)
class NotPublished:
    """``mark`` is the publisher's own symbol, "" where it gave none; ``why`` what it means."""

    mark: str
    why: str


@dataclass(frozen=True, eq=False)
class Published:
    """``not_published``: by series, year and code. ``imports``: by series, those its figures came by.

    ``rows``: of each figure in use its release, file and row. ``is_invented``: the authorities are nobody's.
    """

    figures: PublishedFigures
    not_published: Mapping[tuple[str, int, str], NotPublished]
    imports: Mapping[str, tuple[FromImport, ...]]
    rows: pl.DataFrame
    neighbours_from: FromImport | None
    is_invented: bool


_held: MadeOnce[Published | None] = MadeOnce(most=1)


def published_state() -> tuple[object, ...]:
    """Changes with every import of published figures."""
    return state_of(*_TABLES)


def published_in_use() -> Published | None:
    """None before a release was imported: it says who the authorities are."""
    return _held.get("published", published_state, _read)


def _read() -> Published | None:
    authorities = load_table("published_authorities").sort("release_year", maintain_order=True)
    if authorities.is_empty():
        return None
    is_real = pl.col("code").cast(pl.Int32, strict=False) < FIRST_INVENTED_CODE
    has_real = bool(authorities.filter(is_real).height)
    authorities = authorities.filter(is_real) if has_real else authorities
    known = authorities.drop_nulls("ons_code").unique("ons_code", keep="last", maintain_order=True)
    rows = _one_of_each(load_table("published_figures"), dict(known.select("ons_code", "code").iter_rows()))
    rows = rows.filter(is_real) if has_real else rows  # beside real authorities nobody shows invented ones
    imports = _imports()
    return Published(
        _figures(authorities, rows),
        _not_published(rows),
        _imports_of(rows, imports),
        rows,
        imports.get(""),
        is_invented=bool(rows.height) and rows["source"].str.starts_with(INVENTED).all(),
    )


def _figures(authorities: pl.DataFrame, rows: pl.DataFrame) -> PublishedFigures:
    """With the groups that placements are added up to."""
    by_code = {
        row["code"]: Authority(row["code"], row["name"], row["region"]) for row in authorities.iter_rows(named=True)
    }
    given = rows.filter(pl.col("value").is_not_null())
    values: dict[str, Series] = {
        str(series): dict(zip(zip(part["year"], part["code"], strict=True), part["value"], strict=True))
        for (series,), part in given.group_by("series", maintain_order=True)
    }
    said = given.unique("series", keep="last").select("series", "source")
    sources = {str(series): str(source) for series, source in said.iter_rows()}
    groups = group_plans(values)
    return PublishedFigures(
        authorities=by_code,
        values=values | groups,
        sources=sources | dict.fromkeys(groups, sources.get(_PLACED, "")),
        neighbours=_neighbours(),
    )


def _imports_of(rows: pl.DataFrame, imports: Mapping[str, FromImport]) -> dict[str, tuple[FromImport, ...]]:
    """By series."""
    given = rows.filter(pl.col("value").is_not_null())
    found = {
        str(series): tuple(imports[one] for one in part["release"].unique(maintain_order=True) if one in imports)
        for (series,), part in given.group_by("series", maintain_order=True)
    }
    return found | dict.fromkeys(PLACEMENT_GROUPS, found.get(_PLACED, ()))


def _one_of_each(rows: pl.DataFrame, code_of: Mapping[str, str]) -> pl.DataFrame:
    """Each figure once, as the latest release has it, under the department's code; areas nobody names are left out."""
    coded = rows.with_columns(pl.col("code").replace(code_of))
    named = coded.filter(pl.col("code").str.len_chars() == 3)  # noqa: PLR2004 - the department's codes
    return named.sort("release_year", maintain_order=True).unique(_AREA, keep="last", maintain_order=True)


def _not_published(rows: pl.DataFrame) -> dict[tuple[str, int, str], NotPublished]:
    gaps = rows.filter(pl.col("value").is_null()).select(*_AREA, "mark", "why")
    return {
        (series, year, code): NotPublished(mark or "", why or "") for series, year, code, mark, why in gaps.iter_rows()
    }


def _neighbours() -> dict[str, tuple[str, ...]]:
    rows = load_table("published_neighbours").sort("code", "rank")
    return {str(code): tuple(part["neighbour_code"]) for (code,), part in rows.group_by("code", maintain_order=True)}


def _imports() -> dict[str, FromImport]:
    """By release; that of the neighbours under ""."""
    found = {}
    periods = KeptPeriod.objects.filter(is_in_use=True, table_name__in=("published_figures", "published_neighbours"))
    for row in periods.select_related("import_run").order_by("pk"):
        run = row.import_run
        found[row.period] = FromImport(row.period, run.pk, run.file_names[0], run.as_at, run.finished_at)
    return found
