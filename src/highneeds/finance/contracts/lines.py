"""Contracts as a table of cost lines, one row per rate version: what a file brings, and what a million of them need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from highneeds.finance.contracts.notice import OPEN, paid_days
from highneeds.finance.contracts.types import Calendars, Component, FundingEpisode
from highneeds.finance.contracts.uplift import certain_versions

LINE_SCHEMA: dict[str, pl.DataType] = {
    "source_row": pl.Int64(),  # header is row 1; null when the line comes from no file
    "episode_ref": pl.String(),
    "component_ref": pl.String(),
    "kind": pl.String(),
    "method": pl.String(),
    "calendar": pl.String(),  # whose terms count
    "weeks_per_year": pl.Int64(),  # of weekly rates alone
    "episode_first_day": pl.Date(),
    "episode_last_day": pl.Date(),  # null is open
    "rate_pence": pl.Int64(),  # per year, per week or per session, as the method has it
    "rate_first_day": pl.Date(),
    "rate_last_day": pl.Date(),  # null is open
    "education_share": pl.Float64(),
    "care_share": pl.Float64(),
    "health_share": pl.Float64(),
}
"""Columns of contract lines. All lines of one component agree in all but rate and row."""

PAYABLE_SCHEMA: dict[str, pl.DataType] = {
    "component_ref": pl.String(),
    "method": pl.String(),
    "calendar": pl.String(),
    "weeks_per_year": pl.Int64(),
    "paid_first_day": pl.Date(),
    "paid_last_day": pl.Date(),
    "rate_pence": pl.Int64(),
    "rate_first_day": pl.Date(),
    "rate_last_day": pl.Date(),
}
"""Columns of payable lines: rises and notice are worked in, and the last rate holds to the last day paid."""


def contract_lines(episodes: Iterable[FundingEpisode]) -> pl.DataFrame:
    """The lines of episodes as they were agreed, before rises and notice: for ``contract_faults``."""
    rows = (row for episode in episodes for row in _contract_rows(episode))
    return pl.DataFrame(list(rows), schema=LINE_SCHEMA, orient="row")


def payable_lines(episodes: Iterable[FundingEpisode], calendars: Calendars) -> pl.DataFrame:
    """The lines of episodes as they are to be paid: for ``month_costs``. Sessions are lines too: see ``session_lines``.

    Raises LookupError when notice is in terms and their dates are not known.
    """
    rows = (row for episode in episodes for row in _payable_rows(episode, calendars))
    return pl.DataFrame(list(rows), schema=PAYABLE_SCHEMA, orient="row")


def session_lines(episodes: Iterable[FundingEpisode]) -> pl.DataFrame:
    """The sessions that took place: component_ref, day, sessions."""
    rows = [
        (_ref(episode, number), day, count)
        for episode in episodes
        for number, one in enumerate(episode.components)
        for day, count in one.sessions
    ]
    return pl.DataFrame(rows, schema={"component_ref": pl.String, "day": pl.Date, "sessions": pl.Int64}, orient="row")


def _ref(episode: FundingEpisode, number: int) -> str:
    return f"{episode.ref}/{number + 1}"


def _contract_rows(episode: FundingEpisode) -> Iterator[tuple[object, ...]]:
    for number, one in enumerate(episode.components):
        shares = tuple(float(share) for share in one.split.shares)
        for version in one.versions:
            yield (
                version.source_row, episode.ref, _ref(episode, number), one.kind.value, one.method.value, one.calendar,
                one.weeks_per_year, episode.first_day, episode.last_day,
                version.pence, version.first_day, version.last_day, *shares,
            )  # fmt: skip


def _payable_rows(episode: FundingEpisode, calendars: Calendars) -> Iterator[tuple[object, ...]]:
    for number, one in enumerate(episode.components):
        paid = paid_days(episode, one, calendars)
        versions = certain_versions(one)
        ends = [version.last_day for version in versions[:-1]] + [OPEN]
        for version, end in zip(versions, ends, strict=True):
            yield (_ref(episode, number), *_terms_of(one), *paid, version.pence, version.first_day, end)


def _terms_of(component: Component) -> tuple[object, ...]:
    return component.method.value, component.calendar, component.weeks_per_year
