"""Which provider takes a child of an age: larger ones, and funded places, take more."""

from __future__ import annotations

from functools import cache

from highneeds.demo.luck import Luck
from highneeds.demo.places import WITHOUT_ESTABLISHMENT, Place
from highneeds.demo.providers import Provider

_NURSERY_SCHOOL_SHARE = 0.3


class Schools:
    """The open providers by kind of place and age."""

    def __init__(self, providers: list[Provider]) -> None:
        self._open = [provider for provider in providers if provider.closed is None]
        self._choices = cache(self._list_choices)

    def exists(self, place: Place, age: int) -> bool:
        """Whether a child of that age can be placed there at all."""
        if place in WITHOUT_ESTABLISHMENT:
            return True
        return (place is Place.EARLY_YEARS and age <= 4) or bool(self._choices(place, age)[0])  # noqa: PLR2004 - before school

    def choose(self, place: Place, age: int, luck: Luck) -> Provider | None:
        """None where the place is no establishment of the register."""
        if place in WITHOUT_ESTABLISHMENT:
            return None
        if place is Place.EARLY_YEARS and not luck.chance(_NURSERY_SCHOOL_SHARE):
            return None
        providers, weights = self._choices(place, age)
        return luck.weighted(providers, weights) if providers else None

    def keeps(self, place: Place, provider: Provider | None, age: int) -> bool:
        """Whether a child may stay where it is at that age."""
        return self.exists(place, age) and (provider is None or provider.serves(age))

    def _list_choices(self, place: Place, age: int) -> tuple[tuple[Provider, ...], tuple[int, ...]]:
        if place is Place.UNIT:
            found = [provider for provider in self._open if provider.base and provider.serves(age)]
            return tuple(found), tuple(provider.base_places for provider in found)
        found = [provider for provider in self._open if provider.place is place and provider.serves(age)]
        return tuple(found), tuple(provider.places_funded or provider.size for provider in found)
