"""What a file would change: rows new, changed, ended and the same, against what is in use for the same periods.

Beside it, which of its rows meet nothing where they should: of a child without a plan, or for a line that is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from highneeds.core import FinancialYear
from highneeds.finance.contracts.from_tables import TERM_COLUMNS
from highneeds.ingest.headers import ROW
from highneeds.ingest.nearest import ROWS_LOOKED_UP, nearest_references
from highneeds.operations.import_effect import Effect, effect_from_json, effect_lines, effect_of
from highneeds.store.tables import load_as_given, periods_in, table_key

_MEETS = {
    "cost_lines": ("child_key", "plans", "of children without a plan in any return or list"),
    "payments": ("line_ref", "cost_lines", "that quote a line which is not in the extract of placement costs"),
}
_PRICED = "cost_lines"
_ROWS_TOLD = 20
RowsOf = Callable[[str, Sequence[str]], pl.DataFrame]
_WHERE_FROM = frozenset({"source_file", "source_row"})


@dataclass(frozen=True, slots=True)
class Unmatched:
    """``first``: a few rows of the file, those with something near first, each with where that is, or ""."""

    what: str
    rows: int
    first: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class TableChange:
    """``fields``: how many of the changed rows differ in each column, the most first. ``ended``: in use, not in it.

    ``effect``: of an extract of placement costs, what it does to the year's commitment.
    ``months``: of payments and ledger, those in use in which any row is new, changed or ended.
    """

    table: str
    new: int
    changed: int
    ended: int
    same: int
    fields: tuple[tuple[str, int], ...]
    unmatched: Unmatched | None = None
    effect: Effect | None = None
    months: tuple[str, ...] = ()

    @property
    def is_nothing(self) -> bool:
        return not (self.new or self.takes_anything_away)

    @property
    def takes_anything_away(self) -> bool:
        """Whether a row in use would change or end."""
        return bool(self.changed or self.ended)


def months_hit(changes: Iterable[TableChange]) -> tuple[str, ...]:
    """The months in use in which a file would change, end or add a row, in their order."""
    return tuple(sorted({month for change in changes for month in change.months}))


def months_in_words(months: Iterable[str]) -> str:
    """``2026-27 M07`` as October 2026."""
    return ", ".join(f"{FinancialYear.parse(month[:7]).months()[int(month[-2:]) - 1]:%B %Y}" for month in months)


def always(_change: TableChange) -> bool:
    """For whoever shows every change."""
    return True


def changes_of(
    tables: Mapping[str, pl.DataFrame],
    nearest: Iterable[tuple[int, str]] = (),
    rows_of: RowsOf = load_as_given,
    is_shown: Callable[[TableChange], bool] = always,
) -> tuple[TableChange, ...]:
    """Each canonical table read against the rows that it would replace. A key that stands several times in a table is
    counted row by row in the order of the file.

    ``nearest``: what reading found near rows of children without a plan; ``rows_of`` gives the tables to meet.
    ``is_shown``: of which changes a person is told, who is told too what meets nothing and what it does to the
    commitment; that takes its time.
    """
    found = []
    for name, frame in tables.items():
        held = load_as_given(name)
        change = _change(name, frame, _of_periods(name, frame, held))
        if is_shown(change):
            effect = effect_of(frame, held, rows_of("term_dates", TERM_COLUMNS)) if name == _PRICED else None
            change = replace(change, unmatched=_unmatched(name, frame, dict(nearest), rows_of), effect=effect)
        found.append(change)
    return tuple(found)


def change_from_json(said: Mapping[str, Any]) -> TableChange:
    """The counterpart of ``asdict``, after a way through JSON."""
    lone, effect = said.get("unmatched"), said.get("effect")  # absent in what waited while highneeds was renewed
    return TableChange(
        **{**said, "fields": tuple(map(tuple, said["fields"]))}
        | {"months": tuple(said.get("months", ()))}
        | {"unmatched": lone and Unmatched(lone["what"], lone["rows"], tuple(map(tuple, lone["first"])))}
        | {"effect": effect_from_json(effect)}
    )


def _unmatched(name: str, read: pl.DataFrame, nearest: Mapping[int, str], rows_of: RowsOf) -> Unmatched | None:
    """Of cost lines those of children without a plan in any return or list, of payments those for no line in use."""
    if name not in _MEETS:
        return None
    column, other, what = _MEETS[name]
    known = rows_of(other, [column])[column].unique()
    lone = read.filter(pl.col(column).is_not_null() & ~pl.col(column).is_in(known.implode()))
    if known.is_empty() or lone.is_empty():
        return None
    rows = lone.unique(ROW).sort(ROW).select(ROW, column).rows()
    if column == "line_ref":
        every, letters = set(known), set("".join(known))
        nearest = {row: nearest_references(ref, every, letters) for row, ref in rows[:ROWS_LOOKED_UP]}
    told = sorted(((row, nearest.get(row, "")) for row, _ in rows), key=lambda each: (not each[1], each[0]))
    return Unmatched(what, len(rows), tuple(told[:_ROWS_TOLD]))


def in_use_of(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows in use of the periods that the frame holds, and those of other periods that it moves to one of them."""
    return _of_periods(name, frame, load_as_given(name))


