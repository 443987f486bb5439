"""From the budget to the forecast in steps that re-add to the penny."""

from __future__ import annotations

from collections.abc import Sequence

from highneeds.core import Pence
from highneeds.finance.types import BridgeStep, OutturnLine
from highneeds.finance.variance import SettingCost, SettingShare, Variance, volume_mix_price

_PENCE_IN_A_POUND = 100

PLACEMENT_CAUSES = ("volume", "mix", "price")
"""The steps that are told of all placements together."""


def bridge(lines: Sequence[OutturnLine]) -> tuple[BridgeStep, ...]:
    """Volume, mix, price, places, services and residual, always all six, from the lines of an outturn.

    Income is no part of it: budget and forecast are of spending. The residual is what no cause explains: postings
    outside the budget book, and placement lines whose budget says no number of children.
    """
    compared = with_children(lines)
    variance = variance_of(compared)
    rest = unexplained(lines)
    return (
        BridgeStep("volume", variance.volume_pence, _volume_words(compared)),
        BridgeStep("mix", variance.mix_pence, _mix_words(compared, variance.by_setting)),
        BridgeStep("price", variance.price_pence, _price_words(compared, variance.price_pence)),
        _step("places", [line for line in lines if line.kind == "places"]),
        _step("services", [line for line in lines if line.kind == "service"]),
        BridgeStep(
            "residual",
            Pence(sum(line.variance_pence for line in rest)),
            "spending that no budget line with children holds",
        ),
    )


def with_children(lines: Sequence[OutturnLine]) -> list[OutturnLine]:
    """The placement lines whose children are budgeted and forecast: those that volume, mix and price are of."""
    return [line for line in lines if _has_children(line)]


def unexplained(lines: Sequence[OutturnLine]) -> list[OutturnLine]:
    """The lines of which the residual is."""
    return [line for line in lines if line.kind in {"placement", "unbudgeted"} and not _has_children(line)]


def variance_of(compared: Sequence[OutturnLine]) -> Variance:
    """``compared``: as ``with_children`` gives them, and the shares are in their order."""
    return volume_mix_price(
        [
            SettingCost(
                line.setting or line.budget_line,
                line.budget_fte or 0.0,
                line.budget_pence,
                line.forecast_fte or 0.0,
                line.forecast_pence,
            )
            for line in compared
        ]
    )


def _has_children(line: OutturnLine) -> bool:
    return line.kind == "placement" and line.budget_fte is not None and line.forecast_fte is not None


def _step(cause: str, lines: Sequence[OutturnLine]) -> BridgeStep:
    """One step for a kind of line, naming the line that differs most."""
    pence = Pence(sum(line.variance_pence for line in lines))
    largest = max(lines, key=lambda line: abs(line.variance_pence), default=None)
    if largest is None or not largest.variance_pence:
        return BridgeStep(cause, pence, "as budgeted")
    words = f"most in {largest.budget_line}, {_over(largest.variance_pence)}"
    return BridgeStep(cause, pence, words)


def _volume_words(lines: Sequence[OutturnLine]) -> str:
    more = sum((line.forecast_fte or 0.0) - (line.budget_fte or 0.0) for line in lines)
    return (
        f"{abs(more):,.0f} {'more' if more >= 0 else 'fewer'} full-year children than budgeted, at the budgeted average"
    )


def _mix_words(lines: Sequence[OutturnLine], by_setting: Sequence[SettingShare]) -> str:
    """Names the two settings whose share of children changed the cost most."""
    names = {line.setting or line.budget_line: line.budget_line for line in lines}
    largest = sorted(by_setting, key=lambda share: -abs(share.mix_pence))[:2]
    parts = [
        f"{'larger' if share.mix_pence >= 0 else 'smaller'} share: {_plain(names[share.setting])}" for share in largest
    ]
    return "; ".join(parts) or "no settings to compare"


def _price_words(lines: Sequence[OutturnLine], price: int) -> str:
    compared = sum(line.forecast_pence for line in lines) - price
    share = price / compared if compared else 0.0
    return f"each place costs {abs(share):.1%} {'more' if price >= 0 else 'less'} than budgeted, setting by setting"


def _plain(budget_line: str) -> str:
    return budget_line.removeprefix("Placements: ")


def _over(pence: int) -> str:
    return f"£{abs(pence) / _PENCE_IN_A_POUND:,.0f} {'over' if pence >= 0 else 'under'}"
