"""A programme as it was last run and kept: its file whole, and what the simulation says of each year."""

from __future__ import annotations

from dataclasses import dataclass

Ends = tuple[float, float, float]
"""What one draw in ten, half and nine in ten are below, in pence."""


@dataclass(frozen=True, slots=True)
class RunYear:
    """``saved``: by all measures together. The others: what placements and places cost with none of the measures, with
    all, and with each by its delivery confidence.
    """

    year: str
    saved: Ends
    unmitigated: Ends
    mitigated: Ends
    risk_weighted: Ends


@dataclass(frozen=True, slots=True)
class KeptProgramme:
    """``years`` is empty where no measure has a mechanism, so that nothing was run."""

    file_name: str
    text: str
    sha256: str
    years: tuple[RunYear, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedSavings:
    """Of each measure of the block's file that was last named: pence by financial year."""

    by_measure: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
