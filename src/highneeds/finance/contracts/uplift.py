"""Rises in price: those agreed or paid are in the rates; those requested or disputed are a liability still to come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from highneeds.core import Pence
from highneeds.finance.apportion import round_half_up
from highneeds.finance.contracts.types import Component, FundingEpisode, RateVersion, Uplift, UpliftStatus

_ONE_DAY = timedelta(days=1)


def certain_versions(component: Component) -> tuple[RateVersion, ...]:
    """The rates with every agreed or paid rise in them, each raised rate rounded half up to a penny."""
    return raised(component.versions, (one for one in component.uplifts if one.status.is_certain))


def raised(versions: tuple[RateVersion, ...], uplifts: Iterable[Uplift]) -> tuple[RateVersion, ...]:
    """The versions cut at the first day of each rise and raised from there on; rises compound in order of day."""
    for uplift in sorted(uplifts, key=lambda one: one.first_day):
        versions = tuple(part for version in versions for part in _cut_and_raised(version, uplift))
    return versions


def settled(episode: FundingEpisode, chosen: Uplift) -> FundingEpisode:
    """The episode as if the chosen rise were agreed, others unchanged."""
    agreed = replace(chosen, status=UpliftStatus.AGREED)
    return replace(
        episode,
        components=tuple(
            replace(one, uplifts=tuple(agreed if uplift is chosen else uplift for uplift in one.uplifts))
            for one in episode.components
        ),
    )


def _cut_and_raised(version: RateVersion, uplift: Uplift) -> Iterable[RateVersion]:
    if version.last_day is not None and version.last_day < uplift.first_day:
        return (version,)
    pence = Pence(round_half_up(version.pence * (1 + uplift.share)))
    if version.first_day >= uplift.first_day:
        return (replace(version, pence=pence),)
    before = replace(version, last_day=uplift.first_day - _ONE_DAY)
    return before, replace(version, pence=pence, first_day=uplift.first_day)
