"""HiGHS, which both sides of disclosure control ask (Huangfu and Hall, Mathematical Programming Computation 2018)."""

from __future__ import annotations

from collections.abc import Sequence

import highspy
import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Sense = highspy.ObjSense
LEAST, MOST = Sense.kMinimize, Sense.kMaximize
ENDLESS = 10_000_000.0  # no council has more children with a plan


class Model(highspy.Highs):
    """A programme that prints nothing."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # HiGHS's own, which says nothing of its types
        self.setOptionValue("output_flag", False)  # noqa: FBT003 - HiGHS's own call

    def enableCallbacks(self) -> None:  # noqa: N802 - HiGHS's own name
        """None is used here, and enabling them prints a banner that no option turns off."""

    def column(self, least: float, most: float, *, is_whole: bool = False, cost: float = 0.0) -> int:
        self.addVar(least, most)
        position = int(self.getNumCol()) - 1
        if is_whole:
            self.changeColIntegrality(position, highspy.HighsVarType.kInteger)
        if cost:
            self.changeColCost(position, cost)
        return position

    def within(self, terms: Sequence[tuple[int, float]], least: float, most: float) -> None:
        """A row: the signed columns add to between ``least`` and ``most``."""
        positions = np.array([position for position, _ in terms], np.int32)
        self.addRow(least, most, len(terms), positions, np.array([sign for _, sign in terms], np.float64))

    def solved(self, sense: Sense = LEAST) -> Numbers | None:
        """The value of every column, or None when nothing fits."""
        self.changeObjectiveSense(sense)
        self.run()
        if self.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.asarray(self.getSolution().col_value, np.float64)
