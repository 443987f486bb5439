"""How good past forecasts were, in sentences: what page and paper say of a back-test, and which marks stand beside."""

from __future__ import annotations

from collections.abc import Iterable

from highneeds.governance.record import PastForecasts, PastScore
from highneeds.reports import words

ALL_CHILDREN = "All children"
STRAIGHT_LINE = "line through the last 3 years"
_FAR = 2  # years ahead, of which the sentence tells: far enough to matter to a budget, near enough to have been seen
_YEARS = {1: "one year", 2: "two years", 3: "three years", 4: "four years", 5: "five years"}

WHAT_THEY_KNEW = (
    "Each forecast was made again with nothing but what had been counted by its January: the rates were fitted to the "
    "years before, and the population projected from what was known. Children of a need and setting have one price in "
    "all years, today's, so that cost judges who is placed where, not what places cost."
)


def ours(past: PastForecasts, group: str, years_ahead: int) -> PastScore | None:
    """Our marks, or None when no forecast looked so far."""
    return next((score for score in _of(past, group, years_ahead) if score.is_ours), None)


def of_method(past: PastForecasts, group: str, years_ahead: int, method: str) -> PastScore | None:
    return next((score for score in _of(past, group, years_ahead) if score.method == method), None)


def best_simple(past: PastForecasts, group: str, years_ahead: int) -> PastScore | None:
    """The simple method with the least error of those marked on most forecasts: chosen with hindsight."""
    simple = [score for score in _of(past, group, years_ahead) if not score.is_ours and score.error_percent is not None]
    most = max((score.forecasts for score in simple), default=0)
    return min((score for score in simple if score.forecasts == most), key=_error, default=None)


def finding(past: PastForecasts | None) -> str:
    """The sentence over the drawing."""
    if past is None or not past.forecasts:
        return "There are too few Januaries to look back on a forecast"
    inside = sum(each.low <= each.counted <= each.high for each in past.forecasts)
    count = len(past.forecasts)
    return f"{inside} of {count} past forecasts of all children held what came in their 8-in-10 range"


def in_a_sentence(past: PastForecasts | None) -> str:
    """What the body of the paper says: our error, a straight line's, and the best simple method's where it beats us."""
    if past is None:
        return ""
    years = min(_FAR, max((score.years_ahead for score in past.scores), default=0))
    mine, line = ours(past, ALL_CHILDREN, years), of_method(past, ALL_CHILDREN, years, STRAIGHT_LINE)
    if mine is None or mine.error_percent is None:
        return "There are too few Januaries yet to say how far out a forecast of this kind has been."
    text = f"At past Januaries a forecast of this kind was {_percent(mine.error_percent)} out {in_years(years)} ahead"
    if line is not None and line.error_percent is not None:
        text += f"; drawing a straight line would have been {_percent(line.error_percent)} out"
    best = best_simple(past, ALL_CHILDREN, years)
    if best is not None and best is not line and _error(best) < mine.error_percent:
        text += (
            f", and the best of {_simple_methods(past)} simple methods, chosen with hindsight, {_percent(_error(best))}"
        )
    return f"{text} (median of {_forecasts(mine.forecasts)}; annex)."


def in_years(years: int) -> str:
    return _YEARS.get(years, f"{years} years")


def changed_ranges(past: PastForecasts | None) -> tuple[str, ...]:
    """The reason in words of every kind of range that is not as the model gives it."""
    if past is None:
        return ()
    kinds = (
        ("children", past.children_ranges, past.children_in_words),
        ("cost", past.cost_ranges, past.cost_in_words),
    )
    return tuple(
        reason.replace("Ranges are", f"Ranges of {name} are", 1)
        for name, factors, reason in kinds
        if any(one.factor != 1.0 for one in factors)
    )


def range_word(past: PastForecasts | None) -> str:
    """``widened`` or ``narrowed`` where the range of a later year's cost is, else nothing."""
    factor = past.cost_ranges[-1].factor if past and past.cost_ranges else 1.0
    return "widened" if factor > 1.0 else "narrowed" if factor < 1.0 else ""


def range_sentences(past: PastForecasts | None) -> tuple[str, ...]:
    """Whether ranges are adjusted, and why: of children and of cost."""
    if past is None:
        return ()
    if past.children_in_words == past.cost_in_words:
        return (f"Children and cost alike: {_lower(past.cost_in_words)}",)
    return (f"Children: {_lower(past.children_in_words)}", f"Cost: {_lower(past.cost_in_words)}")


def _of(past: PastForecasts, group: str, years_ahead: int) -> Iterable[PastScore]:
    return (score for score in past.scores if score.group == group and score.years_ahead == years_ahead)


def _error(score: PastScore) -> float:
    return float("inf") if score.error_percent is None else score.error_percent


def _percent(value: float) -> str:
    return words.percent(value / 100.0)


def _forecasts(count: int) -> str:
    return words.plural(count, "forecast", "forecasts")


def _simple_methods(past: PastForecasts) -> int:
    return len({score.method for score in past.scores if not score.is_ours})


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
