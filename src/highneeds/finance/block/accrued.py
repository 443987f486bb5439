"""What of the deficit accrued up to the last day of the grant is eligible for it.

Source: DfE, High needs stability grant: explanatory note, 9 February 2026: overspends other than on high needs are left
out, and of the figures the council has reported the lowest counts where their differences are not explained.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from highneeds.core import Pence


@dataclass(frozen=True)
class Accrued:
    """``total_pence``: the deficit as in the council's own books. ``excluded``: overspends other than on high needs, by
    what they are. ``reported``: the deficit as told in each return or statement. A surplus is negative.
    """

    total_pence: Pence
    excluded: Mapping[str, Pence]
    reported: Mapping[str, Pence]
    is_difference_explained: bool

    @property
    def counted_pence(self) -> Pence:
        """Which figure counts: the council's own, or the lowest told where differences are not explained."""
        if self.is_difference_explained:
            return self.total_pence
        return Pence(min(self.total_pence, *self.reported.values())) if self.reported else self.total_pence

    @property
    def eligible_pence(self) -> Pence:
        return Pence(max(0, self.counted_pence - sum(self.excluded.values())))

    @property
    def not_eligible_pence(self) -> Pence:
        """The rest of the council's own figure: eligible and not eligible add to it."""
        return Pence(self.total_pence - self.eligible_pence)
