"""Works out a measure for every authority, ranks them, and sets one beside England, its region and its neighbours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from highneeds.forecast.benchmarking.measure import Measure
from highneeds.forecast.national.types import TOTAL
from highneeds.forecast.published.boundaries import existed_in, january_of, members_of, panel_code_of
from highneeds.forecast.published.types import Authority, PublishedFigures

_SMALL = range(1, 6)  # a count of 1 to 5 children: one child more or fewer changes the figure visibly
_NEIGHBOURS = 10  # as many as DfE publishes of each authority


@dataclass(frozen=True, slots=True)
class Standing:
    """One authority's value, its rank (1 is the largest; equal values share a rank) and whether few children count."""

    authority: Authority
    value: float
    count: float
    rank: int
    is_tied: bool
    is_small: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure of one authority. None is not published. ``published`` of ``authorities`` have a figure that year.

    ``rank_among_neighbours`` counts the authority itself: 1 to ``neighbours_published`` + 1. ``england`` and ``region``
    are sums over sums of the authorities that publish both, not averages of shares.
    """

    measure: Measure
    authority: Authority
    year: int
    own: Standing | None
    england: float | None
    region: float | None
    neighbours: tuple[Standing, ...]
    neighbours_asked: int
    rank_among_neighbours: int | None
    published: int
    authorities: int
    source: str

    @property
    def neighbour_median(self) -> float | None:
        return median(near.value for near in self.neighbours) if self.neighbours else None

    @property
    def neighbour_range(self) -> tuple[float, float] | None:
        values = [near.value for near in self.neighbours]
        return (min(values), max(values)) if values else None


def years_of(figures: PublishedFigures, measure: Measure) -> tuple[int, ...]:
    """The years in which at least one authority has the measure."""
    return tuple(year for year in figures.years(measure.numerator[0]) if _ratios(figures, measure, year))


def newest_year(figures: PublishedFigures, measure: Measure) -> int | None:
    """The last of ``years_of``; None where nobody has the measure."""
    years = reversed(figures.years(measure.numerator[0]))
    return next((year for year in years if _ratios(figures, measure, year)), None)


def standings(figures: PublishedFigures, measure: Measure, year: int) -> tuple[Standing, ...]:
    """Every authority that has the measure, the largest value first; among equals by name."""
    ratios = _ratios(figures, measure, year)
    values = {code: _value(measure, *pair) for code, pair in ratios.items()}
    placed = sorted(values, key=lambda code: (-values[code], figures.authorities[code].name))
    times = Counter(values.values())
    first_place: dict[float, int] = {}
    for place, code in enumerate(placed, start=1):
        first_place.setdefault(values[code], place)
    return tuple(
        Standing(
            authority=figures.authorities[code],
            value=values[code],
            count=ratios[code][0],
            rank=first_place[values[code]],
            is_tied=times[values[code]] > 1,
            is_small=measure.counts_children and ratios[code][0] in _SMALL,
        )
        for code in placed
    )


def compare(figures: PublishedFigures, measure: Measure, year: int, code: str) -> Comparison:
    """The measure of one authority in one year beside all others. Raises KeyError for an unknown code."""
    authority = figures.authorities[code]
    placed = {standing.authority.code: standing for standing in standings(figures, measure, year)}
    ratios = _ratios(figures, measure, year)
    asked = neighbours_of(figures, code, january_of(measure.numerator[0], year))
    near = tuple(placed[other] for other in asked if other in placed)
    own = placed.get(code)
    in_region = {other: pair for other, pair in ratios.items() if figures.authorities[other].region == authority.region}
    return Comparison(
        measure=measure,
        authority=authority,
        year=year,
        own=own,
        england=_together(measure, ratios),
        region=_together(measure, in_region),
        neighbours=near,
        neighbours_asked=len(asked),
        rank_among_neighbours=None if own is None else 1 + sum(other.value > own.value for other in near),
        published=len(placed),
        authorities=len(_counted(figures, january_of(measure.numerator[0], year))),
        source=_source(figures, measure),
    )


def neighbours_of(figures: PublishedFigures, code: str, january: int) -> tuple[str, ...]:
    """The nearest statistical neighbours that counted plans that January; of an abolished one, its successors' own."""
    lists = [figures.neighbours[code]] if code in figures.neighbours else _of_successors(figures, code)
    ranked = sorted((rank, other) for near in lists for rank, other in enumerate(near))
    then = [_then(other, january) for _, other in ranked]
    return tuple(dict.fromkeys(other for other in then if other and other != code))[:_NEIGHBOURS]


def _of_successors(figures: PublishedFigures, code: str) -> list[tuple[str, ...]]:
    area = panel_code_of(code)
    return [near for other, near in figures.neighbours.items() if other != code and panel_code_of(other) == area]


def _then(code: str, january: int) -> str | None:
    """The authority that stood in the place of ``code``; None when there were several."""
    if existed_in(code, january):
        return code
    members = members_of(panel_code_of(code), january)
    return members[0] if len(members) == 1 else None


def _ratios(figures: PublishedFigures, measure: Measure, year: int) -> dict[str, tuple[float, float]]:
    """Numerator and denominator of each authority that has both, and a denominator above nought."""
    found = {}
    for code in figures.codes_in(measure.numerator[0], year):
        tops = [figures.value(series, year, code) for series in measure.numerator]
        below = 1.0 if measure.denominator is None else figures.value(measure.denominator, year + measure.lag, code)
        if below and all(top is not None for top in tops):
            found[code] = (sum(top for top in tops if top is not None), below)
    return found


def _value(measure: Measure, above: float, below: float) -> float:
    return above if measure.denominator is None else measure.times * above / below


def _together(measure: Measure, ratios: Mapping[str, tuple[float, float]]) -> float | None:
    if measure.denominator is None or not ratios:
        return None
    return _value(measure, _sum(pair[0] for pair in ratios.values()), _sum(pair[1] for pair in ratios.values()))


def _sum(numbers: Iterable[float]) -> float:
    return float(sum(numbers))


def _counted(figures: PublishedFigures, january: int) -> tuple[str, ...]:
    """The authorities of that January, or of the last January published before it."""
    years = [year for year in figures.years(TOTAL) if year <= january] or figures.years(TOTAL)[:1]
    return figures.codes_in(TOTAL, max(years))


def _source(figures: PublishedFigures, measure: Measure) -> str:
    series = [*measure.numerator, *([measure.denominator] if measure.denominator else [])]
    return "; ".join(dict.fromkeys(figures.sources[name] for name in series if name in figures.sources))
