"""What risks do to the deficit, as it was last run and kept: each with the risk on and off, on the same draws."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from highneeds.governance.programme_run import Ends


@dataclass(frozen=True, slots=True)
class RiskOnOff:
    """Pence owed. ``on`` as the risk is judged, ``off`` as if it could not happen: ends, then twenty equal parts.

    ``expected_pence``: the mean difference over all draws; ``past_limit``: the chance of passing the limit, on and off,
    None where there is no limit. ``suggested``: likelihood and money impact that the money speaks for; a person scores.
    """

    risk: str
    prob: float
    on: Ends
    off: Ends
    on_twentieths: tuple[float, ...]
    off_twentieths: tuple[float, ...]
    expected_pence: float
    council_expected_pence: float
    past_limit_on: float | None
    past_limit_off: float | None
    suggested_likelihood: int | None
    suggested_money: int | None


@dataclass(frozen=True, slots=True)
class RiskDraws:
    """``day``: on which the deficit is looked at; ``held``: risks that the forecast holds already, with the reason."""

    snapshot: str
    draws: int
    day: date
    limit_pence: int | None
    limit_source: str
    risks: tuple[RiskOnOff, ...]
    held: tuple[tuple[str, str], ...]
