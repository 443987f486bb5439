"""Why a page of figures breaks and what would mend it, in sentences for a person who has to defend the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from highneeds.finance.reconcile import (
    Checked,
    Explanation,
    Needed,
    Reading,
    ReadSo,
    Reconciliation,
    Stance,
    Unit,
)
from highneeds.operations.reconciling_amounts import amount_in_words, beyond_rounding, number, should_be
from highneeds.operations.reconciling_tables import letters, numbers

_FEW_NEEDED = 3
_FAR_FINER = 1_000  # times: pounds printed so much finer than others of the page look surer than the page can be

Note = tuple[str, tuple[str, ...]]  # a heading, and the sentences under it


def break_notes(found: Reconciliation) -> Iterator[Note]:
    """For each check that does not hold, or has no answer: what it means, what would mend it, and what would not."""
    places = numbers(found)
    for one in found.checked:
        if not one.holds:
            heading = f"{places[one.identity.key]}  {one.identity.name}"
            yield (
                heading,
                tuple(_break_sentences(one, found)) if one.is_broken else (f"It has no answer: {one.reason}.",),
            )


def reading_notes(found: Reconciliation) -> Iterator[Note]:
    """Every reading of the page, by its letter, with what the page says to it."""
    named = letters(found)
    fixed = {one.reading.key: one for one in found.read_so}
    for reading in found.page.readings:
        sentences = _stance(fixed[reading.key], found) if reading.key in fixed else _factor_stance(reading, found)
        yield f"{named[reading.key]}  {_capital(reading.name)} ({reading.kind})", tuple(sentences)


def other_notes(found: Reconciliation) -> Iterator[Note]:
    """Shares that nothing uses, and pounds printed too finely."""
    for loose in found.loose_shares:
        fits = "; ".join(f"{fit.part.label} of {fit.whole.label}" for fit in loose.fits) or "nothing on the page"
        yield f"{loose.share.label} {loose.share.printed} is of what?", (f"It fits {fits}.",)
    pounds = [figure for figure in found.page.figures if figure.unit is Unit.POUNDS]
    widths = {figure.key: figure.could_be.high - figure.could_be.low for figure in pounds}
    coarsest = max(widths.values(), default=Fraction(0))
    for figure in pounds:
        if widths[figure.key] * _FAR_FINER <= coarsest and coarsest:
            beside = f"It stands beside figures to {number(coarsest, Unit.POUNDS)}, and is no surer than they are."
            yield f"{figure.label} {figure.printed} is finer than the rest of the page", (beside,)


def closing(found: Reconciliation) -> str:
    """Whether the page may go out, and if not, why."""
    if found.may_go_out:
        return "The page may go out: all that should hold does, and every figure says how it was counted."
    blank = sum(not figure.has_basis for figure in found.page.figures)
    unanswered = sum(not one.holds and not one.is_broken for one in found.checked)
    parts = [
        f"{count} of {of} {what}"
        for count, of, what in (
            (len(found.breaks), len(found.checked), "checks do not hold"),
            (unanswered, len(found.checked), "checks have no answer"),
            (blank, len(found.page.figures), "figures do not say how they were counted"),
        )
        if count
    ]
    return f"This page should not go out as it is: {_listed(parts)}."


def _break_sentences(one: Checked, found: Reconciliation) -> Iterator[str]:
    if one.gap is not None:
        yield f"It needs {one.identity.written}. Rounding does not explain {beyond_rounding(one.gap)} of the gap."
    if one.identity.if_not:
        yield one.identity.if_not
    if one.needed:
        yield f"It would hold with {', or '.join(map(_needed, one.needed[:_FEW_NEEDED]))}."
    explained = found.explaining(one)
    for each in explained:
        yield _explanation(each, found)
    if not explained:
        yield "No reading given mends it."
    for read in found.read_so:
        for checked in read.checked:
            if checked.identity.key == one.identity.key and checked.is_broken:
                yield f"{letters(found)[read.reading.key]} does not mend it: {_sides(checked)}."


def _needed(needed: Needed) -> str:
    figure = needed.figure
    shown = abs(needed.value) if figure.direction else needed.value
    return f"{figure.label} {number(shown, figure.unit)} in place of {figure.printed}"


def _explanation(each: Explanation, found: Reconciliation) -> str:
    named = letters(found)
    parts = [
        f"{named[reading.key]}, {_factor(reading, factor, found)}" if factor is not None else named[reading.key]
        for reading, factor in zip(each.readings, each.factors, strict=True)
    ]
    text = f"Mended by {' with '.join(parts)}"
    if each.also_mended:
        text += f"; that mends {_checks(each.also_mended, found)} too"
    return f"{text}; but it breaks {_checks(each.broken, found)}." if each.broken else f"{text}."


def _factor(reading: Reading, factor: Fraction, found: Reconciliation) -> str:
    figure = found.page.by_key.get(reading.figure)
    times = f"times {float(factor):.3f}"
    return times if figure is None else f"{figure.printed} {times} being {number(figure.value * factor, figure.unit)}"


def _stance(read: ReadSo, found: Reconciliation) -> Iterator[str]:
    if read.mended:
        yield f"Mends {_checks(read.mended, found)}."
    for checked in read.checked:
        if checked.identity.key in read.broken:
            yield f"The page speaks against it: {checked.identity.name} would not hold, {_sides(checked)}."
    if read.stance is Stance.UNDECIDED and not read.worked_out:
        yield "Nothing on the page turns on it."
    elif read.stance is Stance.UNDECIDED:
        implied = "; ".join(f"{one.label} {amount_in_words(worth)}" for one, worth in read.worked_out)
        yield f"The page cannot tell: as much holds either way. Read so: {implied}."


def _factor_stance(reading: Reading, found: Reconciliation) -> Iterator[str]:
    mended = tuple(each.mended for each in found.explanations if reading in each.readings)
    labels = {one.key: one.label for one in found.page.figures} | {one.key: one.label for one in found.page.worked_out}
    if reading.factor is not None:
        tried = f"{float(reading.factor.low):.3g} to {float(reading.factor.high):.3g}"
        does = f"mends {_checks(mended, found)}" if mended else "mends nothing"
        yield f"{labels[reading.figure]}, times {tried}: {does}."


def _sides(checked: Checked) -> str:
    return f"{amount_in_words(checked.left)} where it should be {should_be(checked)}"


def _checks(keys: Iterable[str], found: Reconciliation) -> str:
    return _listed([str(place) for place in sorted(numbers(found)[key] for key in keys)])


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
