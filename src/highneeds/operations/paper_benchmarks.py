"""What papers say of published figures: the council's own, all authorities together, the middle of its neighbours."""

from __future__ import annotations

from collections.abc import Iterator

from highneeds.forecast.benchmarking import MEASURES
from highneeds.governance.papers.facts import BenchmarkFacts
from highneeds.operations.benchmark_page import BenchmarksPage, Line, benchmarks_page
from highneeds.operations.benchmark_words import series_of
from highneeds.operations.published_figures import Published, published_in_use


def benchmark_facts() -> Iterator[BenchmarkFacts]:
    """Every measure of which the council has a figure that rests on more than five children; none before a release."""
    page, published = benchmarks_page(), published_in_use()
    if page is None or published is None or page.own is None:
        return
    for section in page.sections:
        yield from (_facts(line, page, published) for line in section.lines if is_told(line))


def is_told(line: Line) -> bool:
    """Whether papers say it: it is published, and counts no few children."""
    return bool(_plain(line.own))


def _facts(line: Line, page: BenchmarksPage, published: Published) -> BenchmarkFacts:
    measure = MEASURES[line.key]
    releases = (one.release for name in series_of(measure) for one in published.imports.get(name, ()))
    return BenchmarkFacts(
        key=line.key,
        name=f"{measure.section}, {measure.label[:1].lower()}{measure.label[1:]}",
        period=line.period,
        own_name=page.own or "",
        own=_plain(line.own),
        all_name=page.england,
        all=_plain(line.england),
        neighbours=_plain(line.neighbours),
        source=", ".join(dict.fromkeys(releases)),
    )


def _plain(text: str) -> str:
    """Nothing for a mark that stands in the place of a number, and for a number with a warning."""
    return "" if text.startswith("[") or text.endswith("*") else text
