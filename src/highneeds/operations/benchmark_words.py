"""The sentences of the benchmark pages: what a measure shows, on what basis, and what stands where nothing is said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from highneeds.forecast.benchmarking import Comparison, Measure, Unit
from highneeds.forecast.national.types import HIGH_NEEDS_BLOCK, NEW_PLANS, POPULATION, TOTAL
from highneeds.forecast.published.types import AGE, NEED, RESIDENTS, RESIDENTS_BY_AGE, SETTING
from highneeds.operations.benchmark_chart import Names, short
from highneeds.operations.published_figures import NotPublished, Published
from highneeds.reports import words

_MEANS = {
    "[x]": "not available",
    "[z]": "does not apply",
    "[c]": "withheld by the publisher so that no child can be recognised",
    "[low]": "too small to be shown, and not nought",
    "[k]": "too small to be shown, and not nought",
    "[u]": "too unsure to be shown",
    "[~]": "not available",
    "[:]": "not available",
    "[..]": "not available",
}
NOT_THERE = "[x]"
_SMALL = "* rests on 1 to 5 children: one more or fewer changes it visibly"


_SERIES = {
    TOTAL: "all plans",
    NEW_PLANS: "new plans",
    POPULATION: "residents aged 0 to 17",
    RESIDENTS: "residents aged 0 to 25",
    "requests": "requests received",
    "requests_refused": "requests refused",
    "assessments": "assessments completed",
    "appeals": "appeals registered",
    "plans_issued": "plans issued",
    "plans_issued_within_20_weeks": "plans issued within 20 weeks",
    "plans_issued_without_exceptions": "plans issued, exceptions left out",
    "plans_issued_without_exceptions_within_20_weeks": "plans issued within 20 weeks, exceptions left out",
    HIGH_NEEDS_BLOCK: "high needs block",
    "dsg_balance_percent_of_income": "balance of the grant, of its income",
}
_BEGINNINGS = {
    AGE: "plans aged ",
    NEED: "plans, need ",
    SETTING: "plans in ",
    RESIDENTS_BY_AGE: "residents aged ",
    "placement:": "plans in ",
    "s251_outturn:": "outturn, ",
    "s251_planned:": "",
}
_ABBREVIATIONS = {"special indep nmss": "independent and non-maintained special", "ap pru": "AP and PRU"}


def series_in_words(series: str) -> str:
    """A published series as a person calls it."""
    if series in _SERIES:
        return _SERIES[series]
    for beginning, said in _BEGINNINGS.items():
        if series.startswith(beginning):
            rest = series.removeprefix(beginning).replace("_", " ")
            return said + _ABBREVIATIONS.get(rest, rest.upper() if beginning == NEED and rest != "unknown" else rest)
    return series.replace("_", " ")


def unit_in_words(measure: Measure) -> str:
    """What the axis and the table are in."""
    return {Unit.POUNDS: "£", Unit.PERCENT: "Per cent", Unit.PER_THOUSAND: "For each 1,000"}[measure.unit]


def series_of(measure: Measure) -> tuple[str, ...]:
    """Every published series that the measure is made of."""
    return (*measure.numerator, *([measure.denominator] if measure.denominator else []))


def gap_of(measure: Measure, year: int, code: str, published: Published) -> NotPublished | None:
    """What the publisher said in place of the first number that is missing; None where it said nothing."""
    for name in series_of(measure):
        told = published.not_published.get((name, year + (measure.lag if name == measure.denominator else 0), code))
        if told is not None:
            return told
    return None


def mark_of(gap: NotPublished | None) -> str:
    """As tables write it: the publisher's own symbol in brackets."""
    return f"[{gap.mark}]" if gap is not None and gap.mark else NOT_THERE


def value_or_mark(one: Comparison, published: Published) -> str:
    """Our number, or the publisher's mark in its place: never nought."""
    if one.own is not None:
        return short(one.own.value, one.measure.unit) + ("*" if one.own.is_small else "")
    return mark_of(gap_of(one.measure, one.year, one.authority.code, published))


def symbols_used(cells: Iterable[str]) -> str:
    """The key of the symbols that stand in the cells; "" where there is none."""
    shown = list(cells)
    marks = sorted({cell for cell in shown if cell.startswith("[") and cell.endswith("]")})
    told = [f"{mark} {_MEANS.get(mark, 'not published')}" for mark in marks]
    told += [_SMALL] if any(cell.endswith("*") for cell in shown) else []
    return f"{'; '.join(told)}." if told else ""