def _of_periods(name: str, frame: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    key = table_key(name)
    if key.period_column is None or held.is_empty():
        return held
    of_periods = pl.col(key.period_column).cast(pl.String).is_in(sorted(periods_in(name, frame)))
    if not key.moves:
        return held.filter(of_periods)
    moved = held.with_row_index("_row").join(frame.cast(held.schema), on=key.columns, how="semi")["_row"]
    return held.with_row_index("_row").filter(of_periods | pl.col("_row").is_in(moved.implode())).drop("_row")


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
        months=_months(name, both.filter(is_new | is_ended | pl.any_horizontal(*differs, pl.lit(value=False))), held),
    )


def _months(name: str, moved: pl.DataFrame, held: pl.DataFrame) -> tuple[str, ...]:
    """Those of the months held in which a row moved; nothing of tables that are not by month."""
    if name == "payments":
        touched = {*moved["period"], *moved["period_before"]}
        known = set(held["period"])
    elif name == "ledger":
        month = pl.format("{} M{}", "financial_year", pl.col("month").cast(pl.String).str.zfill(2))
        touched, known = (set(frame.select(month).to_series()) for frame in (moved, held))
    else:
        return ()
    return tuple(sorted(touched & known))


def _keyed(frame: pl.DataFrame, key: list[str], values: list[str]) -> pl.DataFrame:
    """Text throughout, so that categories of two readings compare, with a mark that the row is there."""
    text = frame.select(pl.col([*key[:-1], *values]).cast(pl.String))
    return text.with_columns(_nth=pl.int_range(pl.len()).over(key[:-1]), _is=pl.lit(value=True))


def change_lines(changes: tuple[TableChange, ...]) -> Iterator[str]:
    """A line for each table, and one for its rows that meet nothing."""
    for change in changes:
        if change.is_nothing:
            yield f"{change.table}: nothing would change ({change.same:,} rows)"
        else:
            named = ", ".join(f"{field} in {count:,}" for field, count in change.fields[:5])
            more = f" ({named})" if named else ""
            yield (
                f"{change.table}: {change.new:,} new, {change.changed:,} changed{more}, {change.ended:,} ended, "
                f"{change.same:,} the same"
            )
        if change.effect is not None:
            yield from effect_lines(change.effect)
        if change.months:
            words = months_in_words(change.months)
            yield f"{change.table}: imported already are {words}: say whether it replaces or adds"
        lone = change.unmatched
        if lone is not None:
            near = "; ".join(f"row {row}: {where}" for row, where in lone.first if where)
            yield f"{change.table}: {lone.rows:,} unmatched, {lone.what}{f'; one slip away: {near}' if near else ''}"
