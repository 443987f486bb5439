"""What a file would change: rows new, changed, ended and the same, against what is in use for the same periods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from highneeds.store.tables import load_as_given, periods_in, table_key

_WHERE_FROM = frozenset({"source_file", "source_row"})


@dataclass(frozen=True, slots=True)
class TableChange:
    """``fields``: how many of the changed rows differ in each column, the most first. ``ended``: in use, not in it."""

    table: str
    new: int
    changed: int
    ended: int
    same: int
    fields: tuple[tuple[str, int], ...]

    @property
    def is_nothing(self) -> bool:
        return not (self.new or self.changed or self.ended)


def changes_of(tables: Mapping[str, pl.DataFrame]) -> tuple[TableChange, ...]:
    """Each canonical table read against the rows that it would replace. A key that stands several times in a table is
    counted row by row in the order of the file.
    """
    return tuple(_change(name, frame, _in_use(name, frame)) for name, frame in tables.items())


def _in_use(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows in use of the periods that the frame holds."""
    held = load_as_given(name)
    column = table_key(name).period_column
    if column is None or held.is_empty():
        return held
    periods = periods_in(name, frame)
    return held.filter(pl.col(column).cast(pl.String).is_in(sorted(periods)))


def _change(name: str, read: pl.DataFrame, held: pl.DataFrame) -> TableChange:
    key = [*table_key(name).columns, "_nth"]
    values = [column for column in read.columns if column not in _WHERE_FROM and column not in key]
    before, after = _keyed(held, key, values), _keyed(read, key, values)
    both = after.join(before, on=key, how="full", coalesce=True, suffix="_before", nulls_equal=True)
    is_new, is_ended = pl.col("_is_before").is_null(), pl.col("_is").is_null()
    kept = both.filter(~is_new & ~is_ended)
    differs = [pl.col(one).ne_missing(pl.col(f"{one}_before")).alias(one) for one in values]
    seen = kept.select(differs) if differs else pl.DataFrame()
    by_field = {one: int(seen[one].sum()) for one in values}
    changed = int(seen.select(pl.any_horizontal(pl.all()).sum()).item()) if values and kept.height else 0
    fields = sorted(((one, count) for one, count in by_field.items() if count), key=lambda pair: (-pair[1], pair[0]))
    return TableChange(
        name,
        new=both.filter(is_new).height,
        changed=changed,
        ended=both.filter(is_ended).height,
        same=kept.height - changed,
        fields=tuple(fields),
    )


def _keyed(frame: pl.DataFrame, key: list[str], values: list[str]) -> pl.DataFrame:
    """Text throughout, so that categories of two readings compare, with a mark that the row is there."""
    text = frame.select(pl.col([*key[:-1], *values]).cast(pl.String))
    return text.with_columns(_nth=pl.int_range(pl.len()).over(key[:-1]), _is=pl.lit(value=True))


def change_lines(changes: tuple[TableChange, ...]) -> Iterator[str]:
    """A line for each table that would change."""
    for change in changes:
        if change.is_nothing:
            yield f"{change.table}: nothing would change ({change.same:,} rows)"
            continue
        named = ", ".join(f"{field} in {count:,}" for field, count in change.fields[:5])
        more = f" ({named})" if named else ""
        yield (
            f"{change.table}: {change.new:,} new, {change.changed:,} changed{more}, {change.ended:,} ended, "
            f"{change.same:,} the same"
        )
