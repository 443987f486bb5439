"""Moves that have been made from dear placements to maintained ones, as evidence for savings: found in what is stored.

Nothing here looks ahead or ranks a child: it reads what was decided, at which lawful point, and what it came to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import polars as pl

from highneeds.core import Pence
from highneeds.core.years import age_on_31_august_before
from highneeds.rules import Setting
from highneeds.savings.evidence import DecisionPoint, Evidence, Sort

DEAR = frozenset({Setting.INDEPENDENT_SPECIAL.value, Setting.NON_MAINTAINED_SPECIAL.value})
MAINTAINED = frozenset(
    {
        Setting.MAINSTREAM.value,
        Setting.SEN_UNIT.value,
        Setting.RESOURCED_PROVISION.value,
        Setting.SPECIAL.value,
        Setting.FURTHER_EDUCATION.value,
        Setting.SIXTH_FORM_COLLEGE.value,
    }
)
FIRST_NC_YEARS_OF_PHASES = frozenset({0, 3, 7, 12})
"""Years in which a new phase of education begins (SEND Regulations 2014, regulation 18): school, junior, secondary,
after 16."""
_REVIEW_HOLDS = timedelta(days=365)  # a plan is reviewed every twelve months
_SUMMER = timedelta(days=62)  # between the end of one placement and the start of the next
_MONTH = timedelta(days=31)
_SCHOOL_YEAR_BEGINS = (8, 9)
_AGE_OF_RECEPTION = 4


@dataclass(frozen=True, slots=True)
class FoundMove:
    """``decision`` None: no lawful point was found for it. ``old``, ``new``: pence a year of its cost lines, None where
    none is stored; ``paid``: for the new placement so far.
    """

    child_key: str
    before: str
    after: str
    day: date
    decision: DecisionPoint | None
    old: Pence | None
    new: Pence | None
    paid: Pence | None
    trace: str

    def as_evidence(self, as_at: date) -> Evidence | None:
        """None where no decision point or no price is stored; ``actual_pence`` where something was paid."""
        if self.decision is None or self.old is None or self.new is None:
            return None
        actual = None
        if self.paid is not None:
            days = max(0, (as_at - self.day).days + 1)
            actual = Pence(round(self.old * days / 365) - self.paid)
        saved = Pence(self.old - self.new)
        return Evidence(Sort.MOVE, self.child_key, self.day, saved, self.trace, self.decision, actual)


def found_moves(
    tables: Mapping[str, pl.DataFrame], *, return_year: int, since: date, as_at: date
) -> tuple[FoundMove, ...]:
    """Moves from ``DEAR`` to ``MAINTAINED`` settings between the two days, by day and child.

    ``tables``: children, plans, placements, cost_lines and payments as stored; ``return_year`` says whose rows.
    """
    spells = _spells(tables["placements"], return_year)
    births = dict(_of(tables["children"], return_year).select("child_key", "birth_date").iter_rows())
    reviews = _reviews(_of(tables["plans"], return_year))
    found = []
    for child, of_child in spells.group_by("child_key", maintain_order=True):
        key = str(child[0])
        rows = of_child.to_dicts()
        for old, new in pairwise(rows):
            day = new["entry_date"]
            if old["setting"] not in DEAR or new["setting"] not in MAINTAINED or not since <= day <= as_at:
                continue
            decision = decision_point(births.get(key), day, reviews.get(key, ()))
            found.append(_priced(key, old, new, decision, tables))
    return tuple(sorted(found, key=lambda move: (move.day, move.child_key)))


def decision_point(birth_date: date | None, day: date, reviews: tuple[date, ...]) -> DecisionPoint | None:
    """What allowed the placement to change on ``day``: a phase that began then, or a decision after a review in the
    twelve months before.
    """
    if birth_date is not None and day.month in _SCHOOL_YEAR_BEGINS:
        starts = date(day.year, 9, 1)
        if age_on_31_august_before(birth_date, starts) - _AGE_OF_RECEPTION in FIRST_NC_YEARS_OF_PHASES:
            return DecisionPoint.PHASE_TRANSFER
    if any(day - _REVIEW_HOLDS <= review <= day for review in reviews):
        return DecisionPoint.REVIEW
    return None


def _of(table: pl.DataFrame, return_year: int) -> pl.DataFrame:
    return table.filter(pl.col("return_year") == return_year)


def _spells(placements: pl.DataFrame, return_year: int) -> pl.DataFrame:
    """First-ranked placements with a day of entry, child by child in the order of their days."""
    first = _of(placements, return_year).filter((pl.col("rank") == 1) & pl.col("entry_date").is_not_null())
    return first.with_columns(pl.col("setting").cast(pl.String)).sort("child_key", "entry_date", "source_row")


def _reviews(plans: pl.DataFrame) -> dict[str, tuple[date, ...]]:
    dated = plans.filter(pl.col("last_review").is_not_null())
    by_child = dated.group_by("child_key").agg(pl.col("last_review"))
    return {str(key): tuple(days) for key, days in by_child.iter_rows()}


def _priced(
    key: str,
    old: Mapping[str, object],
    new: Mapping[str, object],
    decision: DecisionPoint | None,
    tables: Mapping[str, pl.DataFrame],
) -> FoundMove:
    day = new["entry_date"]
    if not isinstance(day, date):
        message = f"the placement in row {new['source_row']} of {new['source_file']} has no day of entry"
        raise TypeError(message)
    lines = tables["cost_lines"].filter(pl.col("child_key") == key)
    setting = pl.col("setting").cast(pl.String)
    ended = lines.filter(
        (setting == old["setting"]) & (pl.col("start_date") < day) & pl.col("end_date").is_between(day - _SUMMER, day)
    )
    begun = lines.filter((setting == new["setting"]) & pl.col("start_date").is_between(day - _MONTH, day + _MONTH))
    payments = tables["payments"]
    paid = payments.filter(pl.col("line_ref").is_in(begun["line_ref"].to_list()) & (pl.col("paid_on") >= day))
    return FoundMove(
        key,
        str(old["setting"]),
        str(new["setting"]),
        day,
        decision,
        _sum(ended, "amount_pence_per_year"),
        _sum(begun, "amount_pence_per_year"),
        _sum(paid, "amount_pence"),
        f"{old['source_file']} row {old['source_row']}, {new['source_file']} row {new['source_row']}",
    )


def _sum(rows: pl.DataFrame, column: str) -> Pence | None:
    return None if rows.is_empty() else Pence(int(rows[column].sum()))
