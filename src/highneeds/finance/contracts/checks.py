"""What cannot be right in contract lines: every fault of every line at once, told to the person who can mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import polars as pl

from highneeds.core import FinancialYear
from highneeds.core.errors import Refusal
from highneeds.core.faults import Fault, Severity
from highneeds.finance.apportion import Method
from highneeds.finance.contracts.lines import contract_lines
from highneeds.finance.contracts.notice import OPEN
from highneeds.finance.contracts.tracks import needed_terms
from highneeds.finance.contracts.types import Calendars, CostKind, FundingEpisode

_SHARES = ("education_share", "care_share", "health_share")
_SHARES_CLOSE_ENOUGH = 1e-6  # files print a third to six places or more
_SHOWN_FEW = 5


class _Check(NamedTuple):
    """A rule on one line: ``advice`` is filled in with the line's columns and names what to do."""

    rule: str
    field: str
    is_wrong: pl.Expr
    advice: str


_METHODS = ", ".join(method.value for method in Method)
_CHECKS = (
    _Check("contract-kind", "kind", ~pl.col("kind").is_in([kind.value for kind in CostKind]),
           "{kind!r} is not a kind of cost; use one of " + ", ".join(kind.value for kind in CostKind)),
    _Check("contract-method", "method", ~pl.col("method").is_in([method.value for method in Method]),
           "{method!r} is not a way to share out a rate; use one of " + _METHODS),
    _Check("contract-blank", "rate_pence", pl.col("rate_pence").is_null(), "there is no rate; give it in pence"),
    _Check("contract-blank", "rate_first_day", pl.col("rate_first_day").is_null(),
           "the rate has no first day; say from when it is paid"),
    _Check("contract-blank", "episode_first_day", pl.col("episode_first_day").is_null(),
           "the placement has no first day; say when it starts"),
    _Check("contract-negative", "rate_pence", pl.col("rate_pence") < 0,
           "the rate is negative ({rate_pence} pence); enter what another body pays as its share, not as a line"),
    _Check("contract-weeks", "weeks_per_year",
           (pl.col("method") == Method.WEEKS.value) & ~pl.col("weeks_per_year").fill_null(0).is_between(1, 52),
           "a weekly rate needs the weeks paid in a year, from 1 to 52, not {weeks_per_year}"),
    _Check("contract-episode-end", "episode_last_day", pl.col("episode_last_day") < pl.col("episode_first_day"),
           "the placement ends on {episode_last_day} before it starts on {episode_first_day}; change one of them"),
    _Check("contract-rate-end", "rate_last_day", pl.col("rate_last_day") < pl.col("rate_first_day"),
           "the rate ends on {rate_last_day} before it starts on {rate_first_day}; change one of them"),
    _Check("contract-shares", "education_share",
           ((pl.sum_horizontal(_SHARES) - 1).abs() > _SHARES_CLOSE_ENOUGH) | (pl.min_horizontal(_SHARES) < 0),
           "the shares of education ({education_share}), care ({care_share}) and health ({health_share}) must be "
           "nought or more and add to 1"),
    _Check("contract-rate-overlap", "rate_first_day", pl.col("rate_first_day") <= pl.col("_paid_before_to"),
           "this rate starts on {rate_first_day}, while one before it runs to {_paid_before_to}; a day has one rate"),
    _Check("contract-rate-gap", "rate_first_day",
           (pl.col("rate_first_day") > pl.col("_paid_before_to").dt.offset_by("1d"))
           & (pl.col("_paid_before_to") < pl.col("episode_last_day").fill_null(OPEN)),
           "no rate runs from the day after {_paid_before_to} to the day before {rate_first_day}, though the placement "
           "goes on; say what is paid then, 0 if nothing"),
    _Check("contract-rate-starts-late", "rate_first_day",
           pl.col("_is_first_of_episode") & (pl.col("_episode_rates_from") > pl.col("episode_first_day")),
           "the placement starts on {episode_first_day} and its first rate on {_episode_rates_from}; say what is paid "
           "until then, 0 if nothing"),
    _Check("contract-rate-ends-early", "rate_last_day",
           pl.col("_is_first_of_episode")
           & (pl.col("_episode_rates_to") < pl.col("episode_last_day").fill_null(OPEN)),
           "the last rate ends on {_episode_rates_to} and the placement does not; carry the rate on or end the "
           "placement"),
)  # fmt: skip


def contract_faults(
    lines: pl.DataFrame, years: Sequence[FinancialYear], calendars: Calendars, file: str = "contracts"
) -> list[Fault]:
    """All faults of lines (``LINE_SCHEMA``) in the order of their rows, then term dates missing for ``years``."""
    beside = _with_neighbours(lines)
    found = [
        Fault(
            file, row["source_row"], one.field, one.rule, Severity.STOPS_ROW, one.advice.format(**row), _shown(row, one)
        )
        for one in _CHECKS
        for row in beside.filter(one.is_wrong).iter_rows(named=True)
    ]
    found.sort(key=lambda fault: (fault.row is None, fault.row or 0))
    return found + list(_missing_terms(lines, years, calendars, file))


def refuse_faulty(episodes: Iterable[FundingEpisode], years: Sequence[FinancialYear], calendars: Calendars) -> None:
    """Raises Refusal with every fault of the episodes, before anything is costed; nothing is costed in part."""
    known = list(episodes)
    told = [f"{one.place}: {one.advice}" for one in contract_faults(contract_lines(known), years, calendars)]
    told += [f"{one.ref}: it has no components; say what is paid" for one in known if not one.components]
    if told:
        raise Refusal("\n".join(told))


def _shown(row: dict[str, object], one: _Check) -> str | None:
    value = row[one.field]
    return None if value is None else str(value)


def _with_neighbours(lines: pl.DataFrame) -> pl.DataFrame:
    """Adds to each line how far the rates of its component before it run, and what its episode's rates cover."""
    ordered = lines.sort("component_ref", "rate_first_day", maintain_order=True)
    runs_to = pl.col("rate_last_day").fill_null(OPEN)
    return ordered.with_columns(
        _paid_before_to=runs_to.cum_max().shift(1).over("component_ref"),
        _episode_rates_from=pl.col("rate_first_day").min().over("episode_ref"),
        _episode_rates_to=runs_to.max().over("episode_ref"),
        _is_first_of_episode=pl.int_range(pl.len()).over("episode_ref") == 0,
    )


def _missing_terms(
    lines: pl.DataFrame, years: Sequence[FinancialYear], calendars: Calendars, file: str
) -> Iterator[Fault]:
    """Once for each calendar and academic year, with the placements that wait for it."""
    spells = lines.with_columns(paid_first_day="episode_first_day", paid_last_day="episode_last_day")
    wanted = sorted({pair for year in years for pair in needed_terms(spells, year)})
    for owner, school in wanted:
        if any(one.academic_year == school and one.school_days for one in calendars.get(owner, ())):
            continue
        refs = lines.filter(pl.col("calendar") == owner)["episode_ref"].unique().sort().to_list()
        few = ", ".join(refs[:_SHOWN_FEW]) + (f" and {len(refs) - _SHOWN_FEW:,} more" if refs[_SHOWN_FEW:] else "")
        advice = f"the term dates of {owner} for {school} are not on record; add them to cost {few}"
        yield Fault(file, None, "calendar", "contract-terms", Severity.STOPS_ROW, advice, owner)
