"""A file's rows on their way through the checks: kept, held with a reason, or skipped, and counted all the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from highneeds.core.faults import Fault, Severity
from highneeds.ingest.by_word import with_values, with_values_of_each
from highneeds.ingest.grid import UnreadableFileError
from highneeds.ingest.headers import MOST_ROWS_HELD, ROW, RawTable, too_many_held
from highneeds.ingest.results import BY_THE_BOOK, SCHEMAS, FileCount, HeldRow, RulesHere
from highneeds.ingest.rulebook import rule
from highneeds.ingest.values import date_of

PERSONAL = frozenset({"surname", "forename", "postcode", "upn", "uln", "personbirthdate", "birth_date"})
"""Columns whose values go neither into a fault nor into quarantine: the row number leads its owner there."""

_NUMBERS = frozenset({"upn", "uln", "urn", "ukprn", "line_ref", "payment_ref", "invoice_ref", "cost_centre"})
_SHORTENED = r"^\d(\.\d+)?[eE]\+\d{1,2}$"


class Sieve:
    """Takes rows out of ``frame`` as checks stop them. Masks are polars expressions over its columns; null is False.

    ``original`` is the frame as it was read, for a reader that looks back at it; else it has no rows.
    """

    def __init__(self, table: RawTable, rules: RulesHere = BY_THE_BOOK, *, keeps_original: bool = True) -> None:
        self.file = table.file
        self.frame = table.frame
        self.original = table.frame if keeps_original else table.frame.clear()
        self.headings = table.headings
        self.held = list(table.held)
        self.faults = list(table.faults)
        self.rows_read = table.rows_read
        self.skipped = table.skipped
        self._rules = rules
        self._stopped: dict[int, Fault] = {}
        self._hold_shortened()

    def hold(self, mask: pl.Expr, rule_id: str, field: str | None = None, *, detail: str = "") -> None:
        """Stops the rows of ``mask``, each with a fault at ``field``. Raises UnreadableFileError for too many."""
        stopped = self._take_to_hold(mask)
        faults = [self._fault(row, rule_id, field, detail, Severity.STOPS_ROW) for row in stopped]
        self.faults += faults
        self.held += [
            HeldRow(self.file, row[ROW], rule_id, fault.advice, self._showable(row))
            for row, fault in zip(stopped, faults, strict=True)
        ]

    def hold_quietly(self, mask: pl.Expr, rule_id: str, reason: str) -> None:
        """Holds rows that another fault, reported elsewhere, makes useless."""
        self.held += [
            HeldRow(self.file, row[ROW], rule_id, reason, self._showable(row)) for row in self._take_to_hold(mask)
        ]

    def note(self, mask: pl.Expr, rule_id: str, field: str | None = None, *, detail: str = "") -> None:
        """A fault that a person should look at; the row goes in, unless the council lets the rule stop it.

        Of very many the first are told, and how many more. Nothing is told of a rule to be asked for that is not.
        """
        if rule(rule_id).is_asked_for and rule_id not in self._rules.asking:
            return
        level = Severity.STOPS_ROW if rule_id in self._rules.stopping else Severity.CHECK
        found = self.frame.select(mask.fill_null(value=False)).to_series()
        if not found.any():
            return
        rows = self.frame.filter(found)
        if level is Severity.STOPS_ROW and rows.height > MOST_ROWS_HELD:
            raise UnreadableFileError(too_many_held(self.file))
        for row in rows.head(MOST_ROWS_HELD).iter_rows(named=True):
            fault = self._fault(row, rule_id, field, detail, level)
            self.faults.append(fault)
            if level is Severity.STOPS_ROW:
                self._stopped.setdefault(row[ROW], fault)
        if rows.height > MOST_ROWS_HELD:
            more = f"It is so in {rows.height - MOST_ROWS_HELD:,} rows more, after those told one by one."
            self.faults.append(self._fault({}, rule_id, field, more, level))

    def hold_stopped(self) -> None:
        """Holds the rows that notes stopped; only now, since later notes look at the same rows."""
        for row in self._take_to_hold(pl.col(ROW).is_in(list(self._stopped))):
            fault = self._stopped[row[ROW]]
            self.held.append(HeldRow(self.file, row[ROW], fault.rule, fault.advice, self._showable(row)))

    def skip(self, mask: pl.Expr) -> int:
        """Passes over rows that are no data, such as sub-totals; returns how many."""
        skipped = self._take(mask).height
        self.skipped += skipped
        return skipped

    def read_dates(self, *columns: str) -> None:
        """Turns the columns into days; a date written but not readable stops the row (D01)."""
        days = [f"_{column}" for column in columns]
        self.add_each({column: {f"_{column}": date_of(column)} for column in columns})
        unread = {column: pl.col(column).is_not_null() & pl.col(f"_{column}").is_null() for column in columns}
        for column in self.met(unread):
            self.hold(unread[column], "D01", column)
        self.frame = self.frame.with_columns(pl.col(f"_{column}").alias(column) for column in columns).drop(days)

    def add(self, column: str, **values: pl.Expr) -> None:
        """Adds columns worked out from the texts of this one column alone (``with_values``)."""
        self.frame = with_values(self.frame, column, **values)

    def add_each(self, values: Mapping[str, Mapping[str, pl.Expr]]) -> None:
        """As ``add``, of several columns."""
        self.frame = with_values_of_each(self.frame, values)

    def met(self, masks: Mapping[str, pl.Expr]) -> list[str]:
        """The names of the masks that any row meets, looked for in one go."""
        if not masks:
            return []
        seen = self.frame.select(mask.any().alias(name) for name, mask in masks.items()).row(0, named=True)
        return [name for name, is_met in seen.items() if is_met]

    def require_unique(self, *columns: str, rule_id: str, field: str | None = None) -> None:
        """Holds every row but the first of those with the same values; blanks are not compared."""
        known = pl.all_horizontal(pl.col(*columns).is_not_null())
        values = pl.struct(*columns) if len(columns) > 1 else pl.col(*columns)
        self.hold(known & ~values.is_first_distinct(), rule_id, field or columns[-1])

    def require_parent(self, parent: Sieve, column: str) -> None:
        """Holds rows whose parent row is held (quietly, under its rule) or is in no row of the return at all (K03)."""
        kept = parent.frame[column].implode()
        rules_by_row = {row.row: row.rule for row in parent.held}
        lost = parent.original.filter(~pl.col(column).is_in(kept)).select(column, ROW)
        for rule_id in sorted(set(rules_by_row.values())):
            ids = lost.filter(pl.col(ROW).is_in([row for row, held_by in rules_by_row.items() if held_by == rule_id]))
            reason = f"The record it belongs to in {parent.file} is held: {rule(rule_id).title}."
            self.hold_quietly(pl.col(column).is_in(ids[column].implode()), rule_id, reason)
        orphan = pl.col(column).is_null() | ~pl.col(column).is_in(kept)
        if "F06" in rules_by_row.values():
            self.hold_quietly(orphan, "F06", f"The record it belongs to is perhaps one that {parent.file} breaks off.")
        self.hold(orphan, "K03", column)

    def count(self) -> FileCount:
        return FileCount(self.file, self.rows_read, self.frame.height, len(self.held), self.skipped)

    def _hold_shortened(self) -> None:
        """F13: many children share a number of which a spreadsheet left three digits, and would become one child."""
        numbers = [column for column in self.frame.columns if column in _NUMBERS or column.endswith("tableid")]
        shortened = {column: pl.col(column).str.contains(_SHORTENED) for column in numbers}
        for column in self.met(shortened):
            self.hold(shortened[column], "F13", column)

    def _take(self, mask: pl.Expr) -> pl.DataFrame:
        """Takes the rows of the mask out of ``frame``."""
        stopped = self.frame.select(mask.fill_null(value=False)).to_series()
        if not stopped.any():
            return self.frame.clear()
        rows = self.frame.filter(stopped)
        self.frame = self.frame.filter(~stopped)
        return rows

    def _take_to_hold(self, mask: pl.Expr) -> list[dict[str, Any]]:
        rows = self._take(mask)
        if len(self.held) + rows.height > MOST_ROWS_HELD:
            raise UnreadableFileError(too_many_held(self.file))
        return rows.rows(named=True)

    def _fault(
        self, row: Mapping[str, object], rule_id: str, field: str | None, detail: str, severity: Severity
    ) -> Fault:
        value = None if field is None or field in PERSONAL or row.get(field) is None else str(row[field])[:100]
        number = row.get(ROW)
        return rule(rule_id).fault(
            self.file,
            row=number if isinstance(number, int) else None,
            field=None if field is None else self.headings.get(field, field),
            value=value,
            detail=detail,
            severity=severity,
        )

    def _showable(self, row: Mapping[str, object]) -> dict[str, str]:
        """The row under the file's own headings, without what tells who the child is."""
        return {
            self.headings[name]: str(value)[:100]
            for name, value in row.items()
            if value is not None and name in self.headings and name not in PERSONAL
        }


def finished(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame as the canonical table of that name; raises when a reader let through what the schema forbids."""
    schema = SCHEMAS[name]
    rows = frame.select(schema.column_names())
    if schema.is_valid(rows, cast=True):  # which takes two thirds of the time of what also says why not
        return schema.cast(rows)
    return schema.validate(rows, cast=True)
