"""How timely a council is: with and without permitted exceptions, what waits and for how long, what is due next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from highneeds.casework.case_clock import State
from highneeds.casework.days import months_after
from highneeds.rules.clocks import ClockKind

BANDS: tuple[tuple[str, int], ...] = (("up to 6 weeks", 42), ("6 to 20 weeks", 140), ("20 to 30 weeks", 210),
                                      ("30 to 52 weeks", 364), ("more than a year", 10**6))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Timeliness:
    """Of one clock in one calendar year, by the day on which it stopped. ``exceptions``: those with a permitted one."""

    clock: ClockKind
    year: int
    in_time: int
    late: int
    in_time_with_exception: int
    late_with_exception: int

    @property
    def share(self) -> float | None:
        """In time of all; None of none."""
        return _share(self.in_time, self.in_time + self.late)

    @property
    def share_without_exceptions(self) -> float | None:
        """In time of those without a permitted exception, as the department's headline has it."""
        in_time = self.in_time - self.in_time_with_exception
        return _share(in_time, in_time + self.late - self.late_with_exception)


def timeliness(clocks: pl.DataFrame) -> tuple[Timeliness, ...]:
    """By clock and calendar year, of those that stopped; ``clocks`` as ``clocks_on`` gives them."""
    done = clocks.filter(pl.col("state").is_in([State.MET.value, State.LATE.value]))
    met, exception = pl.col("state") == State.MET.value, pl.col("has_exception")
    counted = (
        done.group_by("clock", year=pl.col("stopped").dt.year())
        .agg(met.sum().alias("met"), (~met).sum().alias("late"), (met & exception).sum().alias("met_with"),
             (~met & exception).sum().alias("late_with"))
        .sort("clock", "year")
    )  # fmt: skip
    return tuple(Timeliness(ClockKind(clock), year, *rest) for clock, year, *rest in counted.iter_rows())


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many clocks of a kind run, by how long they have, in the order of ``BANDS``; and how many are overdue."""

    clock: ClockKind
    by_band: tuple[int, ...]
    overdue: int

    @property
    def all(self) -> int:
        return sum(self.by_band)


def backlog(clocks: pl.DataFrame, day: date) -> tuple[Waiting, ...]:
    """Every kind that waits on a decision of the council, from the request."""
    kinds = (ClockKind.DECIDE_TO_ASSESS, ClockKind.FINAL_PLAN, ClockKind.REVIEW_DECISION)
    return tuple(_waiting(clocks.filter(pl.col("clock") == kind.value), kind, day) for kind in kinds)


def _waiting(of_kind: pl.DataFrame, kind: ClockKind, day: date) -> Waiting:
    is_open = pl.col("state").is_in([State.RUNNING.value, State.OVERDUE.value])
    running = of_kind.filter(is_open & (pl.col("start") <= day))
    ages = running.select(days=(pl.lit(day) - pl.col("start")).dt.total_days())["days"]
    lower = (-1, *(most for _, most in BANDS[:-1]))
    counts = tuple(int(((ages > low) & (ages <= most)).sum()) for low, (_, most) in zip(lower, BANDS, strict=True))
    overdue = int((running["state"] == State.OVERDUE.value).sum())
    return Waiting(kind, counts, overdue)


def due_list(clocks: pl.DataFrame, day: date, *, weeks: int) -> pl.DataFrame:
    """What is overdue or falls due in the next ``weeks``, by due day and never by cost."""
    last = day + timedelta(weeks=weeks)
    is_open = pl.col("state").is_in([State.RUNNING.value, State.OVERDUE.value])
    return clocks.filter(is_open & (pl.col("due") <= last)).sort("due", "clock", "request_ref")


@dataclass(frozen=True, slots=True)
class OfficerDue:
    """What is overdue and what falls due soon among the cases of one officer; None: those of no officer named."""

    officer: str | None
    overdue: int
    due: int


def due_by_officer(due: pl.DataFrame) -> tuple[OfficerDue, ...]:
    """By name, those without an officer last; empty where nobody is named. ``due``: ``due_list`` with ``officer``."""
    is_overdue = pl.col("state") == State.OVERDUE.value
    counted = due.group_by("officer").agg(overdue=is_overdue.sum(), due=(~is_overdue).sum())
    found = tuple(OfficerDue(*row) for row in counted.sort("officer", nulls_last=True).iter_rows())
    return found if any(one.officer is not None for one in found) else ()


OVERDUE_BANDS: tuple[tuple[str, int | None], ...] = (
    ("up to 6 months", 6), ("6 to 12 months", 12), ("12 to 24 months", 24), ("more than 24 months", None),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Overdue:
    """How many clocks of a kind are past their day, by how long, in the order of ``OVERDUE_BANDS``."""

    clock: ClockKind
    by_band: tuple[int, ...]

    @property
    def all(self) -> int:
        return sum(self.by_band)


def overdue_by_age(clocks: pl.DataFrame, day: date) -> tuple[Overdue, ...]:
    """Every kind of which one is overdue on ``day``; six months to the day are up to six months."""
    overdue = clocks.filter(pl.col("state") == State.OVERDUE.value)
    band = pl.lit(len(OVERDUE_BANDS) - 1)
    for position, (_, months) in reversed(list(enumerate(OVERDUE_BANDS))):
        if months is not None:
            band = pl.when(pl.col("due") >= months_after(day, -months)).then(position).otherwise(band)
    counted = overdue.select("clock", band=band).group_by("clock", "band").len()
    by_kind: dict[str, list[int]] = {}
    for clock, position, count in counted.iter_rows():
        by_kind.setdefault(clock, [0] * len(OVERDUE_BANDS))[position] += count
    return tuple(Overdue(kind, tuple(by_kind[kind.value])) for kind in ClockKind if kind.value in by_kind)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
