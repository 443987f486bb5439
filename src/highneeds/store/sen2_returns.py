"""SEN2 returns kept whole and given back as they were; who the persons are is kept sealed, or not at all."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
from django.db import transaction

from highneeds.store import ready  # noqa: F401 - configures Django before the models are imported
from highneeds.store.models import ImportRun, Sen2ModuleRow, Sen2NamesRow
from highneeds.store.sealing import is_sealing, seal, unseal

IDENTIFIERS = ("surname", "forename", "postcode", "upn", "uniquelearnernumber")
"""Fields of a person that say who it is. Birth date and sex stay with the return, as they do in its tables."""

_PERSON, _ID = "person", "persontableid"


@dataclass(frozen=True)
class StoredReturn:
    """``frames`` as they were kept, by module. ``has_names``: false where the identifiers of persons are all null.

    ``unread``: the cells that had no place; empty without names, since both are sealed together.
    """

    run: ImportRun
    year: int
    frames: Mapping[str, pl.DataFrame]
    unread: pl.DataFrame
    has_names: bool


def keep_return(run: ImportRun, frames: Mapping[str, pl.DataFrame], unread: pl.DataFrame) -> None:
    """Keep a return with the (saved) run that read it, in that run's transaction.

    Raises Refusal where a key is set and cannot be used.
    """
    persons = frames[_PERSON]
    open_frames = dict(frames) | {_PERSON: persons.drop(IDENTIFIERS)}
    Sen2ModuleRow.objects.bulk_create(
        Sen2ModuleRow(import_run=run, module=module, records=frame.height, content=_parquet(frame))
        for module, frame in open_frames.items()
    )
    if is_sealing():
        names = seal(_parquet(persons.select(_ID, *IDENTIFIERS)))
        Sen2NamesRow.objects.create(
            import_run=run, persons=persons.height, sealed_names=names, sealed_unread=seal(_parquet(unread))
        )


def years_of_returns() -> tuple[int, ...]:
    """The census years whose return in use is kept whole, in order."""
    return tuple(sorted(int(run.period) for run in _runs().values()))


def stored_return(year: int) -> StoredReturn:
    """The return in use of a census year. Raises LookupError where none is kept, SealBrokenError for another key."""
    run = _runs().get(str(year))
    if run is None:
        raise LookupError(year)
    frames = {
        row.module: pl.read_parquet(io.BytesIO(row.content)) for row in Sen2ModuleRow.objects.filter(import_run=run)
    }
    names = Sen2NamesRow.objects.filter(import_run=run).first()
    if names is None or not is_sealing():
        absent = frames[_PERSON].with_columns(pl.lit(None, pl.String).alias(name) for name in IDENTIFIERS)
        unread = pl.DataFrame(
            schema={"module": pl.String, "source_row": pl.Int32, "name": pl.String, "value": pl.String}
        )
        return StoredReturn(run, year, frames | {_PERSON: absent}, unread, has_names=False)
    who = pl.read_parquet(io.BytesIO(unseal(bytes(names.sealed_names))))
    named = frames[_PERSON].join(who, on=_ID, how="left", maintain_order="left")
    unread = pl.read_parquet(io.BytesIO(unseal(bytes(names.sealed_unread))))
    return StoredReturn(run, year, frames | {_PERSON: named}, unread, has_names=True)


@transaction.atomic
def erase_names(year: int) -> int:
    """Erase who the persons of every return of that year were, replaced ones too; how many names went."""
    gone = Sen2NamesRow.objects.filter(import_run__kind__startswith="sen2-", import_run__period=str(year))
    persons = sum(gone.values_list("persons", flat=True))
    gone.delete()
    return persons


def _runs() -> dict[str, ImportRun]:
    """The runs in use that kept a return, by period."""
    kept = Sen2ModuleRow.objects.filter(module=_PERSON, import_run__state=ImportRun.State.IMPORTED)
    return {row.import_run.period: row.import_run for row in kept.select_related("import_run").defer("content")}


def _parquet(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_parquet(out)
    return out.getvalue()


def council_code(year: int) -> str | None:
    """The three digits of the council in the header of the kept return; None where there is no such return, or none."""
    run = _runs().get(str(year))
    header = Sen2ModuleRow.objects.filter(import_run=run, module="sen2").first() if run else None
    if header is None:
        return None
    codes = pl.read_parquet(io.BytesIO(header.content))["lea"].drop_nulls()
    return str(codes[0]) if codes.len() else None