def side_of(own: float, other: float, unit: Unit) -> str:
    """Above, below, or level as the numbers are read."""
    if short(own, unit) == short(other, unit):
        return "level with"
    return "above" if own > other else "below"


def finding_over_years(years: Sequence[Comparison], published: Published, own: str, england: str) -> str:
    """How the newest year stands beside the sum of all, and how it moved since the first."""
    newest, unit = years[-1], years[-1].measure.unit
    when = newest.measure.period.shown(newest.year)
    if newest.own is None:
        mark = mark_of(gap_of(newest.measure, newest.year, newest.authority.code, published))
        return f"{own} has no published figure for {when}: {_MEANS.get(mark, 'not published')}"
    said = f"In {when} {own} had {short(newest.own.value, unit)}"
    if newest.england is None:
        return said
    side = side_of(newest.own.value, newest.england, unit)
    return (
        f"{said}, {side} {england}'s {short(newest.england, unit)}"
        if side != "level with"
        else f"{said}, level with {england}"
    )


def finding_of_year(one: Comparison, published: Published) -> str:
    """How many neighbours are above and below."""
    name, when = one.authority.name, one.measure.period.shown(one.year)
    if one.own is None:
        return finding_over_years([one], published, name, "")
    if not one.neighbours:
        return f"No neighbour has a figure for {when}"
    value = one.own.value
    above = sum(near.value > value for near in one.neighbours)
    below = sum(near.value < value for near in one.neighbours)
    of = len(one.neighbours)
    if above == 0 and below:
        return f"No neighbour is above {name} in {when}"
    if below == 0 and above:
        return f"No neighbour is below {name} in {when}"
    return f"In {when} {words.count(above)} of {of} neighbours are above {name}, {words.count(below)} below"


def sentence_of(years: Sequence[Comparison], published: Published, names: Names) -> str:
    """All of the newest year in one sentence, with the first year beside it."""
    newest, unit = years[-1], years[-1].measure.unit
    parts = [f"{newest.measure.period.shown(newest.year)}: {names.own} {value_or_mark(newest, published)}"]
    if newest.england is not None:
        parts.append(f"{names.england} {short(newest.england, unit)}")
    if newest.region is not None:
        parts.append(f"{newest.authority.region} {short(newest.region, unit)}")
    ends, middle = newest.neighbour_range, newest.neighbour_median
    if ends is not None and middle is not None:
        reach = f"{short(ends[0], unit)} to {short(ends[1], unit)}"
        parts.append(f"{len(newest.neighbours)} neighbours {short(middle, unit)} in the middle ({reach})")
    said = ", ".join(parts) + "."
    if newest.own is not None:
        tied = " (shared)" if newest.own.is_tied else ""
        said += f" Place {newest.own.rank}{tied} of {newest.published}: {newest.measure.first}."
    first = next((one for one in years[:-1] if one.own is not None), None)
    if first is not None and first.own is not None and newest.own is not None:
        said += f" In {first.measure.period.shown(first.year)} it was {short(first.own.value, unit)}."
    return said


def basis_of(one: Comparison, england: str) -> str:
    """What is counted, and how the others are put together."""
    together = (
        f" {england} and {one.authority.region} are sums over sums of the authorities that publish both numbers, not "
        "averages."
        if one.measure.denominator is not None
        else f" There is no figure of {england} for it."
    )
    few = f" {one.published} of {one.authorities} authorities have a figure." if one.published < one.authorities else ""
    return f"{one.measure.basis[0].upper()}{one.measure.basis[1:]}.{together}{few}"


def england_of(published: Published) -> str:
    """What the sum of all authorities is called: nobody's authorities do not make England."""
    return "Invented England" if published.is_invented else "England"


def short_or_not_there(value: float | None, unit: Unit) -> str:
    return NOT_THERE if value is None else short(value, unit)


def place_of(one: Comparison) -> str:
    """The council's place of all with a figure, "" without one; = shares it."""
    return "" if one.own is None else f"{'=' if one.own.is_tied else ''}{one.own.rank} of {one.published}"
