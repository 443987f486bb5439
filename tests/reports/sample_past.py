"""Past forecasts of the invented county, of which too many missed: for tests of reports and of pages."""

from __future__ import annotations

from highneeds.governance.record import PastForecast, PastForecasts, PastScore, RangeFactor

_COUNTED = ((2021, 4_902.0), (2022, 5_280.0), (2023, 5_655.0), (2024, 6_010.0), (2025, 6_350.0), (2026, 6_701.0))
_OURS = "this forecast"
_SIMPLE = (
    "last value",
    "line through the last 3 years",
    "line through the last 5 years",
    "damped trend (Holt)",
    "national growth",
    "half own, half national growth",
)
_GROUPS = ("All children", "Cost", "Age", "Need", "Setting")
_MOST_YEARS_AHEAD = 3
_REASON = (
    "Ranges are widened to 1.2 to 1.3 times the model's, since 3 of 6 earlier forecasts fell outside their 8-in-10 "
    "range where 1.2 would be expected."
)
_AS_THEY_ARE = (
    "1 of 6 earlier forecasts fell outside their 8-in-10 range, no clear sign that ranges are too narrow or too wide; "
    "they are shown as the model gives them."
)


def sample_past() -> PastForecasts:
    """Three Januaries looked back on: 2.8 % out two years ahead, a straight line 4.4 %, half own growth 1.1 %."""
    return PastForecasts(
        draws=200,
        counted=_COUNTED,
        forecasts=(
            PastForecast(2023, 2024, 5_960.0, 5_850.0, 6_070.0, 6_010.0),
            PastForecast(2023, 2025, 6_170.0, 6_000.0, 6_340.0, 6_350.0),
            PastForecast(2023, 2026, 6_400.0, 6_130.0, 6_680.0, 6_701.0),
            PastForecast(2024, 2025, 6_300.0, 6_190.0, 6_420.0, 6_350.0),
            PastForecast(2024, 2026, 6_515.0, 6_330.0, 6_700.0, 6_701.0),
            PastForecast(2025, 2026, 6_640.0, 6_520.0, 6_770.0, 6_701.0),
        ),
        scores=tuple(
            score for group in _GROUPS for years in range(1, _MOST_YEARS_AHEAD + 1) for score in _marks(group, years)
        ),
        children_ranges=(RangeFactor(1, 3, 0, 1.0), RangeFactor(2, 2, 2, 1.0), RangeFactor(3, 1, 1, 1.0)),
        children_in_words=_AS_THEY_ARE,
        cost_ranges=(RangeFactor(1, 3, 1, 1.2), RangeFactor(2, 2, 1, 1.3), RangeFactor(3, 1, 1, 1.3)),
        cost_in_words=_REASON,
    )


def _marks(group: str, years: int) -> list[PastScore]:
    parts = {"All children": 1, "Cost": 1, "Age": 5, "Need": 13, "Setting": 18}[group]
    made = parts * (_MOST_YEARS_AHEAD + 1 - years)
    unit = 900_000.0 if group == "Cost" else 20.0
    errors = (9.5 * years, 2.2 * years, None, 2.4 * years, 1.3 * years, 0.55 * years)
    return [
        PastScore(
            group=group,
            years_ahead=years,
            method=name,
            is_ours=name == _OURS,
            forecasts=made,
            error_percent=error,
            bias_percent=-0.8 * error,
            mase=0.2 * error,
            crps=unit * error,
            in_50=0.5 if name == _OURS else None,
            in_80=2 / 3 if name == _OURS else None,
            in_95=1.0 if name == _OURS else None,
        )
        for name, error in zip((_OURS, *_SIMPLE), (1.4 * years, *errors), strict=True)
        if error is not None
    ]
