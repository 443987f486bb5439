"""Arrays with named axes and a unit, for every public boundary; plain NumPy inside a step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, eq=False)  # arrays have no single truth of equality: compare values and axes
class Labelled:
    """``values`` with one named axis per dimension, in order; ``axes`` maps each name to its labels.

    Raises ValueError when the shape and the labels disagree, or when an axis or a label of one axis stands twice.
    """

    values: npt.NDArray[np.float64]
    axes: tuple[tuple[str, tuple[str | int, ...]], ...]
    unit: str

    def __post_init__(self) -> None:
        expected = tuple(len(labels) for _, labels in self.axes)
        if self.values.shape != expected:
            message = (
                f"values of shape {self.values.shape} do not fit axes {[name for name, _ in self.axes]} of {expected}"
            )
            raise ValueError(message)
        for name, labels in (("axes", self.axis_names), *self.axes):
            if len(set(labels)) != len(labels):
                message = f"{name} holds a label twice"
                raise ValueError(message)

    @property
    def axis_names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.axes)

    def labels(self, axis: str) -> tuple[str | int, ...]:
        return self.axes[self._position(axis)][1]

    def sum(self, *over: str) -> Labelled:
        positions = tuple(self._position(axis) for axis in over)
        return Labelled(self.values.sum(axis=positions), self._axes_without(*over), self.unit)

    def mean(self, over: str) -> Labelled:
        return Labelled(self.values.mean(axis=self._position(over)), self._axes_without(over), self.unit)

    def quantile(self, prob: float, *, over: str) -> Labelled:
        values = np.quantile(self.values, prob, axis=self._position(over))
        return Labelled(values, self._axes_without(over), self.unit)

    def at(self, axis: str, label: str | int) -> Labelled:
        """The slice at one label; the axis goes. Raises KeyError for an unknown label."""
        labels = self.labels(axis)
        if label not in labels:
            message = f"{label!r} is not on axis {axis!r}"
            raise KeyError(message)
        values = np.take(self.values, labels.index(label), axis=self._position(axis))
        return Labelled(values, self._axes_without(axis), self.unit)

    def grouped(self, axis: str, groups: Sequence[str], *, name: str) -> Labelled:
        """Sum the labels of ``axis`` into ``groups`` (one group per label, first appearance sets the order).

        Raises ValueError when there is not exactly one group per label.
        """
        if len(groups) != len(self.labels(axis)):
            message = f"axis {axis!r} has {len(self.labels(axis))} labels, but there are {len(groups)} groups"
            raise ValueError(message)
        names = tuple(dict.fromkeys(groups))
        position = self._position(axis)
        parts = [
            np.take(self.values, [i for i, group in enumerate(groups) if group == wanted], axis=position).sum(
                axis=position
            )
            for wanted in names
        ]
        axes = tuple((name, names) if i == position else pair for i, pair in enumerate(self.axes))
        return Labelled(np.stack(parts, axis=position), axes, self.unit)

    def _position(self, axis: str) -> int:
        if axis not in self.axis_names:
            message = f"no axis {axis!r}; there are {', '.join(self.axis_names)}"
            raise KeyError(message)
        return self.axis_names.index(axis)

    def _axes_without(self, *names: str) -> tuple[tuple[str, tuple[str | int, ...]], ...]:
        return tuple(pair for pair in self.axes if pair[0] not in names)
