"""The sentence over each table and chart: what it shows, made from the record."""

from __future__ import annotations

from highneeds.core import round_to_add
from highneeds.governance.record import BridgeStep, MonthRecord, RangeSeries, YearRange
from highneeds.reports import words

_PENCE_IN_A_TENTH_OF_A_MILLION = 10_000_000

CAUSES = {  # what moved the forecast, when it adds cost and when it lowers it
    "volume": ("Volume", "more children", "fewer children"),
    "mix": ("Mix", "costlier settings", "less costly settings"),
    "price": ("Price", "higher prices", "lower prices"),
    "places": ("Places", "place funding", "place funding"),
    "services": ("Services", "services", "services"),
    "residual": ("Residual", "cost not yet explained", "cost not yet explained"),
}


def series(record: MonthRecord, key: str, group: str = "All") -> RangeSeries | None:
    """The forecast of that key and group, or None when the month has none."""
    return next((each for each in record.forecasts if each.key == key and each.group == group), None)


def cause_name(step: BridgeStep) -> str:
    return CAUSES[step.cause][0] if step.cause in CAUSES else words.sentence(step.cause)


def cause_in_words(step: BridgeStep) -> str:
    if step.cause not in CAUSES:
        return step.cause
    return CAUSES[step.cause][1 if step.pence > 0 else 2]


def budget_over_forecast(record: MonthRecord) -> tuple[int, int, int]:
    """Budget, overspend and forecast in tenths of £1m, rounded so that the first two add to the third."""
    budget, over = round_to_add(
        [int(record.figure("block_budget").value), int(record.figure("forecast_variance").value)],
        _PENCE_IN_A_TENTH_OF_A_MILLION,
    )
    return budget, over, budget + over


def tenths(units: int) -> str:
    """``£6.2m`` from tenths of £1m; no sign."""
    return f"£{abs(units) / 10:,.1f}m"


def tenths_over(units: int) -> str:
    return "on budget" if units == 0 else f"{tenths(units)} {'over' if units > 0 else 'under'}"


def headline(record: MonthRecord) -> str:
    budget, over, _ = budget_over_forecast(record)
    if over == 0:
        return f"We forecast spending the {tenths(budget)} high needs block this year, no more and no less."
    than = "more" if over > 0 else "less"
    return f"We forecast spending {tenths(over)} {than} than the {tenths(budget)} high needs block this year."


def range_of_variance(record: MonthRecord) -> str:
    """``8-in-10 range £4.4m to £8.3m over``, or nothing when the variance carries no range."""
    variance = record.figure("forecast_variance")
    if variance.low is None or variance.high is None:
        return ""
    return words.eight_in_ten(variance.low, variance.high)


def bridge(record: MonthRecord) -> str:
    adds = _largest(record, sign=1)
    lowers = _largest(record, sign=-1)
    over = sum(step.pence for step in record.bridge) >= 0
    first, second = (adds, lowers) if over else (lowers, adds)
    verbs = ("adds", "add", "takes off", "take off") if over else ("takes off", "take off", "adds", "add")
    if not first:
        return "Nothing moves the forecast from the budget"
    most = " most" if len(first) > 1 else ""
    text = f"{words.sentence(words.listed([_with_amount(step) for step in first]))} {verbs[len(first) > 1]}{most}"
    if second:
        text += f"; {_with_amount(second[0])} {verbs[2]}".replace(" ()", "")
    return text


def _largest(record: MonthRecord, *, sign: int) -> list[BridgeStep]:
    steps = [step for step in record.bridge if step.pence * sign >= _PENCE_IN_A_TENTH_OF_A_MILLION / 10]
    return sorted(steps, key=lambda step: -abs(step.pence))[:2]


def _with_amount(step: BridgeStep) -> str:
    return f"{cause_in_words(step)} ({words.millions(abs(step.pence), 2)})"


def fan(record: MonthRecord) -> str:
    cost, block = series(record, "block_cost"), series(record, "allocation")
    if cost is None:
        return "There is no forecast of later years"
    last = cost.years[-1]
    budget = year_of(block, last.label)
    if budget is None:
        return f"Cost is forecast to reach {words.millions(last.mean)} in {last.label}"
    gap = words.in_millions(last.mean) - words.in_millions(budget.mean)  # as the table beside it subtracts
    side = "above" if gap > 0 else "below"
    reach = f"Cost is forecast to reach {words.millions(last.mean)} in {last.label}"
    return f"{reach}, £{abs(gap):,}m {side} the block"


def year_of(forecast: RangeSeries | None, label: str) -> YearRange | None:
    if forecast is None:
        return None
    return next((year for year in forecast.years if year.label == label), None)


def months(record: MonthRecord) -> str:
    if not record.outturn_by_month:
        return "No month of the ledger has been read"
    name, budget, actual = record.outturn_by_month[-1]
    gap = actual - budget
    if words.side(gap, 1) == "on budget":
        return f"Spending to the end of {name} is in line with the budget to date"
    word = "more" if gap > 0 else "less"
    return f"{words.millions(abs(gap))} {word} than budgeted was spent to the end of {name}"
