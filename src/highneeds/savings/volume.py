"""How many moves a target asks for: the number that stands beside it, so that a reader can judge if it can be done.

A move in September saves seven twelfths of a year in the financial year it falls in, since five are gone.
"""

from __future__ import annotations

from dataclasses import dataclass

from highneeds.core import FinancialYear

_MONTHS_IN_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class VolumeNeeded:
    """``full_year_moves``: had each child moved on 1 April; ``september_moves``: each on 1 September.

    ``placements``: how many there are to move from.
    """

    full_year_moves: float
    september_moves: float
    placements: float

    @property
    def share_of_placements(self) -> float:
        """Of the placements there are, how many would have to move in September; above 1 it cannot be done."""
        return self.september_moves / self.placements


def volume_needed(
    target_pence: float, saving_pence_per_child_year: float, placements: float, *, year: FinancialYear
) -> VolumeNeeded | None:
    """Moves that make ``target_pence`` in ``year``; None where a move saves nothing or nobody is there to move."""
    if saving_pence_per_child_year <= 0 or placements <= 0:
        return None
    months_left = year.academic_years()[1][1]
    full_year = target_pence / saving_pence_per_child_year
    return VolumeNeeded(full_year, full_year * _MONTHS_IN_A_YEAR / months_left, placements)
