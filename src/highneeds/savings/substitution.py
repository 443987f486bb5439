"""How many new places take the place of dearer ones: a share said aloud, low unless the record says otherwise."""

from __future__ import annotations

from dataclasses import dataclass

USUAL_SHARE = 0.2
"""Judgement of highneeds, low on purpose: councils that opened some 500 places each reported that new demand filled
them. To be replaced by the council's own record."""


@dataclass(frozen=True, slots=True)
class Substitution:
    """``places`` in ``setting``, of which ``share`` are taken by children who would be in ``instead_of``.

    ``opened``, ``displaced``: the local record, places opened before and how many children moved from dearer ones into
    them; None where nobody has counted. Raises ValueError for a share outside 0 to 1, or a record that cannot be.
    """

    setting: str
    places: int
    instead_of: str
    share: float = USUAL_SHARE
    opened: int | None = None
    displaced: int | None = None

    def __post_init__(self) -> None:
        if not 0.0 <= self.share <= 1.0 or self.places < 0:
            message = f"{self.places} places of which {self.share} displace dearer ones cannot be"
            raise ValueError(message)
        if (self.opened is None) != (self.displaced is None) or (
            self.opened is not None and self.displaced is not None and not 0 <= self.displaced <= self.opened
        ):
            message = f"of {self.opened} places opened {self.displaced} cannot have displaced dearer ones"
            raise ValueError(message)

    @property
    def recorded_share(self) -> float | None:
        """What share of places opened before displaced dearer ones; None without a record."""
        if not self.opened or self.displaced is None:
            return None
        return self.displaced / self.opened

    @property
    def children_moved(self) -> float:
        """How many children the places would bring away from ``instead_of``, by the share assumed."""
        return self.places * self.share

    @property
    def is_above_record(self) -> bool:
        """Whether more is assumed than the record shows (without one: than is usual)."""
        recorded = self.recorded_share
        return self.share > (USUAL_SHARE if recorded is None else recorded)
