"""What befell a case beside its plan: appeals and mediation, suspensions and permanent exclusions, and their counts.

Sources: the Special Educational Needs and Disability Regulations 2014 (appeals, mediation); the School Discipline
(Pupil Exclusions and Reviews) Regulations 2012; section 19 of the Education Act 1996.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import dataframely as dy
import polars as pl

from highneeds.caseload.tables import FromFile

APPEAL, MEDIATION, SUSPENSION, EXCLUSION = "appeal", "mediation", "suspension", "exclusion"
EVENT_KINDS = (APPEAL, MEDIATION, SUSPENSION, EXCLUSION)
GROUNDS: Mapping[str, str] = MappingProxyType(
    {
        "assess": "refusal to assess",
        "reassess": "refusal to assess again",
        "issue": "refusal to make a plan",
        "amend": "refusal to amend after a review",
        "contents": "contents of the plan",
        "placement": "the school named",
        "contents_and_placement": "contents and the school named",
        "cease": "ceasing the plan",
    }
)
"""What may be appealed (Children and Families Act 2014, section 51), in words."""

OUTCOMES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        APPEAL: {
            "conceded": "conceded by the council",
            "withdrawn": "withdrawn",
            "for_family": "decided for the family",
            "in_part": "decided in part for the family",
            "for_council": "decided for the council",
        },
        MEDIATION: {"agreed": "ended in agreement", "not_agreed": "ended without agreement", "withdrawn": "withdrawn"},
        SUSPENSION: {"withdrawn": "withdrawn"},
        EXCLUSION: {"reinstated": "reinstated", "not_reinstated": "not reinstated", "withdrawn": "withdrawn"},
    }
)
"""How each kind of event can end, in words."""

_OUTCOME_CODES = sorted({code for codes in OUTCOMES.values() for code in codes})
_SESSIONS_IN_A_DAY = 2
_DECIDED = ("for_family", "in_part", "for_council")


class CaseEvents(FromFile):
    """One row per event. ``period``: its kind and academic year, as "appeal 2025/26": a newer file replaces by it.

    ``first_day``: registered, asked for, or the first day out of school; ``last_day``: concluded, or the last day out;
    ``sessions``: half days lost by a suspension; ``taught_from``: since when an excluded child is taught again.
    """

    period = dy.String(primary_key=True, regex=r"^[a-z]+ \d{4}/\d{2}$")
    event_ref = dy.String(primary_key=True)
    child_key = dy.String(regex=r"^[0-9a-f]{32}$")
    urn = dy.String(nullable=True)
    kind = dy.Enum(EVENT_KINDS)
    first_day = dy.Date()
    last_day = dy.Date(nullable=True)
    sessions = dy.Int16(nullable=True, min=1)
    ground = dy.Enum(list(GROUNDS), nullable=True)
    outcome = dy.Enum(_OUTCOME_CODES, nullable=True)
    taught_from = dy.Date(nullable=True)


@dataclass(frozen=True, slots=True)
class Disputes:
    """Appeals and mediation in the twelve months that end on ``day``. ``grounds`` and ``outcomes`` count by code.

    ``waiting``: appeals registered and not concluded on that day, the longest since ``oldest``.
    """

    day: date
    registered: int
    grounds: Mapping[str | None, int]
    concluded: int
    outcomes: Mapping[str | None, int]
    waiting: int
    oldest: date | None
    mediations: int
    agreed: int

    @property
    def decided(self) -> int:
        """By the tribunal, and neither conceded nor withdrawn."""
        return sum(self.outcomes.get(code, 0) for code in _DECIDED)

    @property
    def for_family(self) -> int:
        """Decided for the family, in whole or in part."""
        return self.outcomes.get("for_family", 0) + self.outcomes.get("in_part", 0)


@dataclass(frozen=True, slots=True)
class SchoolExclusions:
    """Of one school (its URN; None: not told). ``untold``: nothing says when the child was taught again, or by when."""

    urn: str | None
    excluded: int
    in_time: int
    late: int
    untold: int
    suspended: int
    days: float


@dataclass(frozen=True, slots=True)
class Exclusions:
    """Of the twelve months that end on ``until``, the latest of which the file tells.

    ``over_cap``: children suspended in one of its school years for more days than the law allows.
    """

    until: date
    schools: tuple[SchoolExclusions, ...]
    over_cap: int

    @property
    def with_exclusions(self) -> tuple[SchoolExclusions, ...]:
        return tuple(school for school in self.schools if school.excluded)

    @property
    def others(self) -> tuple[SchoolExclusions, ...]:
        """Schools that suspended children and permanently excluded none."""
        return tuple(school for school in self.schools if not school.excluded)

    @property
    def excluded(self) -> int:
        return sum(school.excluded for school in self.schools)

    @property
    def in_time(self) -> int:
        return sum(school.in_time for school in self.schools)


def disputes(events: pl.DataFrame, day: date) -> Disputes | None:
    """From canonical case events; None where they hold neither an appeal nor a mediation begun by then."""
    begun = events.with_columns(pl.col("kind", "ground", "outcome").cast(pl.String)).filter(pl.col("first_day") <= day)
    appeals, mediations = (begun.filter(kind=kind) for kind in (APPEAL, MEDIATION))
    if appeals.is_empty() and mediations.is_empty():
        return None
    since = pl.lit(day).dt.offset_by("-1y")
    lately = [one.filter(pl.col("first_day") > since) for one in (appeals, mediations)]
    concluded = appeals.filter((pl.col("last_day") > since) & (pl.col("last_day") <= day))
    waiting = waiting_appeals(appeals, day)
    oldest = waiting["first_day"].min()
    return Disputes(
        day=day,
        registered=lately[0].height,
        grounds=_counted(lately[0], "ground"),
        concluded=concluded.height,
        outcomes=_counted(concluded, "outcome"),
        waiting=waiting.height,
        oldest=oldest if isinstance(oldest, date) else None,
        mediations=lately[1].height,
        agreed=lately[1].filter(outcome="agreed").height,
    )


def waiting_appeals(events: pl.DataFrame, day: date) -> pl.DataFrame:
    """Those registered by ``day`` and not concluded then."""
    is_appeal = pl.col("kind").cast(pl.String) == APPEAL
    waits = pl.col("last_day").is_null() | (pl.col("last_day") > day)
    return events.filter(is_appeal & (pl.col("first_day") <= day) & waits)


def exclusions(events: pl.DataFrame, due: Callable[[date], date | None], *, cap_days: int) -> Exclusions | None:
    """Exclusions and suspensions by school; those withdrawn are left out. None where there are none.

    ``due``: by when a child excluded on a day is to be taught again, None where nobody can say; ``cap_days``: the most
    school days for which a child may be suspended in a school year. A half day counts half.
    """
    out = events.with_columns(pl.col("kind", "outcome").cast(pl.String)).filter(
        pl.col("kind").is_in([SUSPENSION, EXCLUSION]) & (pl.col("outcome").fill_null("") != "withdrawn")
    )
    if out.is_empty():
        return None
    until = max(out["first_day"].to_list())
    lately = out.filter(pl.col("first_day") > pl.lit(until).dt.offset_by("-1y")).with_columns(
        days=pl.col("sessions").fill_null(0) / _SESSIONS_IN_A_DAY
    )
    away, excluded = (lately.filter(kind=kind) for kind in (SUSPENSION, EXCLUSION))
    days = {day: due(day) for day in excluded["first_day"].unique()}
    by_when = pl.Series("due", [days[day] for day in excluded["first_day"]], dtype=pl.Date)
    told = excluded.with_columns(by_when, in_time=pl.col("taught_from") <= by_when)
    by_school = told.group_by("urn").agg(
        excluded=pl.len(),
        in_time=pl.col("in_time").sum(),
        late=(~pl.col("in_time")).sum(),
        untold=pl.col("in_time").is_null().sum(),
    )
    suspended = away.group_by("urn").agg(suspended=pl.col("child_key").n_unique(), days=pl.col("days").sum())
    both = by_school.join(suspended, on="urn", how="full", coalesce=True, nulls_equal=True)
    rows = both.sort("urn", nulls_last=True).with_columns(pl.exclude("urn").fill_null(0)).rows()
    whole_years = out.filter(pl.col("period").is_in(away["period"].unique().implode()))
    in_a_year = whole_years.group_by("child_key", "period").agg(days=pl.col("sessions").sum() / _SESSIONS_IN_A_DAY)
    over = in_a_year.filter(pl.col("days") > cap_days)["child_key"].n_unique()
    return Exclusions(until, tuple(SchoolExclusions(*row) for row in rows), over)


def _counted(rows: pl.DataFrame, column: str) -> dict[str | None, int]:
    return dict(rows.group_by(column).len().sort(column, nulls_last=True).iter_rows())
